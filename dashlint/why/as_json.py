"""The answer as JSON, for other tools; `SCHEMA_VERSION` grows when a field changes its meaning or goes away."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dashlint import __version__
from dashlint.report.paint import Paint
from dashlint.why.model import Answer, AppView, Cause, Deed, Problem, Spot, WayView

SCHEMA_VERSION = 1


def as_json(answer: Answer, paint: Paint) -> Iterator[str]:
    """One object; places are paths as shown, lines and columns from 1."""
    function = answer.function
    told = {
        "schema_version": SCHEMA_VERSION,
        "dashlint_version": __version__,
        "asked": {
            "path": answer.spot.path,
            "cell": answer.spot.cell,
            "line": answer.spot.line,
            "column": answer.spot.column,
        },
        "function": function
        and {
            "name": function.name,
            "is_async": function.is_async,
            "is_generator": function.is_generator,
            **_spot(function.spot),
            "decorators": [{**_spot(spot), "source": spot.source} for spot in function.decorators],
        },
        "apps": [_app(app) for app in answer.apps],
        "is_by_module": answer.is_by_module,
        "ways": [_way(way) for way in answer.ways],
        "does": [_deed(deed) for deed in answer.deeds],
        "problems": [_problem(problem) for problem in answer.problems],
        "lambdas": [_spot(spot) for spot in answer.lambdas],
        "defect": answer.defect or None,
        "remark": answer.remark or None,
    }
    yield json.dumps(told, indent=2)


def _app(app: AppView) -> dict[str, object]:
    return {
        "kind": app.kind,
        "backends": list(app.backends),
        "is_decided": app.is_decided,
        "is_default": app.is_default,
        "by": app.by,
        "reason": app.reason,
        "place": app.spot and _spot(app.spot),
        "server": app.server and _spot(app.server),
    }


def _way(way: WayView) -> dict[str, object]:
    return {
        "role": way.role,
        "name": way.name or None,
        "place": way.spot and _spot(way.spot),
        "app": way.app and _spot(way.app),
        "backend": way.backend,
        "entry_runs": way.runs.name.lower() if way.runs is not None else None,
        "handed_to": way.by or None,
        "is_kept_out": way.is_kept_out,
        "is_on_loop": way.is_on_loop,
        "calls": [
            {"place": _spot(hop.spot), "function": hop.function.strip("`"), "handed_to": hop.by or None}
            for hop in way.hops
        ],
    }


def _deed(deed: Deed) -> dict[str, object]:
    return {
        "place": _spot(deed.spot),
        "what": deed.what,
        "written": deed.written or None,
        "name": deed.name or None,
        "target": deed.target and _spot(deed.target),
        "handed_to": deed.by or None,
        "is_awaited": deed.is_awaited,
        "backends": list(deed.backends),
        "blocking": deed.cause and _cause(deed.cause),
        "leads_to": [_cause(cause) for cause in deed.leads],
    }


def _cause(cause: Cause) -> dict[str, object]:
    return {
        "name": cause.name,
        "kind": cause.kind,
        "severity": str(cause.severity),
        "replacement": cause.replacement or None,
        "fallback": cause.fallback,
        "advice": cause.advice or None,
        "chain": [_spot(spot) for spot in cause.spots],
    }


def _problem(problem: Problem) -> dict[str, object]:
    found = problem.diagnostic
    return {
        "code": found.code,
        "name": found.name,
        "severity": str(found.severity),
        **_spot(problem.spot),
        "message": found.message,
        "became": problem.became,
        "comment_line": problem.line,
        "leads_here": problem.leads_here,
    }


def _spot(spot: Spot) -> dict[str, object]:
    return {
        "path": spot.path,
        "cell": spot.cell,
        "line": spot.line,
        "column": spot.column,
        "end_line": spot.end_line,
        "end_column": spot.end_column,
    }
