"""Returns: whether a function can answer a request, by what it returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.meaning import calling, gates
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.classes import mro
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value

_MAKERS = frozenset("flask quart werkzeug fastapi starlette dash authlib".split())
_RESPONSES = frozenset(
    "redirect jsonify make_response Response AsyncResponse RedirectResponse JSONResponse ORJSONResponse UJSONResponse "
    "PlainTextResponse HTMLResponse FileResponse StreamingResponse render_template render_template_string send_file "
    "send_from_directory authorize_redirect".split()
)
_MOST_HOPS = 8


@dataclass(frozen=True, slots=True)
class Returns:
    """Looks through what functions return on one backend; what is not understood is taken for `None`."""

    receivers: Receivers
    backend: str

    def response(self, run: Activation, hops: int = _MOST_HOPS) -> Place | None:
        """Return the place of the first value that a function can return and that answers a request."""
        return next(self._responses(run, hops), None)

    def _responses(self, run: Activation, hops: int) -> Iterator[Place]:
        frame = run.frame
        if hops == 0 or run.function.node.is_generator:
            return
        for statement, branch in frame.scope.statements:
            if isinstance(statement, facts.Return) and statement.value is not None:
                is_reached = self.receivers.is_taken(branch, frame)
                if is_reached and self.backend in gates.possible(self.receivers, branch, frame):
                    if self._answers(statement.value, frame, hops):
                        yield Place(frame.path, statement.value.at)

    def _answers(self, expression: facts.Expression, frame: Frame, hops: int) -> bool:
        if isinstance(expression, facts.Text):
            return True
        if isinstance(expression, facts.Choice):
            options = expression.options[-1:] if expression.kind == "and" else expression.options
            return any(self._answers(option, frame, hops) for option in options)
        if isinstance(expression, facts.Await):
            return self._awaited_answers(expression, frame, hops)
        if isinstance(expression, facts.Call):
            runs = list(self._runs(expression, frame))
            return any(self._result_answers(run, hops) for run in runs) if runs else self._is_any(expression, frame)
        return self._is_any(expression, frame)

    def _is_any(self, expression: facts.Expression, frame: Frame) -> bool:
        return any(self._is_response(value) for value in self.receivers.values(expression, frame))

    def _awaited_answers(self, expression: facts.Await, frame: Frame, hops: int) -> bool:
        made = self.receivers.values(expression.value, frame)
        runs = [value for value in made if isinstance(value, Activation)]
        return any(self.response(run, hops - 1) for run in runs) if runs else self._is_any(expression, frame)

    def _runs(self, expression: facts.Call, frame: Frame) -> Iterator[Activation]:
        arguments = given(self.receivers, Site(expression, frame))
        for function in self.receivers.values(expression.function, frame):
            if not isinstance(function, ProjectClass):
                yield from calling.activations(self.receivers, function, arguments)

    def _result_answers(self, run: Activation, hops: int) -> bool:
        return not run.function.node.is_async and self.response(run, hops - 1) is not None

    def _is_response(self, value: Value) -> bool:
        if isinstance(value, Literal):
            return isinstance(value.value, str)
        if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
            return any(isinstance(part, Symbol) and _makes(part.path) for part in mro(self.receivers, value.kind))
        if isinstance(value, Instance):
            return isinstance(value.kind, str) and _makes(value.kind)
        return isinstance(value, (Sequence, Table))


def _makes(path: str) -> bool:
    """Tell whether a name outside the project is that of a response, or of what makes one."""
    return path.partition(".")[0] in _MAKERS and path.rpartition(".")[2] in _RESPONSES
