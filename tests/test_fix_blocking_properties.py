"""Properties of the fixes of blocking calls: any callback comes out as code with fewer problems, the rest as it was."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.find import Source
from dashlint.lint import Outcome, lint_sources
from dashlint.mending import Mended, mend
from dashlint.settings import Settings

HEAD = """import sqlite3
import time

import requests
from dash import Dash, Input, Output, callback

app = Dash(__name__, backend="fastapi")


def helper(value, *more, **options):
    return requests.get(value)


async def slow(value):
    time.sleep(1)  # in a helper
    return helper(value)


"""
BLOCKING = st.sampled_from(
    [
        "time.sleep(1)",
        "requests.get(value)",
        "requests.get( value , timeout = 5 ).json()['ü']",
        "helper(value, *value, a=1, **value)",
        "helper(\n        value,  # an address ✓\n    )",
        "helper()",
        "await slow(value)",
    ]
)
AROUND = st.sampled_from(
    [
        "{}",
        "x = {}",
        "return {}",
        "return [{} for value in value]",
        "return list({} for value in value)",
        "return [[{} for value in value] for value in value]",
        "print({}, {})",
        "if not {}: pass",
        "return {} if value else None",
        "return f'''{{value}}''', {}",
        "lambda: {}",
        "with open(value) as file: file.write({})",
        "for value in {}: pass",
        "try:\n        {}\n    finally:\n        pass",
        "x: int = ({}) + 1",
        "return -({}).a[0]",
    ]
)
COMMENTS = st.sampled_from(["", "  # keep", "\n", "\n    # über\n", "\n\n    x = 1;  y = 2\n"])
BLOCKING_RULES = Settings(select=("DSH1",))


@st.composite
def callbacks(draw: st.DrawFn) -> str:
    is_async = draw(st.booleans())
    body = []
    for _ in range(draw(st.integers(1, 4))):
        call = draw(BLOCKING if is_async else BLOCKING.filter(lambda text: "await" not in text))
        around = draw(AROUND)
        if "await" in call and ("lambda" in around or "[[" in around or "list(" in around):
            around = "{}"
        body.append(f"    {_filled(around, call)}")
        body.append(draw(COMMENTS))
    keyword = "async def" if is_async else "def"
    number = draw(st.integers(0, 9))
    lines = "\n".join(part for part in body if part) + "\n"
    registration = f'@callback(Output("o{number}", "children"), Input("i", "value"))'
    return f"{registration}\n{keyword} update{number}(value):\n{lines}\n\n"


def _filled(around: str, call: str) -> str:
    return around.replace("{{value}}", "\0").replace("{}", call).replace("\0", "{value}")


def mended(text: bytes) -> Mended:
    def lint(some: tuple[Source, ...], reader: object) -> Outcome:
        return lint_sources(some, BLOCKING_RULES, reader)  # type: ignore[arg-type]

    path = str(Path("/project/app.py"))
    return mend((Source(path, "app.py", True, False, text),), lint, lambda found: found.fix is not None)


@settings(max_examples=60, deadline=None)
@given(st.lists(callbacks(), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_callback_is_mended(parts: list[str], newline: str, has_mark: bool) -> None:
    code = (HEAD + "".join(parts)).replace("\n", newline)
    text = (b"\xef\xbb\xbf" if has_mark else b"") + code.encode()
    ast.parse(code)
    before = lint_sources((Source("/project/app.py", "app.py", True, False, text),), BLOCKING_RULES).diagnostics
    found = mended(text)
    after = next(iter(found.after.values()), text)
    ast.parse(after.decode("utf-8-sig"))
    assert found.is_settled
    assert len(found.outcome.diagnostics) < len(before) or not found.after
    assert mended(after).after == {}
    assert undone(after.decode()) == undone(text.decode())


def undone(code: str) -> str:
    """The code without what fixes add or take, and without the spaces that they may move."""
    for added in ("import asyncio", "await ", "asyncio.to_thread", "asyncio", "time", "async "):
        code = code.replace(added, "")
    return "".join(sorted(code.replace(" ", "").replace("\r\n", "\n").replace("\n", "").translate(_PUNCTUATION)))


_PUNCTUATION = str.maketrans("", "", "(),")


@settings(max_examples=40, deadline=None)
@given(st.lists(callbacks(), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_lines_that_hold_no_mistake_stay_byte_for_byte(parts: list[str], newline: str) -> None:
    text = (HEAD + "".join(parts)).replace("\n", newline).encode()
    after = next(iter(mended(text).after.values()), text)
    kept = [line for line in text.split(b"\n") if not any(word in line for word in MOVED)]
    left = [line for line in after.split(b"\n") if not any(word in line for word in (*MOVED, b"asyncio"))]
    blanks = [line for line in kept if not line.strip()], [line for line in left if not line.strip()]
    assert [line for line in kept if line.strip()] == [line for line in left if line.strip()]
    assert 0 <= len(blanks[1]) - len(blanks[0]) <= 1


MOVED = b"sleep", b"requests.get", b"helper", b"def update", b"slow(", b"        value,", b"    )", b"finally"
