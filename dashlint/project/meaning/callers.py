"""Callers: the calls of the project that pass something to a function's parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.namespaces import call_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.arguments import Given, given
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Bound, Instance, ProjectClass, ProjectFunction
from dashlint.project.values.value import Value

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

#: A function with more calls than this, by their looks, is too general for its parameters to mean one thing.
MOST_CALLERS = 200
_CONSTRUCTORS = ("__init__", "__new__")

Caller = tuple[Given, Value | None]


class Callers:
    """The calls of every name."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._calls: dict[str, list[tuple[facts.Call, Scope]]] = {}

    def of(self, function: facts.Function, frame: Frame) -> tuple[Caller, ...]:
        """Return the arguments of each call of a function, with the object that it is called on or None."""
        place = facts.Place(frame.path, function.at)
        return self._receivers.once(("callers", place), lambda: tuple(self._search(function, frame, place)))

    def _search(self, function: facts.Function, frame: Frame, place: facts.Place) -> Iterator[Caller]:
        name = function.name
        if name in _CONSTRUCTORS and frame.owner is not None:
            name = frame.owner.node.name
        paths = self._receivers.modules.mentioning(name)
        looks = sum(len(call_of(name).findall(self._receivers.modules.code(path))) for path in paths)
        for call, scope in self._named(paths, name) if looks <= MOST_CALLERS else ():
            yield from self._matching(Site(call, self._receivers.open_frame(scope)), place)

    def _named(self, paths: Iterable[str], name: str) -> list[tuple[facts.Call, Scope]]:
        if name not in self._calls:
            scopes = [scope for path in paths for scope in self._receivers.namespaces.scopes_calling(path, name)]
            made = ((call, scope) for scope in scopes if scope.kind != "class" for call in scope.calls)
            self._calls[name] = [(call, scope) for call, scope in made if _name_called(call) == name]
        return self._calls[name]

    def _matching(self, site: Site, place: facts.Place) -> Iterator[Caller]:
        for value in self._receivers.values(site.call.function, site.frame):
            receiver = self._receiver_if(value, place, site)
            if receiver is not None:
                yield given(self._receivers, site), receiver[0]

    def _receiver_if(self, value: Value, place: facts.Place, site: Site) -> tuple[Value | None] | None:
        """Return the object that a call of `value` calls the function at `place` on, if it is that function."""
        if isinstance(value, ProjectFunction) and value.place == place:
            return (None,)
        if isinstance(value, Bound) and value.function.place == place:
            return (value.receiver,)
        if isinstance(value, ProjectClass):
            made = Instance(value, site)
            for name in _CONSTRUCTORS:
                for method in self._receivers.attribute(made, name):
                    if isinstance(method, Bound) and method.function.place == place:
                        return (made,)
        return None


def _name_called(call: facts.Call) -> str | None:
    called = call.function
    if isinstance(called, facts.Name):
        return called.id
    return called.name if isinstance(called, facts.Attribute) else None
