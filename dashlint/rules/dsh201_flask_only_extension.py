"""DSH201: an extension made for Flask on an app that does not run on Flask."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Severity
from dashlint.facts import Place
from dashlint.project import ExtensionUse, Project
from dashlint.rule import Problem, rule
from dashlint.rules.blocked_calls import BACKENDS


@rule("DSH201", severity="error")
def flask_only_extension(project: Project) -> Iterator[Problem]:
    """A package of the Flask-only catalogue bound to an ASGI app's server, or used in its code."""
    worst: dict[Place, tuple[Severity, ExtensionUse]] = {}
    for use in project.extension_uses:
        severity = use.extension.outcome(use.backend).severity
        if use.extension.kind == "package" and use.backend != "flask" and severity is not None:
            if use.place not in worst or severity > worst[use.place][0]:
                worst[use.place] = severity, use
    for severity, use in worst.values():
        yield Problem(use.place, _message(use), help=use.extension.replacements.get(use.backend, ""), severity=severity)


def _message(use: ExtensionUse) -> str:
    outcome = use.extension.outcome(use.backend)
    return f"`{use.name}` ({use.extension.package}) is made for Flask; on {BACKENDS[use.backend]} it {outcome.text}"
