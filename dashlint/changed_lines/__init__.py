"""The lines of a project that were changed since a revision, as git knows them."""

from dashlint.changed_lines.git import GitError, changed_since
from dashlint.changed_lines.hunks import hunks
from dashlint.changed_lines.lines import EVERY_LINE, ChangedLines

__all__ = ["EVERY_LINE", "ChangedLines", "GitError", "changed_since", "hunks"]
