"""Little Dash apps generated from the catalogue, with the lines on which something must be reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from dashlint.catalogue import Blocking, Catalogue, Condition, Extension, KnownType, load
from dashlint.catalogue.arguments import MEMORY_FILES

CODES = {
    "sleep": "DSH101",
    "network": "DSH102",
    "database": "DSH103",
    "subprocess": "DSH104",
    "file": "DSH105",
    "wait": "DSH106",
    "compute": "DSH107",
    "loop": "DSH111",
}
VALUES = {"false": "False", "true": "True", "zero": "0", "positive": "3", "given": '"data"', "memory": "io.BytesIO()"}
OPERATORS = {"__truediv__": '({0} / "part")'}
USES = {
    "__call__": "{0}({1})",
    "__getitem__": '{0}["key"]',
    "__setitem__": '{0}["key"] = value',
    "__enter__": "with {0}: pass",
    "__exit__": "with {0}: pass",
    "__next__": "for _ in {0}: pass",
    "__iter__": "for _ in {0}: pass",
}
HEAD = """\
import asyncio
import io
{imports}
from dash import Dash, Input, Output

app = Dash(__name__, backend="{backend}")
"""
CALLBACK = """
@app.callback(Output("out-{0}", "children"), Input("in-{0}", "value"))
async def callback_{0}(value):
    await asyncio.sleep(0)
"""


class Use(NamedTuple):
    """A statement that blocks on the object put into it, and its code."""

    statement: str
    code: str


class Given(NamedTuple):
    """The arguments of a call and of the constructor of its receiver, as code."""

    call: str = ""
    constructor: str = ""


@dataclass
class Program:
    """A module that is being written, and the codes that belong to its lines."""

    backend: str = "fastapi"
    imports: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    wanted: dict[int, str] = field(default_factory=dict)
    works: list[str] = field(default_factory=list)
    count: int = 0

    def number(self) -> int:
        self.count += 1
        return self.count

    def add(self, text: str, code: str = "") -> None:
        """Add lines; a code belongs to the last of them."""
        self.lines.extend(text.splitlines())
        if code:
            self.wanted[len(self.lines) - 1] = code

    def reach(self, path: str) -> str:
        """Import what a dotted path begins with, and return the expression that names it."""
        parts = path.split(".")
        if parts[0] == "builtins":
            return parts[1]
        classes = (position for position, part in enumerate(parts) if part[:1].isupper())
        end = min([*classes, len(parts) - 1])
        self.imports.add(f"import {'.'.join(parts[: max(end, 1)])}")
        return path

    def callback(self, statement: str, code: str) -> None:
        """Add a callback that runs a statement on the loop."""
        self.add(CALLBACK.format(self.number()))
        self.add(f"    {statement}", code)

    def thread(self, statement: str) -> None:
        """Add a function with the same statement, to be run in a thread by the module's last callback."""
        self.works.append(f"work_{self.number()}")
        self.add(f"\ndef {self.works[-1]}(value):\n    {statement}")

    def finish(self) -> Program:
        """Add the callback that runs the functions in threads."""
        if self.works:
            self.add(CALLBACK.format(self.number()))
            self.add("\n".join(f"    await asyncio.to_thread({work}, value)" for work in self.works))
        return self

    def text(self) -> str:
        return self.head() + "\n".join(self.lines) + "\n"

    def head(self) -> str:
        return HEAD.format(imports="\n".join(sorted(self.imports)), backend=self.backend)

    def expected(self) -> dict[int, str]:
        start = self.head().count("\n") + 1
        return {start + line: code for line, code in self.wanted.items()}


class Writer:
    """Writes the programs of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.factories: defaultdict[str, list[str]] = defaultdict(list)
        for path, type_path in catalogue.results.items():
            self.factories[type_path].append(path)

    def blocking_programs(self) -> dict[str, Program]:
        """Return a program for each library and kind, with every call that blocks."""
        programs: defaultdict[str, Program] = defaultdict(Program)
        for call in self.catalogue.calls.values():
            self.write(programs[module_name(call)], call)
        for decorator in self.catalogue.decorators.values():
            if decorator.blocking:
                self.write(programs[module_name(decorator.blocking)], decorator.blocking)
        return {name: program.finish() for name, program in programs.items()}

    def write(self, program: Program, call: Blocking) -> None:
        """Write the call as it blocks, as its conditions make it harmless, and with a URL for its argument."""
        code = CODES[call.kind]
        statement = self.statement(program, call, blocking_arguments(call))
        program.callback(statement, code)
        program.thread(statement)
        for condition in call.conditions:
            harmless = harmless_arguments(call, condition)
            program.callback(self.statement(program, call, harmless), "")
        if call.remote:
            program.callback(self.statement(program, call, Given('"https://example.org/data"')), CODES["network"])
        for path in sorted(MEMORY_FILES) if call.in_memory else ():
            program.callback(self.statement(program, call, Given(f"{program.reach(path)}()")), CODES["compute"])
        for condition in call.conditions if call.shape != "decorator" else ():
            if condition.test == "given":
                program.callback(self.statement(program, call, Given(f"{condition.argument}=value")), code)

    def statement(self, program: Program, call: Blocking, given: Given) -> str:
        """Return the statement that makes the call; what it needs is made at import."""
        if call.shape == "decorator":
            return self.decorated(program, call, given)
        owner, member = self.owner(call.name)
        if not owner:
            expression = f"{program.reach(call.name)}({given.call})"
        else:
            receiver = self.receiver(program, owner, given)
            if member in USES:
                return USES[member].format(receiver, given.call)
            if call.shape == "attribute":
                return f"value = {receiver}.{member}"
            expression = f"{receiver}.{member.replace('*', 'any_method')}({given.call})"
        return f"for _ in {expression}: pass" if call.shape == "iterated" else expression

    def decorated(self, program: Program, call: Blocking, given: Given) -> str:
        number = program.number()
        arguments = f"({given.call})" if given.call else ""
        program.add(f"\n@{self.decorator(program, call.name)}{arguments}\ndef decorated_{number}():\n    return 1\n")
        return f"decorated_{number}()"

    def decorator(self, program: Program, path: str) -> str:
        """Return the expression that names a decorator, which may be a method of an object made at import."""
        owner, member = self.owner(path)
        return f"{self.receiver(program, owner, Given())}.{member}" if owner else program.reach(path)

    def owner(self, path: str) -> tuple[str, str]:
        if self.catalogue.is_type(path) and "." in path and path in self.catalogue.calls:
            return "", ""
        prefix = path
        while prefix:
            prefix = prefix.rpartition(".")[0]
            if self.catalogue.is_type(prefix):
                return prefix, path[len(prefix) + 1 :]
        return "", ""

    def receiver(self, program: Program, owner: str, given: Given) -> str:
        """Make an object of a type at import, and return its name."""
        name = f"thing_{program.number()}"
        program.add(f"\n{name} = {self.built(program, owner, given.constructor)}")
        return name

    def built(self, program: Program, type_path: str, arguments: str = "") -> str:
        """Return the expression that builds an object: by the first factory, or else by calling the class."""
        makers = [path for path in self.factories[type_path] if self.catalogue.canonical(path) == path]
        if not makers:
            return f"{program.reach(type_path)}({arguments})"
        return self.made(program, makers[0], arguments)

    def made(self, program: Program, maker: str, arguments: str = "") -> str:
        """Return the expression that calls a factory, building first what the factory is a method of."""
        owner, member = self.owner(maker)
        if not owner:
            return f"{program.reach(maker)}({arguments})"
        return f"{self.built(program, owner)}.{member}({arguments})"

    def type_programs(self) -> dict[str, Program]:
        """Return a program for each library with every way to come by an object of a type that blocks."""
        programs: defaultdict[str, Program] = defaultdict(Program)
        for type_path, known in self.catalogue.types.items():
            program = programs["types_" + type_path.partition(".")[0].strip("()").lower()]
            for binding, use in self.ways(program, type_path, known):
                thing = f"thing_{program.number()}"
                program.add("\n" + binding.format(thing))
                program.callback(use.statement.format(thing), use.code)
        for decorator in self.catalogue.decorators.values():
            if decorator.makes and (use := self.use(decorator.makes)):
                self.write_made(programs["decorators"], decorator.name, use)
        return {name: program for name, program in programs.items() if program.lines}

    def write_made(self, program: Program, decorator: str, use: Use) -> None:
        """Write a function that a decorator turns into an object, and a use of the object."""
        reached = self.decorator(program, decorator)
        made = f"made_{program.number()}"
        keyword = "async def" if use.code == CODES["loop"] else "def"
        program.add(f"\n@{reached}\n{keyword} {made}():\n    return 1\n")
        program.callback(use.statement.format(made), use.code)

    def ways(self, program: Program, type_path: str, known: KnownType) -> Iterator[tuple[str, Use]]:
        """Yield the statements that bind an object to a name, each with a use of the object that blocks."""
        if (use := self.use(type_path)) and "()" not in type_path:
            yield f"{{}} = {program.reach(type_path)}()", use
        for maker in self.factories[type_path] if use else []:
            yield f"{{}} = {self.made(program, maker)}", use
        for template, target in steps(known):
            if use := self.use(type_path if target == "self" else target):
                yield template.format(self.built(program, type_path)), use

    def use(self, type_path: str) -> Use | None:
        """Return a statement that blocks on an object of the type, and its code."""
        waiting = [type_path]
        while waiting:
            path = waiting.pop(0)
            known = self.catalogue.types.get(path)
            if known is None:
                continue
            for method in sorted(known.methods, key=lambda name: (name.startswith("_"), name)):
                call = self.catalogue.calls[f"{path}.{method}"]
                plain = all(condition.unless for condition in call.conditions) and not call.in_memory
                if plain and method in USES:
                    return Use(USES[method].format("{0}", ""), CODES[call.kind])
                if plain:
                    return Use("{0}." + method.replace("*", "any_method") + "()", CODES[call.kind])
            waiting.extend(known.bases)
        return None


def steps(known: KnownType) -> Iterator[tuple[str, str]]:
    """Yield the statements that bind what an object gives to a name, and the type of that."""
    for name, target in known.returns.items():
        if name == "__call__":
            yield "{{}} = {0}()", target
        else:
            yield "{{}} = " + OPERATORS.get(name, f"{{0}}.{name.replace('*', 'any_method')}()"), target
    for name, target in known.attributes.items():
        yield "{{}} = {0}." + name.replace("*", "something"), target
    if known.item:
        yield '{{}} = {0}["key"]', known.item
    if known.enter:
        yield "with {0} as {{}}: pass", known.enter
    if known.element:
        yield "for {{}} in {0}: pass", known.element


def module_name(call: Blocking) -> str:
    return f"{call.kind}_{call.library.replace('.', '_').lower()}"


def blocking_arguments(call: Blocking) -> Given:
    """Return arguments with which every condition lets the call block."""
    return given_for(call, {condition: True for condition in call.conditions if not condition.unless})


def harmless_arguments(call: Blocking, harmless: Condition) -> Given:
    """Return arguments with which one condition says that the call does not block, and the others do not."""
    chosen = {condition: True for condition in call.conditions if not condition.unless and condition is not harmless}
    return given_for(call, {**chosen, **({harmless: True} if harmless.unless else {})})


def given_for(call: Blocking, chosen: dict[Condition, bool]) -> Given:
    places: dict[bool, list[str]] = {True: [], False: ['"data"'] if call.in_memory else []}
    for condition in chosen:
        places[condition.constructor].append(f"{condition.argument}={value_for(condition)}")
    return Given(", ".join(places[False]), ", ".join(places[True]))


def value_for(condition: Condition) -> str:
    if condition.test:
        return VALUES[condition.test]
    if condition.differs:
        return '"something else"'
    value = condition.equals[0]
    return value if isinstance(value, str) else repr(value)


def extension_programs(extension: Extension, backend: str) -> Iterator[tuple[str, Program]]:
    """Yield a name and a program for each name of an extension, bound to or used in an app on a backend."""
    for name in extension.names:
        program = Program(backend)
        severity = extension.outcomes[backend].severity if backend in extension.outcomes else None
        code = "DSH201" if severity is not None else ""
        write_extension(program, name, name in extension.binds, code)
        yield f"{backend}_{name.replace('.', '_').lower()}", program


def write_extension(program: Program, name: str, binds: bool, code: str) -> None:
    reached = program.reach(name)
    last = name.rpartition(".")[2]
    if last.endswith(("_blueprint", "Blueprint")):
        program.add(f"\nblueprint = {reached}()", code)
        program.add("app.server.register_blueprint(blueprint)", "DSH203" if program.backend == "fastapi" else "")
    elif last == "DashAuthExternal":
        program.add(f"\nauth = {reached}()", code)
        program.add(f'proxy = Dash(__name__, server=auth.server, backend="{program.backend}")')
    elif last == "DashProxy":
        program.add(f'\nproxy = {reached}(__name__, backend="{program.backend}")', code)
    elif name.startswith(("dash_", "dash.")) and binds:
        program.add(f"\nthing = {reached}(app)", code)
    elif binds:
        program.add(f"\nthing = {reached}(app.server)", code)
    elif last[:1].isupper():
        program.add(f"\nthing = {reached}()\n")
        program.add(CALLBACK.format(1).replace("\nasync", "\n@thing.login_required\nasync"))
        hiding = load().async_decorator(f"{name}.login_required")
        hides = hiding is not None and program.backend in hiding.backends
        program.wanted[len(program.lines) - 3] = code or ("DSH303" if hides else "")
        program.add("    return value")
        if not (code or hides):
            program.wanted.clear()
    else:
        program.callback(f"value = {reached}(value)", code)
