"""Attributes: what `value.name` stands for, whatever the value is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.bindings import Binding
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.app_objects import server_of
from dashlint.project.meaning.arguments import NOTHING, bind, given
from dashlint.project.meaning.classes import after, class_attribute, decorator_paths, is_below, mro
from dashlint.project.meaning.containers import filled
from dashlint.project.meaning.fields import given_field
from dashlint.project.meaning.module_names import module_attribute
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance, ProjectClass, ProjectFunction, ProjectModule, Symbol
from dashlint.project.values.value import Literal, Sequence, Super, Table, Value, Values, is_informative, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: Attributes of attributes outside the project are followed this far, those of built-in types by fewer steps.
LONGEST_PATH = 6
LONGEST_BUILT_IN_PATH = 3
_NAMESPACES = frozenset({"types.SimpleNamespace", "argparse.Namespace"})


def attribute(receivers: Receivers, value: Value, name: str) -> Values:
    """Return what `value.name` stands for."""
    found = _plain(receivers, value, name)
    if isinstance(value, (Instance, ProjectClass, ProjectModule)) and not is_informative(found):
        return united(found, receivers.once(("written", value, name), lambda: _written(receivers, value, name)))
    return found


def _plain(receivers: Receivers, value: Value, name: str) -> Values:
    if isinstance(value, ProjectModule):
        return module_attribute(receivers, value.path, name)
    if isinstance(value, Symbol):
        return _of_symbol(receivers, value, name)
    if isinstance(value, Instance):
        if isinstance(value.kind, str):
            return _of_outside(receivers, value, value.kind, name)
        kind = value.kind
        return receivers.once(("attribute", value, name), lambda: _of_instance(receivers, value, kind, name))
    if isinstance(value, ProjectClass):
        return class_attribute(receivers, name, value, mro(receivers, value))
    if isinstance(value, Super):
        return class_attribute(receivers, name, value.receiver, after(receivers, value))
    if isinstance(value, ProjectFunction) and value.wrapper:
        made = receivers.decorator(value.wrapper)
        return (Symbol(f"{made.makes}.{name}", value),) if made and made.makes else ()
    if isinstance(value, Literal) and name == "value":
        return (value,)  # a member of an enumeration
    if isinstance(value, (Sequence, Table, Literal)):
        return (Symbol(f"builtins.{builtin_type(value)}.{name}", value),)
    return ()


def _is_far(path: str) -> bool:
    """Tell whether an attribute of something outside the project is too far from all that is known to matter."""
    longest = LONGEST_BUILT_IN_PATH if path.startswith("builtins.") else LONGEST_PATH
    return path.count(".") >= longest


def builtin_type(value: Sequence | Table | Literal) -> str:
    """Return the name of the built-in type of a value."""
    if isinstance(value, Literal):
        return type(value.value).__name__
    return "list" if isinstance(value, Sequence) else "dict"


def _of_symbol(receivers: Receivers, symbol: Symbol, name: str) -> Values:
    if _is_far(symbol.path):
        return ()
    return (Symbol(receivers.canonical(f"{symbol.path}.{name}"), symbol.receiver),)


def _of_outside(receivers: Receivers, value: Instance, kind: str, name: str) -> Values:
    if name == "server" and kind in dash_names.APPS:
        return server_of(receivers, value)
    if kind in _NAMESPACES and value.site is not None:
        return given(receivers, value.site).find(name, None) or ()
    known = receivers.known_attribute(kind, name)
    if known is not None:
        return (Instance(known, value.site),)
    if _is_far(kind):
        return ()
    return (Symbol(receivers.canonical(f"{kind}.{name}"), value),)


def _of_instance(receivers: Receivers, value: Instance, kind: ProjectClass, name: str) -> Values:
    ancestors = mro(receivers, kind)
    own = [part for part in ancestors if isinstance(part, ProjectClass)]
    assigned = united(*(_assigned(receivers, part, value, name) for part in own))
    passed = given_field(receivers, value, kind, name)
    if name == "server" and is_below(receivers, kind, dash_names.APPS):
        return united(assigned, server_of(receivers, value))
    declared = class_attribute(receivers, name, value, ancestors)
    if (assigned or passed) and all(isinstance(part, Symbol) and part.receiver == value for part in declared):
        declared = ()
    if passed and is_informative(passed):
        declared = ()  # what a dataclass holds by default counts only where nothing is given
    found = united(assigned, passed, declared)
    return _filled_by_methods(receivers, found, own, value, name)


def _assigned(receivers: Receivers, kind: ProjectClass, value: Instance, name: str) -> Values:
    """Return what the methods of a class assign to `self.name`."""
    parts: list[Values] = []
    if not receivers.may_name(kind, name):
        return ()
    for node, scope in receivers.methods_naming(receivers.class_frame(kind).scope, name):
        for target, binding in scope.writes.get(name, ()):
            if _is_name(target.value, node.parameters[0].name):
                frame = _frame_for(receivers, kind, node, value)
                parts.append(receivers.binding(binding, frame))
    return united(*parts)


def _filled_by_methods(
    receivers: Receivers, found: Values, own: list[ProjectClass], value: Instance, name: str
) -> Values:
    """Return values with what the methods of the classes put into them if they are containers."""
    if not any(isinstance(part, (Sequence, Table)) for part in found):
        return found
    fills = []
    for kind in own:
        for node, scope in receivers.methods_naming(receivers.class_frame(kind).scope, name):
            filling = scope.fills.get(f"{node.parameters[0].name}.{name}", ())
            fills += [(fill, _frame_for(receivers, kind, node, value)) for fill in filling]
    return filled(receivers, found, fills)


def _frame_for(receivers: Receivers, kind: ProjectClass, node: facts.Function, value: Instance) -> Frame:
    return method_frame(receivers, ProjectFunction(node, receivers.class_frame(kind), kind), value)


def method_frame(receivers: Receivers, function: ProjectFunction, value: Instance) -> Frame:
    """Return the frame in which a method runs for an object: the constructor's with the arguments it was made with."""
    node = function.node
    if node.name in ("__init__", "__post_init__") and value.site is not None:
        arguments = given(receivers, value.site) if node.name == "__init__" else NOTHING
        return receivers.body_frame(function, bind(node, arguments, value))
    is_of_class = "builtins.classmethod" in decorator_paths(receivers, node, function.frame)
    first: Value = value.kind if is_of_class and isinstance(value.kind, ProjectClass) else value
    return receivers.body_frame(function, ((node.parameters[0].name, (first,)),), is_open=True)


def _is_name(expression: facts.Expression, name: str) -> bool:
    return isinstance(expression, facts.Name) and expression.id == name


def _written(receivers: Receivers, value: Instance | ProjectClass | ProjectModule, name: str) -> Values:
    """Return what any code of the project assigns to an attribute of a value from outside."""
    found: list[Values] = []
    for path in receivers.modules.assigning(name):
        for scope in receivers.namespaces.scopes_writing(path, name):
            for target, binding in _foreign_writes(scope, name):
                frame = receivers.open_frame(scope)
                if any(_is_same(owner, value) for owner in receivers.values(target.value, frame)):
                    found.append(receivers.binding(binding, frame))
    return united(*found)


def _foreign_writes(scope: Scope, name: str) -> Iterator[tuple[facts.Attribute, Binding]]:
    node = scope.node
    in_class = scope.parent is not None and scope.parent.kind == "class"
    own = node.parameters[0].name if in_class and isinstance(node, facts.Function) and node.parameters else None
    for target, binding in scope.writes.get(name, ()):
        if own is None or not _is_name(target.value, own) or _is_class_method(node):
            yield target, binding


def _is_class_method(node: object) -> bool:
    decorators = node.decorators if isinstance(node, facts.Function) else ()
    return any(_is_name(decorator.value, "classmethod") for decorator in decorators)


def _is_same(owner: Value, value: Value) -> bool:
    """Tell whether two values can be one object: made by the same call, or of one class where that is not known."""
    if isinstance(owner, Instance) and isinstance(value, Instance):
        if owner.kind != value.kind:
            return False
        return owner.site is None or value.site is None or owner.site.place == value.site.place
    if isinstance(owner, Literal):
        return False
    return owner == value
