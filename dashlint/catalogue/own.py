"""What a user says of names in the catalogue's terms: which names those are, and which are safe."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dashlint.catalogue.libraries import CALL, KnownType
from dashlint.catalogue.lookup import Catalogue
from dashlint.catalogue.parts import Parts


def names_of(parts: Parts) -> frozenset[str]:
    """Return the dotted names that the parts speak of, as they are imported."""
    return frozenset(
        [
            *(call.name for _, call in parts.calls),
            *(known.name for _, known in parts.types),
            *(path for _, path, _ in (*parts.factories, *parts.aliases)),
            *(runner.name for _, runner in parts.runners),
            *(decorator.name for _, decorator in parts.decorators),
            *(name for _, extension in parts.extensions for name in extension.names),
        ]
    )


def without(catalogue: Catalogue, safe: Collection[str]) -> Catalogue:
    """Return the catalogue in which these functions, methods and decorators do not block."""
    names = {catalogue.canonical(name) for name in safe}
    silent = names | {f"{name}{CALL}.__next__" for name in names}
    types = dict(catalogue.types)
    for name in names:
        owner, _, member = name.rpartition(".")
        if owner in types:
            types[owner] = _with_safe(types[owner], member)
    return replace(
        catalogue,
        calls={name: call for name, call in catalogue.calls.items() if name not in silent},
        types=types,
        decorators={
            name: known for name, known in catalogue.decorators.items() if name not in names or known.blocking is None
        },
        own=catalogue.own | frozenset(safe),
    )


def _with_safe(known: KnownType, member: str) -> KnownType:
    return replace(known, methods=known.methods - {member}, safe=known.safe | {member})
