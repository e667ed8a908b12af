"""Every entry of the catalogue, put into a little Dash app, is reported there, and in a thread it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from catalogue_programs import Program, Writer, extension_programs
from dashlint.catalogue import load
from dashlint.lint import lint_paths
from dashlint.settings import Settings

CATALOGUE = load()
WRITER = Writer(CATALOGUE)
CALLS = WRITER.blocking_programs()
TYPES = WRITER.type_programs()
EXTENSIONS = {
    name: program
    for extension in CATALOGUE.extensions
    if extension.kind == "package" and not extension.before
    for backend in ("flask", "fastapi", "quart")
    for name, program in extension_programs(extension, backend)
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, dict[int, str]]:
    """Write all the programs into one project, lint it, and return line and code by module."""
    folder = tmp_path_factory.mktemp("programs")
    for name, program in {**CALLS, **TYPES, **EXTENSIONS}.items():
        (folder / f"app_{name}.py").write_text(program.text(), encoding="utf-8")
    found: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for diagnostic in lint_paths([folder], Settings(select=("ALL",))).diagnostics:
        module, line = Path(diagnostic.location.path).stem.removeprefix("app_"), diagnostic.location.line
        found[module][line] = " ".join(filter(None, [found[module].get(line), diagnostic.code]))
    return found


def differences(name: str, program: Program, reported: Mapping[str, dict[int, str]]) -> list[str]:
    lines, wanted, found = program.text().splitlines(), program.expected(), reported.get(name, {})
    return [
        f"{line}: {lines[line - 1].strip()}: wanted {wanted.get(line, '-')}, found {found.get(line, '-')}"
        for line in sorted(wanted.keys() | found.keys())
        if wanted.get(line) != found.get(line)
    ]


@pytest.mark.parametrize("name", CALLS)
def test_every_blocking_call_is_reported_and_silent_in_a_thread(
    name: str, reported: Mapping[str, dict[int, str]]
) -> None:
    assert CALLS[name].expected()
    assert differences(name, CALLS[name], reported) == []


@pytest.mark.parametrize("name", TYPES)
def test_every_way_to_come_by_an_object_is_followed(name: str, reported: Mapping[str, dict[int, str]]) -> None:
    assert TYPES[name].expected()
    assert differences(name, TYPES[name], reported) == []


@pytest.mark.parametrize("name", EXTENSIONS)
def test_every_extension_is_reported_where_it_fails(
    name: str, reported: Mapping[str, dict[int, str]], request: pytest.FixtureRequest
) -> None:
    assert differences(name, EXTENSIONS[name], reported) == []


@cache
def names_in_programs() -> str:
    return "\n".join(program.text() for program in CALLS.values())


def test_no_blocking_call_is_left_out() -> None:
    wanted = sum(len(program.expected()) for program in CALLS.values())
    assert wanted >= len(CATALOGUE.calls)
    assert sum(len(program.works) for program in CALLS.values()) >= len(CATALOGUE.calls)
