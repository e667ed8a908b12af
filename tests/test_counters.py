"""What a lint of a generated project costs, counted, and that it finds what was planted there, no more and no less."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import libcst
import pytest

from dashlint.diagnostic import Diagnostic
from dashlint.facts import FileFacts
from dashlint.find import Source, find
from dashlint.lint import lint_sources
from dashlint.read import parsing, read, sections
from dashlint.settings import Settings

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
PLANTED = 0.15
#: By the share of functions that block: the largest share of a project's bytes that may be parsed, and its files read.
BOUNDS = {PLANTED: (0.48, 47), 0.0: (0.145, 47)}


@dataclass(frozen=True, slots=True)
class Counted:
    """A lint of a generated project: what it found, the share of the bytes that were parsed, and the files read."""

    folder: Path
    diagnostics: tuple[Diagnostic, ...]
    parsed: float
    read: tuple[str, ...]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], Counted]:
    """A lint of the project in which this share of functions blocks, done once."""
    known: dict[float, Counted] = {}

    def ask(share: float) -> Counted:
        if share not in known:
            known[share] = linted(generated(tmp_path_factory.mktemp("project"), share))
        return known[share]

    return ask


def generated(folder: Path, share: float) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        shape = importlib.import_module("project_plan").Shape(50, 1, blocking_share=share)
        importlib.import_module("generate").generate(folder, shape)
    return folder


def linted(folder: Path) -> Counted:
    files: list[str] = []

    def reader(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
        files.append(path)
        return read(path, text, seconds)

    with parsed_bytes() as sizes:
        found = lint_sources(sources_in(folder), Settings(), reader)
    size = sum(path.stat().st_size for path in folder.rglob("*.py"))
    return Counted(folder, found.diagnostics, sum(sizes) / size, tuple(files))


@contextmanager
def parsed_bytes() -> Iterator[list[int]]:
    """Give the sizes of all that is parsed meanwhile; nothing is known from before."""
    sizes: list[int] = []
    parse = libcst.parse_module

    def counting(source: str | bytes) -> libcst.Module:
        sizes.append(len(source if isinstance(source, bytes) else source.encode()))
        return parse(source)

    sections.sections_of.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing.cst, "parse_module", counting)
        yield sizes


def sources_in(folder: Path) -> tuple[Source, ...]:
    return find([folder], whole_project=False)


def callback_at(folder: Path, diagnostic: Diagnostic) -> tuple[str, bool]:
    """The function that a diagnostic stands in ("package.module:name"), and whether it is async."""
    path = Path(diagnostic.location.path)
    name = path.relative_to(folder.resolve()).with_suffix("").as_posix().replace("/", ".")
    (function,) = (node for node in ast.parse(path.read_bytes()).body if diagnostic.location.line in lines_of(node))
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    return f"{name}:{function.name}", isinstance(function, ast.AsyncFunctionDef)


def lines_of(node: ast.stmt) -> range:
    starts = [node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]
    return range(min(starts), (node.end_lineno or 0) + 1)


@pytest.mark.parametrize("share", BOUNDS)
def test_little_is_parsed(counted: Callable[[float], Counted], share: float) -> None:
    assert 0 < counted(share).parsed < BOUNDS[share][0]


def test_less_is_parsed_where_nothing_blocks(counted: Callable[[float], Counted]) -> None:
    assert counted(0.0).parsed < counted(PLANTED).parsed / 2


@pytest.mark.parametrize("share", BOUNDS)
def test_no_file_is_read_twice_and_some_are_not_at_all(counted: Callable[[float], Counted], share: float) -> None:
    files = counted(share).read
    assert len(set(files)) == len(files) <= BOUNDS[share][1]
    assert len(files) < len(sources_in(counted(share).folder))


def test_what_was_planted_is_found_and_nothing_else(counted: Callable[[float], Counted]) -> None:
    found = counted(PLANTED)
    truths = json.loads((found.folder / "expected.json").read_text(encoding="utf-8"))
    told = {(*callback_at(found.folder, each), each.code != "DSH110") for each in found.diagnostics}
    assert told == {(truth["callback"], truth["async"], truth["async"]) for truth in truths}
    assert truths


def test_nothing_is_found_where_nothing_was_planted(counted: Callable[[float], Counted]) -> None:
    assert counted(0.0).diagnostics == ()


def test_the_order_of_files_changes_nothing(counted: Callable[[float], Counted]) -> None:
    found = counted(PLANTED)
    sources = sources_in(found.folder)
    for order in (sources[::-1], sources[1::2] + sources[::2]):
        assert sorted(order, key=str) == sorted(sources, key=str)
        assert lint_sources(order, Settings()).diagnostics == found.diagnostics
