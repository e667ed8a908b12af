"""Says where something is, as SARIF does: by an address below the root, a region, and a number in a list of files."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote

from dashlint.diagnostic import Location
from dashlint.report.json_text import Value
from dashlint.report.run import Run

ROOT = "SRCROOT"


class Places:
    """The files that a log speaks of, each numbered when it is first met."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._numbers: dict[str, int] = {}

    def artifacts(self) -> list[Value]:
        """The files met so far, in the order of their numbers."""
        return [self._artifact(path) for path in self._numbers]

    def location(self, where: Location, said: str = "", scope: str = "") -> dict[str, Value]:
        """A place, with what is said of it and the function or class around it."""
        told: dict[str, Value] = {
            "physicalLocation": {"artifactLocation": self.file(where.path), "region": region(where)}
        }
        if scope:
            told["logicalLocations"] = [{"fullyQualifiedName": scope}]
        if said:
            told["message"] = {"text": said}
        return told

    def file(self, path: str) -> dict[str, Value]:
        """A file by its address and number."""
        number = self._numbers.setdefault(path, len(self._numbers))
        return {**self._address(path), "index": number}

    def _artifact(self, path: str) -> Value:
        language: dict[str, Value] = {"sourceLanguage": "python"} if path.endswith((".py", ".pyi")) else {}
        return {"location": self._address(path), **language}

    def _address(self, path: str) -> dict[str, Value]:
        path = _encodable(path)
        below = self._run.below_root(path)
        if below is None:
            return {"uri": PurePath(path).as_uri() if PurePath(path).is_absolute() else _quoted(path)}
        return {"uri": _quoted(below.as_posix()), "uriBaseId": ROOT}


def region(where: Location) -> Value:
    """A stretch of a file: both count from 1 and leave the end out."""
    return {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }


def _quoted(path: str) -> str:
    return quote(os.fsencode(path))


def _encodable(path: str) -> str:
    """The path, with a question mark for each half of a character that no file system here can have in a name."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace").decode("utf-8")
    return path
