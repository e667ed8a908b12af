"""Annotations: the objects that a type promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, ProjectClass, Symbol
from dashlint.project.values.value import Sequence, Table, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: Forms that stand for any of their parts.
UNIONS = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"})
_SEQUENCES = frozenset(
    {"list", "set", "frozenset", "tuple", "List", "Set", "FrozenSet", "Tuple", "Sequence", "Iterable", "Iterator"}
    | {
        "Collection",
        "Generator",
        "AsyncIterator",
        "AsyncIterable",
        "AsyncGenerator",
        "Deque",
        "deque",
        "MutableSequence",
    }
)
_TABLES = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})
_AWAITABLES = frozenset({"Awaitable", "Coroutine"})
_TYPING = ("typing.", "typing_extensions.")


def annotated(receivers: Receivers, annotation: facts.Expression, frame: Frame) -> Values:
    """Return the objects that an annotation promises; nothing for those of which nothing can be said."""
    if isinstance(annotation, facts.Operation):
        return united(*(annotated(receivers, part, frame) for part in annotation.operands))
    if isinstance(annotation, facts.Subscript):
        return _generic(receivers, annotation, frame)
    if isinstance(annotation, (facts.Name, facts.Attribute)):
        return united(*(_promised(receivers, value) for value in _named(receivers, annotation, frame)))
    return ()


def _named(receivers: Receivers, expression: facts.Expression, frame: Frame) -> Values:
    """Return what a type's name stands for, be it imported for type checkers alone."""
    if isinstance(expression, facts.Name):
        return receivers.type_name(expression.id, frame)
    if isinstance(expression, facts.Attribute):
        return receivers.attributes(_named(receivers, expression.value, frame), expression.name)
    return receivers.values(expression, frame)


def _promised(receivers: Receivers, value: Value) -> Values:
    if isinstance(value, ProjectClass):
        return (Instance(value),)
    if isinstance(value, Symbol) and value.receiver is None and not value.path.startswith(_TYPING):
        return (Instance(receivers.result(value.path) or value.path),)
    return ()


def _generic(receivers: Receivers, annotation: facts.Subscript, frame: Frame) -> Values:
    parts = annotation.index.items if isinstance(annotation.index, facts.Items) else (annotation.index,)
    path = next((v.path for v in _named(receivers, annotation.value, frame) if isinstance(v, Symbol)), "")
    short = path.rpartition(".")[2]
    if short in UNIONS and path.startswith(_TYPING):
        return united(*(annotated(receivers, part, frame) for part in (parts[:1] if short == "Annotated" else parts)))
    if short in ("type", "Type"):
        return _named(receivers, parts[0], frame)
    promised = [annotated(receivers, part, frame) for part in parts]
    if short in ("tuple", "Tuple"):
        has_ellipsis = len(parts) == 2 and isinstance(parts[1], facts.Opaque)
        return (Sequence((), promised[0]),) if has_ellipsis else (Sequence(tuple(promised)),)
    if short in _SEQUENCES:
        return (Sequence((), promised[0]),)
    if short in _TABLES:
        return (Table((), promised[-1]),)
    return promised[-1] if short in _AWAITABLES else annotated(receivers, annotation.value, frame)
