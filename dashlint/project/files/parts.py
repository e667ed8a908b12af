"""Parts: which expressions a statement or an expression itself consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dashlint import facts

Parts = tuple[facts.Expression, ...]


def own_expressions(statement: facts.Statement) -> Iterator[facts.Expression]:
    """Yield the expressions that a statement itself evaluates, not those of the blocks in it."""
    parts = _STATEMENTS.get(type(statement))
    return iter(parts(statement) if parts else ())


def walk_expression(expression: facts.Expression, *, into_comprehensions: bool) -> Iterator[facts.Expression]:
    """Yield an expression and its parts, outermost first; the bodies of lambdas are left out."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        if into_comprehensions or not isinstance(part, facts.Comprehension):
            inner = parts_of(part)
            if inner:
                waiting.extend(reversed(inner))


def parts_of(expression: facts.Expression) -> Parts:
    """Return the direct parts of an expression in the order of evaluation; a lambda's are its defaults."""
    parts = _EXPRESSIONS.get(type(expression))
    return parts(expression) if parts else ()


def path_of(expression: facts.Expression) -> str | None:
    """Return a name, or attributes of a name, as they are written: "device", "self.device"; None for all else."""
    names: list[str] = []
    while isinstance(expression, facts.Attribute):
        names.append(expression.name)
        expression = expression.value
    return ".".join([expression.id, *reversed(names)]) if isinstance(expression, facts.Name) else None


def names_in(expression: facts.Expression) -> set[str]:
    """Return the names that an expression hands on as they are, alone or in a collection."""
    if isinstance(expression, facts.Name):
        return {expression.id}
    if isinstance(expression, facts.Starred):
        return names_in(expression.value)
    if isinstance(expression, facts.Items):
        return {name for item in expression.items for name in names_in(item)}
    return set()


def _value(part: Any) -> Parts:
    return () if part.value is None else (part.value,)


def _assign(statement: facts.Assign) -> Parts:
    return statement.targets if statement.value is None else (statement.value, *statement.targets)


def _with(statement: facts.With) -> Parts:
    return tuple(part for item in statement.items for part in (item.value, item.target) if part is not None)


def _match(statement: facts.Match) -> Parts:
    return (statement.subject, *(case.guard for case in statement.cases if case.guard is not None))


def _function(statement: facts.Function) -> Parts:
    defaults = (parameter.default for parameter in statement.parameters if parameter.default is not None)
    return (*(decorator.value for decorator in statement.decorators), *defaults)


def _class(statement: facts.Class) -> Parts:
    arguments = (argument.value for argument in statement.arguments)
    return (*(decorator.value for decorator in statement.decorators), *arguments)


def _pairs(expression: facts.Pairs) -> Parts:
    return tuple(part for pair in expression.items for part in pair if part is not None)


def _choice(expression: facts.Choice) -> Parts:
    return expression.options if expression.test is None else (expression.test, *expression.options)


def _comprehension(expression: facts.Comprehension) -> Parts:
    loops = (part for loop in expression.loops for part in (loop.iterable, *loop.conditions))
    return (*loops, *expression.elements)


def _lambda(expression: facts.Lambda) -> Parts:
    return tuple(parameter.default for parameter in expression.function.parameters if parameter.default is not None)


_STATEMENTS: dict[type, Callable[[Any], Parts]] = {
    facts.Evaluate: lambda statement: statement.values,
    facts.Assign: _assign,
    facts.Augment: lambda statement: (statement.value, statement.target),
    facts.Return: _value,
    facts.With: _with,
    facts.For: lambda statement: (statement.iterable, statement.target),
    facts.If: lambda statement: (statement.test,),
    facts.While: lambda statement: (statement.test,),
    facts.Match: _match,
    facts.Function: _function,
    facts.Class: _class,
}
_EXPRESSIONS: dict[type, Callable[[Any], Parts]] = {
    facts.Attribute: _value,
    facts.Await: _value,
    facts.Starred: _value,
    facts.Walrus: _value,
    facts.Yield: _value,
    facts.Call: lambda call: (call.function, *[argument.value for argument in call.arguments]),
    facts.Text: lambda text: text.parts,
    facts.Opaque: lambda opaque: opaque.parts,
    facts.Items: lambda items: items.items,
    facts.Pairs: _pairs,
    facts.Subscript: lambda subscript: (subscript.value, subscript.index),
    facts.Choice: _choice,
    facts.Operation: lambda operation: operation.operands,
    facts.Comprehension: _comprehension,
    facts.Lambda: _lambda,
}
