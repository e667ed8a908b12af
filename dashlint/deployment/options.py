"""Options: the words of a command taken apart into options with their values and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_GUNICORN = (
    "--capture-output --casefold-http-method --check-config --daemon --disable-redirect-access-to-syslog "
    "--do-handshake-on-connect --enable-backlog-metric --enable-stdio-inheritance --initgroups --log-syslog "
    "--no-control-socket --no-sendfile --permit-obsolete-folding --permit-unconventional-http-method "
    "--permit-unconventional-http-version --preload --print-config --reload --reuse-port --spew "
    "--strip-header-spaces --suppress-ragged-eofs --proxy-protocol -D -R"
)
_UVICORN = (
    "--reload --factory --access-log --no-access-log --use-colors --no-use-colors --proxy-headers --no-proxy-headers "
    "--server-header --no-server-header --date-header --no-date-header --version --reset-contextvars"
)
_GRANIAN = (
    "--ws --no-ws --http1-keep-alive --no-http1-keep-alive --log --no-log --access-log --no-access-log --reload "
    "--no-reload --factory --no-factory --respawn-failed-workers --no-respawn-failed-workers --static-path-mount"
)
_FLASK = "--debug --no-debug --reload --no-reload --debugger --no-debugger --with-threads --without-threads"
#: The options of each server that have no value.
FLAGS = {
    "gunicorn": frozenset(_GUNICORN.split()),
    "uvicorn": frozenset(_UVICORN.split()),
    "hypercorn": frozenset({"-D", "--daemon", "--debug", "--reload"}),
    "waitress-serve": frozenset({"--call", "--expose-tracebacks", "--no-expose-tracebacks"}),
    "granian": frozenset(_GRANIAN.split()),
    "daphne": frozenset({"--proxy-headers", "--no-server-name"}),
    "flask": frozenset(_FLASK.split()),
    "quart": frozenset(_FLASK.split()),
    "uwsgi": frozenset(
        "--master --enable-threads --die-on-term --vacuum --http-keepalive --need-app --lazy-apps -M".split()
    ),
    "mod_wsgi-express": frozenset({"--log-to-terminal", "--reload-on-changes", "--https-only", "--startup-log"}),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What a command is given: options by name, each with its value or None, and the words that are no option's."""

    named: tuple[tuple[str, str | None], ...]
    positional: tuple[str, ...]

    @property
    def first(self) -> str | None:
        """The first word that is no option's."""
        return self.positional[0] if self.positional else None

    def has(self, name: str) -> bool:
        """Tell whether an option is given."""
        return any(name == known for known, _ in self.named)

    def values(self, *names: str) -> tuple[str, ...]:
        """Return every value of an option under any of its names."""
        return tuple(value for known, value in self.named if known in names and value is not None)

    def value(self, *names: str) -> str | None:
        """Return the value of an option under any of its names; the last one counts."""
        return next((value for known, value in reversed(self.named) if known in names), None)


def options(words: Sequence[str], flags: frozenset[str]) -> Options:
    """Take words apart; an option that is not among the flags takes the next word unless it carries its value."""
    named: list[tuple[str, str | None]] = []
    positional: list[str] = []
    index = 0
    while index < len(words):
        word, index = words[index], index + 1
        name, equals, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            positional.append(word)
        elif equals:
            named.append((name, value))
        elif word in flags:
            named.append((word, None))
        elif not word.startswith("--") and len(word) > 2:
            named.append((word[:2], word[2:]))
        elif index < len(words) and not words[index].startswith("--"):
            named.append((word, words[index]))
            index += 1
        else:
            named.append((word, None))
    return Options(tuple(named), tuple(positional))
