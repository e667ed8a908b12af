"""The terminal that dashlint writes to."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence

import click

from dashlint.breakdowns import Breakdown, in_words, one_for_each

#: Terminals that show links, by what they say in `TERM_PROGRAM`, by parts of `TERM`, and VTE since this version.
_LINKING = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "WarpTerminal", "zed"})
_LINKING_KINDS = ("kitty", "ghostty", "alacritty", "foot", "wezterm", "contour")
_VTE = 5000
_PLEASE = "This is a defect of dashlint. Please report it with what DASHLINT_TRACEBACK=1 adds to this message."


def prepare() -> None:
    """Make sure that no character of a source file or path can be one too many for the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_colored(choice: str) -> bool:
    """Whether to color standard output, by `--color` first and the environment's wishes second."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def shows_links() -> bool:
    """Whether standard output shows links, by the environment's wishes first and by what terminals tell second.

    A terminal that does not know them may print their addresses, so one that says nothing gets none.
    """
    if os.environ.get("NO_HYPERLINK", "0") not in ("", "0"):
        return False
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    told = os.environ.get
    by_name = told("TERM_PROGRAM", "") in _LINKING or any(name in told("TERM", "") for name in _LINKING_KINDS)
    vte = told("VTE_VERSION", "")
    return by_name or bool(told("WT_SESSION") or told("KONSOLE_VERSION")) or (vte.isdigit() and int(vte) >= _VTE)


def print_lines(lines: Iterable[str], *, colored: bool = False, on_stderr: bool = False) -> None:
    """Write the lines to standard output, or to standard error."""
    print_text("".join(f"{line}\n" for line in lines), colored=colored, on_stderr=on_stderr)


def print_text(text: str | bytes, *, colored: bool = False, on_stderr: bool = False) -> None:
    """Write text as it is; whoever closed the other end wants no more of it."""
    try:
        click.echo(text, file=sys.stderr if on_stderr else sys.stdout, nl=False, color=colored)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def clear_screen() -> None:
    """Make room on a terminal; in a pipe nothing is lost."""
    if sys.stdout is not None and sys.stdout.isatty():
        click.clear()


def complain(message: str) -> None:
    """Write a message to standard error."""
    click.echo(f"dashlint: {message}", file=sys.stderr)


def complain_of_breakdowns(breakdowns: Sequence[Breakdown], shown: Callable[[str], str]) -> None:
    """Write to standard error which rules and files an error of dashlint itself cost a run."""
    for together in one_for_each(breakdowns):
        steps = "".join(f"\n    {step}" for step in together[0].steps)
        complain(in_words(together, shown) + (f"\n{together[0].trace}" if _shows_traceback() else steps))
    if breakdowns:
        complain(f"everything else was looked at as always. {_PLEASE}")


def internal_error(error: Exception) -> str:
    """What to say of a defect of dashlint itself: enough for a report, and how to get the rest."""
    if _shows_traceback():
        return "internal error\n" + "".join(traceback.format_exception(error))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        f"internal error: {what} ({os.path.basename(frame.filename)}, line {frame.lineno}, in {frame.name})\n{_PLEASE}"
    )


def _shows_traceback() -> bool:
    return bool(os.environ.get("DASHLINT_TRACEBACK"))
