"""Calling: what called, decorated, awaited and entered things give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning import context_decorators, module_names, outside
from dashlint.project.meaning.arguments import NOTHING, Given, bind, given
from dashlint.project.meaning.attributes import method_frame
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Value, Values, is_informative, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

__all__ = [
    "NOTHING",
    "Given",
    "activations",
    "apply_decorator",
    "awaited",
    "bind",
    "call",
    "decorate",
    "decorated_class",
    "decoration",
    "entered",
    "given",
    "made",
    "method_frame",
    "returned",
    "unwrapped",
    "yielded",
]
#: Context managers that give back what they are given.
_PASSING_ON = frozenset({"contextlib.nullcontext", "contextlib.closing", "contextlib.aclosing"})


def call(receivers: Receivers, value: Value, arguments: Given) -> Values:
    """Return what calling `value` gives."""
    value, arguments = unwrapped(receivers, value, arguments)
    if isinstance(value, Symbol):
        return outside.call(receivers, value, arguments)
    if isinstance(value, ProjectClass):
        return (Instance(value, arguments.site),)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        return outside.call_object(receivers, value, arguments)
    return united(*(_activate(receivers, activation) for activation in activations(receivers, value, arguments)))


def made(receivers: Receivers, value: Value, site: Site) -> Values | None:
    """Return the object that a call of `value` makes whatever its arguments are; None where they matter."""
    if isinstance(value, ProjectClass):
        return (Instance(value, site),)
    return outside.made(receivers, value, site) if isinstance(value, Symbol) else None


def unwrapped(receivers: Receivers, value: Value, arguments: Given) -> tuple[Value, Given]:
    """Return what a call of `value` calls in the end, and with what, where it is a `partial` of something."""
    while isinstance(value, Partial):
        before = given(receivers, value.site)
        keywords = (*arguments.keywords, *before.keywords)
        hides_more = arguments.hides_more or before.hides_more
        arguments = Given((*before.positional[1:], *arguments.positional), keywords, hides_more, arguments.site)
        value = value.function
    return value, arguments


def activations(receivers: Receivers, value: Value, arguments: Given) -> tuple[Activation, ...]:
    """Return the functions of the project, with their frames, whose bodies a call of `value` can run."""
    value, arguments = unwrapped(receivers, value, arguments)
    if isinstance(value, ProjectFunction):
        return (Activation(value, receivers.body_frame(value, bind(value.node, arguments, None))),)
    if isinstance(value, Bound):
        function = value.function
        return (Activation(function, receivers.body_frame(function, bind(function.node, arguments, value.receiver))),)
    if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
        return _method_activations(receivers, value, "__call__", arguments)
    if isinstance(value, ProjectClass):
        made = Instance(value, arguments.site)
        names = ("__new__", "__init__", "__post_init__")
        return tuple(run for name in names for run in _method_activations(receivers, made, name, arguments))
    return ()


def _method_activations(receivers: Receivers, value: Instance, name: str, arguments: Given) -> tuple[Activation, ...]:
    if name == "__post_init__":
        arguments = NOTHING
    methods = receivers.attribute(value, name)
    return tuple(
        run for method in methods if isinstance(method, Bound) for run in activations(receivers, method, arguments)
    )


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
            for statement, branch in frame.scope.statements
            if isinstance(statement, facts.Return) and statement.value is not None and receivers.is_taken(branch, frame)
        )
    )
    return (
        found if is_informative(found) else united(found, receivers.instances(node.returns, activation.function.frame))
    )


def yielded(receivers: Receivers, activation: Activation) -> Values:
    """Return what the body of a generator yields."""
    return receivers.once(("yielded", activation.frame), lambda: _yielded(receivers, activation.frame))


def _yielded(receivers: Receivers, frame: Frame) -> Values:
    found = []
    for part in frame.scope.yields:
        if part.value is not None:
            values = receivers.values(part.value, frame)
            found.append(receivers.elements(values) if part.delegates else values)
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
        if value.kind in _PASSING_ON and value.site is not None:
            return given(receivers, value.site).at(0)
        found = receivers.catalogue.enter(value.kind)
        return (Instance(found, value.site),) if found else (value,)
    if isinstance(value, Instance):
        methods = [*receivers.attribute(value, "__enter__"), *receivers.attribute(value, "__aenter__")]
        own = [method for method in methods if not isinstance(method, Symbol)]
        return united(*(receivers.awaited(receivers.call(method, NOTHING)) for method in own)) or (value,)
    return (value,)


def decorate(receivers: Receivers, function: ProjectFunction) -> Values:
    """Return what the name of a decorated function stands for."""
    own = _own(receivers, function)
    if own is not None:
        return (own,)
    values: Values = (function,)
    for decorator in reversed(function.node.decorators):
        values = apply_decorator(receivers, decorator, function.frame, values)
    return values


def _own(receivers: Receivers, function: ProjectFunction) -> Symbol | None:
    """Return what the user says a function of a module is to be taken for."""
    is_global = function.owner is None and function.frame.scope.kind == "module"
    return module_names.own_name(receivers, function.frame.path, function.node.name) if is_global else None


def decorated_class(receivers: Receivers, kind: ProjectClass) -> Values:
    """Return what the name of a decorated class stands for; what other people's decorators do is not looked at."""
    values: Values = (kind,)
    for decorator in reversed(kind.node.decorators):
        functions = receivers.values(decorator.value, kind.frame)
        own = [value for value in functions if isinstance(value, (ProjectFunction, Bound))]
        made = united(*(receivers.call(value, decoration(decorator, kind.frame, values)) for value in own))
        values = tuple(part for part in made if isinstance(part, (ProjectClass, ProjectFunction, Bound))) or values
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
        elif context_decorators.is_context(receivers, value):
            found.append(context_decorators.entering(receivers, decorator, frame, values))
        else:
            made = receivers.call(value, decoration(decorator, frame, values))
            kept = tuple(part for part in made if not isinstance(part, (Literal, Activation)))
            found.append(kept or outside.opaque(values, ""))
    return united(*found) if decorators else outside.opaque(values, "")


def decoration(decorator: facts.Decorator, frame: Frame, values: Values) -> Given:
    """Return the arguments of the call that a decorator is, with what it decorates."""
    return Given((values,), site=Site(facts.Call(decorator.value, (), decorator.at), frame, (values,)))
