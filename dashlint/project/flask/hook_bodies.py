"""Hook bodies: what hooks of Flask's kind do, where a middleware of FastAPI can do the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.names_read import names_read_below
from dashlint.project.files.flow import ends
from dashlint.project.files.parts import own_expressions, path_of, walk_expression
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, ProjectFunction

_FOREIGN = ("flask.", "quart.", "werkzeug.")
_RESPONSES = ("fastapi.responses.", "starlette.responses.", "fastapi.Response", "starlette.Response")
#: What a middleware has names for.
TAKEN = frozenset({"request", "call_next"})
MOST_FUNCTIONS = 200


class Answer(Enum):
    """What a `return` of a hook gives."""

    NOTHING = "nothing, so the request goes on"
    TEXT = "a text"
    JSON = "a dictionary"
    RESPONSE = "a response"


@dataclass(frozen=True, slots=True)
class Given:
    """A `return` at `place`: what it gives, the place of that, and of the status beside it."""

    place: Place
    answer: Answer
    value: Place | None = None
    status: Place | None = None


@dataclass(frozen=True, slots=True)
class HookBody:
    """What a hook returns where; with `goes_on` its end can be reached. `response` names its last parameter."""

    returns: tuple[Given, ...]
    goes_on: bool
    response: str = ""


@dataclass(frozen=True, slots=True)
class HookBodies:
    """Reads the bodies of hooks."""

    receivers: Receivers
    graph: CallGraph

    def before(self, run: Activation) -> HookBody | None:
        """Return what a hook before requests does; None where a middleware would have to do it in another way."""
        returns = [self._given(one, run.frame) for one in _returns(run.frame.scope)]
        kept = tuple(one for one in returns if one is not None)
        if len(kept) < len(returns) or len(_own(run.function)) or not self._is_portable(run, TAKEN):
            return None
        return HookBody(kept, not ends(run.function.node.body))

    def after(self, run: Activation, needs_response: bool = True) -> HookBody | None:
        """Return what a hook after requests does; None where a middleware would have to do it in another way.

        One that `needs_response` takes the response, and returns it wherever it ends.
        """
        parameters, scope, node = _own(run.function), run.frame.scope, run.function.node
        if len(parameters) > 1 or (needs_response and not parameters):
            return None
        name = parameters[0].name if parameters else "response"
        taken = TAKEN if parameters else TAKEN | {name}
        given = tuple(self._handed_back(one, name, bool(parameters), run.frame) for one in _returns(scope))
        kept = tuple(one for one in given if one is not None)
        goes_on = not ends(node.body)
        if len(kept) < len(given) or name in TAKEN or (parameters and goes_on) or not self._is_portable(run, taken):
            return None
        return HookBody(kept, goes_on, name) if not parameters or self._only_touches_headers(name, run.frame) else None

    def returns_response(self, run: Activation) -> bool:
        """Tell whether a hook after requests returns the response that it takes, wherever it ends."""
        parameters, returns = _own(run.function), list(_returns(run.frame.scope))
        name = parameters[0].name if len(parameters) == 1 else ""
        is_it = [self._handed_back(one, name, True, run.frame) is not None for one in returns]
        return bool(name) and all(is_it) and ends(run.function.node.body)

    def _is_portable(self, run: Activation, taken: frozenset[str]) -> bool:
        """Tell whether a body does nothing that only Flask or Quart can, raises nothing, and leaves names free."""
        scope = run.frame.scope
        names = {part.id for part in _parts(scope) if isinstance(part, facts.Name)}
        if taken & (names | scope.bindings.keys() | names_read_below(scope)):
            return False
        if any(isinstance(one, facts.Evaluate) and one.kind == "raise" for one, _ in scope.statements):
            return False
        waiting, seen = [run.frame], {run.frame}
        while waiting and len(seen) < MOST_FUNCTIONS:
            frame = waiting.pop()
            if any(path.startswith(_FOREIGN) for part in _parts(frame.scope) for path in self._paths(part, frame)):
                return False
            found = (step.activation.frame for step in self.graph.steps(frame) if step.activation is not None)
            new = [frame for frame in found if frame not in seen]
            seen.update(new)
            waiting.extend(new)
        return not waiting

    def _paths(self, part: facts.Expression, frame: Frame) -> tuple[str, ...]:
        return self.receivers.paths(part, frame) if isinstance(part, (facts.Name, facts.Attribute)) else ()

    def _given(self, statement: facts.Return, frame: Frame) -> Given | None:
        place, value = Place(frame.path, statement.at), statement.value
        if value is None or (isinstance(value, facts.Constant) and value.value is None):
            return Given(place, Answer.NOTHING)
        status = None
        if isinstance(value, facts.Items) and value.kind == "tuple" and len(value.items) == 2:
            value, status = value.items
            if not isinstance(status, facts.Constant) or not isinstance(status.value, int):
                return None
        answer = self._answer(value, frame)
        if answer is None or (answer is Answer.RESPONSE and status is not None):
            return None
        return Given(place, answer, Place(frame.path, value.at), Place(frame.path, status.at) if status else None)

    def _answer(self, value: facts.Expression, frame: Frame) -> Answer | None:
        if isinstance(value, facts.Text) or (isinstance(value, facts.Constant) and isinstance(value.value, str)):
            return Answer.TEXT
        if isinstance(value, facts.Pairs):
            return Answer.JSON
        kinds = [one.kind if isinstance(one, Instance) else None for one in self.receivers.values(value, frame)]
        is_response = bool(kinds) and all(isinstance(kind, str) and kind.startswith(_RESPONSES) for kind in kinds)
        return Answer.RESPONSE if is_response else None

    def _handed_back(self, statement: facts.Return, name: str, has_parameter: bool, frame: Frame) -> Given | None:
        place, value = Place(frame.path, statement.at), statement.value
        if has_parameter:
            is_it = isinstance(value, facts.Name) and value.id == name
            return Given(place, Answer.RESPONSE) if is_it else None
        is_nothing = value is None or (isinstance(value, facts.Constant) and value.value is None)
        return Given(place, Answer.NOTHING) if is_nothing else None

    def _only_touches_headers(self, name: str, frame: Frame) -> bool:
        """Tell whether all that is done with a response is to set headers to texts, and to hand it back."""
        scope = frame.scope
        if len(scope.bindings.get(name, ())) != 1 or name in names_read_below(scope):
            return False
        uses = sum(isinstance(part, facts.Name) and part.id == name for part in _parts(scope))
        returned = sum(1 for one in _returns(scope) if isinstance(one.value, facts.Name) and one.value.id == name)
        headers = [self._sets_header(one, name, frame) for one, _ in scope.statements if isinstance(one, facts.Assign)]
        return uses == returned + sum(headers)

    def _sets_header(self, statement: facts.Assign, name: str, frame: Frame) -> bool:
        """Tell whether a statement is `response.headers["..."] = "..."`."""
        target = statement.targets[0]
        if len(statement.targets) != 1 or not isinstance(target, facts.Subscript) or statement.value is None:
            return False
        owner, key = target.value, target.index
        is_header = isinstance(owner, facts.Attribute) and path_of(owner) == f"{name}.headers"
        return is_header and _is_text(key) and self._gives_text(statement.value, frame)

    def _gives_text(self, value: facts.Expression, frame: Frame) -> bool:
        if isinstance(value, facts.Call):
            return self.receivers.paths(value.function, frame) == ("builtins.str",)
        return _is_text(value)


def _is_text(value: facts.Expression) -> bool:
    return isinstance(value, facts.Text) or (isinstance(value, facts.Constant) and isinstance(value.value, str))


def _own(function: ProjectFunction) -> tuple[facts.Parameter, ...]:
    """Return the parameters of a function but for the object of a method."""
    return function.node.parameters[1:] if function.owner is not None else function.node.parameters


def _returns(scope: Scope) -> Iterator[facts.Return]:
    return (statement for statement, _ in scope.statements if isinstance(statement, facts.Return))


def _parts(scope: Scope) -> Iterator[facts.Expression]:
    for statement, _ in scope.statements:
        for expression in own_expressions(statement):
            yield from walk_expression(expression, into_comprehensions=True)
