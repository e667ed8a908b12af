"""What runs of a command cost: measured, and summed up by medians."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median

LAUNCH = Path(__file__).resolve().parent / "launch.py"
#: Variables that would change what a tool reads, loads or writes.
UNWANTED = ("PYTHON", "VIRTUAL_ENV", "DASHLINT_", "RUFF_", "SEMGREP_", "PYLINT", "FLAKE8_", "HYDROID_")
KILLED = -9


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU (user and system, children included), seconds of wall, MiB of the largest process."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a command: what it cost, how it ended, what it printed."""

    cost: Cost
    status: int
    stdout: str
    stderr: str


class CommandError(Exception):
    """A command could not be started, took too long, or ended in a way that is no result."""


def run(command: Sequence[str], folder: Path, scratch: Path, limit: float) -> Ran:
    """Run the command in `folder`; what it prints goes through files in `scratch`.

    Raises:
        CommandError: it took more than `limit` seconds, or could not be started.
    """
    stdout, stderr = scratch / "stdout", scratch / "stderr"
    launch = [sys.executable, "-I", "-S", str(LAUNCH), str(limit), str(stdout), str(stderr), *command]
    done = subprocess.run(
        launch,
        cwd=folder,
        env=_environment(Path(command[0]).parent, scratch),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{command[0]}: not started: {done.stderr.strip().rpartition(chr(10))[2]}")
    status, wall, cpu, kibibytes = done.stdout.split()
    if int(status) == KILLED and float(wall) >= limit:
        raise CommandError(f"{command[0]}: took more than {limit:g} s")
    cost = Cost(float(cpu), float(wall), float(kibibytes) / 1024)
    return Ran(cost, int(status), *(path.read_text(encoding="utf-8", errors="replace") for path in (stdout, stderr)))


def typical(costs: Sequence[Cost]) -> Cost:
    """The medians of several runs."""
    return Cost(median(c.cpu for c in costs), median(c.wall for c in costs), median(c.peak for c in costs))


def ratios(costs: Sequence[Cost], rivals: Sequence[Cost]) -> tuple[float, float]:
    """How many times as much CPU and wall as the rival's: the median over the pairs.

    Where the rival ran more often, as beside a tool that is run once, there are no pairs: the medians are divided.
    """
    if len(costs) != len(rivals):
        ours, theirs = typical(costs), typical(rivals)
        return ours.cpu / theirs.cpu, ours.wall / theirs.wall
    pairs = list(zip(costs, rivals, strict=True))
    return median(ours.cpu / theirs.cpu for ours, theirs in pairs), median(a.wall / b.wall for a, b in pairs)


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """How cost grows with size between two points (size, cost): 1 is linear, 2 quadratic."""
    return log(large[1] / small[1]) / log(large[0] / small[0])


def _environment(scripts: Path, scratch: Path) -> Mapping[str, str]:
    """The environment of the caller, without what would reach into the tool, its scripts first, its caches apart."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)}
    path = os.pathsep.join([str(scripts), kept.get("PATH", os.defpath)])
    return kept | {"PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "120", "XDG_CACHE_HOME": str(scratch / "caches")}
