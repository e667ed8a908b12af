"""The options that choose what is looked for, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from dashlint.commands.options import gathered
from dashlint.commands.shared import codes_option, exclude_option, exclusions, rule_names
from dashlint.configuration import SEVERITIES, checked_rules, checked_version, read_settings
from dashlint.diagnostic import Severity
from dashlint.find import STDIN
from dashlint.settings import BACKENDS, Settings


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

    def settings(self, paths: Sequence[str], stdin_filename: str | None) -> Settings:
        """Return the settings of a run over these paths: what was typed over what the project's files say.

        Raises:
            SettingsError: one of them is not understood.
        """
        known = rule_names()
        typed = Settings(
            select=checked_rules(self.select, known, "`--select`"),
            ignore=checked_rules(self.ignore, known, "`--ignore`"),
            extend_select=checked_rules(self.extend_select, known, "`--extend-select`"),
            exclude=exclusions(self.exclude),
            backend=self.backend,
            dash_version=checked_version(self.dash_version, "`--dash-version`")
            if self.dash_version is not None
            else None,
            fail_on=Severity[self.fail_on.upper()] if self.fail_on else None,
            supposes=self.backend is not None or self.dash_version is not None,
        )
        return typed.over(read_settings([stdin_filename or "." if path == STDIN else path for path in paths], known))


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
    ),
)
