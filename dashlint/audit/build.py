"""Building an audit from two runs of the linter: the project as it is, and as if it had moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dashlint.audit.compare import NEEDS, compared
from dashlint.audit.model import Audit, Finding, Group, Kind, MovedApp, Remark
from dashlint.audit.moves import moved
from dashlint.audit.quoting import Quotes, sentence
from dashlint.audit.steps import steps
from dashlint.audit.testing import tests_of
from dashlint.audit.verdict import verdict
from dashlint.diagnostic import USUAL_EFFORT, AppSummary, Diagnostic, Effect, Severity
from dashlint.lint import Outcome
from dashlint.report.excerpt import Excerpts


def audit_of(to: str, today: Outcome, after: Outcome, excerpts: Excerpts) -> Audit:
    """Return what changes when the apps of `today` move to the backend `to`, under which `after` was linted."""
    quotes = Quotes(excerpts)
    comparison = compared(today.diagnostics, after.diagnostics)
    is_for_tests = tests_of(today.apps)
    findings = tuple(_findings(comparison.caused, quotes, is_for_tests))
    apps = tuple(_moved(app, to, quotes, is_for_tests(app.location.path)) for app in today.apps)
    return Audit(
        to,
        verdict(to, apps, findings),
        apps,
        findings,
        groups(findings),
        steps(to, apps, findings, today.routes),
        tuple(_findings(comparison.already, quotes, is_for_tests)),
        len(comparison.resolved),
        tuple(_unreadable(after, quotes)),
    )


def _moved(app: AppSummary, to: str, quotes: Quotes, is_for_tests: bool) -> MovedApp:
    server = quotes.spot(app.server) if app.server else None
    return moved(app, to, quotes.spot(app.location), server, is_for_tests)


def _findings(
    diagnostics: Iterable[Diagnostic], quotes: Quotes, is_for_tests: Callable[[str], bool]
) -> Iterable[Finding]:
    for number, one in enumerate(diagnostics, 1):
        assert one.effect is not None
        is_tests = one.effect not in NEEDS and is_for_tests(one.location.path)
        effect = Effect.TESTS if is_tests else one.effect
        yield Finding(
            number,
            one.code,
            one.name,
            one.severity,
            effect,
            one.effort or USUAL_EFFORT[effect],
            quotes.spot(one.location),
            sentence(one.message),
            sentence(one.help),
            quotes.remarks(one),
        )


def groups(findings: Sequence[Finding]) -> tuple[Group, ...]:
    """Return the findings by effect, the most urgent first, and in it by rule, each with its worst place first."""
    found = []
    for effect in Effect:
        by_rule: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.effect is effect:
                by_rule.setdefault(finding.code, []).append(finding)
        if by_rule:
            found.append(Group(effect, tuple(_kind(by_rule[code]) for code in sorted(by_rule))))
    return tuple(found)


def _kind(findings: Iterable[Finding]) -> Kind:
    return Kind(tuple(sorted(findings, key=lambda finding: (-finding.severity, finding.number))))


def _unreadable(outcome: Outcome, quotes: Quotes) -> Iterable[Remark]:
    """Yield what could not be read: errors that say nothing of the app, but of how much of it was seen."""
    for one in outcome.diagnostics if outcome.unreadable else ():
        if one.effect is None and one.severity is Severity.ERROR:
            yield Remark(quotes.spot(one.location), sentence(one.message))
