"""Request reads: where a callback reads from Flask's request what `dash.ctx` gives it on every backend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.catalogue import Same
from dashlint.facts import Place
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.files.scopes import own_expressions, walk_expression
from dashlint.project.flask.kinds import BACKENDS
from dashlint.project.flask.names import FlaskNameUse
from dashlint.project.meaning.receivers import Receivers

_MOST_ARGUMENTS = 2


@dataclass(frozen=True, slots=True)
class RequestRead:
    """A read of something for which there is the `same` name, and the literal `key` that it is read by."""

    place: Place
    same: Same
    key: tuple[Place, str] | None = None


def request_reads(
    receivers: Receivers, uses: tuple[FlaskNameUse, ...], entries: tuple[EntryPoint, ...]
) -> Iterator[RequestRead]:
    """Yield the reads among the uses of Flask's names that mean the same in every callback that runs them.

    Functions that are not callbacks alone are left out, and so are those that callbacks call.
    """
    others = {entry.place for entry in entries if entry.role != "callback"}
    by_place: dict[Place, list[FlaskNameUse]] = {}
    for use in uses:
        by_place.setdefault(use.place, []).append(use)
    for place, some in by_place.items():
        known = {_same(receivers, use, others) for use in some}
        same = next(iter(known)) if len(known) == 1 else None
        if same is not None:
            yield from _read(place, same, some[0])


def _same(receivers: Receivers, use: FlaskNameUse, others: set[Place]) -> Same | None:
    entry = use.body.entry
    node = use.body.frame.scope.node
    is_callback = isinstance(node, facts.Function) and Place(use.body.frame.path, node.at) == entry.place
    if entry.role != "callback" or not is_callback or entry.place in others:
        return None
    extension = receivers.catalogue.extension(use.name)
    known = extension.same_in_callbacks.get(BACKENDS[entry.backend], ()) if extension else ()
    same = next((one for one in known if one.name == use.name), None)
    is_neutral = same is not None and same.keys in ("same", "none") and not same.other.endswith(".path")
    is_alone = entry.app is not None and len(entry.app.backends) == 1
    return same if is_neutral or is_alone else None


def _read(place: Place, same: Same, use: FlaskNameUse) -> Iterator[RequestRead]:
    """Yield the read at a place: any of a plain value, of a mapping one that takes a key."""
    if same.keys == "none":
        yield RequestRead(place, same)
        return
    for key in _keys(use, place.at):
        literal = key.value if isinstance(key, facts.Constant) and isinstance(key.value, str) else None
        if literal is not None and literal.isascii():
            yield RequestRead(place, same, (Place(place.path, key.at), literal))
        elif same.keys == "same":
            yield RequestRead(place, same)


def _keys(use: FlaskNameUse, at: int) -> Iterator[facts.Expression]:
    """Yield the key by which a mapping is read."""
    for statement, _ in use.body.frame.scope.statements:
        if isinstance(statement, (facts.Function, facts.Class)):
            continue
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                yield from _key_in(part, at)


def _key_in(part: facts.Expression, at: int) -> Iterator[facts.Expression]:
    if isinstance(part, facts.Subscript) and part.value.at == at:
        yield part.index
    elif isinstance(part, facts.Operation) and part.operator in ("In", "NotIn") and part.operands[1].at == at:
        yield part.operands[0]
    elif isinstance(part, facts.Call) and isinstance(part.function, facts.Attribute):
        given = part.arguments
        is_plain = 0 < len(given) <= _MOST_ARGUMENTS and not any(one.keyword or one.star for one in given)
        if part.function.value.at == at and part.function.name == "get" and is_plain:
            yield given[0].value
