"""Programs whose objects are made of each other in ever new ways: they come to an end, and hide nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.find import Source
from dashlint.lint import asked
from dashlint.project.meaning import receivers
from dashlint.project.values import frames
from dashlint.project.values.questions import LEAST_BUDGET, MOST_ROUNDS, Questions, budget_for
from dashlint.settings import Settings

HEAD = """\
import time

from dash import Dash, Input, Output
from elsewhere import canvas

app = Dash(__name__, backend="fastapi")
"""
CALLBACK = """

@app.callback(Output("out", "children"), Input("go", "n_clicks"))
async def update(clicks):
    {}
"""
SLOW = "    def slow(self):\n        time.sleep(1)\n"


def project(body: str, call: str) -> str:
    return HEAD + body + CALLBACK.format(call)


def recursion(size: int) -> str:
    """Functions that call each other with objects made of what they are given."""
    lines = ["class Node:", "    def __init__(self, left, right):", "        self.left, self.right = left, right", SLOW]
    for i in range(size):
        following, other = (i + 1) % size, (i + 7) % size
        lines += [
            f"def f{i}(one, two):",
            f"    if one.left: return f{following}(Node(one, two), two)",
            f"    return f{other}(two.right, Node(two.left, one)) or Node(one, two)",
        ]
    return project("\n".join(lines), 'f0(Node("a", "b"), Node("c", "d")).slow()')


def builders(size: int) -> str:
    """A class whose methods return `self`, or objects like it with changed arguments."""
    lines = [
        "class Image:",
        "    def __init__(self, im, mode, size):",
        "        self.im, self.mode, self.size = im, mode, size",
        "    def _new(self, im, mode=None):",
        "        return Image(im, mode or self.mode, self.size)",
        SLOW,
    ]
    for i in range(size):
        lines += [
            f"    def step{i}(self, other, box=(0, {i})):",
            f"        if box[0]: return self.step{(i + 1) % size}(self, (box, {i}))",
            f"        if other: return other.step{(i + 5) % size}(self._new(self.im.edit{i}(box), other.mode))",
            f"        self.im = self.im.edit{i}(other.im)",
            "        return self",
        ]
    return project("\n".join(lines), 'Image(canvas.open(), "L", (1, 2)).step0(Image(canvas.new(), "P", 1)).slow()')


def visitors(size: int) -> str:
    """Visitors of a tree, each of whose methods starts others on what is below."""
    lines = ["class Tree:", "    def __init__(self, *below):", "        self.below = below"]
    for i in range(size):
        lines += [f"    def accept{i}(self, visitor):", f"        return visitor.visit{i}(self)"]
    lines += [
        "class Visitor:",
        "    def __init__(self, parent, seen):",
        "        self.parent, self.seen = parent, seen",
        SLOW,
    ]
    for i in range(size):
        lines += [
            f"    def visit{i}(self, tree):",
            f"        inner = Visitor(self, [tree, {i}])",
            "        for part in tree.below:",
            f"            part.accept{(i + 1) % size}(inner)",
            f"            Tree(part, tree).accept{(i + 3) % size}(Visitor(inner, part))",
            "        return self.parent or inner",
        ]
    return project("\n".join(lines), "Tree(Tree(), Tree(Tree())).accept0(Visitor(None, [])).slow()")


def classes(size: int) -> str:
    """Classes whose methods hand each other's objects on."""
    lines = []
    for i in range(size):
        lines += [
            f"class C{i}:",
            "    def __init__(self, one, two=None):",
            "        self.one, self.two = one, two",
            "    def go(self, other):",
            f"        made = C{(i + 1) % size}(self, other)",
            f"        return made.go(C{(i + 2) % size}(other, self.one)) or other.go(made) or self.two or self",
            SLOW,
        ]
    return project("\n".join(lines), "C0(None).go(C1(None)).slow()")


def work(code: str) -> tuple[tuple[int, int], set[tuple[str, int]]]:
    """Return how many answers and frames a program needs, and what is found in which of its lines."""
    source = Source("/tangled/app.py", "app.py", True, True, code.encode())
    effort, verdicts = asked((source,), Settings(), lambda project: project.receivers.effort)
    return effort, {(verdict.diagnostic.code, verdict.diagnostic.location.line) for verdict in verdicts}


KINDS = [recursion, builders, visitors, classes]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_found_in_a_tangle_stays(kind: Callable[[int], str]) -> None:
    code = kind(5)
    line = next(number for number, text in enumerate(code.splitlines(), 1) if text.endswith(".slow()"))
    assert ("DSH101", line) in work(code)[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tangle_costs_in_proportion_to_its_size(kind: Callable[[int], str]) -> None:
    (few, made_of_few), _ = work(kind(5))
    (answers, made), _ = work(kind(15))
    assert answers < 7 * few
    assert made < 7 * made_of_few
    assert answers < 60_000
    assert made < 2_000


def test_a_method_of_something_unknown_is_not_followed_from_result_to_result() -> None:
    (answers, made), _ = work(builders(12))
    assert answers < 60_000
    assert made < 2_000


def test_where_types_alone_make_too_many_contexts_few_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, plenty), _ = work(classes(8))
    monkeypatch.setattr(frames, "MANY_BLUNT", 10)
    (_, few), found = work(classes(8))
    assert few < plenty / 2
    assert found


def test_a_project_that_is_too_much_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "budget_for", lambda size: 500)
    (answers, _), _ = work(classes(8))
    assert answers == 500


def test_the_budget_grows_with_the_code() -> None:
    assert budget_for(0) == LEAST_BUDGET
    assert budget_for(8_000_000) == LEAST_BUDGET + 1_000_000


class Graph:
    """Questions that stand for nodes; the answer of each is what it has itself, with the answers it leads to."""

    def __init__(self, edges: list[list[int]], budget: int = LEAST_BUDGET) -> None:
        self.edges = edges
        self.questions = Questions(budget)
        self.known: dict[int, tuple[int, ...]] = {}
        self.times = [0] * len(edges)

    def ask(self, node: int) -> tuple[int, ...]:
        return self.questions.ask(self.known, node, lambda: self._work_out(node))

    def _work_out(self, node: int) -> tuple[int, ...]:
        self.times[node] += 1
        found = {node: None}
        for other in self.edges[node]:
            found |= dict.fromkeys(self.ask(other))
        return tuple(found)

    def reached(self, node: int) -> set[int]:
        waiting, seen = [node], {node}
        while waiting:
            fresh = set(self.edges[waiting.pop()]) - seen
            seen |= fresh
            waiting += fresh
        return seen


GRAPHS = st.integers(1, 9).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, size - 1), max_size=4), min_size=size, max_size=size)
)


@given(GRAPHS, st.randoms(use_true_random=False))
def test_questions_in_circles_have_the_answers_of_all_that_they_lead_to(edges: list[list[int]], random: object) -> None:
    graph = Graph(edges)
    order = list(range(len(edges)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for node in order:
        assert set(graph.ask(node)) == graph.reached(node)
        assert set(graph.known[node]) == graph.reached(node)


@given(GRAPHS)
def test_no_question_is_asked_again_more_often_than_its_circle_is_gone_through(edges: list[list[int]]) -> None:
    graph = Graph(edges)
    graph.ask(0)
    assert graph.questions.answered == sum(graph.times)
    assert max(graph.times) <= 1 + MOST_ROUNDS * len(edges)


def test_what_does_not_depend_on_a_change_is_not_asked_again() -> None:
    tail = [[node + 1] for node in range(2, 50)]
    graph = Graph([[1], [0, 2], *tail, []])
    graph.ask(0)
    assert graph.times[2:] == [1] * 49


def test_a_ring_is_asked_a_few_times_in_all() -> None:
    graph = Graph([[(node + 1) % 60] for node in range(60)])
    assert len(graph.ask(0)) == 60
    assert sum(graph.times) <= 3 * 60


def test_an_error_leaves_nothing_behind() -> None:
    questions, known, fails = Questions(), dict[str, tuple[int, ...]](), [True]

    def first() -> tuple[int, ...]:
        return (1, *questions.ask(known, "second", second))

    def second() -> tuple[int, ...]:
        found = questions.ask(known, "first", first)
        questions.ask(known, "third", third)
        return (2, *found)

    def third() -> tuple[int, ...]:
        if fails:
            raise LookupError(*questions.ask(known, "second", second))
        return (3,)

    with pytest.raises(LookupError):
        questions.ask(known, "first", first)
    assert known == {}
    fails.clear()
    assert set(questions.ask(known, "first", first)) == {1, 2}
    assert set(known["second"]) == {1, 2}


def test_behind_the_budget_there_is_nothing() -> None:
    graph = Graph([[1], [2], [3], []], budget=2)
    assert graph.ask(0) == (0, 1)
    assert graph.ask(3) == ()
    assert graph.questions.answered == 2


def test_the_budget_holds_while_a_circle_is_gone_through_again() -> None:
    questions, known = Questions(budget=8), dict[int, tuple[int, ...]]()

    def growing(number: int) -> Callable[[], tuple[int, ...]]:
        def resolve() -> tuple[int, ...]:
            others = questions.ask(known, (number + 1) % 5, growing((number + 1) % 5))
            return (*others, len(others))

        return resolve

    assert questions.ask(known, 0, growing(0))
    assert questions.answered == 8


@pytest.mark.parametrize("start", ["canvas.open()", "str(canvas)"])
def test_what_is_not_known_does_not_grow_for_ever(start: str) -> None:
    steps = [f"        if clicks > {i}: self.im = self.im.step{i}().copy{i}" for i in range(12)]
    lines = ["class Image:", "    def __init__(self):", f"        self.im = {start}", "    def go(self, clicks):"]
    body = "\n".join([*lines, *steps, "        return self", SLOW])
    (answers, _), found = work(project(body, "Image().go(clicks).slow()"))
    assert answers < 550
    assert "DSH101" in {code for code, _ in found}
