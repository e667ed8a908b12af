"""Callers: the calls of the project that pass something to a function's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.calling import Given, given
from dashlint.project.scopes import Scope
from dashlint.project.values import Bound, Frame, Instance, ProjectClass, ProjectFunction, Site, Value

if TYPE_CHECKING:
    from dashlint.project.receivers import Receivers

#: A function with more calls than this is too general for its parameters to mean one thing.
MOST_CALLERS = 200


class Callers:
    """The calls of every name, found file by file."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._calls: dict[str, dict[str, list[tuple[facts.Call, Scope]]]] = {}
        self._found: dict[facts.Place, tuple[tuple[Given, Value | None], ...]] = {}
        self._searching: set[facts.Place] = set()

    def of(self, function: facts.Function, frame: Frame) -> tuple[tuple[Given, Value | None], ...]:
        """Return the arguments of each call of a function, with the object that it is called on or None."""
        place = facts.Place(frame.path, function.at)
        if place not in self._found:
            if place in self._searching:
                return ()
            self._searching.add(place)
            self._found[place] = tuple(self._search(function, frame, place))
            self._searching.discard(place)
        return self._found[place]

    def _search(
        self, function: facts.Function, frame: Frame, place: facts.Place
    ) -> list[tuple[Given, Value | None]]:
        name = function.name
        if name in ("__init__", "__new__") and frame.owner is not None:
            name = frame.owner.node.name
        calls = [found for path in self._receivers.modules.mentioning(name) for found in self._named(path, name)]
        if len(calls) > MOST_CALLERS:
            return []
        return [pair for call, scope in calls for pair in self._matching(call, scope, place)]

    def _named(self, path: str, name: str) -> list[tuple[facts.Call, Scope]]:
        if path not in self._calls:
            self._calls[path] = self._index(path)
        return self._calls[path].get(name, [])

    def _index(self, path: str) -> dict[str, list[tuple[facts.Call, Scope]]]:
        namespaces = self._receivers.namespaces
        module = namespaces.module(path)
        index: dict[str, list[tuple[facts.Call, Scope]]] = {}
        for scope in (module, *namespaces.function_scopes(module)):
            for call in namespaces.calls(scope):
                called = call.function
                if isinstance(called, (facts.Name, facts.Attribute)):
                    name = called.id if isinstance(called, facts.Name) else called.name
                    index.setdefault(name, []).append((call, scope))
        return index

    def _matching(
        self, call: facts.Call, scope: Scope, place: facts.Place
    ) -> list[tuple[Given, Value | None]]:
        frame = self._receivers.open_frame(scope)
        found = []
        for value in self._receivers.values(call.function, frame):
            receiver = self._receiver_if(value, place, Site(call, frame))
            if receiver is not None:
                found.append((given(self._receivers, Site(call, frame)), receiver[0]))
        return found

    def _receiver_if(self, value: Value, place: facts.Place, site: Site) -> tuple[Value | None] | None:
        if isinstance(value, ProjectFunction) and value.place == place:
            return (None,)
        if isinstance(value, Bound) and value.function.place == place:
            return (value.receiver,)
        if isinstance(value, ProjectClass):
            made = Instance(value, site)
            for name in ("__init__", "__new__"):
                for method in self._receivers.attribute(made, name):
                    if isinstance(method, Bound) and method.function.place == place:
                        return (made,)
        return None
