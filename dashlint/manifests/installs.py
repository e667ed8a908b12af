"""What the commands of a Dockerfile or a script install with pip, uv and their like."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from dashlint.facts import Place
from dashlint.manifests.requirement import Entry, Include, Requirement, parsed

_COMMAND = re.compile(r"\b(?:pip3?|uv|pipenv)\s+(?:pip\s+)?(?:install|add)\s+(?P<rest>[^#]*)")
_END = re.compile(r"&&|\|\||[;|&>](?![=\d])")
_COMPUTED = re.compile(r"(?P<name>[\w.-]+)\[[^\]]*\$.*")
#: What an extra can be that a shell variable chooses.
_ANY_EXTRA = frozenset({"async", "fastapi", "quart"})


def read(text: str, path: str, group: str) -> Iterator[Entry]:
    """Yield what the install commands of a file ask for; a command may go over several lines."""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        command = _COMMAND.search(line) if not line.lstrip().startswith("#") else None
        if command:
            yield from _arguments(command["rest"], lines, index, path, group)


def _arguments(rest: str, lines: list[str], index: int, path: str, group: str) -> Iterator[Entry]:
    is_included = False
    while True:
        end = _END.search(_quoted_out(rest))
        continues = rest.rstrip().endswith("\\") and end is None
        for word in _words(rest[: end.start()] if end else rest):
            if is_included:
                yield Include(os.path.normpath(os.path.join(os.path.dirname(path), word)), is_guess=True)
            elif not word.startswith("-"):
                yield from _package(word, Place(path, -(index + 1)), group)
            is_included = word in ("-r", "--requirement")
        index = next((at for at in range(index + 1, len(lines)) if not lines[at].lstrip().startswith("#")), len(lines))
        if not continues or index >= len(lines):
            return
        rest = lines[index]


def _quoted_out(text: str) -> str:
    """Return the text with what stands in quotes blanked."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", lambda match: "_" * len(match.group()), text)


def _words(text: str) -> list[str]:
    text = text.rstrip().removesuffix("\\")
    try:
        words = shlex.split(text)
    except ValueError:  # a quote that the file's own format opened
        words = [word.strip("\"'") for word in text.split()]
    return [word for word in words if word.strip()]


def _package(word: str, place: Place, group: str) -> Iterator[Requirement]:
    computed = _COMPUTED.fullmatch(word)
    if computed:
        yield Requirement(canonicalize_name(computed["name"]), place, _ANY_EXTRA, group=group, syntax="command")
    else:
        yield from parsed(word, place, group=group, syntax="command")
