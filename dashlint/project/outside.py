"""What calls into other people's code give, as far as it matters for finding a project's own objects again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project import dash_names, gates
from dashlint.project.values import (
    Activation,
    Frame,
    Instance,
    Literal,
    Partial,
    ProjectClass,
    ProjectFunction,
    Sequence,
    Super,
    Symbol,
    Table,
    Value,
    Values,
    united,
)

if TYPE_CHECKING:
    from dashlint.project.calling import Given
    from dashlint.project.receivers import Receivers

#: Decorators and decorator factories after which a call still runs the function as it is written.
TRANSPARENT = ("functools.", "contextlib.", "builtins.", "abc.", "typing.", "typing_extensions.", "atexit.", "dash.")
#: Functions whose result is, for our purposes, their first argument.
_FIRST_ARGUMENT = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.wait_for", "asyncio.shield", "asyncio.TaskGroup.create_task"}
    | {"copy.copy", "copy.deepcopy", "contextlib.closing", "contextlib.nullcontext", "contextlib.aclosing"}
    | {"builtins.iter", "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted"}
    | {"builtins.reversed", "builtins.aiter", "inspect.unwrap"}
)


def call(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    """Return what calling something outside the project gives."""
    special = _SPECIAL.get(symbol.path)
    if special is not None:
        return special(receivers, symbol, given)
    lazy = _lazy(receivers, symbol.path, given)
    if lazy is not None:
        return lazy
    if symbol.path in _FIRST_ARGUMENT:
        return _as_sequence(symbol.path, receivers, given)
    if isinstance(symbol.receiver, (Table, Sequence, Literal)):
        return _builtin_method(receivers, symbol, given)
    if symbol.path in dash_names.GET_APP:
        return (Instance(dash_names.CURRENT_APP, given.site),)
    return (Instance(receivers.catalogue.result(symbol.path) or symbol.path, given.site),)


def call_object(receivers: Receivers, value: Instance, given: Given) -> Values:
    """Return what calling an object of an outside type gives; a decorator gives back what it decorates."""
    assert isinstance(value.kind, str)
    if given.positional and (value.kind in dash_names.CALLBACKS or value.kind.startswith(TRANSPARENT)):
        return given.positional[0]
    result = receivers.catalogue.result(f"{value.kind}.__call__")
    return (Instance(result or f"{value.kind}.__call__", given.site or value.site),)


def decorated(receivers: Receivers, path: str, values: Values) -> Values:
    """Return what an outside decorator makes of `values`; nothing is known of a function that it takes off the loop."""
    known = receivers.catalogue.decorator(path)
    if known is not None and known.offloads:
        return ()
    if known is not None and known.makes and receivers.catalogue.blocking(f"{known.makes}.__call__"):
        return (Instance(known.makes),)
    if path.startswith(TRANSPARENT) or path in dash_names.CALLBACKS:
        return values
    return opaque(values, path)


def opaque(values: Values, path: str) -> Values:
    """Return functions marked as wrapped by something that is not understood."""
    return tuple(replace(value, wrapper=path) if isinstance(value, ProjectFunction) else value for value in values)


def _as_sequence(path: str, receivers: Receivers, given: Given) -> Values:
    first = given.positional[0] if given.positional else ()
    if not path.startswith("builtins."):
        return first
    if path == "builtins.iter" or path == "builtins.aiter":
        return first
    return (Sequence((), receivers.elements(first)),)


def _builtin_method(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    receiver, method = symbol.receiver, symbol.path.rpartition(".")[2]
    if isinstance(receiver, Literal) and isinstance(receiver.value, str):
        if method in ("lower", "strip", "casefold", "upper", "title") and not given.positional:
            return (replace(receiver, value=getattr(receiver.value, method)()),)
        return receiver and (receiver,) if method == "format" else ()
    if isinstance(receiver, Table):
        return _table_method(receiver, method, given)
    if isinstance(receiver, Sequence) and method in ("pop", "copy"):
        return receiver and (united(*receiver.items, receiver.rest) if method == "pop" else (receiver,))
    return ()


def _table_method(table: Table, method: str, given: Given) -> Values:
    everything = united(*(values for _, values in table.items), table.rest)
    if method in ("get", "pop", "setdefault"):
        keys = [key.value for key in (given.positional[0] if given.positional else ()) if isinstance(key, Literal)]
        default = given.positional[1] if len(given.positional) > 1 else ()
        chosen = [values for key, values in table.items if key in keys] if keys else [everything]
        return united(*chosen, table.rest) or default
    if method == "values":
        return (Sequence((), everything),)
    if method == "items":
        return (Sequence((), (Sequence(((), everything)),)),)
    return (table,) if method == "copy" else ()


def _lazy(receivers: Receivers, path: str, given: Given) -> Values | None:
    """Return what an iterable that is worked out on iteration stands for, None if `path` makes no such thing."""
    consumer, runner = receivers.catalogue.consumer(path), receivers.catalogue.runner(path)
    passes = consumer is not None and consumer.takes == "passes"
    if not passes and (runner is None or runner.when != "iterated"):
        return None
    items = united(*(receivers.elements(values) for values in given.positional))
    return (Sequence((), items, runs_of(receivers, path, given)),)


def runs_of(receivers: Receivers, path: str, given: Given) -> Values:
    """Return what iterating over the lazy result of a call of `path` runs: functions given to it, and its iterables."""
    from dashlint.project.calling import NOTHING, activations

    runner = receivers.catalogue.runner(path)
    positions = runner.arguments if runner is not None and runner.when == "iterated" else ()
    runs: list[Value] = []
    for index, values in enumerate(given.positional):
        for value in values:
            if index in positions:
                runs += activations(receivers, value, NOTHING) or ((value,) if isinstance(value, Symbol) else ())
            elif isinstance(value, Sequence):
                runs += value.runs
            elif isinstance(value, (Activation, Instance)):
                runs.append(value)
    return tuple(dict.fromkeys(runs))


def _offloaded(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    """Return what awaiting a function in a thread gives: what the function returns."""
    from dashlint.project.calling import Given

    at = 1 if symbol.path.endswith("run_in_executor") else 0
    functions = given.positional[at] if len(given.positional) > at else ()
    inner = Given(given.positional[at + 1 :], given.keywords, given.hides_more)
    return united(*(receivers.call(function, inner) for function in functions))


def _partial(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    functions = given.positional[0] if given.positional else ()
    return tuple(Partial(function, given.site) for function in functions if given.site is not None)


def _super(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    frame = given.site.frame if given.site else None
    while frame is not None and frame.owner is None:
        frame = frame.outer
    if frame is None or frame.owner is None:
        return ()
    method = _method_frame(frame)
    node = method.scope.node if method else None
    if method is None or not isinstance(node, facts.Function) or not node.parameters:
        return ()
    first = receivers.name(node.parameters[0].name, node.at + 1, method)
    found = (value for value in first if isinstance(value, (Instance, ProjectClass)))
    return tuple(Super(frame.owner, value) for value in found)


def _method_frame(frame: Frame | None) -> Frame | None:
    while frame is not None and frame.outer is not None and frame.outer.scope.kind != "class":
        frame = frame.outer
    return frame if frame is not None and frame.outer is not None else None


def _getattr(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    if len(given.positional) < 2:
        return ()
    names = [name.value for name in given.positional[1] if isinstance(name, Literal)]
    found = [receivers.attributes(given.positional[0], name) for name in names if isinstance(name, str)]
    return united(*found, *given.positional[2:])


def _type(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    objects = given.positional[0] if len(given.positional) == 1 else ()
    kinds = (value.kind for value in objects if isinstance(value, Instance))
    return tuple(kind if isinstance(kind, ProjectClass) else Symbol(kind) for kind in kinds)


def _next(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    return united(receivers.elements(given.positional[0]), *given.positional[1:]) if given.positional else ()


def _enumerate(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    items = receivers.elements(given.positional[0]) if given.positional else ()
    return (Sequence((), (Sequence(((), items)),), runs_of(receivers, symbol.path, given)),)


def _zip(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    items = (Sequence(tuple(receivers.elements(values) for values in given.positional)),)
    return (Sequence((), items, runs_of(receivers, symbol.path, given)),)


def _map(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    if not given.positional:
        return ()
    from dashlint.project.calling import Given

    inner = Given(tuple(receivers.elements(values) for values in given.positional[1:]))
    items = united(*(receivers.call(value, inner) for value in given.positional[0]))
    return (Sequence((), items, runs_of(receivers, symbol.path, given)),)


def _dict(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    tables = [value for values in given.positional for value in values if isinstance(value, Table)]
    items = tuple(item for table in tables for item in table.items)
    return (Table((*items, *given.keywords), united(*(table.rest for table in tables))),)


def _environment(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    default = given.find("default", 1) or ()
    return tuple(replace(value, is_default=True) if isinstance(value, Literal) else value for value in default)


def _cast(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    if given.site is None or len(given.site.call.arguments) < 2:
        return ()
    return receivers.instances(given.site.call.arguments[0].value, given.site.frame) or given.positional[1]


def _gather(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    return (Sequence(tuple(receivers.awaited(values) for values in given.positional)),)


def _enter(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    return receivers.entered(given.positional[0]) if given.positional else ()


_Special = Callable[["Receivers", Symbol, "Given"], Values]
_SPECIAL: dict[str, _Special] = {
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "builtins.super": _super,
    "builtins.getattr": _getattr,
    "builtins.type": _type,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.dict": _dict,
    "builtins.isinstance": lambda receivers, symbol, given: gates.type_test(_second(given)),
    "builtins.hasattr": lambda receivers, symbol, given: gates.attribute_test(_second(given)),
    "os.environ.get": _environment,
    "os.getenv": _environment,
    "os.environ.setdefault": _environment,
    "typing.cast": _cast,
    "asyncio.gather": _gather,
    "asyncio.to_thread": _offloaded,
    "anyio.to_thread.run_sync": _offloaded,
    "asyncio.AbstractEventLoop.run_in_executor": _offloaded,
    "fastapi.concurrency.run_in_threadpool": _offloaded,
    "starlette.concurrency.run_in_threadpool": _offloaded,
    "contextlib.ExitStack.enter_context": _enter,
    "contextlib.AsyncExitStack.enter_context": _enter,
    "contextlib.AsyncExitStack.enter_async_context": _enter,
}


def _second(given: Given) -> Values:
    return given.positional[1] if len(given.positional) > 1 else ()


def is_value_of(value: Value, kinds: frozenset[str]) -> bool:
    """Tell whether a value is an object of one of these outside types."""
    return isinstance(value, Instance) and value.kind in kinds
