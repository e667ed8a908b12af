"""Fixing: from the changes that rules ask for to edits of text, and from edits to files."""

from dashlint.fix.resolving import edits_of

__all__ = ["edits_of"]
