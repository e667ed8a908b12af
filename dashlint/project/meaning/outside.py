"""What calls into other people's code give, as far as it matters for finding a project's own objects again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashlint.project.meaning.arguments import NOTHING, Given
from dashlint.project.meaning.containers import sequence_method, table_method
from dashlint.project.meaning.library import KNOWN
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Activation, Instance, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: Decorators and decorator factories after which a call still runs the function as it is written.
TRANSPARENT = ("functools.", "contextlib.", "builtins.", "abc.", "typing.", "typing_extensions.", "atexit.", "dash.")
#: Functions whose result is, for our purposes, their first argument.
_FIRST_ARGUMENT = frozenset(
    {
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.wait_for",
        "asyncio.shield",
        "asyncio.TaskGroup.create_task",
    }
    | {"copy.copy", "copy.deepcopy", "inspect.unwrap", "functools.update_wrapper", "builtins.iter", "builtins.aiter"}
)
#: Functions whose result holds the items of their first argument, in their order and in another.
_COPYING = frozenset({"builtins.list", "builtins.tuple", "collections.deque"})
_ORDERING = frozenset({"builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.reversed"})


def made(receivers: Receivers, symbol: Symbol, site: Site | None) -> Values | None:
    """Return the object that a call gives whatever its arguments are; None where they matter."""
    if isinstance(symbol.receiver, (Table, Sequence, Literal)) or _looks_at_arguments(receivers, symbol.path):
        return None
    kind = dash_names.CURRENT_APP if symbol.path in dash_names.GET_APP else receivers.result(symbol.path)
    return (Instance(kind or symbol.path, site),)


def _looks_at_arguments(receivers: Receivers, path: str) -> bool:
    return (
        path in KNOWN or path in _FIRST_ARGUMENT or path in _COPYING or path in _ORDERING or _is_lazy(receivers, path)
    )


def call(receivers: Receivers, symbol: Symbol, given: Given) -> Values:
    """Return what calling something outside the project gives."""
    plain = made(receivers, symbol, given.site)
    if plain is not None:
        return plain
    known = KNOWN.get(symbol.path)
    if known is not None:
        return known(receivers, given)
    if _is_lazy(receivers, symbol.path):
        return (Sequence((), _items_of(receivers, symbol.path, given), runs_of(receivers, symbol.path, given)),)
    if symbol.path in _FIRST_ARGUMENT:
        return given.at(0)
    if symbol.path in _COPYING or symbol.path in _ORDERING:
        return _collected(receivers, given, symbol.path in _COPYING)
    assert isinstance(symbol.receiver, (Table, Sequence, Literal))
    return _builtin_method(symbol.receiver, symbol.path.rpartition(".")[2], given)


def call_object(receivers: Receivers, value: Instance, given: Given) -> Values:
    """Return what calling an object of an outside type gives; a decorator gives back what it decorates."""
    assert isinstance(value.kind, str)
    if given.positional and (value.kind in dash_names.CALLBACKS or value.kind.startswith(TRANSPARENT)):
        return given.positional[0]
    result = receivers.result(f"{value.kind}.__call__")
    return (Instance(result or f"{value.kind}.__call__", given.site or value.site),)


def decorated(receivers: Receivers, path: str, values: Values) -> Values:
    """Return what an outside decorator makes of `values`; nothing is known of a function that it takes off the loop."""
    known = receivers.decorator(path)
    if known is not None and known.offloads:
        return ()
    if known is not None and known.makes and receivers.blocking(f"{known.makes}.__call__"):
        return (Instance(known.makes),)
    if path.startswith(TRANSPARENT) or path in dash_names.CALLBACKS:
        return values
    return opaque(values, path)


def opaque(values: Values, path: str) -> Values:
    """Return functions marked as wrapped by something that is not understood."""
    return tuple(replace(value, wrapper=path) if isinstance(value, ProjectFunction) else value for value in values)


def _collected(receivers: Receivers, given: Given, keeps_order: bool) -> Values:
    first = given.at(0)
    if keeps_order and len(first) == 1 and isinstance(first[0], Sequence) and not first[0].runs:
        return first
    return (Sequence((), receivers.elements(first)),)


def _builtin_method(receiver: Table | Sequence | Literal, method: str, given: Given) -> Values:
    if isinstance(receiver, Table):
        return table_method(receiver, method, given.positional)
    if isinstance(receiver, Sequence):
        return sequence_method(receiver, method)
    if not isinstance(receiver.value, str):
        return ()
    if method in ("lower", "strip", "casefold", "upper", "title") and not given.positional:
        return (replace(receiver, value=getattr(receiver.value, method)()),)
    return (receiver,) if method == "format" else ()


def _is_lazy(receivers: Receivers, path: str) -> bool:
    """Tell whether a call of `path` gives an iterable that is worked out on iteration."""
    consumer, runner = receivers.consumer(path), receivers.runner(path)
    passes = consumer is not None and consumer.takes == "passes"
    return passes or (runner is not None and runner.when == "iterated")


def _items_of(receivers: Receivers, path: str, given: Given) -> Values:
    """Return the items that a lazy iterable yields: tuples, results of the function, or those of its arguments."""
    elements = [receivers.elements(values) for values in given.positional]
    if path == "builtins.enumerate":
        return (Sequence(((), elements[0] if elements else ())),)
    if path in ("builtins.zip", "itertools.product", "itertools.zip_longest"):
        return (Sequence(tuple(elements)),)
    if path == "itertools.groupby":
        return (Sequence(((), (Sequence((), elements[0] if elements else ()),))),)
    if path == "builtins.map":
        return united(*(receivers.call(value, Given(tuple(elements[1:]))) for value in given.at(0)))
    return united(*elements)


def runs_of(receivers: Receivers, path: str, given: Given) -> Values:
    """Return what iterating over the lazy result of a call of `path` runs: functions given to it, and its iterables."""
    from dashlint.project.meaning.calling import activations

    runner = receivers.runner(path)
    wanted = runner.arguments if runner is not None and runner.when == "iterated" else ()
    runs: list[Value] = []
    for name, values in (*enumerate(given.positional), *given.keywords):
        for value in values:
            if name in wanted:
                runs += activations(receivers, value, NOTHING) or ((value,) if isinstance(value, Symbol) else ())
            elif isinstance(value, Sequence):
                runs += value.runs
            elif isinstance(value, (Activation, Instance)):
                runs.append(value)
    return tuple(dict.fromkeys(runs))
