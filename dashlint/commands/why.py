"""The command `dashlint why`: how dashlint sees the function at a line, and so why something is reported, or is not."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

import click

from dashlint import console
from dashlint.commands import completing
from dashlint.commands.adopting import Adopting
from dashlint.commands.fixing import FixOutcome
from dashlint.commands.shared import HELP, USAGE, color_option, excerpts_of, rule_names
from dashlint.configuration import Wanted, checked_version, read_configuration
from dashlint.diagnostic import Diagnostic
from dashlint.find import Source, find
from dashlint.ignored import is_left_out
from dashlint.notebooks import Notebooks
from dashlint.report.paint import Paint
from dashlint.settings import BACKENDS, Settings
from dashlint.why import ANSWERS, Answer, Question, answered

EPILOG = """\
\b
Exit status:
  0    the question is answered
  2    wrong usage, wrong settings, or a file that cannot be read
  3    a defect of dashlint itself
"""
_ASKED = re.compile(r"(?P<file>.+?):(?:cell (?P<cell>\d+):)?(?P<line>\d+)(?::(?P<column>\d+))?:?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place as somebody typed it: a file, a line and perhaps a column, and in a notebook a cell, all from 1."""

    file: str
    line: int
    column: int | None
    cell: int | None = None


def parsed(word: str) -> Asked:
    """Read `FILE:LINE` or `FILE:LINE:COLUMN`; the file may have colons in its name, as `C:\\app.py` has.

    Raises:
        click.BadParameter: it names no line.
    """
    found = _ASKED.fullmatch(word)
    if found is None:
        hint = f"write `{word}:LINE`" if os.path.exists(word) else "write `FILE:LINE`"
        raise click.BadParameter(f"`{word}` names no line; {hint}")
    line, column = int(found["line"]), int(found["column"]) if found["column"] else None
    if column is not None and not os.path.exists(found["file"]) and os.path.exists(f"{found['file']}:{line}"):
        return _checked(Asked(f"{found['file']}:{line}", column, None))
    return _checked(Asked(found["file"], line, column, int(found["cell"]) if found["cell"] else None))


@click.command(name="why", epilog=EPILOG, context_settings=HELP)
@click.argument(
    "place",
    metavar="FILE:LINE[:COLUMN]",
    shell_complete=completing.files,
    callback=lambda ctx, parameter, value: parsed(value),
)
@click.option(
    "--format", "form", type=click.Choice(tuple(ANSWERS)), default="text", show_default=True, help="How to answer."
)
@click.option("--backend", type=click.Choice(BACKENDS, case_sensitive=False), help="Take this for every app's backend.")
@click.option("--dash-version", metavar="X.Y.Z", help="Take this for the version of Dash.")
@click.option(
    "--config", multiple=True, metavar="FILE|KEY=VALUE", help="Take the settings of this TOML file, or a key."
)
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@color_option
def why(
    place: Asked,
    form: str,
    backend: str | None,
    dash_version: str | None,
    config: tuple[str, ...],
    isolated: bool,
    color: str,
) -> int:
    """Say how dashlint sees the function at a line, and so why something is reported there, or is not.

    Tells which app the function belongs to and on which backend that runs, how the function is reached and where it
    runs, what each of its calls is, and what became of its problems. What dashlint does not know it calls unknown.
    """
    settings = read_configuration([place.file], rule_names(), Wanted(config, isolated), ()).settings
    version = checked_version(dash_version, "`--dash-version`") if dash_version is not None else None
    settings = Settings(backend=backend, dash_version=version, supposes=bool(backend or version)).over(settings)
    if os.path.isdir(place.file):
        raise click.UsageError(f"`{place.file}` is a folder, and a line is asked about")
    sources = find([place.file], exclude=settings.exclude)
    answer = _answer(place, sources, settings)
    colored = form == "text" and console.is_colored(color)
    console.print_lines(ANSWERS[form](answer, Paint(colored)), colored=colored)
    return USAGE if answer.defect else 0


def _checked(asked: Asked) -> Asked:
    if asked.line < 1 or asked.column == 0 or asked.cell == 0:
        raise click.BadParameter("lines and columns are counted from 1")
    return asked


def _answer(place: Asked, sources: tuple[Source, ...], settings: Settings) -> Answer:
    path = os.path.realpath(place.file)
    if next(source.kind for source in sources if source.path == path) != "python":
        raise click.UsageError(f"`{place.file}` is no Python file")
    excerpts = excerpts_of(sources)
    question = Question(path, _line(place, path), place.column)
    answer = answered(question, sources, settings, excerpts, lambda found: _left(place.file, sources, settings, found))
    if not answer.defect and question.line > (count := max(excerpts.count(path), 1)):
        raise click.UsageError(f"`{place.file}` has {count} lines, so there is no line {place.line}")
    if is_left_out(path, settings.exclude, is_folder=False):
        answer = replace(answer, remark="the settings exclude this file, so a run over its folder leaves it out")
    return answer


def _line(place: Asked, path: str) -> int:
    """Return which line of a file's code is meant.

    Raises:
        click.UsageError: a notebook has no such line, or no cell is named.
    """
    notebook = Notebooks().at(path)
    if notebook is None:
        return place.line
    if place.cell is None:
        raise click.UsageError(f"`{place.file}` is a notebook: write `{place.file}:cell N:LINE`")
    line = notebook.line_of(place.cell, place.line)
    if line is None:
        raise click.UsageError(f"`{place.file}` has no line {place.line} in a cell {place.cell} of Python code")
    return line


def _left(
    file: str, sources: tuple[Source, ...], settings: Settings, reported: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """Return the problems that the baseline does not hide."""
    from dashlint.lint import Outcome

    adopting = Adopting(None, no_baseline=False, write_baseline=False, prune_baseline=False, diff_base=None)
    adoption = adopting.adoption([file], None, settings, sources)
    return adoption.left(FixOutcome(Outcome(reported), sources), quiet=True).outcome.diagnostics
