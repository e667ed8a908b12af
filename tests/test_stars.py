"""Modules that import everything from each other, which must not be followed along every way."""

from __future__ import annotations

from pathlib import Path

from dashlint.lint import lint_paths

APP = """
import time
from part7 import *
from dash import Dash, Input, Output

app = Dash(backend="quart")


@app.callback(Output("a", "b"), Input("c", "d"))
def show(value):
    return work7(value)
"""
COUNT = 24


def test_a_clique_of_star_imports(tmp_path: Path) -> None:
    for number in range(COUNT):
        stars = "".join(f"from part{other} import *\n" for other in range(COUNT) if other != number)
        body = "return 1" if number != 7 else "import time; time.sleep(1)"
        (tmp_path / f"part{number}.py").write_text(f"{stars}\n\ndef work{number}(x):\n    {body}\n", encoding="utf-8")
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    assert [found.code for found in lint_paths([tmp_path]).diagnostics] == ["DSH110"]
