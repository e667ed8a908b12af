"""What setuptools is told in `setup.cfg`, or by literal lists in `setup.py`."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from dashlint.facts import Place
from dashlint.manifests.requirement import Requirement, parsed

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_KEY = re.compile(r"(?P<key>[\w.-]+)\s*[=:]\s*(?P<value>.*)")
_LISTS = ("install_requires", "extras_require", "tests_require")
_PLAIN_STRING = re.compile(r"""[rRuU]?(?P<quote>'''|\"{3}|'|")(?P<text>.*)(?P=quote)""", re.DOTALL)


def read_cfg(text: str, path: str) -> Iterator[Requirement]:
    """Yield the requirements of a `setup.cfg`."""
    section = key = ""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        header, pair = _SECTION.match(line), _KEY.match(line)
        if header:
            section, key = header["name"].strip(), ""
        elif pair:
            key, stripped = pair["key"], pair["value"].strip()
        elif not line[:1].isspace():
            continue
        group = key if section == "options.extras_require" else ""
        is_list = bool(group) or (section == "options" and key in ("install_requires", "tests_require"))
        if is_list and stripped and not header and not stripped.startswith(("#", "file:")):
            yield from parsed(stripped, Place(path, -number), group=group)


def read_py(text: str, path: str) -> Iterator[Requirement]:
    """Yield the requirements that a `setup.py` writes out, in the call or in a list that it names there."""
    tokens = [token for token in _tokens(text) if token.type not in (tokenize.NL, tokenize.COMMENT)]
    lists = dict(_assigned(tokens))
    for index, token in enumerate(tokens):
        if token.type == tokenize.NAME and token.string in _LISTS and _text(tokens, index + 1) == "=":
            given = lists.get(_text(tokens, index + 2), index + 2)
            for group, string in _strings(tokens, given):
                yield from parsed(string.string, Place(path, -string.start[0]), group=group)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _assigned(tokens: list[tokenize.TokenInfo]) -> Iterator[tuple[str, int]]:
    """Yield the variables of the module, each with where its value begins."""
    for index, token in enumerate(tokens):
        if token.type == tokenize.NAME and token.start[1] == 0 and _text(tokens, index + 1) == "=":
            yield token.string, index + 2


def _text(tokens: list[tokenize.TokenInfo], index: int) -> str:
    return tokens[index].string if index < len(tokens) else ""


def _strings(tokens: list[tokenize.TokenInfo], start: int) -> Iterator[tuple[str, tokenize.TokenInfo]]:
    """Yield the strings of the list or dictionary that begins here, with the key they stand under."""
    depth, group = 0, ""
    for index in range(start, len(tokens)):
        token = tokens[index]
        depth += (token.string in ("[", "{", "(")) - (token.string in ("]", "}", ")"))
        if token.type == tokenize.STRING and (plain := _PLAIN_STRING.fullmatch(token.string)):
            if _text(tokens, index + 1) == ":":
                group = plain["text"]
            else:
                yield group, token._replace(string=plain["text"])
        if depth <= 0:
            return
