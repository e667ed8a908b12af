"""Thread-bound things: what must not be used in another thread than the code around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dashlint import facts
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.calls.framed_calls import framed_calls
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.threads.effects import is_lost
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectClass, Symbol
from dashlint.project.values.value import Value, Values

#: What may be shared by threads although its parts may not, or keeps something of its own for each thread.
_SHARED = re.compile(
    r"sqlalchemy\.(engine\.Engine|orm\.(sessionmaker|scoped_session)|MetaData)\b|psycopg_pool\.|peewee\.|playhouse\."
    r"|neo4j\.Driver\b"
)
#: Libraries whose objects belong to the thread that made them, or that have one connection for all.
_BOUND_CALLS = ("duckdb.", "playwright.sync_api.")
#: What is in force for one thread, or must not be held while other tasks of the loop run, by its name.
_HELD = re.compile(
    r"lock|mutex|semaphore|condition|atomic|transaction|no_grad|inference_mode|autocast|as_default|errstate",
    re.IGNORECASE,
)
#: What only works in the thread of a running loop, or needs the loop of the thread.
_NEEDING_LOOP = frozenset(
    "create_task ensure_future get_running_loop get_event_loop current_task all_tasks run_until_complete".split()
)
#: Bodies looked at for one call.
MOST_BODIES = 400


@dataclass(frozen=True, slots=True)
class ThreadBound:
    """Tells what cannot be moved to another thread by itself."""

    receivers: Receivers
    graph: CallGraph
    _answers: dict[Frame, bool] = field(default_factory=dict)

    def holds(self, withs: Iterable[facts.With], frame: Frame) -> bool:
        """Tell whether one of these `with` statements holds a lock, or what is for this thread alone."""
        for item in (item for statement in withs if not statement.is_async for item in statement.items):
            called = item.value.function if isinstance(item.value, facts.Call) else item.value
            values = self.receivers.values(item.value, frame)
            if _HELD.search(path_of(called) or _last(called)) or any(self._is_held(value) for value in values):
                return True
        return any(_is_acquired(call) for call in frame.scope.calls if call.at not in frame.scope.awaited)

    def passes(self, call: facts.Call, frame: Frame) -> bool:
        """Tell whether a call gets or gives something that belongs to the thread that made it."""
        function = call.function
        used = [self.receivers.values(call, frame)]
        used += [self.receivers.values(argument.value, frame) for argument in call.arguments]
        used += [self.receivers.values(function.value, frame)] if isinstance(function, facts.Attribute) else []
        return any(self.belongs_to_thread(value) for values in used for value in values)

    def belongs_to_thread(self, value: Value) -> bool:
        """Tell whether a value is a connection, cursor or session, which takes one thread at a time at best."""
        if not isinstance(value, Instance) or not isinstance(value.kind, str) or _SHARED.match(value.kind):
            return False
        if value.site is not None and self._is_unchecked(value.site):
            return False
        return value.kind.startswith(_BOUND_CALLS) or self._is_connection(value.kind)

    def runs_with(self, run: Activation) -> bool:
        """Tell whether a function, or what it calls, uses what belongs to the thread of its callers, or their loop."""
        if run.frame not in self._answers:
            frames = tuple(self._bodies(run.frame))
            fails = any(self._fails_in(frame, frames) for frame in frames)
            self._answers[run.frame] = fails or is_lost(self.receivers, frames)
        return self._answers[run.frame]

    def _bodies(self, start: Frame) -> Iterator[Frame]:
        waiting, seen = [start], {start}
        while waiting and len(seen) < MOST_BODIES:
            frame = waiting.pop()
            yield frame
            for step in self.graph.steps(frame):
                if step.activation is not None and step.activation.frame not in seen:
                    seen.add(step.activation.frame)
                    waiting.append(step.activation.frame)

    def _fails_in(self, frame: Frame, frames: tuple[Frame, ...]) -> bool:
        if any(_last(call.function) in _NEEDING_LOOP for call in frame.scope.calls):
            return True
        for statement, branch in frame.scope.statements:
            if self.receivers.is_taken(branch, frame):
                for call, inner in framed_calls(self.receivers, statement, frame):
                    if any(not self._is_made_in(value, frames) for value in self._bound_in(call, inner)):
                        return True
        return False

    def _bound_in(self, call: facts.Call, frame: Frame) -> Iterator[Value]:
        """Yield what a call uses that belongs to a thread."""
        functions = self.receivers.values(call.function, frame)
        for value in functions:
            if isinstance(value, Symbol):
                if value.receiver is not None and self.belongs_to_thread(value.receiver):
                    yield value.receiver
                elif value.path.startswith("duckdb.") and value.receiver is None and value.path != "duckdb.connect":
                    yield value
        for argument in call.arguments if any(isinstance(value, Symbol) for value in functions) else ():
            yield from (v for v in self.receivers.values(argument.value, frame) if self.belongs_to_thread(v))

    def _is_made_in(self, value: Value, frames: tuple[Frame, ...]) -> bool:
        """Tell whether one of these bodies makes an object, and none of them keeps it."""
        site = value.site if isinstance(value, Instance) else None
        node = site.frame.scope.node if site is not None else None
        if site is None or not isinstance(node, facts.Function) or all(site.frame.scope is not f.scope for f in frames):
            return False
        is_cached = any("cache" in _last(decorator.value).lower() for decorator in node.decorators)
        return not is_cached and not any(self._keeps(frame, site) for frame in frames)

    def _keeps(self, frame: Frame, site: Site) -> bool:
        """Tell whether a body puts an object where it outlives the body."""
        for statement, _ in frame.scope.statements:
            if isinstance(statement, facts.Assign) and statement.value is not None:
                if any(_outlives(target, frame.scope) for target in statement.targets):
                    values = self.receivers.values(statement.value, frame)
                    if any(isinstance(value, Instance) and value.site == site for value in values):
                        return True
        return False

    def _is_held(self, value: Value) -> bool:
        if isinstance(value, Instance) and isinstance(value.kind, ProjectClass):
            return bool(_HELD.search(value.kind.node.name))
        if not isinstance(value, Instance) or not isinstance(value.kind, str):
            return False
        entering = self.receivers.blocking(f"{value.kind}.__enter__")
        return self.belongs_to_thread(value) or (entering is not None and entering.kind == "wait")

    def _is_connection(self, kind: str) -> bool:
        known = self.receivers.catalogue.types.get(self.receivers.canonical(kind))
        found = (self.receivers.blocking(f"{kind}.{method}") for method in (known.methods if known else ()))
        return any(one and one.kind == "database" and one.fallback == "whole-function" for one in found)

    def _is_unchecked(self, site: Site) -> bool:
        """Tell whether a connection of `sqlite3` lets other threads use it."""
        checks: Values | None = given(self.receivers, site).find("check_same_thread", 4)
        return bool(checks) and all(getattr(value, "value", True) is False for value in checks or ())


def _outlives(target: facts.Expression, scope: Scope) -> bool:
    return isinstance(target, (facts.Attribute, facts.Subscript)) or getattr(target, "id", "") in scope.globals


def _is_acquired(call: facts.Call) -> bool:
    return isinstance(call.function, facts.Attribute) and call.function.name == "acquire"


def _last(expression: facts.Expression) -> str:
    if isinstance(expression, facts.Call):
        return _last(expression.function)
    return expression.name if isinstance(expression, facts.Attribute) else getattr(expression, "id", "")
