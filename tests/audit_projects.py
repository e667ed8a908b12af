"""Audits made by hand and of small projects, for the tests of the migration audit."""

from __future__ import annotations

import textwrap
from pathlib import Path

from dashlint.audit import Audit, audit_of
from dashlint.diagnostic import AppSummary, Diagnostic, DiagnosticNote, Effect, Effort, Location, Severity
from dashlint.lint import Outcome
from dashlint.report.excerpt import Excerpts

APP = """\
import time

from dash import Dash, Input, Output, html
from flask import Flask

server = Flask(__name__)
app = Dash(__name__, server=server)
app.layout = html.Div(id="out")


@server.before_request
def guard():
    return "no", 401


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
def update(clicks):
    time.sleep(2)
    return clicks
"""
PAGES = "from shop import load\n\nload()\nload()\n"
PROCFILE = "web: gunicorn app:server\n"
FILES = {"app.py": APP, "pages/list.py": PAGES, "Procfile": PROCFILE}

#: A path, a source line and a message that would act if any format let them.
HOSTILE = "<script>alert('x')</script>"


def excerpts(files: dict[str, str]) -> Excerpts:
    texts = {f"/project/{name}": text.encode("utf-8", "surrogatepass") for name, text in files.items()}
    return Excerpts(lambda path: path.removeprefix("/project/"), texts.get)


def at(path: str, line: int, column: int = 1) -> Location:
    return Location(f"/project/{path}", line, column, line, column + 4)


def diagnostic(
    code: str,
    name: str,
    where: Location,
    effect: Effect | None,
    *,
    effort: Effort | None = None,
    severity: Severity = Severity.ERROR,
    message: str = "`it` breaks, because *nobody* mended <it>",
    help: str = "mend `it`",
    notes: tuple[DiagnosticNote, ...] = (),
) -> Diagnostic:
    return Diagnostic(code, name, severity, where, message, help, notes, effect, effort)


def flask_app(where: Location, server: Location | None = None) -> AppSummary:
    return AppSummary(where, ("flask",), True, False, "server" if server else "default", "Dash", server)


def shop() -> Audit:
    """An audit with something in every group."""
    chain = (DiagnosticNote(at("app.py", 18, 5), "calls `time.sleep`"), DiagnosticNote(None, "on FastAPI"))
    caused = (
        diagnostic("DSH205", "wrong-process-manager", at("Procfile", 1, 6), Effect.DEPLOYMENT),
        diagnostic("DSH203", "missing-server-attribute", at("app.py", 6), Effect.START),
        diagnostic("DSH403", "ignored-hook-response", at("app.py", 11), Effect.ACCESS),
        diagnostic("DSH110", "blocking-sync-callback", at("app.py", 18, 5), Effect.LOOP, notes=chain),
        diagnostic("DSH207", "missing-extra", at("app.py", 1), Effect.DEPENDENCIES, help="add `dash[fastapi]`"),
        diagnostic("DSH203", "missing-server-attribute", at("pages/list.py", 1), Effect.SILENT),
        diagnostic("DSH110", "blocking-sync-callback", at("pages/list.py", 3), Effect.LOOP, help="await it"),
        diagnostic("DSH110", "blocking-sync-callback", at("pages/list.py", 4), Effect.LOOP, effort=Effort.MECHANICAL),
        diagnostic("DSH202", "flask-context-global", at("pages/list.py", 4), Effect.REQUEST, effort=Effort.DESIGN),
        diagnostic("DSH402", "sync-hook-on-quart", at("pages/list.py", 4), Effect.COST, severity=Severity.WARNING),
    )
    old = diagnostic("DSH301", "pointless-async", at("app.py", 17), Effect.COST, severity=Severity.WARNING)
    gone = diagnostic("DSH206", "asgi-only-feature", at("app.py", 17), Effect.SILENT, severity=Severity.WARNING)
    apps = (flask_app(at("app.py", 7, 7), at("app.py", 6, 10)), flask_app(at("pages/list.py", 2)))
    ordered = tuple(sorted((*caused, old), key=lambda one: one.location))
    return audit_of("fastapi", Outcome((old, gone), apps=apps), Outcome(ordered), excerpts(FILES))


def hostile() -> Audit:
    """An audit of a project whose names, lines and messages hold what each format could take for its own."""
    path = f'pages/{HOSTILE}"&`|*.py'
    line = f"x = '''{HOSTILE}{{{{ 7 * 7 }}}} </code></pre>```` \u202e\x1b[31m''' \udc80\t</style>"
    message = f"{HOSTILE} `{HOSTILE}` <img src=x onerror=alert(1)> | [a](javascript:alert(1)) *b* {{{{ 7 * 7 }}}}\nnext"
    notes = (DiagnosticNote(at(path, 1), message),)
    one = diagnostic(
        "DSH110", "blocking-sync-callback", at(path, 1), Effect.LOOP, message=message, help=message, notes=notes
    )
    odd = diagnostic("DSH203", "missing-server-attribute", at(path, 1), Effect.START, message=f"an odd ` {HOSTILE}")
    app = AppSummary(at(path, 1), ("flask",), True, False, "server", "Dash", at(path, 1))
    old = diagnostic("DSH301", "pointless-async", at(path, 1), Effect.COST, message=message)
    return audit_of("fastapi", Outcome((old,), apps=(app,)), Outcome((odd, one, old)), excerpts({path: line}))


MOVABLE = textwrap.dedent(
    """\
    import time

    from dash import Dash, Input, Output, html

    app = Dash(__name__{arguments})
    app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])
    {hook}

    @app.callback(Output("out", "children"), Input("go", "n_clicks"))
    def update(clicks):
        {wait}
        return clicks
    """
)
HOOK = '\n\n@app.server.before_request\ndef count():\n    print("asked")\n'
FLASK_ONLY = MOVABLE.format(arguments="", hook=HOOK, wait="time.sleep(2)")
FREE = MOVABLE.format(arguments="", hook="", wait="print(time.time())")


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
