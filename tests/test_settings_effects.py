"""What settings do to a run: findings that come and go with them."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from running import Run


@pytest.fixture(autouse=True)
def here(here: Path) -> Path:
    """Every test is there, before it writes anything."""
    return here


@pytest.fixture
def found(run: Run) -> Callable[..., list[str]]:
    """Lint, and return what is found as `path:line code`."""

    def found(*arguments: str) -> list[str]:
        status, output, errors = run("--format", "flake8", *arguments)
        assert status in (0, 1), errors
        lines = [line.split(":", 3) for line in output.splitlines()]
        return [f"{path.replace(os.sep, '/')}:{row} {rest.split()[0]}" for path, row, _, rest in lines]

    return found


@pytest.fixture
def severities(run: Run) -> Callable[..., list[str]]:
    """Lint, and return the severity of each finding."""

    def severities(*arguments: str) -> list[str]:
        return re.findall(r"^\S+:\d+:\d+: (\w+) DSH", run(*arguments, "--color", "never")[1], re.MULTILINE)

    return severities


def write(file: str, text: str) -> None:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


Found = Callable[..., list[str]]
APP = """\
import time
from dash import Dash, Input, Output

app = Dash(__name__, backend="{backend}")


@app.callback(Output("a", "b"), Input("c", "d"))
async def show(value):
    time.sleep(1)
    return await app.load(value)
"""


def app(file: str, backend: str = "fastapi") -> None:
    write(file, APP.format(backend=backend))


class TestPerFileIgnores:
    @pytest.mark.parametrize(
        ("patterns", "left"),
        [
            ('"tests/*" = ["DSH1"]', ["web/app.py:9 DSH101"]),
            ('"!web/**" = ["DSH101"]', ["web/app.py:9 DSH101"]),
            ('"app.py" = ["blocking-sleep"]', []),
            ('"**/deep" = ["ALL"]', ["web/app.py:9 DSH101"]),
            ('"tests/*" = ["DSH2"]', ["tests/deep/app.py:9 DSH101", "web/app.py:9 DSH101"]),
        ],
    )
    def test_what_is_left(self, found: Found, patterns: str, left: list[str]) -> None:
        app("web/app.py")
        app("tests/deep/app.py")
        write("dashlint.toml", f"per-file-ignores = {{ {patterns} }}")
        assert found(".") == left
        assert found(".", "--select", "DSH101") == left

    def test_a_comment_for_what_is_ignored_there_is_not_unused(self, found: Found) -> None:
        write("tests/app.py", "x = 1  # noqa: DSH101\n")
        write("web/app.py", "x = 1  # noqa: DSH101\n")
        assert found(".") == ["tests/app.py:1 DSH002", "web/app.py:1 DSH002"]
        write("dashlint.toml", 'per-file-ignores = { "tests/*" = ["DSH101"] }')
        assert found(".") == ["web/app.py:1 DSH002"]
        write("dashlint.toml", 'per-file-ignores = { "tests/*" = ["DSH002"] }')
        assert found(".") == ["web/app.py:1 DSH002"]

    def test_patterns_start_beside_their_file(self, found: Found) -> None:
        app("one/tests/app.py")
        write("one/dashlint.toml", 'per-file-ignores = { "tests/*" = ["DSH101"] }')
        assert found("one/tests/app.py") == []
        assert found(".") == []


def test_each_folder_has_its_own_rules_and_severities(found: Found, run: Run) -> None:
    app("a/app.py")
    app("b/app.py")
    app("c/app.py")
    write("a/dashlint.toml", "ignore = ['DSH101']")
    write("b/dashlint.toml", "severity = { DSH101 = 'warning' }")
    assert found(".") == ["b/app.py:9 DSH101", "c/app.py:9 DSH101"]
    output = run(".", "--color", "never")[1]
    assert "b/app.py:9:5: warning DSH101" in output.replace(os.sep, "/")
    assert "c/app.py:9:5: error DSH101" in output.replace(os.sep, "/")


class TestBackends:
    def test_by_path(self, found: Found, severities: Found) -> None:
        for service in ("a", "b"):
            app(f"services/{service}/app.py", "flask")
        assert found(".", "--select", "DSH101", "--fail-on", "error") == [
            "services/a/app.py:9 DSH101",
            "services/b/app.py:9 DSH101",
        ]
        write("dashlint.toml", 'per-path-backend = { "services/a/**" = "fastapi" }\nselect = ["DSH101"]')
        assert severities("services/a/app.py") == ["error"]
        assert severities("services/b/app.py") == ["warning"]
        assert severities("services/a/app.py", "--backend", "flask") == ["warning"]

    def test_by_the_settings_of_a_folder(self, severities: Found) -> None:
        app("services/a/app.py", "flask")
        app("services/b/app.py", "flask")
        write("services/a/dashlint.toml", "backend = 'quart'")
        assert severities(".") == ["error", "warning"]
        write("dashlint.toml", "backend = 'fastapi'")
        assert severities(".") == ["error", "error"]
        write("services/a/dashlint.toml", "")
        assert severities(".") == ["warning", "error"]

    def test_a_chosen_backend_contradicts_no_server(self, found: Found) -> None:
        write(
            "app.py",
            """
            from dash import Dash
            from flask import Flask

            app = Dash(server=Flask(__name__), backend="fastapi")
            """,
        )
        assert found(".", "--select", "DSH208") == ["app.py:5 DSH208"]
        write("dashlint.toml", 'per-path-backend = { "app.py" = "flask" }')
        assert found(".", "--select", "DSH208") == []


class TestSourceRoots:
    @pytest.fixture(autouse=True)
    def files(self) -> None:
        write("lib/tools/slow.py", "import time\n\n\ndef wait():\n    time.sleep(1)\n")
        write("backend/app/services/rates.py", "import time\n\n\ndef rate():\n    time.sleep(1)\n")
        write(
            "web/main.py",
            """
            from dash import Dash, Input, Output
            from services.rates import rate
            from tools.slow import wait

            app = Dash(backend="fastapi")


            @app.callback(Output("a", "b"), Input("c", "d"))
            async def show(value):
                wait()
                rate()
                return await app.load(value)
            """,
        )

    @pytest.mark.parametrize(
        ("src", "lines"),
        [("[]", []), ('["lib"]', [11]), ('["backend/app"]', [12]), ('["lib", "./backend/app/"]', [11, 12])],
    )
    def test_imports_are_looked_for_there(self, found: Found, src: str, lines: list[int]) -> None:
        write("dashlint.toml", f"src = {src}")
        assert found(".") == [f"web/main.py:{line} DSH101" for line in lines]


class TestCatalogueTables:
    """Each table makes a finding appear or disappear, for libraries and for the project's own code."""

    def write(self, body: str, decorator: str = "app.callback", more: str = "") -> None:
        """Write an app whose callback has one line, which is line 11."""
        write(
            "app.py",
            f"""
            import crm
            import own.tools
            from dash import Dash, Input, Output
            from own.web import reacts, watched

            app = Dash(backend="fastapi")
            {more}

            @{decorator}(Output("a", "b"), Input("c", "d"))
            async def show(value): {body}; return await app.load(value)
            """,
        )
        write("own/__init__.py", "")
        write(
            "own/web.py",
            "import registry\n\nreacts = registry.make()\n\ndef watched(*a):\n    return registry.add(a)\n",
        )
        write(
            "own/tools.py",
            """
            import time
            import native

            def opaque():
                native.work()

            def known():
                time.sleep(1)

            def elsewhere(function, *arguments):
                return function(*arguments)

            class Client:
                pass
            """,
        )

    @pytest.mark.parametrize("name", ["crm.fetch", "own.tools.opaque"])
    def test_blocking_functions(self, found: Found, run: Run, name: str) -> None:
        self.write(f"{name}(1)")
        assert found(".") == []
        write("dashlint.toml", f"[[blocking]]\nkind = 'network'\nfunctions = ['{name}']\nadvice = 'use `crm.aio`'")
        assert found(".") == ["app.py:11 DSH102"]
        assert "= help: use `crm.aio`" in run(".")[1]

    @pytest.mark.parametrize("name", ["crm.Client", "own.tools.Client"])
    def test_blocking_methods(self, found: Found, name: str) -> None:
        self.write(f"{name}().fetch(1)")
        assert found(".") == []
        write("dashlint.toml", f"[[blocking]]\nkind = 'network'\ntypes = [{{ name = '{name}', methods = ['fetch'] }}]")
        assert found(".") == ["app.py:11 DSH102"]

    def test_what_is_said_of_a_shipped_name_wins(self, found: Found) -> None:
        self.write("__import__; import time; time.sleep(1)")
        assert found(".") == ["app.py:11 DSH101"]
        write("dashlint.toml", "[[blocking]]\nkind = 'network'\nfunctions = ['time.sleep']")
        assert found(".") == ["app.py:11 DSH102"]

    def test_what_a_file_says_of_a_name_wins_over_what_it_extends(self, found: Found) -> None:
        self.write("crm.fetch(1)")
        write("base.toml", "[[blocking]]\nkind = 'file'\nfunctions = ['crm.fetch']")
        write("dashlint.toml", "extend = 'base.toml'\n[[blocking]]\nkind = 'network'\nfunctions = ['crm.fetch']")
        assert found(".") == ["app.py:11 DSH102"]

    def test_a_function_of_the_same_file(self, found: Found) -> None:
        self.write("slow()", more="\n            def slow(): own.tools.known()\n")
        assert found(".") == ["app.py:13 DSH101"]
        write("dashlint.toml", "safe = ['app.slow']")
        assert found(".") == []

    def test_a_safe_method_of_a_class_all_of_whose_methods_block(self, found: Found) -> None:
        blocking = "[[blocking]]\nkind = 'network'\ntypes = [{ name = 'crm.Client', methods = ['*'] }]"
        write("dashlint.toml", f"safe = ['crm.Client.ping']\n{blocking}")
        self.write("crm.Client().ping()")
        assert found(".") == []
        self.write("crm.Client().fetch()")
        assert found(".") == ["app.py:11 DSH102"]

    def test_a_module_that_the_settings_name_is_still_the_projects_own(self, found: Found) -> None:
        self.write("own.inside.run()")
        write("own/inside.py", "import tools\n\n\ndef run():\n    tools.known()\n")
        assert found(".") == ["app.py:11 DSH101"]
        write("dashlint.toml", "[[blocking]]\nkind = 'file'\nfunctions = ['tools.opaque']")
        assert found(".") == ["app.py:11 DSH101"]

    @pytest.mark.parametrize(
        ("body", "code", "safe"),
        [
            ("import time; time.sleep(1)", "DSH101", "time.sleep"),
            ("own.tools.known()", "DSH101", "time.sleep"),
            ("own.tools.known()", "DSH101", "own.tools.known"),
            ("import requests; requests.get('x')", "DSH102", "requests.get"),
            ("import requests; requests.Session().get('x')", "DSH102", "requests.Session.get"),
            ("import requests; requests.Session().get('x')", "DSH102", "requests.sessions.Session.get"),
        ],
    )
    def test_safe_names(self, found: Found, body: str, code: str, safe: str) -> None:
        self.write(body)
        assert found(".") == [f"app.py:11 {code}"]
        write("dashlint.toml", f"safe = ['{safe}']")
        assert found(".") == []

    def test_offloading_functions(self, found: Found) -> None:
        self.write("own.tools.elsewhere(own.tools.known)")
        assert found(".") == ["app.py:11 DSH101"]
        write("dashlint.toml", "[[offload]]\nname = 'own.tools.elsewhere'")
        assert found(".") == []

    def test_only_the_arguments_that_are_named_are_run_elsewhere(self, found: Found) -> None:
        self.write("own.tools.elsewhere(own.tools.known())")
        write("dashlint.toml", "[[offload]]\nname = 'own.tools.elsewhere'\narguments = [0, 'function']")
        assert found(".") == ["app.py:11 DSH101"]

    def test_offloading_decorators(self, found: Found) -> None:
        more = "\n            @crm.in_thread\n            def slow(): own.tools.known()\n"
        self.write("slow()", more=more)
        assert found(".") == ["app.py:14 DSH101"]
        write("dashlint.toml", "[[offload]]\nname = 'crm.in_thread'")
        assert found(".") == []

    @pytest.mark.parametrize(("decorator", "name"), [("reacts", "own.web.reacts"), ("watched", "own.web.watched")])
    def test_callback_decorators(self, found: Found, decorator: str, name: str) -> None:
        self.write("own.tools.known()", decorator)
        assert found(".") == []
        write("dashlint.toml", f"[[callback-decorators]]\nname = '{name}'")
        assert found(".") == ["app.py:11 DSH101"]
        write("dashlint.toml", f"[[callback-decorators]]\nname = '{name}'\nbackground = true")
        assert found(".") == []

    def test_a_callback_decorator_of_the_same_file(self, found: Found) -> None:
        more = "\n            def mine(*given): return crm.registrar(given)\n"
        self.write("own.tools.known()", "mine", more)
        assert found(".") == []
        write("dashlint.toml", "[[callback-decorators]]\nname = 'app.mine'")
        assert found(".") == ["app.py:13 DSH101"]

    @pytest.mark.parametrize(("call", "name"), [("crm.FlaskCRM", "crm.FlaskCRM"), ("own.tools.Client",) * 2])
    def test_flask_only(self, found: Found, run: Run, call: str, name: str) -> None:
        self.write("pass", more=f"{call}(app.server)")
        assert found(".") == []
        write("dashlint.toml", f"[[flask-only]]\nbinds = ['{name}']\nhelp = 'use `crm.asgi`'")
        assert found(".") == ["app.py:8 DSH201"]
        assert "= help: use `crm.asgi`" in run(".")[1]
        fails = "{ severity = 'error', outcome = 'fails' }"
        write("dashlint.toml", f"[[flask-only]]\nbinds = ['{name}']\nhelp = 'use `crm.asgi`'\nquart = {fails}")
        assert found(".") == []
        assert "= help: use `crm.asgi`" in run(".", "--backend", "quart")[1]


class TestForceExclude:
    @pytest.fixture(autouse=True)
    def files(self) -> None:
        app("tests/app.py")
        app("web/app.py")
        app("build/app.py")

    @pytest.mark.parametrize("typed", [True, False])
    def test_what_is_named_is_left_out_too(self, found: Found, typed: bool) -> None:
        write("dashlint.toml", "exclude = ['tests']" + ("" if typed else "\nforce-exclude = true"))
        option = ["--force-exclude"] if typed else []
        named = ["tests/app.py", "web/app.py", "build/app.py"]
        assert found(*option, *named) == ["web/app.py:9 DSH101"]
        assert found(*option, "tests", "build") == []
        assert len(found("--no-force-exclude", *named)) == 3

    def test_nothing_is_complained_of(self, run: Run) -> None:
        assert run("--force-exclude", "build/app.py") == (0, "No problems found.\n", "")


class TestStatus:
    @pytest.mark.parametrize(
        ("arguments", "status"),
        [
            ([], 1),
            (["--max-warnings", "0"], 1),
            (["--max-warnings", "1"], 1),
            (["--max-warnings", "2"], 0),
            (["--max-warnings", "2", "--fail-on", "warning"], 1),
            (["--max-warnings", "1", "--fail-on", "error"], 1),
            (["--config", "max-warnings=2"], 0),
            (["--config", "max-warnings=2", "--max-warnings", "1"], 1),
        ],
    )
    def test_warnings_are_let_pass_up_to_a_number(self, run: Run, arguments: list[str], status: int) -> None:
        app("a/app.py", "flask")
        app("b/app.py", "flask")
        assert run(".", *arguments)[0] == status

    def test_errors_are_not(self, run: Run) -> None:
        app("app.py", "fastapi")
        assert run(".", "--max-warnings", "9")[0] == 1

    def test_a_wrong_number(self, run: Run) -> None:
        assert run(".", "--max-warnings", "-1")[0] == 2


class TestShowing:
    def test_every_setting_with_its_origin(self, run: Run, here: Path) -> None:
        write("base.toml", "ignore = ['DSH1']\nbackend = 'flask'\n\nfail-on = 'error'")
        write("dashlint.toml", "extend = 'base.toml'\nbackend = 'quart'\nignore = [\n  'DSH2',\n]\nfix = true")
        write("a/dashlint.toml", "backend = 'fastapi'")
        arguments = ["--select", "DSH1,DSH2", "--config", "severity.DSH1 = 'info'", "--config", "fail-on = 'info'"]
        status, output, errors = run(".", "--show-settings", *arguments)
        folder = os.path.realpath(here)
        lines = output.replace(os.sep, "/").replace(f"{folder}/".replace(os.sep, "/"), "").splitlines()
        assert (status, errors) == (0, "")
        assert [line for line in lines if "(default)" not in line] == [
            "# Files of settings",
            'extend = "base.toml"  # dashlint.toml:1',
            "",
            "# Rules",
            'select = ["DSH1", "DSH2"]  # --select',
            'ignore = ["DSH2"]  # dashlint.toml:3',
            'ignore = ["DSH1"]  # base.toml:1',
            'severity = { DSH1 = "info" }  # --config',
            "",
            "# Files",
            "",
            "# Apps",
            'backend = "quart"  # dashlint.toml:2',
            "",
            "# What dashlint knows of your code and libraries",
            "",
            "# Fixes",
            "fix = true  # dashlint.toml:6",
            "",
            "# Outcome",
            'fail-on = "info"  # --config',
            "",
            "# In a",
            'backend = "fastapi"  # a/dashlint.toml:1',
            "",
        ]
        assert "# dash-version: what the manifests say (default)" in lines

    def test_options_of_every_kind(self, run: Run) -> None:
        options = ["--backend", "quart", "--fix", "--unfixable", "DSH1", "--max-warnings", "3", "--require-reasons"]
        lines = run("--show-settings", "--exclude", "a,b", *options)[1].splitlines()
        assert [line for line in lines if line and not line.startswith("#")] == [
            'exclude = ["a", "b"]  # --exclude',
            'backend = "quart"  # --backend',
            'unfixable = ["DSH1"]  # --unfixable',
            "fix = true  # --fix",
            "max-warnings = 3  # --max-warnings",
            "require-reasons = true  # --require-reasons",
        ]

    def test_the_files(self, run: Run) -> None:
        app("web/app.py")
        app("tests/app.py")
        app("build/app.py")
        write("web/notes.txt", "")
        write("dashlint.toml", "exclude = ['tests']")
        assert run("--show-files") == (0, f"web{os.sep}app.py\n", "")
        named = run("--show-files", "web", "tests/app.py")[1]
        assert named.replace(os.sep, "/").split() == ["tests/app.py", "web/app.py"]

    def test_wrong_settings_are_not_shown(self, run: Run) -> None:
        write("dashlint.toml", "selekt = 1")
        assert run("--show-settings")[0] == 2


def test_settings_in_a_file_that_is_named(found: Found) -> None:
    app("app.py")
    write("ci/strict.toml", "ignore = ['DSH101']")
    write("dashlint.toml", "select = ['DSH101']")
    assert found(".") == ["app.py:9 DSH101"]
    assert found(".", "--config", "ci/strict.toml") == []
    assert found(".", "--isolated") == ["app.py:9 DSH101"]
    assert found(".", "--config", "per-file-ignores={'*.py'=['ALL']}") == []
