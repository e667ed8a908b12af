"""Route paths: where the routes on a server answer, and which of them tell whether the app is up."""

from __future__ import annotations

import re

from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.meaning import calling
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.value import Literal

_HEALTH_WORD = r"health\w*|ready\w*|readiness\w*|livez?|liveness\w*|alive|ping|heartbeat|status|up"
_HEALTH = re.compile(rf"(?:^|[/_-])(?:{_HEALTH_WORD})(?:[/_-]|$)", re.IGNORECASE)
#: The same as text of a program: `"/health"`, in whatever the project does with it.
HEALTH_TEXT = re.compile(rb"""["']/(?:[\w-]+/)*_?(?:%b)/?["']""" % _HEALTH_WORD.encode(), re.IGNORECASE)


def paths_of(receivers: Receivers, use: ServerUse) -> tuple[str, ...] | None:
    """Return the paths of a route, None where they are not known."""
    if use.call is None:
        return None
    given = calling.given(receivers, use.call)
    found = next((found for name in ("path", "rule") if (found := given.find(name, 0))), ())
    texts = tuple(value.value for value in found if isinstance(value, Literal) and isinstance(value.value, str))
    return texts if texts and len(texts) == len(found) else None


def is_health(path: str) -> bool:
    """Tell whether a path is one that a platform asks whether the app is up."""
    return _HEALTH.search(path) is not None
