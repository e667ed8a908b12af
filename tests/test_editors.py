"""What docs/editors.md tells people to put into their editors."""

from __future__ import annotations

import io
import json
import re
import sys
from contextlib import redirect_stdout
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from dashlint.cli import main

pytest.importorskip("pygls")

from dashlint.server.wishes import Wishes, camel, wished

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
READ: list[Any] = [
    json.loads(text) if kind == "json" else tomllib.loads(text) for kind, text in BLOCKS if kind in ("json", "toml")
]


def output_of(*arguments: str) -> str:
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(written):
        main(arguments)
    return written.buffer.getvalue().decode()


def test_the_problem_matcher_reads_what_a_run_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (task,) = next(read["tasks"] for read in READ if "tasks" in read)
    pattern = task["problemMatcher"]["pattern"]
    shown = output_of(*task["args"], "--select", "ALL", "--isolated", "examples")
    groups = [pattern[key] for key in ("file", "line", "column", "severity", "code", "message")]
    matched = [match.group(*groups) for match in map(re.compile(pattern["regexp"]).match, shown.splitlines()) if match]
    found = json.loads(output_of("--format", "json", "--select", "ALL", "--isolated", "examples"))
    assert len(found) > 3
    assert {one["severity"] for one in found} >= {"error", "warning"}
    for line, one in zip(matched, found, strict=True):
        place = one["location"]
        assert line[1:5] == (str(place["row"]), str(place["column"]), one["severity"], one["code"])
        assert Path(line[0]).name == Path(one["filename"]).name
        assert line[5].endswith(one["message"])


def test_every_editor_starts_the_server() -> None:
    assert PAGE.count('"dashlint", "server"') == 2
    assert PAGE.count('("dashlint" "server")') == 2
    assert {kind for kind, _ in BLOCKS} == {"console", "json", "lua", "toml", "elisp", "vim", "kak"}
    (helix,) = [read["language-server"]["dashlint"] for read in READ if "language-server" in read]
    assert [helix["command"], *helix["args"]] == ["dashlint", "server"]
    (code,) = [read for read in READ if "glspc.server.command" in read]
    assert [code["glspc.server.command"], *code["glspc.server.commandArguments"]] == ["dashlint", "server"]
    (zed,) = [read["lsp"]["pylsp"]["binary"] for read in READ if "lsp" in read]
    assert [zed["path"], *zed["arguments"]] == ["dashlint", "server"]


def test_the_options_that_are_shown_are_understood() -> None:
    def sought(value: Any) -> list[Any]:
        if not isinstance(value, dict):
            return []
        own = [value] if isinstance(value.get("dashlint"), dict) and "extendSelect" in value["dashlint"] else []
        return own + [one for inner in value.values() for one in sought(inner)]

    options = [one for read in READ for one in sought(read)]
    assert len(options) == 4
    assert {wished(one, Wishes()) for one in options} == {Wishes(extend_select=("ADVICE",))}


def test_every_setting_is_in_the_table() -> None:
    named = {name for row in re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named >= {camel(field.name) for field in fields(Wishes)}
