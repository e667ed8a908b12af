"""The audit as JSON, for other tools; `SCHEMA_VERSION` grows when a field changes its meaning or goes away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from dashlint import __version__
from dashlint.audit.model import Audit, Finding, Group, MovedApp, Remark, Spot, Step
from dashlint.audit.words import by_effort, by_file
from dashlint.diagnostic import Effect, Effort
from dashlint.report.paint import Paint

SCHEMA_VERSION = 1


def as_json(audit: Audit, paint: Paint) -> Iterator[str]:
    """One object; places are paths as shown, lines and columns from 1."""
    yield json.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "dashlint_version": __version__,
            "to": audit.to,
            "verdict": audit.verdict,
            "apps": [_app(app) for app in audit.apps],
            "counts": _counts(audit),
            "groups": [_group(group) for group in audit.groups],
            "steps": [_step(step) for step in audit.steps],
            "findings": [_finding(finding) for finding in audit.findings],
            "already": [_finding(finding) for finding in audit.already],
            "unreadable": [_remark(remark) for remark in audit.unreadable],
        },
        indent=2,
    )


def _app(app: MovedApp) -> dict[str, object]:
    return {
        **_spot(app.spot),
        "kind": app.kind,
        "backends": list(app.backends),
        "is_chosen_at_run_time": app.is_chosen_at_run_time,
        "moves": app.moves,
        "is_for_tests": app.is_for_tests,
        "switch": app.switch or None,
        "server": _spot(app.server) if app.server else None,
    }


def _counts(audit: Audit) -> dict[str, object]:
    effects = dict.fromkeys(Effect, 0) | {group.effect: len(group.findings) for group in audit.groups}
    return {
        "findings": len(audit.findings),
        "files": len(audit.files),
        "effects": {_key(effect): count for effect, count in effects.items()},
        "efforts": _efforts(audit.findings),
        "already": len(audit.already),
        "resolved": audit.resolved,
    }


def _efforts(findings: Iterable[Finding]) -> dict[str, int]:
    found = dict.fromkeys(Effort, 0) | dict(by_effort(findings))
    return {effort.value: count for effort, count in found.items()}


def _group(group: Group) -> dict[str, object]:
    kinds = [
        {
            "code": kind.first.code,
            "name": kind.first.name,
            "count": len(kind.findings),
            "efforts": _efforts(kind.findings),
            "first": kind.first.number,
        }
        for kind in group.kinds
    ]
    count = len(group.findings)
    return {"effect": _key(group.effect), "title": group.effect.value, "count": count, "rules": kinds}


def _step(step: Step) -> dict[str, object]:
    tasks = [
        {
            "code": task.first.code,
            "name": task.first.name,
            "count": len(task.findings),
            "efforts": _efforts(task.findings),
            "hint": task.hint,
            "files": [{"path": path, "count": count} for path, count in by_file(task.findings)],
            "findings": [finding.number for finding in task.findings],
        }
        for task in step.tasks
    ]
    effect = _key(step.effect) if step.effect else None
    return {
        "number": step.number,
        "title": step.title,
        "effect": effect,
        "remarks": list(step.remarks),
        "tasks": tasks,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "number": finding.number,
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "effect": _key(finding.effect),
        "effort": finding.effort.value,
        **_spot(finding.spot),
        "source": finding.spot.source,
        "message": finding.message,
        "help": finding.help,
        "notes": [_remark(remark) for remark in finding.remarks],
    }


def _remark(remark: Remark) -> dict[str, object]:
    return {"place": _spot(remark.spot) if remark.spot else None, "message": remark.message}


def _spot(spot: Spot) -> dict[str, object]:
    return {
        "path": spot.path,
        "line": spot.line,
        "column": spot.column,
        "end_line": spot.end_line,
        "end_column": spot.end_column,
    }


def _key(effect: Effect) -> str:
    return effect.name.lower()
