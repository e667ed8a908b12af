"""The entries of the catalogue: blocking calls, types of libraries, and what each backend makes of an extension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from dashlint.catalogue.arguments import MEMORY_FILES, MISSING, Arguments, Condition, Instance
from dashlint.diagnostic import Effect, Effort, Severity

Kind: TypeAlias = Literal["sleep", "network", "database", "subprocess", "file", "wait", "compute", "loop"]
Fallback: TypeAlias = Literal["to_thread", "whole-function", "none"]
Shape: TypeAlias = Literal["function", "constructor", "method", "iterated", "attribute", "decorator"]
Backend: TypeAlias = Literal["flask", "fastapi", "quart"]
When: TypeAlias = Literal["now", "iterated", "loop", "elsewhere"]
Takes: TypeAlias = Literal["all", "one", "passes"]
#: What a decorator does with the coroutine of an `async def`: it returns a plain function around it, runs it by
#: asgiref's `async_to_sync`, or caches it as it is, pickled, or run like that.
Treatment: TypeAlias = Literal["hides", "runs", "keeps", "pickles", "caches"]
FlaskKind: TypeAlias = Literal[
    "flask-object",
    "flask-attribute",
    "flask-call",
    "flask-maker",
    "flask-abort",
    "flask-guard",
    "flask-response",
    "flask-helper",
]
PackageKind: TypeAlias = Literal["package", "wsgi", "asgi", "components"]
ExtensionKind: TypeAlias = PackageKind | FlaskKind
#: Where code runs for which another replacement may be named than in callbacks.
Surroundings: TypeAlias = Literal["layouts", "routes"]
#: What something of the request is: a value, or a mapping whose keys are as they are written, lower case or title case.
Keys: TypeAlias = Literal["none", "same", "lower", "title"]

#: What the path of a type ends in that is only known as the result of a call.
CALL: Final = "()"
#: What a chain, an item or an element is that has the type of the object itself.
SELF: Final = "self"
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
    where neither does.
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
            return replace(self, kind="compute", severity=Severity.INFO)
        return self


def is_memory_file(target: object) -> bool:
    """Say whether an argument is known to take what is written without writing a file."""
    return isinstance(target, Instance) and target.type_path in MEMORY_FILES


@dataclass(frozen=True, slots=True)
class KnownType:
    """What the catalogue knows of a type: the methods that block, and the types that its members give."""

    name: str
    bases: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    returns: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    item: str = ""
    element: str = ""
    enter: str = ""


@dataclass(frozen=True, slots=True)
class Runner:
    """A function that calls what it is given: at once, when its result is iterated, later on the loop, or elsewhere.

    `loses_context` tells that context variables have other values there, or none.
    """

    name: str
    arguments: tuple[int | str, ...]
    when: When = "now"
    loses_context: bool = False


@dataclass(frozen=True, slots=True)
class Consumer:
    """A function that iterates arguments: "all" of each at once, "one" item, or it "passes" iteration on.

    `rest` is the position from which every further positional argument is iterated too.
    """

    name: str
    arguments: tuple[int | str, ...] = ()
    rest: int | None = None
    takes: Takes = "all"


@dataclass(frozen=True, slots=True)
class Decorator:
    """What a decorator of a library makes of a function: run in a thread, turned into a type, or made to block."""

    name: str
    offloads: bool = False
    makes: str = ""
    blocking: Blocking | None = None


@dataclass(frozen=True, slots=True)
class AsyncDecorator:
    """What a decorator of a library does with an `async def` on these `backends`; `advice` says what to do instead."""

    name: str
    does: Treatment
    backends: frozenset[Backend]
    advice: str


@dataclass(frozen=True, slots=True)
class Coroutine:
    """A name that has to be awaited: a function whose call makes a coroutine, or a property that is one."""

    name: str
    is_property: bool = False


@dataclass(frozen=True, slots=True)
class LoopBound:
    """A use of an object that binds it to the event loop that runs, so that it fails on the next loop.

    It `raises` there; one that `waits` does so only where it has to wait. `given` is what its first argument has to
    contain, `unless` are the arguments that keep it from being bound. One that `needs_loop` cannot be made at import.
    `instead` is what to do, beginning with a verb.
    """

    name: str
    raises: str
    instead: str
    waits: bool = False
    needs_loop: bool = False
    given: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerAttribute:
    """An attribute of `app.server` and the `backends` whose servers have it; `replacements` are for the others.

    One that is `assigned` is a setting, which the others accept and ignore; `entered` tells that Quart's is entered
    by `async with`. `written` is the call of a function, by its dotted name, that serves on every backend instead.
    """

    name: str
    backends: frozenset[Backend]
    assigned: bool = False
    entered: bool = False
    replacements: Mapping[Backend, str] = field(default_factory=dict)
    written: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an extension on a backend, as a clause whose subject is the extension; None: it works.

    `effect` is what becomes of the app. `patched` tells that importing `quart_flask_patch` first makes it work.
    """

    severity: Severity | None = None
    text: str = "works"
    effect: Effect | None = None
    patched: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """What means the same as `name` in a callback: `other`, which has these `keys`."""

    name: str
    other: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Extension:
    """A package or feature made for Flask: `binds` names what is given the app, `uses` what needs a request.

    Only versions `before` this one are meant, if it is given; `measured` are the versions that were tried.
    `replacements` hold in callbacks, and everywhere unless `replacements_in` names others; what is said of
    `same_in_callbacks` is so alike that a machine can write it. To change over takes `effort`, where it is not what
    such a mistake usually takes.
    """

    package: str
    kind: ExtensionKind
    binds: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    before: str = ""
    measured: str = ""
    note: str = ""
    effort: Effort | None = None
    outcomes: Mapping[Backend, Outcome] = field(default_factory=dict)
    replacements: Mapping[Backend, str] = field(default_factory=dict)
    replacements_in: Mapping[tuple[Surroundings, Backend], str] = field(default_factory=dict)
    same_in_callbacks: Mapping[Backend, tuple[Same, ...]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every dotted name that gives the extension away."""
        return self.binds + self.uses

    def outcome(self, backend: Backend) -> Outcome:
        """Return what the extension does on a backend."""
        return self.outcomes.get(backend, Outcome())
