"""Context uses: where a body needs the context of the callback that Dash is running."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.files.flow import Branch
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.files.stretches import without_context
from dashlint.project.meaning import calling, gates
from dashlint.project.meaning.arguments import NOTHING
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Literal, Value, Values

_CONTEXTS = frozenset({"dash.ctx", "dash.callback_context"})
_FUNCTIONS = frozenset(
    {"dash.set_props"} | {f"{path}.{n}" for path in _CONTEXTS for n in ("set_props", "record_timing")}
)
#: The context variable that Dash keeps the context in; code that knows it may set it itself.
_VARIABLE = "context_value"
_RUNNING_IN_CONTEXT = "contextvars.Context.run"


@dataclass(frozen=True, slots=True)
class ContextUse:
    """A use of the callback's context, by the name that people know: `ctx.triggered_id`, `set_props`."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class ContextUses:
    """Finds the uses of the callback's context in bodies."""

    receivers: Receivers

    def function(self, values: Values) -> str:
        """Return the name of the function of Dash that all these values are and that needs the context, else ""."""
        told = [value for value in values if not (isinstance(value, Literal) and value.value is None)]
        found = {value.path for value in told if isinstance(value, Symbol) and value.path in _FUNCTIONS}
        return found.pop().removeprefix("dash.") if len(found) == len(told) == 1 else ""

    def first(self, frame: Frame, backend: str) -> ContextUse | None:
        """Return the first use in a body on a backend that is not ready for its failing."""
        ready = without_context(frame.scope)
        for part, branch in self._parts(frame, backend):
            name = self._name(part, frame) if part.at not in ready else ""
            if name and not self.is_asked_for(branch, frame):
                return ContextUse(Place(frame.path, part.at), name)
        return None

    def is_asked_for(self, branch: Branch, frame: Frame) -> bool:
        """Tell whether a branch is only taken after a look at whether there is a context, or which thread it is."""
        tests = (arm.test for arm in branch if arm.test is not None)
        parts = (part for test in tests for part in walk_expression(test, into_comprehensions=True))
        calls = [part for part in parts if isinstance(part, facts.Call)]
        return any(self._asks(value) for call in calls for value in self.receivers.values(call.function, frame))

    def _asks(self, value: Value) -> bool:
        """Tell whether a call asks for the thread, or tries the context and is ready for its failing."""
        if isinstance(value, Symbol):
            return value.path.startswith("threading.")
        for run in calling.activations(self.receivers, value, NOTHING):
            ready = without_context(run.frame.scope)
            for statement, _ in run.frame.scope.statements:
                for part in _parts_of(statement):
                    if part.at in ready and self._name(part, run.frame):
                        return True
        return False

    def brings_its_own(self, frame: Frame, backend: str) -> bool:
        """Tell whether a body sets the context variable itself."""
        return any(_last_name(part) == _VARIABLE for part, _ in self._parts(frame, backend))

    def falls_back(self, frame: Frame) -> bool:
        """Tell whether a body was given something optional and looks whether it was: `user or ctx.cookies["user"]`."""
        node, given = frame.scope.node, {name for name, _ in frame.arguments}
        parameters = node.parameters if isinstance(node, facts.Function) else ()
        optional = {one.name for one in parameters if one.default is not None and one.name in given}
        tests = [statement.test for statement, _ in frame.scope.statements if isinstance(statement, facts.If)]
        for choice in frame.scope.choices if optional else ():
            tests += [choice.test] if choice.test is not None else choice.options[:-1]
        parts = (part for test in tests for part in walk_expression(test, into_comprehensions=True))
        return any(isinstance(part, facts.Name) and part.id in optional for part in parts)

    def in_context(self, frame: Frame) -> frozenset[int]:
        """Return the turns of the calls in a body that run what they are given in a context made elsewhere."""
        calls = self.receivers.namespaces.calls(frame.scope)
        return frozenset(call.at for call in calls if _RUNNING_IN_CONTEXT in self.receivers.paths(call.function, frame))

    def _parts(self, frame: Frame, backend: str) -> Iterator[tuple[facts.Expression, Branch]]:
        for statement, branch in frame.scope.statements:
            if backend in gates.possible(self.receivers, branch, frame) and self.receivers.is_taken(branch, frame):
                yield from ((part, branch) for part in _parts_of(statement))

    def _name(self, part: facts.Expression, frame: Frame) -> str:
        if isinstance(part, facts.Call):
            return self.function(self.receivers.values(part.function, frame))
        if not isinstance(part, facts.Attribute) or not isinstance(part.value, (facts.Name, facts.Attribute)):
            return ""
        values = self.receivers.values(part.value, frame)
        paths = {value.path for value in values if isinstance(value, Symbol)}
        is_context = len(paths) == len(values) == 1 and paths <= _CONTEXTS
        return f"{paths.pop().removeprefix('dash.')}.{part.name}" if is_context else ""


def _parts_of(statement: facts.Statement) -> Iterator[facts.Expression]:
    for expression in own_expressions(statement):
        yield from walk_expression(expression, into_comprehensions=True)


def _last_name(part: facts.Expression) -> str:
    return part.name if isinstance(part, facts.Attribute) else part.id if isinstance(part, facts.Name) else ""
