"""The catalogue read from its files, and what a user adds to it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

from dashlint.catalogue.extensions import Extension
from dashlint.catalogue.libraries import KnownType
from dashlint.catalogue.lookup import Catalogue
from dashlint.catalogue.own import names_of, without
from dashlint.catalogue.parse import parse
from dashlint.catalogue.parts import Parts, merge_calls, merge_types, unique
from dashlint.catalogue.table import CatalogueError, Table
from dashlint.data import data_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

USER = "[tool.dashlint]"


def load(*extras: Mapping[str, object], safe: Collection[str] = ()) -> Catalogue:
    """Return the packaged catalogue with a user's own tables on top: of a name the last that speaks of it wins.

    What is `safe` does not block, whatever anything else says of it.

    Raises:
        CatalogueError: the tables are not well formed.
    """
    found = packaged_catalogue()
    for extra in extras:
        found = _with(found, extra)
    return without(found, safe) if safe else found


def check(extra: Mapping[str, object]) -> None:
    """Raise a `CatalogueError` if a user's own tables are not well formed."""
    parts = Parts()
    parse(Table(USER, extra), parts)
    build(parts)


@cache
def packaged_catalogue() -> Catalogue:
    """Return the catalogue that ships with dashlint."""
    parts = Parts()
    for path in sorted((data_folder() / "catalogue").glob("*.toml")):
        parse(Table(path.name, read_toml(path)), parts)
    return build(parts)


def read_toml(path: Path) -> dict[str, object]:
    """Return the tables of a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _with(packaged: Catalogue, extra: Mapping[str, object]) -> Catalogue:
    parts = Parts()
    parse(Table(USER, extra), parts)
    added = build(parts)
    types = merge_types(Parts(types=[("", known) for known in packaged.types.values()] + parts.types))
    return Catalogue(
        calls={**packaged.calls, **added.calls},
        types=types,
        results={**packaged.results, **added.results},
        aliases={**packaged.aliases, **added.aliases},
        runners={**packaged.runners, **added.runners},
        consumers={**packaged.consumers, **added.consumers},
        decorators={**packaged.decorators, **added.decorators},
        async_decorators={**packaged.async_decorators, **added.async_decorators},
        extensions=packaged.extensions + added.extensions,
        extension_names={**packaged.extension_names, **added.extension_names},
        server_attributes={**packaged.server_attributes, **added.server_attributes},
        coroutines={**packaged.coroutines, **added.coroutines},
        loop_bound={**packaged.loop_bound, **added.loop_bound},
        own=packaged.own | names_of(parts),
    )


def build(parts: Parts) -> Catalogue:
    """Put the parts of one source together."""
    names = unique(_extension_names(parts))
    return Catalogue(
        calls=merge_calls(parts),
        types={**{name: KnownType(name) for name in names if _is_class(name)}, **merge_types(parts)},
        results=unique(parts.factories),
        aliases=unique(parts.aliases),
        runners=unique((where, runner.name, runner) for where, runner in parts.runners),
        consumers=unique((where, consumer.name, consumer) for where, consumer in parts.consumers),
        decorators=unique((where, decorator.name, decorator) for where, decorator in parts.decorators),
        async_decorators=unique((where, known.name, known) for where, known in parts.async_decorators),
        extensions=tuple(extension for _, extension in parts.extensions),
        extension_names=names,
        server_attributes=unique((where, known.name, known) for where, known in parts.server_attributes),
        coroutines=unique((where, known.name, known) for where, known in parts.coroutines),
        loop_bound=unique((where, known.name, known) for where, known in parts.loop_bound),
    )


def _extension_names(parts: Parts) -> Iterator[tuple[str, str, Extension]]:
    """Yield the names of the extensions, but not those that only older versions of a package deserve."""
    for where, extension in parts.extensions:
        for name in () if extension.before else extension.names:
            yield where, name, extension


def _is_class(name: str) -> bool:
    """Say whether a dotted name is spelled like a class, so that its objects can be followed to their methods."""
    return name.rpartition(".")[2][:1].isupper()
