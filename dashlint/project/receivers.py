"""Receivers: what an expression stands for, resolved through names, objects and calls of the whole project."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from dashlint import facts
from dashlint.catalogue import Catalogue
from dashlint.project import calling, gates, objects
from dashlint.project.callers import Callers
from dashlint.project.modules import Modules
from dashlint.project.namespaces import Namespaces
from dashlint.project.scopes import Binding, Scope
from dashlint.project.values import (
    Activation,
    Frame,
    Instance,
    Literal,
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

#: How deep resolving may nest, how many scopes the arguments of a frame may come from, and how many different
#: arguments of one function are told apart, object by object and then class by class.
DEEPEST = 400
DEEPEST_FRAME = 12
MOST_CONTEXTS = 24
MOST_COARSE_CONTEXTS = 400
URL_MARK = "://"


class Receivers:
    """Resolves expressions to values, each once."""

    def __init__(self, modules: Modules, catalogue: Catalogue) -> None:
        self.modules = modules
        self.catalogue = catalogue
        self.namespaces = Namespaces(modules)
        self.callers = Callers(self)
        self.canonical = cache(catalogue.canonical)
        #: What the apps of the project are given as `backend`; `Apps` tells it.
        self.backend_names: frozenset[str] = frozenset()
        self._frames: dict[tuple[Any, ...], Frame] = {}
        self._contexts: dict[Scope, int] = {}
        self._known: dict[tuple[Any, ...], Values] = {}
        self._asking: dict[tuple[Any, ...], int] = {}
        self._provisional: dict[tuple[Any, ...], tuple[Values, int]] = {}
        self._cut = DEEPEST

    # frames

    def frame(
        self,
        scope: Scope,
        arguments: tuple[tuple[str, Values], ...] | None = None,
        outer: Frame | None = None,
        owner: ProjectClass | None = None,
        is_open: bool = False,
    ) -> Frame:
        """Return the frame of a scope; equal ones are the same object.

        Without arguments the frame is open: its parameters stand for whatever the project's calls pass to them. A
        function that is given something of its own making, as in recursion, forgets its arguments.
        """
        is_open = is_open or arguments is None
        arguments = arguments or ()
        inside = frozenset[Scope]().union(*(calling.scopes_in(value) for _, values in arguments for value in values))
        contexts = self._contexts.get(scope, 0)
        if scope in inside or len(inside) > DEEPEST_FRAME or contexts > MOST_COARSE_CONTEXTS:
            arguments, inside = (), frozenset()
        elif contexts > MOST_CONTEXTS:
            arguments = tuple((name, calling.coarse(values)) for name, values in arguments)
        key = (id(scope), arguments, id(outer), owner, is_open)
        if key not in self._frames:
            self._contexts[scope] = self._contexts.get(scope, 0) + 1
            around = outer.within if outer is not None else frozenset[Scope]()
            self._frames[key] = Frame(scope, arguments, outer, owner, inside | around | {scope}, is_open)
        return self._frames[key]

    def module_frame(self, path: str) -> Frame:
        """Return the frame of the module at `path`."""
        return self.frame(self.namespaces.module(path))

    def class_frame(self, kind: ProjectClass) -> Frame:
        """Return the frame in which the body of a class runs."""
        scope = self.namespaces.inner(kind.node, kind.frame.scope)
        return self.frame(scope, None, kind.frame, kind)

    def body_frame(
        self,
        function: ProjectFunction,
        arguments: tuple[tuple[str, Values], ...] | None = None,
        is_open: bool = False,
    ) -> Frame:
        """Return the frame in which the body of a function runs; an open one where no arguments are given."""
        scope = self.namespaces.inner(function.node, function.frame.scope)
        return self.frame(scope, arguments, function.frame, function.owner, is_open)

    def open_frame(self, scope: Scope) -> Frame:
        """Return the frame of a scope of which only the code is known, not who runs it."""
        if scope.parent is None:
            return self.frame(scope)
        outer = self.open_frame(scope.parent)
        if isinstance(scope.node, facts.Class):
            return self.class_frame(ProjectClass(scope.node, outer))
        return self.frame(scope, None, outer, outer.owner)

    # questions

    def values(self, expression: facts.Expression, frame: Frame) -> Values:
        """Return what an expression of the frame's scope stands for."""
        resolve = _RESOLVERS.get(type(expression))
        if resolve is None:
            return ()
        return self.once(("value", frame, expression.at), lambda: resolve(self, expression, frame))

    def once(self, key: tuple[Any, ...], resolve: Callable[[], Values]) -> Values:
        """Return the answer to a question that may ask itself again, which then counts for nothing.

        Answers that were cut short by such a circle are provisional: they serve until the question that the circle
        came back to is answered, and are then forgotten, so that no answer depends on which question came first.
        """
        if key in self._known:
            return self._known[key]
        if key in self._provisional:
            answer, cut = self._provisional[key]
            self._cut = min(self._cut, cut)
            return answer
        depth = len(self._asking)
        if key in self._asking or depth >= DEEPEST:
            self._cut = min(self._cut, self._asking.get(key, 0))
            return ()
        self._asking[key] = depth
        before, self._cut = self._cut, DEEPEST
        answer = resolve()
        del self._asking[key]
        if self._cut < depth:
            self._provisional[key] = answer, self._cut
            self._cut = min(before, self._cut)
            return answer
        self._known[key] = answer
        if self._cut == depth:
            self._provisional = {k: found for k, found in self._provisional.items() if found[1] < depth}
        self._cut = before
        return answer

    def name(self, name: str, at: int, frame: Frame) -> Values:
        """Return what a name read at this turn of the frame's scope stands for."""
        scope = frame.scope
        if name in scope.bindings and name not in scope.globals and name not in scope.nonlocals:
            reaching = scope.reaching(name, at)
            if reaching or scope.kind == "function":
                return self.bound(reaching, frame)
        if scope.kind == "comprehension" and frame.outer is not None:
            return self.name(name, at, frame.outer)
        return self._outer_name(name, frame)

    def bound(self, bindings: Iterable[Binding], frame: Frame) -> Values:
        """Return what these bindings bind, taken together."""
        return united(*(self.binding(binding, frame) for binding in bindings))

    def binding(self, binding: Binding, frame: Frame) -> Values:
        """Return what one binding of the frame's scope binds."""
        return self.once(("binding", frame, binding.at, binding.imported), lambda: self._binding(binding, frame))

    def attribute(self, value: Value, name: str) -> Values:
        """Return what an attribute of a value stands for."""
        return objects.attribute(self, value, name)

    def attributes(self, values: Values, name: str) -> Values:
        """Return what an attribute of any of these values stands for."""
        return united(*(objects.attribute(self, value, name) for value in values))

    def call(self, value: Value, given: calling.Given) -> Values:
        """Return what calling a value with these arguments gives."""
        return calling.call(self, value, given)

    def decorated(self, function: ProjectFunction) -> Values:
        """Return what the name of a function stands for, its decorators applied."""
        return self.once(("decorated", function), lambda: calling.decorate(self, function))

    def instances(self, annotation: facts.Expression | None, frame: Frame) -> Values:
        """Return the objects that an annotation promises."""
        return () if annotation is None else objects.annotated(self, annotation, frame)

    def elements(self, values: Values) -> Values:
        """Return what iterating over any of these values yields."""
        return united(*(calling.elements(self, value) for value in values))

    def awaited(self, values: Values) -> Values:
        """Return what awaiting any of these values gives."""
        return united(*(calling.awaited(self, value) for value in values))

    def entered(self, values: Values) -> Values:
        """Return what `with value as` binds for any of these values."""
        return united(*(calling.entered(self, value) for value in values))

    # names

    def _outer_name(self, name: str, frame: Frame) -> Values:
        if name in frame.scope.globals:
            return self.global_name(name, frame.path)
        outer = frame.outer
        while outer is not None:
            scope = outer.scope
            if scope.kind == "module":
                break
            if scope.kind != "class" and name in scope.bindings and name not in scope.globals:
                return self.bound(scope.final(name), outer)
            outer = outer.outer
        return self.global_name(name, frame.path)

    def global_name(self, name: str, path: str) -> Values:
        """Return what a module's global name stands for once the module has run, or a built-in name."""
        found = objects.module_attribute(self, path, name)
        if not found and hasattr(builtins, name) and name not in self.namespaces.module(path).bindings:
            return (Symbol(f"builtins.{name}"),)
        return found

    def _binding(self, binding: Binding, frame: Frame) -> Values:
        source = binding.source
        if isinstance(source, facts.Import):
            return objects.imported(self, source, binding.imported, frame.path)
        if isinstance(source, facts.Function):
            return self.decorated(ProjectFunction(source, frame, frame.owner if frame.scope.kind == "class" else None))
        if isinstance(source, facts.Class):
            return (ProjectClass(source, frame),)
        if isinstance(source, facts.Parameter):
            return calling.parameter(self, source, frame)
        return calling.unpacked(self, self._bound_value(binding, frame), binding.unpack)

    def _bound_value(self, binding: Binding, frame: Frame) -> Values:
        source = binding.source
        if isinstance(source, facts.Assign):
            found = self.values(source.value, frame) if source.value is not None else ()
            promised = () if _informative(found) else self.instances(source.annotation, frame)
            return united(found, promised)
        if isinstance(source, (facts.For, facts.Loop)):
            surrounding = frame.outer if isinstance(source, facts.Loop) and frame.outer else frame
            found = self.values(source.iterable, surrounding) or self.values(source.iterable, frame)
            return self.elements(found)
        if isinstance(source, facts.WithItem):
            return self.entered(self.values(source.value, frame))
        if isinstance(source, facts.Walrus):
            return self.values(source.value, frame)
        return ()

    # expressions

    def _constant(self, expression: facts.Constant, frame: Frame) -> Values:
        return (Literal(expression.value),)

    def _text(self, expression: facts.Text, frame: Frame) -> Values:
        return (Literal(expression.prefix),) if URL_MARK in expression.prefix else ()

    def _name(self, expression: facts.Name, frame: Frame) -> Values:
        return self.name(expression.id, expression.at, frame)

    def _attribute(self, expression: facts.Attribute, frame: Frame) -> Values:
        return self.attributes(self.values(expression.value, frame), expression.name)

    def _call(self, expression: facts.Call, frame: Frame) -> Values:
        functions = self.values(expression.function, frame)
        if not functions:
            return ()
        given = calling.given(self, Site(expression, frame))
        return united(*(self.call(function, given) for function in functions))

    def _await(self, expression: facts.Await, frame: Frame) -> Values:
        return self.awaited(self.values(expression.value, frame))

    def _items(self, expression: facts.Items, frame: Frame) -> Values:
        items = [item for item in expression.items if not isinstance(item, facts.Starred)]
        spread = [item.value for item in expression.items if isinstance(item, facts.Starred)]
        rest = united(*(self.elements(self.values(value, frame)) for value in spread))
        return (Sequence(tuple(self.values(item, frame) for item in items), rest),)

    def _pairs(self, expression: facts.Pairs, frame: Frame) -> Values:
        items: list[tuple[str, Values]] = []
        rest: list[Values] = []
        for key, value in expression.items:
            found = self.values(value, frame)
            if key is None:
                for table in found:
                    if isinstance(table, Table):
                        items.extend(table.items)
                        rest.append(table.rest)
            elif isinstance(key, facts.Constant) and isinstance(key.value, str):
                items.append((key.value, found))
            else:
                rest.append(found)
        return (Table(tuple(items), united(*rest)),)

    def _subscript(self, expression: facts.Subscript, frame: Frame) -> Values:
        index = self.values(expression.index, frame)
        return united(*(objects.item(self, value, index) for value in self.values(expression.value, frame)))

    def _choice(self, expression: facts.Choice, frame: Frame) -> Values:
        return united(*(self.values(option, frame) for option in expression.options))

    def _operation(self, expression: facts.Operation, frame: Frame) -> Values:
        gate = gates.comparison(self, expression, frame)
        if gate is not None:
            return (gate,)
        operands = [self.values(operand, frame) for operand in expression.operands]
        if expression.operator == "Divide":
            return tuple(value for value in operands[0] if isinstance(value, Instance))
        if expression.operator == "BitOr":
            return united(*operands)
        if expression.operator == "Add":
            return _joined(operands)
        return ()

    def _lambda(self, expression: facts.Lambda, frame: Frame) -> Values:
        return (ProjectFunction(expression.function, frame, frame.owner),)

    def _comprehension(self, expression: facts.Comprehension, frame: Frame) -> Values:
        if expression.kind == "generator":
            function = ProjectFunction(_as_function(expression), frame, None)
            return (Activation(function, self.body_frame(function, ())),)
        inner = self.comprehension_frame(expression, frame)
        found = self.values(expression.elements[-1], inner)
        return (Table((), found),) if expression.kind == "dict" else (Sequence((), found),)

    def comprehension_frame(self, expression: facts.Comprehension, frame: Frame) -> Frame:
        """Return the frame in which the elements of a comprehension are evaluated."""
        scope = self.namespaces.inner(expression, frame.scope)
        return self.frame(scope, (), frame, frame.owner)

    def _walrus(self, expression: facts.Walrus, frame: Frame) -> Values:
        return self.values(expression.value, frame)

    def activation_returns(self, activation: Activation) -> Values:
        """Return what the body of a called function returns."""
        return calling.returned(self, activation)


def _as_function(expression: facts.Comprehension) -> facts.Function:
    """Return the generator function that a generator expression stands for."""
    at = expression.at
    body: facts.Block = (facts.Evaluate((facts.Yield(expression.elements[0], False, at),), "expression", at),)
    for loop in reversed(expression.loops):
        tests = (facts.Evaluate(loop.conditions, "assert", at),) if loop.conditions else ()
        body = (facts.For(loop.target, loop.iterable, (*tests, *body), (), loop.is_async, at),)
    is_async = any(loop.is_async for loop in expression.loops)
    return facts.Function("<generator>", (), body, (), None, is_async, True, -at)


def _informative(values: Values) -> bool:
    return any(not (isinstance(value, Literal) and value.value is None) for value in values)


def _joined(operands: list[Values]) -> Values:
    if all(len(values) == 1 and isinstance(values[0], Literal) for values in operands):
        parts = [values[0].value for values in operands]  # type: ignore[union-attr]
        if all(isinstance(part, str) for part in parts):
            return (Literal("".join(part for part in parts if isinstance(part, str))),)
    first = operands[0]
    starts_url = any(isinstance(v, Literal) and isinstance(v.value, str) and URL_MARK in v.value for v in first)
    if starts_url:
        return first
    sequences = [value for values in operands for value in values if isinstance(value, Sequence)]
    if sequences:
        return (Sequence((), united(*(item for value in sequences for item in (*value.items, value.rest)))),)
    return ()


_RESOLVERS: dict[type, Callable[[Receivers, Any, Frame], Values]] = {
    facts.Constant: Receivers._constant,
    facts.Text: Receivers._text,
    facts.Name: Receivers._name,
    facts.Attribute: Receivers._attribute,
    facts.Call: Receivers._call,
    facts.Await: Receivers._await,
    facts.Items: Receivers._items,
    facts.Pairs: Receivers._pairs,
    facts.Subscript: Receivers._subscript,
    facts.Choice: Receivers._choice,
    facts.Operation: Receivers._operation,
    facts.Lambda: Receivers._lambda,
    facts.Comprehension: Receivers._comprehension,
    facts.Walrus: Receivers._walrus,
}
