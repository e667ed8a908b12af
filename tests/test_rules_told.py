"""What `dashlint rule` and `dashlint rules` tell other tools, in JSON."""

from __future__ import annotations

import json

import pytest

from dashlint.pages import pages
from dashlint.rules import all_rules
from running import Run

KEYS = ["code", "name", "severity", "effect", "since", "until", "summary", "explanation"]
OPTIONS = pytest.mark.parametrize("option", ["--format", "--output-format"])


@OPTIONS
@pytest.mark.parametrize("word", ["DSH203", "missing-server-attribute"])
def test_one_rule(run: Run, option: str, word: str) -> None:
    status, output, errors = run("rule", option, "json", word)
    assert (status, errors) == (0, "")
    told = json.loads(output)
    assert list(told) == KEYS
    assert told["explanation"] == pages()["DSH203"].text
    assert told["explanation"].startswith("# DSH203 missing-server-attribute\n")
    assert told["summary"] in " ".join(told["explanation"].split())
    assert [told[key] for key in KEYS[:6]] == [
        "DSH203",
        "missing-server-attribute",
        "error",
        "will not start",
        "4.2.0",
        None,
    ]


@OPTIONS
def test_every_rule(run: Run, option: str) -> None:
    status, output, errors = run("rules", option, "json")
    assert (status, errors) == (0, "")
    told = json.loads(output)
    assert [(one["code"], one["name"], one["severity"]) for one in told] == [
        (one.code, one.name, str(one.severity)) for one in all_rules()
    ]
    assert {tuple(one) for one in told} == {tuple(KEYS)}
    assert output.isascii()
    for one in told:
        assert json.loads(run("rule", one["code"], "--format", "json")[1]) == one


def test_text_is_the_default(run: Run) -> None:
    for words in (["rules"], ["rule", "DSH203"]):
        assert run(*words) == run(*words, "--format", "text")
        assert not run(*words)[1].startswith(("{", "["))


def test_another_format(run: Run) -> None:
    status, output, errors = run("rules", "--format", "xml")
    assert (status, output) == (2, "")
    assert "'xml' is not one of 'text', 'json'" in errors
