"""Imports that fixes add: the name means what was asked for, and all else in the file stays what it was."""

from __future__ import annotations

import ast
import builtins
import io
import random
import subprocess
import sys
import tokenize
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.decoding import decoded
from dashlint.diagnostic import Edit, Location
from dashlint.fix.imports import Imports
from dashlint.fix.own_modules import own_modules
from dashlint.fix.pieces import CannotFixError, Piece
from dashlint.fix.texts import edited
from dashlint.lines import LINE_END

OWN = frozenset({"helpers", "own"})
ASKED = ("asyncio.sleep", "asyncio.to_thread", "dash.ctx", "fastapi.responses.JSONResponse", "concurrent.futures.wait")


def added(content: bytes, name: str, taken: Sequence[str] = (), above: int | None = None) -> tuple[str, bytes]:
    written, pieces = spelled(content, name, taken, above)
    return written, edited(content, [Edit(Location("x.py", *one.start, *one.end), one.text) for one in pieces])


def spelled(
    content: bytes, name: str, taken: Sequence[str] = (), above: int | None = None
) -> tuple[str, tuple[Piece, ...]]:
    return Imports(content, LINE_END.split(decoded(content)), lambda: OWN).spelled(name, taken, above)


class Thing(ModuleType):
    """A module, or what a module holds, that knows its dotted name."""

    __all__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Thing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing(f"{self.__name__}.{name}")

    def __call__(self, *args: object, **kwargs: object) -> Thing:
        return Thing("something")


def importing(name: str, globals: object = None, locals: object = None, fromlist: Any = (), level: int = 0) -> object:
    if name == "__future__":
        return __import__(name)
    whole = "." * level + name
    return Thing(whole if fromlist else whole.partition(".")[0])


def run(content: bytes) -> dict[str, object]:
    """What a file binds when every module that it imports is there."""
    code = compile(content, "file.py", "exec")
    names: dict[str, object] = {
        "__builtins__": {**vars(builtins), "__import__": importing},
        "__name__": "file",
        "TYPE_CHECKING": True,
    }
    exec(code, names)
    return names


def meaning(written: str, names: dict[str, object]) -> str:
    found = eval(written, names)
    return found.__name__ if isinstance(found, Thing) else "something else"


def comments(content: bytes) -> list[str]:
    return [token.string for token in tokenize.tokenize(io.BytesIO(content).readline) if token.type == tokenize.COMMENT]


DOCSTRINGS = (
    '"""One line."""',
    "'''Single.'''",
    '"plain"',
    "r'''raw \\d'''",
    '"""Many\nlines\n\nimport nothing\n"""',
    '("in" " brackets")',
    '"two" "parts"',
    "u'old'",
    '"""x"""; __version__ = "1"',
    '"""kept"""  # with a comment',
)
IMPORTS = (
    "import os",
    "import sys, re",
    "import json; import csv",
    "import numpy as np",
    "import asyncio",
    "import asyncio as aio",
    "import os.path",
    "import concurrent.futures",
    "import concurrent.futures as cf",
    "import dash",
    "import dash as d",
    "from os import path",
    "from asyncio import run",
    "from asyncio import sleep",
    "from asyncio import to_thread as off",
    "from concurrent import futures",
    "from dash import Dash",
    "from dash import Dash, html, no_update",
    "from dash import html, Dash",
    "from dash import ctx",
    "from dash import ctx as context",
    "from dash import Dash as App",
    "from dash import Dash as App, dcc",
    "from dash import (Dash, html)",
    "from dash import (\n    Dash,\n    html,\n)",
    "from dash import (  # all\n    Dash,  # the app\n    dcc  # parts\n)",
    "from dash import (\n    Dash, dcc,\n    html, Input\n)",
    "from dash import (Dash,\n                  html)",
    "from dash import \\\n    Dash, \\\n    html",
    "from dash import Dash, Input, Output, State, callback, dash_table, dcc, html, no_update, set_props",
    "from dash import *",
    "from fastapi.responses import Response",
    "from fastapi import responses",
    "import fastapi",
    "from helpers import load  # ours",
    "from .sibling import thing",
    "from . import asyncio",
    "from helpers import ctx",
    "from .. import dash as above",
    "from\tdash import   html",
)
OTHERS = (
    "",
    "# a comment",
    "\x0c",
    "if TYPE_CHECKING:\n    import asyncio\n    from dash import ctx",
    "try:\n    import asyncio\nexcept ImportError:\n    asyncio = None",
    "try:\n    from dash import ctx\nexcept ImportError:\n    from helpers import ctx",
    '__version__ = "1.0"',
    "here = 1",
    "asyncio = 2",
    "def helper():\n    import asyncio\n    return asyncio",
    "def setter():\n    global ctx\n    ctx = 1",
    "for asyncio in ():\n    pass",
    '"""a text between"""',
    "@staticmethod\nclass Thing:\n    asyncio = 3",
)


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    lines: list[str] = []
    lines += draw(
        st.sampled_from([[], ["#!/usr/bin/env python"], ["# -*- coding: utf-8 -*-"], ["# licence", "", "# b"]])
    )
    lines += draw(st.sampled_from([[], [""], ["", "# ünïcode", ""]]))
    lines += draw(st.one_of(st.just([]), st.sampled_from(DOCSTRINGS).map(lambda text: [text])))
    lines += draw(st.sampled_from([[], [""]]))
    lines += draw(
        st.sampled_from([[], [], ["from __future__ import annotations"], ["from __future__ import division", ""]])
    )
    lines += draw(st.lists(st.sampled_from(IMPORTS + OTHERS), max_size=7))
    lines += draw(
        st.sampled_from([[], ["app = print"], ["", "", "def last():", "    return 1"], ["", "app = 1  # end"]])
    )
    text = "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n"]))
    content = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"]))).encode()
    return b"\xef\xbb\xbf" * draw(st.booleans()) + content


def without(tree: ast.Module, name: str) -> str:
    """The code of a file without whatever imports a name under its own name."""
    module, _, member = name.rpartition(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
            node.names = [one for one in node.names if (one.name, one.asname) != (member, None)]
        elif isinstance(node, ast.Import):
            node.names = [one for one in node.names if (one.name, one.asname) != (module, None)]
    body = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom)) or node.names]
    return "\n".join(ast.dump(node) for node in body)


def is_code(content: bytes) -> bool:
    try:
        compile(content, "file.py", "exec")
    except SyntaxError:
        return False
    return True


CODE = heads().filter(is_code)


@settings(max_examples=300, deadline=None)
@given(CODE, st.sampled_from(ASKED))
def test_name_means_what_was_asked_for(content: bytes, name: str) -> None:
    try:
        written, result = added(content, name)
    except CannotFixError:
        is_known = name.rpartition(".")[2] in decoded(content) or "asyncio" in decoded(content)
        assert is_known or not ast.parse(content).body
        return
    assert meaning(written, run(result)) == name
    before, after = ast.parse(content), ast.parse(result)
    assert ast.get_docstring(before, clean=False) == ast.get_docstring(after, clean=False)
    assert without(before, name) == without(after, name)
    assert comments(content) == comments(result)
    assert added(result, name) == (written, result)
    assert result.count(b"\r\n") in (0, result.count(b"\n"))
    assert result.startswith(b"\xef\xbb\xbf") == content.startswith(b"\xef\xbb\xbf")
    assert not (result.endswith(b"\n") and not content.endswith(b"\n"))


@settings(max_examples=100, deadline=None)
@given(CODE, st.permutations(ASKED))
def test_several_names_are_added_one_after_another(content: bytes, names: list[str]) -> None:
    done = []
    for name in names:
        try:
            written, content = added(content, name)
        except CannotFixError:
            continue
        done.append((written, name))
    found = run(content)
    assert [meaning(written, found) for written, _ in done] == [name for _, name in done]


#: What ruff takes apart, or what leaves no name free.
UNSORTABLE = ("from .. import dash as above", "from . import asyncio", "from helpers import ctx")
SORTABLE = tuple(one for one in IMPORTS if one not in UNSORTABLE)


def sorted_by_ruff(folder: Path, *, fix: bool) -> subprocess.CompletedProcess[str]:
    own = 'lint.isort.known-first-party = ["own", "helpers"]'
    others = 'lint.isort.known-third-party = ["dash", "fastapi", "numpy"]'
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "I", "--quiet"]
    options = ["--config", own, "--config", others, *(["--fix"] if fix else [])]
    return subprocess.run([*command, *options, str(folder)], capture_output=True, text=True, check=False)


def test_what_ruff_has_sorted_stays_sorted(tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(400):
        lines = [chance.choice(["", '"""Text."""', "# a comment\n", '#!/usr/bin/env python\n"""Text."""\n'])]
        lines += chance.choice([[], [], ["from __future__ import annotations"]])
        lines += chance.sample(SORTABLE, chance.randint(0, 5))
        lines += [chance.choice(["\napp = 1", "\n\ndef last():\n    pass", "\n\n@print\nclass Last:\n    pass"])]
        (tmp_path / f"h{number}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert sorted_by_ruff(tmp_path, fix=True).returncode == 0
    subprocess.run([sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "-q", tmp_path], check=True)
    changed = 0
    for path in sorted(tmp_path.iterdir()):
        before = path.read_bytes()
        _, after = added(before, chance.choice(ASKED))
        path.write_bytes(after)
        changed += after != before
    assert changed > 200
    left = sorted_by_ruff(tmp_path, fix=False)
    assert left.returncode == 0, left.stdout


PLACES = {
    "behind the docstring": ('"""Text."""\n\napp = 1\n', '"""Text."""\n\nimport asyncio\n\napp = 1\n'),
    "behind a tight docstring": ('"""Text."""\napp = 1\n', '"""Text."""\n\nimport asyncio\n\napp = 1\n'),
    "behind the future": (
        "from __future__ import annotations\napp = 1\n",
        "from __future__ import annotations\n\nimport asyncio\n\napp = 1\n",
    ),
    "below what the file begins with": ("#!/bin/python\napp = 1\n", "#!/bin/python\nimport asyncio\n\napp = 1\n"),
    "above what is said of the code": ("# a\n\n# b\napp = 1\n", "# a\n\nimport asyncio\n\n# b\napp = 1\n"),
    "two lines above a function": ("def f(): ...\n", "import asyncio\n\n\ndef f(): ...\n"),
    "above decorators": ("@a\ndef f(): ...\n", "import asyncio\n\n\n@a\ndef f(): ...\n"),
    "in the alphabet": ("import abc\nimport os  # x\n", "import abc\nimport asyncio\nimport os  # x\n"),
    "in a section of its own": ("import dash\n", "import asyncio\n\nimport dash\n"),
    "not behind code": ("import dash\napp = 1\nimport os\n", "import asyncio\n\nimport dash\napp = 1\nimport os\n"),
    "without a newline at the end": ("import abc\nimport array", "import abc\nimport array\nimport asyncio"),
    "by module, as the others": (
        "from abc import A\nimport os\n",
        "from abc import A\nimport asyncio\nimport os\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), PLACES.values(), ids=PLACES)
def test_place(before: str, after: str) -> None:
    assert added(before.encode(), "asyncio.sleep") == ("asyncio.sleep", after.encode())
    windows = before.replace("\n", "\r\n").encode()
    assert added(windows, "asyncio.sleep") == ("asyncio.sleep", after.replace("\n", "\r\n").encode())


LONG = "from dash import Dash, Input, Output, State, callback, dcc, html, no_update, set_props"
NAMES = {
    "in its order": ("from dash import Dash, html", "from dash import Dash, ctx, html"),
    "first": ("from dash import dcc, html", "from dash import ctx, dcc, html"),
    "last where there is no order": ("from dash import html, Dash", "from dash import html, Dash, ctx"),
    "by letters": ("from dash import callback, Dash", "from dash import callback, ctx, Dash"),
    "below a comment": (
        "from dash import (\n    Dash,  # app\n    html,\n)",
        "from dash import (\n    Dash,  # app\n    ctx,\n    html,\n)",
    ),
    "behind the last comment": (
        "from dash import (\n    Dash,\n    callback  # app\n)",
        "from dash import (\n    Dash,\n    callback,  # app\n    ctx,\n)",
    ),
    "before a bracket": (
        "from dash import (\n    Dash,\n    callback)",
        "from dash import (\n    Dash,\n    callback,\n    ctx)",
    ),
    "on a line with others": (
        "from dash import (\n    Dash, callback,\n    dcc\n)",
        "from dash import (\n    Dash, callback, ctx,\n    dcc\n)",
    ),
    "hanging": ("from dash import (callback,\n    dcc)", "from dash import (callback, ctx,\n    dcc)"),
    "joined lines": ("from dash import Dash, \\\n    dcc", "from dash import Dash, ctx, \\\n    dcc"),
    "first below": ("from dash import (\n    dcc,\n)", "from dash import (\n    ctx,\n    dcc,\n)"),
    "with a new name": ("from dash import Dash as D", "from dash import Dash as D\nfrom dash import ctx"),
    "of a module": ("import dash", None),
    "as it is called": ("from dash import ctx as context", None),
    "too long": (
        LONG,
        LONG.replace("dcc", "ctx, dcc").replace("import ", "import (\n    ").replace(", ", ",\n    ") + ",\n)",
    ),
}


@pytest.mark.parametrize(("before", "after"), NAMES.values(), ids=NAMES)
def test_names_of_an_import(before: str, after: str | None) -> None:
    _, result = added(before.encode(), "dash.ctx")
    assert result.decode() == (before if after is None else after)


def test_line_stays_long_where_others_are_longer() -> None:
    long = f"# {'x' * 100}\n"
    _, result = added(f"{long}{LONG}\n".encode(), "dash.ctx")
    assert result.decode() == f"{long}{LONG.replace('dcc', 'ctx, dcc')}\n"


@pytest.mark.parametrize(
    "code",
    [
        "asyncio = 1",
        "import trio as asyncio",
        "from trio import asyncio",
        "def asyncio(): ...",
        "class asyncio: ...",
        "try:\n    import asyncio\nexcept ImportError:\n    asyncio = None",
        "import asyncio\nfor asyncio in (): ...",
        "import asyncio\ndel asyncio",
        "import asyncio\ndef f():\n    global asyncio\n    asyncio = 1",
        "with open() as (a, [asyncio, *b]): ...",
        "with open() as (a, *asyncio): ...",
        "try: ...\nexcept E as asyncio: ...",
        "match 1:\n    case asyncio: ...",
        "match 1:\n    case [*asyncio]: ...",
        "match 1:\n    case {**asyncio}: ...",
        "if (asyncio := 1): ...",
        "type asyncio = int",
        "asyncio: int = 1",
        "this is no code",
    ],
)
def test_name_that_means_something_else_is_not_used(code: str) -> None:
    with pytest.raises(CannotFixError):
        spelled(f"{code}\n".encode(), "asyncio.sleep")


@pytest.mark.parametrize(
    "code", ["asyncio.x = 1", "asyncio[0] = 1", "def f(): asyncio = 1", "print(asyncio=1)", "if 1:\n    import asyncio"]
)
def test_name_that_others_only_use_is_free(code: str) -> None:
    assert spelled(f"{code}\n".encode(), "asyncio.sleep")[1]


def test_name_that_a_local_hides_is_written_another_way() -> None:
    both = b"import dash\nfrom dash import ctx\n"
    assert spelled(both, "dash.ctx", ["ctx"]) == ("dash.ctx", ())
    assert spelled(both, "dash.ctx", ["dash"]) == ("ctx", ())
    with pytest.raises(CannotFixError):
        spelled(both, "dash.ctx", ["dash", "ctx"])
    with pytest.raises(CannotFixError):
        spelled(b"x = 1\n", "asyncio.sleep", ["asyncio"])


def test_built_in_name_needs_no_import() -> None:
    assert spelled(b"x = 1\n", "print") == ("print", ())
    for code, taken in ((b"print = 1\n", ()), (b"x = 1\n", ["print"])):
        with pytest.raises(CannotFixError):
            spelled(code, "print", taken)


def test_code_that_runs_at_once_uses_no_import_below_it() -> None:
    code = b"x = f()\nimport asyncio\n"
    assert spelled(code, "asyncio.sleep") == ("asyncio.sleep", ())
    assert added(code, "asyncio.sleep", above=1) == ("asyncio.sleep", b"import asyncio\n\nx = f()\nimport asyncio\n")
    assert spelled(code, "asyncio.sleep", above=3) == ("asyncio.sleep", ())


def test_empty_file_has_no_place() -> None:
    for code in (b"", b"\n", b"# text\n"):
        with pytest.raises(CannotFixError):
            spelled(code, "asyncio.sleep")


def test_import_on_the_line_itself_is_not_above_it() -> None:
    code = b"x = f(); import asyncio\n"
    assert added(code, "asyncio.sleep", above=1) == ("asyncio.sleep", b"import asyncio\n\n" + code)


def test_module_taken_from_its_package_is_used() -> None:
    assert spelled(b"from fastapi import responses\n", ASKED[3]) == ("responses.JSONResponse", ())
    assert spelled(b"from fastapi import responses as r\n", ASKED[3]) == ("r.JSONResponse", ())


def test_text_in_brackets_with_a_comment_stays_first() -> None:
    code = b'(  # why\n    "in"\n    " brackets"\n)\n'
    assert added(code + b"x = 1\n", "dash.ctx")[1] == code + b"\nfrom dash import ctx\n\nx = 1\n"


def test_names_of_the_module_about_itself_stay_first() -> None:
    assert added(b"__all__ = []\n\nx = 1\n", "dash.ctx")[1] == b"__all__ = []\n\nfrom dash import ctx\n\nx = 1\n"


def test_statements_that_cannot_be_told_apart_are_parsed_together() -> None:
    code = b"import os\n\x0cimport re\nfrom dash import Dash\n"
    assert added(code, "asyncio.sleep") == ("asyncio.sleep", b"import asyncio\n" + code)
    assert added(code, "dash.ctx") == ("ctx", code.replace(b"Dash\n", b"Dash, ctx\n"))
    assert spelled(code + b"import asyncio\n", "asyncio.sleep") == ("asyncio.sleep", ())
    with pytest.raises(CannotFixError):
        spelled(code + b"asyncio = 1\n", "asyncio.sleep")
    with pytest.raises(CannotFixError):
        spelled(code + b"asyncio = 1 +\n", "asyncio.sleep")


def test_import_stands_above_decorators() -> None:
    definition = b"@cached\ndef f():\n    pass\n"
    for code in (definition, definition + b"\x0cx = 1\n"):
        assert added(code, "asyncio.sleep")[1] == b"import asyncio\n\n\n" + code


def test_own_modules_are_those_beside_a_file_and_at_the_top() -> None:
    paths = ["/home/dash/app.py", "/home/dash/src/core/a.py", "/home/dash/pages/b.py", "/home/dash/pages/deep/c.py"]
    own = own_modules(paths)
    assert own("/home/dash/app.py") == {"app", "src", "core", "pages"}
    assert own("/home/dash/pages/b.py") == {"app", "src", "core", "pages", "b", "deep"}
    assert own_modules(paths[:1])("/home/dash/app.py") == {"app"}


def test_own_modules_stand_below_those_of_others() -> None:
    before = b"import os\n\nfrom helpers import load\n"
    assert added(before, "dash.ctx")[1] == b"import os\n\nfrom dash import ctx\n\nfrom helpers import load\n"
