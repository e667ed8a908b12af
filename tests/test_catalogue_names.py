"""Every name of the catalogue exists in its library, where that is installed; the standard library always is."""

from __future__ import annotations

import builtins
import importlib
import multiprocessing
import sys
import threading
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.util import find_spec

import pytest

from dashlint.catalogue import load

CATALOGUE = load()
ITERATION = ("__next__", "__iter__")

#: Classes that are functions in some versions, or set their methods on the instance, and proxies: asked as objects.
OBJECTS: dict[str, Callable[[], object]] = {
    "threading.Lock": threading.Lock,
    "threading.RLock": threading.RLock,
    "threading.Condition": threading.Condition,
    "multiprocessing.synchronize.Lock": multiprocessing.Lock,
    "elasticsearch.Elasticsearch": lambda: importlib.import_module("elasticsearch").Elasticsearch(
        "http://localhost:9200"
    ),
    "flask.request": lambda: importlib.import_module("flask").Flask("names").test_request_context().request,
}

#: Roots that several distributions share, and how many parts of a name tell which one.
NAMESPACES = {"google": 3, "azure": 3, "databricks": 2, "opentelemetry": 3}

#: Methods that subclasses, or classes made at run time, have.
OF_SUBCLASSES = {
    "sklearn.base.BaseEstimator.fit",
    "sklearn.base.BaseEstimator.fit_predict",
    "sklearn.base.BaseEstimator.fit_transform",
    "multiprocessing.context.BaseContext.Process",
}

#: Names that not every version of a library, platform or set of extras has.
OF_SOME_VERSIONS = {
    "asyncio.ProactorEventLoop",
    "asyncio.Runner",
    "asyncio.Runner.run",
    "dash_auth.OIDCAuth",
    "hishel.httpx.CacheClient",
    "peewee.ModelSelect.get_or_none",
    "plotly.express.choropleth_mapbox",
    "plotly.express.density_mapbox",
    "plotly.express.line_mapbox",
    "plotly.express.scatter_mapbox",
    "playhouse.sqlite_ext.SqliteExtDatabase",
    "polars.LazyFrame.sink_delta",
    "polars.LazyFrame.sink_iceberg",
}


def names_of_calls() -> Iterator[tuple[str, str]]:
    for call in CATALOGUE.calls.values():
        if not call.name.endswith("*") and "()" not in call.name:
            yield call.name, call.until
    for decorator in CATALOGUE.decorators.values():
        yield decorator.name, ""
    for use in CATALOGUE.loop_bound.values():
        if not use.name.endswith("*"):
            yield use.name, ""


def names_of_types() -> Iterator[tuple[str, str]]:
    gone = {call.name: call.until for call in CATALOGUE.calls.values() if call.until}
    for name in [*CATALOGUE.types, *CATALOGUE.results]:
        if "()" not in name:
            yield name, gone.get(name, "")


def names_of_extensions() -> Iterator[tuple[str, str]]:
    for extension in CATALOGUE.extensions:
        if not extension.before:
            yield from ((name, "") for name in extension.names if not name.startswith("server."))


def libraries() -> dict[str, dict[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, until in [*names_of_calls(), *names_of_types(), *names_of_extensions()]:
        found[name.partition(".")[0]].setdefault(name, until)
    return found


LIBRARIES = libraries()
STANDARD = {root for root in LIBRARIES if root in sys.stdlib_module_names or root == "builtins"}


class UnavailableError(Exception):
    """A module is there, but it cannot be imported here, because something that it needs is missing."""


def imported(path: str) -> tuple[object, list[str]]:
    """Import the longest module that a path begins with; return it and the names that are left."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            return importlib.import_module(module), parts[length:]
        except ModuleNotFoundError as error:
            if not f"{module}.".startswith(f"{error.name}."):
                raise UnavailableError(module) from error
        except ImportError as error:
            raise UnavailableError(module) from error
    raise UnavailableError(path)


def exists(path: str) -> bool:
    owner, names = imported(path)
    at = path.removesuffix("." + ".".join(names))
    for name in names:
        owner = OBJECTS[at]() if at in OBJECTS else owner
        if isinstance(owner, (property, cached_property)):
            return True
        if name in ITERATION and any(hasattr(owner, method) for method in ITERATION):
            return True
        if not hasattr(owner, name):
            return False
        owner, at = getattr(owner, name), f"{at}.{name}"
    return True


def is_gone(until: str) -> bool:
    return bool(until) and sys.version_info[:2] >= tuple(int(part) for part in until.split("."))


def missing(names: dict[str, str]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [name for name, until in names.items() if is_wrong(name, until)]


def is_wrong(name: str, until: str) -> bool:
    if name in OF_SUBCLASSES | OF_SOME_VERSIONS:
        return False
    try:
        return exists(name) is is_gone(until)
    except (UnavailableError, ImportError):
        return name.partition(".")[0] in STANDARD and not is_gone(until)


@pytest.mark.parametrize("library", sorted(STANDARD))
def test_names_of_the_standard_library_exist(library: str) -> None:
    assert missing(LIBRARIES[library]) == []


@pytest.mark.parametrize("library", [name for name in sorted(LIBRARIES.keys() - STANDARD) if find_spec(name)])
def test_names_of_an_installed_library_exist(library: str) -> None:
    assert missing({name: until for name, until in LIBRARIES[library].items() if is_installed(name)}) == []


def is_installed(name: str) -> bool:
    """Say whether the part of a namespace package that holds a name is installed."""
    parts = name.split(".")
    depth = NAMESPACES.get(parts[0], 1)
    try:
        return find_spec(".".join(parts[:depth])) is not None
    except ModuleNotFoundError:
        return False


def test_a_name_that_does_not_exist_is_noticed() -> None:
    assert missing({"time.snooze": "", "subprocess.Popen.waits": ""}) == ["time.snooze", "subprocess.Popen.waits"]
    assert missing({"libcst.parse_modules": ""}) == ["libcst.parse_modules"]
    assert missing({"builtins.open": "", "pathlib.Path.read_text": "", "sqlite3.Cursor.__next__": ""}) == []
    assert missing({"time.sleep": "3.0"}) == ["time.sleep"]


def test_every_builtin_that_consumes_exists() -> None:
    names = [name.split(".")[1] for name in CATALOGUE.consumers if name.startswith("builtins.")]
    assert [name for name in names if not hasattr(builtins, name)] == []
