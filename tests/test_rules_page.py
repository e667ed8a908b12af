"""The page of all rules is up to date, and every good practice has a rule or a reason."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from dashlint.data import data_folder
from dashlint.pages import pages
from dashlint.rules import all_rules

CI = Path(__file__).resolve().parents[1] / ".ci"
CODE = re.compile(r"DSH\d{3}")


@pytest.fixture
def rules_page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(CI)
    return importlib.import_module("rules_page")


def test_the_page_is_up_to_date(rules_page: ModuleType) -> None:
    written = (data_folder() / "README.md").read_text(encoding="utf-8")
    assert written == rules_page.page(), "run `python .ci/rules_page.py`"


def test_every_rule_has_a_row_with_its_page(rules_page: ModuleType) -> None:
    rows = re.findall(r"^\| \[(DSH\d{3})\]\((\S+)\) \| (\S+) \| (\w+) \|", rules_page.page(), re.MULTILINE)
    assert rows == [(rule.code, pages()[rule.code].path.name, rule.name, str(rule.severity)) for rule in all_rules()]
    assert all((data_folder() / page).is_file() for _, page, _, _ in rows)


def test_every_practice_has_a_rule_or_a_reason(rules_page: ModuleType) -> None:
    practices = rules_page.practices()
    assert len({one.id for one in practices}) == len(practices)
    assert [one.id for one in practices if not one.rules and not one.note] == []
    assert [one.id for one in practices if not re.fullmatch(r"[A-Z`a-z].*[.?]", one.text)] == []
    assert [one.id for one in practices if one.note and not re.fullmatch(r"[A-Z].*\.", one.note)] == []


def test_every_practice_of_each_kind_is_there(rules_page: ModuleType) -> None:
    counts: dict[str, int] = {}
    for one in rules_page.practices():
        counts[one.about] = counts.get(one.about, 0) + 1
        assert one.id == f"{one.id[0]}{counts[one.about]}"
    assert counts == {"Flask": 6, "FastAPI": 8, "Quart": 5, "What a backend offers": 5, "Any backend": 8}


def test_every_code_that_is_named_is_a_rule(rules_page: ModuleType) -> None:
    known = {rule.code for rule in all_rules()}
    named = {code for one in rules_page.practices() for code in (*one.rules, *CODE.findall(one.note))}
    assert named - known == set()


def test_all_advice_comes_from_a_practice(rules_page: ModuleType) -> None:
    advice = {rule.code for rule in all_rules() if rule.code.startswith("DSH5")}
    assert advice - {code for one in rules_page.practices() for code in one.rules} == set()


def test_the_page_is_no_page_of_a_rule() -> None:
    assert [page for page in pages().values() if page.path.name == "README.md"] == []
