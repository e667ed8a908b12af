"""What the server answers to the messages of an editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer

from dashlint import __version__
from dashlint.report.run import TOOL
from dashlint.server.abilities import abilities_of
from dashlint.server.actions import FIX_ALL, QUICK_FIX, Actions
from dashlint.server.documents import Document, documents_of
from dashlint.server.hovering import hover
from dashlint.server.ruler import Ruler
from dashlint.server.session import Session
from dashlint.server.watched import registration
from dashlint.server.wishes import SECTION


class Server(LanguageServer):
    """The server of one editor; texts are sent in whole, because editors and pygls differ in what ends a line."""

    def __init__(self) -> None:
        super().__init__(TOOL, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.session = Session(self)
        self.is_shut_down = False

    def folders(self) -> Sequence[str]:
        """Return the URIs of the folders that are open."""
        folders = [folder.uri for folder in self.workspace.folders.values()]
        return folders or ([self.workspace.root_uri] if self.workspace.root_uri else [])

    def documents(self) -> Mapping[str, Document]:
        """Return the files that are open, by their real paths."""
        return documents_of(self.workspace.text_documents.values())

    def publish(self, uri: str, problems: Sequence[types.Diagnostic], version: int | None) -> None:
        """Show these problems of a file, and no others."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, problems, version))

    def say(self, message: str) -> None:
        """Show a message to the user, as a warning."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def log(self, message: str, type: types.MessageType) -> None:
        """Write a message to the log."""
        self.window_log_message(types.LogMessageParams(type, message))

    async def ask(self) -> None:
        """Take the settings that the editor has by now, if it can be asked for them."""
        if not self.session.abilities.asks:
            return
        wanted = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        for given in await self.workspace_configuration_async(wanted):
            if given:
                self.session.wish(given)

    def report_server_error(self, error: Exception, source: type[PyglsError] | type[JsonRpcException]) -> None:
        """Write what went wrong to the log, where pygls would show it to the user."""
        self.log(f"{source.__name__}: {error}", types.MessageType.Error)


def serve() -> int:
    """Serve the editor that started this process until it ends, and return the exit status.

    Whatever else is printed goes to standard error, because standard output belongs to the protocol.
    """
    server = Server()
    for method, (answer, options) in ANSWERS.items():
        server.feature(method, options)(answer)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    server.start_io(sys.stdin.buffer, output)
    return 0 if server.is_shut_down else 1


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    ls.session.abilities = abilities_of(params.capabilities)
    ls.session.ruler = Ruler(str(types.PositionEncodingKind(ls.workspace.position_encoding or "utf-16").value))
    ls.session.wish(params.initialization_options, is_initial=True)


async def _initialized(ls: Server, params: types.InitializedParams) -> None:
    abilities = ls.session.abilities
    ls.session.watches = abilities.watches
    ls.session.all_changed()
    wanted = [registration()] if abilities.watches else []
    if abilities.registers_settings:
        wanted.append(types.Registration("dashlint-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION))
    if wanted:
        await ls.client_register_capability_async(types.RegistrationParams(wanted))
    if abilities.asks:
        await ls.ask()
        ls.session.all_changed()


def _shutdown(ls: Server, params: None) -> None:
    ls.is_shut_down = True
    ls.session.turns.stop()


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.session.edited(params.text_document.uri)


def _edited(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    ls.session.edited(params.text_document.uri)


def _saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    ls.session.saved(params.text_document.uri)


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.session.edited(params.text_document.uri)


def _changed_on_disk(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    is_found = any(change.type is not types.FileChangeType.Changed for change in params.changes)
    ls.session.changed_on_disk([change.uri for change in params.changes], is_found)


def _folders_changed(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    ls.session.all_changed()


async def _settings_changed(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    if isinstance(params.settings, Mapping) and SECTION in params.settings:
        ls.session.wish(params.settings[SECTION])
    else:
        await ls.ask()
    ls.session.all_changed()


async def _actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    found = await ls.session.findings_of(params.text_document.uri)
    if found is None:
        return []
    return Actions(*found, ls.session.ruler, ls.session.abilities).offered(params.range, params.context.only)


async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    found = await ls.session.findings_of(params.text_document.uri)
    if found is None:
        return None
    path, findings = found
    return hover(path, params.position, findings, ls.session.ruler, ls.session.abilities.markup)


ANSWERS: Mapping[str, tuple[Callable[..., Any], object]] = {
    types.INITIALIZE: (_initialize, None),
    types.INITIALIZED: (_initialized, None),
    types.SHUTDOWN: (_shutdown, None),
    types.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (_edited, None),
    types.TEXT_DOCUMENT_DID_SAVE: (_saved, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_changed_on_disk, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (_folders_changed, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (_settings_changed, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (_actions, types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL])),
    types.TEXT_DOCUMENT_HOVER: (_hover, None),
}
