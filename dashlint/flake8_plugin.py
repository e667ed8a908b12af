"""Makes flake8 report what dashlint finds: the plugin that flake8 loads under the code `DSH`."""

from __future__ import annotations

import ast
import multiprocessing
import os
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from dashlint import __version__
from dashlint.decoding import encoded

if TYPE_CHECKING:
    from dashlint.commands.adopting import Adopting
    from dashlint.diagnostic import Diagnostic
    from dashlint.settings import Settings

CODES = "DSH"
FAILURE = "DSH000"
OPTIONS = {
    "backend": "Take this for the backend of every Dash app: flask, fastapi or quart.",
    "baseline": "The file of problems that are not reported, as they are known.",
    "config": "Take the settings of dashlint from this TOML file.",
    "dash-version": "Take this for the version of Dash, whatever the manifests say.",
    "diff-base": "Report only problems of dashlint on lines changed since the branch left this commit.",
    "extend-select": "Report these rules too; ADVICE stands for problems of severity info.",
}
"""What flake8 is asked for dashlint, under the name of the option of dashlint that it stands for."""

FILES = ("baseline", "config")
_OPTION = re.compile(rf"--(?=(?:{'|'.join(OPTIONS)})\b)")
_FULL = re.compile(rf"{CODES}\d{{3}}")
"""A rule that is named by its full code is asked for, be it advice or not."""
_Group = TypeVar("_Group")


class OptionManager(Protocol):
    """What flake8 hands a plugin to declare its options."""

    parser: ArgumentParser

    def add_option(self, name: str, **kwargs: Any) -> None:
        """Add an option to flake8's command line and configuration."""


class Plugin:
    """What flake8 makes for each file: it yields the problems of that file out of the whole project."""

    name = "dashlint"
    version = __version__
    options: ClassVar[Namespace] = Namespace()

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str]) -> None:
        self.filename = filename
        self.lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Declare the options of dashlint, which stand in flake8's configuration as well."""
        for name, explained in OPTIONS.items():
            known = {"metavar": name.upper(), "help": explained, "normalize_paths": name in FILES}
            manager.add_option(f"--dashlint-{name}", parse_from_config=True, **known)

    @classmethod
    def parse_options(cls, manager: OptionManager, options: Namespace, filenames: Sequence[str]) -> None:
        """Take flake8's options; where workers will be forked off this process, look at the project for all of them."""
        from click import ClickException

        from dashlint.configuration import SettingsError

        cls.options = options
        _found.cache_clear()
        if not _is_selected(options):
            return
        run = _run(options)
        try:
            run.check()
        except (ClickException, SettingsError) as error:
            message = error.format_message() if isinstance(error, ClickException) else str(error)
            manager.parser.error(_OPTION.sub("--dashlint-", message))
        if _forks() and run.is_known:
            _found(run)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Yield the line, the column from 0, and the text of each problem of the file."""
        if not _is_selected(self.options):
            return
        found = _found(_run(self.options, self._unsaved()))
        path = os.path.realpath(self.filename)
        for failure in (*found.failures, *found.failures_at.get(path, ())):
            yield 1, 0, f"{FAILURE} {failure}", type(self)
        for one in found.problems.get(path, ()):
            message = " ".join(one.message.split())
            yield one.location.line, one.location.column - 1, f"{one.code} {message}", type(self)

    def _unsaved(self) -> bytes | None:
        """Return what standard input holds, if that is the file at hand."""
        names = self.options.filenames or ()
        return encoded("".join(self.lines)) if _STDIN in names and self.filename == _stdin_name(self.options) else None


@dataclass(frozen=True, slots=True)
class _Run:
    """What dashlint is asked for: paths and options as its command line has them."""

    folder: str
    paths: tuple[str, ...]
    arguments: tuple[str, ...]
    text: bytes | None = None
    text_name: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether it can be done before flake8 hands over a file, and is worth it.

        Without paths flake8 may be used as a library in a working directory that means nothing.
        """
        from dashlint.find import PROJECT_MARKERS

        return bool(self.paths) and (
            self.paths != (os.curdir,) or not PROJECT_MARKERS.isdisjoint(os.listdir(self.folder))
        )

    def check(self) -> None:
        """Make sure that what is asked for can be done.

        Raises:
            ClickException, SettingsError: some of it is not understood, or a file of it cannot be had.
        """
        settings, adopting = self.asked()
        adopting.adoption(self.paths, self.text_name, settings, ())

    def asked(self) -> tuple[Settings, Adopting]:
        """Return the settings, options over what the project's files say, and what is left out as it is known."""
        from dashlint.commands.adopting import Adopting
        from dashlint.commands.choosing import Choice
        from dashlint.commands.ignoring import Ignoring
        from dashlint.commands.lint import lint

        values = lint.make_context("flake8", list(self.arguments)).params
        settings = _gathered(Choice, values).settings(self.paths, self.text_name)
        return _gathered(Ignoring, values).over(settings, is_fixing=False), _gathered(Adopting, values)


def _gathered(group: type[_Group], values: Mapping[str, object]) -> _Group:
    return group(**{field.name: values[field.name] for field in fields(group)})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class _Found:
    """The problems of a run by the real paths of their files.

    What an error of dashlint cost it is said by the path of the file where that happened, and in `failures` where
    nobody knows that.
    """

    problems: Mapping[str, Sequence[Diagnostic]]
    failures: tuple[str, ...] = ()
    failures_at: Mapping[str, Sequence[str]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _found(run: _Run) -> _Found:
    """Return what dashlint finds; a defect of dashlint must not take the findings of other plugins with it."""
    from dashlint.console import internal_error

    try:
        return _found_by(run)
    except Exception as error:
        return _Found({}, (" ".join(internal_error(error).split()),))


def _found_by(run: _Run) -> _Found:
    from dashlint.breakdowns import in_words, one_for_each
    from dashlint.commands.fixing import FixOutcome
    from dashlint.find import find
    from dashlint.lint import lint_sources

    settings, adopting = run.asked()
    text, name = run.text, run.text_name
    sources = find(run.paths, exclude=settings.exclude, stdin=text, stdin_filename=name, force_exclude=True)
    adoption = adopting.adoption(run.paths, run.text_name, settings, sources)
    left = adoption.left(FixOutcome(lint_sources(sources, settings), sources), quiet=True)
    problems: dict[str, list[Diagnostic]] = {}
    for one in left.outcome.diagnostics:
        problems.setdefault(one.location.path, []).append(one)
    reported = {source.path for source in sources if source.reported}
    failures: dict[str, list[str]] = {}
    for together in one_for_each(left.outcome.breakdowns):
        path = together[0].path
        failures.setdefault(path if path in reported else "", []).append(in_words(together))
    return _Found(problems, tuple(failures.pop("", ())), failures)


def _run(options: Namespace, text: bytes | None = None) -> _Run:
    """Return what dashlint is asked for when flake8 is asked for `options`; flake8 itself tells of missing files."""
    named = (path for path in options.filenames or (os.curdir,) if path != _STDIN and os.path.exists(path))
    if text is None:
        return _Run(os.getcwd(), tuple(named), tuple(_arguments(options, OPTIONS)))
    arguments = _arguments(options, OPTIONS.keys() - {"diff-base"})  # nothing is known of the lines of such a text
    return _Run(os.getcwd(), (*named, _STDIN), tuple(arguments), text, _stdin_name(options))


def _arguments(options: Namespace, names: Collection[str]) -> Iterator[str]:
    given = {name: getattr(options, f"dashlint_{name.replace('-', '_')}", None) for name in sorted(names)}
    yield from (f"--{name}={value}" for name, value in given.items() if value and name != "extend-select")
    if getattr(options, "isolated", False) and not given["config"]:
        yield "--isolated"
    for code in (*re.findall(r"[^,\s]+", given["extend-select"] or ""), *filter(_FULL.fullmatch, _chosen(options))):
        yield f"--extend-select={code}"


def _is_selected(options: Namespace) -> bool:
    """Whether flake8 would show any problem of dashlint: without `select` it shows those of all plugins."""
    if not getattr(options, "select", None):
        return True
    return any(CODES.startswith(entry) or entry.startswith(CODES) for entry in _chosen(options))


def _chosen(options: Namespace) -> tuple[str, ...]:
    return (*(getattr(options, "select", None) or ()), *(getattr(options, "extend_select", None) or ()))


def _forks() -> bool:
    """Whether this is the process that workers are forked off, which inherit what is found here."""
    usual = multiprocessing.get_all_start_methods()[0]
    is_fork = (multiprocessing.get_start_method(allow_none=True) or usual) == "fork"
    return is_fork and multiprocessing.parent_process() is None


def _stdin_name(options: Namespace) -> str:
    return str(options.stdin_display_name)


_STDIN = "-"
