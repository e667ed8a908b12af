"""Properties: the methods that reading, setting or deleting an attribute runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.bindings import Binding
from dashlint.project.files.namespaces import word
from dashlint.project.meaning.classes import PROPERTIES, Ancestor, after, decorator_paths, getters_of, in_force, mro
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Bound, Instance, ProjectClass, ProjectFunction
from dashlint.project.values.value import Super, Value

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


def getters(receivers: Receivers, value: Value, name: str) -> tuple[Bound, ...]:
    """Return the getters that reading `value.name` runs."""
    found = _defining(receivers, value, name)
    if found is None:
        return ()
    owner, frame = found
    functions: list[ProjectFunction] = []
    for binding in in_force(frame.scope, name):
        if isinstance(binding.source, facts.Function):
            if decorator_paths(receivers, binding.source, frame) & PROPERTIES:
                functions.append(ProjectFunction(binding.source, frame, owner))
        else:
            functions += _called(receivers, binding, frame)
    return tuple(Bound(function, _object(value)) for function in functions)


def _called(receivers: Receivers, binding: Binding, frame: Frame) -> list[ProjectFunction]:
    """Return the getters of `name = property(getter)`."""
    made = (value for value in receivers.binding(binding, frame) if isinstance(value, Instance))
    return [get for value in made if value.kind == "builtins.property" for get in getters_of(receivers, value)]


def accessors(receivers: Receivers, value: Value, name: str, kind: str) -> tuple[Bound, ...]:
    """Return what assigning to `value.name` (`kind` "setter"), or deleting it ("deleter"), runs."""
    found = _defining(receivers, value, name)
    if found is None:
        return ()
    owner, frame = found
    sources = (binding.source for binding in frame.scope.bindings[name])
    functions = (source for source in sources if isinstance(source, facts.Function) and _is_accessor(source, kind))
    return tuple(Bound(ProjectFunction(function, frame, owner), _object(value)) for function in functions)


def _object(value: Value) -> Value:
    return value.receiver if isinstance(value, Super) else value


def _is_accessor(function: facts.Function, kind: str) -> bool:
    decorators = (decorator.value for decorator in function.decorators)
    return any(isinstance(decorator, facts.Attribute) and decorator.name == kind for decorator in decorators)


def _defining(receivers: Receivers, value: Value, name: str) -> tuple[ProjectClass, Frame] | None:
    """Return the class in whose body an attribute of an object is found, with the frame of the body."""
    for ancestor in _ancestors(receivers, value):
        if isinstance(ancestor, ProjectClass) and facts.may_match(ancestor.node.body, word(name)):
            frame = receivers.class_frame(ancestor)
            if name in frame.scope.bindings:
                return ancestor, frame
    return None


def _ancestors(receivers: Receivers, value: Value) -> tuple[Ancestor, ...]:
    if isinstance(value, Super):
        return after(receivers, value)
    return mro(receivers, value.kind) if isinstance(value, Instance) and isinstance(value.kind, ProjectClass) else ()
