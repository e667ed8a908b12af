"""A small project with a problem of every kind that a report may have to show."""

from __future__ import annotations

from pathlib import Path

from dashlint.diagnostic import (
    Applicability,
    Diagnostic,
    DiagnosticFix,
    DiagnosticNote,
    Edit,
    Effect,
    Effort,
    Location,
    Severity,
)
from dashlint.report.excerpt import Excerpts
from dashlint.report.run import Explanation, Run

ROOT = Path("/srv/my project").absolute()
FILES = {
    "app.py": """\
import time

from dash import Dash, Input, Output
from lib.données import load

app = Dash(__name__, backend="fastapi")


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    titre = "漢字 é"; time.sleep(1)
    return load(
        clicks,
    )
""",
    "lib/données.py": """\
import requests


class Client:
    def fetch(self, url):
        return requests.get(url)


def load(clicks):
    return Client().fetch(f"https://example.com/{clicks}")
""",
    "pages/a, b & c.py": "from dash import register_page\r\n\r\nregister_page(__name__)\r\nasync def layout():\r\n",
    "pages/broken.py": "def layout(:\n",
    "deploy/Dockerfile": 'FROM python:3.13\nCMD ["gunicorn", "app:server"]\n',
}


def at(name: str, line: int, column: int, end_line: int, end_column: int) -> Location:
    return Location(str(ROOT / name), line, column, end_line, end_column)


def of(name: str, text: str) -> Location:
    """Where a file of the project has this text."""
    before, _, _ = FILES[name].partition(text)
    return at(name, *_position(before), *_position(before + text))


def _position(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


SLEEP = Diagnostic(
    "DSH101",
    "blocking-sleep",
    Severity.ERROR,
    of("app.py", "time.sleep(1)"),
    "`time.sleep` blocks the event loop and with it every user of this FastAPI worker",
    "use `asyncio.sleep`",
    effect=Effect.LOOP,
    effort=Effort.MECHANICAL,
    scope="update",
    fix=DiagnosticFix(
        "await `asyncio.sleep` instead",
        Applicability.SAFE,
        (
            Edit(at("app.py", 1, 1, 1, 1), "import asyncio\n"),
            Edit(of("app.py", "time.sleep"), "await asyncio.sleep"),
        ),
    ),
)
REQUEST = Diagnostic(
    "DSH102",
    "blocking-network",
    Severity.ERROR,
    of("app.py", "load(\n        clicks,\n    )"),
    "`load` leads to `requests.get`, which blocks the event loop (100 % of {users} | see [it](1))",
    "use `httpx.AsyncClient`, or move the call off the loop with `await asyncio.to_thread(...)`",
    (
        DiagnosticNote(of("app.py", "load(\n        clicks,\n    )"), "calls `load`", "update", True),
        DiagnosticNote(
            of("lib/données.py", 'Client().fetch(f"https://example.com/{clicks}")'),
            "calls `Client.fetch`",
            "load",
            True,
        ),
        DiagnosticNote(of("lib/données.py", "requests.get(url)"), "calls `requests.get`", "Client.fetch", True),
        DiagnosticNote(of("app.py", 'Dash(__name__, backend="fastapi")'), "this app runs on FastAPI"),
        DiagnosticNote(None, "on Flask no other user waits"),
    ),
    effect=Effect.LOOP,
    effort=Effort.REWRITE,
    scope="update",
    fix=DiagnosticFix(
        "hand `load` to `asyncio.to_thread`",
        Applicability.UNSAFE,
        (Edit(of("app.py", "load(\n        "), "await asyncio.to_thread(\n        load,\n        "),),
    ),
)
SERVER = Diagnostic(
    "DSH205",
    "wrong-process-manager",
    Severity.WARNING,
    of("deploy/Dockerfile", 'CMD ["gunicorn", "app:server"]'),
    "gunicorn has no ASGI worker class, so that every request fails",
    effect=Effect.DEPLOYMENT,
    effort=Effort.MECHANICAL,
)
ADVICE = Diagnostic(
    "DSH301",
    "pointless-async",
    Severity.INFO,
    of("pages/a, b & c.py", "async def layout():"),
    "nothing in `layout` is awaited",
    "drop the `async`",
    effect=Effect.COST,
    effort=Effort.MECHANICAL,
    scope="layout",
    fix=DiagnosticFix("drop `async`", Applicability.DISPLAY, (Edit(of("pages/a, b & c.py", "async "), ""),)),
)
BROKEN = Diagnostic(
    "DSH001",
    "unreadable-file",
    Severity.ERROR,
    at("pages/broken.py", 1, 12, 1, 13),
    "this file is not parsable, so nothing in it was looked at",
    "mend or exclude it",
)
PROBLEMS = (SLEEP, REQUEST, SERVER, ADVICE, BROKEN)


def excerpts() -> Excerpts:
    texts = {str(ROOT / name): text.encode() for name, text in FILES.items()}
    return Excerpts(lambda path: Path(path).relative_to(ROOT).as_posix(), texts.get)


def explain(code: str) -> Explanation | None:
    """A page for one rule, so that a report also shows what it makes of a rule without one."""
    if code != "DSH101":
        return None
    url = "https://example.com/rules/DSH101"
    text = "Finds `time.sleep` in code that runs on the event loop. It freezes.\n\n## Why\n\nThe loop serves everybody."
    return Explanation(code, "blocking-sleep", Severity.ERROR, Effect.LOOP, text.split(". ")[0] + ".", text, url)


RUN = Run(str(ROOT), "1.2.3", "https://example.com/", complete=False, explain=explain)
