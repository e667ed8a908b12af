"""Frames: the activations of scopes, made so that there are never too many of them."""

from __future__ import annotations

from typing import Any

from dashlint import facts
from dashlint.project.files.namespaces import Namespaces, Node
from dashlint.project.files.scopes import Scope
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Bound, Instance, Partial, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values, scopes_in, scopes_in_all, united

Arguments = tuple[tuple[str, Values], ...]

#: How many scopes the arguments of a frame may come from, and how many different arguments of one function are told
#: apart: object by object, then by their types.
DEEPEST_FRAME = 12
MOST_CONTEXTS = 32
MOST_BLUNT_CONTEXTS = 400
#: A project with more frames than this that are told only types makes objects of each other in ever new ways; there
#: only so few arguments of one function are told apart, object by object and by their types.
MANY_BLUNT = 400
FEW_CONTEXTS = 8
#: How deep collections of collections are told apart by what they hold.
DEEPEST_BLUNT = 2
HOLDERS = (Sequence, Table)


class Frames:
    """The frames of a project, each made once."""

    def __init__(self, namespaces: Namespaces) -> None:
        self._namespaces = namespaces
        self._frames: dict[tuple[Any, ...], Frame] = {}
        self._contexts: dict[tuple[Scope, bool], int] = {}
        self._open: dict[Scope, Frame] = {}
        self._blunt = 0

    @property
    def made(self) -> int:
        """How many frames were made so far."""
        return len(self._frames)

    def frame(
        self,
        scope: Scope,
        arguments: Arguments | None = None,
        outer: Frame | None = None,
        owner: ProjectClass | None = None,
        is_open: bool = False,
    ) -> Frame:
        """Return the frame of a scope; equal ones are the same object.

        Without arguments the frame is open: its parameters stand for whatever the project's calls pass to them. A
        function that is given something of its own making, as in recursion, or that is called with too many different
        arguments, is told only the types of them, or nothing.
        """
        is_open = is_open or arguments is None
        given = arguments or ()
        found = self._frames.get((scope, given, outer, owner, is_open))
        if found is not None:
            return found
        inside = _scopes_in_all(given)
        if scope in inside or len(inside) > DEEPEST_FRAME or self._is_crowded(scope, False):
            return self._blunt_frame(scope, given, outer, owner, is_open)
        return self._make(scope, given, outer, owner, is_open, inside, False)

    def _blunt_frame(
        self, scope: Scope, arguments: Arguments, outer: Frame | None, owner: ProjectClass | None, is_open: bool
    ) -> Frame:
        blunt = tuple((name, _blunt(values, scope)) for name, values in arguments)
        found = self._frames.get((scope, blunt, outer, owner, is_open))
        if found is not None:
            return found
        if self._is_crowded(scope, True):
            blunt = blunt[:1] if owner is not None else ()
        return self._make(scope, blunt, outer, owner, is_open, _scopes_in_all(blunt), True)

    def _is_crowded(self, scope: Scope, is_blunt: bool) -> bool:
        most = FEW_CONTEXTS if self._blunt > MANY_BLUNT else MOST_BLUNT_CONTEXTS if is_blunt else MOST_CONTEXTS
        return self._contexts.get((scope, is_blunt), 0) >= most

    def _make(
        self,
        scope: Scope,
        arguments: Arguments,
        outer: Frame | None,
        owner: ProjectClass | None,
        is_open: bool,
        inside: frozenset[Scope],
        is_blunt: bool,
    ) -> Frame:
        key = (scope, arguments, outer, owner, is_open)
        if key not in self._frames:
            self._contexts[scope, is_blunt] = self._contexts.get((scope, is_blunt), 0) + 1
            self._blunt += is_blunt
            around = outer.within if outer is not None else frozenset[Scope]()
            self._frames[key] = Frame(scope, arguments, outer, owner, inside | around | {scope}, is_open)
        return self._frames[key]

    def module(self, path: str) -> Frame:
        """Return the frame of the module at `path`."""
        return self.frame(self._namespaces.module(path))

    def of_class(self, kind: ProjectClass) -> Frame:
        """Return the frame in which the body of a class runs."""
        return self.frame(self._inner(kind.node, kind.frame), None, kind.frame, kind)

    def body(self, function: ProjectFunction, arguments: Arguments | None = None, is_open: bool = False) -> Frame:
        """Return the frame in which the body of a function runs; an open one where no arguments are given."""
        scope = self._inner(function.node, function.frame)
        return self.frame(scope, arguments, function.frame, function.owner, is_open)

    def of_comprehension(self, expression: facts.Comprehension, frame: Frame) -> Frame:
        """Return the frame in which the elements of a comprehension are evaluated."""
        return self.frame(self._inner(expression, frame), (), frame, frame.owner)

    def open(self, scope: Scope) -> Frame:
        """Return the frame of a scope of which only the code is known, not who runs it."""
        if scope not in self._open:
            self._open[scope] = self._make_open(scope)
        return self._open[scope]

    def _make_open(self, scope: Scope) -> Frame:
        if scope.parent is None:
            return self.frame(scope)
        outer = self.open(scope.parent)
        if isinstance(scope.node, facts.Class):
            return self.of_class(ProjectClass(scope.node, outer))
        return self.frame(scope, None, outer, outer.owner)

    def _inner(self, node: Node, frame: Frame) -> Scope:
        return self._namespaces.inner(node, frame.scope)


def _scopes_in_all(arguments: Arguments) -> frozenset[Scope]:
    return scopes_in_all(*(values for _, values in arguments))


def _blunt(values: Values, scope: Scope, nesting: int = 0) -> Values:
    """Return what is left of values when only their types count; nothing that comes from `scope`."""
    left_out = (Activation, Partial, Literal) if nesting < DEEPEST_BLUNT else (Activation, Partial, Literal, *HOLDERS)
    blunt = (_bluntly(value, scope, nesting) for value in values if not isinstance(value, left_out))
    return tuple(dict.fromkeys(value for value in blunt if scope not in scopes_in(value)))


def _bluntly(value: Value, scope: Scope, nesting: int) -> Value:
    if isinstance(value, Instance):
        return Instance(value.kind)
    if isinstance(value, Bound):
        return Bound(value.function, _bluntly(value.receiver, scope, nesting))
    if isinstance(value, Symbol) and value.receiver is not None:
        return Symbol(value.path, _bluntly(value.receiver, scope, nesting))
    if isinstance(value, Sequence):
        return Sequence((), _blunt(united(*value.items, value.rest), scope, nesting + 1))
    if isinstance(value, Table):
        held = united(*(found for _, found in value.items), value.rest)
        return Table((), _blunt(held, scope, nesting + 1))
    return value
