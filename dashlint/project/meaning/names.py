"""Names: what a name stands for where it is read, given what is bound to it where, and the conditions around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.bindings import Binding, Fill
from dashlint.project.files.parts import path_of
from dashlint.project.files.scopes import Scope
from dashlint.project.meaning import calling, module_names
from dashlint.project.meaning.containers import filled, unpacked
from dashlint.project.meaning.narrowing import Narrowing
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import ProjectClass, ProjectFunction
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values, is_informative, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


class Names:
    """Looks up names."""

    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers
        self._narrowing = Narrowing(receivers)

    def at(self, name: str, at: int, frame: Frame) -> Values:
        """Return what a name read at this turn of the frame's scope stands for."""
        bindings, is_certain = frame.scope.reaching(name, at) if name in frame.scope.bindings else ([], False)
        found = self._found(name, at, frame, bindings, is_certain)
        bound_at = max((binding.at for binding in bindings), default=0)
        return self._narrowing.narrowed(found, name, at, frame, bound_at)

    def _found(self, name: str, at: int, frame: Frame, bindings: list[Binding], is_certain: bool) -> Values:
        scope = frame.scope
        if name in scope.globals or name in scope.nonlocals:
            here = self.bound(bindings, frame, False)
            return here if is_certain else united(here, self._outer(name, frame))
        if name in scope.bindings and (bindings or scope.kind == "function"):
            here = self.bound(bindings, frame, False)
            if scope.kind == "function":
                here = united(here, module_names.rebound(self._receivers, frame, name))
            return here
        if scope.kind == "comprehension" and frame.outer is not None:
            return self.at(name, at, frame.outer)
        return self._outer(name, frame)

    def attribute_at(self, expression: facts.Attribute, frame: Frame) -> Values:
        """Return what `value.name` stands for where it is written, after assignments and conditions around it."""
        path, at = path_of(expression), expression.at
        bound_at = 0
        found: Values = ()
        if path is not None and path in frame.scope.attributes:
            bindings, is_certain = frame.scope.reaching_attribute(path, at)
            found = self.bound(bindings, frame, False)
            bound_at = max((binding.at for binding in bindings), default=0)
            if is_certain and is_informative(found):
                return self._filled_here(self._narrowing.narrowed(found, path, at, frame, bound_at), path, frame)
        owners = self._receivers.values(expression.value, frame)
        found = united(found, self._receivers.attributes(owners, expression.name))
        if path is None:
            return found
        return self._filled_here(self._narrowing.narrowed(found, path, at, frame, bound_at), path, frame)

    def for_types(self, name: str, frame: Frame) -> Values:
        """Return what a name in an annotation stands for, be it bound for type checkers alone."""
        outer: Frame | None = frame
        while outer is not None:
            if name in outer.scope.bindings and name not in outer.scope.globals:
                found = self.bound(outer.scope.final(name), outer, True)
                if found:
                    return found
            outer = outer.outer
        return self._receivers.global_name(name, frame.path)

    def _outer(self, name: str, frame: Frame) -> Values:
        outer = None if name in frame.scope.globals else frame.outer
        while outer is not None and outer.scope.kind != "module":
            scope = outer.scope
            if scope.kind != "class" and name in scope.bindings and name not in scope.globals:
                found = self.bound(scope.final(name), outer, False)
                return united(found, module_names.rebound(self._receivers, outer, name))
            outer = outer.outer
        return self._receivers.global_name(name, frame.path)

    def bound(self, bindings: Iterable[Binding], frame: Frame, for_types: bool) -> Values:
        """Return what these bindings bind, taken together; those that never run count for types alone."""
        return united(
            *[
                self._receivers.binding(binding, frame)
                for binding in bindings
                if for_types or not binding.branch or self._runs(binding, frame.path)
            ]
        )

    def _runs(self, binding: Binding, path: str) -> bool:
        return all(self._receivers.happens(arm, path) for arm in binding.branch)

    def binding(self, binding: Binding, frame: Frame) -> Values:
        """Return what one binding of the frame's scope binds."""
        found = self._bound_to(binding, frame)
        if any(isinstance(value, (Sequence, Table)) for value in found):
            return filled(self._receivers, found, self._fills(binding, frame))
        return found

    def _bound_to(self, binding: Binding, frame: Frame) -> Values:
        source = binding.source
        if isinstance(source, facts.Import):
            assert binding.imported is not None
            return module_names.imported(self._receivers, source, binding.imported, frame.path)
        if isinstance(source, facts.Function):
            owner = frame.owner if frame.scope.kind == "class" else None
            return self._receivers.decorated(ProjectFunction(source, frame, owner))
        if isinstance(source, facts.Class):
            return calling.decorated_class(self._receivers, ProjectClass(source, frame))
        if isinstance(source, facts.Parameter):
            return self._receivers.parameter(source, frame)
        return unpacked(self._receivers, self._assigned(binding, frame), binding.unpack)

    def _assigned(self, binding: Binding, frame: Frame) -> Values:
        receivers, source = self._receivers, binding.source
        if isinstance(source, facts.Assign):
            found = receivers.values(source.value, frame) if source.value is not None else ()
            if frame.scope.kind in ("module", "class"):
                found = tuple(_as_setting(value) for value in found)
            promised = () if _tells(found) else receivers.instances(source.annotation, frame)
            return united(found, promised)
        if isinstance(source, (facts.For, facts.Loop)):
            surrounding = frame.outer if isinstance(source, facts.Loop) and frame.outer else frame
            return receivers.elements(
                receivers.values(source.iterable, surrounding) or receivers.values(source.iterable, frame)
            )
        if isinstance(source, facts.WithItem):
            return receivers.entered(receivers.values(source.value, frame))
        if isinstance(source, facts.Walrus):
            return receivers.values(source.value, frame)
        return ()

    def _fills(self, binding: Binding, frame: Frame) -> list[tuple[Fill, Frame]]:
        """Return what is put into the container that a binding binds, here and in the functions below."""
        scope, name = frame.scope, binding.name
        if binding not in scope.bindings.get(name, ()):
            return []
        fills = [(fill, frame) for fill in scope.fills.get(name, ()) if binding in scope.reaching(name, fill.at)[0]]
        for inner, fill in self._receivers.namespaces.fills(scope, name):
            fills.append((fill, self._frame_below(inner, frame)))
        return fills

    def _frame_below(self, inner: Scope, frame: Frame) -> Frame:
        if inner.parent is frame.scope and inner.kind == "function" and frame.scope.kind != "class":
            return self._receivers.frame(inner, None, frame)
        return self._receivers.open_frame(inner)

    def _filled_here(self, values: Values, path: str, frame: Frame) -> Values:
        """Return values with what this scope puts into `path` if they are containers."""
        fills = frame.scope.fills.get(path, ())
        if not fills or not any(isinstance(value, (Sequence, Table)) for value in values):
            return values
        return filled(self._receivers, values, [(fill, frame) for fill in fills])


def _as_setting(value: Value) -> Value:
    """Return a value of a module or class; a flag there is a setting, which people change."""
    if isinstance(value, Literal) and isinstance(value.value, bool):
        return Literal(value.value, is_default=True)
    return value


def _tells(values: Values) -> bool:
    """Tell whether values say more than an annotation would: an empty container says nothing of what it will hold."""
    empty = (Sequence(()), Table(()))
    return is_informative(tuple(value for value in values if value not in empty))
