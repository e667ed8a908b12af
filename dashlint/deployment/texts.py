"""Texts that are run: shell text or a list of words, with the line on which each character stands in its file."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Text:
    """What is run, and the line of each character; `words` where no shell reads it, which `text` holds in a row."""

    text: str
    lines: tuple[int, ...]
    words: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.text)

    def with_line(self, line: int) -> Text:
        """Return this as if it all stood on one line."""
        return Text(self.text, (line,) * len(self.text), self.words)

    def followed_by(self, other: Text) -> Text:
        """Return the words of both."""
        if not self or not other:
            return self or other
        words = (*(self.words or ()), *(other.words or ()))
        return Text(f"{self.text} {other.text}", (*self.lines, self.lines[-1], *other.lines), words)

    def split(self) -> Text:
        """Return shell text as words."""
        if self.words is not None:
            return self
        try:
            words = shlex.split(self.text)
        except ValueError:
            return NOTHING
        joined = " ".join(words)
        return Text(joined, tuple(aligned(joined, self.text, self.lines)), tuple(words))


NOTHING = Text("", ())


def on_line(text: str, line: int) -> Text:
    """Return shell text that stands on one line."""
    return Text(text, (line,) * len(text))


def of_words(words: Iterable[tuple[str, int]]) -> Text:
    """Return words, each with its line."""
    pairs = tuple(words)
    lines = [line for word, number in pairs for line in (number,) * (len(word) + 1)]
    return Text(" ".join(word for word, _ in pairs), tuple(lines[:-1]), tuple(word for word, _ in pairs))


def line_numbers(text: str, first: int = 1) -> tuple[int, ...]:
    """Return the line of each character of a text whose first line has this number in its file."""
    return tuple(accumulate((char == "\n" for char in text[:-1]), initial=first)) if text else ()


def aligned(value: str, text: str, lines: Sequence[int], start: int = 0) -> Iterator[int]:
    """Yield the line of each character of something that `text`, behind `start`, holds folded, quoted or escaped."""
    index = start
    line = lines[min(start, len(lines) - 1)] if lines else 1
    for char in value:
        found = -1 if char.isspace() else text.find(char, index)
        if 0 <= found < len(lines):
            line, index = lines[found], found + 1
        yield line
