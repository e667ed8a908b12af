"""Sentry: which calls of `sentry_sdk.init` turn on the integration that reads the bodies of FastAPI's requests.

Measured with sentry-sdk 2.75: only `FastApiIntegration` reads, whether a dsn is given or not.
"""

from __future__ import annotations

from dashlint.project.meaning import calling
from dashlint.project.meaning.arguments import Given
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.frame import Site
from dashlint.project.values.objects import Instance, Symbol
from dashlint.project.values.value import Literal, Sequence, Value, Values

PACKAGE = "sentry_sdk"
INIT = f"{PACKAGE}.init"
_READER = f"{PACKAGE}.integrations.fastapi.FastApiIntegration"


def reads_bodies(receivers: Receivers, site: Site) -> bool:
    """Tell whether a call of `sentry_sdk.init` certainly makes Sentry read the body of each request."""
    given = calling.given(receivers, site)
    if given.hides_more or not _is_one_of(given.find("max_request_body_size", None), ("small", "medium", "always")):
        return False
    return not _may_name_reader(given.find("disabled_integrations", None)) and (
        _names_reader(given.find("integrations", None)) or _enables_found(given)
    )


def _enables_found(given: Given) -> bool:
    """Tell whether Sentry turns on what it finds installed."""
    return all(
        _is_one_of(given.find(name, None), (True,)) for name in ("default_integrations", "auto_enabling_integrations")
    )


def _is_one_of(values: Values | None, wanted: tuple[object, ...]) -> bool:
    """Tell whether an option is not given, or certainly one of these."""
    if values is None:
        return True
    return bool(values) and all(isinstance(value, Literal) and value.value in wanted for value in values)


def _may_name_reader(values: Values | None) -> bool:
    if values is None:
        return False
    lists = [value for value in values if isinstance(value, Sequence)]
    if len(lists) != len(values) or not lists or any(sequence.rest for sequence in lists):
        return True
    return any(not item or any(_is_reader(value) for value in item) for found in lists for item in found.items)


def _names_reader(values: Values | None) -> bool:
    lists = [value for value in values or () if isinstance(value, Sequence)]
    return any(_is_reader(value) for found in lists for item in found.items for value in item)


def _is_reader(value: Value) -> bool:
    if isinstance(value, Symbol):
        return value.path == _READER
    return isinstance(value, Instance) and value.kind == _READER
