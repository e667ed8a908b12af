"""Receivers: what an expression stands for, resolved through names, objects and calls of the whole project."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from dashlint import facts
from dashlint.catalogue import Catalogue
from dashlint.project.files.aliases import Aliases
from dashlint.project.files.bindings import Binding
from dashlint.project.files.flow import Arm, Branch
from dashlint.project.files.modules import Modules
from dashlint.project.files.namespaces import Namespaces, word
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import (
    attributes,
    calling,
    containers,
    evaluation,
    module_names,
    parameters,
    promises,
    truths,
)
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.callers import Callers
from dashlint.project.meaning.names import Names
from dashlint.project.values.frame import Frame
from dashlint.project.values.frames import Arguments, Frames
from dashlint.project.values.objects import Activation, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.questions import Questions, budget_for
from dashlint.project.values.relevance import Relevance
from dashlint.project.values.value import Value, Values, united

Answer = TypeVar("Answer", bound="tuple[Any, ...]")


class Receivers:
    """Resolves expressions to values, each once."""

    def __init__(self, modules: Modules, catalogue: Catalogue) -> None:
        self.modules = modules
        self.catalogue = catalogue
        self.namespaces = Namespaces(modules)
        self.aliases = Aliases(modules)
        self.callers = Callers(self)
        self.canonical = cache(catalogue.canonical)
        self.own_called = cache(catalogue.own_called)
        self.blocking = cache(catalogue.blocking)
        self.consumer = cache(catalogue.consumer)
        self.runner = cache(catalogue.runner)
        self.result = cache(catalogue.result)
        self.decorator = cache(catalogue.decorator)
        self.coroutine = cache(catalogue.coroutine)
        self.async_decorator = cache(catalogue.async_decorator)
        self.known_attribute = cache(catalogue.attribute)
        #: What the apps of the project are given as `backend`; `Apps` tells it.
        self.backend_names: frozenset[str] = frozenset()
        self._frames = Frames(self.namespaces)
        self._names = Names(self)
        self._questions = Questions(budget_for(sum(map(len, modules.texts.values()))))
        self._known: dict[Any, Any] = {}
        self.methods_naming = cache(self.namespaces.methods_naming)
        self.may_name = cache(_may_name)
        self.relevance = Relevance(modules, catalogue)
        self.leads = self.relevance.of

    @property
    def effort(self) -> tuple[int, int]:
        """How many answers were worked out so far, and how many frames made."""
        return self._questions.answered, self._frames.made

    # frames

    def frame(
        self,
        scope: Scope,
        arguments: Arguments | None = None,
        outer: Frame | None = None,
        owner: ProjectClass | None = None,
        is_open: bool = False,
    ) -> Frame:
        """Return the frame of a scope, open where no arguments are given."""
        return self._frames.frame(scope, arguments, outer, owner, is_open)

    def module_frame(self, path: str) -> Frame:
        """Return the frame of the module at `path`."""
        return self._frames.module(path)

    def class_frame(self, kind: ProjectClass) -> Frame:
        """Return the frame in which the body of a class runs."""
        return self._frames.of_class(kind)

    def body_frame(self, function: ProjectFunction, arguments: Arguments | None = None, is_open: bool = False) -> Frame:
        """Return the frame in which the body of a function runs; an open one where no arguments are given."""
        return self._frames.body(function, arguments, is_open)

    def comprehension_frame(self, expression: facts.Comprehension, frame: Frame) -> Frame:
        """Return the frame in which the elements of a comprehension are evaluated."""
        return self._frames.of_comprehension(expression, frame)

    def open_frame(self, scope: Scope) -> Frame:
        """Return the frame of a scope of which only the code is known, not who runs it."""
        return self._frames.open(scope)

    # expressions and names

    def values(self, expression: facts.Expression, frame: Frame) -> Values:
        """Return what an expression of the frame's scope stands for."""
        found = frame.known.get(expression.at)
        if found is not None:
            return found
        simple = evaluation.SIMPLE.get(type(expression))
        if simple is not None:
            return simple(expression, frame)
        evaluate = evaluation.EVALUATIONS.get(type(expression))
        if evaluate is None:
            return ()
        return self._questions.ask(frame.known, expression.at, lambda: evaluate(self, expression, frame))

    def once(self, key: Any, resolve: Callable[[], Answer]) -> Answer:
        """Return the answer to a question that may lead back to itself."""
        answer: Answer = self._questions.ask(self._known, key, resolve)
        return answer

    def paths(self, expression: facts.Expression, frame: Frame) -> tuple[str, ...]:
        """Return the canonical paths of what an expression names outside the project."""
        return tuple(value.path for value in self.values(expression, frame) if isinstance(value, Symbol))

    def name(self, name: str, at: int, frame: Frame) -> Values:
        """Return what a name read at this turn of the frame's scope stands for."""
        return self._names.at(name, at, frame)

    def attribute_path(self, expression: facts.Attribute, frame: Frame) -> Values:
        """Return what `value.name` stands for where it is written, after assignments and conditions around it."""
        return self._names.attribute_at(expression, frame)

    def type_name(self, name: str, frame: Frame) -> Values:
        """Return what a name in an annotation stands for, be it bound for type checkers alone."""
        return self._names.for_types(name, frame)

    def global_name(self, name: str, path: str) -> Values:
        """Return what a module's global name stands for once the module has run, or a built-in name."""
        return module_names.global_name(self, name, path)

    def bound(self, bindings: Iterable[Binding], frame: Frame, *, for_types: bool = False) -> Values:
        """Return what these bindings bind, taken together."""
        return self._names.bound(bindings, frame, for_types)

    def binding(self, binding: Binding, frame: Frame) -> Values:
        """Return what one binding of the frame's scope binds."""
        key = ("binding", frame, binding.at, binding.name)
        return self.once(key, lambda: self._names.binding(binding, frame))

    def happens(self, arm: Arm, path: str) -> bool:
        """Tell whether an arm in the file at `path` can ever be taken."""
        return not arm.never and not (arm.instead_of and self._all_there(arm.instead_of, path))

    def is_taken(self, branch: Branch, frame: Frame) -> bool:
        """Tell whether a branch of the frame's scope can be taken, given the arguments of the frame."""
        return all(self.happens(arm, frame.path) and not truths.rules_out(self, arm, frame) for arm in branch)

    def _all_there(self, imports: tuple[facts.Import, ...], path: str) -> bool:
        return all(module_names.is_there(self, source, path) for source in imports)

    def parameter(self, source: facts.Parameter, frame: Frame) -> Values:
        """Return what a parameter stands for in a frame."""
        return parameters.parameter(self, source, frame)

    # objects and calls

    def attribute(self, value: Value, name: str) -> Values:
        """Return what an attribute of a value stands for."""
        return attributes.attribute(self, value, name)

    def attributes(self, values: Values, name: str) -> Values:
        """Return what an attribute of any of these values stands for."""
        return united(*(attributes.attribute(self, value, name) for value in values))

    def call(self, value: Value, given: Given) -> Values:
        """Return what calling a value with these arguments gives."""
        return calling.call(self, value, given)

    def decorated(self, function: ProjectFunction) -> Values:
        """Return what the name of a function stands for, its decorators applied."""
        return self.once(("decorated", function), lambda: calling.decorate(self, function))

    def instances(self, annotation: facts.Expression | None, frame: Frame) -> Values:
        """Return the objects that an annotation promises."""
        return () if annotation is None else promises.annotated(self, annotation, frame)

    def elements(self, values: Values) -> Values:
        """Return what iterating over any of these values yields."""
        return united(*(containers.elements(self, value) for value in values))

    def yielded(self, activation: Activation) -> Values:
        """Return what the body of a generator yields."""
        return calling.yielded(self, activation)

    def awaited(self, values: Values) -> Values:
        """Return what awaiting any of these values gives."""
        return united(*(calling.awaited(self, value) for value in values))

    def entered(self, values: Values) -> Values:
        """Return what `with value as` binds for any of these values."""
        return united(*(calling.entered(self, value) for value in values))


def _may_name(kind: ProjectClass, name: str) -> bool:
    """Tell whether the body of a class may contain a name."""
    return facts.may_match(kind.node.body, word(name))
