"""Classes: their method resolution order, and what their members stand for when looked up on an object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.bindings import Binding
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.arguments import NOTHING, given
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Super, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

Ancestor = ProjectClass | Symbol

PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "abc.abstractproperty"})
_ACCESSORS = frozenset({"setter", "getter", "deleter"})
#: Bases that bring no members worth looking for.
_ROOTS = frozenset(
    {"builtins.object", "abc.ABC", "typing.Protocol", "typing.Generic", "typing.NamedTuple", "enum.Enum"}
)
#: Descriptors that a class body makes by a call, and that looking them up undoes.
_STATIC, _OF_CLASS, _PARTIAL = "builtins.staticmethod", "builtins.classmethod", "functools.partialmethod"


def mro(receivers: Receivers, kind: ProjectClass) -> tuple[Ancestor, ...]:
    """Return a class and its ancestors in Python's method resolution order; outside classes stand as symbols."""
    return receivers.once(("mro", kind), lambda: (kind, *_ancestors(receivers, kind)))


def _ancestors(receivers: Receivers, kind: ProjectClass) -> list[Ancestor]:
    bases = [base for base in _bases(receivers, kind) if base != kind]
    lines: list[list[Ancestor]] = [
        list(mro(receivers, base)) if isinstance(base, ProjectClass) else [base] for base in bases
    ]
    return list(dict.fromkeys(lines[0] or bases)) if len(bases) == 1 else _merged([*lines, bases])


def _bases(receivers: Receivers, kind: ProjectClass) -> list[Ancestor]:
    found: list[Value] = []
    for argument in kind.node.arguments:
        if argument.keyword is None and argument.star != "**":
            values = receivers.values(argument.value, kind.frame)
            found += receivers.elements(values) if argument.star else values
    return list(dict.fromkeys(base for base in found if isinstance(base, (ProjectClass, Symbol))))


def _merged(lines: list[list[Ancestor]]) -> list[Ancestor]:
    """Merge lines of ancestors: each keeps its order; where they contradict each other the first line wins."""
    order: list[Ancestor] = []
    lines = [line for line in lines if line]
    while lines:
        heads = [line[0] for line in lines]
        chosen = next((head for head in heads if not any(head in line[1:] for line in lines)), heads[0])
        if chosen not in order:
            order.append(chosen)
        lines = [rest for line in lines if (rest := [ancestor for ancestor in line if ancestor != chosen])]
    return order


def after(receivers: Receivers, value: Super) -> tuple[Ancestor, ...]:
    """Return the classes in which `super()` looks for attributes."""
    order = mro(receivers, class_of(value.receiver) or value.owner)
    return order[order.index(value.owner) + 1 :] if value.owner in order else order[1:]


def is_below(receivers: Receivers, kind: ProjectClass, paths: frozenset[str]) -> bool:
    """Tell whether a class has one of these outside classes among its ancestors."""
    return any(isinstance(part, Symbol) and part.path in paths for part in mro(receivers, kind))


def class_attribute(receivers: Receivers, name: str, receiver: Value, ancestors: Iterable[Ancestor]) -> Values:
    """Return what an attribute found in the bodies of these classes stands for, looked up on `receiver`."""
    outside: list[Value] = []
    for ancestor in ancestors:
        if isinstance(ancestor, Symbol):
            if ancestor.path not in _ROOTS:
                outside.append(Symbol(receivers.canonical(f"{ancestor.path}.{name}"), receiver))
            continue
        if not receivers.may_name(ancestor, name):
            continue
        frame = receivers.class_frame(ancestor)
        bindings = in_force(frame.scope, name)
        if bindings:
            return united(*(_member(receivers, binding, frame, receiver) for binding in bindings))
    return tuple(outside)


def in_force(scope: Scope, name: str) -> list[Binding]:
    """Return the bindings of a class's name that reading it meets; a property's setter is not one."""
    final = scope.final(name)
    if not any(_is_accessor(binding) for binding in final):
        return final
    return [binding for binding in scope.bindings[name] if not _is_accessor(binding)][-1:] or final


def _is_accessor(binding: Binding) -> bool:
    return isinstance(binding.source, facts.Function) and any(
        isinstance(decorator.value, facts.Attribute) and decorator.value.name in _ACCESSORS
        for decorator in binding.source.decorators
    )


def _member(receivers: Receivers, binding: Binding, frame: Frame, receiver: Value) -> Values:
    found = receivers.binding(binding, frame)
    if isinstance(binding.source, facts.Function):
        return _method(receivers, binding.source, frame, found, receiver)
    return united(*(_looked_up(receivers, value, receiver) for value in found))


def _method(receivers: Receivers, node: facts.Function, frame: Frame, found: Values, receiver: Value) -> Values:
    kinds = decorator_paths(receivers, node, frame)
    if kinds & PROPERTIES:
        if isinstance(receiver, ProjectClass):
            return ()
        return united(*(receivers.call(_bound(value, receiver), NOTHING) for value in found))
    if _STATIC in kinds:
        return found
    if _OF_CLASS in kinds:
        owner = class_of(receiver)
        return tuple(_bound(value, owner) for value in found) if owner is not None else ()
    if isinstance(receiver, ProjectClass):
        return found
    return tuple(_bound(value, receiver) for value in found)


def _looked_up(receivers: Receivers, value: Value, receiver: Value) -> Values:
    """Return what looking up a class attribute makes of a value that is no method."""
    if isinstance(value, Instance) and value.site is not None:
        if value.kind == "builtins.property" and isinstance(receiver, Instance):
            return united(*(receivers.call(Bound(get, receiver), NOTHING) for get in getters_of(receivers, value)))
        if value.kind == _STATIC:
            return given(receivers, value.site).at(0)
        if value.kind == _OF_CLASS:
            owner = class_of(receiver)
            return tuple(_bound(part, owner) for part in given(receivers, value.site).at(0)) if owner else ()
        if value.kind == _PARTIAL:
            functions = given(receivers, value.site).at(0)
            return tuple(Partial(_bound(part, receiver), value.site) for part in functions)
    if isinstance(value, ProjectFunction) and isinstance(receiver, Instance):
        return (Bound(value, receiver),)
    return (value,)


def class_of(receiver: Value) -> ProjectClass | None:
    """Return the class of an object, or the class itself."""
    kind = receiver.kind if isinstance(receiver, Instance) else receiver
    return kind if isinstance(kind, ProjectClass) else None


def _bound(value: Value, receiver: Value) -> Value:
    return Bound(value, receiver) if isinstance(value, ProjectFunction) else value


def getters_of(receivers: Receivers, value: Instance) -> list[ProjectFunction]:
    """Return the getter given to a call of `property(...)`."""
    getters = (given(receivers, value.site).find("fget", 0) if value.site else None) or ()
    return [getter for getter in getters if isinstance(getter, ProjectFunction)]


def decorator_paths(receivers: Receivers, function: facts.Function, frame: Frame) -> frozenset[str]:
    """Return the canonical paths of a function's outside decorators."""
    if not function.decorators:
        return frozenset()
    found = (value for decorator in function.decorators for value in receivers.values(decorator.value, frame))
    return frozenset(value.path for value in found if isinstance(value, Symbol))
