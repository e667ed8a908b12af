"""Objects: what attributes, items and annotations of modules, classes and instances stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project import calling, dash_names
from dashlint.project.scopes import Binding, Scope
from dashlint.project.values import (
    Bound,
    Frame,
    Instance,
    Literal,
    ProjectClass,
    ProjectFunction,
    ProjectModule,
    Sequence,
    Super,
    Symbol,
    Table,
    Value,
    Values,
    united,
)

if TYPE_CHECKING:
    from dashlint.project.receivers import Receivers

#: Attributes of attributes outside the project are followed this far.
LONGEST_PATH = 10
PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "abc.abstractproperty"})
_ACCESSORS = frozenset({"setter", "getter", "deleter"})
_UNIONS = frozenset({"typing.Optional", "typing.Union", "typing.Annotated", "typing.Final", "typing.ClassVar"})
_SEQUENCES = frozenset(
    {"list", "set", "frozenset", "tuple", "List", "Set", "FrozenSet", "Tuple", "Sequence", "Iterable", "Iterator"}
    | {"Collection", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator", "Deque", "deque", "MutableSequence"}
)
_TABLES = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})
_AWAITABLES = frozenset({"Awaitable", "Coroutine"})


def attribute(receivers: Receivers, value: Value, name: str) -> Values:
    """Return what `value.name` stands for."""
    if isinstance(value, ProjectModule):
        return module_attribute(receivers, value.path, name)
    if isinstance(value, Symbol):
        return _symbol_attribute(receivers, value, name)
    if isinstance(value, Instance):
        if isinstance(value.kind, str):
            return _outside_attribute(receivers, value, value.kind, name)
        return _instance_attribute(receivers, value, value.kind, name)
    if isinstance(value, ProjectClass):
        return class_attribute(receivers, value, name, value, mro(receivers, value))
    if isinstance(value, Super):
        return _super_attribute(receivers, value, name)
    if isinstance(value, ProjectFunction) and value.wrapper:
        made = receivers.catalogue.decorator(value.wrapper)
        return (Symbol(f"{made.makes}.{name}", value),) if made and made.makes else ()
    if isinstance(value, (Sequence, Table, Literal)):
        return (Symbol(f"builtins.{_builtin_type(value)}.{name}", value),)
    return ()


def _builtin_type(value: Sequence | Table | Literal) -> str:
    if isinstance(value, Literal):
        return type(value.value).__name__
    return "list" if isinstance(value, Sequence) else "dict"


def _symbol_attribute(receivers: Receivers, symbol: Symbol, name: str) -> Values:
    if symbol.path.count(".") > LONGEST_PATH:
        return ()
    return (Symbol(receivers.canonical(f"{symbol.path}.{name}"), symbol.receiver),)


def _outside_attribute(receivers: Receivers, value: Instance, kind: str, name: str) -> Values:
    if name == "server" and kind in dash_names.APPS:
        return dash_names.server_of(receivers, value)
    known = receivers.catalogue.attribute(kind, name)
    if known is not None:
        return (Instance(known, value.site),)
    return (Symbol(receivers.canonical(f"{kind}.{name}"), value),)


# modules


def module_attribute(receivers: Receivers, path: str, name: str) -> Values:
    """Return what a name of the module or folder at `path` stands for once it has run."""
    return receivers.once(("module", path, name), lambda: _module_attribute(receivers, path, name))


def _module_attribute(receivers: Receivers, path: str, name: str) -> Values:
    modules = receivers.modules
    if path in modules.texts:
        frame = receivers.module_frame(path)
        found = receivers.bound(frame.scope.final(name), frame)
        found = united(found, *_bound_by_functions(receivers, path, name, frame))
        if found or name in frame.scope.bindings:
            return found
        starred = united(*(_starred(receivers, star, name, path) for star in frame.scope.bindings.get("*", ())))
        if starred:
            return starred
    inner = modules.inside(path, name) if modules.is_package(path) else None
    return (ProjectModule(inner),) if inner is not None else ()


def _bound_by_functions(receivers: Receivers, path: str, name: str, module: Frame) -> list[Values]:
    found = []
    for scope, binding in receivers.namespaces.global_bindings(path, name):
        outer = module if scope.parent is None or scope.parent.kind == "module" else receivers.frame(scope.parent)
        found.append(receivers.binding(binding, receivers.frame(scope, None, outer)))
    return found


def imported(receivers: Receivers, source: facts.Import, name: facts.ImportedName | None, path: str) -> Values:
    """Return what one name of an import in the file at `path` stands for."""
    assert name is not None
    if source.module is None:
        return _imported_module(receivers, name, path)
    base = receivers.modules.resolve(path, source.module, source.level)
    if base is None:
        if source.level:
            return ()
        return (Symbol(receivers.canonical(f"{source.module}.{name.name}")),)
    if base == path:
        inner = receivers.modules.inside(path, name.name) if receivers.modules.is_package(path) else None
        return (ProjectModule(inner),) if inner else ()
    return module_attribute(receivers, base, name.name)


def _imported_module(receivers: Receivers, name: facts.ImportedName, path: str) -> Values:
    first = name.name.split(".")[0]
    module = first if name.bound == first else name.name
    found = receivers.modules.resolve(path, module, 0)
    if found is not None:
        return (ProjectModule(found),)
    return (Symbol(receivers.canonical(module)),)


def _starred(receivers: Receivers, star: Binding, name: str, path: str) -> Values:
    source = star.source
    assert isinstance(source, facts.Import) and source.module is not None
    base = receivers.modules.resolve(path, source.module, source.level)
    if base is None:
        symbol = receivers.canonical(f"{source.module}.{name}")
        return (Symbol(symbol),) if not source.level and _is_known(receivers, symbol) else ()
    if base == path or not _exports(receivers, base, name):
        return ()
    return module_attribute(receivers, base, name)


def _is_known(receivers: Receivers, path: str) -> bool:
    catalogue = receivers.catalogue
    return bool(catalogue.blocking(path) or catalogue.result(path) or path in dash_names.ALL_NAMES)


def _exports(receivers: Receivers, path: str, name: str) -> bool:
    listed = module_attribute(receivers, path, "__all__") if path in receivers.modules.texts else ()
    for value in listed:
        if isinstance(value, Sequence) and not value.rest:
            return any(Literal(name) in item for item in value.items)
    return not name.startswith("_")


# classes and instances


def mro(receivers: Receivers, kind: ProjectClass) -> tuple[ProjectClass | Symbol, ...]:
    """Return a class and its ancestors, nearest first; outside classes stand as symbols."""
    order: dict[ProjectClass | Symbol, None] = {}
    _collect_ancestors(receivers, kind, order, 0)
    return tuple(order)


def _collect_ancestors(
    receivers: Receivers, kind: ProjectClass, order: dict[ProjectClass | Symbol, None], depth: int
) -> None:
    order[kind] = None
    for argument in kind.node.arguments if depth < 20 else ():
        if argument.keyword is not None:
            continue
        for base in receivers.values(argument.value, kind.frame):
            if isinstance(base, ProjectClass) and base not in order:
                _collect_ancestors(receivers, base, order, depth + 1)
            elif isinstance(base, Symbol):
                order[base] = None


def class_attribute(
    receivers: Receivers, kind: ProjectClass, name: str, receiver: Value, ancestors: tuple[ProjectClass | Symbol, ...]
) -> Values:
    """Return what an attribute found in the bodies of these classes stands for, looked up on `receiver`."""
    outside: list[Value] = []
    for ancestor in ancestors:
        if isinstance(ancestor, Symbol):
            if ancestor.path not in _ROOTS:
                outside.append(Symbol(receivers.canonical(f"{ancestor.path}.{name}"), receiver))
            continue
        frame = receivers.class_frame(ancestor)
        bindings = _in_force(frame.scope, name)
        if bindings:
            return united(*(_member(receivers, binding, frame, receiver) for binding in bindings))
    return tuple(outside)


_ROOTS = frozenset({"builtins.object", "abc.ABC", "typing.Protocol", "typing.Generic", "typing.NamedTuple", "enum.Enum"})


def _in_force(scope: Scope, name: str) -> list[Binding]:
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
    if not isinstance(binding.source, facts.Function):
        getters = [getter for value in found if _is_property(value) for getter in _getter_of(receivers, value)]
        if getters and isinstance(receiver, Instance):
            return united(*(receivers.call(Bound(getter, receiver), calling.NOTHING) for getter in getters))
        return found
    kinds = decorator_paths(receivers, binding.source, frame)
    if kinds & PROPERTIES:
        if isinstance(receiver, ProjectClass):
            return ()
        return united(*(receivers.call(_bind(value, receiver), calling.NOTHING) for value in found))
    if "builtins.staticmethod" in kinds:
        return found
    if "builtins.classmethod" in kinds:
        owner = receiver.kind if isinstance(receiver, Instance) else receiver
        return tuple(_bind(value, owner) for value in found if not isinstance(owner, str))
    if isinstance(receiver, ProjectClass):
        return found
    return tuple(_bind(value, receiver) for value in found)


def _is_property(value: Value) -> bool:
    return isinstance(value, Instance) and value.kind == "builtins.property"


def _getter_of(receivers: Receivers, value: Value) -> list[ProjectFunction]:
    """Return the getter given to a call of `property(...)`."""
    assert isinstance(value, Instance)
    getters = (calling.given(receivers, value.site).find("fget", 0) if value.site else None) or ()
    return [getter for getter in getters if isinstance(getter, ProjectFunction)]


def _bind(value: Value, receiver: Value | ProjectClass | str) -> Value:
    if isinstance(value, ProjectFunction) and not isinstance(receiver, str):
        return Bound(value, receiver)
    return value


def decorator_paths(receivers: Receivers, function: facts.Function, frame: Frame) -> frozenset[str]:
    """Return the canonical paths of a function's outside decorators."""
    found = (value for decorator in function.decorators for value in receivers.values(decorator.value, frame))
    return frozenset(value.path for value in found if isinstance(value, Symbol))


def property_getters(receivers: Receivers, value: Value, name: str) -> tuple[Bound, ...]:
    """Return the getters that reading `value.name` runs."""
    if not isinstance(value, Instance) or isinstance(value.kind, str):
        return ()
    for ancestor in mro(receivers, value.kind):
        if isinstance(ancestor, Symbol):
            continue
        frame = receivers.class_frame(ancestor)
        bindings = _in_force(frame.scope, name)
        if bindings:
            functions = [binding.source for binding in bindings if isinstance(binding.source, facts.Function)]
            getters = [node for node in functions if decorator_paths(receivers, node, frame) & PROPERTIES]
            made = [run for binding in bindings for run in receivers.binding(binding, frame) if _is_property(run)]
            called = [function for run in made for function in _getter_of(receivers, run)]
            methods = (*(ProjectFunction(node, frame, ancestor) for node in getters), *called)
            return tuple(Bound(method, value) for method in methods)
    return ()


def property_setters(receivers: Receivers, value: Value, name: str) -> tuple[Bound, ...]:
    """Return the setters that assigning to `value.name` runs."""
    if not isinstance(value, Instance) or isinstance(value.kind, str):
        return ()
    for ancestor in mro(receivers, value.kind):
        if isinstance(ancestor, Symbol):
            continue
        frame = receivers.class_frame(ancestor)
        bindings = frame.scope.bindings.get(name, [])
        setters = [
            binding.source
            for binding in bindings
            if isinstance(binding.source, facts.Function)
            and any(_is_attribute(decorator.value, "setter") for decorator in binding.source.decorators)
        ]
        if bindings:
            return tuple(Bound(ProjectFunction(node, frame, ancestor), value) for node in setters)
    return ()


def _is_attribute(expression: facts.Expression, name: str) -> bool:
    return isinstance(expression, facts.Attribute) and expression.name == name


def _instance_attribute(receivers: Receivers, value: Instance, kind: ProjectClass, name: str) -> Values:
    key = ("attribute", value, name)
    return receivers.once(key, lambda: _look_up_instance_attribute(receivers, value, kind, name))


def _look_up_instance_attribute(receivers: Receivers, value: Instance, kind: ProjectClass, name: str) -> Values:
    ancestors = mro(receivers, kind)
    own = [part for part in ancestors if isinstance(part, ProjectClass)]
    assigned = united(*(_assigned(receivers, part, value, name) for part in own))
    given = calling.field_value(receivers, value, kind, name)
    declared = class_attribute(receivers, kind, name, value, ancestors)
    if name == "server" and any(isinstance(part, Symbol) and part.path in dash_names.APPS for part in ancestors):
        return united(assigned, dash_names.server_of(receivers, value))
    if (assigned or given) and all(isinstance(part, Symbol) and part.receiver == value for part in declared):
        return united(assigned, given)
    return united(assigned, given, declared)


def _assigned(receivers: Receivers, kind: ProjectClass, value: Instance, name: str) -> Values:
    class_frame = receivers.class_frame(kind)
    parts = []
    for method, _ in class_frame.scope.statements:
        if isinstance(method, facts.Function) and method.parameters:
            function = ProjectFunction(method, class_frame, kind)
            frame = calling.method_frame(receivers, function, value)
            for statement, _ in frame.scope.statements:
                if isinstance(statement, facts.Assign):
                    parts.append(_assigned_by(receivers, statement, frame, method.parameters[0].name, name))
    return united(*parts)


def _assigned_by(receivers: Receivers, statement: facts.Assign, frame: Frame, self_name: str, name: str) -> Values:
    for target in statement.targets:
        for part, unpack in _targets(target, ()):
            if isinstance(part, facts.Attribute) and part.name == name and _is_name(part.value, self_name):
                found = receivers.values(statement.value, frame) if statement.value is not None else ()
                found = calling.unpacked(receivers, found, unpack)
                empty = all(isinstance(value, Literal) and value.value is None for value in found)
                return united(found, receivers.instances(statement.annotation, frame) if empty else ())
    return ()


def _targets(target: facts.Expression, unpack: tuple[int, ...]) -> list[tuple[facts.Expression, tuple[int, ...]]]:
    if isinstance(target, facts.Items):
        return [pair for index, item in enumerate(target.items) for pair in _targets(item, (*unpack, index))]
    return [(target, unpack)]


def _is_name(expression: facts.Expression, name: str) -> bool:
    return isinstance(expression, facts.Name) and expression.id == name


def _super_attribute(receivers: Receivers, value: Super, name: str) -> Values:
    receiver = value.receiver
    actual = receiver.kind if isinstance(receiver, Instance) else receiver
    order = mro(receivers, actual if isinstance(actual, ProjectClass) else value.owner)
    later = order[order.index(value.owner) + 1 :] if value.owner in order else order[1:]
    return class_attribute(receivers, value.owner, name, receiver, later)


# items and annotations


def item(receivers: Receivers, value: Value, index: Values) -> Values:
    """Return what `value[index]` stands for."""
    keys = [key.value for key in index if isinstance(key, Literal)]
    if isinstance(value, Table):
        chosen = [found for key, found in value.items if not keys or key in keys]
        return united(*chosen, value.rest)
    if isinstance(value, Sequence):
        numbers = [key for key in keys if isinstance(key, int) and -len(value.items) <= key < len(value.items)]
        chosen = [value.items[number] for number in numbers] if numbers else list(value.items)
        return united(*chosen, value.rest)
    if isinstance(value, Instance):
        if isinstance(value.kind, str):
            found = receivers.catalogue.item(value.kind)
            return (Instance(found, value.site),) if found else ()
        getters = attribute(receivers, value, "__getitem__")
        return united(*(receivers.call(getter, calling.NOTHING) for getter in getters))
    return (value,) if isinstance(value, (ProjectClass, Symbol)) else ()


def annotated(receivers: Receivers, annotation: facts.Expression, frame: Frame) -> Values:
    """Return the objects that an annotation promises; nothing for those of which nothing can be said."""
    if isinstance(annotation, facts.Operation):
        return united(*(annotated(receivers, part, frame) for part in annotation.operands))
    if isinstance(annotation, facts.Subscript):
        return _generic(receivers, annotation, frame)
    if isinstance(annotation, (facts.Name, facts.Attribute)):
        return united(*(_promised(receivers, value) for value in receivers.values(annotation, frame)))
    return ()


def _promised(receivers: Receivers, value: Value) -> Values:
    if isinstance(value, ProjectClass):
        return (Instance(value),)
    if isinstance(value, Symbol) and value.receiver is None and not value.path.startswith("typing."):
        return (Instance(receivers.catalogue.result(value.path) or value.path),)
    return ()


def _generic(receivers: Receivers, annotation: facts.Subscript, frame: Frame) -> Values:
    parts = annotation.index.items if isinstance(annotation.index, facts.Items) else (annotation.index,)
    paths = [value.path for value in receivers.values(annotation.value, frame) if isinstance(value, Symbol)]
    path = paths[0] if paths else ""
    short = path.rpartition(".")[2]
    if path.replace("typing_extensions", "typing") in _UNIONS:
        chosen = parts[:1] if short == "Annotated" else parts
        return united(*(annotated(receivers, part, frame) for part in chosen))
    promised = [annotated(receivers, part, frame) for part in parts]
    if short == "tuple" or short == "Tuple":
        ellipsis = len(parts) == 2 and isinstance(parts[1], facts.Opaque)
        return (Sequence((), promised[0]),) if ellipsis else (Sequence(tuple(promised)),)
    if short in _SEQUENCES:
        return (Sequence((), promised[0]),)
    if short in _TABLES:
        return (Table((), promised[-1]),)
    if short in _AWAITABLES:
        return promised[-1]
    if short in ("type", "Type"):
        return receivers.values(parts[0], frame)
    return annotated(receivers, annotation.value, frame)
