"""Which rules hold for which Dash: what the user says, what the manifests say, and what neither may silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashlint.file_kinds import ProjectFile
from dashlint.find import find
from dashlint.holding import holds
from dashlint.lint import lint_sources
from dashlint.manifests import Manifests
from dashlint.project import Project
from dashlint.rule import Problem, Rule, rule
from dashlint.settings import Settings

BLOCKING = """\
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.P(id="out")


@app.callback(Output("out", "children"), Input("out", "id"))
def show(name):
    time.sleep(1)
    return name
"""


def made(since: str = "", until: str = "") -> Rule:
    @rule("DSH999", severity="error", since=since, until=until)
    def example(project: Project) -> Iterator[Problem]:
        yield from ()

    return example


def holds_for(rule: Rule, requirement: str | None, dash_version: str | None = None) -> bool:
    text = requirement.encode() if requirement is not None else b"flask"
    files = [ProjectFile("/app/requirements.txt", "manifest", text)]
    return holds(rule, "/app/pages/home.py", Manifests(files, dash_version=dash_version))


@pytest.mark.parametrize(
    ("version", "expected"),
    [("4.1.0", False), ("4.2.0", True), ("4.2", True), ("4.2.0rc1", True), ("4.4.1", True), ("4.4.2", False)],
)
def test_the_version_that_the_user_names_decides(version: str, expected: bool) -> None:
    assert holds_for(made("4.2.0", "4.4.1"), None, version) is expected
    assert holds_for(made("4.2.0", "4.4.1"), "dash==1.0", version) is expected
    assert holds_for(made("4.2.0", "4.4.1"), "dash==9.0", version) is expected


@pytest.mark.parametrize("requirement", [None, "dash", "dash==3.2.0", "dash<4", "dash==4.1.0rc2", "dash>=4.2"])
def test_manifests_never_silence_by_since(requirement: str | None) -> None:
    assert holds_for(made(since="4.2.0"), requirement)


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (None, True),
        ("dash", True),
        ("dash>=4.2", True),
        ("dash~=4.4.1", True),
        ("dash==4.4.1", True),
        ("dash==3.0", True),
        ("dash==4.4.2", False),
        ("dash>=4.5", False),
        ("dash~=4.5.0", False),
    ],
)
def test_manifests_silence_by_until_where_every_version_is_later(requirement: str | None, expected: bool) -> None:
    assert holds_for(made("4.2.0", "4.4.1"), requirement) is expected


def test_a_rule_without_limits_always_holds() -> None:
    assert holds_for(made(), "dash==0.1")
    assert holds_for(made(), None, "0.1")


def codes(folder: Path, **settings: str) -> set[str]:
    outcome = lint_sources(find([folder]), Settings(**settings))  # type: ignore[arg-type]
    return {one.code for one in outcome.diagnostics}


class TestLinting:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "app.py").write_text(BLOCKING)
        return tmp_path

    def test_an_old_manifest_is_the_mistake_and_hides_no_other(self, folder: Path) -> None:
        (folder / "requirements.txt").write_text("dash[fastapi]~=3.2.0\n")
        assert codes(folder) == {"DSH110", "DSH207"}

    def test_the_user_overrides_the_manifest(self, folder: Path) -> None:
        (folder / "requirements.txt").write_text("dash[fastapi]~=3.2.0\n")
        assert codes(folder, dash_version="4.4.1") == {"DSH110"}
        assert codes(folder, dash_version="3.2.0") == set()

    def test_every_folder_has_the_dash_of_its_manifest(self, folder: Path) -> None:
        hook = BLOCKING.replace("app.layout", "app.backend.before_request(lambda: ('no', 401))\napp.layout")
        for name, line in (("old", "dash[fastapi]==4.4.1"), ("new", "dash[fastapi]>=4.5")):
            (folder / name).mkdir()
            (folder / name / f"{name}_app.py").write_text(hook)
            (folder / name / "requirements.txt").write_text(line)
        outcome = lint_sources(find([folder]), Settings(select=("DSH403",)))
        assert [Path(one.location.path).name for one in outcome.diagnostics] == ["old_app.py"]

    def test_an_included_file_outside_of_the_project_is_read(self, folder: Path) -> None:
        (folder / "web").mkdir()
        (folder / "app.py").rename(folder / "web" / "app.py")
        (folder / "web" / "requirements.txt").write_text("-r ../shared.list\n")
        (folder / "shared.list").write_text("dash[fastapi]>=4.2\n")
        assert codes(folder / "web") == {"DSH110"}
        (folder / "shared.list").write_text("dash\n")
        (folder / "web" / "requirements.txt").write_text("dash>=4.2\n-r ../shared.list\n")
        assert codes(folder / "web") == {"DSH110", "DSH207"}
