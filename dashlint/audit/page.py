"""The audit as one page of HTML that needs nothing else: no network, no fonts, and only its own script and style."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from dashlint import __version__
from dashlint.audit.model import Audit, Finding
from dashlint.audit.words import MEANINGS, NAMES, asides, by_effort, by_file, counted, efforts
from dashlint.diagnostic import Effect, Effort
from dashlint.report.paint import Paint

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_HERE = Path(__file__).parent


def page(audit: Audit, paint: Paint) -> Iterator[str]:
    """The page; everything of the project in it is escaped, and its policy lets nothing run but its own script."""
    from markupsafe import Markup

    style, script = _part("page.css"), _part("page.js")
    yield _template().render(
        audit=audit,
        asides=asides(audit),
        backend=NAMES[audit.to],
        version=__version__,
        meanings=MEANINGS,
        shares=tuple(_shares(audit.findings)),
        rules=_rules(audit),
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {
        "by_file": by_file,
        "capital": _capital,
        "counted": counted,
        "efforts": efforts,
        "groupby_file": _grouped_by_file,
        "key": _key,
        "spans": _spans,
    }
    return environment.from_string(_part("page.html.jinja"))


def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shares(findings: Iterable[Finding]) -> Iterator[tuple[Effort, int, int]]:
    """Yield each effort with where its share of all findings starts, and how much it is."""
    start = 0
    for effort, count in by_effort(findings):
        yield effort, start, count
        start += count


def _rules(audit: Audit) -> tuple[tuple[str, str, int], ...]:
    rules = sorted((finding.code, finding.name) for finding in audit.findings)
    return tuple((*rule, len(list(same))) for rule, same in groupby(rules))


def _grouped_by_file(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    return [(path, list(inside)) for path, inside in groupby(findings, key=lambda finding: finding.spot.path)]


def _key(effect: Effect) -> str:
    return effect.name.lower()


def _spans(text: str) -> Markup:
    """Return a message with its code in `<code>`."""
    from markupsafe import Markup, escape

    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _capital(text: Markup) -> Markup:
    """Return a sentence with a capital, unless it begins with code."""
    return text[:1].upper() + text[1:]
