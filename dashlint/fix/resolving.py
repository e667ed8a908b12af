"""Resolving: from the changes that a rule asks for to the edits of text that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashlint.changes import Fix
from dashlint.diagnostic import Edit


def edits_of(fixes: Sequence[Fix], texts: Mapping[str, bytes]) -> dict[Fix, tuple[Edit, ...]]:
    """Return the edits of each fix that can be made; a fix with a change that cannot be made is left out."""
    return {}
