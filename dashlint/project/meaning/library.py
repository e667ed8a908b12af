"""The standard library's functions whose results are the project's own objects, or say what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning import gates
from dashlint.project.meaning.arguments import NOTHING, Given
from dashlint.project.meaning.fields import SPECIFIERS, described, named_tuple
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, Partial, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Sequence, Super, Table, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

Known = Callable[["Receivers", Given], Values]


def _offloaded(receivers: Receivers, given: Given) -> Values:
    """Return what awaiting a function in a thread gives: what the function returns."""
    inner = Given(given.positional[1:], given.keywords, given.hides_more)
    return united(*(receivers.call(function, inner) for function in given.at(0)))


def _in_executor(receivers: Receivers, given: Given) -> Values:
    return _offloaded(receivers, replace(given, positional=given.positional[1:]))


def _partial(receivers: Receivers, given: Given) -> Values:
    return tuple(Partial(function, given.site) for function in given.at(0) if given.site is not None)


def _super(receivers: Receivers, given: Given) -> Values:
    frame = given.site.frame if given.site else None
    while frame is not None and frame.owner is None:
        frame = frame.outer
    if frame is None or frame.owner is None:
        return ()
    method = _method_frame(frame)
    node = method.scope.node if method else None
    if method is None or not isinstance(node, facts.Function) or not node.parameters:
        return ()
    owner = next((kind for kind in given.at(0) if isinstance(kind, ProjectClass)), frame.owner)
    first = receivers.name(node.parameters[0].name, node.at + 1, method)
    return tuple(Super(owner, value) for value in first if isinstance(value, (Instance, ProjectClass)))


def _method_frame(frame: Frame | None) -> Frame | None:
    while frame is not None and frame.outer is not None and frame.outer.scope.kind != "class":
        frame = frame.outer
    return frame if frame is not None and frame.outer is not None else None


def _getattr(receivers: Receivers, given: Given) -> Values:
    names = [name.value for name in given.at(1) if isinstance(name, Literal)]
    found = [receivers.attributes(given.at(0), name) for name in names if isinstance(name, str)]
    return united(*found, given.at(2))


def _type(receivers: Receivers, given: Given) -> Values:
    objects = given.at(0) if len(given.positional) == 1 else ()
    kinds = (value.kind for value in objects if isinstance(value, Instance))
    return tuple(kind if isinstance(kind, ProjectClass) else Symbol(kind) for kind in kinds)


def _next(receivers: Receivers, given: Given) -> Values:
    return united(receivers.elements(given.at(0)), given.at(1))


def _dict(receivers: Receivers, given: Given) -> Values:
    tables = [value for values in given.positional for value in values if isinstance(value, Table)]
    items = tuple(item for table in tables for item in table.items)
    pairs = [pair for values in given.positional for pair in receivers.elements(values) if isinstance(pair, Sequence)]
    held = [pair.items[1] for pair in pairs if len(pair.items) == 2]
    return (Table((*items, *given.keywords), united(*(table.rest for table in tables), *held)),)


def _defaultdict(receivers: Receivers, given: Given) -> Values:
    made = united(*(receivers.call(factory, NOTHING) for factory in given.at(0)))
    return (Table(given.keywords, made),)


def _environment(receivers: Receivers, given: Given) -> Values:
    default = given.find("default", 1) or ()
    names = [value.value for value in given.at(0) if isinstance(value, Literal) and isinstance(value.value, str)]
    variable = names[0] if len(names) == 1 else ""
    return tuple(
        replace(value, is_default=True, variable=variable) if isinstance(value, Literal) else value for value in default
    )


def _cast(receivers: Receivers, given: Given) -> Values:
    if given.site is None or len(given.site.call.arguments) < 2:
        return ()
    return receivers.instances(given.site.call.arguments[0].value, given.site.frame) or given.at(1)


def _gather(receivers: Receivers, given: Given) -> Values:
    return (Sequence(tuple(receivers.awaited(values) for values in given.positional)),)


def _type_variable(receivers: Receivers, given: Given) -> Values:
    """Return the types that a `TypeVar` is bound to or restricted to, or that a `NewType` is made of."""
    return united(given.find("bound", None) or (), *given.positional[1:])


def _named_tuple(receivers: Receivers, given: Given) -> Values:
    return named_tuple(receivers, given.site) if given.site is not None else ()


KNOWN: dict[str, Known] = {
    "functools.partial": _partial,
    "builtins.super": _super,
    "builtins.getattr": _getattr,
    "builtins.type": _type,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _defaultdict,
    "collections.namedtuple": _named_tuple,
    "builtins.isinstance": lambda receivers, given: gates.type_test(given.at(1)),
    "builtins.hasattr": lambda receivers, given: gates.attribute_test(receivers, given.at(1)),
    "os.environ.get": _environment,
    "os.getenv": _environment,
    "os.environ.setdefault": _environment,
    "typing.cast": _cast,
    "typing.TypeVar": _type_variable,
    "typing.NewType": _type_variable,
    "typing_extensions.TypeVar": _type_variable,
    "asyncio.gather": _gather,
    "asyncio.to_thread": _offloaded,
    "anyio.to_thread.run_sync": _offloaded,
    "asyncio.AbstractEventLoop.run_in_executor": _in_executor,
    "fastapi.concurrency.run_in_threadpool": _offloaded,
    "starlette.concurrency.run_in_threadpool": _offloaded,
    **dict.fromkeys(
        (
            "contextlib.ExitStack.enter_context",
            "contextlib.AsyncExitStack.enter_context",
            "contextlib.AsyncExitStack.enter_async_context",
        ),
        lambda receivers, given: receivers.entered(given.at(0)),
    ),
    **dict.fromkeys(SPECIFIERS, described),
}
