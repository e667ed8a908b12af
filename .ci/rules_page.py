"""Writes `rules/README.md`: the table of all rules, and which rule asks for which good practice."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from dashlint.data import data_folder
from dashlint.pages import Page, pages
from dashlint.rule import Rule
from dashlint.rules import all_rules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PRACTICES = data_folder() / "best_practices.toml"
README = data_folder() / "README.md"
FAMILIES = {
    "0": "The tool itself",
    "1": "Blocking the event loop",
    "2": "The backend does not have it",
    "3": "The shape of async code",
    "4": "Hooks",
    "5": "Advice for production",
}
"""What the first digit of a code says."""

INTRODUCTION = """\
# The rules of dashlint

`dashlint rule CODE` prints the page of a rule: why, what is wrong, what to write instead, when to ignore it.
Codes, beginnings of codes (`DSH1`), names, `ALL` and `ADVICE` mean rules wherever rules are chosen.

*Severity*: an **error** crashes, freezes every user of a worker, or lets somebody in; a **warning** costs or misleads;
**info** is advice, shown only on request (`--extend-select ADVICE`, or the code). A single problem may be milder than
its rule. `[tool.dashlint.severity]` changes the severity of rules. *Effect*: what becomes of the app. *Dash*: the
versions that the rule holds for, where it is not all of them.

This file is made by `python .ci/rules_page.py`.
"""
ABOUT_PRACTICES = """\
## Good practice, and who asks for it

What those who run Dash in production advise, line by line: the rules that ask for it, or why no linter can.
"""


@dataclass(frozen=True, slots=True)
class Practice:
    """One line of advice: the codes of the rules that ask for it, and a note on what they leave open."""

    id: str
    about: str
    text: str
    rules: tuple[str, ...]
    note: str


def main() -> None:
    """Write the page."""
    README.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page as it must be."""
    return "\n".join((INTRODUCTION, *_rules(), ABOUT_PRACTICES, *_practices()))


def practices() -> tuple[Practice, ...]:
    """Return every good practice, in order."""
    tables = tomllib.loads(PRACTICES.read_text(encoding="utf-8"))["practice"]
    return tuple(
        Practice(one["id"], one["about"], one["text"], tuple(one.get("rules", ())), one.get("note", ""))
        for one in tables
    )


def _rules() -> Iterator[str]:
    known = pages()
    for digit, rules in groupby(all_rules(), key=lambda rule: rule.code[3]):
        yield f"## {digit}xx {FAMILIES[digit]}\n"
        yield "| code | name | severity | effect | Dash | what |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(rule, known[rule.code]) for rule in rules)
        yield ""


def _row(rule: Rule, page: Page) -> str:
    effect = rule.effect.value if rule.effect else ""
    cells = (_link(page), rule.name, str(rule.severity), effect, _versions(rule), page.summary.replace("|", "\\|"))
    return "| " + " | ".join(cells) + " |"


def _versions(rule: Rule) -> str:
    if rule.until:
        return f"{rule.since} to {rule.until}" if rule.since else f"up to {rule.until}"
    return f"since {rule.since}" if rule.since else ""


def _practices() -> Iterator[str]:
    known = pages()
    for about, some in groupby(practices(), key=lambda one: one.about):
        yield f"### {about}\n"
        yield "| | practice | rules | what is left |"
        yield "|---|---|---|---|"
        yield from (_practice(one, known) for one in some)
        yield ""


def _practice(one: Practice, known: Mapping[str, Page]) -> str:
    rules = ", ".join(_link(known[code]) for code in one.rules) or "none"
    return f"| {one.id} | {one.text} | {rules} | {one.note} |"


def _link(page: Page) -> str:
    return f"[{page.code}]({page.path.name})"


if __name__ == "__main__":
    main()
