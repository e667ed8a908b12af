"""The walk over libcst's expressions, the half of the reader that knows no statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst

from dashlint import facts
from dashlint.read import literals
from dashlint.read.literals import is_long_table


class ExpressionWalk:
    """The state of a walk, and what it does with expressions."""

    def __init__(self, wanted: frozenset[int] = frozenset(), turns: int = 0) -> None:
        self.turns = turns
        self.yields = False
        self.wanted = wanted
        self.found: dict[int, cst.CSTNode] = {}
        self.scopes: dict[int, str] = {}
        self.scope = ""

    def turn(self, node: cst.CSTNode) -> int:
        """Return the number of this node's turn, and keep the node if it is wanted."""
        self.turns += 1
        if self.turns in self.wanted:
            self.found[self.turns] = node
            self.scopes[self.turns] = self.scope
        return self.turns

    def expression(self, node: cst.CSTNode) -> facts.Expression:
        """Return the facts of an expression."""
        walk = _EXPRESSIONS.get(type(node))
        return walk(self, node) if walk else self._opaque(node)

    def expressions(self, nodes: Iterable[cst.CSTNode]) -> tuple[facts.Expression, ...]:
        """Return the facts of several expressions."""
        return tuple([self.expression(node) for node in nodes])

    def annotation(self, node: cst.Annotation) -> facts.Expression:
        """Return the facts of an annotation; text in it is read as the code that it quotes."""
        return self.annotated(node.annotation)

    def annotated(self, node: cst.BaseExpression) -> facts.Expression:
        """Return the facts of an expression that names a type."""
        return self._unquote(self.expression(node))

    def _unquote(self, fact: facts.Expression) -> facts.Expression:
        if isinstance(fact, facts.Constant) and isinstance(fact.value, str):
            try:
                quoted = cst.parse_expression(fact.value.strip())
            except Exception:  # whatever the text holds, it is no type
                return fact
            return self.expression(quoted)
        if isinstance(fact, facts.Subscript):
            return facts.Subscript(fact.value, self._unquote(fact.index), fact.at)
        if isinstance(fact, facts.Items):
            return facts.Items(fact.kind, tuple(self._unquote(item) for item in fact.items), fact.at)
        if isinstance(fact, facts.Operation):
            return facts.Operation(fact.operator, tuple(self._unquote(item) for item in fact.operands), fact.at)
        return fact

    def parameters(self, node: cst.Parameters) -> tuple[facts.Parameter, ...]:
        """Return the parameters of a function or lambda, in the order in which they are written."""
        parameters = [self._parameter(param, "positional") for param in node.posonly_params]
        parameters += [self._parameter(param, "any") for param in node.params]
        if isinstance(node.star_arg, cst.Param):
            parameters.append(self._parameter(node.star_arg, "*"))
        parameters += [self._parameter(param, "keyword") for param in node.kwonly_params]
        if node.star_kwarg is not None:
            parameters.append(self._parameter(node.star_kwarg, "**"))
        return tuple(parameters)

    def _parameter(self, node: cst.Param, kind: str) -> facts.Parameter:
        annotation = self.annotation(node.annotation) if node.annotation else None
        default = self.expression(node.default) if node.default else None
        return facts.Parameter(node.name.value, kind, annotation, default, self.turn(node.name))

    def arguments(self, nodes: Sequence[cst.Arg]) -> tuple[facts.Argument, ...]:
        """Return the arguments of a call."""
        return tuple(
            [
                facts.Argument(self.expression(arg.value), arg.keyword.value if arg.keyword else None, arg.star)
                for arg in nodes
            ]
        )

    def _opaque(self, node: cst.CSTNode) -> facts.Opaque:
        parts = [child for child in node.children if isinstance(child, cst.BaseExpression)]
        return facts.Opaque(self.expressions(parts), self.turn(node))

    def _name(self, node: cst.Name) -> facts.Expression:
        if node.value in _KEYWORDS:
            return facts.Constant(_KEYWORDS[node.value], self.turn(node))
        return facts.Name(node.value, self.turn(node))

    def _attribute(self, node: cst.Attribute) -> facts.Attribute:
        return facts.Attribute(self.expression(node.value), node.attr.value, self.turn(node))

    def _call(self, node: cst.Call) -> facts.Call:
        function = self.expression(node.func)
        return facts.Call(function, self.arguments(node.args), self.turn(node))

    def _await(self, node: cst.Await) -> facts.Await:
        return facts.Await(self.expression(node.expression), self.turn(node))

    def _items(self, node: cst.Tuple | cst.List | cst.Set) -> facts.Items:
        items = self.expressions(node.elements)
        if is_long_table(items):
            items = ()
        return facts.Items(type(node).__name__.lower(), items, self.turn(node))

    def _element(self, node: cst.Element | cst.Index) -> facts.Expression:
        return self.expression(node.value)

    def _starred(self, node: cst.StarredElement) -> facts.Starred:
        return facts.Starred(self.expression(node.value), self.turn(node))

    def _pairs(self, node: cst.Dict) -> facts.Pairs:
        items = tuple([self._pair(element) for element in node.elements])
        if is_long_table([part for pair in items for part in pair]):
            items = ()
        return facts.Pairs(items, self.turn(node))

    def _pair(self, node: cst.BaseDictElement) -> tuple[facts.Expression | None, facts.Expression]:
        key = self.expression(node.key) if isinstance(node, cst.DictElement) else None
        return key, self.expression(node.value)

    def _subscript(self, node: cst.Subscript) -> facts.Subscript:
        value = self.expression(node.value)
        parts = self.expressions([element.slice for element in node.slice])
        index = parts[0] if len(parts) == 1 else facts.Items("tuple", parts, self.turn(node))
        return facts.Subscript(value, index, self.turn(node))

    def _slice(self, node: cst.Slice) -> facts.Operation:
        parts = [part for part in (node.lower, node.upper, node.step) if part is not None]
        return facts.Operation("Slice", self.expressions(parts), self.turn(node))

    def _conditional(self, node: cst.IfExp) -> facts.Choice:
        test = self.expression(node.test)
        options = self.expressions([node.body, node.orelse])
        return facts.Choice("if", test, options, self.turn(node))

    def _boolean(self, node: cst.BooleanOperation) -> facts.Choice:
        kind = "and" if isinstance(node.operator, cst.And) else "or"
        options = self.expressions([node.left, node.right])
        return facts.Choice(kind, None, options, self.turn(node))

    def _unary(self, node: cst.UnaryOperation) -> facts.Expression:
        operand = self.expression(node.expression)
        at = self.turn(node)
        if isinstance(node.operator, cst.Minus) and isinstance(operand, facts.Constant):
            if isinstance(operand.value, (int, float)):
                return facts.Constant(-operand.value, at)
        return facts.Operation(type(node.operator).__name__, (operand,), at)

    def _binary(self, node: cst.BinaryOperation) -> facts.Operation:
        operator, operands = type(node.operator), [node.right]
        left = node.left
        while isinstance(left, cst.BinaryOperation) and isinstance(left.operator, operator):
            operands.append(left.right)
            left = left.left
        operands.append(left)
        return facts.Operation(operator.__name__, self.expressions(reversed(operands)), self.turn(node))

    def _comparison(self, node: cst.Comparison) -> facts.Expression:
        left = self.expression(node.left)
        right = [self.expression(target.comparator) for target in node.comparisons]
        at = self.turn(node)
        if len(right) == 1:
            return facts.Operation(type(node.comparisons[0].operator).__name__, (left, right[0]), at)
        return facts.Opaque((left, *right), at)

    def _lambda(self, node: cst.Lambda) -> facts.Lambda:
        parameters = self.parameters(node.params)
        at = self.turn(node)
        yields, self.yields = self.yields, False
        body = (facts.Return(self.expression(node.body), self.turns),)
        is_generator, self.yields = self.yields, yields
        function = facts.Function("<lambda>", parameters, body, (), None, False, is_generator, at)
        return facts.Lambda(function, at)

    def _comprehension(self, node: cst.BaseComp) -> facts.Comprehension:
        loops = self._loops(node.for_in)
        elements = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]  # type: ignore[attr-defined]
        kind = _COMPREHENSIONS[type(node)]
        return facts.Comprehension(kind, self.expressions(elements), loops, self.turn(node))

    def _loops(self, node: cst.CompFor | None) -> tuple[facts.Loop, ...]:
        loops = []
        while node is not None:
            iterable, target = self.expression(node.iter), self.expression(node.target)
            conditions = self.expressions([condition.test for condition in node.ifs])
            loops.append(facts.Loop(target, iterable, conditions, node.asynchronous is not None))
            node = node.inner_for_in
        return tuple(loops)

    def _walrus(self, node: cst.NamedExpr) -> facts.Expression:
        value = self.expression(node.value)
        target = facts.Name(node.target.value, self.turn(node.target))  # type: ignore[attr-defined]
        return facts.Walrus(target, value, self.turn(node))

    def _yield(self, node: cst.Yield) -> facts.Yield:
        self.yields = True
        delegates = isinstance(node.value, cst.From)
        source = node.value.item if isinstance(node.value, cst.From) else node.value
        return facts.Yield(self.expression(source) if source else None, delegates, self.turn(node))


_KEYWORDS: dict[str, bool | None] = {"True": True, "False": False, "None": None}
_COMPREHENSIONS: dict[type, str] = {
    cst.ListComp: "list",
    cst.SetComp: "set",
    cst.DictComp: "dict",
    cst.GeneratorExp: "generator",
}
_EXPRESSIONS: dict[type, Callable[[ExpressionWalk, Any], facts.Expression]] = {
    cst.Name: ExpressionWalk._name,
    cst.Attribute: ExpressionWalk._attribute,
    cst.Call: ExpressionWalk._call,
    cst.Await: ExpressionWalk._await,
    cst.Integer: literals.number,
    cst.Float: literals.number,
    cst.SimpleString: literals.string,
    cst.ConcatenatedString: literals.concatenation,
    cst.FormattedString: literals.formatted,
    cst.TemplatedString: literals.formatted,
    cst.Tuple: ExpressionWalk._items,
    cst.List: ExpressionWalk._items,
    cst.Set: ExpressionWalk._items,
    cst.Element: ExpressionWalk._element,
    cst.Index: ExpressionWalk._element,
    cst.StarredElement: ExpressionWalk._starred,
    cst.Dict: ExpressionWalk._pairs,
    cst.Subscript: ExpressionWalk._subscript,
    cst.Slice: ExpressionWalk._slice,
    cst.IfExp: ExpressionWalk._conditional,
    cst.BooleanOperation: ExpressionWalk._boolean,
    cst.UnaryOperation: ExpressionWalk._unary,
    cst.BinaryOperation: ExpressionWalk._binary,
    cst.Comparison: ExpressionWalk._comparison,
    cst.Lambda: ExpressionWalk._lambda,
    cst.ListComp: ExpressionWalk._comprehension,
    cst.SetComp: ExpressionWalk._comprehension,
    cst.DictComp: ExpressionWalk._comprehension,
    cst.GeneratorExp: ExpressionWalk._comprehension,
    cst.NamedExpr: ExpressionWalk._walrus,
    cst.Yield: ExpressionWalk._yield,
}
