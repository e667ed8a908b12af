"""The snippets of docs/editors.md, in the editors themselves, as far as these are installed."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bad_app import BAD

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
PATIENCE = 120
ADVISED = BAD.replace("import asyncio", "import asyncio\nimport hashlib").replace(
    "return clicks", 'return hashlib.pbkdf2_hmac("sha256", b"", b"", 10**6).hex()'
)

NEOVIM = """
local function await(what, known)
  if not vim.wait(60000, known, 20) then
    io.stderr:write("waited in vain for " .. what .. "\\n")
    vim.cmd("cquit 9")
  end
end
local said = { shown = {} }
vim.cmd.edit("app.py")
await("problems", function() return #vim.diagnostic.get(0) == 2 end)
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(said.shown, { one.lnum + 1, one.col + 1, one.end_col + 1, one.code, one.source })
end
local client = vim.lsp.get_clients({ name = "dashlint" })[1]
said.root = client.root_dir
vim.api.nvim_win_set_cursor(0, { 14, 6 })
local place = vim.lsp.util.make_position_params(0, client.offset_encoding)
said.hover = client:request_sync("textDocument/hover", place, 60000, 0).result.contents.value
local before = vim.b.changedtick
vim.lsp.buf.code_action({ filter = function(one) return one.title:find("Await") end, apply = true })
await("the fix", function() return vim.b.changedtick ~= before end)
said.fixed = vim.api.nvim_buf_get_lines(0, 13, 14, true)[1]
await("one problem less", function() return #vim.diagnostic.get(0) == 1 end)
said.left = vim.diagnostic.get(0)[1].code
io.stdout:write(vim.json.encode(said))
vim.cmd("qall!")
"""

EGLOT = """
(require 'json)
(require 'seq)
(defun await (what known)
  (let ((end (+ (float-time) 60)))
    (while (not (funcall known))
      (when (> (float-time) end) (message "waited in vain for %s" what) (kill-emacs 9))
      (accept-process-output nil 0.05))))
(defun place (problem) (list (line-number-at-pos (flymake-diagnostic-beg problem)) (flymake-diagnostic-text problem)))
(setq make-backup-files nil)
(find-file "app.py")
(require 'eglot)
(setq eglot-confirm-server-edits nil)
(call-interactively #'eglot)
(await "problems" #'flymake-diagnostics)
(let* ((server (eglot-current-server))
       (problem (car (flymake-diagnostics)))
       (shown (mapcar #'place (flymake-diagnostics)))
       (hover (progn (goto-char (flymake-diagnostic-beg problem))
                     (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
       (offered (eglot-code-actions (flymake-diagnostic-beg problem) (flymake-diagnostic-end problem)))
       (root (expand-file-name (project-root (eglot--project server)))))
  (eglot-execute server (seq-find (lambda (one) (string-match-p "Await" (plist-get one :title))) offered))
  (save-buffer)
  (await "no problem" (lambda () (null (flymake-diagnostics))))
  (princ (json-encode `((shown . ,(vconcat shown)) (hover . ,(plist-get (plist-get hover :contents) :value))
                        (root . ,root) (fixed . ,(buffer-string))))))
(let ((inhibit-message t)) (eglot-shutdown (eglot-current-server)))
"""

COMPILE = """
(setq make-backup-files nil)
(compile COMMAND)
(while (process-live-p (get-buffer-process "*compilation*")) (accept-process-output nil 0.05))
(next-error)
(with-current-buffer (window-buffer)
  (princ (format "%s:%d:%d" (buffer-name) (line-number-at-pos) (1+ (current-column)))))
"""


def snippet(title: str, number: int = 0) -> str:
    """Return one of the blocks of code under a title of the page."""
    (section,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)[number]


def needs(name: str, version: str, least: tuple[int, ...]) -> str:
    """Return the path of an editor, or skip the test where it is missing, another program, or too old."""
    editor = shutil.which(name)
    if editor is None:
        pytest.skip(f"needs {name}")
    told = subprocess.run([editor, "--version"], capture_output=True, text=True, timeout=PATIENCE).stdout
    match = re.search(version, told)
    if match is None or tuple(map(int, match.groups())) < least:
        pytest.skip(f"needs {name} {'.'.join(map(str, least))}")
    return editor


Ran = subprocess.CompletedProcess[str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run an editor in a project of its own, with the `dashlint` of this checkout and no settings of the user."""
    commands = tmp_path / "commands"
    commands.mkdir()
    command = commands / "dashlint"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dashlint "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(commands), prepend=":")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    board = tmp_path / "a board"
    (board / ".git").mkdir(parents=True)
    (board / "app.py").write_text(ADVISED, encoding="utf-8")
    (board / "requirements.txt").write_text("dash[fastapi]==4.4.1\n", encoding="utf-8")
    monkeypatch.chdir(board)

    def run(*command: str) -> Ran:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)

    return run


def answer(ran: Ran) -> Any:
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def with_server() -> None:
    pytest.importorskip("pygls")


@pytest.mark.usefixtures("with_server")
def test_neovim(run: Callable[..., Ran], tmp_path: Path) -> None:
    nvim = needs("nvim", r"NVIM v(\d+)\.(\d+)", (0, 11))
    settings = written(tmp_path, "init.lua", snippet("Neovim"))
    said = answer(run(nvim, "--headless", "-n", "-u", settings, "-l", written(tmp_path, "drive.lua", NEOVIM)))
    assert sorted(said["shown"]) == [[14, 5, 18, "DSH101", "dashlint"], [15, 12, 58, "DSH107", "dashlint"]]
    assert said["root"] == str(tmp_path / "a board")
    assert said["hover"].startswith("# DSH101 blocking-sleep")
    assert said["fixed"] == "    await asyncio.sleep(2)"
    assert said["left"] == "DSH107"


@pytest.mark.usefixtures("with_server")
def test_emacs_with_eglot(run: Callable[..., Ran], tmp_path: Path) -> None:
    emacs = needs("emacs", r"GNU Emacs (\d+)", (29,))
    settings = written(tmp_path, "init.el", snippet("Emacs", 1))
    said = answer(run(emacs, "-Q", "--batch", "-l", settings, "-l", written(tmp_path, "drive.el", EGLOT)))
    ((line, message),) = said["shown"]
    assert line == 14
    assert re.match(r"dashlint \[DSH101\]: `time.sleep` blocks the event loop", message)
    assert said["hover"].startswith("# DSH101 blocking-sleep")
    assert "    await asyncio.sleep(2)\n" in said["fixed"]
    assert Path(said["root"]) == tmp_path / "a board"


def test_emacs_without_a_server(run: Callable[..., Ran], tmp_path: Path) -> None:
    emacs = needs("emacs", r"GNU Emacs (\d+)", (25,))
    (command,) = re.findall(r"`M-x compile` with `(.*?)`", PAGE)
    drive = written(tmp_path, "drive.el", COMPILE.replace("COMMAND", json.dumps(command)))
    ran = run(emacs, "-Q", "--batch", "-l", drive)
    assert (ran.returncode, ran.stdout) == (0, "app.py:14:5"), ran.stderr


def test_vim_without_a_server(run: Callable[..., Ran], tmp_path: Path) -> None:
    vim = needs("vim", r"Vi IMproved (\d+)", (8,))
    settings = written(tmp_path, "vimrc", snippet("Vim", 1))
    listed = tmp_path / "listed.json"
    drive = ("edit app.py", "silent make!", f"call writefile([json_encode(getqflist())], {str(listed)!r})", "qall!")
    ran = run(vim, "-N", "-u", settings, "-i", "NONE", "-es", *(word for one in drive for word in ("-c", one)))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (problem,) = [one for one in json.loads(listed.read_text()) if one["valid"]]
    assert (problem["lnum"], problem["col"]) == (14, 5)
    assert problem["text"].strip().startswith("DSH101 `time.sleep` blocks")


def test_helix_finds_the_server(run: Callable[..., Ran], tmp_path: Path) -> None:
    hx = needs("hx", r"^helix (\d+)", (23,))
    folder = tmp_path / "home" / "helix"
    folder.mkdir(parents=True, exist_ok=True)
    written(folder, "languages.toml", snippet("Helix"))
    ran = run(hx, "--health", "python")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout)
    assert f"✓ dashlint: {tmp_path / 'commands' / 'dashlint'}" in plain
