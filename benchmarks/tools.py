"""The tools that are measured: their pinned packages, how each is called, and how its output is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RULE = Path(__file__).resolve().parent / "blocking.semgrep.yaml"
COLD, WARM, EDITED = "cold", "warm", "edited"
STATES = (COLD, WARM, EDITED)
#: Stands in a command for the folder of the tool's own environment.
ENVIRONMENT = "{environment}"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the packages that pip installs for it, its console script with the arguments, and what it prints.

    `finding` matches each problem of the kind that is planted, with the groups `path` and `line`; None if the tool has
    no rule for it. `uncached` turns its cache off, and is empty if it has none. `statuses` are those of a run that went
    well. Above so many modules (`largest`) it takes too long.
    """

    name: str
    packages: tuple[str, ...]
    command: tuple[str, ...]
    finding: str | None
    uncached: tuple[str, ...] = ()
    statuses: range = range(2)
    largest: int | None = None
    states: tuple[str, ...] = (COLD,)

    def arguments(self, environment: Path, state: str) -> list[str]:
        """The command as it is run in this state."""
        script, *rest = (part.replace(ENVIRONMENT, str(environment)) for part in self.command)
        return [str(environment / "bin" / script), *rest, *(self.uncached if state == COLD else ())]

    def findings(self, output: str) -> Iterator[tuple[str, int]]:
        """The path (with `/`, below the project) and line of each problem in what the tool printed."""
        for match in re.finditer(self.finding, output, re.M) if self.finding else ():
            yield match["path"].removeprefix("./"), int(match["line"])


RUFF = Tool(
    "ruff",
    ("ruff==0.17.6",),
    ("ruff", "check", "--select", "ASYNC", "."),
    r"^ASYNC\d+ .*\n +--> (?P<path>.+):(?P<line>\d+):\d+$",
    ("--no-cache",),
    states=STATES,
)
DASHLINT = Tool(
    "dashlint", (), ("dashlint", "."), r"^(?P<path>\S.*?):(?P<line>\d+):\d+: \w+ DSH[1-9]\d+ ", states=STATES
)
HYDROID = Tool(
    "hydroid-cli",
    ("hydroid-cli==0.5.0",),
    ("hydroid", "."),
    r"^ +--> (?P<path>.+):(?P<line>\d+):\d+ in ",
    ("--no-cache",),
    states=STATES,
)
PEERS = (
    HYDROID,
    Tool(
        "hydroid-cli with Dash and requests installed",
        ("hydroid-cli==0.5.0", "dash==4.4.1", "requests==2.34.2"),
        ("hydroid", "--python", ENVIRONMENT, "."),
        HYDROID.finding,
        HYDROID.uncached,
        states=STATES,
    ),
    Tool(
        "semgrep",
        ("semgrep==1.182.0",),
        ("semgrep", "scan", "--metrics", "off", "--disable-version-check", "--config", str(RULE), "--vim", "."),
        r"^(?P<path>.+?):(?P<line>\d+):\d+:\w:[^:]*blocking-call-in-async-def:",
    ),
    Tool(
        "pylint",
        ("pylint==4.1.4",),
        ("pylint", "--disable=all", "--enable=yield-inside-async-function", "--recursive=y", "."),
        None,
        statuses=range(32),
    ),
    Tool(
        "fixit",
        ("fixit==2.2.1",),
        ("fixit", "lint", "."),
        r"^(?P<path>.+?)@(?P<line>\d+):\d+ UseAsyncSleepInAsyncDef: ",
        largest=500,
    ),
    Tool(
        "flake8-async",
        ("flake8==7.5.0", "flake8-async==26.8.1"),
        ("flake8", "--select", "ASYNC", "."),
        r"^(?P<path>.+?):(?P<line>\d+):\d+: ASYNC\d+ ",
        largest=500,
    ),
)
