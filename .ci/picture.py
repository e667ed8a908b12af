"""Writes `docs/assets/output.svg`: what dashlint prints for a part of its example, as a picture."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "assets" / "output.svg"
COMMAND = "dashlint --select DSH102,DSH401 examples/"
COLUMNS = 106

_FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
_LINE = re.compile(r"<text [^>]*?\by=\"(?P<y>[^\"]*)\"[^>]*>(?P<text>[^<]*)</text>")


def main() -> None:
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")


def picture() -> str:
    """Return the picture of a run. It names no font of the web, so that nothing is loaded to show it."""
    console = Console(
        file=io.StringIO(),
        record=True,
        width=COLUMNS,
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
    )
    console.print(Text.assemble(("$ ", "bold green"), (COMMAND, "bold")))
    console.print(Text.from_ansi(printed().rstrip("\n")))
    usual = (Console.export_svg.__kwdefaults__ or {})["code_format"]
    svg = console.export_svg(title="dashlint", code_format=_FONT_FACE.sub("", usual), unique_id="dashlint")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def printed() -> str:
    """Return what the command prints on a terminal."""
    arguments = COMMAND.removeprefix("dashlint ").split()
    done = subprocess.run(
        [sys.executable, "-m", "dashlint", "--color", "always", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode != 1:
        raise RuntimeError(f"`{COMMAND}` ends with status {done.returncode}: {done.stderr}")
    return done.stdout


def words_of(svg: str) -> list[str]:
    """Return the words that a picture shows, line by line."""
    rows: dict[float, list[str]] = {}
    for found in _LINE.finditer(svg):
        rows.setdefault(float(found["y"]), []).append(html.unescape(found["text"]))
    return [word for _, texts in sorted(rows.items()) for word in " ".join(texts).split()]


if __name__ == "__main__":
    main()
