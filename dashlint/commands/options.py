"""Groups of options: each group reaches its command as one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar

Made = TypeVar("Made")
Command = Callable[..., Any]
Option = Callable[[Command], Command]


def gathered(name: str, made: type[Made], options: Sequence[Option]) -> Option:
    """Make a decorator that gives a command these options, whose values it gets as one `made` under `name`.

    `made` is a dataclass with a field for each option.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_group(**values: Any) -> Any:
            group = made(**{field.name: values.pop(field.name) for field in fields(made)})  # type: ignore[arg-type]
            return command(**values, **{name: group})

        decorated: Command = with_group
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate
