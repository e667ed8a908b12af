"""Lints the corpus, pinned packages of the package index, and compares the counts with those in corpus.json."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from counts import Counts, Package, differences, from_json, read_corpus, written
from sdists import FetchError, digest_of, fetch, unpack

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus.json"
COUNT_FOLDER = HERE / "count_folder.py"
#: How each package is linted: with the backends that its own code asks for, and as if it were moved to another.
RUNS = {"as it is": None, "fastapi": "fastapi", "quart": "quart"}
#: Seconds after which a run counts as hanging.
TIME_LIMIT = 300.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A package as it counts now, the seconds of each run that came to its end, and what went wrong with the others."""

    package: Package
    seconds: Mapping[str, float] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()


class CountError(Exception):
    """A run crashed or took too long."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Lint the packages asked for; the exit status is 1 if one of them fails, or differs and is not to be updated."""
    corpus = read_corpus(CORPUS.read_text(encoding="utf-8"))
    options = _options(arguments, corpus)
    failed = False
    for before, now in _measured([corpus[name] for name in options.packages or corpus], options.keep):
        different = list(differences(before, now.package))
        print(*_report(now, different), sep="\n", flush=True)
        failed |= bool(now.troubles or (different and not options.update))
        corpus[before.name] = now.package
    if options.update:
        CORPUS.write_text(written(corpus), encoding="utf-8")
    return int(failed)


def measure(package: Package, folder: Path) -> Measured:
    """Fetch one package into `folder` and lint it there; its troubles are its own."""
    try:
        sdist = fetch(package.name, package.version, package.sha256, folder / "sdists" / package.name)
        where = unpack(sdist, folder / package.name)
    except FetchError as error:
        return Measured(package, troubles=(f"not fetched: {error}",))
    counts, seconds, troubles = dict(package.counts), {}, []
    for run, backend in RUNS.items():
        start = perf_counter()
        try:
            counts[run] = count(where, backend)
            seconds[run] = perf_counter() - start
        except CountError as error:
            troubles.append(f"{run}: {error}")
    return Measured(replace(package, sha256=digest_of(sdist), counts=counts), seconds, tuple(troubles))


def count(folder: Path, backend: str | None, limit: float = TIME_LIMIT) -> Counts:
    """Lint the folder in a process of its own.

    Raises:
        CountError: it crashed, or took more than `limit` seconds; the text holds the stack.
    """
    command = [sys.executable, str(COUNT_FOLDER), str(limit), str(folder), *([backend] if backend else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CountError(f"exit status {done.returncode}\n{done.stderr.strip()}")
    return from_json(done.stdout)


def _options(arguments: Sequence[str] | None, corpus: Mapping[str, Package]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="only these; default: all of corpus.json")
    parser.add_argument("--update", action="store_true", help="write what is counted to corpus.json")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the unpacked packages in this new folder")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.packages) - corpus.keys()):
        parser.error(f"not in {CORPUS.name}: {', '.join(unknown)}")
    if options.keep and options.keep.exists():
        parser.error(f"{options.keep} exists")
    return options


def _measured(packages: Sequence[Package], keep: Path | None) -> Iterator[tuple[Package, Measured]]:
    """Each package as it was and is, in their order; as many at a time as there are cores."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = keep or Path(scratch)
        yield from zip(packages, pool.map(lambda package: measure(package, folder), packages), strict=True)


def _report(measured: Measured, different: Sequence[str]) -> Iterator[str]:
    package = measured.package
    yield f"{package.name} {package.version}"
    for run, seconds in measured.seconds.items():
        yield f"  {run}: {package.counts[run]} ({seconds:.1f} s)"
    for trouble in measured.troubles:
        yield "  FAILED " + trouble.replace("\n", "\n    ")
    for line in different:
        yield f"  DIFFERENT {line}"


if __name__ == "__main__":
    sys.exit(main())
