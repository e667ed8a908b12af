"""Layers of settings: what each file and each `--config` says, the strongest first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashlint import __version__, toml
from dashlint.configuration.errors import SettingsError
from dashlint.configuration.files import lowered, named_file, table_at
from dashlint.configuration.keys import KEYS
from dashlint.configuration.places import Place
from dashlint.configuration.tables import check_keys

#: What a file says by one of these keys stands for what the file it extends says by it; the other lists add up.
REPLACING = frozenset({"exclude", "per-file-ignores"})


@dataclass(frozen=True, slots=True)
class Layer:
    """The checked values that stand in one place, by key."""

    place: Place
    values: Mapping[str, Any]


def layers_of(place: Place) -> tuple[Layer, ...]:
    """Return the layers of a settings file and of those that it extends, the strongest first.

    Raises:
        SettingsError: one of the files says what is not understood, or they extend each other in a circle.
    """
    return tuple(_without_replaced(_chain(place)))


def inline_layer(text: str, rules: Mapping[str, str]) -> Layer:
    """Return the layer that `--config 'key = value'` is.

    Raises:
        SettingsError: the text is no TOML, or says what is not understood.
    """
    try:
        document = toml.load(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"`--config`: `{text}` is neither a file nor TOML: {lowered(str(error))}") from error
    place = Place("--config", document, (), os.path.realpath(os.curdir), rules, is_file=False)
    if "extend" in document.tables:
        raise SettingsError("`--config`: `extend` stands in a file; give the file itself to `--config`")
    return _layer(place)


def _chain(place: Place) -> Iterator[Layer]:
    seen = {os.path.realpath(place.origin)}
    while True:
        layer = _layer(place)
        yield layer
        if "extend" not in layer.values:
            return
        at, file = place.at("extend"), _extended(place)
        if not os.path.isfile(file):
            raise at.error(f"names `{file}`, which is no file")
        if os.path.realpath(file) in seen:
            raise at.error(f"leads back to `{file}`, so that the files extend each other in a circle")
        seen.add(os.path.realpath(file))
        place = named_file(file, os.path.dirname(file), place.rules)


def _extended(place: Place) -> str:
    """Return the file that a settings file extends, which is looked for beside it."""
    extended = str(table_at(place)["extend"])
    sys.audit("dashlint.expanded", extended)
    written = os.path.expandvars(os.path.expanduser(extended))
    return os.path.normpath(os.path.join(os.path.dirname(place.origin), written))


def _layer(place: Place) -> Layer:
    table = table_at(place)
    if "required-version" in table:
        _check_version(table, place)
    return Layer(place, check_keys(table, KEYS, place))


def _check_version(table: Mapping[str, object], place: Place) -> None:
    """Refuse settings for another version before anything else that it does not know is complained of."""
    from packaging.specifiers import SpecifierSet

    key = next(key for key in KEYS if key.name == "required-version")
    wanted = key.kind.checked(table[key.name], place.at(key.name))
    specifier = SpecifierSet(wanted if wanted[:1] in "<>=!~" else f"=={wanted}")
    if not specifier.contains(__version__, prereleases=True):
        raise place.at(key.name).error(f"asks for dashlint `{wanted}`, and this is {__version__}")


def _without_replaced(layers: Sequence[Layer] | Iterator[Layer]) -> Iterator[Layer]:
    said: set[str] = set()
    for layer in layers:
        yield Layer(layer.place, {key: value for key, value in layer.values.items() if key not in said})
        said |= REPLACING & layer.values.keys()
