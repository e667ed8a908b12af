"""Loop-bound globals: objects that requests share and that belong to the event loop of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue import LoopBound
from dashlint.facts import Place
from dashlint.project.coroutines.loop_code import LoopBody
from dashlint.project.coroutines.sharing import Sharing
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.files.parts import own_expressions, path_of, walk_expression
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Value, Values

#: What uses the engine that it is given as soon as it is used itself.
_SESSIONS = frozenset({"sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.async_sessionmaker"})
_ENGINE = "sqlalchemy.ext.asyncio.AsyncEngine"
#: What a project mentions that makes anything of the kind; all classes of the catalogue are of such modules or names.
_MENTION = re.compile(rb"Async|asyncio|aiohttp|asyncpg|create_async_engine")


@dataclass(frozen=True, slots=True)
class LoopBoundGlobal:
    """An object that is made once, with its first use in code that runs on a loop of its own for every request.

    `name` is what makes it, as it is written; `used_in` is the function that uses it, None for the body of a module.
    """

    place: Place
    name: str
    binding: LoopBound
    use: Place
    used_in: str | None
    entry: EntryPoint


class LoopBoundGlobals:
    """Finds the shared objects that bind to a loop."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._sharing = Sharing(receivers)

    def of(self, bodies: Iterable[LoopBody]) -> Iterator[LoopBoundGlobal]:
        """Yield the uses of such objects in these bodies."""
        if not any(_MENTION.search(text) for text in self._receivers.modules.texts.values()):
            return
        for body in bodies:
            for at, value, member in self._uses(body):
                site = value.site
                binding = self._receivers.catalogue.binding(member)
                if site is not None and binding is not None and self._is_bound(site, binding):
                    name = path_of(site.call.function) or member.rpartition(".")[0]
                    used_in = getattr(body.frame.scope.node, "name", None)
                    yield LoopBoundGlobal(site.place, name, binding, Place(body.frame.path, at), used_in, body.entry)

    def _uses(self, body: LoopBody) -> Iterator[tuple[int, Instance, str]]:
        """Yield the objects that a body uses, each with the turn and the path of the method that it calls."""
        frame = body.frame
        for statement, _ in body.statements(self._receivers):
            if isinstance(statement, facts.With) and statement.is_async:
                for item in statement.items:
                    for value in self._receivers.values(item.value, frame):
                        if isinstance(value, Instance):
                            yield item.value.at, value, f"{value.kind}.__aenter__"
            for expression in own_expressions(statement):
                for part in walk_expression(expression, into_comprehensions=True):
                    if isinstance(part, facts.Call):
                        yield from self._called(part, frame)

    def _called(self, call: facts.Call, frame: Frame) -> Iterator[tuple[int, Instance, str]]:
        for function in self._receivers.values(call.function, frame):
            if isinstance(function, Symbol) and isinstance(function.receiver, Instance):
                yield call.at, function.receiver, function.path
            for engine in self._engines(function, Site(call, frame)):
                yield call.at, engine, f"{_ENGINE}.connect"

    def _engines(self, function: Value, site: Site) -> Iterator[Instance]:
        """Yield the engines of the session that a call makes."""
        made: Site | None = None
        if isinstance(function, Symbol) and function.path in _SESSIONS:
            made = site
        elif isinstance(function, Instance) and function.kind in _SESSIONS:
            made = function.site
        arguments = given(self._receivers, made) if made is not None else None
        for value in (arguments.find("bind", 0) or ()) if arguments else ():
            if isinstance(value, Instance) and value.kind == _ENGINE:
                yield value

    def _is_bound(self, site: Site, binding: LoopBound) -> bool:
        arguments = given(self._receivers, site)
        if arguments.hides_more or any(arguments.find(name, None) is not None for name in binding.unless):
            return False
        if binding.given and not _contains(arguments.at(0), site, binding.given):
            return False
        return self._sharing.is_shared(site, at_import=not binding.needs_loop)


def _contains(values: Values, site: Site, text: str) -> bool:
    """Tell whether the first argument of a call certainly contains a text."""
    first = site.call.arguments[0].value if site.call.arguments else None
    if isinstance(first, facts.Text):
        return text in first.prefix
    texts = [value.value for value in values if isinstance(value, Literal) and isinstance(value.value, str)]
    return bool(texts) and len(texts) == len(values) and all(text in value for value in texts)
