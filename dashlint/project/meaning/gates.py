"""Gates: conditions on the backend, and for which backends a statement can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.files.scopes import Arm, Branch
from dashlint.project.values.dash_names import BACKENDS, SERVERS
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Gate, Literal, Sequence, Values

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers

_NEGATED = {"NotEqual": "Equal", "NotIn": "In", "IsNot": "Is"}


def comparison(receivers: Receivers, expression: facts.Operation, frame: Frame) -> Gate | None:
    """Return the gate that an operation is, None if it does not depend on the backend's name."""
    if expression.operator == "Not":
        gates = [value for value in receivers.values(expression.operands[0], frame) if isinstance(value, Gate)]
        return gates[0].negated if gates else None
    operator = _NEGATED.get(expression.operator, expression.operator)
    if operator not in ("Equal", "In", "Is"):
        return None
    left, right = expression.operands
    if operator == "In" and isinstance(right, facts.Call) and "builtins.dir" in receivers.paths(right.function, frame):
        gate = next(iter(attribute_test(receivers, receivers.values(left, frame))), None)
        return gate.negated if gate and expression.operator in _NEGATED else gate
    if isinstance(left, facts.Constant) and operator != "In":
        left, right = right, left
    if isinstance(left, facts.Constant):
        return None
    names = _backend_names(receivers.values(right, frame))
    if not names:
        return None
    gate = Gate(names, BACKENDS - names, _said(receivers.values(left, frame)))
    return gate.negated if expression.operator in _NEGATED else gate


def _said(values: Values) -> frozenset[str]:
    return frozenset(
        value.value.lower() for value in values if isinstance(value, Literal) and isinstance(value.value, str)
    )


def _backend_names(values: Values) -> frozenset[str]:
    """Return the backends that these values name; nothing if they name anything else as well."""
    names: set[str] = set()
    for value in values:
        if isinstance(value, Sequence):
            names |= {name for item in (*value.items, value.rest) for name in _backend_names(item)}
        elif isinstance(value, Literal) and isinstance(value.value, str) and value.value.lower() in BACKENDS:
            names.add(value.value.lower())
    return frozenset(names)


def type_test(types: Values) -> Values:
    """Return the gate that `isinstance(server, types)` is, if the types are servers of backends."""
    flat = [inner for value in types for inner in _flattened(value)]
    names = frozenset(SERVERS[value.path] for value in flat if isinstance(value, Symbol) and value.path in SERVERS)
    return (Gate(names, BACKENDS - names),) if names else ()


def _flattened(value: object) -> Values:
    if isinstance(value, Sequence):
        return tuple(inner for item in (*value.items, value.rest) for inner in item)
    return (value,) if isinstance(value, Symbol) else ()


def attribute_test(receivers: Receivers, names: Values) -> tuple[Gate, ...]:
    """Return the gate that `hasattr(server, name)` or `name in dir(server)` is, if only some servers have it."""
    for name in names:
        if isinstance(name, Literal) and isinstance(name.value, str):
            having = receivers.catalogue.having(name.value)
            if having is not None:
                return (Gate(having, BACKENDS - having),)
    return ()


def possible(receivers: Receivers, branch: Branch, frame: Frame) -> frozenset[str]:
    """Return the backends for which a statement in this branch can run."""
    backends = BACKENDS
    for arm in branch:
        if arm.test is not None:
            backends &= _arm(receivers, arm, frame)
    return backends


def _arm(receivers: Receivers, arm: Arm, frame: Frame) -> frozenset[str]:
    assert arm.test is not None
    if arm.cases:
        names = frozenset().union(*(_backend_names(receivers.values(case, frame)) for case in arm.cases))
        return names or BACKENDS
    return _condition(receivers, arm.test, frame, not arm.negated)


def when(receivers: Receivers, test: facts.Expression, frame: Frame, holds: bool) -> frozenset[str]:
    """Return the backends for which a test can hold, or can fail.

    A comparison of something that is not the backend of any app (`SESSION_BACKEND == "flask"`) says nothing.
    """
    return _condition(receivers, test, frame, holds)


def _condition(receivers: Receivers, test: facts.Expression, frame: Frame, wanted: bool) -> frozenset[str]:
    if isinstance(test, facts.Choice) and test.kind in ("and", "or"):
        parts = [_condition(receivers, option, frame, wanted) for option in test.options]
        both = (test.kind == "and") == wanted
        return frozenset.intersection(*parts) if both else frozenset().union(*parts)
    if isinstance(test, facts.Operation) and test.operator == "Not":
        return _condition(receivers, test.operands[0], frame, not wanted)
    known = receivers.backend_names
    gates = [
        value
        for value in receivers.values(test, frame)
        if isinstance(value, Gate) and (not value.subject or not known or value.subject & known)
    ]
    return frozenset().union(*(gate.holds if wanted else gate.fails for gate in gates)) if gates else BACKENDS
