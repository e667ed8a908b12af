"""The pre-commit hooks run when a file that dashlint reads is changed, and not for others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dashlint.file_kinds import kind_of

HOOKS = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOOK, FIX = HOOKS

READ = """
app.py pages/home.py requirements.txt requirements-dev.in requirements/base.txt deploy/requirements.prod.txt
constraints.txt pyproject.toml setup.cfg Pipfile Pipfile.lock uv.lock poetry.lock pdm.lock pylock.toml environment.yml
conda-linux.yaml Procfile Procfile.dev Dockerfile docker/Dockerfile.prod web.Dockerfile Containerfile compose.yaml
docker-compose.prod.yml render.yaml fly.toml fly.staging.toml app.yaml app.prod.yaml Makefile GNUmakefile tools.mk
run.sh start.bash etc/dash.service railway.json railway.toml nixpacks.toml heroku.yml .gitlab-ci.yml
azure-pipelines.yml .github/workflows/ci.yml .circleci/config.yml
""".split()
SETTINGS = ["dashlint.toml", "packages/web/dashlint.toml", "dashlint-baseline.json"]
OTHERS = """
README.md data.json notes.txt mkdocs.yml .pre-commit-config.yaml assets/style.css LICENSE tox.ini a.toml
""".split()


@pytest.mark.parametrize("name", READ)
def test_runs_for_what_is_read(name: str) -> None:
    assert kind_of(f"/project/{name}") is not None
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize("name", OTHERS)
def test_does_not_run_for_others(name: str) -> None:
    assert kind_of(f"/project/{name}") is None
    assert not re.search(HOOK["files"], name)


@pytest.mark.parametrize("name", [*SETTINGS, "explore.ipynb"])
def test_runs_for_what_changes_the_outcome(name: str) -> None:
    assert re.search(HOOK["files"], name)


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_reads_the_whole_project_in_one_process(hook: dict[str, object]) -> None:
    assert (hook["pass_filenames"], hook["require_serial"]) == (False, True)


def test_the_hook_that_mends_differs_in_nothing_else() -> None:
    what_it_is = ("id", "name", "description", "entry")
    assert {key: value for key, value in FIX.items() if key not in what_it_is} == {
        key: value for key, value in HOOK.items() if key not in what_it_is
    }
    assert (FIX["id"], FIX["entry"]) == ("dashlint-fix", "dashlint --fix")


def test_pre_commit_reads_the_hooks() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib")
    manifest = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
    assert [hook["id"] for hook in clientlib.load_manifest(manifest)] == ["dashlint", "dashlint-fix"]
