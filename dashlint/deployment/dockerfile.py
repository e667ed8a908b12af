"""Dockerfiles: their instructions, with the line of every character."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashlint.deployment.texts import Text, of_words

# Own code, because `dockerfile-parse` takes the body of a heredoc for instructions.

_ESCAPE = re.compile(r"#\s*escape\s*=\s*([\\`])\s*$", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*\w+\s*=")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+|$)")
_HEREDOC = re.compile(r"(?<!<)<<-?(['\"]?)([A-Za-z_]\w*)\1")
_FLAG = re.compile(r"\s*--([a-z-]+)(?:=(\S*))?(?=\s|$)")
_WITH_HEREDOC = frozenset({"RUN", "COPY", "ADD"})


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction: its name in capitals, its `--flags`, what follows, and the line of each character of that."""

    name: str
    flags: tuple[tuple[str, str], ...]
    text: str
    lines: tuple[int, ...]

    def flag(self, name: str) -> str | None:
        """Return the value of a flag."""
        return dict(self.flags).get(name)

    @property
    def run(self) -> Text:
        """What the instruction runs, in whichever form it is written."""
        items = _json_list(self.text)
        if items is None:
            return Text(self.text, self.lines)
        return of_words(zip(items, _lines_of(items, self), strict=True))

    @property
    def items(self) -> tuple[str, ...]:
        """What the instruction lists, as JSON or by blanks."""
        items = _json_list(self.text)
        return tuple(self.text.split()) if items is None else items


def instructions(text: str) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile."""
    rows = text.splitlines()
    escape, index = _escape(rows), 0
    while index < len(rows):
        body: list[str] = []
        lines: list[int] = []
        while index < len(rows):
            row, number, index = rows[index], index + 1, index + 1
            if row.lstrip().startswith("#") or (lines and not row.strip()):
                continue
            stripped = row.rstrip()
            continues = stripped.endswith(escape)
            part = stripped[:-1] + " " if continues else stripped
            body.append(part)
            lines += [number] * len(part)
            if not continues:
                break
        found = _instruction("".join(body), tuple(lines))
        if found is not None:
            if found.name in _WITH_HEREDOC:
                index = _after_heredocs(found.text, rows, index)
            yield found


def _instruction(text: str, lines: tuple[int, ...]) -> Instruction | None:
    start = _INSTRUCTION.match(text)
    if start is None:
        return None
    flags, index = [], start.end()
    while flag := _FLAG.match(text, index):
        flags.append((flag[1], flag[2] or ""))
        index = flag.end()
    index += len(text[index:]) - len(text[index:].lstrip())
    return Instruction(start[1].upper(), tuple(flags), text[index:], lines[index:])


def _escape(rows: list[str]) -> str:
    for row in rows:
        found = _ESCAPE.match(row.strip())
        if found:
            return found[1]
        if not _DIRECTIVE.match(row.strip()):
            break
    return "\\"


def _after_heredocs(text: str, rows: list[str], index: int) -> int:
    """Return the index of the row after the heredocs that an instruction opens."""
    for _, name in _HEREDOC.findall(text):
        closing = next((number for number in range(index, len(rows)) if rows[number].strip("\t ") == name), None)
        if closing is not None:
            index = closing + 1
    return index


def _json_list(text: str) -> tuple[str, ...] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tuple(items) if isinstance(items, list) and all(isinstance(item, str) for item in items) else None


def _lines_of(items: tuple[str, ...], instruction: Instruction) -> Iterator[int]:
    index = 0
    for item in items:
        found = instruction.text.find(json.dumps(item, ensure_ascii=False), index)
        index = index if found < 0 else found
        yield instruction.lines[index]
