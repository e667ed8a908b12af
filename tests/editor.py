"""An editor that works with the language server over standard input and output, for tests."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.uris import from_fs_path
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

ROOT = Path(__file__).parent.parent
SERVER = (sys.executable, "-m", "dashlint", "server")
PATIENCE = 60.0
Result = TypeVar("Result")


class Editor:
    """What a test does in an editor; every wait has an end."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.told: list[types.PublishDiagnosticsParams] = []
        self.asked: list[types.Registration] = []
        self.result: types.InitializeResult | None = None
        self._news = asyncio.Condition()
        self._texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}

    async def hear(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, known: Callable[[], Result | None]) -> Result:
        """Wait until `known` returns something, which messages of the server bring about."""

        async def waited() -> Result:
            async with self._news:
                while (result := known()) is None:
                    await self._news.wait()
                return result

        return await asyncio.wait_for(waited(), PATIENCE)

    def open(self, path: Path, text: str | None = None) -> int:
        """Open a file, with other text than on disk if that is given, and return the version."""
        text = path.read_bytes().decode() if text is None else text
        uri = uri_of(path)
        self._texts[uri] = text
        self._versions[uri] = 1
        item = types.TextDocumentItem(uri=uri, language_id="python", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return 1

    def edit(self, path: Path, text: str) -> int:
        """Replace the text of an open file, and return its new version."""
        uri = uri_of(path)
        self._texts[uri] = text
        self._versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(version=self._versions[uri], uri=uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))
        return self._versions[uri]

    def close(self, path: Path) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document(path)))

    def save(self, path: Path) -> None:
        """Write an open file to disk and say so."""
        path.write_bytes(self._texts[uri_of(path)].encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document(path)))

    def touch(self, path: Path, kind: types.FileChangeType = types.FileChangeType.Changed) -> None:
        """Say that a file changed on disk."""
        events = [types.FileEvent(uri_of(path), kind)]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def problems(self, path: Path, version: int | None = None) -> list[types.Diagnostic]:
        """Return what is shown in a file, at this version of it if one is given."""

        def known() -> list[types.Diagnostic] | None:
            told = [one for one in self.told if one.uri == uri_of(path) and version in (None, one.version)]
            return list(told[-1].diagnostics) if told else None

        return await self.until(known)

    async def codes(self, path: Path, version: int | None = None) -> list[str]:
        return [str(one.code) for one in await self.problems(path, version)]

    async def next_problems(self, path: Path) -> list[types.Diagnostic]:
        """Return what is shown in a file the next time that anything is."""
        seen = len(self.told)

        def known() -> list[types.Diagnostic] | None:
            told = [one for one in self.told[seen:] if one.uri == uri_of(path)]
            return list(told[-1].diagnostics) if told else None

        return await self.until(known)

    async def actions(
        self, path: Path, range: types.Range, only: Sequence[str] | None = None
    ) -> dict[str, types.CodeAction]:
        """Return what is offered for a stretch of a file, by title."""
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(document(path), range, context)
        offered = await self.answer(self.client.text_document_code_action_async(params))
        return {one.title: one for one in offered or () if isinstance(one, types.CodeAction)}

    async def hover(self, path: Path, line: int, character: int) -> types.Hover | None:
        params = types.HoverParams(document(path), types.Position(line, character))
        return await self.answer(self.client.text_document_hover_async(params))

    async def answer(self, asked: Awaitable[Result]) -> Result:
        return await asyncio.wait_for(asked, PATIENCE)


def document(path: Path) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri_of(path))


def uri_of(path: Path) -> str:
    return from_fs_path(str(path)) or ""


@asynccontextmanager
async def editing(
    *roots: Path,
    options: Mapping[str, object] | None = None,
    spec: str = "visual-studio-code",
    command: Sequence[str] = SERVER,
    adapt: Callable[[types.ClientCapabilities], None] = lambda capabilities: None,
    settings: Mapping[str, Any] | None = None,
) -> AsyncIterator[Editor]:
    """An editor with these folders open, which says what `spec` can do; it ends the server at the end."""
    client = make_test_lsp_client()
    editor = Editor(client)
    if settings is not None:
        client.set_configuration(settings, section="dashlint")
    _listen(editor)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    await client.start_io(*command, env=environment)
    capabilities = client_capabilities(spec)
    adapt(capabilities)
    editor.result = await editor.answer(
        client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                initialization_options={"dashlint": {"delay": 0, **(options or {})}},
                workspace_folders=[types.WorkspaceFolder(uri_of(root), root.name) for root in roots],
            )
        )
    )
    try:
        yield editor
    finally:
        await asyncio.wait_for(client.shutdown_session(), PATIENCE)
        await asyncio.wait_for(client.stop(), PATIENCE)


def _listen(editor: Editor) -> None:
    features = editor.client.protocol.fm.features

    async def published(params: types.PublishDiagnosticsParams) -> None:
        editor.told.append(params)
        await editor.hear()

    async def logged(params: types.LogMessageParams) -> None:
        editor.client.log_messages.append(params)
        await editor.hear()

    async def shown(params: types.ShowMessageParams) -> None:
        editor.client.messages.append(params)
        await editor.hear()

    async def registered(params: types.RegistrationParams) -> None:
        editor.asked += params.registrations
        await editor.hear()

    for method, heard in (
        (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, published),
        (types.WINDOW_LOG_MESSAGE, logged),
        (types.WINDOW_SHOW_MESSAGE, shown),
        (types.CLIENT_REGISTER_CAPABILITY, registered),
    ):
        features.pop(method, None)
        editor.client.feature(method)(heard)
