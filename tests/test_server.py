"""The language server, as editors meet it: over standard input and output, with unsaved text."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

pytest.importorskip("pytest_lsp")

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from editor import ROOT, document, editing, uri_of

pytestmark = pytest.mark.asyncio

APP = """\
import time

from dash import Dash, Input, Output, html
from services.rates import rate

app = Dash(__name__, backend="fastapi")
app.layout = html.Div([html.Button("Go", id="go"), html.Div(id="out")])


@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    return await rate(clicks)
"""
RATES = """\
import asyncio
import time


async def rate(clicks):
    await asyncio.sleep(0)
    return clicks
"""
SLOW_RATES = RATES.replace("    await asyncio.sleep(0)", "    time.sleep(1)")


EVERYWHERE = types.Range(types.Position(0, 0), types.Position(1000, 0))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "a board"
    (root / "services").mkdir(parents=True)
    (root / "app.py").write_text(APP, encoding="utf-8")
    (root / "services" / "__init__.py").touch()
    (root / "services" / "rates.py").write_text(RATES, encoding="utf-8")
    (root / "requirements.txt").write_text("dash[fastapi]==4.4.1\n", encoding="utf-8")
    return root


@pytest.fixture
def app(project: Path) -> Path:
    return project / "app.py"


@pytest.fixture
def rates(project: Path) -> Path:
    return project / "services" / "rates.py"


def sleeping(text: str = APP) -> str:
    return text.replace("    return await rate(clicks)", "    time.sleep(1)\n    return await rate(clicks)")


def applied(text: str, edits: Iterable[types.TextEdit]) -> str:
    """The text after edits, made as editors do; their places count characters of the basic plane alone."""
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    made, done = "", 0
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character)):
        first, last = (lines[at.line] + at.character for at in (edit.range.start, edit.range.end))
        assert first >= done
        made, done = made + text[done:first] + edit.new_text, last
    return made + text[done:]


def edits_of(action: types.CodeAction, path: Path) -> list[types.TextEdit]:
    """The edits that an action makes of a file, which have to be for the version that is open."""
    assert action.edit
    assert action.edit.document_changes
    (changed,) = [
        one
        for one in action.edit.document_changes
        if isinstance(one, types.TextDocumentEdit) and one.text_document.uri == uri_of(path)
    ]
    assert changed.text_document.version == 1
    return [edit for edit in changed.edits if isinstance(edit, types.TextEdit)]


async def test_a_problem_in_an_unsaved_buffer_comes_and_goes(project: Path, app: Path) -> None:
    async with editing(project) as editor:
        (found,) = await editor.problems(app, editor.open(app, sleeping()))
        assert (found.code, found.source, found.severity) == ("DSH101", "dashlint", types.DiagnosticSeverity.Error)
        assert found.range == types.Range(types.Position(11, 4), types.Position(11, 17))
        assert found.message.startswith("`time.sleep` blocks the event loop")
        assert "\nhelp: use `asyncio.sleep`" in found.message
        assert await editor.problems(app, editor.edit(app, APP)) == []
        assert await editor.codes(app, editor.edit(app, sleeping())) == ["DSH101"]
        editor.close(app)
        assert await editor.next_problems(app) == []


async def test_an_edit_changes_what_is_found_in_another_file(app: Path, rates: Path, project: Path) -> None:
    async with editing(project) as editor:
        editor.open(rates, SLOW_RATES)
        (found,) = await editor.problems(app)
        assert found.range == types.Range(types.Position(11, 17), types.Position(11, 29))
        assert found.related_information
        places = [(one.location.uri, one.location.range.start.line) for one in found.related_information]
        assert places == [(uri_of(app), 11), (uri_of(rates), 5)]
        assert [one.message for one in found.related_information] == ["calls `rate`", "calls `time.sleep`"]
        editor.edit(rates, RATES)
        assert await editor.next_problems(app) == []


async def test_a_quick_fix_mends_the_file_that_is_far_away(app: Path, rates: Path, project: Path) -> None:
    async with editing(project) as editor:
        editor.open(rates, SLOW_RATES)
        (found,) = await editor.problems(app)
        offered = await editor.actions(app, found.range)
        fix = offered["dashlint (DSH101): Await `asyncio.sleep` instead of `time.sleep`"]
        assert fix.kind == types.CodeActionKind.QuickFix
        assert list(fix.diagnostics or ()) == [found]
        assert fix.is_preferred
        assert applied(SLOW_RATES, edits_of(fix, rates)) == SLOW_RATES.replace("time.sleep", "await asyncio.sleep")


async def test_an_unsafe_fix_says_so(project: Path, app: Path) -> None:
    text = APP.replace("import time", "import requests").replace(
        "    return await rate(clicks)", '    return requests.get("https://example.com").text'
    )
    async with editing(project) as editor:
        (found,) = await editor.problems(app, editor.open(app, text))
        offered = await editor.actions(app, found.range)
        (title,) = [title for title in offered if title.endswith("(unsafe)")]
        assert not offered[title].is_preferred
        assert not any(one.kind == "source.fixAll.dashlint" for one in offered.values())


async def test_fix_all_mends_what_is_safe_in_a_file_with_foreign_line_ends(project: Path, app: Path) -> None:
    text = sleeping(sleeping()).replace("\n", "\r\n")
    whole = types.Range(types.Position(0, 0), types.Position(0, 0))
    async with editing(project) as editor:
        assert await editor.codes(app, editor.open(app, text)) == ["DSH101", "DSH101"]
        for wanted in ("source.fixAll.dashlint", "source.fixAll", "source"):
            (fix,) = (await editor.actions(app, whole, [wanted])).values()
            assert fix.kind == "source.fixAll.dashlint"
        after = applied(text, edits_of(fix, app))
        assert after.count("await asyncio.sleep(1)\r\n") == 2
        assert after.count("import asyncio\r\n") == 1
        assert "\n" not in after.replace("\r\n", "")
        assert await editor.problems(app, editor.edit(app, after)) == []
        assert await editor.actions(app, whole, ["source.fixAll"]) == {}
        assert await editor.actions(app, whole, ["refactor"]) == {}


async def test_a_problem_is_ignored_on_its_line_or_in_its_file(project: Path, app: Path) -> None:
    text = "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n" + sleeping()
    async with editing(project) as editor:
        (found,) = await editor.problems(app, editor.open(app, text))
        offered = await editor.actions(app, found.range, ["quickfix"])
        on_line = applied(text, edits_of(offered["dashlint: Ignore DSH101 on this line"], app))
        assert on_line == text.replace("time.sleep(1)", "time.sleep(1)  # dashlint: ignore[DSH101]")
        in_file = applied(text, edits_of(offered["dashlint: Ignore DSH101 in this file"], app))
        assert in_file == text.replace("utf-8 -*-\n", "utf-8 -*-\n# dashlint: ignore-file[DSH101]\n")
        for silenced in (on_line, in_file):
            assert await editor.problems(app, editor.edit(app, silenced)) == []


async def test_hover_shows_the_page_of_a_rule(project: Path, app: Path) -> None:
    text = (
        sleeping().replace("import time", "import time  # noqa: E501, DSH102\nimport os  # noqa: E501")
        + "# dashlint: ignore[blocking-file]\n"
    )
    async with editing(project) as editor:
        await editor.problems(app, editor.open(app, text))
        for place, title in (
            ((12, 6), "# DSH101 blocking-sleep"),
            ((0, 30), "# DSH102 blocking-network"),
            ((14, 22), "# DSH105 blocking-file"),
        ):
            shown = await editor.hover(app, *place)
            assert shown
            assert isinstance(shown.contents, types.MarkupContent)
            assert shown.contents.kind == types.MarkupKind.Markdown
            assert shown.contents.value.startswith(title)
            assert shown.range
            assert shown.range.start.line == place[0]
        assert await editor.hover(app, 1, 20) is None
        assert await editor.hover(app, 6, 0) is None
        assert await editor.hover(app, 500, 9) is None


@pytest.mark.parametrize(("encoding", "units"), [("utf-8", 17), ("utf-16", 13), ("utf-32", 12)])
async def test_columns_are_counted_as_the_editor_counts(project: Path, app: Path, encoding: str, units: int) -> None:
    """The emoji has 4 bytes, 2 units of UTF-16 and 1 character, the combining accent 2 bytes and 1 character."""
    text = APP.replace("    return await", '    "\N{PARTY POPPER}e\u0301é"; time.sleep(1)\n    return await')

    def adapt(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.general
        capabilities.general.position_encodings = ["klingon", types.PositionEncodingKind(encoding)]

    async with editing(project, adapt=adapt) as editor:
        assert editor.result
        assert editor.result.capabilities.position_encoding == encoding
        (found,) = await editor.problems(app, editor.open(app, text))
        assert (found.range.start.character, found.range.end.character) == (units, units + 13)
        (fix,) = [one for title, one in (await editor.actions(app, found.range)).items() if "Await" in title]
        spots = [edit.range.start.character for edit in edits_of(fix, app) if edit.range.start.line == 11]
        assert min(spots) == units
        assert await editor.hover(app, 11, units)
        assert await editor.hover(app, 11, units - 1) is None


async def test_settings_of_the_editor_count_and_change(project: Path, app: Path) -> None:
    async with editing(project, options={"ignore": ["DSH101"]}) as editor:
        assert await editor.problems(app, editor.open(app, sleeping())) == []
        editor.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"dashlint": {"delay": 0, "ignore": []}})
        )
        assert [one.code for one in await editor.next_problems(app)] == ["DSH101"]
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"dashlint": {"delay": 0}}))
        assert await editor.next_problems(app) == []
        editor.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"dashlint": {"delay": 0, "ignore": []}})
        )
        assert [one.code for one in await editor.next_problems(app)] == ["DSH101"]
        editor.client.set_configuration({"delay": 0, "enable": False}, section="dashlint")
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        assert await editor.next_problems(app) == []
        for wrong, said in (
            ({"enable": "yes"}, "dashlint: `dashlint.enable` must be `true` or `false`, not `'yes'`"),
            ({"selct": []}, "dashlint: `dashlint.selct` is no setting of dashlint; did you mean `select`?"),
            ({"select": ["DSH9"]}, "dashlint: `dashlint.select`: no rule is called `DSH9`"),
            ({"backend": "django"}, "dashlint: Invalid value for `dashlint.backend`: 'django' is not one of"),
        ):
            editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"dashlint": wrong}))
            await editor.until(
                lambda said=said: any(one.message.startswith(said) for one in editor.client.messages) or None
            )


async def test_files_that_change_on_disk_are_read_again(project: Path, app: Path, rates: Path) -> None:
    async with editing(project) as editor:
        registration = await editor.until(lambda: editor.asked[0] if editor.asked else None)
        assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        assert await editor.problems(app, editor.open(app)) == []
        rates.write_text(SLOW_RATES, encoding="utf-8")
        editor.touch(rates)
        assert [one.code for one in await editor.next_problems(app)] == ["DSH101"]
        settings = project / "dashlint.toml"
        settings.write_text('ignore = ["DSH101"]\n', encoding="utf-8")
        editor.touch(settings, types.FileChangeType.Created)
        assert await editor.next_problems(app) == []
        settings.unlink()
        editor.touch(settings, types.FileChangeType.Deleted)
        assert [one.code for one in await editor.next_problems(app)] == ["DSH101"]


async def test_broken_settings_are_shown_and_the_last_good_ones_stay(project: Path, app: Path) -> None:
    settings = project / "dashlint.toml"
    settings.write_text('ignore = ["DSH101"]\n', encoding="utf-8")
    async with editing(project) as editor:
        assert await editor.problems(app, editor.open(app, sleeping())) == []
        settings.write_text('ignore = ["DSH101"]\nselect = ["ALL"]\nbackend = 3\n', encoding="utf-8")
        editor.touch(settings)
        (found,) = await editor.problems(settings)
        assert (found.range.start.line, found.source) == (2, "dashlint")
        assert found.message.startswith("`backend` must be")
        await editor.until(lambda: editor.client.messages or None)
        assert editor.client.messages[-1].message.startswith(f"dashlint: {settings}:3: `backend` must be")
        assert await editor.problems(app, editor.edit(app, sleeping() + "\n")) == []
        settings.write_text("", encoding="utf-8")
        editor.touch(settings)
        assert [one.code for one in await editor.next_problems(app)] == ["DSH101"]
        assert await editor.problems(settings) == []


async def test_each_root_has_its_own_settings(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "app.py").write_text(sleeping(APP.replace("services.rates", "rates")), encoding="utf-8")
    (other / "rates.py").write_text(RATES, encoding="utf-8")
    (project / "app.py").write_text(sleeping(), encoding="utf-8")
    (project / "dashlint.toml").write_text('ignore = ["ALL"]\n', encoding="utf-8")
    lonely = tmp_path / "lonely.py"
    lonely.write_text(sleeping(APP.replace("from services.rates import rate", "")).replace("await rate", "str"))
    async with editing(project, other) as editor:
        assert "DSH101" in await editor.codes(other / "app.py")
        assert await editor.problems(project / "app.py", editor.open(project / "app.py")) == []
        assert "DSH101" in await editor.codes(lonely, editor.open(lonely))
        assert any("Await" in title for title in await editor.actions(lonely, EVERYWHERE))
        helped = (
            lonely.read_text().replace("import time", "import helper").replace("time.sleep(1)", "await helper.slow()")
        )
        (tmp_path / "helper.py").write_text("import time\n\n\nasync def slow():\n    time.sleep(1)\n", encoding="utf-8")
        editor.touch(tmp_path / "helper.py", types.FileChangeType.Created)
        assert "DSH101" in await editor.codes(lonely, editor.edit(lonely, helped))
        offered = await editor.actions(lonely, EVERYWHERE)
        assert offered
        assert not [title for title in offered if "Ignore" not in title]
        editor.close(lonely)
        assert await editor.next_problems(lonely) == []
        removed = types.WorkspaceFoldersChangeEvent([], [types.WorkspaceFolder(uri_of(other), "other")])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(removed))
        assert await editor.next_problems(other / "app.py") == []


async def test_a_file_in_two_roots_is_told_of_once(project: Path) -> None:
    inner = project / "services"
    page = inner / "page.py"
    page.write_text(sleeping(), encoding="utf-8")
    async with editing(project, inner) as editor:
        await editor.until(lambda: sum("problems in" in one.message for one in editor.client.log_messages) >= 2 or None)
        assert "DSH101" in await editor.codes(page)
        assert len([one for one in editor.told if one.uri == uri_of(page)]) == 1


async def test_a_new_file_that_was_never_saved_belongs_to_its_project(project: Path, app: Path) -> None:
    new = project / "new module.py"
    async with editing(project) as editor:
        editor.open(new, sleeping().replace("dash import Dash", "dash import Dash, callback"))
        assert "DSH101" in await editor.codes(new, 1)
        editor.open(project / "notes.txt", "nothing")
        assert await editor.problems(project / "notes.txt", 1) == []


SLOW_SERVER = """
import pathlib, sys, threading
from dashlint.cli import main
from dashlint.server import roots

lint_sources = roots.lint_sources
folder = pathlib.Path(sys.argv[1])


def held(sources, settings, reader):
    texts = {source.path: source.text or b"" for source in sources}
    if any(b"# crash" in text for text in texts.values()):
        raise RuntimeError("out of luck")
    if any(b"# late" in text for text in texts.values()):
        tick = threading.Event()
        while not (folder / "go").exists():
            tick.wait(0.01)
    if any(b"# held" in text for text in texts.values()):
        print("this must not reach the editor", end="", flush=True)
        tick = threading.Event()
        while True:
            reader("ticking.py", b"")
            tick.wait(0.01)
    return lint_sources(sources, settings, reader)


roots.lint_sources = held
sys.exit(main(["server"]))
"""


async def test_an_obsolete_run_is_dropped_and_a_crash_survived(project: Path, app: Path, tmp_path: Path) -> None:
    """The server holds a run over a text with `# held` until it is obsolete, and fails over one with `# crash`.

    A run over one with `# late` ends all the same, when it is obsolete already.
    """
    script = tmp_path / "slow.py"
    script.write_text(SLOW_SERVER, encoding="utf-8")
    async with editing(project, command=(sys.executable, str(script), str(tmp_path))) as editor:
        assert await editor.problems(app, editor.open(app)) == []
        for how in ("held", "late"):
            (tmp_path / "go").unlink(missing_ok=True)
            begun = editor.edit(app, APP + f"# {how}\n")
            asked = editor.client.protocol.send_request(
                types.TEXT_DOCUMENT_HOVER, types.HoverParams(document(app), types.Position(0, 0)), msg_id=how
            )
            editor.client.cancel_request(types.CancelParams(how))
            with pytest.raises(JsonRpcException, match="cancel"):
                await editor.answer(asyncio.wrap_future(asked))
            editor.edit(app, sleeping())
            (tmp_path / "go").touch()
            assert await editor.codes(app, begun + 1) == ["DSH101"]
            assert not [one for one in editor.told if one.uri == uri_of(app) and one.version == begun]
        editor.edit(app, APP + "# crash\n")
        log = editor.client.log_messages
        await editor.until(lambda: any("RuntimeError: out of luck" in one.message for one in log) or None)
        assert await editor.problems(app, editor.edit(app, APP)) == []
        editor.edit(app, APP + "# held\n")


async def test_an_editor_that_can_do_little_is_served(project: Path, app: Path) -> None:
    def adapt(capabilities: types.ClientCapabilities) -> None:
        capabilities.text_document = capabilities.workspace = capabilities.general = None

    async with editing(project, adapt=adapt) as editor:
        (found,) = await editor.problems(app, editor.open(app, sleeping()))
        assert found.related_information is None
        (fix,) = [one for title, one in (await editor.actions(app, found.range)).items() if "Await" in title]
        assert fix.edit
        assert fix.edit.changes
        assert list(fix.edit.changes) == [uri_of(app)]
        (project / "services" / "rates.py").write_text(SLOW_RATES, encoding="utf-8")
        editor.save(app)
        found, far = await editor.next_problems(app)
        assert (found.code, far.code) == ("DSH101", "DSH101")
        assert "\nnote: calls `rate`\nnote: calls `time.sleep`\nhelp: " in far.message
        (project / "dashlint.toml").write_text('ignore = ["ALL"]\n', encoding="utf-8")
        assert await editor.problems(app, editor.edit(app, sleeping() + "\n")) == []


async def test_what_the_baseline_or_the_settings_leave_out_is_not_shown(project: Path, app: Path) -> None:
    app.write_text(sleeping(), encoding="utf-8")
    written = subprocess.run(
        [sys.executable, "-m", "dashlint", "--write-baseline", "-q", str(project)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert written.returncode == 0
    (project / "dashlint.toml").write_text('exclude = ["old"]\nrequire-reasons = true\n', encoding="utf-8")
    new = project / "old" / "new.py"
    async with editing(project) as editor:
        assert await editor.problems(app, editor.open(app)) == []
        twice = sleeping(sleeping())
        assert await editor.codes(app, editor.edit(app, twice)) == ["DSH101"]
        assert not [title for title in await editor.actions(app, EVERYWHERE) if "Ignore" in title]
        assert await editor.problems(new, editor.open(new, sleeping())) == []


async def test_a_comment_that_does_nothing_is_greyed_out(project: Path, app: Path) -> None:
    async with editing(project) as editor:
        (found,) = await editor.problems(
            app, editor.open(app, APP.replace("import time", "import time  # noqa: DSH101"))
        )
        assert found.code == "DSH002"
        assert list(found.tags or ()) == [types.DiagnosticTag.Unnecessary]
        broken = editor.edit(app, APP + "    )(\n")
        assert await editor.codes(app, broken) == ["DSH001"]
        assert await editor.actions(app, EVERYWHERE) == {}
