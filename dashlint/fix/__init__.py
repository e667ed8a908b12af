"""Fixing: from the changes that rules ask for to edits of text, and from edits to files."""

from dashlint.fix.resolving import edits_of
from dashlint.fix.texts import UnwritableError, compatible, edited
from dashlint.fix.writing import write_atomically

__all__ = ["UnwritableError", "compatible", "edited", "edits_of", "write_atomically"]
