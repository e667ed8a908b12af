"""Server attributes: every attribute of an app's server that code uses although the server lacks or ignores it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from dashlint import facts
from dashlint.catalogue import ServerAttribute
from dashlint.facts import Place
from dashlint.project.apps.app import App
from dashlint.project.apps.scanning import Scan, Spot, calls_of
from dashlint.project.entries.reached import Reached
from dashlint.project.files.scopes import Scope, own_expressions, walk_expression
from dashlint.project.servers.app_servers import AppServers
from dashlint.project.values import dash_names
from dashlint.project.values.objects import Instance, Symbol

_FLASK_VIEWS = frozenset({"flask.views.View.as_view", "flask.views.MethodView.as_view"})


class How(Enum):
    """What is wrong with the use of an attribute."""

    LACKING = "reading it raises `AttributeError`"
    IGNORED = "it is set, and nothing reads it"
    ENTERED = "the server's context manager is entered by the other kind of `with`"
    UNAWAITED = "the context is pushed by a coroutine that nobody awaits"
    FOREIGN = "a view of `flask.views` is routed by a server of another kind"


@dataclass(frozen=True, slots=True)
class ServerAttributeUse:
    """A use of an attribute of an app's server that goes wrong on `backend`.

    `place` is that of the decorator or call that the attribute stands in, else its own; `statement` is the statement
    around it, `own` the place of the attribute itself. `at_request` tells that code of a request does it.
    """

    place: Place
    attribute: ServerAttribute
    app: App
    backend: str
    how: How
    at_request: bool
    statement: Place
    own: Place


@dataclass(frozen=True, slots=True)
class _Mention:
    """An attribute named like one of a server, somewhere in a statement, at the turn of its decorator or call."""

    spot: Spot
    statement: facts.Statement
    part: facts.Attribute
    at: int

    @property
    def is_set(self) -> bool:
        """Whether the statement is `server.name = ...`."""
        return isinstance(self.statement, facts.Assign) and any(self.part is one for one in self.statement.targets)


class ServerAttributes:
    """The uses of server attributes in a project."""

    def __init__(self, app_servers: AppServers, scan: Scan, reached: Reached) -> None:
        self._app_servers = app_servers
        self._receivers = app_servers.receivers
        self._known = app_servers.receivers.catalogue.server_attributes
        self._scan = scan
        self._reached = reached

    def all(self) -> Iterator[ServerAttributeUse]:
        """Yield every use that goes wrong, once for each app and backend."""
        for mention in self._mentions:
            for app, backend in () if mention.spot.is_tried else self._where(mention):
                how = self._how(mention, app, backend)
                if how is not None:
                    spot, attribute = mention.spot, self._known[mention.part.name]
                    place, statement = spot.place(mention.at), spot.place(mention.statement.at)
                    at_request = self._reached.runs(spot.frame)
                    own = spot.place(mention.part.at)
                    yield ServerAttributeUse(place, attribute, app, backend, how, at_request, statement, own)

    @cached_property
    def _mentions(self) -> tuple[_Mention, ...]:
        return tuple(
            _Mention(spot, statement, part, at)
            for spot, statement in self._scan.statements(self._mentions_any)
            for part, at in self._named(statement)
        )

    def _mentions_any(self, scope: Scope) -> bool:
        return any(next(self._named(statement), None) is not None for statement, _ in scope.statements)

    def _named(self, statement: facts.Statement) -> Iterator[tuple[facts.Attribute, int]]:
        """Yield the attributes of these names, each name once in a statement or decorator, with their turns."""
        decorators = statement.decorators if isinstance(statement, facts.Function) else ()
        at_decorator = {decorator.value.at: decorator.at for decorator in decorators}
        seen: set[tuple[str, int | None]] = set()
        for expression in own_expressions(statement):
            at, called = at_decorator.get(expression.at), dict[int, int]()
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Call):
                    called[part.function.at] = part.at
                elif isinstance(part, facts.Attribute) and part.name in self._known and (part.name, at) not in seen:
                    seen.add((part.name, at))
                    yield part, called.get(part.at, part.at) if at is None else at

    def _where(self, mention: _Mention) -> Iterator[tuple[App, str]]:
        return self._app_servers.of(mention.part.value, mention.spot)

    def _how(self, mention: _Mention, app: App, backend: str) -> How | None:
        known = self._known[mention.part.name]
        if backend in known.backends:
            return _how_entered(mention, backend) if known.entered else self._how_routed(mention, backend)
        if mention.is_set:
            is_dead = known.assigned and not self._is_read(known.name)
            return How.IGNORED if is_dead else None
        return None if (known.name, app) in self._given else How.LACKING

    def _how_routed(self, mention: _Mention, backend: str) -> How | None:
        """Tell whether `add_url_rule` on Quart is given a class-based view of Flask, which needs a Flask app."""
        if mention.part.name != "add_url_rule" or backend == "flask":
            return None
        calls = (call for call in calls_of(mention.statement) if call.function is mention.part)
        arguments = (argument.value for call in calls for argument in call.arguments)
        values = (value for one in arguments for value in self._receivers.values(one, mention.spot.frame))
        return How.FOREIGN if any(isinstance(v, Instance) and v.kind in _FLASK_VIEWS for v in values) else None

    @cached_property
    def _given(self) -> frozenset[tuple[str, App]]:
        """The attributes that the project itself gives to a server, from where it may read them."""
        given = (mention for mention in self._mentions if mention.is_set)
        return frozenset((mention.part.name, app) for mention in given for app, _ in self._where(mention))

    def _is_read(self, name: str) -> bool:
        """Tell whether code of the project may read a setting, be it by `request.app`."""
        others = (other for other in self._mentions if other.part.name == name and not other.is_set)
        return any(self._may_be_server(other) for other in others)

    def _may_be_server(self, mention: _Mention) -> bool:
        owners = self._receivers.values(mention.part.value, mention.spot.frame)
        looks = (dash_names.is_server(one) or (isinstance(one, Symbol) and one.path.endswith(".app")) for one in owners)
        return not owners or any(looks)


def _how_entered(mention: _Mention, backend: str) -> How | None:
    """Tell how a context manager goes wrong that Quart's server makes for `async with` and Flask's for `with`."""
    statement = mention.statement
    if isinstance(statement, facts.With):
        is_wrong = statement.is_async is (backend == "flask")
        return How.ENTERED if is_wrong and any(_calls(item.value, mention.part) for item in statement.items) else None
    pushes = statement.values if isinstance(statement, facts.Evaluate) and backend == "quart" else ()
    return How.UNAWAITED if any(_is_push(value, mention.part) for value in pushes) else None


def _is_push(expression: facts.Expression, part: facts.Attribute) -> bool:
    function = expression.function if isinstance(expression, facts.Call) else None
    return isinstance(function, facts.Attribute) and function.name == "push" and _calls(function.value, part)


def _calls(expression: facts.Expression, part: facts.Attribute) -> bool:
    return isinstance(expression, facts.Call) and expression.function is part
