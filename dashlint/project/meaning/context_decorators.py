"""Context managers that stand above a function as decorators: each call of the function enters them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning.classes import decorator_paths, is_below
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, ProjectClass, ProjectFunction
from dashlint.project.values.value import Value, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

_MAKERS = frozenset({"contextlib.contextmanager"})
_BASES = frozenset({"contextlib.ContextDecorator"})
_FUNCTION, _ARGUMENTS, _OPTIONS = "<function>", "<arguments>", "<options>"


def is_context(receivers: Receivers, value: Value) -> bool:
    """Tell whether a decorator is a context manager of the project."""
    if isinstance(value, Activation) and value.function.node.is_generator:
        return bool(decorator_paths(receivers, value.function.node, value.function.frame) & _MAKERS)
    return (
        isinstance(value, Instance) and isinstance(value.kind, ProjectClass) and is_below(receivers, value.kind, _BASES)
    )


def entering(receivers: Receivers, decorator: facts.Decorator, frame: Frame, values: Values) -> Values:
    """Return the function that `@manager` makes: `with manager: return function(*arguments, **options)`."""
    name = next((value.node.name for value in values if isinstance(value, ProjectFunction)), "<decorated>")
    outer = ProjectFunction(_decorating(decorator, name), frame)
    wrapper = outer.node.body[0]
    assert isinstance(wrapper, facts.Function)
    return (ProjectFunction(wrapper, receivers.body_frame(outer, ((_FUNCTION, values),))),)


def _decorating(decorator: facts.Decorator, name: str) -> facts.Function:
    """Return a function that takes a function and holds the one, of the same name, that enters the context manager."""
    at = decorator.at
    arguments = (
        facts.Argument(facts.Name(_ARGUMENTS, at), star="*"),
        facts.Argument(facts.Name(_OPTIONS, at), star="**"),
    )
    body = facts.Return(facts.Call(facts.Name(_FUNCTION, at), arguments, at), at)
    entered = facts.With((facts.WithItem(decorator.value, None),), (body,), False, at)
    parameters = (_parameter(_ARGUMENTS, "*", decorator), _parameter(_OPTIONS, "**", decorator))
    wrapper = facts.Function(name, parameters, (entered,), (), None, False, False, decorator.value.at)
    return facts.Function(
        "<decorator>", (_parameter(_FUNCTION, "any", decorator),), (wrapper,), (), None, False, False, at
    )


def _parameter(name: str, kind: str, decorator: facts.Decorator) -> facts.Parameter:
    return facts.Parameter(name, kind, None, None, -decorator.at)
