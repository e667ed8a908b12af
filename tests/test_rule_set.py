"""What holds for all rules: a rule, its page and its fixture share one stem, and messages share one style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import dashlint.rules
from dashlint.data import data_folder
from dashlint.diagnostic import Diagnostic
from dashlint.find import find
from dashlint.lint import lint_sources
from dashlint.pages import Page, page_of, pages
from dashlint.rule import Rule
from dashlint.rules import all_rules
from dashlint.settings import Settings
from fixture_projects import FOLDERS, outcome_of

ROOT = Path(__file__).parent.parent
SECTIONS = ["Why", "Bad", "Good", "When to ignore it"]
STEM = re.compile(r"dsh\d{3}_[a-z0-9_]+")


def stems(paths: Iterable[Path]) -> list[str]:
    return sorted(path.stem for path in paths if STEM.fullmatch(path.stem))


def stem(code: str, name: str) -> str:
    return f"{code.lower()}_{name.replace('-', '_')}"


def test_modules_pages_and_fixtures_share_their_stems() -> None:
    modules = stems(Path(dashlint.rules.__file__).parent.glob("*.py"))
    assert modules == stems(data_folder().glob("*.md"))
    assert modules == stems(FOLDERS)
    assert modules == [stem(rule.code, rule.name) for rule in all_rules()]


def test_every_rule_is_proved_under_dash() -> None:
    proofs = stems(Path(str(path).replace("test_", "")) for path in (ROOT / "tests" / "runtime").glob("test_dsh*.py"))
    assert proofs == [stem(rule.code, rule.name) for rule in all_rules()]


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes, names = [rule.code for rule in all_rules()], [rule.name for rule in all_rules()]
    assert codes == sorted(set(codes))
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"DSH\d{3}", code) for code in codes)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@pytest.fixture(params=pages().values(), ids=lambda page: page.path.stem)
def page(request: pytest.FixtureRequest) -> Page:
    return request.param  # type: ignore[no-any-return]


def blocks(page: Page, section: str) -> list[dict[str, str]]:
    """The projects of one section, each as its files: a program without a title, with the titled files before it."""
    text = page.text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    found, files = [], {}
    for name, content in re.findall(r'^```\w+(?: title="([^"]+)")?\n(.*?)^```$', text, re.MULTILINE | re.DOTALL):
        files[name or "app.py"] = content
        if not name:
            found.append(files)
            files = {}
    return found


def holding(rule: Rule) -> list[str]:
    """The paragraph of a rule that does not hold for every Dash."""
    if rule.until:
        return [f"Holds from Dash {rule.since} to {rule.until}." if rule.since else f"Holds up to Dash {rule.until}."]
    return [f"Holds since Dash {rule.since}."] if rule.since else []


EXAMPLES = [
    pytest.param(page, section, number, id=f"{page.code}-{section}-{number}")
    for page in pages().values()
    for section in ("Bad", "Good")
    for number in range(len(blocks(page, section)))
]


class TestPages:
    def test_has_the_shape_of_all_pages(self, page: Page) -> None:
        assert page.text.startswith(f"# {page.code} {page.name}\n\n")
        headings = re.findall(r"^## (.*)$", page.text, re.MULTILINE)
        assert headings in (SECTIONS, [*SECTIONS, "Fix"])
        assert re.fullmatch(r"[A-Z].{20,}\.", page.summary), page.summary
        assert blocks(page, "Bad")
        assert blocks(page, "Good")

    def test_says_for_which_versions_of_dash_the_rule_holds(self, page: Page) -> None:
        said = [paragraph for paragraph in page.text.split("\n\n") if paragraph.startswith("Holds ")]
        assert said == holding(next(rule for rule in all_rules() if rule.code == page.code))
        assert not said or page.text.split("\n\n")[2] == said[0]

    def test_is_found_by_code_and_name(self, page: Page) -> None:
        assert page_of(page.code) == page_of(page.code.lower()) == page_of(page.name) == page
        assert page_of(page.code[:-1]) is None

    @pytest.mark.parametrize(("page", "section", "number"), EXAMPLES)
    def test_examples_are_judged_as_the_page_says(self, page: Page, section: str, number: int, tmp_path: Path) -> None:
        for name, content in blocks(page, section)[number].items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        outcome = lint_sources(find([tmp_path]), Settings(select=("ALL",)))
        expected = {page.code} if section == "Bad" else set()
        assert {one.code for one in outcome.diagnostics} == expected


@cache
def diagnostics() -> tuple[Diagnostic, ...]:
    """Everything that is said about any fixture."""
    return tuple(one for folder in FOLDERS for one in outcome_of(folder).diagnostics)


def sentences() -> Iterator[tuple[str, str]]:
    for one in diagnostics():
        yield one.code, one.message
        for note in one.notes:
            yield one.code, note.message


def texts() -> Iterator[tuple[str, str]]:
    yield from sentences()
    yield from ((one.code, one.help) for one in diagnostics() if one.help)


def without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "…", text)


class TestMessages:
    def test_begin_with_a_small_letter_or_code(self) -> None:
        wrong = {pair for pair in texts() if not re.match(r"[a-z`]|(Dash|Flask|FastAPI|Quart|Python)\b", pair[1])}
        assert not wrong

    def test_end_without_a_period(self) -> None:
        wrong = {pair for pair in texts() if pair[1].rstrip() != pair[1] or pair[1].endswith((".", "!", ":"))}
        assert not wrong

    def test_are_one_line(self) -> None:
        wrong = {pair for pair in texts() if "\n" in pair[1] or "  " in without_code(pair[1])}
        assert not wrong

    def test_close_their_backticks(self) -> None:
        wrong = {pair for pair in texts() if pair[1].count("`") % 2}
        assert not wrong

    def test_keep_code_in_backticks(self) -> None:
        wrong = {pair for pair in texts() if re.search(r"\w\(|\w_\w|\b[a-z]+\.[a-z]+\.[a-z]", without_code(pair[1]))}
        assert not wrong

    def test_say_the_words_of_the_project(self) -> None:
        words = r"\b(lint|violation|violates|false positive|false negative|please|should not|etc)\b"
        wrong = {pair for pair in texts() if re.search(words, without_code(pair[1]), re.IGNORECASE)}
        assert not wrong

    def test_say_what_and_why(self) -> None:
        wrong = {(one.code, one.message) for one in diagnostics() if len(one.message.split()) < 5}
        assert not wrong

    def test_help_begins_with_a_verb(self) -> None:
        known = {
            "add", "ask", "await", "build", "call", "change", "check", "choose", "close", "create",
            "declare", "decode", "define", "delete", "drop", "exclude", "fix", "give", "hand", "install",
            "keep", "leave", "let", "limit", "list", "load", "log", "make", "mark", "mend", "mount", "move", "name",
            "open", "pass", "pin", "put", "raise", "read", "register", "remove", "rename", "replace",
            "return", "run", "save", "send", "serve", "set", "split", "start", "stop", "store", "switch",
            "take", "test", "turn", "use", "wait", "wrap", "write",
        }  # fmt: skip
        wrong = {(one.code, one.help) for one in diagnostics() if one.help and one.help.split()[0] not in known}
        assert not wrong

    def test_every_rule_offers_help(self) -> None:
        helped = {one.code for one in diagnostics() if one.help}
        assert helped == {rule.code for rule in all_rules()}
