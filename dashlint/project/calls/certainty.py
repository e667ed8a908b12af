"""Certainty: whether it is known of everything that a function runs what it does."""

from __future__ import annotations

import sys

from dashlint import facts
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.files.parts import path_of
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import Activation, Instance, Symbol
from dashlint.project.values.value import Value

#: Packages whose functions are known, because the catalogue lists those of them that block.
_KNOWN = sys.stdlib_module_names | {"builtins", "dash", "fastapi", "flask", "quart", "starlette", "werkzeug"}
MOST_FUNCTIONS = 200


def is_understood(receivers: Receivers, graph: CallGraph, start: Activation, backend: str) -> bool:
    """Tell whether every call in a function, and in what it calls, runs code of the project or of a known package."""
    waiting, seen = [start.frame], {start.frame}
    while waiting and len(seen) < MOST_FUNCTIONS:
        frame = waiting.pop()
        if not all(_is_known(receivers, call, frame) for call in frame.scope.calls):
            return False
        for step in graph.steps(frame):
            if step.activation is not None and backend in step.backends and step.activation.frame not in seen:
                seen.add(step.activation.frame)
                waiting.append(step.activation.frame)
    return not waiting


def _is_known(receivers: Receivers, call: facts.Call, frame: Frame) -> bool:
    """Tell whether it is known what a call runs; what is called on a parameter is an object of the server's."""
    values = receivers.values(call.function, frame)
    root = (path_of(call.function) or "").partition(".")[0]
    if not values and isinstance(call.function, facts.Attribute):
        return any(isinstance(binding.source, facts.Parameter) for binding in frame.scope.bindings.get(root, ()))
    return bool(values) and all(_is_of_known(value) for value in values)


def _is_of_known(value: Value) -> bool:
    path = value.path if isinstance(value, Symbol) else value.kind if isinstance(value, Instance) else None
    return not isinstance(path, str) or path.partition(".")[0] in _KNOWN
