"""What a body can lead to, given what its parameters stand for."""

from __future__ import annotations

import pytest

from dashlint import facts
from dashlint.catalogue import load
from dashlint.project.files.modules import Modules
from dashlint.project.files.namespaces import Namespaces
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Bound, Instance, ProjectClass, ProjectFunction, ProjectModule, Symbol
from dashlint.project.values.relevance import Relevance
from dashlint.project.values.value import Literal, Sequence, Table, Value, Values
from dashlint.read import read

LONG = "    # " + "a comment that makes the body long enough to be read later " * 3
GO = f"{LONG}\n    return one + two\n"
CODE = f"""\
import time

def nap():
    # {"x" * 200}
    time.sleep(1)

def idle():
    # {"x" * 200}
    return 1

async def wait():
    # {"x" * 200}
    return 1

class Idle:
    size = 1

class Busy:
    def __init__(self):
        time.sleep(1)

def use():
    Idle(nap)
    Idle(size=nap)
    Idle(1)
"""
SLEEP, STRING = Symbol("time.sleep"), Literal("text")


class World:
    """A small project whose last function is `go`, with the frames in which that may run."""

    def __init__(self, header: str, code: str = "") -> None:
        text = f"{CODE}{code}\n{header}\n{GO}"
        modules = Modules({"/p/a.py": text.encode()}, read)
        self.namespaces = Namespaces(modules)
        self.relevance = Relevance(modules, load())
        self.module = self.namespaces.module("/p/a.py")
        self.top = Frame(self.module, (), None, None, frozenset(), False)
        self.body = modules.facts("/p/a.py").body

    def frame(self, name: str, *arguments: tuple[str, Values], is_open: bool = False) -> Frame:
        scope = self.namespaces.inner(self.named(name), self.module)
        return Frame(scope, arguments, self.top, None, frozenset(), is_open)

    def named(self, name: str) -> facts.Function | facts.Class:
        return next(each for each in self.body if isinstance(each, (facts.Function, facts.Class)) and each.name == name)

    def function(self, name: str) -> ProjectFunction:
        found = self.named(name)
        assert isinstance(found, facts.Function)
        return ProjectFunction(found, self.top)

    def class_(self, name: str) -> ProjectClass:
        found = self.named(name)
        assert isinstance(found, facts.Class)
        return ProjectClass(found, self.top)

    def made(self, number: int) -> Instance:
        """What a line of `use` makes."""
        calls = self.namespaces.calls(self.namespaces.inner(self.named("use"), self.module))
        return Instance(self.class_("Idle"), Site(calls[number], self.frame("use")))

    def is_relevant(self, *values: Value, is_open: bool = False) -> bool:
        return self.relevance.of(self.frame("go", ("one", values), is_open=is_open))


@pytest.fixture(scope="module")
def world() -> World:
    return World("def go(one, two):")


def test_a_body_with_nothing_leads_to_nothing(world: World) -> None:
    assert not world.relevance.of(world.frame("go"))
    assert world.relevance.of(world.frame("nap"))
    assert world.relevance.of(world.top)


def test_outside_names(world: World) -> None:
    assert world.is_relevant(SLEEP)
    assert world.is_relevant(STRING, SLEEP)
    assert not world.is_relevant(Symbol("json.dumps"))
    assert not world.is_relevant(STRING)
    assert world.is_relevant(ProjectModule("/p/a.py"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Sequence(((STRING,), (SLEEP,))), True),
        (Sequence((), (SLEEP,)), True),
        (Sequence((), (), (SLEEP,)), True),
        (Sequence(((STRING,),), (STRING,), (STRING,)), False),
        (Table((("a", (STRING,)), ("b", (SLEEP,)))), True),
        (Table((), (SLEEP,)), True),
        (Table((("a", (Table((("b", (SLEEP,)),)),)),)), True),
        (Table((("a", (STRING,)),), (STRING,)), False),
        (Instance("requests.Session"), True),
        (Instance("json.JSONDecoder"), False),
    ],
)
def test_what_holds_others(world: World, value: Value, expected: bool) -> None:
    assert world.is_relevant(value) is expected


def test_functions(world: World) -> None:
    assert world.is_relevant(world.function("nap"))
    assert world.is_relevant(world.function("wait"))
    assert not world.is_relevant(world.function("idle"))


def test_bound_functions(world: World) -> None:
    idle, nothing = world.function("idle"), Instance(world.class_("Idle"))
    assert not world.is_relevant(Bound(idle, nothing))
    assert world.is_relevant(Bound(world.function("nap"), nothing))
    assert world.is_relevant(Bound(idle, Instance(world.class_("Busy"))))


def test_classes_and_objects(world: World) -> None:
    assert world.is_relevant(world.class_("Busy"))
    assert not world.is_relevant(world.class_("Idle"))
    assert world.is_relevant(Instance(world.class_("Busy")))
    assert [world.is_relevant(world.made(number)) for number in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("def go(one=nap, two=1):", True),
        ("def go(one, two=time.sleep):", True),
        ("def go(one: Busy, two=None):", True),
        ("def go(one, two: 'list[Busy]' = []):", True),
        ("def go(one: list[Busy], two=[idle]):", True),
        ("def go(one: Idle, two=idle):", False),
    ],
)
def test_parameters(header: str, expected: bool) -> None:
    world = World(header)
    assert world.relevance.of(world.frame("go")) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def other():\n    go(nap, 1)\n", True),
        ("def other():\n    return [go, time.sleep]\n", True),
        ("def other():\n    go(idle, 1)\n", False),
        ("", False),
    ],
)
def test_an_open_frame_takes_what_any_call_passes(code: str, expected: bool) -> None:
    world = World("def go(one, two):", code)
    assert world.is_relevant(is_open=True) is expected
    assert not world.is_relevant(is_open=False)
