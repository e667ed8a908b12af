"""The options that choose what is looked for, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import click

from dashlint.commands import completing
from dashlint.commands.options import gathered
from dashlint.commands.shared import codes_option, exclude_option, exclusions, rule_names, sources_of
from dashlint.configuration import (
    GROUPS,
    SEVERITIES,
    Configuration,
    Wanted,
    checked_rules,
    checked_version,
    read_configuration,
    settings_lines,
)
from dashlint.diagnostic import Severity
from dashlint.find import STDIN
from dashlint.settings import BACKENDS, USUAL_SECONDS, Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """What the command line says of rules, backends and files, as it was typed."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    extend_select: tuple[str, ...]
    backend: str | None
    dash_version: str | None
    exclude: tuple[str, ...]
    fail_on: str | None
    max_warnings: int | None
    max_seconds_per_file: int | None
    force_exclude: bool | None
    config: tuple[str, ...]
    isolated: bool
    show_settings: bool
    show_files: bool

    def settings(self, paths: Sequence[str], stdin_filename: str | None) -> Settings:
        """Return the settings of a run over these paths: what was typed over what the project's files say.

        Raises:
            SettingsError: one of them is not understood.
        """
        return self._typed().over(self._configuration(paths, stdin_filename).settings)

    def lines(
        self, paths: Sequence[str], settings: Settings, stdin_filename: str | None, others: Sequence[object] = ()
    ) -> Iterator[str] | None:
        """Return what is asked for instead of a run: the settings, or the files; None where it is neither.

        `others` are the other groups of options, which stand for settings too.
        """
        if self.show_settings:
            configuration = self._configuration(paths, stdin_filename)
            return settings_lines(GROUPS, _said((self, *others)), configuration)
        if self.show_files:
            sources = sources_of(paths, settings, stdin_filename)
            return (source.shown for source in sources if source.reported)
        return None

    def settings_files(self, paths: Sequence[str], stdin_filename: str | None) -> tuple[str, ...]:
        """Return the settings files that count for a run over these paths, the strongest first."""
        found = self._configuration(paths, stdin_filename)
        layers = (*(layer for _, own in found.nested for layer in own), *found.files)
        return tuple(dict.fromkeys(layer.place.origin for layer in layers))

    def _typed(self) -> Settings:
        known = rule_names()
        return Settings(
            select=checked_rules(self.select, known, "`--select`"),
            ignore=checked_rules(self.ignore, known, "`--ignore`"),
            extend_select=checked_rules(self.extend_select, known, "`--extend-select`"),
            exclude=exclusions(self.exclude),
            backend=self.backend,
            dash_version=checked_version(self.dash_version, "`--dash-version`")
            if self.dash_version is not None
            else None,
            fail_on=Severity[self.fail_on.upper()] if self.fail_on else None,
            max_warnings=self.max_warnings,
            max_seconds_per_file=self.max_seconds_per_file,
            force_exclude=self.force_exclude,
            supposes=self.backend is not None or self.dash_version is not None,
        )

    def _configuration(self, paths: Sequence[str], stdin_filename: str | None) -> Configuration:
        real = [stdin_filename or "." if path == STDIN else path for path in paths]
        return read_configuration(real, rule_names(), Wanted(self.config, self.isolated), exclusions(self.exclude))


def _said(groups: Sequence[object]) -> Mapping[str, object]:
    """Return what was typed by the names of the keys that it stands for."""
    names = [key.name for keys in GROUPS.values() for key in keys]
    typed = {name: [getattr(group, name.replace("-", "_"), None) for group in groups] for name in names}
    said = {name: [one for one in values if one is not None and one != ()] for name, values in typed.items()}
    return {name: values[0] for name, values in said.items() if values}


choice_options = gathered(
    "choice",
    Choice,
    (
        codes_option("--select", "Report these rules and no others."),
        codes_option("--ignore", "Do not report these rules."),
        codes_option("--extend-select", "Report these rules too."),
        click.option(
            "--backend",
            type=click.Choice(BACKENDS, case_sensitive=False),
            help="Take this for the backend of every app, whatever the code says.",
        ),
        click.option(
            "--dash-version", metavar="X.Y.Z", help="Take this for the version of Dash, whatever the manifests say."
        ),
        exclude_option,
        click.option(
            "--fail-on",
            type=click.Choice(SEVERITIES),
            help="Exit with status 1 only for problems at least this severe. [default: everything reported]",
        ),
        click.option(
            "--max-warnings",
            metavar="N",
            type=click.IntRange(min=0),
            help="Exit with status 1 for errors, and for more than N warnings.",
        ),
        click.option(
            "--max-seconds-per-file",
            metavar="N",
            type=click.IntRange(min=0),
            help=f"Give up on a file that takes longer to parse; 0 never does. [default: {USUAL_SECONDS}]",
        ),
        click.option(
            "--force-exclude/--no-force-exclude",
            default=None,
            help="Leave out what is excluded even if PATHS names it.",
        ),
        click.option(
            "--config",
            multiple=True,
            metavar="FILE|KEY=VALUE",
            shell_complete=completing.files,
            help="Take the settings of this TOML file, or set one key, as in `--config 'backend=\"quart\"'`.",
        ),
        click.option("--isolated", is_flag=True, help="Read no settings file."),
        click.option("--show-settings", is_flag=True, help="Print every setting and where it comes from, and stop."),
        click.option("--show-files", is_flag=True, help="Print the files that would be reported on, and stop."),
    ),
)
