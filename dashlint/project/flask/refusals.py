"""Refusals: whether a block turns a visitor away, itself or through the functions that it calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashlint import facts
from dashlint.project.files.flow import walk_block
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.flask.kinds import path_of
from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation

_STATUSES = frozenset({401, 403})
_REFUSING = frozenset(
    "flask.abort quart.abort flask.redirect quart.redirect werkzeug.utils.redirect fastapi.HTTPException "
    "fastapi.responses.RedirectResponse starlette.responses.RedirectResponse starlette.exceptions.HTTPException "
    "werkzeug.exceptions.Unauthorized werkzeug.exceptions.Forbidden builtins.PermissionError".split()
)
#: What keeps a callback's output from changing: a refusal where it depends on who asks.
_STOPPING = frozenset({"dash.exceptions.PreventUpdate"})
_WHO = (
    "flask.session",
    "flask.request.cookies",
    "flask.request.headers",
    "flask.request.authorization",
    "flask_login.current_user",
)
_MOST_HOPS = 3


class Refusals:
    """Looks for what turns a visitor away."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    def in_block(self, block: facts.Block, frame: Frame, test: facts.Expression | None = None) -> bool:
        """Tell whether the statements of a block, which may depend on a test, can turn somebody away."""
        statements = [statement for statement, _ in walk_block(block, ())]
        asked = () if test is None else tuple(walk_expression(test, into_comprehensions=True))
        return self._in_statements(statements, frame, _MOST_HOPS, asked)

    def _in_statements(
        self, statements: Iterable[facts.Statement], frame: Frame, hops: int, asked: tuple[facts.Expression, ...] = ()
    ) -> bool:
        parts = [
            part
            for statement in statements
            for whole in own_expressions(statement)
            for part in walk_expression(whole, into_comprehensions=True)
        ]
        named = {path for part in parts for path in self._paths(part, frame)}
        if named & _REFUSING or any(isinstance(part, facts.Constant) and part.value in _STATUSES for part in parts):
            return True
        named |= {path for part in asked for path in self._paths(part, frame)}
        if named & _STOPPING and any(path.startswith(_WHO) for path in named):
            return True
        return any(self._in_function(run, hops) for part in parts for run in self._runs(part, frame)) if hops else False

    def _paths(self, part: facts.Expression, frame: Frame) -> Iterator[str]:
        if isinstance(part, (facts.Name, facts.Attribute)):
            yield from (path for value in self._receivers.values(part, frame) if (path := path_of(value)))

    def _runs(self, part: facts.Expression, frame: Frame) -> Iterator[Activation]:
        if isinstance(part, facts.Call):
            for value in self._receivers.values(part.function, frame):
                yield from calling.activations(self._receivers, value, given(self._receivers, Site(part, frame)))

    def _in_function(self, run: Activation, hops: int) -> bool:
        return self._in_statements([statement for statement, _ in run.frame.scope.statements], run.frame, hops - 1)
