"""DSH201: an extension made for Flask on an app that does not run on Flask."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.diagnostic import Effect
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.extensions.uses import ExtensionUse
from dashlint.rule import Problem, rule
from dashlint.rules.backends import BACKENDS


@rule("DSH201", severity="error", effect=Effect.START, since="4.2.0")
def flask_only_extension(project: Project) -> Iterator[Problem]:
    """A package of the Flask-only catalogue bound to an ASGI app's server, or used in its code."""
    worst: dict[Place, ExtensionUse] = {}
    for use in project.flask.extension_uses:
        if use.extension.kind == "package" and use.backend != "flask" and use.outcome.severity is not None:
            known = worst.get(use.place)
            if known is None or known.outcome.severity is None or use.outcome.severity > known.outcome.severity:
                worst[use.place] = use
    for use in worst.values():
        outcome, effort = use.outcome, use.extension.effort
        words = (use.place, _message(use), use.replacement)
        yield Problem(*words, severity=outcome.severity, effect=outcome.effect, effort=effort)


def _message(use: ExtensionUse) -> str:
    package = use.extension.package
    return f"`{use.name}` ({package}) is made for Flask; on {BACKENDS[use.backend]} it {use.outcome.text}"
