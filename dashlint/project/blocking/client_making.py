"""Client making: where callbacks on an event loop make a client anew that one and the same could serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.facts import Place
from dashlint.project.blocking.keeping import UnkeptSteps, is_first_time, stores
from dashlint.project.entries.contexts import EntryPoint, Runs
from dashlint.project.files.parts import walk_expression
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import gates
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.dash_names import ASGI
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol

#: How long making one holds its thread, in milliseconds, measured with httpx 0.28, boto3 1.44 and openai 3.54.
MILLISECONDS = {
    "httpx.AsyncClient": 35,
    "httpx.Client": 35,
    "openai.AsyncOpenAI": 20,
    "openai.OpenAI": 20,
    "boto3.client": 5,
    "boto3.resource": 5,
    "boto3.Session.client": 70,
    "boto3.Session.resource": 70,
    "boto3.session.Session.client": 70,
    "boto3.session.Session.resource": 70,
}
#: What spares a client the certificates, which take nearly all of that time.
_SPARING = frozenset({"verify", "transport", "http_client"})
_ROLES = frozenset({"callback", "API endpoint", "page layout"})


@dataclass(frozen=True, slots=True)
class MadeClient:
    """A call that makes a client whenever an entry point runs; `name` is what is called.

    `is_indirect` tells that it stands in a function that the entry point calls.
    """

    place: Place
    name: str
    entry: EntryPoint
    is_indirect: bool

    @property
    def milliseconds(self) -> int:
        """How long it takes."""
        return MILLISECONDS[self.name]


@dataclass(slots=True)
class ClientMaking:
    """Finds the clients that are made by what callbacks of ASGI apps run on the loop."""

    receivers: Receivers
    steps: UnkeptSteps
    _told: set[Place] = field(default_factory=set)

    def of(self, entries: tuple[EntryPoint, ...]) -> Iterator[MadeClient]:
        """Yield every client once, unless code that may run on Flask makes it too, where a shared one breaks."""
        if not any(name.partition(".")[0].encode() in text for text in self._texts() for name in MILLISECONDS):
            return
        elsewhere = {frame.scope for entry in entries if _may_be_on_flask(entry) for frame in self._reached(entry)}
        for entry in entries:
            if entry.role in _ROLES and entry.runs is Runs.LOOP and entry.backend in ASGI:
                for frame in self._reached(entry):
                    if frame.scope not in elsewhere:
                        yield from self._made_in(frame, entry)

    def _texts(self) -> Iterator[bytes]:
        return iter(self.receivers.modules.texts.values())

    def _reached(self, entry: EntryPoint) -> Iterator[Frame]:
        """Yield the frames that every run of an entry point reaches."""
        waiting = [entry.activation.frame] if entry.calls_function else []
        seen = set(waiting)
        while waiting:
            frame = waiting.pop()
            yield frame
            for step in self.steps.steps(frame):
                if step.activation is not None and entry.backend in step.backends and step.activation.frame not in seen:
                    seen.add(step.activation.frame)
                    waiting.append(step.activation.frame)

    def _made_in(self, frame: Frame, entry: EntryPoint) -> Iterator[MadeClient]:
        scope = frame.scope
        if stores(scope):
            return
        for call in scope.calls:
            name = self._client(call, frame)
            place = Place(frame.path, call.at)
            if name and place not in self._told and self._is_run_each_time(call, frame, entry.backend):
                self._told.add(place)
                yield MadeClient(place, name, entry, scope.node is not entry.function.node)

    def _is_run_each_time(self, call: facts.Call, frame: Frame, backend: str) -> bool:
        branch = frame.scope.branch_at(call.at)
        is_run = self.receivers.is_taken(branch, frame) and backend in gates.possible(self.receivers, branch, frame)
        return is_run and not is_first_time(branch, frame.scope)

    def _client(self, call: facts.Call, frame: Frame) -> str | None:
        found = [value.path for value in self.receivers.values(call.function, frame) if isinstance(value, Symbol)]
        names = [path for path in found if path in MILLISECONDS]
        if len(names) != 1 or any(argument.star or argument.keyword in _SPARING for argument in call.arguments):
            return None
        is_same = not any(_depends_on_call(argument.value, frame.scope) for argument in call.arguments)
        return names[0] if is_same else None


def _may_be_on_flask(entry: EntryPoint) -> bool:
    return entry.backend == "flask" or (entry.app is not None and entry.app.may_be("flask"))


def _depends_on_call(expression: facts.Expression, scope: Scope) -> bool:
    """Tell whether an argument may be another one each time: it has a name of the function's own in it."""
    parts = walk_expression(expression, into_comprehensions=True)
    return any(isinstance(part, facts.Name) and part.id in scope.bindings for part in parts)
