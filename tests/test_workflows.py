"""The files that CI servers read are well formed, and what they run does what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from dashlint import __version__
from scripts import loaded

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, ROOT / "action.yml"]
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


release = loaded(ROOT / ".ci" / "release.py")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", [ROOT / "action.yml"]),
        ("vendor.gitlab-ci", [ROOT / "ci" / "gitlab" / "dashlint.gitlab-ci.yml"]),
    ],
)
def test_schema(schema: str, files: list[Path]) -> None:
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="needs actionlint")
def test_actionlint() -> None:
    done = subprocess.run(["actionlint", *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("zizmor") is None, reason="needs zizmor")
def test_zizmor() -> None:
    command = ["zizmor", "--offline", "--no-progress", *map(str, FILES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_actions_of_others_are_pinned(file: Path) -> None:
    used = re.findall(r"uses: (?!\./)(.+)", file.read_text(encoding="utf-8"))
    assert used
    assert [one for one in used if not PINNED.fullmatch(one)] == []


def test_one_version_of_each_action() -> None:
    used = {one for file in FILES for one in re.findall(r"uses: (?!\./)(.+)", file.read_text(encoding="utf-8"))}
    names = [one.partition("@")[0] for one in used]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_nothing_is_allowed_that_is_not_needed(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert workflow["permissions"] in ({}, {"contents": "read"})


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_no_expression_stands_in_a_script(file: Path) -> None:
    jobs: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert [script for script in scripts if "${{" in script] == []


def test_every_python_that_the_package_promises_is_tested() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    promised = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["tests"]["strategy"]["matrix"]["python"] == promised


@pytest.mark.skipif(os.name == "nt", reason="the step runs on Linux")
@pytest.mark.parametrize(
    ("tag", "kind"), [("v1.2.0", "--latest"), ("v1.2.0rc1", "--prerelease"), ("v1.2.0a1", "--prerelease")]
)
def test_what_kind_of_release_a_tag_is(tmp_path: Path, tag: str, kind: str) -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
    step = workflow["jobs"]["release"]["steps"][-1]
    (tmp_path / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "dashlint.whl").touch()
    environment = {**os.environ, "GITHUB_REF_NAME": tag, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "--noprofile", "--norc", "-e", "-c", step["run"]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [
        "release", "create", tag, "dist/dashlint.whl", "--title", tag, "--notes-file", "notes.md", "--verify-tag", kind
    ]  # fmt: skip


class TestRelease:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        (tmp_path / "dashlint").mkdir()
        (tmp_path / "dashlint" / "__init__.py").write_text('"""A package."""\n\n__version__ = "1.2.0"\n')
        (tmp_path / "CHANGELOG.md").write_text(
            "# Changelog\n\nWords.\n\n## 1.2.0 (2030-01-31)\n\n- New.\n\n### Rules\n\n- DSH1.\n\n## 1.1.0\n\n- Old.\n"
        )
        return tmp_path

    def test_notes(self, tree: Path) -> None:
        assert release.main("v1.2.0", tree) == "- New.\n\n### Rules\n\n- DSH1."

    @pytest.mark.parametrize("tag", ["1.2.0", "v1.2.1", "v1.1.0", "v1.2.0 "])
    def test_another_tag(self, tree: Path, tag: str) -> None:
        with pytest.raises(release.ReleaseError, match=r"has version 1\.2\.0"):
            release.main(tag, tree)

    @pytest.mark.parametrize(
        "heading", ["## Unreleased\n\n- Soon.\n\n## 1.2.0\n\n- New.\n", "## 1.1.0\n\n- Old.\n", ""]
    )
    def test_another_changelog(self, tree: Path, heading: str) -> None:
        (tree / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}")
        with pytest.raises(release.ReleaseError, match=r"first section of `CHANGELOG\.md` must be 1\.2\.0"):
            release.main("v1.2.0", tree)

    def test_an_empty_section(self, tree: Path) -> None:
        (tree / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.0\n\n## 1.1.0\n\n- Old.\n")
        with pytest.raises(release.ReleaseError, match="is empty"):
            release.main("v1.2.0", tree)

    def test_no_version(self, tree: Path) -> None:
        (tree / "dashlint" / "__init__.py").write_text("")
        with pytest.raises(release.ReleaseError, match="has no `__version__`"):
            release.main("v1.2.0", tree)

    def test_the_command(self) -> None:
        done = subprocess.run([sys.executable, str(ROOT / ".ci" / "release.py"), "v0"], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"the tag is `v0`, but `dashlint/__init__.py` has version {__version__}\n"


class TestChangelog:
    sections = release.changelog_sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))

    def test_the_newest_version_is_that_of_the_package(self) -> None:
        newest = next(heading for heading in self.sections if heading != "Unreleased")
        assert newest == __version__
        assert next(iter(self.sections)) in (newest, "Unreleased")

    def test_versions_fall(self) -> None:
        versions = [Version(heading) for heading in self.sections if heading != "Unreleased"]
        assert versions == sorted(set(versions), reverse=True)

    def test_every_section_says_something(self) -> None:
        assert [heading for heading, body in self.sections.items() if not body] == []


SHOWN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "ci").glob("*/*.yml"))]
USED = re.compile(r"(?:dashlint@v|rev: v|dashlint/-/raw/v|dashlint==|DASHLINT_VERSION: \"==|\(dashlint: )(\d[\w.]*\w)")


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: file.name)
def test_examples_name_the_newest_version(file: Path) -> None:
    assert set(USED.findall(file.read_text(encoding="utf-8"))) <= {__version__}


def test_examples_name_a_version() -> None:
    assert sum(len(USED.findall(file.read_text(encoding="utf-8"))) for file in SHOWN) >= 4
