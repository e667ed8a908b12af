"""The baseline: what it hides, what it lets through, and how its file is written and read."""

from __future__ import annotations

import json
import os
import random
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.baseline import (
    BaselineError,
    Entry,
    Reach,
    compared,
    entries_in,
    gone,
    parsed,
    pruned,
    read_baseline,
    rewritten,
    text_of,
)
from dashlint.cli import main
from dashlint.diagnostic import Applicability, Diagnostic, DiagnosticFix, DiagnosticNote, Effect, Location, Severity
from dashlint.find import Source
from dashlint.fingerprints import chain, fingerprint
from dashlint.lint import lint_sources
from dashlint.settings import Settings
from fixture_projects import FOLDERS, outcome_of

HEAD = """\
import time
import requests

from dash import Dash, Input, Output, callback
from helpers import load, Client

app = Dash(__name__, backend="fastapi")
"""
HELPERS = """\
import requests


class Client:
    def get(self):
        return requests.get("https://example.com")


def load(name):
    client = Client()
    return client.get()
"""
CALLBACK = """\
@callback(Output("{0}", "children"), Input("{0}", "n_clicks"))
async def {0}(clicks):
    {1}
    return clicks
"""
SLEEP, REQUEST, LOAD = "time.sleep(1)", 'requests.get("https://example.com")', 'load("x")'
APP = "\n\n".join((HEAD, CALLBACK.format("first", SLEEP), CALLBACK.format("second", LOAD)))
PLACE = Location("/project/app.py", 3, 5, 3, 9)


def problem(scope: str = "update", *steps: str, code: str = "DSH101", line: int = 3) -> Diagnostic:
    notes = tuple(DiagnosticNote(PLACE, "calls `x`", step, is_step=True) for step in steps)
    location = replace(PLACE, line=line, end_line=line)
    return Diagnostic(code, "a-rule", Severity.ERROR, location, "it blocks", notes=notes, scope=scope)


def found_in(app: str, helpers: str = HELPERS) -> tuple[Diagnostic, ...]:
    texts = {"/project/app.py": app, "/project/helpers.py": helpers}
    sources = (Source(path, path, True, True, text.encode()) for path, text in texts.items())
    return lint_sources(tuple(sources), Settings()).diagnostics


ENTRY_OF = entries_in(Path("/project"))


def recorded(diagnostics: Sequence[Diagnostic]) -> Counter[Entry]:
    return Counter(entry for one in diagnostics if (entry := ENTRY_OF(one)))


class TestFingerprint:
    def test_it_is_stable(self) -> None:
        expected = "v1:614bda546c4dbc53a71655b0b2eaf74e"
        assert fingerprint(problem("update", "update", "fetch"), "pages/home.py") == expected

    def test_what_does_not_matter(self) -> None:
        one = problem("update", "fetch")
        other = replace(
            one,
            name="another-name",
            severity=Severity.INFO,
            location=Location("/elsewhere/app.py", 90, 1, 91, 2),
            message="other words",
            help="do something",
            effect=Effect.COST,
            fix=DiagnosticFix("mend it", Applicability.SAFE, ()),
            notes=(
                replace(one.notes[0], message="leads there", location=Location("/x.py", 1, 1, 1, 2)),
                DiagnosticNote(PLACE, "this app runs on FastAPI", "create_app"),
                DiagnosticNote(None, "a remark"),
            ),
        )
        assert fingerprint(one, "app.py") == fingerprint(other, "app.py")

    def test_what_matters(self) -> None:
        one = problem("update", "fetch")
        others = (problem("update"), problem("other", "fetch"), problem("update", "fetch", code="DSH102"))
        known = {fingerprint(each, "app.py") for each in (one, *others)}
        known |= {fingerprint(one, "page.py"), fingerprint(one, "app.py", 1)}
        assert len(known) == 6

    def test_names_of_any_kind(self) -> None:
        assert fingerprint(problem("größe"), "caf\udce9/é\n.py") != fingerprint(problem("größe"), "café/é\n.py")

    @pytest.mark.parametrize(
        ("scopes", "expected"),
        [
            (("update",), "update"),
            (("",), "<module>"),
            (("", "fetch"), "<module> > fetch"),
            (("update", "update", "fetch", "Client.get"), "update > fetch > Client.get"),
            (("update", "fetch", "", "fetch", "update"), "update > fetch > update"),
        ],
    )
    def test_the_chain(self, scopes: tuple[str, ...], expected: str) -> None:
        assert chain(problem(*scopes)) == expected

    def test_the_chain_of_a_real_problem(self) -> None:
        assert sorted(map(chain, found_in(APP))) == ["first", "second > load > Client.get"]


class TestCompared:
    def test_nothing_known(self) -> None:
        found = (problem(line=1), problem(line=2))
        assert compared(found, {}, ENTRY_OF) == compared(found, {Entry("app.py", "DSH999", "update"): 1}, ENTRY_OF)
        assert compared(found, {}, ENTRY_OF).new == found

    def test_the_last_ones_are_new(self) -> None:
        found = tuple(problem(line=line) for line in (1, 2, 3))
        after = compared(found, {Entry("app.py", "DSH101", "update"): 2}, ENTRY_OF)
        assert (after.new, after.hidden) == (found[2:], 2)
        assert after.now == {Entry("app.py", "DSH101", "update"): 3}

    def test_those_on_changed_lines_are_new(self) -> None:
        found = tuple(problem(line=line) for line in (1, 2, 3))
        baseline = {Entry("app.py", "DSH101", "update"): 2}
        after = compared(found, baseline, ENTRY_OF, lambda one: one.location.line == 1)
        assert after.new == found[:1]
        assert compared(found, baseline, ENTRY_OF, lambda one: True).new == found[2:]

    def test_more_than_there_are(self) -> None:
        found = (problem(),)
        after = compared(found, {Entry("app.py", "DSH101", "update"): 5}, ENTRY_OF)
        assert (after.new, after.hidden) == ((), 1)

    def test_an_unreadable_file_is_never_known(self) -> None:
        found = (problem("", code="DSH001"),)
        after = compared(found, {Entry("app.py", "DSH001", "<module>"): 1}, ENTRY_OF)
        assert (after.new, after.now) == (found, {})

    @pytest.mark.parametrize("code", ["DSH002", "DSH003"])
    def test_problems_of_suppressions_can_be_known(self, code: str) -> None:
        found = (problem("", code=code),)
        assert compared(found, recorded(found), ENTRY_OF).new == ()

    def test_paths_go_from_the_folder(self) -> None:
        assert entries_in(Path("/project/ci"))(problem()) == Entry("../app.py", "DSH101", "update")
        assert entries_in(Path("/"))(problem()) == Entry("project/app.py", "DSH101", "update")


ENTRIES = st.builds(
    Entry, st.sampled_from(["a.py", "b/c.py"]), st.sampled_from(["DSH101", "DSH102"]), st.sampled_from(["f", "f > g"])
)
BASELINES = st.dictionaries(ENTRIES, st.integers(1, 4))


class TestCounts:
    @given(BASELINES, BASELINES, st.sets(ENTRIES))
    def test_pruning_never_raises_a_count(self, old, now, judged) -> None:
        after = pruned(old, now, judged.__contains__)
        assert after.keys() <= old.keys()
        assert all(0 < count <= old[entry] for entry, count in after.items())
        assert all(
            after.get(entry, 0) == min(count, now.get(entry, 0)) for entry, count in old.items() if entry in judged
        )
        assert all(after[entry] == count for entry, count in old.items() if entry not in judged)
        assert gone(after, now, judged.__contains__) == {}

    @given(BASELINES, BASELINES, st.sets(ENTRIES))
    def test_writing_keeps_what_was_not_looked_for(self, old, now, judged) -> None:
        after = rewritten(old, now, judged.__contains__)
        for entry in {*old, *now}:
            expected = now.get(entry, 0) if entry in judged else max(old.get(entry, 0), now.get(entry, 0))
            assert after.get(entry, 0) == expected
        assert all(count > 0 for count in after.values())

    @given(BASELINES, BASELINES)
    def test_what_is_gone(self, old, now) -> None:
        over = gone(old, now, lambda entry: True)
        assert Counter(old) - Counter(now) == Counter(over)

    def test_who_can_judge(self, tmp_path: Path) -> None:
        (tmp_path / "there.py").write_text("")
        shown = {"DSH101"}
        reach = Reach(tmp_path, {str(tmp_path / "read.py")}, {str(tmp_path)}, lambda code, path: code in shown)
        judges = {path: reach.judges(Entry(path, "DSH101", "f")) for path in ("read.py", "there.py", "a/lost.py")}
        assert judges == {"read.py": True, "there.py": False, "a/lost.py": True}
        assert not reach.judges(Entry("read.py", "DSH102", "f"))
        assert not replace(reach, on_trial=True).judges(Entry("read.py", "DSH101", "f"))
        assert not replace(reach, folders={str(tmp_path / "b")}).judges(Entry("a/lost.py", "DSH101", "f"))


def blocks(app: str) -> list[str]:
    """The callbacks of an app, behind its head."""
    return app.split("\n\n\n")[1:]


NAMES = ("alpha", "beta", "gamma", "delta")
BODIES = (SLEEP, REQUEST, LOAD, f"{SLEEP}\n    {SLEEP}", f"data = Client().get()\n    {REQUEST}")
NOISE = (
    "",
    "# a comment",
    "def unrelated(x):\n    return x",
    "class Unrelated:\n    def load(self):\n        return 1",
    "LIMIT = (\n    1,\n)",
)
WORDS = {
    "clicks": "count",
    "time.sleep(1)": "time.sleep(\n        1 + 1\n    )",
    "data = ": "rows = ",
    "return c": "\n\n    return c",
}


class TestEdits:
    """What people do to their code, and what it comes to."""

    @staticmethod
    def edited(parts: list[str], rng: random.Random) -> str:
        """The callbacks in another order, with other things between them, formatted and named otherwise."""
        told = []
        for part in rng.sample(parts, len(parts)):
            decorator, body = part.split("\n", 1)
            for old, new in WORDS.items():
                body = body.replace(old, new) if rng.random() < 0.5 else body
            told += [rng.choice(NOISE), f"{decorator}\n{body}"]
        return ("\n" * rng.randint(1, 4)).join([HEAD, *told, rng.choice(NOISE)]) + "\n"

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(BODIES), min_size=1, max_size=4), st.randoms(use_true_random=False))
    def test_moving_and_formatting_makes_nothing_new(self, bodies: list[str], rng: random.Random) -> None:
        parts = [CALLBACK.format(name, body) for name, body in zip(NAMES, bodies, strict=False)]
        before = found_in("\n\n".join([HEAD, *parts]))
        baseline = recorded(before)
        assert before
        after = compared(found_in(self.edited(parts, rng), f"\n# moved\n\n{HELPERS}"), baseline, ENTRY_OF)
        assert (after.new, after.hidden, after.now) == ((), len(before), baseline)

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(st.sampled_from(BODIES), min_size=1, max_size=4),
        st.sampled_from((SLEEP, REQUEST, LOAD)),
        st.randoms(use_true_random=False),
    )
    def test_one_new_mistake_is_one_new_problem(self, bodies: list[str], mistake: str, rng: random.Random) -> None:
        parts = [CALLBACK.format(name, body) for name, body in zip(NAMES, bodies, strict=False)]
        baseline = recorded(found_in("\n\n".join([HEAD, *parts])))
        hurt = rng.randrange(len(parts))
        parts[hurt] = parts[hurt].replace("\n    return", f"\n    {mistake}\n    return")
        after = compared(found_in(self.edited(parts, rng)), baseline, ENTRY_OF)
        assert [one.scope for one in after.new] == [NAMES[hurt]]
        assert after.hidden == sum(baseline.values())

    def test_a_helper_may_move_to_another_file(self) -> None:
        baseline = recorded(found_in(APP))
        sources = {
            "/project/app.py": APP.replace("from helpers import load, Client", "from lib import load"),
            "/project/lib.py": HELPERS,
        }
        read = tuple(Source(path, path, True, True, text.encode()) for path, text in sources.items())
        assert compared(lint_sources(read, Settings()).diagnostics, baseline, ENTRY_OF).new == ()

    def test_a_function_that_is_called_otherwise_is_new(self) -> None:
        baseline = recorded(found_in(APP))
        after = compared(found_in(APP.replace("first", "other")), baseline, ENTRY_OF)
        assert [one.scope for one in after.new] == ["other"]
        assert gone(baseline, after.now, lambda entry: True) == {Entry("app.py", "DSH101", "first"): 1}


class TestFile:
    def test_it_can_be_read_by_people(self) -> None:
        baseline = {
            Entry("pages/home.py", "DSH102", "update > fetch > Client.get"): 2,
            Entry("app.py", "DSH110", "<module>"): 1,
            Entry("app.py", "DSH101", "grün"): 3,
        }
        assert text_of(baseline).decode() == (
            '{\n  "version": 1,\n  "problems": {\n'
            '    "app.py": {\n      "DSH101": {\n        "grün": 3\n      },\n'
            '      "DSH110": {\n        "<module>": 1\n      }\n    },\n'
            '    "pages/home.py": {\n      "DSH102": {\n        "update > fetch > Client.get": 2\n      }\n    }\n'
            "  }\n}\n"
        )

    @given(
        st.dictionaries(
            st.builds(Entry, st.sampled_from(["é.py", "a\nb.py", "caf\udce9.py", "../x y.py"]), st.text(), st.text()),
            st.integers(1),
        )
    )
    def test_what_is_written_is_read(self, baseline: dict[Entry, int]) -> None:
        content = text_of(baseline)
        assert parsed(content, "x.json") == baseline
        assert parsed(content.replace(b"\n", b"\r\n"), "x.json") == baseline
        assert parsed(b"\xef\xbb\xbf" + content, "x.json") == baseline
        assert text_of(dict(reversed(baseline.items()))) == content

    def test_an_empty_one(self) -> None:
        assert parsed(text_of({}), "x.json") == {}

    def test_there_is_none(self, tmp_path: Path) -> None:
        assert read_baseline(tmp_path / "x.json") is None
        assert read_baseline(tmp_path / "no" / "x.json") is None

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("", "x.json:1: is not valid JSON: expecting value (column 1)"),
            ('{\n  "version": 1,\n  "problems": {\n', "x.json:4: is not valid JSON: expecting property name"),
            ("[]", "x.json: must be an object"),
            ("{}", "x.json: `version` is missing"),
            ('{"version": 1}', "x.json: `problems` must be an object"),
            ('{\n"version": 2}', "x.json:2: `version` must be 1, not `2`; a newer dashlint has written it"),
            ('{\n"version": 2, "x": 1}', "x.json:2: `version` must be 1, not `2`; a newer dashlint has written it"),
            ('{"version": true}', "x.json:1: `version` must be 1, not `true`"),
            ('{"version": 0}', "x.json:1: `version` must be 1, not `0`"),
            ('{"version": "1"}', 'x.json:1: `version` must be 1, not `"1"`'),
            ('{"version": 1,\n"problem": {}}', "x.json:2: `problem` is no key of a baseline"),
            ('{"version": 1,\n"problems": []}', "x.json:2: `problems` must be an object"),
            ('{"version": 1, "problems": {\n"a.py": 1}}', "x.json:2: `a.py` must be an object"),
            ('{"version": 1, "problems": {"a.py": {\n"DSH101": [{}]}}}', "x.json:2: `DSH101` must be an object"),
            (
                '{"version": 1, "problems": {"a.py": {"DSH101": {\n"f": 0}}}}',
                "x.json:2: `f` must be a count from 1 on, not `0`",
            ),
            (
                '{"version": 1, "problems": {"a.py": {"DSH101": {"f": -1}}}}',
                "x.json:1: `f` must be a count from 1 on, not `-1`",
            ),
            (
                '{"version": 1, "problems": {"a.py": {"DSH101": {"f": true}}}}',
                "`f` must be a count from 1 on, not `true`",
            ),
            (
                '{"version": 1, "problems": {"a.py": {"DSH101": {"f": 1.0}}}}',
                "`f` must be a count from 1 on, not `1.0`",
            ),
            (
                '{"version": 1, "problems": {"a.py": {"DSH101": {"f": NaN}}}}',
                "`f` must be a count from 1 on, not `NaN`",
            ),
            ('{"version": 1, "problems": {\n"/a.py": {}}}', "x.json:2: `/a.py` must be a path relative to this file"),
            ('{"version": 1, "problems": {\n"C:\\\\a.py": {}}}', "`C:\\a.py` must be a path relative to this file"),
            ('{"version": 1, "problems": {\n"a/../b.py": {}}}', "x.json:2: `a/../b.py` must be a path relative to"),
            ('{"version": 1, "problems": {"..": {}}}', "x.json:1: `..` must be a path relative to this file"),
            ('{"version": 1, "problems": {"": {}}}', "x.json:1: `` must be a path relative to this file"),
            (
                '{"version": 1, "problems": {"a.py": {},\n"b.py": {},\n"a.py": {}}}',
                "x.json:3: `a.py` stands there twice",
            ),
            ('{"version": 1,\n"version": 1, "problems": {}}', "x.json:2: `version` stands there twice"),
            ("[" * 100_000, "x.json: is not a baseline, but JSON of another kind"),
            ('{"version": ' + "9" * 5000 + "}", "x.json: is not a baseline, but JSON of another kind"),
        ],
    )
    def test_what_is_no_baseline(self, written: str, expected: str) -> None:
        with pytest.raises(BaselineError) as caught:
            parsed(written.encode(), "x.json")
        assert expected in str(caught.value)

    def test_a_merge_conflict(self) -> None:
        lines = text_of({Entry("a.py", "DSH101", "f"): 1}).decode().splitlines()
        lines[5:6] = ["<<<<<<< HEAD", lines[5], "=======", '        "f": 2', ">>>>>>> feature"]
        with pytest.raises(BaselineError, match=r"^x\.json:6: has a merge conflict; keep the entries of both sides"):
            parsed("\n".join(lines).encode(), "x.json")

    def test_another_encoding(self) -> None:
        with pytest.raises(BaselineError, match=r"^x\.json:2: is not UTF-8"):
            parsed(b'{\n"caf\xe9": 1}', "x.json")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(BaselineError, match="cannot be read: Is a directory"):
            read_baseline(tmp_path)

    def test_a_huge_file(self, tmp_path: Path) -> None:
        with (tmp_path / "x.json").open("wb") as file:
            file.truncate(32_000_001)
        with pytest.raises(BaselineError, match="is larger than 32 MB"):
            read_baseline(tmp_path / "x.json")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_baseline_hides_every_problem_of_a_fixture(folder: Path) -> None:
    diagnostics = outcome_of(folder).diagnostics
    entry_of = entries_in(folder.resolve())
    baseline = compared(diagnostics, {}, entry_of).now
    after = compared(diagnostics, parsed(text_of(baseline), "x.json"), entry_of)
    assert {one.code for one in after.new} <= {"DSH001"}
    assert gone(baseline, after.now, lambda entry: True) == {}


Ran = tuple[int, list[str], str]
NAME = "dashlint-baseline.json"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / "requirements.txt").write_text("dash[fastapi]>=4.4\nrequests\n")
    (folder / "app.py").write_text(APP)
    (folder / "helpers.py").write_text(HELPERS)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run(*arguments: str) -> Ran:
        """The exit status, the places and codes of the problems, and what stands on standard error."""
        status = main(["--format", "flake8", *arguments])
        output, errors = capfd.readouterr()
        return status, [" ".join(line.split(" ")[:2]) for line in output.splitlines()], errors

    return run


def content(file: Path) -> dict[str, dict[str, dict[str, int]]]:
    problems: dict[str, dict[str, dict[str, int]]] = json.loads(file.read_text())["problems"]
    return problems


FIRST, SECOND = "app.py:12:5: DSH101", "app.py:18:5: DSH102"
BOTH = {"app.py": {"DSH101": {"first": 1}, "DSH102": {"second > load > Client.get": 1}}}


class TestCommand:
    def test_adopting(self, run, project: Path) -> None:
        assert run() == (1, [FIRST, SECOND], "")
        assert run("--write-baseline") == (0, [], f"dashlint: recorded 2 problems in `{NAME}`\n")
        assert content(project / NAME) == BOTH
        assert run() == (0, [], "")
        (project / "app.py").write_text("\n\n" + APP.replace(LOAD, f"{LOAD}\n    {SLEEP}"))
        assert run() == (1, ["app.py:21:5: DSH101"], "")
        assert run("--no-baseline")[0:2] == (1, ["app.py:14:5: DSH101", "app.py:20:5: DSH102", "app.py:21:5: DSH101"])

    def test_what_people_read(self, project: Path, capfd: pytest.CaptureFixture[str]) -> None:
        main(["--write-baseline", "-q"])
        assert capfd.readouterr() == ("", "")
        main([])
        assert capfd.readouterr() == ("No new problems found; 2 known ones are in the baseline.\n", "")
        (project / "app.py").write_text(APP.replace(LOAD, SLEEP))
        main(["--format", "concise"])
        output, errors = capfd.readouterr()
        assert output.splitlines()[-2] == "Found 1 problem (1 error); 1 known one is in the baseline."
        assert errors == "dashlint: 1 problem of the baseline is gone: run `dashlint --prune-baseline`\n"
        main(["--format", "json", "-q"])
        output, errors = capfd.readouterr()
        assert (len(json.loads(output)), errors) == (1, "")

    def test_pruning(self, run, project: Path) -> None:
        run("--write-baseline")
        mended = APP.replace("import time", "import asyncio").replace(SLEEP, "await asyncio.sleep(1)")
        (project / "app.py").write_text(mended)
        gone_line = "dashlint: 1 problem of the baseline is gone: run `dashlint --prune-baseline`\n"
        assert run() == (0, [], gone_line)
        assert content(project / NAME) == BOTH
        assert run("--prune-baseline") == (0, [], f"dashlint: removed 1 problem from `{NAME}`, which leaves 1\n")
        assert content(project / NAME) == {"app.py": {"DSH102": {"second > load > Client.get": 1}}}
        assert run() == (0, [], "")
        (project / "app.py").write_text(APP)
        assert run("--prune-baseline")[:2] == (1, [FIRST])
        assert content(project / NAME) == {"app.py": {"DSH102": {"second > load > Client.get": 1}}}

    def test_writing_again_tells_what_was_added(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / "app.py").write_text(APP.replace(LOAD, f"{SLEEP}\n    {SLEEP}"))
        expected = f"dashlint: warning: recorded 3 problems in `{NAME}`: 2 added, 1 removed\n"
        assert run("--write-baseline") == (0, [], expected)
        assert content(project / NAME) == {"app.py": {"DSH101": {"first": 1, "second": 2}}}
        assert run("--write-baseline")[2] == f"dashlint: recorded 3 problems in `{NAME}`: 0 added, 0 removed\n"

    def test_nothing_is_written_where_nothing_changed(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / NAME).write_bytes((project / NAME).read_bytes().replace(b"\n", b"\r\n"))
        before = (project / NAME).read_bytes()
        run("--write-baseline")
        run("--prune-baseline")
        assert (project / NAME).read_bytes() == before

    def test_no_problems(self, run, project: Path) -> None:
        (project / "app.py").write_text(HEAD)
        assert run("--write-baseline")[0] == 0
        assert content(project / NAME) == {}

    def test_a_suppressed_problem_is_not_recorded(self, run, project: Path) -> None:
        (project / "app.py").write_text(APP.replace(SLEEP, f"{SLEEP}  # noqa: DSH101"))
        run("--write-baseline")
        assert content(project / NAME) == {"app.py": {"DSH102": {"second > load > Client.get": 1}}}

    def test_status_counts_what_is_new(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / "app.py").write_text(APP.replace(SLEEP, f"{SLEEP}\n    open('x')"))
        assert run()[:2] == (1, ["app.py:13:5: DSH105"])
        assert run("--fail-on", "error")[:2] == (0, ["app.py:13:5: DSH105"])
        assert run("--exit-zero")[0] == 0
        assert run("--statistics")[1] == ["1 "]

    def test_one_file_leaves_the_others_alone(self, run, project: Path) -> None:
        (project / "other.py").write_text(APP)
        run("--write-baseline")
        before = content(project / NAME)
        (project / "other.py").write_text(HEAD)
        assert run("app.py") == (0, [], "")
        run("--prune-baseline", "app.py")
        run("--write-baseline", "app.py")
        assert content(project / NAME) == before
        run("--prune-baseline", "other.py")
        assert content(project / NAME) == {"app.py": before["app.py"]}

    def test_a_deleted_file_goes_with_its_folder(self, run, project: Path) -> None:
        for name in ("a", "b"):
            (project / name).mkdir()
            (project / name / "page.py").write_text(APP)
        run("--write-baseline")
        for name in ("a", "b"):
            (project / name / "page.py").unlink()
        run("--prune-baseline", "app.py")
        assert len(content(project / NAME)) == 3
        run("--prune-baseline", "a")
        assert list(content(project / NAME)) == ["app.py", "b/page.py"]
        assert run()[2] == "dashlint: 2 problems of the baseline are gone: run `dashlint --prune-baseline`\n"
        run("--prune-baseline")
        assert list(content(project / NAME)) == ["app.py"]

    def test_other_rules_stay(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / "app.py").write_text(APP.replace(SLEEP, "pass").replace(LOAD, "pass"))
        assert run("--select", "DSH102")[2].startswith("dashlint: 1 problem of the baseline is gone")
        run("--write-baseline", "--select", "DSH102")
        assert content(project / NAME) == {"app.py": {"DSH101": {"first": 1}}}
        run("--prune-baseline", "--ignore", "DSH101")
        assert content(project / NAME) == {"app.py": {"DSH101": {"first": 1}}}
        run("--prune-baseline")
        assert content(project / NAME) == {}

    def test_rules_that_a_file_ignores_stay(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / "app.py").write_text(HEAD)
        (project / "dashlint.toml").write_text('[per-file-ignores]\n"app.py" = ["DSH101"]\n')
        run("--prune-baseline")
        assert content(project / NAME) == {"app.py": {"DSH101": {"first": 1}}}

    def test_rules_that_a_folder_does_not_show_stay(self, run, project: Path) -> None:
        (project / "inner").mkdir()
        (project / "inner" / "page.py").write_text(APP)
        run("--write-baseline")
        for file in (project / "app.py", project / "inner" / "page.py"):
            file.write_text(HEAD)
        (project / "dashlint.toml").write_text("")
        (project / "inner" / "dashlint.toml").write_text('ignore = ["DSH101"]\n')
        run("--prune-baseline")
        assert content(project / NAME) == {"inner/page.py": {"DSH101": {"first": 1}}}

    def test_rules_that_are_no_more_go(self, run, project: Path) -> None:
        run("--write-baseline")
        (project / NAME).write_bytes((project / NAME).read_bytes().replace(b"DSH101", b"DSH999"))
        run("--prune-baseline")
        assert content(project / NAME) == {"app.py": {"DSH102": {"second > load > Client.get": 1}}}

    def test_a_trial_with_another_backend(self, run, project: Path) -> None:
        run("--write-baseline")
        assert run("--backend", "quart") == (1, ["requirements.txt:1:1: DSH207"], "")
        assert run("--backend", "flask")[2] == ""
        run("--backend", "flask", "--write-baseline")
        assert all(entry in content(project / NAME)["app.py"].items() for entry in BOTH["app.py"].items())
        status, _, errors = run("--backend", "flask", "--prune-baseline")
        assert status == 2
        assert "`--prune-baseline` does not go with `--backend`" in errors

    def test_a_file_that_cannot_be_read(self, run, project: Path) -> None:
        run("--write-baseline")
        before = (project / NAME).read_bytes()
        (project / "helpers.py").write_text("def load(:\n")
        for option in ("--write-baseline", "--prune-baseline"):
            status, found, errors = run(option)
            assert (status, [place.split(" ")[1] for place in found]) == (2, ["DSH301", "DSH001"])
            assert errors == "dashlint: the baseline is left as it is, because a file cannot be read\n"
        assert run()[2] == ""
        assert (project / NAME).read_bytes() == before

    def test_with_fixes(self, run, project: Path) -> None:
        run("--write-baseline", "--fix")
        assert "await asyncio.sleep(1)" in (project / "app.py").read_text()
        assert content(project / NAME) == {"app.py": {"DSH102": {"second > load > Client.get": 1}}}


class TestPlace:
    def test_beside_the_settings(self, run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (project.parent / "pyproject.toml").write_text("[tool.dashlint]\n")
        run("--write-baseline")
        assert list(content(project.parent / NAME)) == ["a project/app.py"]
        assert run() == (0, [], "")
        monkeypatch.chdir(project.parent)
        assert run("a project/app.py") == (0, [], "")

    def test_at_the_top_of_the_project(self, run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (project / "inner").mkdir()
        monkeypatch.chdir(project / "inner")
        assert run("--write-baseline", "../app.py")[2] == f"dashlint: recorded 2 problems in `{project / NAME}`\n"
        assert content(project / NAME) == BOTH

    def test_the_nearest_one(self, run, project: Path) -> None:
        (project / ".git").mkdir()
        run("--write-baseline")
        inner = project / "inner"
        inner.mkdir()
        (inner / "requirements.txt").write_text("dash[fastapi]\n")
        (inner / "app.py").write_text(APP)
        (inner / "helpers.py").write_text(HELPERS)
        run("--write-baseline", "inner")
        assert list(content(project / NAME)) == ["app.py", "inner/app.py"]
        (inner / NAME).write_bytes(text_of({}))
        assert run("inner")[0] == 1
        assert run("--write-baseline", "inner")[0] == 0
        assert content(inner / NAME)["app.py"] == BOTH["app.py"]
        (project / NAME).unlink()
        (project.parent / NAME).write_text("outside of the repository")
        assert run("app.py")[0] == 1

    def test_another_file(self, run, project: Path) -> None:
        (project / "ci").mkdir()
        assert run("--write-baseline", "--baseline", "ci/known.json")[2].endswith(
            "`ci/known.json`\n".replace("/", os.sep)
        )
        assert list(content(project / "ci" / "known.json")) == ["../app.py"]
        assert run("--baseline", "ci/known.json") == (0, [], "")
        assert run()[0] == 1

    def test_the_setting(self, run, project: Path) -> None:
        (project / "dashlint.toml").write_text('baseline = "ci/known.json"\n')
        (project / "ci").mkdir()
        status, found, errors = run()
        assert (status, found) == (2, [])
        assert "there is no baseline" in errors
        assert run("--no-baseline")[:2] == (1, [FIRST, SECOND])
        assert run("--write-baseline")[0] == 0
        assert run() == (0, [], "")
        assert list(content(project / "ci" / "known.json")) == ["../app.py"]

    def test_standard_input_has_the_baseline_of_its_name(self, run, project: Path, monkeypatch) -> None:
        run("--write-baseline")
        monkeypatch.chdir(project.parent)
        with (project / "app.py").open("rb") as text:
            monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": text}))
            assert run("-", "--stdin-filename", str(project / "app.py")) == (0, [], "")

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
    def test_permissions_and_links_stay(self, run, project: Path) -> None:
        (project / "real.json").write_bytes(text_of({}))
        (project / "real.json").chmod(0o640)
        (project / NAME).symlink_to("real.json")
        run("--write-baseline")
        assert (project / NAME).is_symlink()
        assert content(project / "real.json") == BOTH
        assert stat.S_IMODE((project / "real.json").stat().st_mode) == 0o640


class TestMistakes:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            (["--baseline", "no.json"], "there is no baseline"),
            (["--prune-baseline"], "there is no baseline"),
            (["--baseline", ""], "`--baseline` must be a file"),
            (["--write-baseline", "--prune-baseline"], "do not go together"),
            (["--write-baseline", "--no-baseline"], "`--no-baseline` does not go with `--write-baseline`"),
            (["--prune-baseline", "--no-baseline"], "`--no-baseline` does not go with `--prune-baseline`"),
            (["--baseline", "x.json", "--no-baseline"], "`--no-baseline` does not go with `--baseline`"),
            (["--write-baseline", "--diff-base", "main"], "`--write-baseline` does not go with `--diff-base`"),
            (["--write-baseline", "-"], "`--write-baseline` reads files, not standard input"),
            (["--write-baseline", "--baseline", "no/folder.json"], "cannot be written: no such file or directory"),
        ],
    )
    def test_options(self, run, options: list[str], expected: str) -> None:
        status, found, errors = run(*options)
        assert (status, found) == (2, [])
        assert expected in errors

    @pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline", "--exit-zero"])
    def test_a_broken_file_stays_as_it_is(self, run, project: Path, option: str) -> None:
        (project / NAME).write_text('{"version": 1,\n"problems": {"app.py": {"DSH101": {"first": -1}}}}')
        status, found, errors = run(option)
        assert (status, found) == (2, [])
        assert f"{project / NAME}:2: `first` must be a count from 1 on, not `-1`" in errors
        assert "-1" in (project / NAME).read_text()
