"""The baseline: the problems that a project had when it adopted dashlint, which are not shown again."""

from dashlint.baseline.counts import Baseline, Compared, Entry, compared, gone, pruned, rewritten
from dashlint.baseline.file import NAME, BaselineError, parsed, read_baseline, text_of
from dashlint.baseline.reach import Reach, entries_in

__all__ = [
    "NAME",
    "Baseline",
    "BaselineError",
    "Compared",
    "Entry",
    "Reach",
    "compared",
    "entries_in",
    "gone",
    "parsed",
    "pruned",
    "read_baseline",
    "rewritten",
    "text_of",
]
