"""The command `dashlint audit`: what breaks, and what must change, if an app moves to another backend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click
from packaging.version import Version

from dashlint import console
from dashlint.audit import AUDITS, Audit, audit_of
from dashlint.breakdowns import Breakdown
from dashlint.commands import completing
from dashlint.commands.shared import (
    FINDINGS,
    HELP,
    INTERNAL,
    USAGE,
    codes_option,
    color_option,
    excerpts_of,
    exclude_option,
    exclusions,
    quoted,
    rule_names,
    sources_of,
)
from dashlint.configuration import checked_rules, checked_version, read_settings
from dashlint.report.paint import Paint
from dashlint.settings import BACKENDS, Settings

FIRST_WITH_BACKENDS = Version("4.2.0")
EPILOG = """\
\b
Exit status:
  0    nothing stands in the way (or there is no Dash app)
  1    something has to change
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""


@click.command(name="audit", epilog=EPILOG, context_settings=HELP)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=completing.files)
@click.option(
    "--to", required=True, type=click.Choice(BACKENDS, case_sensitive=False), help="The backend that the apps move to."
)
@click.option(
    "--format", "form", type=click.Choice(tuple(AUDITS)), default="text", show_default=True, help="How to report."
)
@click.option(
    "--output-file", metavar="FILE", type=click.Path(dir_okay=False), help="Write to FILE, not to standard output."
)
@click.option("--dash-version", metavar="X.Y.Z", help="The version of Dash that the apps run on after the move.")
@codes_option("--select", "Look for what these rules find and for nothing else.")
@codes_option("--ignore", "Leave out what these rules find.")
@exclude_option
@color_option
def audit(
    paths: tuple[str, ...],
    to: str,
    form: str,
    output_file: str | None,
    dash_version: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    color: str,
) -> int:
    """Say what breaks, and what must change, if the Dash apps under PATHS move to another backend.

    Compares what dashlint finds today with what it would find if every app ran on that backend: what is there today
    already is counted apart. Rules that `[tool.dashlint]` chooses do not matter here; what it excludes is left out.
    """
    paths = paths or (".",)
    known = rule_names()
    project = read_settings(paths, known)
    settings = Settings(
        select=checked_rules(select, known, "`--select`"),
        ignore=checked_rules(ignore, known, "`--ignore`"),
        exclude=(*project.exclude, *exclusions(exclude)),
        backend=project.backend,
        dash_version=project.dash_version,
        path_backends=project.path_backends,
        src=project.src,
        additions=project.additions,
    )
    typed = checked_version(dash_version, "`--dash-version`") if dash_version is not None else None
    found, breakdowns = _audited(paths, settings, to, typed or _known_after(project.dash_version))
    colored = output_file is None and form == "text" and console.is_colored(color)
    _write(AUDITS[form](found, Paint(colored)), output_file, colored)
    console.complain_of_breakdowns(breakdowns, lambda path: path)
    if breakdowns:
        return INTERNAL
    if found.unreadable:
        return USAGE
    return FINDINGS if found.findings else 0


def _audited(
    paths: Sequence[str], settings: Settings, to: str, dash_version: str | None
) -> tuple[Audit, tuple[Breakdown, ...]]:
    from dashlint.lint import lint_variants

    sources = sources_of(paths, settings)
    after = replace(settings, backend=to, dash_version=dash_version, path_backends=())
    today, moved = lint_variants(sources, (settings, after))
    found = audit_of(to, today, moved, excerpts_of(sources))
    if not found.apps:
        console.complain(f"warning: no Dash app under {quoted(paths)}")
    return found, (*today.breakdowns, *moved.breakdowns)


def _known_after(declared: str | None) -> str | None:
    """Return the Dash version after the move, None where the present one knows no backends and so has to change."""
    return declared if declared and Version(declared) >= FIRST_WITH_BACKENDS else None


def _write(lines: Iterable[str], output_file: str | None, colored: bool) -> None:
    if output_file is None:
        console.print_lines(lines, colored=colored)
        return
    text = "".join(f"{line}\n" for line in lines)
    try:
        Path(output_file).write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise click.UsageError(f"`{output_file}` cannot be written: {error.strerror}") from error
