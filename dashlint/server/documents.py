"""The files that are open in an editor, with what stands in them there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pygls.uris import from_fs_path, to_fs_path, uri_scheme

from dashlint.decoding import encoded


class Opened(Protocol):
    """What pygls keeps of a file that is open."""

    uri: str
    version: int | None

    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Document:
    """A file as the editor has it: `path` as the editor calls it, `content` what a file with its text would hold."""

    path: str
    uri: str
    version: int | None
    content: bytes


def documents_of(opened: Iterable[Opened]) -> dict[str, Document]:
    """Return the open files by their real paths, without what is no file."""
    documents = {}
    for one in opened:
        path = path_of(one.uri)
        if path is not None:
            documents[os.path.realpath(path)] = Document(path, one.uri, one.version, encoded(one.source))
    return documents


def path_of(uri: str) -> str | None:
    """Return the path that a URI means; None where it means no file."""
    path = to_fs_path(uri) if uri_scheme(uri) == "file" else None
    return path or None


def uri_of(path: str, documents: Mapping[str, Document], shown: str = "") -> str:
    """Return the URI of the file at a real path, as the editor spells it: `shown` is the path as it came to it."""
    document = documents.get(path)
    if document is not None:
        return document.uri
    return from_fs_path(shown if os.path.isabs(shown) else path) or ""
