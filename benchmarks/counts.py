"""What the corpus is known to hold: its packages with the counts of each run, as corpus.json keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Counts:
    """What one run found: findings by code, and how many files could not be read."""

    findings: Mapping[str, int]
    unreadable: int

    def __str__(self) -> str:
        return ", ".join(f"{what} {count}" for what, count in _by_name(self).items() if count) or "nothing"


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the corpus with its counts by run; without `sha256` any sdist of this version is taken."""

    name: str
    version: str
    sha256: str | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)


def differences(committed: Package, now: Package) -> Iterator[str]:
    """What the package counts now and did not before, a line for each code of each run."""
    if committed.sha256 != now.sha256:
        yield f"sha256: committed {committed.sha256}, now {now.sha256}"
    for run, counts in now.counts.items():
        if run not in committed.counts:
            yield f"{run}: not committed, now {counts}"
            continue
        old, new = _by_name(committed.counts[run]), _by_name(counts)
        for what in sorted(old.keys() | new.keys()):
            if old.get(what, 0) != new.get(what, 0):
                yield f"{run}: {what}: committed {old.get(what, 0)}, now {new.get(what, 0)}"


def read_corpus(text: str) -> dict[str, Package]:
    """The packages of a corpus file by name."""
    return {name: _package(name, entry) for name, entry in json.loads(text).items()}


def written(corpus: Mapping[str, Package]) -> str:
    """The text of a corpus file, the same for the same corpus."""
    return json.dumps({name: _entry(corpus[name]) for name in sorted(corpus)}, indent=2) + "\n"


def as_json(counts: Counts) -> str:
    """The counts of one run as JSON."""
    return json.dumps(_counted(counts))


def from_json(text: str) -> Counts:
    """The counts of one run from JSON."""
    return _counts(json.loads(text))


def _by_name(counts: Counts) -> dict[str, int]:
    return {**counts.findings, "unreadable": counts.unreadable}


def _package(name: str, entry: dict[str, Any]) -> Package:
    counts = {run: _counts(counted) for run, counted in entry.get("counts", {}).items()}
    return Package(name, entry["version"], entry.get("sha256"), counts)


def _entry(package: Package) -> dict[str, Any]:
    counts = {run: _counted(counts) for run, counts in package.counts.items()}
    return {"version": package.version, "sha256": package.sha256, "counts": counts}


def _counts(counted: dict[str, Any]) -> Counts:
    return Counts(counted["findings"], counted["unreadable"])


def _counted(counts: Counts) -> dict[str, Any]:
    return {"findings": dict(sorted(counts.findings.items())), "unreadable": counts.unreadable}
