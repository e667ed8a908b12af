"""Calling: how arguments meet parameters, and what called, awaited, iterated and entered things give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project import dash_names, outside
from dashlint.project.scopes import Scope, own_expressions, walk_expression
from dashlint.project.values import (
    Activation,
    Bound,
    Frame,
    Instance,
    Literal,
    Partial,
    ProjectClass,
    ProjectFunction,
    Sequence,
    Site,
    Symbol,
    Table,
    Value,
    Values,
    united,
)

if TYPE_CHECKING:
    from dashlint.project.receivers import Receivers

#: How much of an argument tells one call of a function from another.
LONGEST_TEXT = 64
LONGEST_SEQUENCE = 32
DEEPEST_NESTING = 3


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a call: by position, by keyword, and whether a star hides more of them."""

    positional: tuple[Values, ...] = ()
    keywords: tuple[tuple[str, Values], ...] = ()
    hides_more: bool = False
    site: Site | None = None

    def find(self, name: str, position: int | None) -> Values | None:
        """Return the argument called `name` or at `position` (from 0), None if it is not given."""
        for keyword, values in self.keywords:
            if keyword == name:
                return values
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None


NOTHING = Given()


def given(receivers: Receivers, site: Site) -> Given:
    """Return the arguments of the call at `site`."""
    positional: list[Values] = []
    keywords: list[tuple[str, Values]] = []
    hides_more = False
    for argument in site.call.arguments:
        values = receivers.values(argument.value, site.frame)
        if argument.star == "*":
            hides_more |= not _spread(values, positional)
        elif argument.star == "**":
            hides_more |= not _spread_table(values, keywords)
        elif argument.keyword is not None:
            keywords.append((argument.keyword, values))
        else:
            positional.append(values)
    return Given(tuple(positional), tuple(keywords), hides_more, site)


def _spread(values: Values, positional: list[Values]) -> bool:
    sequences = [value for value in values if isinstance(value, Sequence)]
    if len(sequences) != 1 or sequences[0].rest:
        return False
    positional.extend(sequences[0].items)
    return True


def _spread_table(values: Values, keywords: list[tuple[str, Values]]) -> bool:
    tables = [value for value in values if isinstance(value, Table)]
    for table in tables:
        keywords.extend(table.items)
    return len(tables) == 1 and not tables[0].rest


def bind(function: facts.Function, arguments: Given, receiver: Value | None) -> tuple[tuple[str, Values], ...]:
    """Return what the parameters of a function stand for in a call with these arguments."""
    positional = [*([(receiver,)] if receiver is not None else []), *arguments.positional]
    keywords = dict(arguments.keywords)
    bound: list[tuple[str, Values]] = []
    for parameter in function.parameters:
        if parameter.kind == "*":
            bound.append((parameter.name, (Sequence(tuple(_trimmed(values) for values in positional)),)))
            positional = []
        elif parameter.kind == "**":
            bound.append((parameter.name, (Table(tuple((name, _trimmed(v)) for name, v in keywords.items())),)))
        elif parameter.kind in ("positional", "any") and positional:
            bound.append((parameter.name, _trimmed(positional.pop(0))))
        elif parameter.kind != "positional" and parameter.name in keywords:
            bound.append((parameter.name, _trimmed(keywords.pop(parameter.name))))
    return tuple(bound)


def _trimmed(values: Values, nesting: int = 0) -> Values:
    """Return values as they are told apart in the arguments of a call, without what would only make many of them."""
    return tuple(dict.fromkeys(_trim(value, nesting) for value in values if _is_telling(value, nesting)))


def _is_telling(value: Value, nesting: int) -> bool:
    if isinstance(value, (Sequence, Table)):
        return nesting < DEEPEST_NESTING
    if not isinstance(value, Literal) or not isinstance(value.value, (str, bytes)):
        return True
    return isinstance(value.value, str) and (len(value.value) <= LONGEST_TEXT or "://" in value.value)


def _trim(value: Value, nesting: int) -> Value:
    if isinstance(value, Sequence):
        items = tuple(_trimmed(item, nesting + 1) for item in value.items[:LONGEST_SEQUENCE])
        left = (inner for item in value.items[LONGEST_SEQUENCE:] for inner in item)
        return Sequence(items, _trimmed((*value.rest, *left), nesting + 1), value.runs)
    if isinstance(value, Table):
        named = tuple((name, _trimmed(found, nesting + 1)) for name, found in value.items)
        return Table(named, _trimmed(value.rest, nesting + 1))
    if isinstance(value, Literal) and isinstance(value.value, str):
        return Literal(value.value[:LONGEST_TEXT], value.is_default)
    if isinstance(value, Literal) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return Literal((value.value > 0) - (value.value < 0))
    return value


def coarse(values: Values) -> Values:
    """Return values with objects of one class taken for one, and collections left out."""
    kept = (value for value in values if not isinstance(value, (Sequence, Table, Literal)))
    return tuple(dict.fromkeys(Instance(value.kind) if isinstance(value, Instance) else value for value in kept))


def scopes_in(value: Value) -> frozenset[Scope]:
    """Return the scopes that a value comes from, directly or by what it holds."""
    return frozenset[Scope]().union(*(frame.within for frame in _frames_in(value)))


def _frames_in(value: Value) -> Iterator[Frame]:
    if isinstance(value, (ProjectFunction, ProjectClass, Activation)):
        yield value.frame
    elif isinstance(value, Instance):
        if value.site is not None:
            yield value.site.frame
        if isinstance(value.kind, ProjectClass):
            yield value.kind.frame
    elif isinstance(value, Partial):
        yield value.site.frame
    else:
        for inner in _values_in(value):
            yield from _frames_in(inner)


def _values_in(value: Value) -> Iterator[Value]:
    if isinstance(value, Bound):
        yield from (value.function, value.receiver)
    elif isinstance(value, Symbol) and value.receiver is not None:
        yield value.receiver
    elif isinstance(value, Sequence):
        yield from (inner for item in (*value.items, value.rest) for inner in item)
    elif isinstance(value, Table):
        yield from (inner for item in (*(found for _, found in value.items), value.rest) for inner in item)


def call(receivers: Receivers, value: Value, arguments: Given) -> Values:
    """Return what calling `value` gives."""
    if isinstance(value, Symbol):
        return outside.call(receivers, value, arguments)
    if isinstance(value, ProjectClass):
        return (Instance(value, arguments.site),)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        return outside.call_object(receivers, value, arguments)
    return united(*(_activate(receivers, activation) for activation in activations(receivers, value, arguments)))


def activations(receivers: Receivers, value: Value, arguments: Given) -> tuple[Activation, ...]:
    """Return the functions of the project, with their frames, whose bodies a call of `value` can run."""
    if isinstance(value, ProjectFunction):
        return (Activation(value, receivers.body_frame(value, bind(value.node, arguments, None))),)
    if isinstance(value, Bound):
        function = value.function
        return (Activation(function, receivers.body_frame(function, bind(function.node, arguments, value.receiver))),)
    if isinstance(value, Partial):
        before = given(receivers, value.site)
        keywords = (*arguments.keywords, *before.keywords)
        merged = Given((*before.positional[1:], *arguments.positional), keywords, site=arguments.site)
        return activations(receivers, value.function, merged)
    if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
        return _method_activations(receivers, value, "__call__", arguments)
    if isinstance(value, ProjectClass):
        made = Instance(value, arguments.site)
        names = ("__new__", "__init__", "__post_init__")
        return tuple(run for name in names for run in _method_activations(receivers, made, name, arguments))
    return ()


def _method_activations(
    receivers: Receivers, value: Instance, name: str, arguments: Given
) -> tuple[Activation, ...]:
    if name == "__post_init__":
        arguments = NOTHING
    methods = receivers.attribute(value, name)
    return tuple(run for method in methods if isinstance(method, Bound) for run in activations(receivers, method, arguments))


def _activate(receivers: Receivers, activation: Activation) -> Values:
    node = activation.function.node
    return (activation,) if node.is_async or node.is_generator else returned(receivers, activation)


def returned(receivers: Receivers, activation: Activation) -> Values:
    """Return what the body of a called function returns."""
    return receivers.once(("returned", activation.frame), lambda: _returned(receivers, activation))


def _returned(receivers: Receivers, activation: Activation) -> Values:
    frame, node = activation.frame, activation.function.node
    found = united(
        *(
            receivers.values(statement.value, frame)
            for statement, _ in frame.scope.statements
            if isinstance(statement, facts.Return) and statement.value is not None
        )
    )
    if any(not (isinstance(value, Literal) and value.value is None) for value in found):
        return found
    return united(found, receivers.instances(node.returns, activation.function.frame))


def yielded(receivers: Receivers, activation: Activation) -> Values:
    """Return what the body of a generator yields."""
    return receivers.once(("yielded", activation.frame), lambda: _yielded(receivers, activation.frame))


def _yielded(receivers: Receivers, frame: Frame) -> Values:
    found = []
    for statement, _ in frame.scope.statements:
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Yield) and part.value is not None:
                    values = receivers.values(part.value, frame)
                    found.append(receivers.elements(values) if part.delegates else values)
    return united(*found)


def elements(receivers: Receivers, value: Value) -> Values:
    """Return what iterating over `value` yields."""
    if isinstance(value, Sequence):
        return united(*value.items, value.rest)
    if isinstance(value, Activation) and value.function.node.is_generator:
        return yielded(receivers, value)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        found = receivers.catalogue.element(value.kind)
        return (Instance(found, value.site),) if found else ()
    if isinstance(value, Instance):
        return _iterated(receivers, value)
    return ()


def _iterated(receivers: Receivers, value: Instance) -> Values:
    found: list[Values] = []
    for name in ("__iter__", "__aiter__"):
        for method in receivers.attribute(value, name):
            iterators = receivers.call(method, NOTHING)
            found.append(receivers.elements(tuple(i for i in iterators if i != value)))
    for name in ("__next__", "__anext__"):
        for method in receivers.attribute(value, name):
            found.append(receivers.awaited(receivers.call(method, NOTHING)))
    return united(*found)


def awaited(receivers: Receivers, value: Value) -> Values:
    """Return what awaiting `value` gives."""
    if isinstance(value, Activation) and not value.function.node.is_generator:
        return returned(receivers, value)
    return (value,)


def entered(receivers: Receivers, value: Value) -> Values:
    """Return what `with value as` binds."""
    if isinstance(value, Activation):
        return yielded(receivers, value) if value.function.node.is_generator else ()
    if isinstance(value, Instance) and isinstance(value.kind, str):
        found = receivers.catalogue.enter(value.kind)
        return (Instance(found, value.site),) if found else (value,)
    if isinstance(value, Instance):
        methods = [*receivers.attribute(value, "__enter__"), *receivers.attribute(value, "__aenter__")]
        found_values = united(*(receivers.awaited(receivers.call(method, NOTHING)) for method in methods))
        return found_values or (value,)
    return (value,)


def unpacked(receivers: Receivers, values: Values, path: tuple[int, ...]) -> Values:
    """Return the part of unpacked values that a name gets; `path` is its way through nested targets."""
    for index in path:
        parts = []
        for value in values:
            if isinstance(value, Sequence):
                parts.append(united(value.items[index] if index < len(value.items) else (), value.rest))
            elif isinstance(value, Instance):
                parts.append(receivers.elements((value,)))
        values = united(*parts)
    return values


def parameter(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    """Return what a parameter stands for in a frame."""
    passed = dict(frame.arguments).get(source.name)
    if passed is None and frame.is_open:
        found = _own_receiver(receivers, source, frame)
        if found:
            return found
        promised = receivers.instances(source.annotation, frame.outer or frame)
        if promised and not any(_means_little(value) for value in promised):
            return promised
        return united(_passed_by_callers(receivers, source, frame), _default(receivers, source, frame)) or promised
    if passed and any(not (isinstance(value, Literal) and value.value is None) for value in passed):
        return passed
    promised = receivers.instances(source.annotation, frame.outer or frame)
    if promised:
        return promised
    return passed if passed is not None else _default(receivers, source, frame)


def _means_little(value: Value) -> bool:
    """Tell whether a type says less than its object: which app or server it is, which text or number."""
    if not isinstance(value, Instance) or not isinstance(value.kind, str):
        return False
    return value.kind in dash_names.APPS or value.kind in dash_names.SERVERS or value.kind.startswith("builtins.")


def _default(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    if source.default is None or frame.outer is None:
        return ()
    return receivers.values(source.default, frame.outer)


def _own_receiver(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    node = frame.scope.node
    if frame.owner is None or not isinstance(node, facts.Function) or not node.parameters or node.name == "<lambda>":
        return ()
    if node.parameters[0] is not source or frame.scope.parent is None or frame.scope.parent.kind != "class":
        return ()
    from dashlint.project.objects import decorator_paths

    kinds = decorator_paths(receivers, node, frame.outer or frame)
    if "builtins.staticmethod" in kinds:
        return ()
    return (frame.owner,) if "builtins.classmethod" in kinds or node.name == "__new__" else (Instance(frame.owner),)


def _passed_by_callers(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    node = frame.scope.node
    if not isinstance(node, facts.Function) or node.name == "<lambda>":
        return ()
    found = []
    for arguments, receiver in receivers.callers.of(node, frame):
        found.append(dict(bind(node, arguments, receiver)).get(source.name, ()))
    return united(*found)


def method_frame(receivers: Receivers, function: ProjectFunction, value: Instance) -> Frame:
    """Return the frame in which a method runs for an object: the constructor's with the arguments it was made with."""
    if function.node.name in ("__init__", "__post_init__") and value.site is not None:
        arguments = given(receivers, value.site) if function.node.name == "__init__" else NOTHING
        return receivers.body_frame(function, bind(function.node, arguments, value))
    own = ((function.node.parameters[0].name, (value,)),)
    return receivers.body_frame(function, own, is_open=True)


def field_value(receivers: Receivers, value: Instance, kind: ProjectClass, name: str) -> Values:
    """Return what a field of a dataclass, named tuple or model was given when the object was made."""
    from dashlint.project.objects import mro

    ancestors = [part for part in mro(receivers, kind) if isinstance(part, ProjectClass)]
    fields: dict[str, None] = {}
    for ancestor in reversed(ancestors):
        for statement in ancestor.node.body:
            if isinstance(statement, facts.Function) and statement.name == "__init__":
                return ()
            if isinstance(statement, facts.Assign) and statement.annotation and isinstance(statement.targets[0], facts.Name):
                fields[statement.targets[0].id] = None
    if name not in fields or value.site is None:
        return ()
    return given(receivers, value.site).find(name, list(fields).index(name)) or ()


def decorate(receivers: Receivers, function: ProjectFunction) -> Values:
    """Return what the name of a decorated function stands for."""
    values: Values = (function,)
    for decorator in reversed(function.node.decorators):
        values = apply_decorator(receivers, decorator, function.frame, values)
    return values


def apply_decorator(receivers: Receivers, decorator: facts.Decorator, frame: Frame, values: Values) -> Values:
    """Return what a decorator makes of what it decorates; one that is not understood is taken to change nothing."""
    found: list[Values] = []
    decorators = receivers.values(decorator.value, frame)
    for value in decorators:
        if isinstance(value, Symbol) or (isinstance(value, Instance) and isinstance(value.kind, str)):
            path = value.path if isinstance(value, Symbol) else value.kind
            assert isinstance(path, str)
            found.append(outside.decorated(receivers, path, values))
        else:
            made = receivers.call(value, Given((values,)))
            kept = tuple(part for part in made if not isinstance(part, (Literal, Activation)))
            found.append(kept or outside.opaque(values, ""))
    return united(*found) if decorators else outside.opaque(values, "")
