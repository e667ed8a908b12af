"""The migration audit: what moving an app changes, and that every format says the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashlint
from audit_projects import (
    FLASK_ONLY,
    FREE,
    MOVABLE,
    at,
    diagnostic,
    excerpts,
    flask_app,
    hostile,
    shop,
    write,
)
from dashlint.audit import AUDITS, Audit, audit_of
from dashlint.audit.compare import compared
from dashlint.audit.markdown import code, prose
from dashlint.audit.quoting import plain
from dashlint.diagnostic import USUAL_EFFORT, AppSummary, Diagnostic, Effect, Effort, Severity
from dashlint.lint import Outcome
from dashlint.report.paint import Paint
from running import Run

SNAPSHOTS = Path(__file__).parent / "audits"
SUFFIXES = {"text": "txt", "markdown": "md", "json": "json", "html": "html"}
ROUTES = "".join(f'\n\n@app.server.get("/{name}")\nasync def {name}():\n    return "ok"\n' for name in ("a", "b"))
HOOK_ON_QUART = "\n\n@app.server.before_serving\nasync def prepare():\n    print(1)\n"


@pytest.fixture(autouse=True)
def here(here: Path) -> Path:
    """Every test is there, before it writes anything."""
    return here


@pytest.fixture
def run(run: Run) -> Run:
    return partial(run, "audit")


def told(audit: Audit, form: str) -> str:
    return "".join(f"{line}\n" for line in AUDITS[form](audit, Paint(False)))


def as_json(run, *arguments: str) -> dict[str, object]:
    _, output, _ = run(*arguments, "--format", "json")
    return json.loads(output)


@pytest.mark.parametrize("form", AUDITS)
@pytest.mark.parametrize("make", [shop, hostile])
def test_snapshots(form: str, make) -> None:
    snapshot = SNAPSHOTS / f"{make.__name__}.{SUFFIXES[form]}"
    text = told(make(), form).replace(dashlint.__version__, "VERSION")
    if os.environ.get("DASHLINT_UPDATE"):
        snapshot.write_text(text, encoding="utf-8")
    assert snapshot.read_text(encoding="utf-8") == text


class TestComparison:
    def test_what_is_there_today_is_not_caused(self) -> None:
        one = diagnostic("DSH301", "pointless-async", at("app.py", 1), Effect.COST)
        comparison = compared([one], [one])
        assert (comparison.caused, comparison.already, comparison.resolved) == ((), (one,), ())

    def test_what_gets_worse_is_caused(self) -> None:
        today = diagnostic("DSH101", "blocking-sleep", at("app.py", 1), Effect.LOOP, severity=Severity.WARNING)
        after = diagnostic("DSH101", "blocking-sleep", at("app.py", 1), Effect.LOOP)
        assert compared([today], [after]).caused == (after,)
        assert compared([after], [today]).already == (today,)

    def test_what_breaks_in_another_way_is_caused(self) -> None:
        today = diagnostic("DSH201", "flask-only-extension", at("app.py", 1), Effect.REQUEST)
        after = diagnostic("DSH201", "flask-only-extension", at("app.py", 1), Effect.START)
        assert compared([today], [after]).caused == (after,)

    @pytest.mark.parametrize("effect", [Effect.DEPENDENCIES, Effect.DEPLOYMENT])
    def test_what_another_backend_needs_is_caused(self, effect: Effect) -> None:
        today = diagnostic("DSH207", "missing-extra", at("app.py", 1), effect, help="add `dash[quart]`")
        after = diagnostic("DSH207", "missing-extra", at("app.py", 1), effect, help="add `dash[fastapi]`")
        comparison = compared([today], [after])
        assert (comparison.caused, comparison.resolved) == ((after,), (today,))

    def test_what_gets_less_urgent_is_not_caused(self) -> None:
        today = diagnostic("DSH101", "blocking-sleep", at("app.py", 1), Effect.LOOP)
        after = diagnostic("DSH101", "blocking-sleep", at("app.py", 1), Effect.COST, severity=Severity.WARNING)
        assert compared([today], [after]).already == (after,)
        assert compared([after], [today]).caused == (today,)

    def test_what_goes_away_is_resolved(self) -> None:
        one = diagnostic("DSH206", "asgi-only-feature", at("app.py", 1), Effect.SILENT)
        assert compared([one], []).resolved == (one,)

    def test_two_mistakes_at_one_place_are_two(self) -> None:
        two = [diagnostic("DSH203", "a", at("app.py", 1), Effect.START, message=name) for name in ("x", "y")]
        assert len(compared([], two).caused) == 2

    def test_advice_and_what_harms_no_app_is_left_out(self) -> None:
        advice = diagnostic("DSH107", "blocking-compute", at("app.py", 1), Effect.LOOP, severity=Severity.INFO)
        harmless = diagnostic("DSH001", "unreadable-file", at("app.py", 1), None)
        assert compared([], [advice, harmless]).caused == ()


class TestSteps:
    def test_the_order_of_the_work(self) -> None:
        effects = [step.effect for step in shop().steps]
        assert effects == [
            Effect.DEPENDENCIES,
            None,
            Effect.START,
            Effect.ACCESS,
            Effect.REQUEST,
            Effect.SILENT,
            Effect.LOOP,
            Effect.COST,
            Effect.DEPLOYMENT,
            None,
        ]
        assert [step.number for step in shop().steps] == list(range(1, 11))

    def test_every_finding_is_in_one_step(self) -> None:
        audit = shop()
        numbers = [finding.number for step in audit.steps for finding in step.findings]
        assert sorted(numbers) == [finding.number for finding in audit.findings]

    def test_the_same_hint_is_one_task(self) -> None:
        (loop,) = (step for step in shop().steps if step.effect is Effect.LOOP)
        assert [(task.hint, len(task.findings)) for task in loop.tasks] == [("mend `it`", 2), ("await it", 1)]

    def test_no_step_is_empty(self) -> None:
        assert all(step.tasks or step.remarks for step in shop().steps)

    def test_nothing_moves_nothing_to_do(self) -> None:
        app = AppSummary(at("app.py", 1), ("fastapi",), True, False, "backend", "Dash")
        audit = audit_of("fastapi", Outcome((), apps=(app,)), Outcome(()), excerpts({}))
        assert audit.steps == ()
        assert audit.verdict == "Nothing moves: FastAPI is what it runs on already."

    def test_what_is_not_there_is_not_tested(self) -> None:
        audit = audit_of("fastapi", Outcome((), apps=(flask_app(at("app.py", 1)),)), Outcome(()), excerpts({}))
        assert [step.title for step in audit.steps] == [
            "Install what FastAPI needs",
            "Switch the backend",
            "Test on FastAPI",
        ]
        assert "signing in" not in told(audit, "text")

    def test_flask_needs_no_extra(self) -> None:
        app = AppSummary(at("app.py", 1), ("quart",), True, False, "backend", "Dash")
        audit = audit_of("flask", Outcome((), apps=(app,)), Outcome(()), excerpts({}))
        assert [step.title for step in audit.steps] == ["Switch the backend", "Test on Flask"]


class TestVerdict:
    @pytest.mark.parametrize(
        ("effects", "expected"),
        [
            ((), "Nothing stands in the way: no place is known that has to change besides the switch."),
            ((Effect.START,), "The app will not start on FastAPI until 1 place is changed."),
            (
                (Effect.ACCESS, Effect.START, Effect.START, Effect.LOOP),
                "The app will not start on FastAPI until 2 places are changed; 1 place would then let someone in.",
            ),
            ((Effect.COST, Effect.ACCESS), "The app starts on FastAPI, but lets someone in at 1 place."),
            ((Effect.REQUEST, Effect.LOOP), "The app starts on FastAPI, but fails at request in 1 place."),
            (
                (Effect.LOOP, Effect.DEPENDENCIES),
                "Installed and served the right way, the app works on FastAPI, but freezes the event loop, and with it "
                "everyone, in 1 place.",
            ),
            (
                (Effect.DEPENDENCIES, Effect.DEPLOYMENT),
                "The code can move as it is, but how it is installed or served has to change: 2 places.",
            ),
        ],
    )
    def test_the_worst_effect_decides(self, effects: tuple[Effect, ...], expected: str) -> None:
        found = [diagnostic("DSH203", "a", at("app.py", line), effect) for line, effect in enumerate(effects, 1)]
        app = flask_app(at("app.py", 1))
        assert audit_of("fastapi", Outcome((), apps=(app,)), Outcome(tuple(found)), excerpts({})).verdict == expected

    @pytest.mark.parametrize("effect", list(Effect)[: list(Effect).index(Effect.DEPLOYMENT)])
    def test_of_several_apps(self, effect: Effect) -> None:
        apps = (flask_app(at("app.py", 1)), flask_app(at("app.py", 2)))
        found = Outcome((diagnostic("DSH203", "a", at("app.py", 1), effect),))
        verdict = audit_of("quart", Outcome((), apps=apps), found, excerpts({})).verdict
        assert re.match(r"The apps (will|start|work|answer|let)\b.* Quart", verdict)


class TestTests:
    """What only keeps the tests from working stands apart."""

    def audit(self, *apps: str) -> Audit:
        found = (
            diagnostic("DSH203", "a", at("app.py", 1), Effect.SILENT),
            diagnostic("DSH203", "a", at("tests/test_app.py", 1), Effect.START),
            diagnostic("DSH207", "b", at("tests/requirements.txt", 1), Effect.DEPENDENCIES),
        )
        today = Outcome((), apps=tuple(flask_app(at(path, 1)) for path in apps))
        return audit_of("fastapi", today, Outcome(found), excerpts({}))

    def test_the_app_starts_all_the_same(self) -> None:
        audit = self.audit("app.py", "tests/test_app.py")
        assert [group.effect for group in audit.groups] == [Effect.SILENT, Effect.DEPENDENCIES, Effect.TESTS]
        assert audit.verdict.startswith("Installed and served the right way, the app starts and answers")
        assert [step.title for step in audit.steps][-2:] == ["Mend the tests", "Test on FastAPI"]
        assert [app.is_for_tests for app in audit.apps] == [False, True]

    def test_where_tests_hold_the_only_apps_they_are_the_code(self) -> None:
        audit = self.audit("tests/test_app.py")
        assert [group.effect for group in audit.groups] == [Effect.START, Effect.SILENT, Effect.DEPENDENCIES]
        assert [app.is_for_tests for app in audit.apps] == [False]

    def test_nothing_but_tests(self) -> None:
        found = Outcome((diagnostic("DSH203", "a", at("test_app.py", 1), Effect.START),))
        audit = audit_of("quart", Outcome((), apps=(flask_app(at("app.py", 1)),)), found, excerpts({}))
        assert audit.verdict == "Nothing stands in the way but 1 place in the tests."


class TestApps:
    def switch(self, app: AppSummary, to: str = "fastapi") -> tuple[str, str]:
        audit = audit_of(to, Outcome((), apps=(app,)), Outcome(()), excerpts({"app.py": "x\n"}))
        return audit.apps[0].present, audit.apps[0].switch

    def test_by_default(self) -> None:
        present, switch = self.switch(flask_app(at("app.py", 3)))
        assert (present, switch) == ("Flask", 'write `backend="fastapi"` in the call of `Dash`')

    def test_by_a_server(self) -> None:
        _, switch = self.switch(flask_app(at("app.py", 3), at("app.py", 2)))
        assert switch == (
            "give it `server=FastAPI()` instead of its present server (made at `app.py:2:1`), "
            'or `backend="fastapi"` and no `server=`'
        )

    def test_by_name_and_server(self) -> None:
        app = AppSummary(at("app.py", 3), ("fastapi",), True, False, "backend", "Dash", at("app.py", 2))
        _, switch = self.switch(app, "quart")
        made = "in place of the server made at `app.py:2:1`"
        assert switch == f'change `backend=` to `"quart"`, and `server=Quart(__name__)` {made}'

    def test_at_run_time(self) -> None:
        app = AppSummary(at("app.py", 3), ("flask",), True, True, "backend", "Dash")
        assert self.switch(app)[0] == "chosen at run time, Flask by default"
        unknown = AppSummary(at("app.py", 3), ("flask",), False, False, "backend", "Dash")
        assert self.switch(unknown)[0] == "chosen at run time, taken for Flask"
        several = AppSummary(at("app.py", 3), ("fastapi", "flask"), True, False, "backend", "Dash")
        assert self.switch(several)[0] == "FastAPI or Flask, chosen at run time"

    def test_elsewhere(self) -> None:
        app = AppSummary(at("app.py", 3), ("flask",), True, False, "setting", "Dash")
        assert self.switch(app)[1] == 'see to it that what `backend=` is given comes out as `"fastapi"`'

    def test_a_fork(self) -> None:
        app = AppSummary(at("app.py", 3), ("quart",), True, False, "fork", "Flash")
        assert self.switch(app)[1].startswith('build it with `dash.Dash` and `backend="fastapi"`')


class TestFound:
    """What the engine finds out about the apps themselves."""

    @pytest.mark.parametrize(
        ("arguments", "before", "backends", "switch"),
        [
            ("", "", ["flask"], "write `backend="),
            (', backend="flask"', "", ["flask"], "change `backend=`"),
            (", server=True", "", ["flask"], "write `backend="),
            (", server=Flask(__name__)", "from flask import Flask\n", ["flask"], "give it `server=Quart(__name__)`"),
            (
                ', backend=os.environ.get("B", "flask")',
                "import os\n",
                ["flask"],
                "see to it that what `backend=` is given",
            ),
            (', backend=os.environ["B"]', "import os\n", ["flask"], "see to it that what `backend=` is given"),
            (', backend="quart"', "", ["quart"], None),
            (', backend="FastAPI"', "", ["fastapi"], "change `backend=`"),
        ],
    )
    def test_how_an_app_is_switched(
        self, run, here: Path, arguments: str, before: str, backends: list[str], switch: str | None
    ) -> None:
        write(here, app=before + MOVABLE.format(arguments=arguments, hook="", wait="print(time.time())"))
        (app,) = as_json(run, "--to", "quart")["apps"]
        assert app["backends"] == backends
        assert app["moves"] == (switch is not None)
        assert (app["switch"] or "").startswith(switch or "")
        assert app["path"] == "app.py"

    def test_where_the_server_is_made(self, run, here: Path) -> None:
        write(
            here,
            web="from flask import Flask\n\nserver = Flask(__name__)\n",
            app="from web import server\n" + MOVABLE.format(arguments=", server=server", hook="", wait="print(1)"),
        )
        (app,) = as_json(run, "--to", "fastapi")["apps"]
        assert (app["server"]["path"], app["server"]["line"], app["server"]["column"]) == ("web.py", 3, 10)

    @pytest.mark.parametrize(("hook", "expected"), [("", 0), (ROUTES, 2)])
    def test_routes_are_to_be_tried(self, run, here: Path, hook: str, expected: int) -> None:
        write(here, app=MOVABLE.format(arguments=', backend="quart"', hook=hook, wait="print(1)"))
        steps = as_json(run, "--to", "flask")["steps"]
        said = [remark for step in steps for remark in step["remarks"] if "routes on the server" in remark]
        assert len(said) == bool(expected)
        assert all(f"each of the {expected} routes" in remark for remark in said)

    def test_apps_of_other_files_are_not_moved(self, run, here: Path) -> None:
        write(here, app=FREE, other=FREE)
        assert [app["path"] for app in as_json(run, "--to", "quart", "app.py")["apps"]] == ["app.py"]


class TestCommand:
    def test_something_has_to_change(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        status, output, errors = run("--to", "fastapi")
        assert (status, errors) == (1, "")
        assert "The app will not start on FastAPI until 1 place is changed." in output
        found = as_json(run, "--to", "fastapi")
        assert [group["effect"] for group in found["groups"]] == ["start", "loop"]
        assert [(one["code"], one["line"]) for one in found["findings"]] == [("DSH401", 9), ("DSH110", 16)]
        assert found["findings"][1]["source"] == "time.sleep(2)"

    def test_nothing_has_to_change(self, run, here: Path) -> None:
        write(here, app=FREE)
        status, output, _ = run("--to", "fastapi")
        assert status == 0
        assert "Nothing stands in the way" in output

    def test_the_other_way_round(self, run, here: Path) -> None:
        write(here, app=MOVABLE.format(arguments=', backend="quart"', hook=HOOK_ON_QUART, wait="time.sleep(2)"))
        found = as_json(run, "--to", "flask")
        assert [one["code"] for one in found["findings"]] == ["DSH203"]
        assert found["counts"]["resolved"] == 1

    def test_it_is_on_that_backend_already(self, run, here: Path) -> None:
        write(here, app=MOVABLE.format(arguments=', backend="fastapi"', hook="", wait="time.sleep(2)"))
        status, output, _ = run("--to", "FastAPI")
        assert status == 0
        assert "Dash: FastAPI already" in output
        assert "Nothing moves" in output
        assert "DSH110" in output.split("So today already")[1]

    def test_no_app(self, run, here: Path) -> None:
        write(here, app="print(1)\n")
        status, output, errors = run("--to", "quart")
        assert status == 0
        assert "There is no Dash app here, so nothing moves." in output
        assert errors == "dashlint: warning: no Dash app under `.`\n"

    def test_code_for_apps_made_elsewhere(self, run, here: Path) -> None:
        (here / "requirements.txt").write_text("dash\n")
        write(here, auth="from dash import Dash\n\n\ndef guard(app: Dash):\n    app.server.before_request(print)\n")
        status, output, _ = run("--to", "fastapi")
        assert status == 1
        assert "DSH401" in output

    @pytest.mark.parametrize(
        "arguments", [(), ("--to", "django"), ("--to", "quart", "--format", "xml"), ("--to", "quart", "--frobnicate")]
    )
    def test_wrong_usage(self, run, here: Path, arguments: tuple[str, ...]) -> None:
        status, output, errors = run(*arguments)
        assert (status, output) == (2, "")
        assert "Error: " in errors
        if arguments[-1:] in ((), ("django",)):
            assert all(name in errors for name in ("flask", "fastapi", "quart"))

    def test_a_missing_path(self, run) -> None:
        assert run("--to", "quart", "nowhere")[0] == 2

    def test_a_file_that_cannot_be_read(self, run, here: Path) -> None:
        write(here, app=FREE, broken="from dash import callback\n@callback(\n")
        status, output, _ = run("--to", "quart")
        assert status == 2
        assert "Not looked at: broken.py:" in output

    def test_select_and_ignore(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        assert as_json(run, "--to", "fastapi", "--select", "DSH4")["counts"]["findings"] == 1
        assert as_json(run, "--to", "fastapi", "--ignore", "DSH110,DSH4")["counts"]["findings"] == 0
        assert run("--to", "fastapi", "--select", "DSH999")[0] == 2

    def test_rules_chosen_for_today_do_not_matter(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        (here / "pyproject.toml").write_text('[tool.dashlint]\nselect = ["DSH301"]\nexclude = ["old.py"]\n')
        write(here, old=FLASK_ONLY)
        assert as_json(run, "--to", "fastapi")["counts"]["findings"] == 2

    def test_an_old_dash_does_not_silence_what_the_new_one_brings(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        (here / "pyproject.toml").write_text('[tool.dashlint]\ndash-version = "2.18.0"\n')
        assert {one["code"] for one in as_json(run, "--to", "fastapi")["findings"]} >= {"DSH401", "DSH110"}

    def test_the_dash_version_after_the_move(self, run, here: Path) -> None:
        hook = '\n\ndef guard():\n    return "no", 401\n\n\napp.backend.before_request(guard)\n'
        write(here, app=MOVABLE.format(arguments="", hook=hook, wait="print(1)"))
        found = as_json(run, "--to", "fastapi")
        assert [(one["code"], one["effect"]) for one in found["findings"]] == [("DSH403", "access")]
        assert as_json(run, "--to", "fastapi", "--dash-version", "4.5")["counts"]["findings"] == 0
        assert run("--to", "fastapi", "--dash-version", "newest")[0] == 2

    def test_exclude(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY, old=FLASK_ONLY)
        assert as_json(run, "--to", "fastapi", "--exclude", "old.py")["counts"]["files"] == 1

    def test_a_silenced_line_stays_silent(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY.replace("time.sleep(2)", "time.sleep(2)  # noqa: DSH110"))
        assert [one["code"] for one in as_json(run, "--to", "fastapi")["findings"]] == ["DSH401"]

    @pytest.mark.parametrize("form", AUDITS)
    def test_output_file(self, run, here: Path, form: str) -> None:
        write(here, app=FLASK_ONLY)
        printed = run("--to", "fastapi", "--format", form)
        assert run("--to", "fastapi", "--format", form, "--output-file", "audit.out") == (1, "", "")
        assert (here / "audit.out").read_text(encoding="utf-8") == printed[1]
        status, _, errors = run("--to", "fastapi", "--output-file", "no/such/folder")
        assert status == 2
        assert "`no/such/folder` cannot be written" in errors

    def test_color(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        assert "\x1b[" not in run("--to", "fastapi")[1]
        colored = run("--to", "fastapi", "--color", "always")[1]
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[\d+m", "", colored) == run("--to", "fastapi")[1]
        assert "\x1b[" not in run("--to", "fastapi", "--color", "always", "--format", "html")[1]

    def test_help(self, run) -> None:
        status, output, _ = run("--help")
        assert status == 0
        assert output.startswith("Usage: dashlint audit [OPTIONS] [PATHS]...\n")
        assert max(map(len, output.splitlines())) <= 80

    def test_paths_are_shown_as_typed(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        assert str(here) not in run("--to", "fastapi")[1]
        assert {one["path"] for one in as_json(run, "--to", "fastapi", "./app.py")["findings"]} == {"./app.py"}

    def test_every_run_prints_the_same(self, run, here: Path) -> None:
        write(here, app=FLASK_ONLY, other=FLASK_ONLY)
        assert run("--to", "fastapi", "--format", "html") == run("--to", "fastapi", "--format", "html")

    def test_linting_loads_no_templates(self, here: Path) -> None:
        write(here, app=FLASK_ONLY)
        program = "import sys\nfrom dashlint.cli import main\nmain([])\nprint('jinja2' in sys.modules)"
        environment = {**os.environ, "PYTHONPATH": str(Path(dashlint.__file__).parents[1])}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "False"


class Tags(HTMLParser):
    """The tags of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.all if name in attributes]


class TestEffort:
    def test_every_effect_has_a_usual_effort(self) -> None:
        assert set(USUAL_EFFORT) == set(Effect)

    @pytest.mark.parametrize(
        ("module", "name", "effort"),
        [("flask_login", "LoginManager", "design"), ("flask_compress", "Compress", "mechanical")],
    )
    def test_the_catalogue_knows_better(self, run, here: Path, module: str, name: str, effort: str) -> None:
        write(here, app=f"from {module} import {name}\n{FREE}\n{name}(app.server)\n")
        (found,) = as_json(run, "--to", "fastapi")["findings"]
        assert (found["code"], found["effort"]) == ("DSH201", effort)

    def test_a_line_or_a_function(self, run, here: Path) -> None:
        waiting = FREE.replace("def update", "async def update").replace("print(time.time())", "{}; await wait()")
        write(here, app="from asyncio import sleep as wait\n" + waiting.format("time.sleep(wait)"))
        (found,) = as_json(run, "--to", "fastapi")["findings"]
        assert (found["code"], found["effect"], found["effort"]) == ("DSH101", "loop", "mechanical")
        write(here, app=FREE.replace("print(time.time())", "time.sleep(2)"))
        (found,) = as_json(run, "--to", "fastapi")["findings"]
        assert (found["code"], found["effort"]) == ("DSH110", "rewrite")


class TestFormats:
    def test_json_is_stable(self) -> None:
        found = json.loads(told(shop(), "json"))
        assert list(found) == [
            "schema_version",
            "dashlint_version",
            "to",
            "verdict",
            "apps",
            "counts",
            "groups",
            "steps",
            "findings",
            "already",
            "unreadable",
        ]
        assert found["schema_version"] == 1
        assert [one["number"] for one in found["findings"]] == list(range(1, len(found["findings"]) + 1))
        for group in found["groups"]:
            assert group["count"] == sum(rule["count"] for rule in group["rules"])
            assert found["counts"]["effects"][group["effect"]] == group["count"]
        assert sum(found["counts"]["efforts"].values()) == found["counts"]["findings"]

    def test_markdown_shows_what_it_is_given(self) -> None:
        output = told(hostile(), "markdown")
        outside = re.sub(r"(?sm)^(```+)\w*\n.*?^\1$", "", output)
        outside = re.sub(r"(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", outside)
        outside = outside.replace("- [ ] ", "")
        assert "alert" in outside
        assert not re.search(r"(?<!\\)[<\[]", outside)

    @pytest.mark.parametrize("form", ["text", "markdown"])
    def test_nothing_acts_on_a_terminal(self, form: str) -> None:
        output = told(hostile(), form)
        assert not set("\x1b\u202e\x00") & set(output)
        output.encode("utf-8")

    def test_the_page_escapes(self) -> None:
        output = told(hostile(), "html")
        tags = Tags(output)
        assert [tag for tag, _ in tags.all].count("script") == 1
        assert {tag for tag, _ in tags.all} & {"img", "iframe", "object", "embed", "base", "link"} == {"link"}
        assert not [name for _, attributes in tags.all for name in attributes if name.startswith(("on", "style"))]
        assert all(value.startswith("#") or value == "data:," for value in tags.values("href"))
        assert "{{ 7 * 7 }}" in output
        assert re.search(r"https?://", output) is None

    @given(st.text(st.characters(codec=None)))
    def test_plain_text_has_no_character_that_acts(self, text: str) -> None:
        shown = plain(text)
        assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Cf", "Zl", "Zp"}
        shown.encode("utf-8")

    @given(st.text("`ab \\", min_size=1))
    def test_a_code_span_holds_any_text(self, text: str) -> None:
        span = code(text)
        ticks = re.match("`+", span)
        assert ticks is not None
        inside = span[len(ticks[0]) : -len(ticks[0])]
        assert span.endswith(ticks[0])
        assert ticks[0] not in re.findall("`+", inside)
        assert text in inside

    def test_prose_keeps_its_code(self) -> None:
        assert prose("use `a*b`, not *c* <d>") == r"use `a*b`, not \*c\* \<d\>"


EFFECTS = st.sampled_from(list(Effect))
DIAGNOSTICS = st.builds(
    diagnostic,
    st.sampled_from(["DSH101", "DSH203", "DSH205"]),
    st.sampled_from(["blocking-sleep"]),
    st.builds(at, st.sampled_from(["app.py", "pages/list.py", "Procfile"]), st.integers(1, 4)),
    EFFECTS,
    effort=st.sampled_from([None, *Effort]),
    severity=st.sampled_from(list(Severity)),
    help=st.sampled_from(["", "mend it", "await it"]),
)


def counts_in_text(output: str) -> dict[str, int]:
    rows = re.findall(r"^ +(\d+)  ([a-z][a-z ]+?)  ", output, re.MULTILINE)
    return {title: int(count) for count, title in rows if not title.startswith("in ")}


def counts_in_markdown(output: str) -> dict[str, int]:
    return {title: int(count) for title, count in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", output, re.MULTILINE)}


def counts_in_html(output: str) -> dict[str, int]:
    cards = re.findall(r'class="card \w+"[^>]*><b>(\d+)</b> <span>([^<]+)</span>', output)
    return {title: int(count) for count, title in cards}


@settings(deadline=None, max_examples=60)
@given(st.lists(DIAGNOSTICS, max_size=12), st.lists(DIAGNOSTICS, max_size=3))
def test_all_formats_agree(after: list[Diagnostic], today: list[Diagnostic]) -> None:
    found = tuple(sorted(after, key=lambda one: (one.location, one.code)))
    audit = audit_of("quart", Outcome(tuple(today), apps=(flask_app(at("app.py", 1)),)), Outcome(found), excerpts({}))
    expected = Counter(finding.effect.value for finding in audit.findings)
    assert counts_in_text(told(audit, "text")) == expected
    assert {k: v for k, v in counts_in_markdown(told(audit, "markdown")).items() if k != "in"} == expected
    assert counts_in_html(told(audit, "html")) == expected
    told_in_json = json.loads(told(audit, "json"))
    assert {group["title"]: group["count"] for group in told_in_json["groups"]} == expected
    for form in ("text", "markdown", "html"):
        assert audit.verdict in " ".join(told(audit, form).split())
    listed = told(audit, "html").count('class="place ')
    assert listed == len(audit.findings) + len(audit.already)
