"""The format of GitHub code scanning, Azure DevOps and many editors: SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from dashlint.breakdowns import Breakdown, in_words
from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.identity import identified
from dashlint.report.json_text import Value, indented
from dashlint.report.paint import Paint
from dashlint.report.run import TOOL, UNREADABLE, UNTOLD, Run
from dashlint.report.sarif_places import ROOT, Places
from dashlint.report.sarif_results import message, result
from dashlint.report.sarif_rules import rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """One log with one run; it describes the rules that spoke, and nothing of what it says depends on the machine
    but the address of the root.
    """
    yield indented({"$schema": SCHEMA, "version": "2.1.0", "runs": [dict(_run(diagnostics, run))]})


def _run(diagnostics: Sequence[Diagnostic], run: Run) -> Iterator[tuple[str, Value]]:
    places = Places(run)
    spoke = {found.code: found for found in sorted(diagnostics, key=lambda found: found.code)}
    numbers = {code: number for number, code in enumerate(spoke)}
    results = [result(found, numbers[found.code], known, places) for found, known in identified(diagnostics, run)]
    yield "tool", {"driver": {**_driver(run), "rules": [rule(found, run) for found in spoke.values()]}}
    yield "invocations", [_invocation(diagnostics, numbers, places, run)]
    if run.root:
        yield "originalUriBaseIds", {ROOT: {"uri": f"{PurePath(run.root).as_uri().rstrip('/')}/"}}
    yield "artifacts", places.artifacts()
    yield "results", results
    yield "columnKind", "unicodeCodePoints"
    yield "automationDetails", {"id": f"{TOOL}/"}


def _driver(run: Run) -> dict[str, Value]:
    told: dict[str, Value] = {"name": TOOL}
    if run.version:
        told |= {"version": run.version, "semanticVersion": run.version}
    if run.site:
        told["informationUri"] = run.site
    return told


def _invocation(diagnostics: Sequence[Diagnostic], numbers: Mapping[str, int], places: Places, run: Run) -> Value:
    """Whether everything was looked at, and what was not."""
    unread: list[Value] = [
        {
            "level": "error",
            "message": {"text": message(found.message)},
            "locations": [places.location(found.location)],
            "associatedRule": {"id": found.code, "index": numbers[found.code]},
        }
        for found in diagnostics
        if found.code == UNREADABLE
    ]
    broken: list[Value] = [_broken(together, places, run) for together in run.breakdowns]
    return {"executionSuccessful": run.complete, "toolExecutionNotifications": [*unread, *broken]}


def _broken(together: tuple[Breakdown, ...], places: Places, run: Run) -> Value:
    """What an error of dashlint cost, with the first of the rules."""
    first = together[0]
    told: dict[str, Value] = {
        "level": "error",
        "message": {"text": message(in_words(together, run.path))},
        "exception": {"kind": first.kind, "message": str(first.error)},
    }
    if first.path:
        told["locations"] = [{"physicalLocation": {"artifactLocation": places.file(first.path)}}]
    return {**told, "associatedRule": {"id": first.rule}} if first.rule else told
