"""Describes a rule as SARIF does, so that viewers can show its page."""

from __future__ import annotations

from dashlint.diagnostic import Diagnostic, Effect, Severity
from dashlint.report.json_text import Value
from dashlint.report.run import Explanation, Run

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_TAGS = {
    Effect.START: "correctness",
    Effect.ACCESS: "security",
    Effect.REQUEST: "correctness",
    Effect.SILENT: "correctness",
    Effect.LOOP: "performance",
    Effect.COST: "performance",
    Effect.DEPLOYMENT: "deployment",
    Effect.DEPENDENCIES: "dependencies",
    Effect.TESTS: "tests",
    None: "maintainability",
}


def rule(found: Diagnostic, run: Run) -> Value:
    """What is known of the rule that found a problem: its page, or no more than the problem tells."""
    explanation = run.explain(found.code) or Explanation(
        found.code, found.name, found.severity, found.effect, found.name.replace("-", " "), ""
    )
    told: dict[str, Value] = {"id": found.code, "name": found.name}
    told["shortDescription"] = {"text": explanation.summary}
    told["fullDescription"] = {"text": explanation.summary}
    if explanation.text:
        told["help"] = {"text": explanation.text, "markdown": explanation.text}
    if explanation.url:
        told["helpUri"] = explanation.url
    told["defaultConfiguration"] = {"level": LEVELS[explanation.severity]}
    told["properties"] = {
        "tags": ["dash", "async", _TAGS[explanation.effect]],
        "precision": "high",
        "problem.severity": _PROBLEMS[explanation.severity],
    }
    return told
