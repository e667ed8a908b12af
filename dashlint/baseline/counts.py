"""What a baseline counts, and what becomes of its counts when a run finds something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dashlint.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What tells problems apart that a baseline holds: `path` relative to it with `/`, the rule's code, the chain."""

    path: str
    code: str
    chain: str


Baseline: TypeAlias = Mapping[Entry, int]
"""How often each problem occurs; none occurs less than once."""

EntryOf: TypeAlias = Callable[[Diagnostic], Entry | None]
"""What a problem is in a baseline; None if it cannot be in one."""

Judges: TypeAlias = Callable[[Entry], bool]
"""Whether a run looked for a problem, so that it is gone if the run did not find it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a run found besides a baseline: `new` in the order of the run, `now` how often each problem occurs."""

    new: tuple[Diagnostic, ...]
    hidden: int
    now: Baseline


def compared(
    diagnostics: Iterable[Diagnostic],
    baseline: Baseline,
    entry_of: EntryOf,
    is_changed: Callable[[Diagnostic], bool] = lambda diagnostic: False,
) -> Compared:
    """Set aside as many problems of each entry as the baseline counts.

    Where there are more, the new ones are those on changed lines, and of those and the others the last in the file,
    because a function is more often added to at its end.
    """
    found = [(diagnostic, entry_of(diagnostic)) for diagnostic in diagnostics]
    left = Counter(baseline)
    hidden = set()
    for index in sorted(range(len(found)), key=lambda index: is_changed(found[index][0])):
        entry = found[index][1]
        if entry is not None and left[entry] > 0:
            left[entry] -= 1
            hidden.add(index)
    new = tuple(diagnostic for index, (diagnostic, _) in enumerate(found) if index not in hidden)
    return Compared(new, len(hidden), Counter(entry for _, entry in found if entry is not None))


def gone(baseline: Baseline, now: Baseline, judges: Judges) -> Baseline:
    """Return what a baseline counts too many."""
    over = {entry: count - now.get(entry, 0) for entry, count in baseline.items() if judges(entry)}
    return {entry: count for entry, count in over.items() if count > 0}


def pruned(baseline: Baseline, now: Baseline, judges: Judges) -> Baseline:
    """Return a baseline without what is gone: no count rises, and no entry is added."""
    over = gone(baseline, now, judges)
    return {entry: count - over.get(entry, 0) for entry, count in baseline.items() if count > over.get(entry, 0)}


def rewritten(baseline: Baseline, now: Baseline, judges: Judges) -> Baseline:
    """Return a baseline of what occurs now, which keeps what the run did not look for."""
    kept = pruned(baseline, now, judges)
    return {entry: max(kept.get(entry, 0), now.get(entry, 0)) for entry in {**kept, **now}}
