"""Measures dashlint and other linters in pairs with ruff, on generated projects, and prints tables of the ratios."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from costs import CommandError
from environments import ROOT, InstallError, default_folder, environment, fetched, versions
from projects import project
from results import Counted, Measured, Results, ResultsError, Run, merged, read_results, written
from rounds import Effort, duels
from tables import tables
from tools import DASHLINT, PEERS, RUFF, Tool

SIZES = (50, 500, 2000)
#: The smallest project that has something of everything.
SMALLEST = 10
BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; the exit status is 1 if a tool could not be installed or did not run to its end."""
    options = _options(arguments)
    new = Results() if options.show else _measure(options)
    results = merged(options.merge, new) if options.merge else new
    text = tables(results)
    print(text)
    if options.json:
        options.json.write_text(written(results), encoding="utf-8")
    if options.page:
        options.page.write_text(with_results(options.page.read_text(encoding="utf-8"), text), encoding="utf-8")
    return int(bool(new.troubles))


def with_results(page: str, text: str) -> str:
    """The page with these tables between its two marks, each a line of its own.

    Raises:
        ValueError: the marks are not there.
    """
    before, begin, rest = page.partition(f"\n{BEGIN}")
    _, end, after = rest.partition(f"\n{END}")
    if not end:
        raise ValueError(f"the page has no line {BEGIN.strip()} with a line {END.strip()} after it")
    return f"{before}{begin}\n{text}{end}{after}"


def machine() -> str:
    """What the measurements were made on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores ({model or platform.processor()}), {system}, Python {platform.python_version()}"


def _measure(options: argparse.Namespace) -> Results:
    date = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    installed, troubles = _installed(options.only, options.peers or default_folder())
    if RUFF not in installed:
        sys.exit(f"run.py: ruff is needed beside every tool: {troubles[RUFF.name]}")
    effort = Effort(options.repeat, options.timeout, options.slow_once)
    subjects = [(fetched(tool, where), where) for tool, where in installed.items() if tool != RUFF]
    measured: list[Measured] = []
    counted: dict[tuple[str, int], Counted] = {}
    with tempfile.TemporaryDirectory(prefix="dashlint-benchmark-") as scratch:
        kinds = [(size, planted) for size in options.sizes for planted in (True, False)]
        projects = [project(Path(scratch, f"{n}-{planted}"), n, planted=planted) for n, planted in kinds]
        for tool, duel in duels(subjects, installed[RUFF], projects, effort, date):
            _say(f"{tool.name}, {duel.project.modules} modules{'' if duel.project.planted else ', nothing to find'}")
            try:
                measured += duel.measured()
                counted |= {(count.tool, count.modules): count for count in duel.counted.values()}
            except CommandError as error:
                troubles[tool.name] = str(error)
                _say(f"FAILED {error}")
            except KeyboardInterrupt:
                troubles["what came after"] = "interrupted"
                break
    run = Run(date, _commit(), machine(), _versions(installed))
    return Results({date: run}, tuple(measured), tuple(counted.values()), troubles)


def _installed(tools: Sequence[Tool], folder: Path) -> tuple[dict[Tool, Path], dict[str, str]]:
    found, troubles = {}, {}
    folder.mkdir(parents=True, exist_ok=True)
    for tool in (RUFF, *tools):
        _say(f"installing {tool.name}")
        try:
            found[tool] = environment(tool, folder)
        except InstallError as error:
            troubles[tool.name] = f"not installed: {str(error).splitlines()[-1]}"
            _say(f"FAILED {error}")
    return found, troubles


def _versions(installed: Mapping[Tool, Path]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tool, where in installed.items():
        present = versions(where)
        names = [package.partition("==")[0] for package in tool.packages] or [tool.name, "libcst"]
        found |= {name: present[name] for name in names}
    return found


def _commit() -> str:
    git = ["git", "--no-optional-locks", "-C", str(ROOT)]
    try:
        commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        paths = ["--", "dashlint", "rules", "pyproject.toml"]
        changed = subprocess.run([*git, "status", "--porcelain", *paths], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return commit.stdout.strip() + (" with uncommitted changes" if changed.stdout else "")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = {tool.name: tool for tool in (DASHLINT, *PEERS)}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, metavar="TOOL", help=f"only these of: {', '.join(names)}")
    parser.add_argument("--no-peers", action="store_true", help="only dashlint, beside ruff")
    parser.add_argument("--sizes", nargs="+", type=_size, default=SIZES, metavar="N", help="modules; 50 500 2000")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="rounds of which medians are taken; 5")
    parser.add_argument("--slow-once", action="store_true", help="run a tool once that takes more than 20 s")
    parser.add_argument("--timeout", type=float, default=1800, metavar="SECONDS", help="for each command; 1800")
    parser.add_argument("--peers", type=Path, metavar="DIR", help=f"keep the tools here; {default_folder()}")
    parser.add_argument("--json", type=_output, metavar="FILE", help="write the results there")
    parser.add_argument("--merge", type=_stored, metavar="FILE", help="take from these results what is not measured")
    parser.add_argument("--show", action="store_true", help="measure nothing, show what --merge holds")
    parser.add_argument("--page", type=_page, metavar="FILE", help="put the tables between the marks of this page too")
    options = parser.parse_args(arguments)
    if options.repeat < 1 or options.timeout <= 0:
        parser.error("--repeat and --timeout must be positive")
    if os.name != "posix":
        parser.error("what a process and its children cost can only be measured on a POSIX system")
    options.only = [names[name] for name in options.only or ([DASHLINT.name] if options.no_peers else names)]
    options.peers = options.peers.resolve() if options.peers else None
    return options


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) < SMALLEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {SMALLEST}")
    return int(text)


def _output(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder, or would be in none")
    return path


def _page(text: str) -> Path:
    try:
        with_results(Path(text).read_text(encoding="utf-8"), "")
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error
    return Path(text)


def _stored(text: str) -> Results:
    try:
        return read_results(Path(text).read_text(encoding="utf-8"))
    except (OSError, ResultsError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
