"""Breakdowns: defects of dashlint itself that cost a run a part of it, and not the rest."""

from __future__ import annotations

import dataclasses
import os
import traceback
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from types import FrameType

from dashlint.facts import Place

#: So many of the last steps to an error are told.
STEPS = 4


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An error that should not be: of the `rule` with that code, or of no rule, while the file at `path` was looked at.

    Both are empty where they are not known.
    """

    error: Exception
    rule: str = ""
    path: str = ""

    @property
    def kind(self) -> str:
        """The name of the error's class."""
        return type(self.error).__name__

    @property
    def what(self) -> str:
        """The error in one line."""
        return " ".join(f"{self.kind}: {self.error}".rstrip(": ").split())

    @property
    def steps(self) -> tuple[str, ...]:
        """The last steps to the error, the innermost last."""
        frames = traceback.StackSummary.extract(
            traceback.walk_tb(self.error.__traceback__), limit=-STEPS, lookup_lines=False
        )
        return tuple(f"{_module(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames)

    @property
    def where(self) -> str:
        """The step at which the error came up."""
        return self.steps[-1] if self.steps else ""

    @property
    def trace(self) -> str:
        """All that Python tells of the error."""
        return "".join(traceback.format_exception(self.error))


def while_judging(error: Exception, rule: str, paths: Container[str]) -> Breakdown:
    """Return what an error comes to that a rule broke off with; `paths` are the files of the run.

    The file is that of which the innermost step speaks that knows one.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    named = (path for frame in reversed(frames) for path in _paths_in(frame))
    return Breakdown(error, rule, next((path for path in named if path in paths), ""))


def one_for_each(breakdowns: Iterable[Breakdown]) -> Iterator[tuple[Breakdown, ...]]:
    """Yield together what broke off at the same step, with the same error, in the same file."""
    together: dict[tuple[str, str, str], list[Breakdown]] = {}
    for each in breakdowns:
        together.setdefault((each.what, each.path, each.where), []).append(each)
    for some in together.values():
        yield tuple(some)


def in_words(together: tuple[Breakdown, ...], shown: Callable[[str], str] = lambda path: path) -> str:
    """Return in one line what one error cost; `shown` says how a path is written."""
    first = together[0]
    rules = ", ".join(dict.fromkeys(each.rule for each in together if each.rule))
    verb = "broke" if rules else "the reader broke"
    file = f" at `{shown(first.path)}`" if first.path else ""
    where = f" ({first.where})" if first.where else ""
    return f"internal error: {rules}{' ' if rules else ''}{verb} off{file}: {first.what}{where}"


def _paths_in(frame: FrameType) -> Iterator[str]:
    """Yield the files that the values of a step speak of, the last first."""
    for value in reversed(list(frame.f_locals.values())):
        if isinstance(value, str):
            yield value
        elif isinstance(value, Place):
            yield value.path
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            held = (getattr(value, name, None) for name in ("place", "path") if name in value.__dataclass_fields__)
            yield from (one.path if isinstance(one, Place) else one for one in held if isinstance(one, (Place, str)))


def _module(file: str) -> str:
    """Return the path of a module as a report of the error should name it: without where it is installed."""
    *_, folder, name = ("", *os.path.normpath(file).split(os.sep))
    return f"{folder}/{name}" if folder else name
