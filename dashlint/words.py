"""Finds the word that was meant, for hints on words that mean nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like this one, if one does."""
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower().replace("_", "-"), by_lower, n=1)
    return by_lower[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: a question about the known word that looks most like this one."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""
