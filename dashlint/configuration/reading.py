"""Reads the settings of a run: from the files that belong to its paths, or from those that the command line names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashlint.configuration.building import settings_of
from dashlint.configuration.errors import SettingsError
from dashlint.configuration.files import named_file, nearest_file
from dashlint.configuration.inner import inner_files
from dashlint.configuration.layers import Layer, inline_layer, layers_of
from dashlint.ignored import Exclusion
from dashlint.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command line says of settings files: what it gave to `--config`, and whether it wants none at all."""

    config: tuple[str, ...] = ()
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """What files and `--config` say, the strongest first; those `inline` count for every file.

    `nested` are the layers of folders with settings of their own, the innermost first.
    """

    inline: tuple[Layer, ...] = ()
    files: tuple[Layer, ...] = ()
    nested: tuple[tuple[str, tuple[Layer, ...]], ...] = ()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Everything that counts where no folder has settings of its own."""
        return (*self.inline, *self.files)

    @property
    def settings(self) -> Settings:
        """What the layers come to; what folders exclude, add to the catalogue or have as `src` counts for all."""
        own = settings_of(self.layers)
        nested = tuple((folder, settings_of((*self.inline, *layers))) for folder, layers in self.nested)
        alone = [settings_of(layers) for _, layers in self.nested]
        return replace(
            own,
            exclude=(*own.exclude, *(each for one in alone for each in one.exclude)),
            additions=(*own.additions, *(each for one in alone for each in one.additions)),
            src=(*own.src, *(each for one in alone for each in one.src)),
            nested=nested,
        )


def read_settings(paths: Sequence[str | Path], rules: Mapping[str, str], wanted: Wanted | None = None) -> Settings:
    """Return the settings in the file nearest to all of these paths; `rules` maps every known code to its name.

    Raises:
        SettingsError: a file says what is not understood.
    """
    return read_configuration(paths, rules, wanted).settings


def read_configuration(
    paths: Sequence[str | Path],
    rules: Mapping[str, str],
    wanted: Wanted | None = None,
    exclude: Sequence[Exclusion] = (),
) -> Configuration:
    """Return everything that files and the command line say for a run over these paths, which leaves out `exclude`.

    Raises:
        SettingsError: a file says what is not understood.
    """
    wanted = wanted or Wanted()
    files = [given for given in wanted.config if os.path.isfile(given)]
    inline = tuple(inline_layer(text, rules) for text in reversed(wanted.config) if text not in files)
    if len(files) > 1:
        raise SettingsError(
            f"`--config`: one file is enough, not `{files[0]}` and `{files[1]}`; one may extend another"
        )
    if files and wanted.isolated:
        raise SettingsError(f"`--config`: `{files[0]}` cannot be used with `--isolated`, which means no file at all")
    if files:
        file = os.path.abspath(files[0])
        return Configuration(inline, layers_of(named_file(file, os.path.realpath(os.curdir), rules)))
    if wanted.isolated:
        return Configuration(inline)
    nearest = nearest_file(paths, rules)
    found = Configuration(inline, layers_of(nearest) if nearest is not None else ())
    around = os.path.dirname(nearest.origin) if nearest is not None else ""
    inner = inner_files(paths, around, (*found.settings.exclude, *exclude), rules)
    return replace(found, nested=tuple((folder, layers_of(place)) for folder, place in inner))
