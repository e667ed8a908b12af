"""Parameters: what a parameter stands for, by what is passed, by its annotation, its default, or by the callers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning.arguments import bind
from dashlint.project.meaning.classes import decorator_paths
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Instance
from dashlint.project.values.value import Value, Values, is_informative, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


def parameter(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    """Return what a parameter stands for in a frame."""
    passed = dict(frame.arguments).get(source.name)
    if passed is None and frame.is_open:
        return _open(receivers, source, frame)
    if passed and is_informative(passed):
        return passed
    promised = receivers.instances(source.annotation, frame.outer or frame)
    if promised:
        return promised
    return passed if passed is not None else _default(receivers, source, frame)


def _open(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    found = _own_receiver(receivers, source, frame)
    if found:
        return found
    promised = receivers.instances(source.annotation, frame.outer or frame)
    if promised and not any(_means_little(value) for value in promised):
        return promised
    return united(_passed_by_callers(receivers, source, frame), _default(receivers, source, frame)) or promised


def _means_little(value: Value) -> bool:
    """Tell whether a type says less than its object: which app or server it is, which text or number."""
    if not isinstance(value, Instance) or not isinstance(value.kind, str):
        return False
    return value.kind in dash_names.APPS or value.kind in dash_names.SERVERS or value.kind.startswith("builtins.")


def _default(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    if source.default is None or frame.outer is None:
        return ()
    return receivers.values(source.default, frame.outer)


def _own_receiver(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    node = frame.scope.node
    if frame.owner is None or not isinstance(node, facts.Function) or not node.parameters or node.name == "<lambda>":
        return ()
    if node.parameters[0] is not source or frame.scope.parent is None or frame.scope.parent.kind != "class":
        return ()
    kinds = decorator_paths(receivers, node, frame.outer or frame)
    if "builtins.staticmethod" in kinds:
        return ()
    return (frame.owner,) if "builtins.classmethod" in kinds or node.name == "__new__" else (Instance(frame.owner),)


def _passed_by_callers(receivers: Receivers, source: facts.Parameter, frame: Frame) -> Values:
    """Return what the project's calls pass, on the same object if it is known on which one the method runs."""
    node = frame.scope.node
    if not isinstance(node, facts.Function) or node.name == "<lambda>":
        return ()
    on = next((value for _, values in frame.arguments[:1] for value in values), None)
    return united(
        *(
            dict(bind(node, arguments, receiver)).get(source.name, ())
            for arguments, receiver in receivers.callers.of(node, frame)
            if on is None or receiver is None or _can_be_same(on, receiver)
        )
    )


def _can_be_same(one: Value, other: Value) -> bool:
    """Tell whether two objects can be one: objects made by different calls are not."""
    if not isinstance(one, Instance) or not isinstance(other, Instance) or one.site is None or other.site is None:
        return True
    return one.site.place == other.site.place
