"""Hostile projects: the real command ends in time and within a limit of memory, and says what it cannot read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashlint.decoding import decoded, encoded

try:
    import resource
except ImportError:  # there are no such limits on Windows
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[1]
#: What no run here comes near to, so that only a hang or a blow-up meets it.
SECONDS, BYTES = 240, 4 * 1024**3
NO_PROBLEM, PROBLEMS, UNUSABLE = 0, 1, 2
APP = """\
import time

from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div(id="out")


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    time.sleep(1)
    return clicks


"""
DEEP = 10_000
MANY = 1_000
LARGE = 10_000_000

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run of the command."""

    status: int
    told: str
    complained: str

    @property
    def codes(self) -> list[str]:
        return [found["code"] for found in json.loads(self.told)]


def survives(folder: Path, *arguments: str, text: bytes | None = None) -> Ran:
    """Run the command in a folder, in a process with limits; it must end with a status of its own making."""
    done = subprocess.run(
        [sys.executable, "-m", "dashlint", *arguments],
        cwd=folder,
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=SECONDS,
        preexec_fn=_limited if resource else None,
        check=False,
    )
    told, complained = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    assert done.returncode in (NO_PROBLEM, PROBLEMS, UNUSABLE), complained[-2000:]
    assert "Traceback" not in complained
    assert len(complained) < 5000
    return Ran(done.returncode, told, complained)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Files], Path]:
    def project(files: Files) -> Path:
        folder = tmp_path / "a project"
        (folder / ".git").mkdir(parents=True)
        for name, content in {"app.py": APP, **files}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return project


Project = Callable[[Files], Path]
JSON = ("--select=ALL", "--format=json")

LITERALS = {
    "string": "x = '" + "a" * LARGE + "'",
    "bytes": "x = b'" + "a" * LARGE + "'",
    "text of many lines": "x = '''" + "b\n" * (LARGE // 2) + "'''",
    "dict": "x = {" + ", ".join(f"{number}: {number}" for number in range(LARGE // 16)) + "}",
    "list on one line": "x = [" + "1," * (LARGE // 2) + "]",
    "call on one line": "f({" + "1:1," * (LARGE // 4) + "})",
    "statements on one line": "x = 1; " * (LARGE // 7),
    "f-string": "x = f'" + "{a}b" * (LARGE // 4) + "'",
    "strings side by side": "x = " + "'a' " * (LARGE // 4),
    "number": "x = " + "9" * LARGE,
    "comment": "#" + "a" * LARGE,
    "blank lines": "\n" * LARGE,
    "space": " " * LARGE,
    "opening brackets": "(" * LARGE,
    "quotes": "'" * LARGE,
    "backslashes": "\\\n" * (LARGE // 2),
    "sum": "x = " + "1+" * (LARGE // 2) + "1",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LITERALS)
def test_large_literals(project: Project, kind: str) -> None:
    ran = survives(project({"app.py": f"{APP}{LITERALS[kind]}\n"}), *JSON)
    assert set(ran.codes) <= {"DSH101", "DSH001"}
    assert ran.codes, "either the file is read, or it is told that it is not"


NESTED = {
    "parentheses": "x = " + "(" * DEEP + "1" + ")" * DEEP,
    "lists": "x = " + "[" * DEEP + "]" * DEEP,
    "calls in calls": "x = " + "f(" * DEEP + ")" * DEEP,
    "braces": "x = " + "{1: " * DEEP + "1" + "}" * DEEP,
    "minus": "x = " + "-" * DEEP + "1",
    "not": "x = " + "not " * DEEP + "y",
    "await": "x = " + "await " * DEEP + "y",
    "lambda": "x = " + "lambda: " * DEEP + "y",
    "conditions": "x = " + "1 if a else " * DEEP + "y",
    "attributes": "x = a" + ".b" * DEEP,
    "calls of attributes": "x = a" + ".b().c()" * DEEP,
    "subscripts": "x = a" + "[0]" * DEEP,
    "comparisons": "x = a" + " < b" * DEEP,
    "targets": "x = " * DEEP + "1",
    "if": "".join(f"{' ' * depth}if a:\n" for depth in range(500)) + " " * 500 + "b",
    "def": "".join(f"{' ' * depth}def f():\n" for depth in range(500)) + " " * 500 + "b",
    "class": "".join(f"{' ' * depth}class A:\n" for depth in range(500)) + " " * 500 + "b",
    "with": "".join(f"{' ' * depth}with a:\n" for depth in range(99)) + " " * 99 + "b",
    "if to the very deep": "".join(f"{' ' * depth}if a:\n" for depth in range(3000)) + " " * 3000 + "b",
    "elif": "if a: b\n" + "elif a: b\n" * 500,
    "patterns": "match x:\n  case " + "[" * 60 + "]" * 60 + ": pass",
    "f-strings": "x = " + "f'{" * 100 + "}'" * 100,
    "decorators": "@a\n" * DEEP + "def f(): pass",
    "annotations": "x: " + "'" + "A[" * DEEP + "]" * DEEP + "'",
    "dedents": "if a:\n" + "".join(f"{' ' * (DEEP - depth)}b\n" for depth in range(0, DEEP, 10)),
}


@pytest.mark.parametrize("kind", NESTED)
def test_deep_nesting(project: Project, kind: str) -> None:
    ran = survives(project({"app.py": f"{APP}{NESTED[kind]}\n"}), *JSON)
    assert set(ran.codes) & {"DSH101", "DSH001"}


def test_deep_nesting_is_told_without_a_try(project: Project) -> None:
    ran = survives(project({"app.py": f"{APP}{NESTED['parentheses']}\n"}), *JSON)
    assert "nested too deeply" in ran.told


BINARY = {
    "every byte": bytes(range(256)) * 40,
    "zeros": bytes(100_000),
    "an archive": b"PK\x03\x04" + os.urandom(0) + bytes(range(255, 0, -1)) * 100,
    "UTF-16": APP.encode("utf-16"),
    "UTF-32": APP.encode("utf-32"),
    "no encoding": b"# coding: hex\n" + APP.encode(),
    "an encoding that is never one": b"# coding: undefined\n" + APP.encode(),
    "punycode": b"# coding: punycode\n" + APP.encode(),
    "the end of a file of DOS": APP.encode() + b"\x1a",
    "lone surrogates": APP.encode() + b"x = '\xed\xa0\x80'\n",
    "nothing": b"",
    "a byte order mark alone": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("kind", BINARY)
def test_bytes_that_are_no_python(project: Project, kind: str) -> None:
    ran = survives(project({"other.py": BINARY[kind], "app.py": f"import other\n{APP}"}), *JSON, ".", "other.py")
    assert "DSH101" in ran.codes


def ring(number: int, width: int = MANY) -> int:
    return (number + 1) % width


CYCLES: dict[str, Callable[[], Files]] = {
    "imports": lambda: {
        f"m{n}.py": f"import m{ring(n)}\nfrom m{ring(n)} import f as g\ndef f():\n    return g()\n" for n in range(MANY)
    },
    "stars": lambda: {f"m{n}.py": f"from m{ring(n)} import *\nx{n} = f\n" for n in range(MANY)},
    "classes": lambda: {
        "m0.py": "".join(f"class A{n}(A{ring(n)}):\n    def f(self): return super().f()\n" for n in range(MANY))
        + "f = A0().f\n"
    },
    "classes of two modules": lambda: {
        "m0.py": "from m1 import B\nclass A(B):\n    pass\nf = A().f\n",
        "m1.py": "from m0 import A\nclass B(A):\n    pass\n",
    },
    "calls": lambda: {
        "m0.py": "".join(f"def f{n}(a=1):\n    return f{ring(n)}(a)\n" for n in range(MANY)) + "f = f0\n"
    },
    "calls with functions": lambda: {
        "m0.py": "".join(f"def f{n}(g):\n    return f{ring(n)}(lambda: g(f{n}))\n" for n in range(200)) + "f = f0\n"
    },
    "decorators": lambda: {"m0.py": "def f(g):\n    return f\n\n@f\n@f(f)\ndef f(h):\n    return f(f)(f)\nf = f(f)\n"},
    "assignments": lambda: {"m0.py": "".join(f"x{n} = x{ring(n)}\n" for n in range(MANY)) + "f = x0\n"},
    "attributes": lambda: {
        "m0.py": "class A:\n    def __init__(self):\n        self.a = self\n        self.b = [self, self.a]\nf = A()"
        + ".a.b[0]" * 300
        + "\n"
    },
    "containers": lambda: {"m0.py": "x = []\nx.append(x)\nx = [x, {1: x}]\ndef f():\n    return [f(), x, x[0][1]]\n"},
    "relative imports": lambda: {
        "p/__init__.py": "from . import *\nfrom .p import *\nfrom .. import p\n",
        "p/p.py": "from . import p\nfrom .p import f\n",
        "m0.py": "from p.p.p import f\n",
    },
}


@pytest.mark.parametrize("kind", CYCLES)
def test_cycles(project: Project, kind: str) -> None:
    app = APP.replace("    time.sleep(1)\n", "    f(1)\n    time.sleep(1)\n")
    ran = survives(project({**CYCLES[kind](), "app.py": f"from m0 import *\nfrom m0 import f\n{app}"}), *JSON)
    assert "DSH101" in ran.codes


@pytest.mark.parametrize("encoding", ["hex", "undefined", "punycode", "idna", "utf-16", "no-such-encoding"])
def test_text_of_an_editor_with_an_encoding_that_is_none(encoding: str) -> None:
    text = f"# coding: {encoding}\nx = 'é'\n"
    assert isinstance(decoded(encoded(text)), str)


def test_a_comment_with_many_codes(project: Project) -> None:
    codes = ", ".join(f"DSH{number}" for number in range(10_000))
    ran = survives(project({"app.py": APP.replace("(1)\n", f"(1)  # dashlint: ignore[{codes}]\n")}), *JSON)
    assert "DSH101" not in ran.codes


def test_many_comments(project: Project) -> None:
    ran = survives(project({"app.py": APP + "x = 1  # dashlint: ignore[DSH101]\n" * 2_000}), *JSON)
    assert ran.codes.count("DSH002") == 2_000


def test_ranges_within_each_other(project: Project) -> None:
    text = "# dashlint: disable[DSH102]\n" * 1_000 + "# dashlint: enable[DSH102]\n" * 1_000
    assert "DSH101" in survives(project({"app.py": APP + text}), *JSON).codes
