"""Reads and lints every Python file that installing popular packages brings: no crash, no hang, no blow-up."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
READ_FILES = HERE / "read_files.py"
#: They bring their dependencies along.
PACKAGES = (
    *("aiohttp", "ansible-core", "botocore", "celery", "dash", "django", "fastapi", "flask", "ipython", "jedi"),
    *("matplotlib", "mypy", "networkx", "numpy", "pandas", "pylint", "pytest", "scikit-learn", "scipy"),
    *("sqlalchemy", "sympy", "twisted"),
)
#: They come alone, because what they depend on is large and little of it is Python.
ALONE = (
    *("bokeh", "boto3", "docutils", "gevent", "nltk", "plotly", "salt", "setuptools", "sphinx", "statsmodels"),
    *("tornado", "transformers"),
)
#: What each process may use: bytes of memory, seconds of a core.
MEMORY, READ_LIMIT, LINT_LIMIT = 4 * 1024**3, 1800.0, 600.0
STATUSES = (0, 1, 2)
PARSES = """\
import ast, sys, warnings
warnings.simplefilter("ignore")
for path in sys.stdin.read().split("\\0"):
    try:
        ast.parse(open(path, "rb").read())
        print("parses")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        print("does not")
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One command over a batch: its seconds, its peak in MiB, and what went wrong, if something did."""

    seconds: float
    peak: int
    output: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """One installed folder, with what the runs over it came to; `files` is what the reader told of each."""

    path: Path
    reading: Run
    linting: Run
    files: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Install, read and lint; the exit status is 1 if a run failed or a file is wrongly called unreadable."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        packages = installed(folder)
        paths = [packages / name for name in options.only] or sorted(_code_in(packages, folder / "modules"))
        files: list[Mapping[str, Any]] = []
        troubles = 0
        with ThreadPoolExecutor(options.jobs) as pool:
            for batch in pool.map(measured, paths):
                files += batch.files
                troubles += sum(bool(run.trouble) for run in (batch.reading, batch.linting))
                print(*_report(batch), sep="\n", flush=True)
        wrong = list(wrongly_unreadable(files, options.python))
        print(*_summary(files, troubles, wrong), sep="\n")
    return int(bool(troubles or wrong))


def installed(folder: Path) -> Path:
    """The packages, installed into a virtual environment in `folder`, where they may be from an earlier run."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        subprocess.run([*pip, "--no-deps", *ALONE], check=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    return packages


def measured(path: Path) -> Batch:
    """Read and lint a folder, each in a process with limits of time and memory."""
    reading = _run([str(READ_FILES), str(READ_LIMIT), str(path)], READ_LIMIT + 10, (0,))
    lines = [json.loads(line) for line in reading.output.splitlines() if line.startswith("{")]
    options = ["--isolated", "--select=ALL", "--backend=fastapi", "--format=json", "--exit-zero"]
    linting = _run(["-m", "dashlint", *options, str(path)], LINT_LIMIT, STATUSES)
    return Batch(path, reading, linting, tuple(line for line in lines if "path" in line))


def wrongly_unreadable(files: Sequence[Mapping[str, Any]], python: str) -> Iterator[Mapping[str, Any]]:
    """Yield the files that dashlint cannot read but that Python can."""
    suspects = [file for file in files if "defect" in file]
    if not suspects:
        return
    names = "\0".join(file["path"] for file in suspects)
    done = subprocess.run([python, "-c", PARSES], input=names, capture_output=True, text=True, check=True)
    yield from (file for file, told in zip(suspects, done.stdout.split("\n"), strict=False) if told == "parses")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="NAME", help="only these folders of what is installed")
    parser.add_argument("--folder", type=Path, help="install here, or use what an earlier run installed here")
    parser.add_argument("--python", default=sys.executable, help="the newest Python at hand, which judges what is code")
    parser.add_argument("--jobs", type=int, default=1, help="how many batches at a time")
    return parser.parse_args(arguments)


def _code_in(packages: Path, modules: Path) -> Iterator[Path]:
    """The folders with code; the single modules beside them are copied to a folder, or all would be one project."""
    modules.mkdir(exist_ok=True)
    for path in packages.iterdir():
        if path.suffix == ".py":
            shutil.copy(path, modules)
        elif path.is_dir() and next(path.rglob("*.py"), None):
            yield path
    yield modules


def _run(arguments: Sequence[str], limit: float, statuses: Sequence[int]) -> Run:
    """Run Python with these arguments; the peak is that of the child alone."""
    start = perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
        child = subprocess.Popen(
            [sys.executable, *arguments], stdout=output, stderr=errors, env=environment, preexec_fn=_limited(limit)
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        told, complained = (_content(file) for file in (output, errors))
    failed = child.returncode not in statuses or "Traceback" in complained
    trouble = f"exit status {child.returncode}\n{complained.strip()[-4000:]}" if failed else ""
    return Run(perf_counter() - start, usage.ru_maxrss // 1024, told, trouble)


def _limited(seconds: float) -> Any:
    def limit() -> None:
        os.nice(10)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))

    return limit


def _content(file: Any) -> str:
    file.seek(0)
    return str(file.read(), "utf-8", "replace")


def _report(batch: Batch) -> Iterator[str]:
    unreadable = [file for file in batch.files if "defect" in file]
    megabytes = sum(file["bytes"] for file in batch.files) / 1e6
    yield f"{batch.path.name}: {len(batch.files)} files, {megabytes:.1f} MB, {len(unreadable)} unreadable"
    for name, run in (("reading", batch.reading), ("linting", batch.linting)):
        yield f"  {name}: {run.seconds:.1f} s, {run.peak} MiB"
        if run.trouble:
            yield "  FAILED " + run.trouble.replace("\n", "\n    ")
    for file in unreadable:
        yield f"  {file['path']}:{file['line']}: {file['defect']}"


def _summary(files: Sequence[Mapping[str, Any]], troubles: int, wrong: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    unreadable = sum("defect" in file for file in files)
    lines = f"{len(files)} files, {sum(file['bytes'] for file in files) / 1e6:.1f} MB, {unreadable} unreadable"
    yield f"{lines}, {troubles} failed runs, {len(wrong)} wrongly unreadable"
    for file in wrong:
        yield f"  WRONG {file['path']}:{file['line']}: {file['defect']}"
    yield "slowest, in seconds of one core:"
    for file in sorted(files, key=lambda file: -file["seconds"])[:10]:
        yield f"  {file['seconds']:7.2f}  {file['bytes']:9} bytes  {file['path']}"


if __name__ == "__main__":
    sys.exit(main())
