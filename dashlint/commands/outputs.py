"""Where reports go: each format of a run to a file of its own or to standard output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from dashlint.report import REPORTS
from dashlint.words import did_you_mean

STANDARD_OUTPUT = "-"
ALIASES = {"json-lines": "jsonl"}
FORMAT_VARIABLE = "DASHLINT_OUTPUT_FORMAT"
FILE_VARIABLE = "DASHLINT_OUTPUT_FILE"


@dataclass(frozen=True, slots=True)
class Output:
    """A format, and the file that it goes to; None for standard output."""

    form: str
    file: str | None = None


def typed_outputs(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    """Read `FORMAT` or `FORMAT=FILE`; the file may have any name, one with `=` or a drive in it too."""
    if not values and (named := os.environ.get(FORMAT_VARIABLE)):
        return (_output(named, f" (in {FORMAT_VARIABLE})"),)
    return tuple(_output(value) for value in values)


def completed(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the formats that a word may be meant for."""
    return [form for form in REPORTS if form.startswith(incomplete)]


def outputs(typed: Sequence[Output], output_file: str | None, usual: str | None = None) -> tuple[Output, ...]:
    """Return every format with the place that it goes to: `usual` is the format where none was typed.

    Raises:
        click.UsageError: two formats go to the same place, `output_file` has no format, or a file cannot be there.
    """
    formats = tuple(typed) or (_output(usual or "full", " (`output-format`)"),)
    if output_file is not None:
        formats = tuple(_housed(formats, output_file))
    formats = tuple(replace(one, file=None) if one.file == STANDARD_OUTPUT else one for one in formats)
    _check_that_places_differ(formats)
    for one in formats:
        if one.file is not None:
            _check_folder(one.file)
    return formats


def _output(value: str, origin: str = "") -> Output:
    named, separator, file = value.partition("=")
    form = ALIASES.get(named, named)
    if form not in REPORTS:
        known = f"the formats are {', '.join(REPORTS)}"
        raise click.BadParameter(f"`{named}` is no format{origin}{did_you_mean(named, REPORTS) or f'; {known}'}")
    if separator and not file:
        raise click.BadParameter(f"`{value}` names no file{origin}")
    return Output(form, file or None)


def _housed(formats: Sequence[Output], output_file: str) -> list[Output]:
    """Give `--output-file` to the format that has no file."""
    if all(one.file is not None for one in formats):
        raise click.UsageError(f"`--output-file {output_file}` has no format, because each `--format` names its file")
    return [one if one.file is not None else replace(one, file=output_file) for one in formats]


def _check_that_places_differ(formats: Sequence[Output]) -> None:
    taken: dict[str | None, Output] = {}
    for one in formats:
        place = os.path.normcase(os.path.realpath(one.file)) if one.file is not None else None
        other = taken.setdefault(place, one)
        if other is not one:
            where = f"`{one.file}`" if one.file is not None else "standard output"
            advice = f"write `--format {one.form}=FILE`"
            raise click.UsageError(f"`{other.form}` and `{one.form}` both go to {where}: {advice}")


def _check_folder(file: str) -> None:
    folder = os.path.dirname(os.path.realpath(file))
    if os.path.isdir(file):
        raise click.UsageError(f"`{file}` cannot be written: it is a folder")
    if not os.path.isdir(folder):
        raise click.UsageError(f"`{file}` cannot be written: there is no folder `{os.path.dirname(file)}`")
