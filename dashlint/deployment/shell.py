"""Shell text: the simple commands that it runs, with what `cd`, `export` and assignments change on the way."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashlint.deployment.command import Command, Environment, Folder, assignments
from dashlint.deployment.expansion import expanded, is_known
from dashlint.deployment.launchers import launched
from dashlint.deployment.texts import Text, aligned

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=.*", re.DOTALL)
_KEYWORDS = frozenset(
    {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "(", ")", "fi", "done", "in"}
)
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")
_OWN_FOLDER = re.compile(r"""\$\(\s*dirname\s+(?:--\s+)?(["']?)\$(?:0|\{?BASH_SOURCE(?:\[0\])?\}?)\1\s*\)""")
_FOLDER_OF_OWN = re.compile(
    r"""\$\(\s*cd\s+(?:--\s+)?(["']?)(?P<path>[^"'$&|;\n]+)\1[^"'$&|;\n]*&&\s*pwd(?:\s+-P)?\s*\)"""
)
_DECLARING = frozenset({"export", "declare", "typeset", "readonly", "local"})
_MOST_NESTED = 6
#: So many characters of a script tell where it begins.
_ENOUGH = 16


@dataclass(frozen=True, slots=True)
class State:
    """What a shell has when it comes to a command; assigned variables count from there on."""

    path: str
    environment: Environment
    folder: Folder


def commands_of(text: Text, state: State) -> Iterator[Command]:
    """Yield the commands of shell text, or what running words runs: themselves, or what a shell among them does."""
    if text.words is None:
        yield from _commands_in(text.text, text.lines, state, 0)
    elif text.words:
        yield from _run(text.words, text.text, 0, text.lines, state, 0)


def _commands_in(text: str, lines: Sequence[int], state: State, nesting: int) -> Iterator[Command]:
    text = text.replace("\\\n", "  ")
    for words, index in _split(text):
        plain = tuple(expanded(word, state.environment) for word in words)
        own = next((number for number, word in enumerate(plain) if not _ASSIGNMENT.fullmatch(word)), len(plain))
        if own < len(plain):
            set_here = state.environment.having(_set_by(plain[:own]))
            yield from _run(plain[own:], text, index, lines, replace(state, environment=set_here), nesting)
        state = _after(plain, state)


def _run(
    words: tuple[str, ...], text: str, index: int, lines: Sequence[int], state: State, nesting: int
) -> Iterator[Command]:
    """Yield what words run that stand in `text` behind `index`."""
    launch = launched(words)
    environment = state.environment.having(dict(launch.variables))
    environment = replace(environment, hides_more=environment.hides_more or launch.hides_more)
    folder = state.folder if launch.folder is None else state.folder.at(launch.folder)
    if launch.script is not None and nesting < _MOST_NESTED:
        inside = replace(state, environment=environment, folder=folder)
        begins = max(text.find(launch.script[:_ENOUGH], index), index)
        inner = tuple(aligned(launch.script, text, lines, begins))
        yield from _commands_in(launch.script, inner, inside, nesting + 1)
    elif launch.words:
        yield Command(launch.words, state.path, tuple(_lines_of(launch.words, text, index, lines)), environment, folder)


def _lines_of(words: tuple[str, ...], text: str, index: int, lines: Sequence[int]) -> Iterator[int]:
    """Yield the line of each word, that of the one before where it is not found as it is."""
    for word in words:
        found = text.find(word, index)
        index = index if found < 0 else found
        yield lines[index]


def _after(words: tuple[str, ...], state: State) -> State:
    """Return the state after a command that may change folder or set variables."""
    if words[0] in ("cd", "pushd"):
        target = next((word for word in words[1:] if not word.startswith("-")), None)
        return replace(state, folder=state.folder.at(target if target and is_known(target) else None))
    if words[0] in ("source", "."):
        return replace(state, environment=replace(state.environment, hides_more=True))
    names = words[1:] if words[0] in _DECLARING else words
    if words[0] in _DECLARING or all(_ASSIGNMENT.fullmatch(word) for word in words):
        return replace(state, environment=state.environment.having(_set_by(names)))
    return state


def _set_by(words: tuple[str, ...]) -> dict[str, str | None]:
    found = assignments(word for word in words if _ASSIGNMENT.fullmatch(word))
    return {name: value if value is not None and is_known(value) else None for name, value in found.items()}


def _split(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the simple commands of shell text as written, each with the index of its first character."""
    for start, end in _pieces(text):
        piece = text[start:end]
        try:
            words = shlex.split(piece, comments=False)
        except ValueError:
            continue
        while words and words[0] in _KEYWORDS:
            words = words[1:]
        if words and words[-1] in (")", "}"):
            words = words[:-1]
        words = _without_redirections(words)
        if words:
            lead = len(piece) - len(piece.lstrip())
            yield tuple(words), start + lead


def _without_redirections(words: list[str]) -> list[str]:
    kept: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif re.fullmatch(r"\d*(?:>{1,2}|<)&?", word) or word == "&>":
            skip = True
        elif not re.match(r"\d*(?:>{1,2}|<)&?[^(]|&>", word):
            kept.append(word)
    return kept


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of shell text between its separators, without comments and the bodies of heredocs."""
    start, index, quote, depth = 0, 0, "", 0
    while index < len(text):
        char = text[index]
        if quote:
            if char == "\\" and quote == '"':
                index += 1
            elif char == quote:
                quote = ""
        elif char == "\\":
            index += 1
        elif char in "'\"":
            quote = char
        elif text.startswith("$(", index) or text.startswith("${", index):
            depth += 1
            index += 1
        elif depth and char in ")}":
            depth -= 1
        elif char == "#" and (index == 0 or text[index - 1] in " \t\n;&|("):
            yield start, index
            index = _line_end(text, index)
            start = index
            continue
        elif char in ";&|\n()" and not depth and not _is_redirection(text, index):
            yield start, index
            if char == "\n":
                index = _after_heredocs(text, start, index)
            start = index + 1
        index += 1
    yield start, min(index, len(text))


def _is_redirection(text: str, index: int) -> bool:
    return text[index] == "&" and (text[index - 1 : index] in (">", "<") or text[index + 1 : index + 2] == ">")


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _after_heredocs(text: str, start: int, index: int) -> int:
    """Return the index of the line end after the heredocs that a line opens."""
    first = text.rfind("\n", 0, index) + 1
    for _, name in _HEREDOC.findall(text[max(first, 0) : index]):
        closing = re.compile(rf"^[ \t]*{name}[ \t]*$", re.MULTILINE).search(text, index + 1)
        index = _line_end(text, closing.start()) if closing else len(text)
    return index


def with_own_folder(text: str, folder: str) -> str:
    """Return a script's text with the ways in which it asks for its own folder replaced by that folder.

    The number of lines stays the same.
    """
    named = _OWN_FOLDER.sub(lambda match: folder, text)
    return _FOLDER_OF_OWN.sub(lambda match: os.path.normpath(match["path"].strip()), named)
