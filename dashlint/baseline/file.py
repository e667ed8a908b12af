"""The file that keeps a baseline: JSON with one entry a line, in an order that depends on nothing but its content."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashlint.baseline.counts import Baseline, Entry
from dashlint.baseline.keys import lines_of_keys

NAME = "dashlint-baseline.json"
VERSION = 1
LARGEST = 32_000_000
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)

Keys = tuple[str, ...]


class BaselineError(Exception):
    """A baseline that cannot be used; the message says where and why."""


def read_baseline(file: Path) -> Baseline | None:
    """Return what a file holds, None where there is no such file.

    Raises:
        BaselineError: it cannot be read, or holds no baseline.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise BaselineError(f"{file}: is larger than {LARGEST // 1_000_000} MB, so it is no baseline")
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BaselineError(f"{file}: cannot be read: {error.strerror}") from error
    return parsed(content, str(file))


def parsed(content: bytes, name: str) -> Baseline:
    """Return the baseline in the content of a file of that name.

    Raises:
        BaselineError: there is none; the message names the file, the line and the key.
    """
    text = _decoded(content, name)
    try:
        return dict(_entries(_loaded(text, content, name)))
    except _WrongValueError as wrong:
        raise BaselineError(f"{_where(text, name, wrong.keys)} {wrong.why}") from None


def text_of(baseline: Baseline) -> bytes:
    """Return the content of the file that keeps a baseline."""
    problems: dict[str, dict[str, dict[str, int]]] = {}
    for entry in sorted(baseline):
        problems.setdefault(entry.path, {}).setdefault(entry.code, {})[entry.chain] = baseline[entry]
    text = json.dumps({"version": VERSION, "problems": problems}, indent=2, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


class _WrongValueError(Exception):
    """What is wrong with the value at some keys."""

    def __init__(self, keys: Keys, why: str) -> None:
        self.keys, self.why = keys, why


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BaselineError(f"{name}:{line}: is not UTF-8, so it is no baseline") from None


def _loaded(text: str, content: bytes, name: str) -> object:
    conflict = _CONFLICT.search(content)
    if conflict:
        line = content.count(b"\n", 0, conflict.start()) + 1
        hint = "keep the entries of both sides, then run `dashlint --prune-baseline`"
        raise BaselineError(f"{name}:{line}: has a merge conflict; {hint}")
    try:
        loaded, twice = _with_duplicates(text)
    except json.JSONDecodeError as error:
        why = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise BaselineError(f"{name}:{error.lineno}: is not valid JSON: {why} (column {error.colno})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or thousands of brackets
        raise BaselineError(f"{name}: is not a baseline, but JSON of another kind") from None
    if twice:
        raise _WrongValueError(_repeated(text), "stands there twice, and only one of the two would count")
    return loaded


def _with_duplicates(text: str) -> tuple[object, bool]:
    """Return what a JSON text holds, and whether it has a key twice, of which Python keeps the last."""
    lost = 0

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal lost
        made = dict(pairs)
        lost += len(pairs) - len(made)
        return made

    return json.loads(text, object_pairs_hook=table), lost > 0


def _repeated(text: str) -> Keys:
    counts = Counter(keys for keys, _ in lines_of_keys(text))
    return next(keys for keys, count in counts.items() if count > 1)


def _entries(loaded: object) -> Iterator[tuple[Entry, int]]:
    table = _table(loaded, ())
    _check_version(table)
    for key in table:
        if key not in ("version", "problems"):
            raise _WrongValueError((key,), "is no key of a baseline; those are `version` and `problems`")
    for path, codes in _table(table.get("problems"), ("problems",)).items():
        _check_path(path)
        for code, chains in _table(codes, ("problems", path)).items():
            for chain, count in _table(chains, ("problems", path, code)).items():
                yield Entry(path, code, chain), _checked(count, ("problems", path, code, chain))


def _checked(count: object, keys: Keys) -> int:
    if type(count) is not int or count < 1:
        raise _WrongValueError(keys, f"must be a count from 1 on, not `{_short(count)}`")
    return count


def _table(value: object, keys: Keys) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _WrongValueError(keys, "must be an object")
    return value


def _check_version(table: dict[str, Any]) -> None:
    version = table.get("version")
    if type(version) is not int or version != VERSION:
        newer = type(version) is int and version > VERSION
        why = "; a newer dashlint has written it" if newer else ""
        given = "is missing" if version is None else f"must be {VERSION}, not `{_short(version)}`{why}"
        raise _WrongValueError(("version",), given)


def _check_path(path: str) -> None:
    is_absolute = posixpath.isabs(path) or re.match(r"[A-Za-z]:[/\\]", path)
    if is_absolute or path in ("", ".", "..") or posixpath.normpath(path) != path:
        raise _WrongValueError(("problems", path), "must be a path relative to this file, with `/` and without detours")


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _where(text: str, name: str, keys: Keys) -> str:
    """Return the file, the line where the last of the keys stands for the last time, and the keys."""
    line = max((line for found, line in lines_of_keys(text) if found == keys), default=0)
    key = f" `{keys[-1]}`" if keys else ""
    return f"{name}:{line}:{key}" if line else f"{name}:{key}"
