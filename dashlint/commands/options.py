"""Groups of options: each group reaches its command as one value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar

import click

Made = TypeVar("Made")
Command = Callable[..., Any]
Option = Callable[[Command], Command]


class CommandWithOptionalValues(click.Command):
    """A command whose options with an optional value take one only behind `=`, so that none takes a path for it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = [one for one in self.params if isinstance(one, click.Option) and not one.is_flag]
        optional = {name: one.flag_value for one in options if isinstance(one.flag_value, str) for name in one.opts}
        end = args.index("--") if "--" in args else len(args)
        given = [f"{word}={optional[word]}" if word in optional else word for word in args[:end]]
        return super().parse_args(ctx, [*given, *args[end:]])


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
