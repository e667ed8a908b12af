"""Edits as editors make them: in the units that they count in, and for the versions of files that they have open."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from dashlint.decoding import decoded
from dashlint.diagnostic import Edit
from dashlint.file_kinds import kind_of
from dashlint.fix import UnwritableError, edited
from dashlint.lines import LINE_END
from dashlint.read import read
from dashlint.server.findings import Findings
from dashlint.server.ruler import Ruler


def change(edits: Iterable[Edit], findings: Findings, ruler: Ruler, is_versioned: bool) -> types.WorkspaceEdit:
    """Return what makes these edits, which do not overlap, of the files as they were linted."""
    written: dict[str, list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit]] = {}
    for edit in sorted(edits, key=lambda edit: edit.location):
        path = edit.location.path
        text = edit.text.replace("\n", _newline(findings.content(path)))
        written.setdefault(path, []).append(types.TextEdit(ruler.range(edit.location, findings.line), text))
    if not is_versioned:
        return types.WorkspaceEdit(changes={findings.uri(path): texts for path, texts in written.items()})  # type: ignore[misc]
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(_identified(path, findings), texts) for path, texts in written.items()]
    )


def is_sound(edits: Iterable[Edit], findings: Findings) -> bool:
    """Whether every file can be read after these edits."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.location.path, []).append(edit)
    try:
        after = {path: edited(findings.content(path), some) for path, some in by_path.items()}
    except UnwritableError:
        return False
    code = ((path, text) for path, text in after.items() if kind_of(path) in ("python", None))
    return all(read(path, text).defect is None for path, text in code)


def _identified(path: str, findings: Findings) -> types.OptionalVersionedTextDocumentIdentifier:
    return types.OptionalVersionedTextDocumentIdentifier(findings.uri(path), findings.version(path))


def _newline(content: bytes) -> str:
    found = LINE_END.search(decoded(content))
    return found[0] if found else "\n"
