"""What the user wants of dashlint by the settings of the editor, which override those of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dashlint.words import did_you_mean

SECTION = "dashlint"


class WishError(Exception):
    """A setting of the editor that is not understood; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The settings of the editor, each under its name in camel case; `delay` is in milliseconds."""

    enable: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    backend: str | None = None
    dash_version: str | None = None
    configuration: str | None = None
    unsafe_fixes: bool | None = None
    delay: int = 200

    @property
    def arguments(self) -> Iterator[str]:
        """The options of the command line that stand for these settings."""
        for name in ("select", "ignore", "extend_select"):
            yield from (f"{OPTIONS[name]}={entry}" for entry in getattr(self, name))
        for name in ("backend", "dash_version", "configuration"):
            if getattr(self, name):
                yield f"{OPTIONS[name]}={getattr(self, name)}"
        if self.unsafe_fixes is not None:
            yield "--unsafe-fixes" if self.unsafe_fixes else "--no-unsafe-fixes"


OPTIONS = {
    "select": "--select",
    "ignore": "--ignore",
    "extend_select": "--extend-select",
    "backend": "--backend",
    "dash_version": "--dash-version",
    "configuration": "--config",
}
"""The option of the command line that a setting stands for."""


def wished(given: object, before: Wishes) -> Wishes:
    """Return `before` with what an editor says: the settings themselves, or a table of them under `dashlint`.

    Raises:
        WishError: it says what is not understood.
    """
    if isinstance(given, Mapping) and isinstance(given.get(SECTION), Mapping):
        given = given[SECTION]
    if not isinstance(given, Mapping):
        return before
    names = {camel(field.name): field.name for field in fields(Wishes)}
    return replace(
        before, **{names[key]: _checked(key, value) for key, value in given.items() if _is_known(key, names)}
    )


def camel(name: str) -> str:
    """Return the name of a setting as editors have it: `unsafeFixes`."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _is_known(key: object, names: Mapping[str, str]) -> bool:
    if key in names:
        return True
    raise WishError(f"`{SECTION}.{key}` is no setting of dashlint{did_you_mean(str(key), names)}")


def _checked(key: str, value: Any) -> Any:
    if key in ("enable", "unsafeFixes"):
        return _as(key, value, isinstance(value, bool) or (value is None and key != "enable"), "`true` or `false`")
    if key == "delay":
        is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return _as(key, value, is_number, "a number of milliseconds")
    if key in ("select", "ignore", "extendSelect", "exclude"):
        value = [entry.strip() for entry in value.split(",")] if isinstance(value, str) else value
        is_list = value is None or (isinstance(value, list | tuple) and all(isinstance(one, str) for one in value))
        return tuple(entry for entry in _as(key, value, is_list, "a list of texts") or () if entry)
    return _as(key, value, value is None or isinstance(value, str), "a text") or None


def _as(key: str, value: Any, is_right: bool, words: str) -> Any:
    if not is_right:
        raise WishError(f"`{SECTION}.{key}` must be {words}, not `{value!r}`")
    return value
