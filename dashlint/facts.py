"""The facts of a file: its code reduced to plain values, and nothing that is a judgement.

Every node carries `at`, the number of its turn in the reader's walk, which follows the order of evaluation.
A node that has a smaller number is evaluated (or bound) earlier; `dashlint.read.locate` turns numbers into lines
and columns when a problem needs them. The bodies of functions and classes are read when they are first looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from re import Pattern
from typing import overload


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A node of a file: the file's absolute path, and the node's turn in the walk."""

    path: str
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is read or bound."""

    id: str
    at: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.name`."""

    value: Expression
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call; `star` is "", "*" or "**"."""

    value: Expression
    keyword: str | None = None
    star: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: Expression
    arguments: tuple[Argument, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Await:
    """`await value`."""

    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: text, a number, a truth value or `None`; bytes and `...` are kept as they are written."""

    value: str | bytes | int | float | bool | None
    at: int


@dataclass(frozen=True, slots=True)
class Text:
    """An f-string: `prefix` is what it begins with whatever its parts are."""

    prefix: str
    parts: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Items:
    """A tuple, list or set; `kind` says which. Long tables of literals keep no items."""

    kind: str
    items: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dictionary; the key of a `**spread` is None."""

    items: tuple[tuple[Expression | None, Expression], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Subscript:
    """`value[index]`."""

    value: Expression
    index: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Choice:
    """`a if test else b`, `a or b`, `a and b`: one of the options; `kind` is "if", "or" or "and"."""

    kind: str
    test: Expression | None
    options: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its operands; `operator` is libcst's name of it, such as "Divide", "Not", "Equal", "In"."""

    operator: str
    operands: tuple[Expression, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Lambda:
    """A lambda, as a function without a name."""

    function: Function
    at: int


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A comprehension or generator expression; `kind` is "list", "set", "dict" or "generator"."""

    kind: str
    elements: tuple[Expression, ...]
    loops: tuple[Loop, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Loop:
    """One `for target in iterable if conditions` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]
    is_async: bool


@dataclass(frozen=True, slots=True)
class Walrus:
    """`target := value`."""

    target: Name
    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Yield:
    """`yield value` or, with `delegates`, `yield from value`."""

    value: Expression | None
    delegates: bool
    at: int


@dataclass(frozen=True, slots=True)
class Starred:
    """`*value` among the items of a tuple, list or set."""

    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """Any other expression: only its parts matter."""

    parts: tuple[Expression, ...]
    at: int


Expression = (
    Name
    | Attribute
    | Call
    | Await
    | Constant
    | Text
    | Items
    | Pairs
    | Subscript
    | Choice
    | Operation
    | Lambda
    | Comprehension
    | Walrus
    | Yield
    | Starred
    | Opaque
)


@dataclass(frozen=True, slots=True)
class Evaluate:
    """A statement that evaluates expressions for their effect: an expression, `assert`, `raise`, `del x[i]`."""

    values: tuple[Expression, ...]
    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class Assign:
    """`targets = value`, with an annotation or none; a bare annotation has no value."""

    targets: tuple[Expression, ...]
    value: Expression | None
    annotation: Expression | None
    at: int


@dataclass(frozen=True, slots=True)
class Augment:
    """`target += value` and kin."""

    target: Expression
    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Return:
    """`return value`."""

    value: Expression | None
    at: int


@dataclass(frozen=True, slots=True)
class Leave:
    """`break` or `continue`."""

    at: int


@dataclass(frozen=True, slots=True)
class WithItem:
    """One `value as target` of a `with`."""

    value: Expression
    target: Expression | None


@dataclass(frozen=True, slots=True)
class With:
    """`with` or `async with`."""

    items: tuple[WithItem, ...]
    body: Block
    is_async: bool
    at: int


@dataclass(frozen=True, slots=True)
class For:
    """`for` or `async for`."""

    target: Expression
    iterable: Expression
    body: Block
    otherwise: Block
    is_async: bool
    at: int


@dataclass(frozen=True, slots=True)
class While:
    """`while test`."""

    test: Expression
    body: Block
    otherwise: Block
    at: int


@dataclass(frozen=True, slots=True)
class If:
    """`if test`; an `elif` is an `If` alone in `otherwise`."""

    test: Expression
    body: Block
    otherwise: Block
    at: int


@dataclass(frozen=True, slots=True)
class Handler:
    """`except kind as name`."""

    kind: Expression | None
    name: Name | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try:
    """`try` in either form."""

    body: Block
    handlers: tuple[Handler, ...]
    otherwise: Block
    final: Block
    at: int


@dataclass(frozen=True, slots=True)
class Case:
    """One `case` of a `match`: the values of its literal patterns, the names it binds, its guard."""

    values: tuple[Expression, ...]
    names: tuple[Name, ...]
    guard: Expression | None
    body: Block


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject`."""

    subject: Expression
    cases: tuple[Case, ...]
    at: int


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name of an import: `name` (of the module or in it, "*" for all), bound as `bound`.

    `import a.b` binds "a"; with `as`, where `renamed` is true, the name stands for the whole of `a.b`.
    """

    name: str
    bound: str
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """`import a.b as c` (`module` is None) or `from ..module import name as other` (`level` counts the dots)."""

    module: str | None
    names: tuple[ImportedName, ...]
    level: int
    at: int


@dataclass(frozen=True, slots=True)
class Declare:
    """`global` or `nonlocal`."""

    names: tuple[str, ...]
    is_global: bool
    at: int


@dataclass(frozen=True, slots=True)
class Delete:
    """`del name`."""

    names: tuple[Name, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `kind` is "positional", "any", "keyword", "*" or "**"."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    at: int


@dataclass(frozen=True, slots=True)
class Decorator:
    """`@value`."""

    value: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Function:
    """`def`, `async def` or a lambda (whose name is "<lambda>")."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    decorators: tuple[Decorator, ...]
    returns: Expression | None
    is_async: bool
    is_generator: bool
    at: int


@dataclass(frozen=True, slots=True)
class Class:
    """`class`, with its bases and keywords as the arguments of a call."""

    name: str
    arguments: tuple[Argument, ...]
    decorators: tuple[Decorator, ...]
    body: Block
    at: int


Statement = (
    Evaluate
    | Assign
    | Augment
    | Return
    | Leave
    | With
    | For
    | While
    | If
    | Try
    | Match
    | Import
    | Declare
    | Delete
    | Function
    | Class
)


class LaterBlock(Sequence["Statement"]):
    """The statements of a function or class, which are read when they are first looked at; `text` is their code."""

    __slots__ = ("_read", "_statements", "text")

    def __init__(self, text: str, read: Callable[[], tuple[Statement, ...]]) -> None:
        self.text = text
        self._read = read
        self._statements: tuple[Statement, ...] | None = None

    @property
    def is_read(self) -> bool:
        """Whether the statements have been looked at."""
        return self._statements is not None

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Statement: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Statement, ...]: ...
    def __getitem__(self, index: int | slice) -> Statement | tuple[Statement, ...]:
        return self._all()[index]

    def _all(self) -> tuple[Statement, ...]:
        if self._statements is None:
            self._statements = self._read()
        return self._statements


Block = Sequence[Statement]


def may_match(block: Block, pattern: Pattern[str]) -> bool:
    """Tell whether a pattern may be found in the code of a block; that of one which was read at once is not kept."""
    return not isinstance(block, LaterBlock) or pattern.search(block.text) is not None


OWN_DEFECT = "not read because of a defect of dashlint"
"""What is said of a file that makes dashlint itself fail."""


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a file could not be read: a message, and the line (from 1) where reading stopped.

    The `cause` is an error of dashlint itself, where it is that.
    """

    message: str
    line: int
    cause: Exception | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All facts of one file; a file with a defect has no code.

    `check` looks through what has not been read yet, and returns its defect.
    """

    path: str
    body: Block
    known_defect: Defect | None = None
    check: Callable[[], Defect | None] = field(default=lambda: None, compare=False, repr=False)

    @property
    def defect(self) -> Defect | None:
        """Why the file could not be read, None if it could."""
        return self.known_defect or self.check()
