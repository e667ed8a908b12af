"""Request tests: which conditions on a request hold for every callback, which Dash's page asks for by `POST`."""

from __future__ import annotations

from dashlint import facts
from dashlint.project.files.scopes import Arm, Branch
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Symbol
from dashlint.project.values.value import Literal, Sequence, Values

REQUESTS = ("starlette.requests.Request", "fastapi.Request", "fastapi.requests.Request")
#: Where Dash's page sends callbacks to, unless the app has a prefix.
PATH = "/_dash-update-component"
_PREFIXES = ("url_base_pathname", "routes_pathname_prefix", "requests_pathname_prefix", "DASH_URL_BASE_PATHNAME")
#: What the attributes of a request and the entries of an ASGI scope are for a callback.
_ATTRIBUTES = {"method": "POST", "url.path": PATH}
_REQUEST = {f"{request}.{name}": said for request in REQUESTS for name, said in _ATTRIBUTES.items()}
_SCOPE = {"type": "http", "method": "POST", "path": PATH}
_NEGATED = {"NotEqual": "Equal", "NotIn": "In"}


def certain(receivers: Receivers, arm: Arm, frame: Frame) -> bool:
    """Tell whether an arm is taken for every callback."""
    if arm.test is None:
        return not arm.loops and arm.number == 0
    return not arm.cases and _holds(receivers, arm.test, frame) is not None and _agrees(receivers, arm, frame)


def never(receivers: Receivers, branch: Branch, frame: Frame) -> bool:
    """Tell whether a branch is taken for no callback."""
    arms = (arm for arm in branch if arm.test is not None and not arm.cases)
    return any(_holds(receivers, arm.test, frame) is not None and not _agrees(receivers, arm, frame) for arm in arms)


def _agrees(receivers: Receivers, arm: Arm, frame: Frame) -> bool:
    assert arm.test is not None
    return _holds(receivers, arm.test, frame) is not arm.negated


def _holds(receivers: Receivers, test: facts.Expression | None, frame: Frame) -> bool | None:
    """Return what a condition is for every callback; None if that is not settled."""
    if isinstance(test, facts.Operation) and test.operator == "Not":
        inner = _holds(receivers, test.operands[0], frame)
        return None if inner is None else not inner
    if isinstance(test, facts.Choice) and test.test is None:
        parts = [_holds(receivers, option, frame) for option in test.options]
        settling = test.kind == "or"
        if settling in parts:
            return settling
        return None if None in parts else not settling
    if isinstance(test, facts.Operation) and len(test.operands) == 2:
        return _compared(receivers, test, frame)
    if isinstance(test, facts.Call) and isinstance(test.function, facts.Attribute) and len(test.arguments) == 1:
        return _begins(receivers, test.function, test.arguments[0].value, frame)
    return None


def _begins(receivers: Receivers, function: facts.Attribute, argument: facts.Expression, frame: Frame) -> bool | None:
    """Return what `path.startswith(...)` is; apps with a prefix have other paths."""
    starts = _texts(receivers.values(argument, frame))
    if function.name != "startswith" or starts is None or _said(receivers, function.value, frame) != PATH:
        return None
    if any(receivers.modules.mentioning(name) for name in _PREFIXES):
        return None
    return PATH.startswith(tuple(starts))


def _compared(receivers: Receivers, test: facts.Operation, frame: Frame) -> bool | None:
    operator = _NEGATED.get(test.operator, test.operator)
    said = _said(receivers, test.operands[0], frame)
    others = _texts(receivers.values(test.operands[1], frame))
    if said is None or others is None or operator not in ("Equal", "In"):
        return None
    if said == PATH and any(other.endswith(PATH) for other in others - {PATH}):
        return None
    return (said in others) is (operator == test.operator)


def _said(receivers: Receivers, expression: facts.Expression, frame: Frame) -> str | None:
    """Return what an expression about a request is for a callback."""
    if isinstance(expression, facts.Subscript) and isinstance(expression.index, facts.Constant):
        base, key = expression.value, expression.index.value
        is_scope = isinstance(base, (facts.Name, facts.Attribute)) and _last(base) == "scope"
        return _SCOPE.get(key) if is_scope and isinstance(key, str) else None
    values = receivers.values(expression, frame)
    told = {_REQUEST.get(value.path) if isinstance(value, Symbol) else None for value in values}
    return told.pop() if len(told) == 1 else None


def _last(expression: facts.Name | facts.Attribute) -> str:
    return expression.id if isinstance(expression, facts.Name) else expression.name


def _texts(values: Values) -> frozenset[str] | None:
    """Return the texts that values are or hold; None if they are anything else."""
    if len(values) != 1:
        return None
    value = values[0]
    if isinstance(value, Sequence):
        texts = [_texts(item) for item in value.items]
        known = [text for text in texts if text is not None]
        return frozenset[str]().union(*known) if len(known) == len(texts) and not value.rest else None
    if isinstance(value, Literal) and isinstance(value.value, str):
        return frozenset({value.value})
    return None
