"""Stretches of code: where a Flask context is made, and where exceptions are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashlint import facts
from dashlint.project.files.flow import arms_of, walk_block
from dashlint.project.files.scopes import Scope, own_expressions, walk_expression

#: What makes a Flask context, in a `with` around code that needs one.
_CONTEXT_MAKERS = frozenset({"app_context", "request_context", "test_request_context"})
_BROAD = frozenset({"Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of code, as the turns before their first and at their last part."""

    spans: tuple[tuple[int, int], ...]

    def __contains__(self, at: int) -> bool:
        return any(first < at <= last for first, last in self.spans)


def in_context(scope: Scope) -> Spans:
    """Return the stretches of a body that have a Flask context made for them."""
    return Spans(tuple(_sheltered(scope.block, _makes_context)))


def expected(scope: Scope) -> Spans:
    """Return the stretches of a body that are ready for there being no Flask context."""
    return Spans(tuple(_sheltered(scope.block, lambda statement: "RuntimeError" in _caught_by(statement))))


def caught(scope: Scope) -> Spans:
    """Return the stretches of a body whose exceptions are caught whatever they are."""
    return Spans(tuple(_sheltered(scope.block, _catches_all)))


def without_context(scope: Scope) -> Spans:
    """Return the stretches of a body that are ready for a context variable without a value."""
    ready = _BROAD | {"LookupError"}
    return Spans(tuple(_sheltered(scope.block, lambda one: _catches_all(one) or bool(_caught_by(one) & ready))))


def suppressed(scope: Scope) -> Spans:
    """Return the stretches of a body that a `with suppress(AttributeError)` is around."""
    kinds = _BROAD | {"AttributeError"}
    return Spans(
        tuple(_sheltered(scope.block, lambda one: isinstance(one, facts.With) and bool(_caught_by(one) & kinds)))
    )


def span_of(block: facts.Block) -> tuple[int, int]:
    """Return the turns between which the parts of a block are."""
    return _first(block[0]) - 1, max(statement.at for statement, _ in walk_block(block, ()))


def _first(statement: facts.Statement) -> int:
    parts = (part for whole in own_expressions(statement) for part in walk_expression(whole, into_comprehensions=True))
    return min((part.at for part in parts), default=statement.at)


def _sheltered(block: facts.Block, shelters: Callable[[facts.Statement], bool]) -> Iterator[tuple[int, int]]:
    for statement in block:
        if isinstance(statement, (facts.With, facts.Try)) and statement.body and shelters(statement):
            yield span_of(statement.body)
        for _, inner in arms_of(statement):
            yield from _sheltered(inner, shelters)


def _makes_context(statement: facts.Statement) -> bool:
    items = statement.items if isinstance(statement, facts.With) else ()
    called = [item.value.function for item in items if isinstance(item.value, facts.Call)]
    return any(isinstance(function, facts.Attribute) and function.name in _CONTEXT_MAKERS for function in called)


def _catches_all(statement: facts.Statement) -> bool:
    is_bare = isinstance(statement, facts.Try) and any(handler.kind is None for handler in statement.handlers)
    return is_bare or bool(_caught_by(statement) & _BROAD)


def _caught_by(statement: facts.Statement) -> frozenset[str]:
    """Return the names of the exceptions that a `try` or a `with suppress(...)` catches."""
    kinds: list[facts.Expression] = []
    if isinstance(statement, facts.Try):
        kinds = [handler.kind for handler in statement.handlers if handler.kind is not None]
    elif isinstance(statement, facts.With):
        calls = [item.value for item in statement.items if isinstance(item.value, facts.Call)]
        kinds = [part.value for call in calls if _is_suppress(call.function) for part in call.arguments]
    flat = [part for kind in kinds for part in (kind.items if isinstance(kind, facts.Items) else (kind,))]
    return frozenset(kind.id for kind in flat if isinstance(kind, facts.Name))


def _is_suppress(function: facts.Expression) -> bool:
    name = function.name if isinstance(function, facts.Attribute) else getattr(function, "id", "")
    return name == "suppress"
