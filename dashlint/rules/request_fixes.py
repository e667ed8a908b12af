"""Fixes that read the request from `dash.ctx`."""

from __future__ import annotations

from dashlint.changes import Change, Fix, Respell, Rewrite
from dashlint.diagnostic import Applicability
from dashlint.project.flask.request_reads import RequestRead


def from_context(read: RequestRead) -> Fix:
    """Return what reads the same from `dash.ctx`, by a key in the case that the backend keeps it in."""
    package, name, *members = read.same.other.split(".")
    pattern = ".".join(["{name}", *members])
    changes: list[Change] = [Rewrite(read.place, pattern, (), (("name", f"{package}.{name}"),))]
    if read.key is not None:
        place, key = read.key
        written = {"lower": key.lower(), "title": key.title()}.get(read.same.keys, key)
        changes += [Respell(place, key, written)] if written != key else []
    return Fix(f"read `{read.same.other}`", Applicability.UNSAFE, tuple(changes))
