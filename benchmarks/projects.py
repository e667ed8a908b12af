"""The generated projects that the tools are run on: what is planted where, and edits of one file."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generate import EXPECTED, generate
from project_plan import PACKAGE, Shape


@dataclass(frozen=True, slots=True)
class Place:
    """The lines of a callback with a planted truth."""

    path: str
    first: int
    last: int
    is_async: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool found: its findings, the truths among them (of all, and of those in async callbacks), the others."""

    findings: int
    truths: int
    async_truths: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project in a folder; `planted` says whether it was asked to hold anything."""

    folder: Path
    modules: int
    planted: bool
    places: tuple[Place, ...]
    edited: Path
    line: int
    text: str

    def edit(self, number: int) -> None:
        """Change one callback of the project, each number to another text."""
        lines = self.text.splitlines(keepends=True)
        lines.insert(self.line - 1, f"    edited = {number}\n")
        self.edited.write_bytes("".join(lines).encode())

    def restore(self) -> None:
        """Take the edits back."""
        self.edited.write_bytes(self.text.encode())

    def found(self, findings: Iterable[tuple[str, int]]) -> Found:
        """Compare findings, by path and line, with what is planted; for the project as it was before any edit."""
        listed = list(findings)
        hits = [[place for place in self.places if _holds(place, *finding)] for finding in listed]
        found = {place for places in hits for place in places}
        in_async = sum(place.is_async for place in found)
        return Found(len(listed), len(found), in_async, sum(not places for places in hits))


def project(folder: Path, modules: int, *, planted: bool, seed: int = 1) -> Project:
    """Generate a project; the callback that is edited is one that leads to a planted call, if there are any."""
    shape = Shape(modules, seed) if planted else Shape(modules, seed, blocking_share=0.0)
    generate(folder, shape)
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    functions = {entry["callback"]: _function(folder, entry["callback"]) for entry in expected}
    places = tuple(
        Place(_path(name), function.lineno, function.end_lineno or 0, isinstance(function, ast.AsyncFunctionDef))
        for name, function in functions.items()
    )
    edited, line = _to_edit(folder, list(functions))
    return Project(folder, modules, planted, places, edited, line, edited.read_text(encoding="utf-8"))


def _to_edit(folder: Path, callbacks: list[str]) -> tuple[Path, int]:
    """The file and the line of the first statement of the callback in the middle."""
    if callbacks:
        name = callbacks[len(callbacks) // 2]
        return folder / _path(name), _function(folder, name).body[0].lineno
    pages = sorted(page for page in (folder / PACKAGE / "pages").rglob("*.py") if page.stem != "__init__")
    path = pages[len(pages) // 2]
    return path, next(node.body[0].lineno for node in _functions(path) if node.name.startswith("update_"))


def _function(folder: Path, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    function = name.partition(":")[2]
    return next(node for node in _functions(folder / _path(name)) if node.name == function)


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_bytes())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _path(name: str) -> str:
    return name.partition(":")[0].replace(".", "/") + ".py"


def _holds(place: Place, path: str, line: int) -> bool:
    return place.path == path and place.first <= line <= place.last
