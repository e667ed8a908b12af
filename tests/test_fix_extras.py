"""Extras that fixes add to requirements: the line asks for them, and for nothing else that it did not ask for."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement as Pip

from dashlint import toml
from dashlint.file_kinds import ProjectFile
from dashlint.manifests import Manifests
from dashlint.manifests.extras import with_extras
from dashlint.manifests.reading import entries_of
from dashlint.manifests.requirement import Requirement


def rewritten(row: str, name: str, extras: tuple[str, ...] = ("fastapi",)) -> str | None:
    """The line of a manifest with more extras; it has to be one that asks for Dash."""
    head = {"pyproject.toml": "[tool.poetry.dependencies]\n", "Dockerfile": "FROM python\n"}.get(name, "\n")
    found = [one for one in entries_of(f"/p/{name}", f"{head}{row}\n".encode()) if isinstance(one, Requirement)]
    dash = next(one for one in found if one.name == "dash")
    written = with_extras(row, dash, extras)
    if written is None:
        return None
    first, last = written.columns
    return row[: first - 1] + written.text + row[last - 1 :]


NAMES = st.sampled_from(["dash", "Dash", "DASH"])
VERSIONS = st.sampled_from(["", "==4.4.1", ">=4.2", " >= 4.2, <5", "~=4.4", " (>=4.2)", "===4.4.1", "!=4.3"])
MARKERS = st.sampled_from(["", "; python_version > '3.9'", ' ; extra == "all"', "  ;sys_platform=='win32'"])
COMMENTS = st.sampled_from(["", "  # dash[x] is said here", " # über", "\t#dash"])
GIVEN = st.lists(st.sampled_from(["celery", "diskcache", "testing"]), unique=True)
ADDED = st.lists(st.sampled_from(["async", "fastapi", "quart", "celery"]), unique=True, min_size=1)


@given(NAMES, GIVEN, st.sampled_from([",", ", ", " , "]), VERSIONS, MARKERS, COMMENTS, ADDED)
def test_line_of_pip_asks_for_more(
    name: str, had: list[str], comma: str, version: str, marker: str, comment: str, added: list[str]
) -> None:
    extras = f"[{comma.join(had)}]" if had else ""
    code = f"{name}{extras}{version}{marker}"
    new = rewritten(f"{code}{comment}", "requirements.txt", tuple(added))
    if set(added) <= set(had):
        assert new is None
        return
    assert new is not None
    assert new.endswith(comment)
    before, after = Pip(code), Pip(new.removesuffix(comment))
    assert after.extras == {*had, *added}
    assert (after.name, after.specifier, after.marker) == (before.name, before.specifier, before.marker)
    assert rewritten(new, "requirements.txt", tuple(added)) is None


@given(VERSIONS.map(str.strip), GIVEN, st.booleans(), st.booleans(), COMMENTS, ADDED)
def test_table_of_poetry_asks_for_more(
    version: str, had: list[str], is_spaced: bool, is_trailing: bool, comment: str, added: list[str]
) -> None:
    space = " " if is_spaced else ""
    listed = ", ".join(f'"{one}"' for one in had) + ("," if is_trailing and had else "")
    value = f'{{{space}version = "{version}", extras = [{space}{listed}{space}], optional = true{space}}}'
    row = f"dash = {value}{comment}"
    new = rewritten(row, "pyproject.toml", tuple(added))
    if set(added) <= set(had):
        assert new is None
        return
    assert new is not None
    before, after = dict(toml.load(row).table("dash")), dict(toml.load(new).table("dash"))
    assert sorted(after.pop("extras")) == sorted({*before.pop("extras"), *added})
    assert after == before
    assert new.endswith(comment)


@pytest.mark.parametrize(
    ("row", "name", "after"),
    [
        ('dash = "^4.4"  # x', "pyproject.toml", 'dash = { version = "^4.4", extras = ["fastapi"] }  # x'),
        ("dash = '*'", "pyproject.toml", "dash = { version = '*', extras = [\"fastapi\"] }"),
        ('"dash" = {version = "4"}', "pyproject.toml", '"dash" = {version = "4", extras = ["fastapi"]}'),
        ('dash = [{version = "4"}]', "pyproject.toml", None),
        ("dash[]>=4", "requirements.txt", "dash[fastapi]>=4"),
        ("dash @ https://example.org/dash.whl", "requirements.txt", "dash[fastapi] @ https://example.org/dash.whl"),
        ("-e git+https://example.org/dash.git#egg=dash", "requirements.txt", None),
        ("dash [ celery ] >=4.2", "requirements.txt", "dash [ celery,fastapi ] >=4.2"),
        ("dash [] >=4.2", "requirements.txt", "dash [fastapi] >=4.2"),
        ("dash==4.4.1 --hash=sha256:1", "requirements.txt", None),
        ("RUN pip install dash==4.4.1 gunicorn", "Dockerfile", 'RUN pip install "dash[fastapi]==4.4.1" gunicorn'),
        ("RUN pip install dash&&echo", "Dockerfile", 'RUN pip install "dash[fastapi]"&&echo'),
        ("RUN pip install 'dash>=4.2' x", "Dockerfile", "RUN pip install 'dash[fastapi]>=4.2' x"),
        ("RUN pip install dash[celery]", "Dockerfile", "RUN pip install dash[celery,fastapi]"),
        ('RUN sh -c "pip install dash"', "Dockerfile", None),
        ('RUN sh -c "pip install dash x"', "Dockerfile", None),
        ("RUN cp -r dash /x && pip install dash", "Dockerfile", None),
        (
            "RUN pip install dash dash-ag-grid mydash",
            "Dockerfile",
            'RUN pip install "dash[fastapi]" dash-ag-grid mydash',
        ),
    ],
)
def test_line(row: str, name: str, after: str | None) -> None:
    assert rewritten(row, name) == after


@given(
    st.lists(st.sampled_from(["pandas", "'numpy>=2'", "-U", "gunicorn"])), VERSIONS.map(lambda text: text.strip(" ()"))
)
def test_command_installs_more(others: list[str], version: str) -> None:
    quote = "'" if set(version) & set("<>!, ") else ""
    row = " ".join(["RUN pip install", f"{quote}dash{version}{quote}", *others])
    new = rewritten(row, "Dockerfile")
    assert new is not None
    assert shlex.split(new)[4:] == shlex.split(row)[4:]
    assert shlex.split(new)[3].replace("[fastapi]", "") == shlex.split(row)[3]
    assert Pip(shlex.split(new)[3]).extras == {"fastapi"}


def test_conda_knows_no_extras() -> None:
    text = b"dependencies:\n  - dash=4.4\n  - pip:\n    - dash>=4.2\n"
    conda, pip = (one for one in entries_of("/p/environment.yml", text) if isinstance(one, Requirement))
    assert with_extras("  - dash=4.4", conda, ["fastapi"]) is None
    assert with_extras("    - dash>=4.2", pip, ["fastapi"]) is not None


@pytest.mark.parametrize(
    ("table", "is_written"), [("tool.pixi.dependencies", False), ("tool.poetry.dependencies", True)]
)
def test_tables_of_pixi_may_be_those_of_conda(table: str, is_written: bool) -> None:
    text = f'[{table}]\ndash = "4.4"\n'.encode()
    (dash,) = (one for one in entries_of("/p/pyproject.toml", text) if isinstance(one, Requirement))
    manifests = Manifests([ProjectFile("/p/pyproject.toml", "manifest", text)])
    assert (manifests.with_extras(dash, ["fastapi"]) is not None) is is_written
