"""The walk over libcst's nodes that reduces a file to facts, in the order of evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from dashlint import facts
from dashlint.read.expressions import ExpressionWalk


class Walk(ExpressionWalk):
    """One walk over one file.

    `wanted` are the turns whose nodes shall be kept; after the walk `found` maps each to its node and `scopes` to the
    names of the functions and classes around it.
    """

    def module(self, module: cst.Module) -> facts.Block:
        """Return the facts of a whole file."""
        return tuple(fact for statement in module.body for fact in self.statement(statement))

    def statement(self, node: cst.CSTNode) -> Sequence[facts.Statement]:
        """Return the facts of a statement, or of the several on one line."""
        if isinstance(node, cst.SimpleStatementLine):
            return [fact for part in node.body for fact in self.statement(part)]
        walk = _STATEMENTS.get(type(node))
        fact = walk(self, node) if walk else None
        return () if fact is None else (fact,)

    def block(self, node: cst.BaseSuite | cst.Else | cst.Finally | None) -> facts.Block:
        """Return the facts of the statements of a suite; nothing for a suite that is not there."""
        if node is None:
            return ()
        suite = node.body if isinstance(node, (cst.Else, cst.Finally)) else node
        if isinstance(suite, cst.SimpleStatementSuite):
            return tuple(fact for part in suite.body for fact in self.statement(part))
        return tuple(fact for part in suite.body for fact in self.statement(part))

    def _evaluate(self, node: cst.Expr) -> facts.Evaluate | None:
        if isinstance(node.value, (cst.SimpleString, cst.ConcatenatedString, cst.Ellipsis)):
            return None
        return facts.Evaluate((self.expression(node.value),), "expression", self.turn(node))

    def _assert(self, node: cst.Assert) -> facts.Evaluate:
        values = [node.test] + ([node.msg] if node.msg else [])
        return facts.Evaluate(self.expressions(values), "assert", self.turn(node))

    def _raise(self, node: cst.Raise) -> facts.Evaluate:
        cause = node.cause.item if node.cause else None
        values = [part for part in (node.exc, cause) if part is not None]
        return facts.Evaluate(self.expressions(values), "raise", self.turn(node))

    def _delete(self, node: cst.Del) -> facts.Statement:
        targets = [part.value for part in node.target.elements] if isinstance(node.target, cst.Tuple) else [node.target]
        if all(isinstance(target, cst.Name) for target in targets):
            names = tuple(facts.Name(target.value, self.turn(target)) for target in targets)  # type: ignore[attr-defined]
            return facts.Delete(names, self.turn(node))
        return facts.Evaluate(self.expressions(targets), "delete", self.turn(node))

    def _assign(self, node: cst.Assign) -> facts.Assign:
        value = self.expression(node.value)
        targets = self.expressions([target.target for target in node.targets])
        return facts.Assign(targets, value, None, self.turn(node))

    def _annotated_assign(self, node: cst.AnnAssign) -> facts.Assign:
        annotation = self.annotation(node.annotation)
        value = self.expression(node.value) if node.value else None
        return facts.Assign((self.expression(node.target),), value, annotation, self.turn(node))

    def _augment(self, node: cst.AugAssign) -> facts.Augment:
        value = self.expression(node.value)
        return facts.Augment(self.expression(node.target), value, self.turn(node))

    def _type_alias(self, node: cst.TypeAlias) -> facts.Assign:
        value = self.annotated(node.value)
        return facts.Assign((self.expression(node.name),), value, None, self.turn(node))

    def _return(self, node: cst.Return) -> facts.Return:
        value = self.expression(node.value) if node.value else None
        return facts.Return(value, self.turn(node))

    def _leave(self, node: cst.CSTNode) -> facts.Leave:
        return facts.Leave(self.turn(node))

    def _with(self, node: cst.With) -> facts.With:
        items = tuple(self._with_item(item) for item in node.items)
        at = self.turn(node)
        return facts.With(items, self.block(node.body), node.asynchronous is not None, at)

    def _with_item(self, item: cst.WithItem) -> facts.WithItem:
        value = self.expression(item.item)
        return facts.WithItem(value, self.expression(item.asname.name) if item.asname else None)

    def _for(self, node: cst.For) -> facts.For:
        iterable = self.expression(node.iter)
        target = self.expression(node.target)
        at = self.turn(node)
        body, otherwise = self.block(node.body), self.block(node.orelse)
        return facts.For(target, iterable, body, otherwise, node.asynchronous is not None, at)

    def _while(self, node: cst.While) -> facts.While:
        test = self.expression(node.test)
        at = self.turn(node)
        return facts.While(test, self.block(node.body), self.block(node.orelse), at)

    def _if(self, node: cst.If) -> facts.If:
        test = self.expression(node.test)
        at = self.turn(node)
        body = self.block(node.body)
        otherwise = (self._if(node.orelse),) if isinstance(node.orelse, cst.If) else self.block(node.orelse)
        return facts.If(test, body, otherwise, at)

    def _try(self, node: cst.Try | cst.TryStar) -> facts.Try:
        at = self.turn(node)
        body = self.block(node.body)
        handlers = tuple(self._handler(handler) for handler in node.handlers)
        return facts.Try(body, handlers, self.block(node.orelse), self.block(node.finalbody), at)

    def _handler(self, node: cst.ExceptHandler | cst.ExceptStarHandler) -> facts.Handler:
        kind = self.expression(node.type) if node.type else None
        bound = node.name.name if node.name else None
        name = facts.Name(bound.value, self.turn(bound)) if isinstance(bound, cst.Name) else None
        return facts.Handler(kind, name, self.block(node.body))

    def _match(self, node: cst.Match) -> facts.Match:
        subject = self.expression(node.subject)
        at = self.turn(node)
        return facts.Match(subject, tuple(self._case(case) for case in node.cases), at)

    def _case(self, node: cst.MatchCase) -> facts.Case:
        values: list[facts.Expression] = []
        names: list[facts.Name] = []
        self._pattern(node.pattern, values, names)
        guard = self.expression(node.guard) if node.guard else None
        return facts.Case(tuple(values), tuple(names), guard, self.block(node.body))

    def _pattern(self, node: cst.CSTNode, values: list[facts.Expression], names: list[facts.Name]) -> None:
        if isinstance(node, cst.MatchValue):
            values.append(self.expression(node.value))
        elif isinstance(node, (cst.MatchAs, cst.MatchStar)) and node.name is not None:
            names.append(facts.Name(node.name.value, self.turn(node)))
        elif isinstance(node, cst.MatchMapping) and node.rest is not None:
            names.append(facts.Name(node.rest.value, self.turn(node)))
        for child in node.children:
            if isinstance(child, _PATTERN_PARTS):
                self._pattern(child, values, names)

    def _import(self, node: cst.Import) -> facts.Import:
        names = tuple(_imported(alias, _dotted(alias.name).split(".")[0]) for alias in node.names)
        return facts.Import(None, names, 0, self.turn(node))

    def _import_from(self, node: cst.ImportFrom) -> facts.Import:
        module = _dotted(node.module) if node.module else ""
        if isinstance(node.names, cst.ImportStar):
            names: tuple[facts.ImportedName, ...] = (facts.ImportedName("*", "*"),)
        else:
            names = tuple(_imported(alias, _dotted(alias.name)) for alias in node.names)
        return facts.Import(module, names, len(node.relative), self.turn(node))

    def _global(self, node: cst.Global | cst.Nonlocal) -> facts.Declare:
        names = tuple(item.name.value for item in node.names)
        return facts.Declare(names, isinstance(node, cst.Global), self.turn(node))

    def _function(self, node: cst.FunctionDef) -> facts.Function:
        outer, self.scope = self.scope, _joined(self.scope, node.name.value)
        decorators = tuple(self._decorator(decorator) for decorator in node.decorators)
        parameters = self.parameters(node.params)
        returns = self.annotation(node.returns) if node.returns else None
        at = self.turn(node)
        yields, self.yields = self.yields, False
        body = self.block(node.body)
        is_generator, self.yields = self.yields, yields
        self.scope = outer
        is_async = node.asynchronous is not None
        return facts.Function(node.name.value, parameters, body, decorators, returns, is_async, is_generator, at)

    def _decorator(self, node: cst.Decorator) -> facts.Decorator:
        return facts.Decorator(self.expression(node.decorator), self.turn(node))

    def _class(self, node: cst.ClassDef) -> facts.Class:
        outer, self.scope = self.scope, _joined(self.scope, node.name.value)
        decorators = tuple(self._decorator(decorator) for decorator in node.decorators)
        arguments = self.arguments([*node.bases, *node.keywords])
        at = self.turn(node)
        body = self.block(node.body)
        self.scope = outer
        return facts.Class(node.name.value, arguments, decorators, body, at)


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _imported(alias: cst.ImportAlias, default: str) -> facts.ImportedName:
    if alias.asname and isinstance(alias.asname.name, cst.Name):
        return facts.ImportedName(_dotted(alias.name), alias.asname.name.value, renamed=True)
    return facts.ImportedName(_dotted(alias.name), default)


_PATTERN_PARTS = (
    cst.MatchPattern,
    cst.MatchOrElement,
    cst.MatchSequenceElement,
    cst.MatchKeywordElement,
    cst.MatchMappingElement,
    cst.MatchStar,
)
_STATEMENTS: dict[type, Callable[[Walk, Any], facts.Statement | None]] = {
    cst.Expr: Walk._evaluate,
    cst.Assert: Walk._assert,
    cst.Raise: Walk._raise,
    cst.Del: Walk._delete,
    cst.Assign: Walk._assign,
    cst.AnnAssign: Walk._annotated_assign,
    cst.AugAssign: Walk._augment,
    cst.TypeAlias: Walk._type_alias,
    cst.Return: Walk._return,
    cst.Break: Walk._leave,
    cst.Continue: Walk._leave,
    cst.With: Walk._with,
    cst.For: Walk._for,
    cst.While: Walk._while,
    cst.If: Walk._if,
    cst.Try: Walk._try,
    cst.TryStar: Walk._try,
    cst.Match: Walk._match,
    cst.Import: Walk._import,
    cst.ImportFrom: Walk._import_from,
    cst.Global: Walk._global,
    cst.Nonlocal: Walk._global,
    cst.FunctionDef: Walk._function,
    cst.ClassDef: Walk._class,
}
