"""Writes a synthetic Dash project with planted blocking calls: `generate.py FOLDER --modules 500 --seed 1`.

The same arguments always give the same bytes. `expected.json` beside the code lists what is to be found there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from project_plan import PACKAGE, Modules, Shape, planned, truths
from project_source import module_source

EXPECTED = "expected.json"
BACKENDS = ("flask", "quart", "fastapi")
APP = '''\
"""Entry point of the synthetic project."""

from dash import Dash, dcc, html, page_container

app = Dash(__name__, use_pages=True, pages_folder="{package}/pages"{backend})
app.layout = html.Div([dcc.Location(id="url"), page_container])
server = app.server

if __name__ == "__main__":
    app.run(debug=True)
'''


@dataclass(frozen=True, slots=True)
class Written:
    """How large a project is, and how many truths it holds."""

    files: int
    lines: int
    bytes: int
    truths: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the project that is asked for, and print its size."""
    options = _options(arguments)
    shape = Shape(
        options.modules, options.seed, options.lines, options.async_share, options.blocking_share, options.backend
    )
    written = generate(options.folder, shape)
    print(f"{written.files} files, {written.lines} lines, {written.bytes} bytes; {written.truths} planted")
    return 0


def generate(folder: Path, shape: Shape) -> Written:
    """Write the project into `folder`, instead of what an earlier run left there.

    Raises:
        FileExistsError: the folder holds something else.
    """
    _clear(folder)
    modules = planned(shape)
    sources = _sources(modules, shape)
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    expected = [truth.entry() for truth in truths(modules, shape.backend)]
    (folder / EXPECTED).write_bytes((json.dumps(expected, indent=1) + "\n").encode())
    lines = sum(text.count("\n") for text in sources.values())
    return Written(len(sources), lines, sum(len(text.encode()) for text in sources.values()), len(expected))


def _sources(modules: Modules, shape: Shape) -> dict[str, str]:
    services = [function for module in modules["services"] for function in module.functions]
    backend = "" if shape.backend == "flask" else f', backend="{shape.backend}"'
    sources = {"app.py": APP.format(package=PACKAGE, backend=backend)}
    for role in modules:
        for module in modules[role]:
            sources[module.name.replace(".", "/") + ".py"] = module_source(module, shape.lines, services)
    packages = {str(parent) for name in sources for parent in PurePosixPath(name).parents} - {"."}
    return sources | {f"{package}/__init__.py": "" for package in packages}


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / EXPECTED).is_file():
            raise FileExistsError(f"{folder} is not empty and holds no generated project")
        shutil.rmtree(folder)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--modules", type=int, default=50, help="modules, packages not counted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=150, help="lines a module, about")
    parser.add_argument("--async-share", type=float, default=0.3, help="share of the pages with async callbacks")
    parser.add_argument("--blocking-share", type=float, default=0.15, help="share of the util functions that block")
    parser.add_argument("--backend", choices=BACKENDS, default="quart")
    options = parser.parse_args(arguments)
    if options.modules < 1:
        parser.error("--modules must be at least 1")
    return options


if __name__ == "__main__":
    sys.exit(main())
