"""The rules of dashlint, one module each; a module whose name begins with `dsh` holds one `Rule`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dashlint.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    names = (module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("dsh"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    rules = {value.code: value for module in modules for value in vars(module).values() if isinstance(value, Rule)}
    return tuple(rules[code] for code in sorted(rules))
