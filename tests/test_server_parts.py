"""What the language server is made of: columns, settings, comments, turns."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from dashlint.cli import main
from dashlint.configuration import SettingsError
from dashlint.diagnostic import Diagnostic, Location, Severity
from dashlint.file_kinds import kind_of
from dashlint.fix import edited
from dashlint.server.choosing import chosen, complaint
from dashlint.server.documents import documents_of, encoded, path_of, uri_of
from dashlint.server.ruler import Ruler
from dashlint.server.silencing import in_file
from dashlint.server.turns import ObsoleteError, Turns, in_thread
from dashlint.server.watched import PATTERNS, decides
from dashlint.server.wishes import WishError, Wishes, wished
from dashlint.suppress import suppressions

LINES = st.text(st.characters(codec="utf-16", exclude_characters="\r\n"), max_size=20)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(ENCODINGS, LINES, st.integers(0, 20))
def test_a_column_comes_back_from_the_units_of_the_editor(encoding: str, line: str, before: int) -> None:
    ruler = Ruler(encoding)
    before = min(before, len(line))
    assert ruler.characters(line, ruler.units(line[:before])) == before
    assert (
        ruler.units(line)
        == len(line.encode(f"{encoding}-le" if encoding != "utf-8" else encoding))
        // ({"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding])
    )


@given(ENCODINGS, LINES, st.integers(0, 100))
def test_no_place_lies_behind_the_end_of_its_line(encoding: str, line: str, units: int) -> None:
    ruler = Ruler(encoding)
    here = ruler.characters(line, units)
    assert 0 <= here <= len(line)
    assert ruler.units(line[:here]) <= units


@given(ENCODINGS, st.lists(LINES, min_size=1, max_size=4), st.data())
def test_a_location_comes_back_from_its_range(encoding: str, lines: list[str], data: st.DataObject) -> None:
    ruler = Ruler(encoding)
    ends = [data.draw(st.integers(0, len(lines) - 1)) for _ in range(2)]
    columns = [data.draw(st.integers(1, len(lines[at]) + 1)) for at in ends]
    location = Location("a.py", ends[0] + 1, columns[0], ends[1] + 1, columns[1])

    def line(path: str, number: int) -> str:
        return lines[number - 1]

    assert ruler.location("a.py", ruler.range(location, line), line) == location


def test_a_place_in_the_middle_of_a_character_is_the_one_before_it() -> None:
    assert Ruler("utf-16").characters("a\N{PARTY POPPER}b", 2) == 1
    assert Ruler("utf-8").characters("a\N{PARTY POPPER}b", 4) == 1
    assert Ruler("utf-8").characters("a\N{PARTY POPPER}b", 5) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, Wishes()),
        ({}, Wishes()),
        ({"dashlint": {"select": "DSH1, DSH3"}}, Wishes(select=("DSH1", "DSH3"))),
        ({"dashlint": {"extendSelect": ["ADVICE"], "delay": 0}}, Wishes(extend_select=("ADVICE",), delay=0)),
        ({"unsafeFixes": True, "backend": "quart"}, Wishes(unsafe_fixes=True, backend="quart")),
        ({"unsafeFixes": None, "backend": "", "ignore": None}, Wishes()),
        ({"enable": False, "configuration": "lint.toml"}, Wishes(enable=False, configuration="lint.toml")),
    ],
)
def test_what_an_editor_may_wish(given: object, expected: Wishes) -> None:
    assert wished(given, Wishes()) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"delay": -1}, "`dashlint.delay` must be a number of milliseconds, not `-1`"),
        ({"delay": True}, "`dashlint.delay` must be a number of milliseconds, not `True`"),
        ({"enable": None}, "`dashlint.enable` must be `true` or `false`, not `None`"),
        ({"select": [1]}, "`dashlint.select` must be a list of texts, not `[1]`"),
        ({"backend": []}, "`dashlint.backend` must be a text, not `[]`"),
        ({"extend-select": []}, "`dashlint.extend-select` is no setting of dashlint; did you mean `extendSelect`?"),
    ],
)
def test_what_an_editor_may_not_wish(given: object, message: str) -> None:
    with pytest.raises(WishError) as caught:
        wished(given, Wishes())
    assert str(caught.value) == message


def test_wishes_stand_over_the_files_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "dashlint.toml").write_text('backend = "flask"\nignore = ["DSH105"]\nexclude = ["old"]\n')
    (tmp_path / "other.toml").write_text('dash-version = "4.4.1"\n')
    found = chosen(str(tmp_path), Wishes(backend="quart", select=("DSH101",), exclude=("new",), unsafe_fixes=True))
    assert (found.settings.backend, found.settings.select, found.settings.supposes) == ("quart", ("DSH101",), True)
    assert [each.patterns for each in found.settings.exclude] == [("old",), ("new",)]
    assert found.settings.fixing.unsafe_fixes
    other = chosen(str(tmp_path), Wishes(configuration="other.toml", dash_version="4.3")).settings
    assert (other.backend, other.dash_version) == (None, "4.3")
    assert chosen(str(tmp_path), Wishes(configuration="other.toml")).settings.dash_version == "4.4.1"


def test_a_complaint_says_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "a: file" / "dashlint.toml"
    file.parent.mkdir()
    file.touch()
    told = complaint(SettingsError(f"{file}:7: `backend` must be: a backend"))
    assert (told.path, told.line, told.message) == (str(file), 7, "`backend` must be: a backend")
    told = complaint(SettingsError(f"{file}: is not valid TOML: invalid value (at line 3, column 4)"))
    assert (told.path, told.line) == (str(file), 3)
    told = complaint(SettingsError("`--extend-select`: no rule is called `X`"))
    assert (told.path, told.message) == ("", "`dashlint.extendSelect`: no rule is called `X`")


def silenced(text: str, code: str = "DSH101") -> str:
    found = Diagnostic(code, "blocking-sleep", Severity.ERROR, Location("/app.py", 1, 1, 1, 2), "it sleeps")
    return edited(text.encode(), in_file(found, text.encode())).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import time\n", "# dashlint: ignore-file[DSH101]\nimport time\n"),
        ('"""App."""\r\n', '# dashlint: ignore-file[DSH101]\r\n"""App."""\r\n'),
        ("#!python\nimport time\n", "#!python\n# dashlint: ignore-file[DSH101]\nimport time\n"),
        ("# coding: latin-1\nx = 1\n", "# coding: latin-1\n# dashlint: ignore-file[DSH101]\nx = 1\n"),
        ("# dashlint: ignore-file[DSH102]\n", "# dashlint: ignore-file[DSH102, DSH101]\n"),
        (
            "x = 1\n# dashlint: ignore-file[ DSH102 , blocking-file ] -- old\n",
            "x = 1\n# dashlint: ignore-file[ DSH102 , blocking-file, DSH101 ] -- old\n",
        ),
        ("", "# dashlint: ignore-file[DSH101]\n"),
    ],
)
def test_a_rule_is_ignored_in_a_file(before: str, after: str) -> None:
    assert silenced(before) == after
    (comment,) = suppressions(after)
    assert comment.silences("DSH101", "blocking-sleep", 1, 1)


def test_only_python_is_ignored_as_a_file() -> None:
    found = Diagnostic("DSH205", "wrong-process-manager", Severity.ERROR, Location("/Procfile", 1, 1, 1, 2), "it is")
    assert in_file(found, b"web: gunicorn app\n") == ()


def test_buffers_hold_what_a_file_would() -> None:
    assert encoded("é = 1\n") == "é = 1\n".encode()
    assert encoded("# coding: latin-1\né = 1\n") == "# coding: latin-1\né = 1\n".encode("latin-1")
    assert encoded("# coding: latin-1\n€ = 1\n") == b"# coding: latin-1\n? = 1\n"
    assert encoded("# coding: klingon\né\n") == "# coding: klingon\né\n".encode()


class Buffer:
    version = 3
    source = "x"

    def __init__(self, uri: str) -> None:
        self.uri = uri


def test_files_keep_the_address_that_the_editor_gave_them(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    uri = f"file://{tmp_path}/link/a%20%C3%A9.py"
    documents = documents_of([Buffer(uri), Buffer("untitled:Untitled-1"), Buffer("git:/a.py")])
    real = str((tmp_path / "real" / "a é.py").resolve())
    assert list(documents) == [real]
    assert documents[real].path == f"{tmp_path}/link/a é.py"
    assert uri_of(real, documents) == uri
    assert uri_of(real, {}) == f"file://{Path(real).parent}/a%20%C3%A9.py"
    assert uri_of(real, {}, f"{tmp_path}/link/b.py") == f"file://{tmp_path}/link/b.py"
    assert path_of("untitled:a.py") is None


def test_every_kind_of_file_that_is_read_is_watched() -> None:
    """Editors know globs as VS Code does: `{a,b}` are alternatives, `**/` is any folder or none."""
    from pathspec import GitIgnoreSpec

    def spread(pattern: str) -> list[str]:
        if "{" not in pattern:
            return [pattern]
        before, rest = pattern.split("{", 1)
        inside, after = rest.split("}", 1)
        return [one for choice in inside.split(",") for one in spread(before + choice + after)]

    spec = GitIgnoreSpec.from_lines([one for pattern in PATTERNS for one in spread(pattern)])
    files = """
        app.py pages/home.py pyproject.toml setup.cfg Pipfile Pipfile.lock uv.lock poetry.lock pdm.lock pylock.web.toml
        requirements.txt dev-requirements.in requirements-dev.txt constraints.txt requirements/base.txt environment.yml
        conda.yaml Procfile Procfile.dev Dockerfile web.Dockerfile Dockerfile.web Containerfile app.dockerfile
        docker-compose.yml compose.prod.yaml render.yaml fly.toml fly.prod.toml app.yaml Makefile makefile GNUmakefile
        rules.mk run.sh start.bash dash.service railway.json railway.toml nixpacks.toml heroku.yml .gitlab-ci.yml
        azure-pipelines.yml .github/workflows/ci.yml .circleci/config.yml
    """.split()
    for file in files:
        assert kind_of(f"/some/where/{file}"), file
        assert spec.match_file(f"some/where/{file}"), file
    for file in ("dashlint.toml", ".dashlint.toml", "dashlint-baseline.json", ".gitignore"):
        assert spec.match_file(f"some/where/{file}"), file
    assert not spec.match_file("some/where/README.md")
    assert decides("/a/pyproject.toml")
    assert decides("/a/.gitignore")
    assert not decides("/a/app.py")


def test_work_that_is_asked_for_again_is_obsolete() -> None:
    seen: list[str] = []

    async def scenario() -> None:
        began, go_on = asyncio.Event(), asyncio.Event()

        async def work(is_obsolete: object) -> None:
            seen.append("begun")
            began.set()
            await go_on.wait()
            assert callable(is_obsolete)
            if is_obsolete():
                raise ObsoleteError
            seen.append("done")

        turns = Turns(work)
        turns.ask()
        turns.ask()
        await asyncio.wait_for(began.wait(), 10)
        turns.ask()
        go_on.set()
        await asyncio.wait_for(turns.settled(), 10)
        assert seen == ["begun", "begun", "done"]
        turns.delay = 1000.0
        turns.ask()
        await asyncio.wait_for(turns.settled(), 10)
        assert seen == ["begun", "begun", "done", "begun", "done"]
        turns.stop()
        turns.ask()
        await asyncio.wait_for(turns.settled(), 10)
        assert len(seen) == 5

    asyncio.run(scenario())


def test_what_fails_in_a_thread_fails_where_it_is_awaited() -> None:
    def fail() -> None:
        raise RuntimeError("out of luck")

    with pytest.raises(RuntimeError, match="out of luck"):
        asyncio.run(in_thread(fail))
    assert asyncio.run(in_thread(lambda: 7)) == 7


def test_the_extra_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *more: None if name == "pygls" else find_spec(name))
    assert main(["server"]) == 2
    said = capsys.readouterr().err
    assert "the language server needs the extra `lsp`" in said
    assert "pip install 'dashlint[lsp]'" in said


def test_other_commands_do_without_pygls() -> None:
    code = "import sys; from dashlint.cli import main; main(sys.argv[1:]); sys.exit('pygls' in sys.modules)"
    for command in (["rules"], ["server", "--help"]):
        run = subprocess.run(
            [sys.executable, "-c", code, *command], capture_output=True, cwd=Path(__file__).parent.parent
        )
        assert run.returncode == 0, run.stderr


def test_an_editor_that_goes_away_ends_the_server() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "dashlint", "server"], input=b"", capture_output=True, cwd=Path(__file__).parent.parent
    )
    assert (run.returncode, run.stdout) == (1, b"")


def test_kinds_of_actions_are_those_of_the_protocol() -> None:
    from dashlint.server.actions import FIX_ALL, QUICK_FIX

    assert (types.CodeActionKind.QuickFix, "source.fixAll.dashlint") == (QUICK_FIX, FIX_ALL)
