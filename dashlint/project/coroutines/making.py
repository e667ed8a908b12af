"""Making coroutines: which calls give one for certain."""

from __future__ import annotations

from dataclasses import dataclass

from dashlint import facts
from dashlint.project.files.flow import ends
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Value

_MOST_HOPS = 6


@dataclass(frozen=True, slots=True)
class CoroutineMaking:
    """Tells coroutines by the functions of the project, and by the names that the catalogue lists."""

    receivers: Receivers

    def gives_coroutine(self, expression: facts.Expression, frame: Frame) -> bool:
        """Tell whether an expression gives a coroutine for certain, whoever evaluates it."""
        return self._makes(expression, frame, _MOST_HOPS)

    def _makes(self, expression: facts.Expression, frame: Frame, hops: int) -> bool:
        if isinstance(expression, facts.Attribute):
            return self._is_coroutine_property(expression, frame)
        if isinstance(expression, facts.Choice) and expression.kind == "if":
            return all(self._makes(option, frame, hops) for option in expression.options)
        if isinstance(expression, facts.Name):
            bindings, is_certain = frame.scope.reaching(expression.id, expression.at)
            sources = [binding.source for binding in bindings if not binding.unpack]
            is_plain = is_certain and len(sources) == len(bindings) == 1
            source = sources[0] if is_plain and isinstance(sources[0], facts.Assign) else None
            return source is not None and source.value is not None and self._makes(source.value, frame, hops)
        if not isinstance(expression, facts.Call) or self._is_given(expression.function, frame):
            return False
        if isinstance(expression.function, facts.Attribute) and self._makes(expression.function.value, frame, hops):
            return False  # a coroutine has no such method, so this call makes nothing
        functions = self.receivers.values(expression.function, frame)
        kept = [function for function in functions if not _is_of_none(function)]
        return bool(kept) and all(self._gives(function, Site(expression, frame), hops) for function in kept)

    def _is_given(self, function: facts.Expression, frame: Frame) -> bool:
        """Tell whether what is called is a parameter: code that is given functions often tells coroutines apart."""
        scope: Scope | None = frame.scope
        while isinstance(function, facts.Name) and scope is not None:
            if function.id in scope.bindings:
                return any(isinstance(binding.source, facts.Parameter) for binding in scope.bindings[function.id])
            scope = scope.parent
        return False

    def _is_coroutine_property(self, expression: facts.Attribute, frame: Frame) -> bool:
        values = self.receivers.values(expression, frame)
        known = [self.receivers.coroutine(value.path) for value in values if isinstance(value, Symbol)]
        return bool(known) and len(known) == len(values) and all(found and found.is_property for found in known)

    def _gives(self, function: Value, site: Site, hops: int) -> bool:
        function, arguments = calling.unwrapped(self.receivers, function, given(self.receivers, site))
        if isinstance(function, ProjectClass):
            return False
        path = function.path if isinstance(function, Symbol) else ""
        if isinstance(function, Instance) and isinstance(function.kind, str):
            path = f"{function.kind}.__call__"
        if path:
            known = self.receivers.coroutine(path)
            return known is not None and not known.is_property
        runs = calling.activations(self.receivers, function, arguments)
        return bool(runs) and all(self._is_coroutine_of(run, hops) for run in runs)

    def _is_coroutine_of(self, run: Activation, hops: int) -> bool:
        node = run.function.node
        if run.function.wrapper is not None or node.is_generator or node.is_async:
            return node.is_async and not node.is_generator and run.function.wrapper is None
        if not self.receivers.leads(run.frame):
            return False
        returned = [
            statement.value
            for statement, branch in run.frame.scope.statements
            if isinstance(statement, facts.Return) and self.receivers.is_taken(branch, run.frame)
        ]
        is_complete = hops > 0 and ends(node.body) and bool(returned)
        return is_complete and all(value and self._makes(value, run.frame, hops - 1) for value in returned)

    def name(self, expression: facts.Expression, frame: Frame) -> str:
        """Return the name of what is called or read, as it is written where that is a name."""
        function = expression.function if isinstance(expression, facts.Call) else expression
        if written := path_of(function):
            return written
        paths = self.receivers.paths(function, frame)
        if paths:
            return paths[0]
        return function.name if isinstance(function, facts.Attribute) else "the call"


def _is_of_none(function: Value) -> bool:
    """Tell whether something is looked up on `None`, which only fails."""
    return isinstance(function, Symbol) and isinstance(function.receiver, Literal) and function.receiver.value is None
