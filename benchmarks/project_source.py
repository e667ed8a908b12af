"""Writes the source of the modules of a planned project, role by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from project_plan import WORDS, Function, Module

STYLES = ("from", "from", "module", "alias", "relative")
#: Lines of a module that its head and its spacing take.
HEAD = 12
#: Lines that one dropdown of a layout takes.
DROPDOWN = 7


def module_source(module: Module, lines: int, services: list[Function]) -> str:
    """The text of one planned module, of about so many lines; tests call one of the `services`."""
    source = _Source(module)
    budget = lines - HEAD
    if module.role == "pages":
        _page(source, budget)
    elif module.role == "components":
        _components(source, budget)
    elif module.role == "models":
        _models(source, budget)
    elif module.role == "tests":
        _tests(source, budget, services)
    else:
        _functions(source, budget)
    return source.text()


def instance_of(owner: str) -> str:
    """The name of the one instance of a class."""
    return owner[0].lower() + owner[1:]


@dataclass(eq=False, slots=True)
class _Source:
    """A module while it is written: its imports, how it refers to other modules, its lines."""

    module: Module
    imports: set[str] = field(default_factory=set)
    styles: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def emit(self, *lines: str) -> None:
        self.lines.extend(lines)

    def word(self) -> str:
        return self.module.random.choice(WORDS)

    def number(self, low: int, high: int) -> int:
        return self.module.random.randint(low, high)

    def text(self) -> str:
        doc = f'"""{self.module.role.title()} module {self.module.name} of the synthetic project."""'
        imports = sorted(self.imports, key=lambda line: (line.startswith("from "), line))
        return "\n".join([doc, "", *imports, *self.lines]) + "\n"

    def reference(self, function: Function) -> str:
        """The expression that names the function here; the import that it needs is noted."""
        owner = f"{instance_of(function.owner)}." if function.owner else ""
        if function.module == self.module.name:
            return f"{owner}{function.name}"
        parent, leaf = function.module.rsplit(".", 1)
        if function.module not in self.styles:
            self.styles[function.module] = self.module.random.choice(STYLES)
        style = self.styles[function.module]
        if style == "module":
            self.imports.add(f"from {parent} import {leaf}")
            return f"{leaf}.{owner}{function.name}"
        if style == "alias":
            self.imports.add(f"import {function.module} as {leaf}_mod")
            return f"{leaf}_mod.{owner}{function.name}"
        return self._imported_name(function, leaf, relative=style == "relative")

    def call(self, caller: Function, callee: Function) -> str:
        """The expression that calls it from the other function."""
        if callee.owner and callee.module == caller.module and callee.owner == caller.owner:
            return f"self.{callee.name}(key)"
        return f"{self.reference(callee)}(key)"

    def effects(self, function: Function, indent: str) -> None:
        """What the plan says of the function: it blocks, calls, hands over."""
        if function.blocking:
            self.imports.add(function.blocking.needs)
            self.emit(f'{indent}url = f"https://example.invalid/{{key}}"')
            self.emit(*(indent + statement for statement in function.blocking.statements))
        for number, callee in enumerate(function.calls):
            self.emit(f"{indent}part_{number} = {self.call(function, callee)}")
        for number, callee in enumerate(function.offloaded):
            self.imports.add("import asyncio")
            self.emit(f"{indent}extra_{number} = await asyncio.to_thread({self.reference(callee)}, key)")

    def pause(self, function: Function, indent: str) -> None:
        """What makes a coroutine of an async function that awaits nothing else."""
        if function.is_async and not function.offloaded:
            self.imports.add("import asyncio")
            self.emit(f"{indent}await asyncio.sleep(0)")

    def filler(self, indent: str, count: int) -> None:
        """Plain statements on rows, at least so many lines: bulk that is no concern of anyone."""
        end = len(self.lines) + count
        while len(self.lines) < end:
            self.emit(*(indent + line for line in self._statement(self.word(), self.word())))

    def layout(self, name: str, arguments: str, size: int, calls: Iterable[str] = ()) -> None:
        """A function that builds a tree of components."""
        self.emit("", "", f"def {name}({arguments}):", '    """Build the component tree."""')
        self.emit("    return html.Div(", "        [")
        self.emit(f'            html.H2("{self.word().title()} overview", className="title"),')
        self.emit(*(f"            {call}," for call in calls))
        for number in range(max(1, size // DROPDOWN)):
            self._dropdown(name, self.word(), number)
        self.emit("        ],", f'        className="{self.word()}-wrap",', "    )")

    def _imported_name(self, function: Function, leaf: str, *, relative: bool) -> str:
        symbol = instance_of(function.owner) if function.owner else function.name
        depth = self.module.name.count(".")
        source = "." * depth + function.module.split(".", 1)[1] if relative else function.module
        self.imports.add(f"from {source} import {symbol} as {symbol}__{leaf}")
        return f"{symbol}__{leaf}.{function.name}" if function.owner else f"{symbol}__{leaf}"

    def _dropdown(self, name: str, word: str, number: int) -> None:
        stem, inner = self.module.stem, " " * 20
        self.emit("            html.Div(", "                [")
        self.emit(f'{inner}html.Label("{word.title()}", htmlFor="{stem}-{name}-{word}-{number}"),')
        choices = f'["{word}", "{self.word()}"]'
        self.emit(f'{inner}dcc.Dropdown({choices}, id="{stem}-{name}-{word}-{number}", clearable=False),')
        self.emit("                ],", f'                style={{"padding": "{self.number(2, 16)}px", "flex": 1}},')
        self.emit("            ),")

    def _statement(self, a: str, b: str) -> tuple[str, ...]:
        kind = self.module.random.randrange(6)
        if kind == 0:
            return (f"{a}_rows = [row for row in rows if row.get('{b}', 0) > {self.number(1, 90)}]",)
        if kind == 1:
            value = f"row.get('{a}', 0) * {self.module.random.random():.2f} + {self.number(1, 9)}"
            return ("for row in rows:", f"    row['{a}'] = {value}")
        if kind == 2:
            test = f"if len(rows) > {self.number(10, 99)}:  # keep the {a} sample small"
            ordered = f"sorted(rows, key=lambda row: row.get('{b}', 0))"
            return (test, f"    rows = {ordered}[:{self.number(5, 50)}]")
        if kind == 3:
            return (f"{a}_total = sum(float(row.get('{a}', 0)) for row in rows) / max(1, len(rows))",)
        if kind == 4:
            text = f"{a.title()}: {{len(rows):,}} rows, {b} {{options.get('{b}', 'n/a')}}"
            return (f'{a}_label = f"{text}".strip()',)
        numbers = [self.number(0, 9) for _ in range(3)]
        return (f"options = {{**options, '{a}': {numbers[0]}, '{b}': [{numbers[1]}, {numbers[2]}]}}",)


def _page(source: _Source, budget: int) -> None:
    module, stem = source.module, source.module.stem
    source.imports |= {"from dash import Input, Output, State, callback, dcc, html", "import dash"}
    filler = max(4, budget // 2 // len(module.functions) - 16)
    for number, function in enumerate(module.functions):
        source.emit("", "", "@callback(", f'    Output("{stem}-out-{number}", "children"),')
        source.emit(f'    Input("{stem}-in-{number}", "value"),', f'    State("{stem}-store", "data"),')
        source.emit("    prevent_initial_call=True,", ")")
        source.emit(f"{'async ' * function.is_async}def {function.name}(key, rows=()):")
        source.emit("    options = {}", "    rows = list(rows or ())")
        source.effects(function, "    ")
        source.pause(function, "    ")
        source.filler("    ", filler)
        returned = f'html.Div([html.Span(str(rows)), html.Span(str(options))], id="{stem}-res-{number}")'
        source.emit(f"    return {returned}")
    callbacks, source.lines = source.lines, ["", f'dash.register_page(__name__, path="/{stem}", name="{stem}")']
    source.layout("layout", "**_query", budget - len(callbacks) - 14)
    source.lines += callbacks


def _components(source: _Source, budget: int) -> None:
    source.imports.add("from dash import dcc, html")
    functions = source.module.functions
    for function in functions:
        calls = [source.call(function, callee) for callee in function.calls]
        source.layout(function.name, "key, **options", budget // len(functions) - 8, calls)


def _functions(source: _Source, budget: int) -> None:
    source.imports.add("import logging")
    source.emit("", "log = logging.getLogger(__name__)")
    functions = source.module.functions
    filler = max(3, budget // len(functions) - 8)
    for function in functions:
        if not function.owner:
            _function(source, function, filler)
    methods = [function for function in functions if function.owner]
    if not methods or not (owner := methods[0].owner):
        return
    source.emit("", "", f"class {owner}:", f'    """Data access for {source.word()}."""', "", "    table = 'acme'")
    for method in methods:
        _function(source, method, filler)
    source.emit("", "", f"{instance_of(owner)} = {owner}()")


def _function(source: _Source, function: Function, filler: int) -> None:
    outer, indent = ("    ", "        ") if function.owner else ("", "    ")
    arguments = f"{'self, ' if function.owner else ''}key: str, rows=(), **options"
    source.emit("", *([] if function.owner else [""]))
    source.emit(f"{outer}{'async ' * function.is_async}def {function.name}({arguments}):")
    source.emit(f'{indent}"""Return the {source.word()} figures for ``key``."""')
    source.emit(f"{indent}rows = [dict(row) for row in rows]")
    source.effects(function, indent)
    source.pause(function, indent)
    source.filler(indent, filler)
    source.emit(f"{indent}return {{'key': key, 'rows': rows, 'options': options}}")


def _models(source: _Source, budget: int) -> None:
    source.imports |= {"from dataclasses import dataclass, field", "from typing import Any, Optional"}
    rng = source.module.random
    while len(source.lines) < budget:
        name = "".join(word.title() for word in rng.sample(WORDS, 2)) + str(len(source.lines))
        source.emit("", "", "@dataclass", f"class {name}:", f'    """One {name} record."""', "")
        for word in rng.sample(WORDS, 6):
            kind = rng.choice(("int", "str", "float", "Optional[str]"))
            source.emit(f"    {word}: {kind} = {rng.choice(('0', 'None'))}")
        source.emit("    tags: list = field(default_factory=list)", "")
        source.emit("    def total(self, rows: Any = ()) -> float:", "        options: dict = {}")
        source.filler("        ", 6)
        source.emit("        return float(len(rows))")


def _tests(source: _Source, budget: int, services: list[Function]) -> None:
    source.imports.add("import pytest")
    target = source.reference(source.module.random.choice(services))
    while len(source.lines) < budget:
        source.emit("", "", f"@pytest.mark.parametrize('key', ['{source.word()}', '{source.word()}'])")
        source.emit(f"def test_{source.word()}_{len(source.lines)}(key):", "    rows, options = [{'a': 1}], {}")
        source.filler("    ", 5)
        source.emit(f"    assert {target}(key)['key'] == key")
