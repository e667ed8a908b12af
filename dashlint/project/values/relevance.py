"""Relevance: which bodies can lead to anything, given what their parameters stand for."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.catalogue import Catalogue
from dashlint.project.files.interest import Interest
from dashlint.project.files.modules import Modules
from dashlint.project.files.parts import path_of, walk_expression
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Bound, Instance, ProjectClass, ProjectFunction, Symbol
from dashlint.project.values.value import Gate, Literal, Sequence, Table, Value, Values


class Relevance:
    """Tells which frames are worth a look; what it leaves out can lead to nothing that a rule asks about."""

    def __init__(self, modules: Modules, catalogue: Catalogue) -> None:
        self._interest = Interest(modules, catalogue)
        self._frames: dict[Frame, bool] = {}

    @property
    def files(self) -> frozenset[str]:
        """The files that names lead to from the bodies that were asked about."""
        return frozenset(self._interest.files)

    def of(self, frame: Frame) -> bool:
        """Tell whether the body that runs in a frame can lead to anything."""
        if frame not in self._frames:
            self._frames[frame] = self._is_relevant(frame)
        return self._frames[frame]

    def _is_relevant(self, frame: Frame) -> bool:
        function = frame.scope.node
        if not isinstance(function, facts.Function) or self._interest.of_body(frame.path, function):
            return True
        chains = (chain for parameter in function.parameters for chain in _chains_of(parameter))
        if self._interest.of_names(frame.path, chains):
            return True
        if any(self._are_relevant(values) for _, values in frame.arguments):
            return True
        return frame.is_open and bool(function.parameters) and self._interest.of_users(function.name)

    def _are_relevant(self, values: Values) -> bool:
        return any(self._carries(value) for value in values)

    def _carries(self, value: Value) -> bool:
        """Tell whether a body that is given a value can get anything of interest from it."""
        if isinstance(value, (Literal, Gate)):
            return False
        if isinstance(value, Symbol):
            return self._interest.of_path(value.path)
        if isinstance(value, Sequence):
            return any(map(self._are_relevant, (*value.items, value.rest, value.runs)))
        if isinstance(value, Table):
            return self._are_relevant(value.rest) or any(self._are_relevant(found) for _, found in value.items)
        if isinstance(value, Instance):
            return self._is_made_of(value)
        if isinstance(value, ProjectFunction):
            return self._is_function_relevant(value)
        if isinstance(value, Bound):
            return self._is_function_relevant(value.function) or self._carries(value.receiver)
        if isinstance(value, ProjectClass):
            return self._is_class_relevant(value)
        return True

    def _is_made_of(self, value: Instance) -> bool:
        if isinstance(value.kind, str):
            return self._interest.of_path(value.kind)
        if self._is_class_relevant(value.kind):
            return True
        return value.site is not None and self._is_given_any(value.site)

    def _is_given_any(self, site: Site) -> bool:
        """Tell whether a call passes anything of interest to what it calls."""
        chains = [*_chains([argument.value for argument in site.call.arguments])]
        if any(map(self._are_relevant, site.passed or ())) or self._interest.of_names(site.frame.path, chains):
            return True
        return any(self._interest.is_local(site.frame.path, chain) for chain in chains) and self.of(site.frame)

    def _is_class_relevant(self, kind: ProjectClass) -> bool:
        return self._interest.of_names(kind.frame.path, (kind.node.name,))

    def _is_function_relevant(self, function: ProjectFunction) -> bool:
        node, path = function.node, function.frame.path
        if node.is_async or self._interest.of_body(path, node):
            return True
        return self._interest.of_names(path, (chain for each in node.parameters for chain in _chains_of(each)))


def _chains_of(parameter: facts.Parameter) -> Iterator[str]:
    return _chains(part for part in (parameter.default, parameter.annotation) if part is not None)


def _chains(expressions: Iterator[facts.Expression] | list[facts.Expression]) -> Iterator[str]:
    for expression in expressions:
        for part in walk_expression(expression, into_comprehensions=True):
            path = path_of(part)
            if path is not None:
                yield path
