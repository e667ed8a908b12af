"""Finds the word that was meant, for hints on words that mean nothing."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like this one; None if none does, or several do just as well."""
    word = word.lower().replace("_", "-")
    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word, by_lower, n=len(by_lower) or 1)
    ranked = sorted(((_likeness(name, word), name) for name in near), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return by_lower[ranked[0][1]]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a message: a question about the known word that looks most like this one."""
    near = nearest(word, known)
    return f"; did you mean `{near}`?" if near else ""


def _likeness(name: str, word: str) -> tuple[float, int]:
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(name, word, strict=False))
    return difflib.SequenceMatcher(None, name, word).ratio(), len(list(alike))
