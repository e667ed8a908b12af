"""Settings files: where they are looked for, and what stands in dashlint's table of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dashlint import toml
from dashlint.configuration.errors import SettingsError
from dashlint.configuration.places import Place

OWN_FILES = (".dashlint.toml", "dashlint.toml")
PYPROJECT = "pyproject.toml"
IN_PYPROJECT = ("tool", "dashlint")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def nearest_file(paths: Sequence[str | Path], rules: Mapping[str, str]) -> Place | None:
    """Return the settings file nearest to all of these paths; the search ends at the top of the repository.

    Raises:
        SettingsError: it cannot be read.
    """
    for folder in upward(_common_folder(paths)):
        found = file_in(folder, rules)
        if found is not None:
            return found
        if (folder / ".git").exists():
            break
    return None


def file_in(folder: Path, rules: Mapping[str, str]) -> Place | None:
    """Return the settings file of a folder, the one that counts if there are several; None if there is none."""
    for name in (*OWN_FILES, PYPROJECT):
        content = _content(folder / name)
        if content is not None and (name != PYPROJECT or b"dashlint" in content):
            found = _place(str(folder / name), content, str(folder), rules)
            if found is not None:
                return found
    return None


def named_file(file: str, folder: str, rules: Mapping[str, str]) -> Place:
    """Return a settings file that was named; its relative paths start in `folder`.

    Raises:
        SettingsError: it cannot be read, or is a `pyproject.toml` without a table for dashlint.
    """
    content = _content(Path(file))
    if content is None:
        raise SettingsError(f"{file}: there is no such file")
    found = _place(file, content, folder, rules)
    if found is None:
        raise SettingsError(f"{file}: has no `[tool.dashlint]`")
    return found


def table_at(place: Place) -> Mapping[str, object]:
    """Return dashlint's table of a settings file."""
    return place.document.table(*place.inside)


def _place(file: str, content: bytes, folder: str, rules: Mapping[str, str]) -> Place | None:
    document = _parsed(content, file)
    if os.path.basename(file) != PYPROJECT:
        return Place(file, document, (), folder, rules)
    tool = document.tables.get("tool")
    table = tool.get("dashlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}:{document.line(*IN_PYPROJECT)}: `tool.dashlint` must be a table")
    return None if table is None else Place(file, document, IN_PYPROJECT, folder, rules)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _parsed(content: bytes, file: str) -> toml.Document:
    if content.startswith(_BYTE_ORDER_MARK):
        raise SettingsError(f"{file}:1: begins with a byte order mark, which TOML does not allow")
    try:
        return toml.load(content.decode())
    except RecursionError as error:
        raise SettingsError(f"{file}: is nested too deeply") from error
    except ValueError as error:
        raise SettingsError(f"{file}: is not valid TOML: {lowered(str(error))}") from error


def lowered(message: str) -> str:
    """Return a message with a small first letter, and on one line."""
    return " ".join((message[:1].lower() + message[1:]).split())


def _common_folder(paths: Sequence[str | Path]) -> Path:
    real = [os.path.realpath(path) for path in paths] or [os.path.realpath(os.curdir)]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in real]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:
        return Path(os.path.realpath(os.curdir))


def upward(folder: Path) -> Iterator[Path]:
    """Yield a folder and those around it."""
    yield folder
    yield from folder.parents
