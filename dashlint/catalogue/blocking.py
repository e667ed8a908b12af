"""Blocking calls: what each waits for, how bad that is, and what to use in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from dashlint.catalogue.arguments import MEMORY_FILES, MISSING, Arguments, Condition, Instance
from dashlint.diagnostic import Severity

Kind: TypeAlias = Literal["sleep", "network", "database", "subprocess", "file", "wait", "compute", "loop"]
Fallback: TypeAlias = Literal["to_thread", "whole-function", "none"]
Shape: TypeAlias = Literal["function", "constructor", "method", "iterated", "attribute", "decorator"]

URL_STARTS: Final = ("http:", "https:", "ftp:", "s3:", "gs:", "gcs:", "az:", "abfs:")
TARGETS: Final = (
    "filepath_or_buffer",
    "path_or_buf",
    "path",
    "path_or_buffer",
    "io",
    "excel_writer",
    "workbook",
    "target",
    "source",
    "file",
    "filename",
    "fname",
    "urlpath",
    "uri",
    "buf",
)


@dataclass(frozen=True, slots=True)
class Blocking:
    """A call that holds up its thread: what it waits for, how bad that is, and what to use instead.

    `replacement` is the async way ("" if there is none); `fallback` says whether a thread helps: "to_thread" around
    the call, around the "whole-function" that opens, uses and closes, or "none"; `advice` says what to do in words
    where neither does. One that `holds_gil` gains nothing from a thread where it only computes.
    """

    name: str
    library: str
    kind: Kind
    severity: Severity
    shape: Shape
    replacement: str = ""
    fallback: Fallback = "to_thread"
    advice: str = ""
    note: str = ""
    remote: bool = False
    in_memory: bool = False
    holds_gil: bool = False
    until: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def shown(self) -> str:
        """Return the name as a reader knows it: `open`, and `threading.Lock` for its `__enter__`."""
        name = self.name.removeprefix("builtins.")
        owner, _, member = name.rpartition(".")
        return owner if owner and member.startswith("__") else name

    def holds(self, call: Arguments, constructor: Arguments | None) -> bool:
        """Say whether this call blocks, given its arguments and those its receiver was built with."""
        return all(condition.allows(call, constructor) for condition in self.conditions)

    def judged(self, call: Arguments, constructor: Arguments | None) -> Blocking | None:
        """Return what this call is with these arguments: None if it does not block.

        A reader of a URL literal is a network call, a writer without a target (or into a memory file) computes.
        """
        if not self.holds(call, constructor):
            return None
        target = call.get(TARGETS[0], 0)
        for name in TARGETS[1:]:
            target = call.get(name, None) if target is MISSING else target
        if self.remote and isinstance(target, str) and target.startswith(URL_STARTS):
            return replace(self, kind="network", severity=Severity.ERROR)
        if self.in_memory and (target in (None, MISSING) or is_memory_file(target)):
            fallback: Fallback = "none" if self.holds_gil else self.fallback
            return replace(self, kind="compute", severity=Severity.INFO, fallback=fallback)
        return self


def is_memory_file(target: object) -> bool:
    """Say whether an argument is known to take what is written without writing a file."""
    return isinstance(target, Instance) and target.type_path in MEMORY_FILES
