"""Reads and writes the comments that silence rules."""

from dashlint.suppress.reading import suppressions, suppressions_in_file
from dashlint.suppress.suppression import ON_COMMENTS, PREFIX, Directive, Suppression, means

__all__ = ["ON_COMMENTS", "PREFIX", "Directive", "Suppression", "means", "suppressions", "suppressions_in_file"]
