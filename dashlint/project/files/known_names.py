"""Known names: the dotted paths outside the project that can be of interest to a rule by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dashlint.catalogue import Catalogue

#: Waiting for less than a second.
_MOMENT = re.compile(r"\s*0?(?:\.\d+)?\s*")
#: Frameworks of which every name can matter.
_FRAMEWORKS = frozenset("flask quart fastapi starlette werkzeug asgiref anyio asyncio threading flash".split())
#: Names of Dash that say what an app looks like, or that register something, and never matter in a body.
_HARMLESS = frozenset(
    f"dash.{name}"
    for name in "html dcc dash_table Input Output State ALL ALLSMALLER MATCH Patch no_update register_page "
    "page_container page_registry callback clientside_callback ClientsideFunction get_asset_url get_relative_path "
    "strip_relative_path exceptions dependencies development".split()
)


class KnownNames:
    """The names that the catalogue and the engine know of."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._full = frozenset(_full(catalogue))
        self._prefixes = frozenset(prefix for path in self._full for prefix in _prefixes(path))
        self._answers: dict[tuple[str, str | None], bool] = {}

    def are_of_interest(self, path: str, awaited: str | None = None) -> bool:
        """Tell whether a dotted path outside the project can matter.

        Where it is called and awaited at once, `awaited` is the text of the arguments.
        """
        key = path, awaited
        if key not in self._answers:
            self._answers[key] = self._is_known(path, awaited)
        return self._answers[key]

    def _is_known(self, path: str, awaited: str | None) -> bool:
        path = self._catalogue.canonical(path)
        prefixes = frozenset(_prefixes(path))
        if awaited is not None and self._is_harmless(path, awaited):
            return False
        top = path.partition(".")[0]
        if top in _FRAMEWORKS:
            return True
        if top == "dash":
            return not prefixes & _HARMLESS or not prefixes.isdisjoint(self._full)
        return path in self._prefixes or not prefixes.isdisjoint(self._full)

    def _is_harmless(self, path: str, awaited: str) -> bool:
        """Tell whether awaiting a call is all that can be said of it: it neither blocks nor waits for long."""
        if self._catalogue.blocking(path) is not None or self._catalogue.coroutine(path) is None:
            return False
        return not path.endswith(("sleep", "wait", "wait_for", "timeout")) or _MOMENT.fullmatch(awaited) is not None


def _full(catalogue: Catalogue) -> Iterator[str]:
    known = (
        catalogue.calls,
        catalogue.types,
        catalogue.results,
        catalogue.aliases,
        catalogue.extension_names,
        catalogue.coroutines,
        catalogue.loop_bound,
        catalogue.own,
    )
    for names in known:
        yield from names
    yield from (path for path, known in catalogue.decorators.items() if known.blocking is not None)


def _prefixes(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(".")[0]
