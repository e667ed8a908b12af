"""The options on the cache, and the run whose answer is kept in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from dashlint.cache.answering import Missed
from dashlint.cache.folder import DIRECTORY, cache_folder
from dashlint.commands.options import gathered
from dashlint.find import STDIN, Source

if TYPE_CHECKING:
    from dashlint.cache.copying import Copies
    from dashlint.cache.recording import Recording
    from dashlint.cache.store import Store
    from dashlint.facts import FileFacts
    from dashlint.lint import Reader

#: What may be typed in a run whose answer is kept. Options that change files, that read what no recording sees, or that
#: print what is another time each time are none of these; one that is new is none until it is named here.
KEPT = frozenset(
    {
        "backend",
        "baseline",
        "cache_dir",
        "color",
        "config",
        "dash_version",
        "exclude",
        "exit_non_zero_on_fix",
        "exit_zero",
        "extend_select",
        "fail_on",
        "fix",
        "fixable",
        "force_exclude",
        "forms",
        "ignore",
        "isolated",
        "max_seconds_per_file",
        "max_warnings",
        "no_baseline",
        "no_cache",
        "paths",
        "quiet",
        "require_reasons",
        "select",
        "show_fixes",
        "statistics",
        "unfixable",
        "unsafe_fixes",
        "verbose",
    }
)


@dataclass(frozen=True, slots=True)
class Caching:
    """What the command line says of the cache."""

    no_cache: bool
    cache_dir: str | None

    @contextmanager
    def kept(self, context: click.Context) -> Iterator[Kept]:
        """Give what keeps the answer of the run in this block; there is none to keep where nobody asked the cache."""
        why_not, missed = self._obstacle(context), context.obj
        store = self._store(missed)
        if why_not or not isinstance(missed, Missed):
            yield Kept(missed if store else None, store=store, why_not=why_not)
            return
        from dashlint.cache.copying import Copies
        from dashlint.cache.recording import Recording

        recording, copies = Recording(), Copies()
        recording.start(missed.words)
        try:
            yield Kept(missed, recording, copies, store)
        finally:
            recording.end()
            copies.take_off()

    def _store(self, missed: object) -> Store | None:
        """Return what is remembered of the code, if the cache is used; it is opened before anything is recorded."""
        if self.no_cache or not isinstance(missed, Missed) or missed.folder != cache_folder(self.cache_dir or ""):
            return None
        from dashlint.cache.keeping import store_for

        return store_for(missed)

    def _obstacle(self, context: click.Context) -> str:
        """Return why no answer is kept, as far as the command line tells."""
        if self.no_cache:
            return "`--no-cache`"
        typed = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
        named = sorted(name for name in context.params if context.get_parameter_source(name) in typed)
        foreign = [name for name in named if name not in KEPT]
        if foreign:
            return f"`--{foreign[0].replace('_', '-')}`"
        if STDIN in context.params["paths"]:
            return "standard input"
        if any(output.file for output in context.params["forms"]):
            return "`--format` with a file"
        missed = context.obj
        if isinstance(missed, Missed) and missed.folder != cache_folder(self.cache_dir or ""):
            return "`--cache-dir`, which is not plain to see"
        return ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer of a run while it is being made; without `missed` none is kept."""

    missed: Missed | None = None
    recording: Recording | None = None
    copies: Copies | None = None
    store: Store | None = None
    why_not: str = ""

    def reader(self, reader: Reader) -> Reader:
        """Return a reader that remembers the code of earlier runs."""
        from dashlint.read import recall

        store = self.store

        def remembering(path: str, text: bytes, seconds: float | None = None) -> FileFacts:
            if store is not None:
                recall(text, store)
            return reader(path, text, seconds)

        return remembering

    def keep(self, status: int, sources: Sequence[Source], is_plain: bool) -> str:
        """Keep what the run came to, if it `is_plain` that nothing was changed, and return what to tell of that."""
        flaw = self._flaw(status, sources, is_plain)
        self._keep_store()
        if self.missed is None or self.recording is None or self.copies is None:
            return f"no answer is kept in the cache{f': {self.why_not}' if self.why_not else ''}"
        if flaw:
            return f"this answer is not kept in the cache: {flaw}"
        from dashlint.cache.keeping import keep

        try:
            keep(self.missed, self.recording, status, *self.copies.taken())
        except (OSError, ValueError) as error:
            return f"this answer is not kept in the cache: {error}"
        return f"{self.missed.why} in the cache, so that this answer now is: `{os.path.dirname(self.missed.file)}`"

    def _keep_store(self) -> None:
        if self.missed is None or self.store is None:
            return
        from dashlint.cache.keeping import keep_store

        with suppress(OSError):
            keep_store(self.missed, self.store)

    def _flaw(self, status: int, sources: Sequence[Source], is_plain: bool) -> str:
        if status not in (0, 1) or not is_plain or self.recording is None or self.copies is None:
            return "it is no plain report"
        if not self.copies.are_whole:
            return "not all of it was printed where it can be copied"
        self.recording.end()
        for source in sources:
            self.recording.add(source.path)
        changed = self.recording.changed()
        return f"`{changed}` was changed meanwhile" if changed else self.recording.flaw


caching_options = gathered(
    "caching",
    Caching,
    (
        click.option(
            "--no-cache",
            is_flag=True,
            envvar="DASHLINT_NO_CACHE",
            help="Neither use nor keep answers in the cache.",
        ),
        click.option(
            "--cache-dir",
            metavar="DIR",
            envvar=DIRECTORY,
            help="The folder of the cache. [default: dashlint in the user's folder for caches]",
        ),
    ),
)
