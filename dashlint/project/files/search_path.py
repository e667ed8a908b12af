"""The search path: which folders a file's code puts on `sys.path`, as far as its text tells."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import product

from dashlint import facts
from dashlint.project.files.flow import walk_block
from dashlint.project.files.parts import own_expressions, path_of, walk_expression

_JOINING = frozenset({"os.path.join", "pathlib.Path", "pathlib.PurePath", "joinpath"})
_KEEPING = frozenset(
    {"os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser", "os.fspath", "str"}
    | {"resolve", "absolute", "as_posix", "expanduser", "__str__", "__fspath__"}
)
_HERE = {"os.getcwd": ".", "os.curdir": ".", "os.pardir": "..", "os.path.pardir": "..", "os.sep": os.sep}
_MOST_PATHS = 32
#: A body in which this is not found puts nothing on the search path.
_ADDING = re.compile(r"\bsys\b|addsitedir|\bpath\s*(?:\[|\+=|\.\s*(?:insert|append|extend)\b)")


def folders_on_path(file: facts.FileFacts) -> Iterator[str]:
    """Yield the folders, absolute or relative, that a file puts on `sys.path`."""
    reader = _Reader(file)
    for statement in reader.statements:
        for added in reader.added_by(statement):
            yield from reader.texts(added, ())


class _Reader:
    """Reads paths out of expressions, knowing a file's imports and the values of its names."""

    def __init__(self, file: facts.FileFacts) -> None:
        self.path = file.path
        self.statements = tuple(_all_statements(file.body))
        self.imports: dict[str, str] = {}
        self.names: dict[str, list[facts.Expression]] = {}
        for statement in self.statements:
            self._note(statement)

    def _note(self, statement: facts.Statement) -> None:
        if isinstance(statement, facts.Import):
            prefix = f"{statement.module}." if statement.module else ""
            for name in statement.names:
                self.imports[name.bound] = prefix + name.name if prefix or name.renamed else name.bound
        elif isinstance(statement, facts.Assign) and statement.value is not None:
            for target in statement.targets:
                if isinstance(target, facts.Name):
                    self.names.setdefault(target.id, []).append(statement.value)
        elif isinstance(statement, facts.For) and isinstance(statement.target, facts.Name):
            if isinstance(statement.iterable, facts.Items):
                self.names.setdefault(statement.target.id, []).extend(statement.iterable.items)

    def added_by(self, statement: facts.Statement) -> Iterator[facts.Expression]:
        """Yield what a statement puts on the search path."""
        if (isinstance(statement, facts.Assign) and any(self._is_path(target) for target in statement.targets)) or (
            isinstance(statement, facts.Augment) and self._is_path(statement.target)
        ):
            yield from _items_of(statement.value)
        for expression in own_expressions(statement):
            for part in walk_expression(expression, into_comprehensions=True):
                if isinstance(part, facts.Call):
                    yield from self._added_by_call(part)

    def _added_by_call(self, call: facts.Call) -> Iterator[facts.Expression]:
        name = self._dotted(call.function)
        arguments = [argument.value for argument in call.arguments]
        if name in ("sys.path.append", "site.addsitedir"):
            yield from arguments[:1]
        elif name == "sys.path.insert":
            yield from arguments[1:2]
        elif name == "sys.path.extend" and arguments:
            yield from _items_of(arguments[0])

    def _is_path(self, target: facts.Expression) -> bool:
        return self._dotted(target.value if isinstance(target, facts.Subscript) else target) == "sys.path"

    def _dotted(self, expression: facts.Expression) -> str:
        """Return the dotted path of a name by the file's imports; methods of other things by their name alone."""
        path = path_of(expression)
        if path is None:
            return expression.name if isinstance(expression, facts.Attribute) else ""
        first, _, rest = path.partition(".")
        if first in self.imports:
            return f"{self.imports[first]}.{rest}" if rest else self.imports[first]
        return path.rpartition(".")[2] if rest else path

    def texts(self, expression: facts.Expression, seen: tuple[str, ...]) -> list[str]:
        """Return the paths that an expression can stand for; none if that is not understood."""
        if isinstance(expression, facts.Constant):
            return [expression.value] if isinstance(expression.value, str) else []
        if isinstance(expression, facts.Name):
            return self._named(expression.id, seen)
        if isinstance(expression, facts.Text):
            parts = [self.texts(part, seen) for part in expression.parts]
            return _combined([[expression.prefix], *parts], "")
        if isinstance(expression, facts.Operation) and expression.operator in ("Add", "Divide"):
            joint = "" if expression.operator == "Add" else os.sep
            return _combined([self.texts(operand, seen) for operand in expression.operands], joint)
        if isinstance(expression, facts.Attribute):
            return self._attribute(expression, seen)
        if isinstance(expression, facts.Subscript):
            return self._ancestor(expression, seen)
        return self._called(expression, seen) if isinstance(expression, facts.Call) else []

    def _named(self, name: str, seen: tuple[str, ...]) -> list[str]:
        if name == "__file__":
            return [self.path]
        if name in seen:
            return []
        return [text for value in self.names.get(name, ()) for text in self.texts(value, (*seen, name))][:_MOST_PATHS]

    def _attribute(self, expression: facts.Attribute, seen: tuple[str, ...]) -> list[str]:
        if expression.name == "parent":
            return [os.path.dirname(text) for text in self.texts(expression.value, seen)]
        known = _HERE.get(self._dotted(expression))
        return [known] if known is not None else []

    def _ancestor(self, expression: facts.Subscript, seen: tuple[str, ...]) -> list[str]:
        """Return what `path.parents[number]` is."""
        value, index = expression.value, expression.index
        if not isinstance(value, facts.Attribute) or value.name != "parents" or not isinstance(index, facts.Constant):
            return []
        texts = self.texts(value.value, seen)
        for _ in range(int(index.value) + 1 if isinstance(index.value, int) else 0):
            texts = [os.path.dirname(text) for text in texts]
        return texts

    def _called(self, call: facts.Call, seen: tuple[str, ...]) -> list[str]:
        name = self._dotted(call.function)
        arguments = [self.texts(argument.value, seen) for argument in call.arguments]
        if name in _HERE or name.endswith("Path.cwd"):
            return ["."]
        if name == "os.path.dirname":
            return [os.path.dirname(text) for argument in arguments[:1] for text in argument]
        method = isinstance(call.function, facts.Attribute) and "." not in name
        if method and isinstance(call.function, facts.Attribute):
            arguments = [self.texts(call.function.value, seen), *arguments]
        if name in _JOINING:
            return _combined(arguments, os.sep)
        return arguments[0] if name in _KEEPING and arguments else []


def _all_statements(block: facts.Block) -> Iterator[facts.Statement]:
    for statement, _ in walk_block(block, ()):
        yield statement
        if isinstance(statement, (facts.Function, facts.Class)) and facts.may_match(statement.body, _ADDING):
            yield from _all_statements(statement.body)


def _items_of(expression: facts.Expression | None) -> Iterator[facts.Expression]:
    if isinstance(expression, facts.Items):
        yield from expression.items
    elif isinstance(expression, facts.Operation):
        for operand in expression.operands:
            yield from _items_of(operand)


def _combined(parts: list[list[str]], joint: str) -> list[str]:
    """Return every way to put one text of each part together."""
    combinations = list(product(*parts))[:_MOST_PATHS]
    return [os.path.join(*texts) if joint and texts else "".join(texts) for texts in combinations]
