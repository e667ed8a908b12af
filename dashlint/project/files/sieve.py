"""The sieve: which bodies of a file may do what a pattern looks for, by their looks.

It lets through too much rather than too little, and decides nothing else: what is left out is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from dashlint import facts
from dashlint.project.files.modules import ROOTS

#: A body in which this is not found registers nothing with Dash or a server, unless by another name of the module.
REGISTERING = re.compile(
    ROOTS.pattern.decode() + r"|^[ \t]+@|\bserver\b|\bapp\b|wsgi_app|secret_key|/static/"
    r"|create_task|ensure_future|add_task|add_background_task|sentry_sdk"
)
#: A body in which this is not found makes no app.
MAKING_APPS = re.compile(
    r"Dash\w*\s*\(|[dD]ash\w*\s*\(|Flash\w*\s*\(|get_app|\bcls\b|__class__|\btype\("
    r"|(?<!\bhtml\.)(?<!\bdcc\.)(?<!\bdbc\.)(?<!\bdmc\.)(?<!\bgo\.)(?<!\bpx\.)(?<!\bpd\.)(?<!\bnp\.)\b_*[A-Z]\w*\s*\("
)


class Sieve:
    """The patterns of a project's files, each with the other names that a file gives to what it matches."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, Pattern[str]], Pattern[str]] = {}

    def pattern(self, file: facts.FileFacts, base: Pattern[str]) -> Pattern[str]:
        """Return what matches a body of a file that may mention what `base` matches, be it by another name."""
        key = file.path, base
        if key not in self._patterns:
            names = sorted(set(_other_names(file.body, base)))
            spelled = "|".join(rf"\b{re.escape(name)}\b" for name in names)
            self._patterns[key] = re.compile(f"{base.pattern}|{spelled}", re.MULTILINE) if names else _multiline(base)
        return self._patterns[key]


def _multiline(base: Pattern[str]) -> Pattern[str]:
    return re.compile(base.pattern, re.MULTILINE)


def _other_names(block: facts.Block, base: Pattern[str]) -> Iterator[str]:
    """Yield the names that the top of a file binds to what matches, as far as their looks tell."""
    for statement in block:
        if isinstance(statement, facts.Import):
            is_module_meant = statement.module is not None and base.search(statement.module) is not None
            for name in statement.names:
                if is_module_meant or base.search(name.name) or base.search(f"{name.name}("):
                    yield name.bound
        elif isinstance(statement, facts.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, facts.Name))
        elif isinstance(statement, (facts.Function, facts.Class)):
            if facts.may_match(statement.body, base):
                yield statement.name
        else:
            yield from _other_names(_blocks_in(statement), base)


def _blocks_in(statement: facts.Statement) -> facts.Block:
    if isinstance(statement, (facts.If, facts.For, facts.While)):
        return (*statement.body, *statement.otherwise)
    if isinstance(statement, facts.Try):
        handled = (inner for handler in statement.handlers for inner in handler.body)
        return (*statement.body, *handled, *statement.otherwise, *statement.final)
    return statement.body if isinstance(statement, facts.With) else ()
