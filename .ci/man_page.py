"""Writes `man/dashlint.1`, the manual page, out of what the commands say of themselves."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from dashlint.cli import COMMANDS, command_of
from dashlint.commands.lint import lint

PAGE = Path(__file__).parent.parent / "man" / "dashlint.1"
ENVIRONMENT = {
    "NO_COLOR": "if set, nothing is coloured.",
    "FORCE_COLOR": "if set and not 0, reports are coloured even where no terminal reads them.",
    "NO_HYPERLINK, FORCE_HYPERLINK": "whether the codes in reports are links to the pages of their rules.",
    "DASHLINT_OUTPUT_FORMAT": "the format of reports where none is asked for.",
    "DASHLINT_OUTPUT_FILE": "the file that reports go to where none is asked for.",
    "DASHLINT_CACHE_DIR": "the folder of the cache where --cache-dir names none.",
    "DASHLINT_NO_CACHE": "if set and not 0, answers are neither used nor kept, as with --no-cache.",
    "DASHLINT_TRACEBACK": "if set, a defect of dashlint itself is told in full.",
}
FILES = {
    "dashlint.toml, .dashlint.toml": "the settings of a project, in the table of their own.",
    "pyproject.toml": "the same, in the table [tool.dashlint].",
    "dashlint-baseline.json": "the problems that a project had when it adopted dashlint.",
}


def page() -> str:
    """Return the manual page in the language of troff's `man` macros."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield '.\\" This file is made by `python .ci/man_page.py`.'
    yield '.TH DASHLINT 1 "" dashlint "User commands"'
    yield from (".SH NAME", _quoted("dashlint - find async footguns in Plotly Dash apps"))
    yield from (".SH SYNOPSIS", *_synopsis("", lint))
    for name in COMMANDS:
        yield from (".br", *_synopsis(name, command_of(name)))
    yield from (".SH DESCRIPTION", *_paragraphs(lint.help or ""))
    yield from (".SH OPTIONS", *_options(lint), *_epilog(lint.epilog or ""))
    yield ".SH COMMANDS"
    for name in COMMANDS:
        command = command_of(name)
        yield from (f".SS {_quoted(f'dashlint {name}')}", *_paragraphs(command.help or ""), *_options(command))
    yield from (".SH ENVIRONMENT", *_terms(ENVIRONMENT), ".SH FILES", *_terms(FILES))


def _synopsis(name: str, command: click.Command) -> Iterator[str]:
    arguments = [param.make_metavar(click.Context(command)) for param in command.params if _is_argument(param)]
    yield f".B {_quoted(f'dashlint {name}'.strip())}"
    yield _quoted(" ".join(["[OPTIONS]", *arguments]))


def _is_argument(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument)


def _options(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for param in command.params:
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record is not None:
            yield from _term(record[0], record[1])


def _terms(terms: dict[str, str]) -> Iterator[str]:
    for term, text in terms.items():
        yield from _term(term, text)


def _term(term: str, text: str) -> Iterator[str]:
    yield from (".TP", f".B {_quoted(term)}", _quoted(text))


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a help text; a paragraph behind `\\b` keeps its lines."""
    for paragraph in textwrap.dedent(text.replace("\f", "")).strip().split("\n\n"):
        yield ".PP"
        if paragraph.lstrip().startswith("\b"):
            yield from (".nf", *(_quoted(line) for line in paragraph.replace("\b", "").strip("\n").splitlines()), ".fi")
        else:
            yield from (_quoted(line.strip()) for line in paragraph.splitlines())


def _epilog(text: str) -> Iterator[str]:
    """Yield the sections of an epilog, each a paragraph whose first line is its title."""
    for section in text.strip().split("\n\n"):
        lines = [line for line in section.replace("\b", "").splitlines() if line.strip()]
        yield f".SH {_quoted(lines[0].rstrip(':').upper())}"
        yield from (".nf", *(_quoted(line) for line in lines[1:]), ".fi")


def _quoted(text: str) -> str:
    """Return a text of which troff takes no character for its own."""
    text = re.sub(r"[\\]", r"\\e", text).replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    text = text.replace("^", r"\(ha").replace("~", r"\(ti").replace('"', r"\(dq")
    text = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in text)
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="ascii", newline="\n")
