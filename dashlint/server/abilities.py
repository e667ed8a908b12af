"""What an editor can show and do, as it says itself."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True, slots=True)
class Abilities:
    """Which parts of the protocol an editor knows that dashlint has a use for."""

    related: bool = False
    tags: bool = False
    addresses: bool = False
    versioned_edits: bool = False
    markdown: bool = False
    watches: bool = False
    asks: bool = False
    registers_settings: bool = False

    @property
    def markup(self) -> types.MarkupKind:
        """How pages are written."""
        return types.MarkupKind.Markdown if self.markdown else types.MarkupKind.PlainText


def abilities_of(capabilities: types.ClientCapabilities) -> Abilities:
    """Return what an editor says that it can do."""

    def has(way: str) -> bool:
        return bool(get_capability(capabilities, way, False))

    diagnostics = "text_document.publish_diagnostics"
    tags = get_capability(capabilities, f"{diagnostics}.tag_support.value_set", None) or ()
    forms = get_capability(capabilities, "text_document.hover.content_format", None)
    return Abilities(
        related=has(f"{diagnostics}.related_information"),
        tags=types.DiagnosticTag.Unnecessary in tags,
        addresses=has(f"{diagnostics}.code_description_support"),
        versioned_edits=has("workspace.workspace_edit.document_changes"),
        markdown=forms is None or types.MarkupKind.Markdown in forms,
        watches=has("workspace.did_change_watched_files.dynamic_registration"),
        asks=has("workspace.configuration"),
        registers_settings=has("workspace.did_change_configuration.dynamic_registration"),
    )
