"""Properties of linking: what blocks is found however it is spelled, named and ordered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashlint.diagnostic import Diagnostic
from dashlint.lint import lint_paths

modest = settings(derandomize=True, database=None, deadline=None, max_examples=30)

#: How a module gets at a function of another module: the import, and the name by which it is called then.
SPELLINGS = {
    "from": ("from {package}.{module} import {name}", "{name}"),
    "from as": ("from {package}.{module} import {name} as {name}_too", "{name}_too"),
    "module": ("from {package} import {module}", "{module}.{name}"),
    "module as": ("from {package} import {module} as {module}_too", "{module}_too.{name}"),
    "dotted": ("import {package}.{module}", "{package}.{module}.{name}"),
    "dotted as": ("import {package}.{module} as {module}_too", "{module}_too.{name}"),
    "rebound": ("from {package} import {module}\n{name}_again = {module}.{name}", "{name}_again"),
    "fallback": (
        "try:\n    from {package}.{module}_faster import {name}\n"
        "except ImportError:\n    from {package}.{module} import {name}",
        "{name}",
    ),
    "star": ("from {package}.{module} import *", "{name}"),
    "relative": ("from .{module} import {name}", "{name}"),
    "relative module": ("from . import {module}", "{module}.{name}"),
}
SLEEPS = (
    ("import time", "time.sleep(0.2)"),
    ("import time as clock", "clock.sleep(0.2)"),
    ("from time import sleep", "sleep(0.2)"),
    ("from time import sleep as pause", "pause(0.2)"),
    ("from time import *", "sleep(0.2)"),
    ("import time\nwait = time.sleep", "wait(0.2)"),
)
PACKAGES = ("shop", "utils", "core", "größe", "src")
#: Names for modules and functions; many of them are names of something else elsewhere.
# fmt: off
WORDS = (
    "orders", "stock", "load", "get", "read", "open", "execute", "run", "find", "requests", "session", "client",
    "data", "helpers", "main", "update", "callback", "layout", "query", "wait_for", "menge", "読む", "Prices",
    "to_thread", "gather", "shelf", "print_all", "connect", "fetch",
)
# fmt: on
MOST_MODULES, MOST_HOPS = 4, 7

File = str
Found = tuple[File, int, str]


@dataclass(frozen=True, slots=True)
class Hop:
    """One function of a chain: where it is, and how its caller imports it."""

    module: int
    spelling: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from a callback through project functions to a sleep; the first `coroutines` of them are async."""

    backend: str
    hops: tuple[Hop, ...]
    sleep: tuple[str, str]
    coroutines: int
    is_async: bool = True
    is_offloaded: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a project: of its package, its modules and the functions of its chain."""

    package: str
    modules: tuple[str, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A module in the making: what stands at its top, and its functions."""

    imports: list[str]
    functions: list[str]


def hops() -> st.SearchStrategy[Hop]:
    return st.builds(Hop, st.integers(0, MOST_MODULES - 1), st.sampled_from(sorted(SPELLINGS)), st.booleans())


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    chosen = tuple(draw(st.lists(hops(), min_size=1, max_size=MOST_HOPS)))
    is_async = draw(st.booleans())
    return Chain(
        backend=draw(st.sampled_from(("fastapi", "quart", "FastAPI"))),
        hops=chosen,
        sleep=draw(st.sampled_from(SLEEPS)),
        coroutines=draw(st.integers(0, len(chosen))) if is_async else 0,
        is_async=is_async,
    )


@st.composite
def offloaded_chains(draw: st.DrawFn) -> Chain:
    chain = draw(chains())
    return Chain(chain.backend, chain.hops, chain.sleep, coroutines=0, is_offloaded=True)


@st.composite
def namings(draw: st.DrawFn) -> Naming:
    needed = MOST_MODULES + MOST_HOPS
    words = draw(st.lists(st.sampled_from(WORDS), min_size=needed, max_size=needed, unique=True))
    return Naming(draw(st.sampled_from(PACKAGES)), tuple(words[:MOST_MODULES]), tuple(words[MOST_MODULES:]))


PLAIN = Naming("shop", ("first", "second", "third", "fourth"), tuple(f"step_{number}" for number in range(MOST_HOPS)))


def project(chain: Chain, naming: Naming, order: Iterable[int] = range(MOST_HOPS)) -> dict[File, str]:
    """Return the files of a project that holds `chain`; `order` says how functions lie in their modules."""
    texts = {number: Text([], []) for number in {hop.module for hop in chain.hops}}
    for number, hop in enumerate(chain.hops):
        texts[hop.module].functions.append(function_text(chain, naming, number, texts[hop.module]))
    files = {
        f"{naming.package}/{naming.modules[number]}.py": module_text(text, order)
        for number, text in sorted(texts.items())
    }
    top = Text([], [])
    callback = callback_text(chain, naming, top)
    return {
        "pyproject.toml": "",
        f"{naming.package}/__init__.py": "",
        **files,
        "app.py": app_text(chain, top, callback),
    }


def function_text(chain: Chain, naming: Naming, number: int, text: Text) -> str:
    head = f"{'async ' if number < chain.coroutines else ''}def {naming.functions[number]}(text='a'):\n"
    if number + 1 == len(chain.hops):
        text.imports.append(chain.sleep[0])
        return f"{head}    {chain.sleep[1]}\n    return text\n"
    needed, name = reference(chain, naming, number + 1, text, chain.hops[number].module)
    awaited = "await " if number + 1 < chain.coroutines else ""
    return f"{head}{needed}    return {awaited}{name}(text)\n"


def callback_text(chain: Chain, naming: Naming, text: Text) -> str:
    needed, name = reference(chain, naming, 0, text, None)
    head = f"{'async ' if chain.is_async else ''}def show(tick):\n{needed}"
    if chain.is_offloaded:
        return f"{head}    return await asyncio.to_thread({name}, str(tick))\n"
    awaited = "await " if chain.coroutines else ""
    pause = "    await asyncio.sleep(0)\n" if chain.is_async else ""
    return f"{head}{pause}    return {awaited}{name}(str(tick))\n"


def reference(chain: Chain, naming: Naming, number: int, text: Text, caller: int | None) -> tuple[str, str]:
    """Return the import that the caller's body needs, and the expression by which it calls function `number`.

    An import at a module's top goes into `text`. Modules import at their top only what comes after them, so every
    project can be imported.
    """
    hop = chain.hops[number]
    if hop.module == caller:
        return "", naming.functions[number]
    is_local = hop.is_local or (caller is not None and hop.module < caller)
    spelling = hop.spelling
    if (spelling == "star" and is_local) or (spelling.startswith("relative") and caller is None):
        spelling = "from"
    words = {"package": naming.package, "module": naming.modules[hop.module], "name": naming.functions[number]}
    needed, name = (template.format(**words) for template in SPELLINGS[spelling])
    if is_local:
        return "".join(f"    {line}\n" for line in needed.splitlines()), name
    text.imports.append(needed)
    return "", name


def module_text(text: Text, order: Iterable[int]) -> str:
    functions = [text.functions[number] for number in order if number < len(text.functions)]
    return "\n".join([*text.imports, "", "", "def rest(text):\n    return text\n", *functions])


def app_text(chain: Chain, top: Text, callback: str) -> str:
    return "\n".join(
        [
            "import asyncio",
            "from dash import Dash, Input, Output, dcc, html",
            *top.imports,
            f'app = Dash(__name__, backend="{chain.backend}")',
            'app.layout = html.Div([dcc.Interval(id="tick"), html.Div(id="out")])',
            '@app.callback(Output("out", "children"), Input("tick", "n_intervals"))',
            callback,
        ]
    )


@contextmanager
def written(files: dict[File, str]) -> Iterator[Path]:
    """Write a project to a folder of its own."""
    with TemporaryDirectory() as folder:
        root = Path(os.path.realpath(folder))
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        yield root


def found(files: dict[File, str]) -> list[Found]:
    with written(files) as root:
        return [seen(diagnostic, root) for diagnostic in lint_paths([str(root)]).diagnostics]


def seen(diagnostic: Diagnostic, root: Path) -> Found:
    place = diagnostic.location
    return Path(place.path).relative_to(root).as_posix(), place.line, diagnostic.code


def expected(chain: Chain, files: dict[File, str]) -> list[Found]:
    lines = files["app.py"].splitlines()
    start = next(number for number, line in enumerate(lines) if "def show(" in line)
    line = next(number for number in range(start, len(lines)) if lines[number].startswith("    return "))
    return [("app.py", line + 1, "DSH101" if chain.is_async else "DSH110")]


@modest
@given(chains(), namings())
def test_a_called_chain_is_always_found(chain: Chain, naming: Naming) -> None:
    files = project(chain, naming)
    assert found(files) == expected(chain, files)


@modest
@given(offloaded_chains(), namings())
def test_a_chain_only_passed_to_a_thread_is_never_found(chain: Chain, naming: Naming) -> None:
    assert found(project(chain, naming)) == []


@modest
@given(chains(), namings())
def test_names_do_not_matter(chain: Chain, naming: Naming) -> None:
    assert found(project(chain, naming)) == found(project(chain, PLAIN))


@modest
@given(chains(), st.permutations(range(MOST_HOPS)))
def test_the_order_of_functions_does_not_matter(chain: Chain, order: list[int]) -> None:
    assert found(project(chain, PLAIN, order)) == found(project(chain, PLAIN))


@modest
@given(chains(), namings())
def test_linting_twice_gives_equal_results(chain: Chain, naming: Naming) -> None:
    with written(project(chain, naming)) as root:
        assert lint_paths([str(root)]) == lint_paths([str(root)])


@modest
@given(chains(), namings())
def test_a_file_alone_is_judged_as_part_of_its_project(chain: Chain, naming: Naming) -> None:
    with written(project(chain, naming)) as root:
        assert lint_paths([str(root / "app.py")]).diagnostics == lint_paths([str(root)]).diagnostics


POPULAR = """\
import time
class Query:
    def where(self, condition):
        self.condition = condition
        return self
    def run(self):
        time.sleep(0.2)
"""


@pytest.mark.parametrize("callers", [1, 10, 100, 1000])
def test_other_callers_do_not_matter(callers: int) -> None:
    others = [f"def find_{number}():\n    return Query().where({number}).condition" for number in range(callers)]
    body = "    await asyncio.sleep(0)\n    all_of_them()\n    return Query().where(tick).run()"
    together = "def all_of_them():\n    return [" + ", ".join(f"find_{number}()" for number in range(callers)) + "]"
    top = Text([POPULAR, *others, together], [])
    text = app_text(Chain("quart", (), SLEEPS[0], 0), top, f"async def show(tick):\n{body}\n")
    line = text.splitlines().index("    return Query().where(tick).run()") + 1
    assert found({"pyproject.toml": "", "app.py": text}) == [("app.py", line, "DSH101")]
