"""What the site is made of besides `docs`: the pages of the rules, and links that hold in both places."""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / ".ci"))

import rules_page  # noqa: E402

from dashlint.pages import Page as RulePage  # noqa: E402
from dashlint.pages import pages as read_pages  # noqa: E402
from dashlint.rule import Rule  # noqa: E402
from dashlint.rules import all_rules  # noqa: E402

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

BESIDES = ("CHANGELOG.md", "schema/dashlint.schema.json")
"""Files of the repository that have a place on the site, besides `docs` and `rules`."""

pages = lru_cache(maxsize=1)(read_pages)
_FENCED = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")
_PASSED_OVER = re.compile(r"`[^`\n]*`|\[[^]\n]*\]\([^)\n]*\)|^#.*$|\b(DSH\d{3})\b", re.MULTILINE)
_FIX = re.compile(r"^## Fix\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_GENERATED = re.compile(r"<!-- [^>]* made by .*? -->\n*")

INDEX = """\
# Rules

*Severity*: an **error** crashes, freezes every user of a worker, or lets somebody in; a **warning** costs or misleads;
**info** is advice, shown only on request (`--extend-select ADVICE`, or the code). A single problem may be milder than
its rule.

*Fix*: **safe** ones are made by `--fix`, **unsafe** ones by `--fix --unsafe-fixes` as well; where both are named it
depends on the place. [Fixes](../fixes.md) says more. `dashlint rule CODE` prints the page of a rule.
"""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the page of every rule into the navigation, under its family."""
    for section in config.nav or []:
        if "Rules" in section:
            section["Rules"] += [
                {rules_page.FAMILIES[digit]: [_site_path(pages()[rule.code].path) for rule in rules]}
                for digit, rules in groupby(all_rules(), key=lambda rule: rule.code[3])
            ]
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages that are not under `docs`, and what lies beside them."""
    from mkdocs.structure.files import File

    for path, text in _pages_besides():
        files.append(File.generated(config, path, content=text))
    files.append(File.generated(config, "changelog.md", content=_read("CHANGELOG.md")))
    schema = "schema/dashlint.schema.json"
    files.append(File.generated(config, schema, abs_src_path=str(ROOT / schema)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    """Make the links of a page those of the site, and a link of every code of a rule."""
    source = _repository_path(page.file.src_uri)
    text = _GENERATED.sub("", markdown)
    if source == "docs/fixes.md":
        text = text.replace("<!-- the table of fixes -->", fix_table())
    return "".join(_linked(part, source) if is_prose else part for part, is_prose in _parts(text))


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write a page for the name of every rule that leads to the page of its code."""
    for rule in all_rules():
        folder = Path(config.site_dir, "rules", rule.name)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(_redirect(f"../{rule.code.lower()}/", rule), encoding="utf-8")


def fix_marks(page: RulePage) -> tuple[str, ...]:
    """Return the kinds of fixes of a rule, `safe` or `unsafe` or both, by what its page says."""
    found = _FIX.search(page.text)
    return tuple(kind for kind in ("safe", "unsafe") if found and re.search(rf"\b{kind}\b", found[1]))


def fix_table() -> str:
    """Return the rows of all rules whose problems a fix can mend, with what the page of each says first."""
    rows = ["| rule | fix | what it does |", "|---|---|---|"]
    for rule, page in _ruled():
        marks = fix_marks(page)
        if marks:
            rows.append(
                f"| [{rule.code}](../{_repository(page.path)}) {rule.name} | {' or '.join(marks)} | {_does(page)} |"
            )
    return "\n".join(rows)


def _does(page: RulePage) -> str:
    """Return the paragraph of a page's section on fixes that says what kind the fix is."""
    found = _FIX.search(page.text)
    paragraphs = [" ".join(part.split()) for part in (found[1] if found else "").split("\n\n")]
    telling = next(part for part in paragraphs if re.search(r"\b(?:un)?safe\b", part))
    return telling.replace("|", "\\|")


def _ruled() -> Iterator[tuple[Rule, RulePage]]:
    known = pages()
    return ((rule, known[rule.code]) for rule in all_rules())


def _pages_besides() -> Iterator[tuple[str, str]]:
    yield "rules/index.md", "\n".join((INDEX, *_tables(), _practices()))
    for rule, page in _ruled():
        title, _, rest = page.text.partition("\n")
        yield _site_path(page.path), f"{title}\n\n{_head(rule, page)}\n{rest}"


def _tables() -> Iterator[str]:
    for digit, some in groupby(_ruled(), key=lambda one: one[0].code[3]):
        yield f"## {digit}xx {rules_page.FAMILIES[digit]}\n"
        yield "| rule | severity | fix | what |"
        yield "|---|---|---|---|"
        for rule, page in some:
            summary = page.summary.replace("|", "\\|")
            yield f"| [{rule.code}]({page.path.name})<br>{rule.name} | {rule.severity} | {_mark(page)} | {summary} |"
        yield ""


def _practices() -> str:
    _, title, rest = rules_page.page().partition("## Good practice")
    return title + rest


def _head(rule: Rule, page: RulePage) -> str:
    effect = rule.effect.value if rule.effect else "none"
    since = f"from {rule.since}" if rule.since else ""
    until = f"up to {rule.until}" if rule.until else ""
    versions = " ".join(part for part in (since, until) if part) or "all"
    cells = (str(rule.severity), effect, versions, _mark(page) or "none")
    return f"| severity | effect | Dash | fix |\n|---|---|---|---|\n| {' | '.join(cells)} |\n"


def _mark(page: RulePage) -> str:
    return " or ".join(fix_marks(page))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a page, each with whether it is prose, which a block of code is not."""
    start = 0
    for block in _FENCED.finditer(text):
        yield text[start : block.start()], True
        yield block[0], False
        start = block.end()
    yield text[start:], True


def _linked(prose: str, source: str) -> str:
    folder = posixpath.dirname(source)
    known = {code: _repository(page.path) for code, page in pages().items()}

    def code_linked(match: re.Match[str]) -> str:
        path = known.get(match[1])
        if not path:
            return match[0]
        return f"[{match[1]}]({posixpath.relpath(path, folder or '.')})"

    prose = _PASSED_OVER.sub(code_linked, prose)
    here = posixpath.dirname(_on_site(source)) or "."

    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, match[1]))
        return posixpath.relpath(_on_site(target), here) if _has_place(target) else match[1]

    return _LINK.sub(link, prose)


def _has_place(path: str) -> bool:
    return path.startswith(("docs/", "rules/")) or path in BESIDES


def _on_site(path: str) -> str:
    """Return where a file of the repository stands on the site."""
    if path == "CHANGELOG.md":
        return "changelog.md"
    if path == "rules/README.md":
        return "rules/index.md"
    if rule := re.fullmatch(r"rules/(dsh\d{3})_\w+\.md", path):
        return f"rules/{rule[1]}.md"
    return path.removeprefix("docs/")


def _repository_path(site_path: str) -> str:
    """Return the file of the repository that stands at a place of the site."""
    return next((path for path in _moved() if _on_site(path) == site_path), f"docs/{site_path}")


def _moved() -> Iterator[str]:
    yield from ("CHANGELOG.md", "rules/README.md")
    yield from (_repository(page.path) for page in pages().values())


def _site_path(path: Path) -> str:
    return _on_site(_repository(path))


def _repository(path: Path) -> str:
    return f"rules/{path.name}"


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _redirect(target: str, rule: Rule) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{rule.code} {rule.name}</title>'
        f'<link rel="canonical" href="{target}"><meta http-equiv="refresh" content="0; url={target}"></head>'
        f'<body><a href="{target}">{rule.code} {rule.name}</a></body></html>\n'
    )
