"""Evaluation: what each form of expression stands for, given what its parts stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashlint import facts
from dashlint.project.meaning import calling, containers, gates, truths
from dashlint.project.meaning.arguments import given
from dashlint.project.meaning.promises import UNIONS
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Activation, Instance, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

URL_MARK = "://"
#: The operator of a slice, which the reader gives as an operation.
SLICE = "Slice"


def _constant(expression: facts.Constant, frame: Frame) -> Values:
    return (Literal(expression.value),)


def _text(expression: facts.Text, frame: Frame) -> Values:
    return (Literal(expression.prefix),) if URL_MARK in expression.prefix else ()


def _lambda(expression: facts.Lambda, frame: Frame) -> Values:
    return (ProjectFunction(expression.function, frame, frame.owner),)


def _name(receivers: Receivers, expression: facts.Name, frame: Frame) -> Values:
    return receivers.name(expression.id, expression.at, frame)


def _attribute(receivers: Receivers, expression: facts.Attribute, frame: Frame) -> Values:
    return receivers.attribute_path(expression, frame)


def _call(receivers: Receivers, expression: facts.Call, frame: Frame) -> Values:
    functions = receivers.values(expression.function, frame)
    site, found = Site(expression, frame), []
    for function in functions:
        made = calling.made(receivers, function, site)
        found.append(receivers.call(function, given(receivers, site)) if made is None else made)
    return united(*found)


def _await(receivers: Receivers, expression: facts.Await, frame: Frame) -> Values:
    return receivers.awaited(receivers.values(expression.value, frame))


def _items(receivers: Receivers, expression: facts.Items, frame: Frame) -> Values:
    """Return a sequence; behind an item that stands for an unknown number of them no position is known."""
    items: list[Values] = []
    rest: list[Values] = []
    for item in expression.items:
        values = receivers.values(item.value if isinstance(item, facts.Starred) else item, frame)
        if not isinstance(item, facts.Starred):
            (rest if rest else items).append(values)
        elif len(values) == 1 and isinstance(values[0], Sequence) and not values[0].rest and not rest:
            items += values[0].items
        else:
            rest.append(receivers.elements(values))
    return (Sequence(tuple(items), united(*rest)),)


def _pairs(receivers: Receivers, expression: facts.Pairs, frame: Frame) -> Values:
    items: list[tuple[str, Values]] = []
    rest: list[Values] = []
    for key, value in expression.items:
        found = receivers.values(value, frame)
        if key is None:
            for table in found:
                if isinstance(table, Table):
                    items.extend(table.items)
                    rest.append(table.rest)
        elif isinstance(key, facts.Constant) and isinstance(key.value, str):
            items.append((key.value, found))
        else:
            rest.append(found)
    return (Table(tuple(items), united(*rest)),)


def _subscript(receivers: Receivers, expression: facts.Subscript, frame: Frame) -> Values:
    values = receivers.values(expression.value, frame)
    index = expression.index
    if isinstance(index, facts.Operation) and index.operator == SLICE:
        return united(*(containers.part(value) for value in values))
    if any(isinstance(value, Symbol) and _is_union(value.path) for value in values):
        parts = index.items if isinstance(index, facts.Items) else (index,)
        return united(*(receivers.values(part, frame) for part in parts))
    keys = receivers.values(index, frame)
    return united(*(containers.item(receivers, value, keys) for value in values))


def _is_union(path: str) -> bool:
    return path.startswith(("typing.", "typing_extensions.")) and path.rpartition(".")[2] in UNIONS


def _choice(receivers: Receivers, expression: facts.Choice, frame: Frame) -> Values:
    settled = truths.truth(receivers, expression.test, frame) if expression.test is not None else None
    if settled is not None:
        return receivers.values(expression.options[0 if settled else 1], frame)
    return united(*(receivers.values(option, frame) for option in expression.options))


def _operation(receivers: Receivers, expression: facts.Operation, frame: Frame) -> Values:
    gate = gates.comparison(receivers, expression, frame)
    if gate is not None:
        return (gate,)
    operands = [receivers.values(operand, frame) for operand in expression.operands]
    if expression.operator == "Divide":
        return tuple(value for value in operands[0] if isinstance(value, Instance))
    if expression.operator == "BitOr":
        return united(*operands)
    return _joined(operands) if expression.operator == "Add" else ()


def _joined(operands: list[Values]) -> Values:
    texts = [value.value for values in operands for value in values[:1] if isinstance(value, Literal)]
    if len(texts) == len(operands) and all(len(values) == 1 for values in operands):
        parts = [text for text in texts if isinstance(text, str)]
        if len(parts) == len(texts):
            return (Literal("".join(parts)),)
    first = operands[0]
    if any(isinstance(v, Literal) and isinstance(v.value, str) and URL_MARK in v.value for v in first):
        return first
    sequences = [value for values in operands for value in values if isinstance(value, Sequence)]
    return (Sequence((), united(*(containers.everything(value) for value in sequences))),) if sequences else ()


def _comprehension(receivers: Receivers, expression: facts.Comprehension, frame: Frame) -> Values:
    if expression.kind == "generator":
        function = ProjectFunction(_as_function(expression), frame, None)
        return (Activation(function, receivers.body_frame(function, ())),)
    inner = receivers.comprehension_frame(expression, frame)
    found = receivers.values(expression.elements[-1], inner)
    return (Table((), found),) if expression.kind == "dict" else (Sequence((), found),)


def _as_function(expression: facts.Comprehension) -> facts.Function:
    """Return the generator function that a generator expression stands for."""
    at = expression.at
    body: facts.Block = (facts.Evaluate((facts.Yield(expression.elements[0], False, at),), "expression", at),)
    for loop in reversed(expression.loops):
        tests = tuple(facts.Evaluate((condition,), "assert", condition.at) for condition in loop.conditions)
        body = (facts.For(loop.target, loop.iterable, (*tests, *body), (), loop.is_async, loop.target.at),)
    is_async = any(loop.is_async for loop in expression.loops)
    return facts.Function("<generator>", (), body, (), None, is_async, True, -at)


def _walrus(receivers: Receivers, expression: facts.Walrus, frame: Frame) -> Values:
    return receivers.values(expression.value, frame)


#: Expressions that stand for the same whatever else the project holds.
SIMPLE: dict[type, Callable[[Any, Frame], Values]] = {
    facts.Constant: _constant,
    facts.Text: _text,
    facts.Lambda: _lambda,
}
EVALUATIONS: dict[type, Callable[[Any, Any, Frame], Values]] = {
    facts.Name: _name,
    facts.Attribute: _attribute,
    facts.Call: _call,
    facts.Await: _await,
    facts.Items: _items,
    facts.Pairs: _pairs,
    facts.Subscript: _subscript,
    facts.Choice: _choice,
    facts.Operation: _operation,
    facts.Comprehension: _comprehension,
    facts.Walrus: _walrus,
}
