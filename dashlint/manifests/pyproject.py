"""What a `pyproject.toml` asks for, in the tables of PEP 621, PEP 735, poetry, uv, pdm, hatch and pixi."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.utils import canonicalize_name

from dashlint import toml
from dashlint.facts import Place
from dashlint.manifests.requirement import Requirement, parsed
from dashlint.manifests.specifiers import poetry_specifier


def read(text: str, path: str) -> Iterator[Requirement]:
    """Yield the requirements of a `pyproject.toml`."""
    document = toml.load(text)
    for way, group in _lists(document):
        yield from _listed(document, path, way, group)
    for constraints in ("constraint-dependencies", "override-dependencies"):
        yield from _listed(document, path, ("tool", "uv", constraints), "", is_constraint=True)
    for way, group in _tables(document):
        yield from table(document, path, way, group)


def _lists(document: toml.Document) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the ways to lists of requirements as pip spells them."""
    yield ("project", "dependencies"), ""
    yield ("tool", "uv", "dev-dependencies"), "dev"
    for way in (("project", "optional-dependencies"), ("dependency-groups",), ("tool", "pdm", "dev-dependencies")):
        for group in document.table(*way):
            yield (*way, group), group
    for name in document.table("tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield ("tool", "hatch", "envs", name, key), name


def _listed(
    document: toml.Document, path: str, way: tuple[str, ...], group: str, *, is_constraint: bool = False
) -> Iterator[Requirement]:
    items = document.table(*way[:-1]).get(way[-1])
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, str):
            place = Place(path, -document.line(*way, index))
            yield from parsed(item, place, group=group, is_constraint=is_constraint)


def _tables(document: toml.Document) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the ways to tables of versions by package."""
    yield ("tool", "poetry", "dependencies"), ""
    yield ("tool", "poetry", "dev-dependencies"), "dev"
    yield ("tool", "pixi", "pypi-dependencies"), ""
    yield ("tool", "pixi", "dependencies"), ""
    for group in document.table("tool", "poetry", "group"):
        yield ("tool", "poetry", "group", group, "dependencies"), group
    for group in document.table("tool", "pixi", "feature"):
        yield ("tool", "pixi", "feature", group, "pypi-dependencies"), group


def table(document: toml.Document, path: str, way: tuple[str, ...], group: str) -> Iterator[Requirement]:
    """Yield the requirements of a table such as `dash = "^4.2"` or `dash = {version = "*", extras = ["fastapi"]}`."""
    for name, value in document.table(*way).items():
        several = value if isinstance(value, list) else [value]
        for index, one in enumerate(several):
            line = document.line(*way, name, index) if isinstance(value, list) else document.line(*way, name)
            yield from _package(name, one, Place(path, -line), group)


def _package(name: str, value: object, place: Place, group: str) -> Iterator[Requirement]:
    described: Mapping[str, Any] = value if isinstance(value, Mapping) else {"version": value}
    version, extras = described.get("version", ""), described.get("extras", ())
    if not isinstance(version, str) or not isinstance(extras, (list, tuple)):
        return
    yield Requirement(
        canonicalize_name(name),
        place,
        frozenset(canonicalize_name(extra) for extra in extras if isinstance(extra, str)),
        poetry_specifier(version),
        version,
        group,
        "table",
    )
