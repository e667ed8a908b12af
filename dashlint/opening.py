"""Opening: the content of the files of a run, or why one cannot be had."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dashlint.facts import Defect, FileFacts
from dashlint.file_kinds import ProjectFile
from dashlint.find import Source
from dashlint.notebooks import NotebookError, python_of

LARGEST_INCLUDE = 1_000_000


def loaded(source: Source) -> Source:
    """Return the source with its content, so that it is the same ever after; one that cannot be read stays as it is."""
    try:
        return replace(source, text=_content(source))
    except OSError:
        return source


def code_in(sources: Iterable[Source]) -> tuple[dict[str, bytes], dict[str, FileFacts]]:
    """Return the code of each file by path, and the facts of those that cannot be opened, which say why."""
    texts: dict[str, bytes] = {}
    failures: dict[str, FileFacts] = {}
    for source in sources:
        text = _text(source)
        if isinstance(text, Defect):
            failures[source.path] = FileFacts(source.path, (), text)
        texts[source.path] = b"" if isinstance(text, Defect) else text
    return texts, failures


def files_beside(sources: Iterable[Source]) -> tuple[ProjectFile, ...]:
    """Return the files beside the code that can be opened; what cannot be says nothing."""
    opened = ((source, _text(source)) for source in sources if source.kind != "python")
    return tuple(ProjectFile(source.path, source.kind, text) for source, text in opened if isinstance(text, bytes))


def included(path: str) -> bytes | None:
    """Return the content of a small file that another one includes."""
    sys.audit("dashlint.sought", path)
    try:
        is_small = Path(path).is_file() and Path(path).stat().st_size < LARGEST_INCLUDE
        return Path(path).read_bytes() if is_small else None
    except (OSError, ValueError):
        return None


def _text(source: Source) -> bytes | Defect:
    try:
        return python_of(source.path, _content(source))
    except OSError as error:
        return Defect(f"not readable ({(error.strerror or str(error)).lower()})", 1)
    except NotebookError as error:
        return Defect(error.message, error.line)


def _content(source: Source) -> bytes:
    return Path(source.path).read_bytes() if source.text is None else source.text
