"""Looks for texts that dashlint does not survive, with other seeds in every run: `fuzz.py --minutes N`."""

from __future__ import annotations

import argparse
import faulthandler
import secrets
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent)]
import program_properties as properties  # noqa: E402

#: Over a single text that takes more seconds of a core than this the run ends with the stack.
TIME_LIMIT = 60.0
#: The text that was tried last, for a run that did not come to its end.
LAST = Path(tempfile.gettempdir()) / "dashlint-fuzz-last.txt"
ROUND = 50
CODE = properties.spoiled_code() | properties.programs()
PROJECTS = properties.spoiled_projects()
AIMS: dict[str, tuple[Callable[..., object], st.SearchStrategy[object], tuple[str, ...]]] = {
    "reading": (properties.reads, CODE, ()),
    "reading bytes": (properties.reads, st.binary(max_size=200), ()),
    "laziness": (properties.is_read_lazily_as_at_once, CODE, ()),
    "linting": (properties.is_linted, CODE, ()),
    "fixing": (properties.is_fixed, CODE, ()),
    "silencing": (properties.is_silenced, CODE, ()),
    "lint command": (properties.ends_well, PROJECTS, ("--select=ALL", "--format=json")),
    "full report": (properties.ends_well, PROJECTS, ("--select=ALL", "--backend=quart")),
    "fix command": (properties.ends_well, PROJECTS, ("--select=ALL", "--fix", "--unsafe-fixes")),
    "add ignore": (properties.ends_well, PROJECTS, ("--select=ALL", "--add-ignore=because")),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, where, and the seed of the round in which it did."""

    aim: str
    seed: int
    where: str
    told: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Try one aim after the other until the time is over; the exit status is 1 if something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--aim", choices=AIMS, action="append", help="only this; may be given again")
    parser.add_argument("--seed", type=int, help="the seed of the first round, to see it again")
    options = parser.parse_args(arguments)
    faulthandler.register(signal.SIGVTALRM, chain=True)
    start, tried, failures = monotonic(), Counter[str](), dict[tuple[str, str], Failure]()
    for aim in cycle(options.aim or AIMS):
        if monotonic() - start > options.minutes * 60:
            break
        for failure in _round(aim, options.seed or secrets.randbits(32), tried):
            if failures.setdefault((aim, failure.where), failure) is failure:
                print(f"FOUND by {aim}, seed {failure.seed}, {failure.where}\n{failure.told}", flush=True)
        options.seed = None
    for aim, count in tried.items():
        print(f"{aim}: {count} examples")
    print(f"{sum(tried.values())} examples in {(monotonic() - start) / 60:.1f} minutes, {len(failures)} failures")
    return int(bool(failures))


def _round(aim: str, number: int, tried: Counter[str]) -> Iterator[Failure]:
    holds, texts, options = AIMS[aim]

    @seed(number)
    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def attempt(text: object) -> None:
        tried[aim] += 1
        LAST.write_text(f"{aim}, seed {number}: {text!r}\n", encoding="utf-8", errors="backslashreplace")
        signal.setitimer(signal.ITIMER_VIRTUAL, TIME_LIMIT)
        holds(text, *options)

    try:
        attempt()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        last = next((frame for frame in reversed(frames) if "dashlint" in frame.filename), frames[-1])
        notes = "\n".join(getattr(error, "__notes__", ()))
        told = "".join(traceback.format_exception(error))[-6000:]
        yield Failure(aim, number, f"{type(error).__name__} in {last.name}", f"{told}\n{notes}")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if __name__ == "__main__":
    sys.exit(main())
