"""Reads and writes the comments that silence rules."""

from dashlint.suppress.adding import Added, Wanted, silencing_edits
from dashlint.suppress.directives import is_reason
from dashlint.suppress.mending import removal, renaming
from dashlint.suppress.reading import suppressions, suppressions_in_file, suppressions_of
from dashlint.suppress.suppression import ON_COMMENTS, PREFIX, Directive, Suppression, means

__all__ = [
    "ON_COMMENTS",
    "PREFIX",
    "Added",
    "Directive",
    "Suppression",
    "Wanted",
    "is_reason",
    "means",
    "removal",
    "renaming",
    "silencing_edits",
    "suppressions",
    "suppressions_in_file",
    "suppressions_of",
]
