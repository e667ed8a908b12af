"""The formats in which problems are reported: each makes lines of text of diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.flake8 import flake8
from dashlint.report.full import full
from dashlint.report.paint import Paint

Report = Callable[[Sequence[Diagnostic], Excerpts, Paint], Iterator[str]]

REPORTS: Mapping[str, Report] = {"full": full, "flake8": flake8}
"""Every format by the name that `--format` knows it by."""
