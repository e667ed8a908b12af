"""Deployment files: which commands they run, on which line, with which variables, and what each command serves."""

from __future__ import annotations

import posixpath
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.deployment import Command, ServeCommand, commands, serve_commands
from dashlint.file_kinds import ProjectFile, kind_of

ROOT = "/project"
NAMES = (
    "Procfile Dockerfile compose.yaml docker-compose.yml render.yaml fly.toml app.yaml heroku.yml railway.json "
    "railway.toml nixpacks.toml Makefile start.sh app.service .github/workflows/ci.yml .gitlab-ci.yml "
    "azure-pipelines.yml .circleci/config.yml"
).split()


def read(**files: str) -> tuple[Command, ...]:
    """The commands of files, whose names are written with `__` for a slash and `_` for a dot."""
    return commands(_file(name.replace("__", "/").replace("_", "."), text) for name, text in files.items())


def _file(name: str, text: str | bytes) -> ProjectFile:
    content = text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
    return ProjectFile(posixpath.join(ROOT, name), "deployment", content)


def served(**files: str) -> list[str]:
    """What is served, as `file:line manager interface module:attribute`."""
    return [_shown(one) for one in serve_commands(read(**files))]


def _shown(one: ServeCommand) -> str:
    name = posixpath.relpath(one.command.path, ROOT)
    target = f"{one.target.module}:{one.target.attribute}{'()' if one.target.is_factory else ''}" if one.target else "?"
    return f"{name}:{one.command.lines[0]} {one.manager} {one.interface or '?'} {target}"


def lone(text: str) -> ServeCommand:
    """What the one process of a Procfile serves."""
    (found,) = serve_commands(read(Procfile=f"web: {text}"))
    return found


def test_every_name_is_a_deployment_file() -> None:
    assert {kind_of(f"{ROOT}/{name}") for name in NAMES} == {"deployment"}


class TestCommandLines:
    @pytest.mark.parametrize(
        ("text", "interface"),
        [
            ("gunicorn app:server", None),
            ("gunicorn -k sync app:server", "wsgi"),
            ("gunicorn --worker-class=gevent app:server", "wsgi"),
            ("gunicorn -k eventlet app:server", "wsgi"),
            ("gunicorn -k gunicorn.workers.gthread.ThreadWorker app:server", "wsgi"),
            ("gunicorn -k uvicorn.workers.UvicornWorker app:server", "asgi"),
            ("gunicorn -kuvicorn.workers.UvicornH11Worker app:server", "asgi"),
            ("gunicorn app:server --worker-class uvicorn_worker.UvicornWorker", "asgi"),
            ("GUNICORN_CMD_ARGS='-k asgi -w 2' gunicorn app:server", "asgi"),
            ("GUNICORN_CMD_ARGS='-k asgi' gunicorn -k sync app:server", "wsgi"),
            ("uvicorn app:server", "asgi"),
            ("uvicorn --interface wsgi app:server", "wsgi"),
            ("UVICORN_INTERFACE=wsgi uvicorn app:server", "wsgi"),
            ("uvicorn --interface=asgi3 app:server", "asgi3"),
            ("hypercorn app:server", "either"),
            ("hypercorn wsgi:app:server", "wsgi"),
            ("waitress-serve --port 80 app:server", "wsgi"),
            ("granian app:server", "rsgi"),
            ("granian --interface asgi app:server", "asgi3"),
            ("daphne -b 0.0.0.0 -p 80 app:server", "asgi3"),
            ("uwsgi --http :80 --master --module app:server", "wsgi"),
            ("flask --app app:server run", "flask"),
            ("FLASK_APP=app:server flask run --port 80", "flask"),
            ("quart --app app:server run --reload", "quart"),
        ],
    )
    def test_interface(self, text: str, interface: str | None) -> None:
        found = lone(text)
        assert found.interface == interface
        assert found.target is not None
        assert (found.target.module, found.target.attribute) == ("app", "server")

    @pytest.mark.parametrize(
        ("text", "target"),
        [
            ("gunicorn app", "app:application"),
            ("gunicorn --preload app:server", "app:server"),
            ("gunicorn -w 4 -b unix:app.sock app:server", "app:server"),
            ("gunicorn pkg.app:server --bind localhost:80", "pkg.app:server"),
            ("gunicorn 'app:create(debug=True)'", "app:create()"),
            ("uvicorn --factory --reload app:create", "app:create()"),
            ("uvicorn app:app.server", "app:app.server"),
            ("hypercorn app", "app:app"),
            ("waitress-serve --call app:create", "app:create()"),
        ],
    )
    def test_target(self, text: str, target: str) -> None:
        assert served(Procfile=f"web: {text}")[0].split()[-1] == target

    @pytest.mark.parametrize(
        "text",
        [
            "gunicorn $MODULE",
            "gunicorn ${MODULE}:server",
            "gunicorn -k own.workers.Worker app:server",
            "gunicorn -k $WORKER app:server",
            "GUNICORN_CMD_ARGS=$ARGS gunicorn app:server",
            "uvicorn app",
            "uvicorn --interface asgi2 app:server",
            "flask --app app:server routes",
            "celery -A app worker",
            "echo gunicorn app:server",
            "python app.py",
            "pip install gunicorn",
        ],
    )
    def test_says_nothing_of(self, text: str) -> None:
        assert not served(Procfile=f"web: {text}")

    @pytest.mark.parametrize(
        "launcher",
        [
            "exec",
            "nohup",
            "env A=1 B=2",
            "sudo -u web",
            "time",
            "nice -n 5",
            "timeout 60",
            "gosu web",
            "dumb-init",
            "dumb-init --",
            "tini -g --",
            "poetry run",
            "uv run --extra web",
            "pipenv run",
            "conda run -n web --no-capture-output",
            "python -m",
            "python3.12 -u -X dev -m",
            ".venv/bin/python -m",
            "opentelemetry-instrument --service_name web",
            "newrelic-admin run-program",
            "ddtrace-run",
            "wait-for-it.sh db:5432 --",
            "exec dumb-init -- poetry run opentelemetry-instrument",
        ],
    )
    def test_looks_through_launchers(self, launcher: str) -> None:
        assert served(Procfile=f"web: {launcher} gunicorn app:server") == ["Procfile:1 gunicorn ? app:server"]

    @pytest.mark.parametrize("shell", ["sh -c", "bash -lc", "/bin/bash -euo pipefail -c"])
    def test_looks_into_shells(self, shell: str) -> None:
        found = served(Procfile=f"""web: {shell} "cd app && exec gunicorn app:server" """)
        assert found == ["Procfile:1 gunicorn ? app:server"]

    def test_a_path_names_its_program(self) -> None:
        assert served(Procfile="web: /opt/venv/bin/gunicorn app:server") == ["Procfile:1 gunicorn ? app:server"]


@pytest.mark.parametrize(
    "text", ["uv run --env-file .env gunicorn app:server", "doppler run -- gunicorn app:server", ". .env; gunicorn a:b"]
)
def test_a_launcher_may_hide_variables(text: str) -> None:
    assert lone(text).command.environment.hides_more


class TestFolders:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("gunicorn app:server", "/project/app.py"),
            ("gunicorn --chdir src app:server", "/project/src/app.py"),
            ("cd web && gunicorn app:server", "/project/web/app.py"),
            ("cd web; cd ..; gunicorn app:server", "/project/app.py"),
            ("PYTHONPATH=lib gunicorn app:server", "/project/lib/app.py"),
            ("uvicorn --app-dir web app:server", "/project/web/app.py"),
            ("uv run --directory web gunicorn app:server", "/project/web/app.py"),
            ("cd /srv/web && gunicorn app:server", "/project/src/app.py"),
        ],
    )
    def test_of_a_module(self, text: str, path: str) -> None:
        assert path in [found for folder in lone(text).folders for found in folder.found("app.py")]

    def test_of_an_image_are_where_its_files_come_from(self) -> None:
        (found,) = serve_commands(
            read(
                Dockerfile="""
                FROM python AS build
                WORKDIR /build
                COPY ./site/ .
                FROM python
                WORKDIR /srv
                COPY --from=build /build /srv/web
                CMD ["gunicorn", "web.app:server"]
                """
            )
        )
        assert "/project/site/app.py" in found.folders[0].found("web/app.py")
        assert "/project/web/app.py" not in found.folders[0].found("web/app.py")


class TestDockerfile:
    def test_only_what_the_last_stage_runs_counts(self) -> None:
        text = """
        FROM python AS one
        CMD gunicorn one:server
        FROM one AS two
        CMD gunicorn two:server
        # CMD gunicorn never:server
        RUN gunicorn --check-config three:server
        CMD \\
            # in between
            gunicorn four:server
        """
        assert served(Dockerfile=text) == ["Dockerfile:9 gunicorn ? four:server"]

    def test_an_entry_point_takes_the_command_as_arguments(self) -> None:
        text = """
        FROM python
        ENTRYPOINT ["tini", "--", "gunicorn"]
        CMD ["-k", "asgi", "app:server"]
        """
        assert served(Dockerfile=text) == ["Dockerfile:2 gunicorn asgi app:server"]

    def test_a_shell_entry_point_takes_none(self) -> None:
        text = "FROM python\nENTRYPOINT gunicorn app:server\nCMD uvicorn app:server\n"
        assert served(Dockerfile=text) == ["Dockerfile:2 gunicorn ? app:server"]

    def test_a_stage_inherits(self) -> None:
        text = """
        FROM python AS base
        ENV A=1 B="two words"
        ENV C three words
        WORKDIR /srv
        WORKDIR web
        CMD ["gunicorn", "app:server"]
        FROM base
        """
        (found,) = read(Dockerfile=text)
        assert dict(found.environment.variables) == {"A": "1", "B": "two words", "C": "three words"}
        assert (found.folder.path, found.lines[0]) == ("/srv/web", 6)

    def test_heredocs_and_other_escapes_are_read(self) -> None:
        text = """
        # escape=`
        FROM python
        RUN <<EOF
        CMD gunicorn never:server
        EOF
        COPY <<"A" <<-B /files/
        CMD gunicorn never:server
        A
        ENTRYPOINT gunicorn never:server
        B
        CMD gunicorn `
            app:server
        """
        assert served(Dockerfile=text) == ["Dockerfile:11 gunicorn ? app:server"]

    def test_a_script_runs_with_what_the_image_sets(self) -> None:
        found = read(
            Dockerfile='FROM python\nENV DASH_BACKEND=quart\nWORKDIR /app\nCOPY . .\nCMD ["bash", "start.sh"]\n',
            start_sh="export A=1\nexec gunicorn app:server\n",
        )
        (one,) = [command for command in found if command.words[0] == "gunicorn"]
        assert (one.path, one.lines[0]) == ("/project/start.sh", 2)
        assert dict(one.environment.variables) == {"DASH_BACKEND": "quart", "A": "1"}

    def test_a_script_passes_on_what_it_is_given(self) -> None:
        found = served(
            Dockerfile='FROM python\nCOPY go.sh /go.sh\nENTRYPOINT ["/go.sh"]\nCMD ["uvicorn", \\\n "app:server"]\n',
            go_sh='set -e\nexec "$@"\n',
        )
        assert found == ["Dockerfile:4 uvicorn asgi app:server"]


class TestCompose:
    DOCKERFILE = 'FROM python AS base\nENV A=1 B=1\nWORKDIR /app\nCMD ["gunicorn", "app:server"]\nFROM base\nCMD x\n'

    def compose(self, service: str) -> list[ServeCommand]:
        text = f"services:\n  web:\n    build: {{context: ., target: base}}\n{dedent(service).strip()}\n"
        indented = (
            text.replace("\nENTRY", "\n    entrypoint").replace("\nRUN", "\n    command").replace("\n+", "\n    ")
        )
        return list(serve_commands(read(Dockerfile=self.DOCKERFILE, compose_yaml=indented)))

    def test_runs_the_image_of_the_target(self) -> None:
        (found,) = self.compose("+environment: [B=2, C]\n+working_dir: /web")
        assert (found.command.path, found.command.lines[0]) == ("/project/Dockerfile", 4)
        assert dict(found.command.environment.variables) == {"A": "1", "B": "2", "C": None}
        assert found.command.folder.path == "/web"

    def test_a_command_stands_in_for_the_image_s(self) -> None:
        (found,) = self.compose("RUN: uvicorn app:server\n+env_file: .env")
        assert (found.command.path, found.command.lines[0], found.manager) == ("/project/compose.yaml", 4, "uvicorn")
        assert found.command.environment.hides_more

    def test_an_entry_point_stands_in_for_both(self) -> None:
        assert [one.manager for one in self.compose("ENTRY: [hypercorn, app]")] == ["hypercorn"]
        assert self.compose("ENTRY: [celery, worker]") == []

    def test_values_are_filled_in(self) -> None:
        (found,) = self.compose("+environment:\n+  A: ${A:-x}\n+  B: $UNKNOWN\nRUN: gunicorn ${MODULE-app}:server")
        assert dict(found.command.environment.variables) == {"A": "x", "B": None}
        assert found.target is not None
        assert found.target.module == "app"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Procfile", "# web: gunicorn no:no\n\nweb: gunicorn a:b\nother:hypercorn a:b", "3 gunicorn, 4 hypercorn"),
        (
            "render_yaml",
            "services:\n- startCommand: |\n    cd .\n    gunicorn a:b\n- dockerCommand: uvicorn a:b",
            "4 gunicorn",
        ),
        (
            "fly_toml",
            "[env]\nA = 1\n[processes]\nweb = 'gunicorn a:b'\nx = ['uvicorn', 'a:b']",
            "4 gunicorn, 5 uvicorn",
        ),
        ("fly_toml", "[experimental]\ncmd = ['gunicorn', 'a:b']", "2 gunicorn"),
        ("app_yaml", "runtime: python312\nentrypoint: gunicorn -b :$PORT a:b", "2 gunicorn"),
        ("app_yaml", "command:\n- gunicorn\n- a:b\nenv:\n- {name: A, value: x}", "2 gunicorn"),
        ("app_yaml", "services:\n- name: x\n  run_command: gunicorn a:b", "3 gunicorn"),
        ("heroku_yml", "run:\n  web: gunicorn a:b\n  w:\n    command: [uvicorn a:b]", "2 gunicorn"),
        ("railway_json", '{"deploy": {\n "startCommand": "gunicorn a:b"}}', "2 gunicorn"),
        ("railway_toml", "[deploy]\nstartCommand = 'gunicorn a:b'", "2 gunicorn"),
        ("nixpacks_toml", "[variables]\nA = 'x'\n[start]\ncmd = 'gunicorn a:b'", "4 gunicorn"),
        ("Makefile", "M := a:b\nrun: x\n\t@gunicorn \\\n\t  $(M)\n\t# uvicorn a:b\nx:\n\techo", "3 gunicorn"),
        ("start_sh", "#!/bin/sh\nif x; then\n  gunicorn a:b & \nelse uvicorn a:b; fi", "3 gunicorn, 4 uvicorn"),
        ("a_service", "[Service]\nExecStart=-/x/gunicorn \\\n  a:b\nExecStop=/x/uvicorn a:b", "2 gunicorn"),
        ("_github__workflows__ci_yml", "jobs:\n x:\n  steps:\n  - run: |\n     cd x\n     gunicorn a:b", "6 gunicorn"),
        ("_gitlab-ci_yml", "x:\n  script:\n  - cd x\n  - gunicorn a:b", "4 gunicorn"),
        ("azure-pipelines_yml", "steps:\n- script: gunicorn a:b\n- bash: uvicorn a:b", "2 gunicorn, 3 uvicorn"),
        (
            "_circleci__config_yml",
            "jobs:\n x:\n  steps:\n  - run: gunicorn a:b\n  - run: {command: uvicorn a:b}",
            "4 gunicorn, 5 uvicorn",
        ),
    ],
)
def test_format(name: str, text: str, expected: str) -> None:
    found = [one.partition(":")[2].split()[:2] for one in served(**{name: text})]
    assert ", ".join(" ".join(one) for one in sorted(found, key=lambda one: int(one[0]))) == expected


@pytest.mark.parametrize(
    ("name", "text", "variables"),
    [
        ("Procfile", "web: A=1 gunicorn a:b", {"A": "1"}),
        (
            "render_yaml",
            "services:\n- startCommand: gunicorn a:b\n  envVars: [{key: A, value: 1}, {key: B, sync: false}]",
            {"A": "1", "B": None},
        ),
        ("fly_toml", "[env]\nA = '1'\n[processes]\nweb = 'gunicorn a:b'", {"A": "1"}),
        ("app_yaml", "entrypoint: gunicorn a:b\nenv_variables: {A: '1'}", {"A": "1"}),
        ("nixpacks_toml", "[variables]\nA = '1'\n[start]\ncmd = 'gunicorn a:b'", {"A": "1"}),
        ("Makefile", "A = 1\nexport A\nB = 2\nrun:\n\tgunicorn a:b", {"A": "1"}),
        ("Makefile", "run: export A = 1\nrun:\n\tC=3 gunicorn a:b", {"A": "1", "C": "3"}),
        ("start_sh", "export A=1 B=$X\nC=3 uvicorn x:y\ngunicorn a:b", {"A": "1", "B": None}),
        ("a_service", "[Service]\nEnvironment=\"A=1\" 'B=x y'\nExecStart=gunicorn a:b", {"A": "1", "B": "x y"}),
        (
            "_github__workflows__ci_yml",
            "env: {A: 1}\njobs:\n x: {env: {B: '${{ x }}'}, steps: [{run: gunicorn a:b, env: {C: 3}}]}",
            {"A": "1", "B": None, "C": "3"},
        ),
        ("_gitlab-ci_yml", "x:\n  variables: {A: 1}\n  script: [gunicorn a:b]", {"A": "1"}),
    ],
)
def test_variables(name: str, text: str, variables: dict[str, str | None]) -> None:
    (found,) = [one for one in read(**{name: text}) if one.words[0] == "gunicorn"]
    assert dict(found.environment.variables) == variables


def test_a_yaml_anchor_that_holds_itself_ends() -> None:
    assert read(compose_yaml="services: &a\n  web: *a\n  <<: *a\n  command: [*a]\n", render_yaml="a: &a [*a]\n") == ()


@pytest.mark.parametrize("text", ["[ " * 9000, "- " * 9000, "{a: " * 9000, '{"a": ' * 9000, "a = " + "[" * 9000])
def test_deep_nesting_says_nothing(text: str) -> None:
    assert not list(serve_commands(commands(_file(name, text) for name in NAMES)))


PARTS = r"""gunicorn uvicorn -k asgi app:server services: web: command: build: . run: - CMD ENTRYPOINT FROM ENV A=1 $A
    ${A:-b} COPY /app WORKDIR exec sh -c " ' \ # << EOF [ ] { } ( ) && | ; & : = [Service] ExecStart= <<: &a *a export
    cd .. [env] [processes] startCommand: envVars: key: value: "$@" start.sh ./start.sh bash --"""
WORDS = st.sampled_from([*PARTS.split(), "\n", "\n", "\n\n", "\t", "\\\n"])


@pytest.mark.parametrize("name", NAMES)
@given(
    text=st.one_of(st.binary(max_size=200), st.lists(WORDS, max_size=40).map(lambda words: " ".join(words).encode()))
)
@settings(max_examples=60, deadline=None)
def test_broken_files_never_crash(name: str, text: bytes) -> None:
    script = b'#!/bin/sh\nexec "$@"\n'
    found = commands([_file(name, text), *([] if name == "start.sh" else [_file("start.sh", script)])])
    lines = text.count(b"\n") + text.count(b"\r") + len(text.decode("utf-8", "replace").splitlines()) + 1
    for command in found:
        assert command.words
        assert len(command.lines) == len(command.words)
        assert all(1 <= line <= max(lines, 2) for line in command.lines)
    assert len(list(serve_commands(found))) <= len(found)
