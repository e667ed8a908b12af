"""The benchmark plants what it says, measures what it runs, and sets honest tables."""

from __future__ import annotations

import ast
import importlib
import json
import os
import stat
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.skipif(os.name == "nt", reason="what a process costs is measured on POSIX systems alone")

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
#: The bytes of the whole projects of 50 modules, names included, by seed.
DIGESTS = {
    1: "84b19cd6ce01ac982fbe32f8110d7b92281e2eeb1c10f9d0112fb631165728a1",
    2: "6c9bcfd86bd205cdaffe21c5b6fdaa76463fa79ba0bd8e3ae3d1dd26400e813a",
}
BLOCKING = {
    "time.sleep": {"time.sleep(", "sleep("},
    "requests.get": {"requests.get("},
    "requests.post": {"rq.post("},
    "subprocess.run": {"subprocess.run("},
    "sqlite3.Connection.execute": {"conn.execute("},
    "urllib.request.urlopen": {"urlopen("},
}
OUTPUTS = {
    "ruff": "ASYNC251 Do not\n  --> a b/c.py:7:5\n   |\n 6 | x\n\nFound 1 error.\n",
    "dashlint": "a b/c.py:7:5: error DSH101 blocking-sleep: text\n  --> app.py:5:7: on Quart\n\nFound 1\n",
    "hydroid-cli": "error[blocking-sleep]: text\n  --> a b/c.py:7:5 in `a.f`\n       d.py:4:1  f -> time.sleep\n",
    "semgrep": "a b/c.py:7:5:W:some.where.blocking-call-in-async-def:a blocking call in an `async def`\n",
    "pylint": "a b/c.py:7:5: E1700: Yield inside async function (yield-inside-async-function)\n",
    "fixit": "a b/c.py@7:4 UseAsyncSleepInAsyncDef: text\na b/c.py@9:4 UseFstring: text\n",
    "flake8-async": "./a b/c.py:7:5: ASYNC251 text\n",
}


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def shape(*values: object, **named: object) -> object:
    return module("project_plan").Shape(*values, **named)


def generated(folder: Path, *values: object, **named: object) -> Path:
    module("generate").generate(folder, shape(*values, **named))
    return folder


def digest(folder: Path) -> str:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sha256(b"".join(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0" for name in files)).hexdigest()


def expected(folder: Path) -> list[dict[str, object]]:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


class Graph:
    """Who calls whom in a generated project, read from its source alone."""

    def __init__(self, folder: Path) -> None:
        self.functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self.names: dict[str, dict[str, str]] = {}
        for path in folder.rglob("*.py"):
            name = path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
            self._read(name, ast.parse(path.read_text(encoding="utf-8")))
        self.calls = {name: called_in(function) for name, function in self.functions.items()}

    def _read(self, name: str, tree: ast.Module) -> None:
        names = self.names[name] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions[f"{name}:{node.name}"] = node
                names[node.name] = f"{name}:{node.name}"
            elif isinstance(node, ast.ClassDef):
                for inner in (inner for inner in node.body if isinstance(inner, ast.FunctionDef)):
                    self.functions[f"{name}:{node.name}.{inner.name}"] = inner
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                names[ast.unparse(node.targets[0])] = f"{name}:{ast.unparse(node.value.func)}"
            elif isinstance(node, ast.Import):
                names.update({alias.asname or alias.name: alias.name for alias in node.names})
            elif isinstance(node, ast.ImportFrom):
                parents = name.split(".")[: -node.level] if node.level else []
                source = ".".join([*parents, node.module or ""])
                names.update({alias.asname or alias.name: f"{source}.{alias.name}" for alias in node.names})

    def called(self, function: str) -> set[str]:
        """The functions that it calls itself; what it hands to a thread is no call."""
        name, _, own = function.partition(":")
        return {target for call in self.calls[function] if (target := self._target(name, own, call)) in self.functions}

    def blocks(self, function: str) -> bool:
        return any(f"{call}(" in calls for call in self.calls[function] for calls in BLOCKING.values())

    def reaching(self) -> set[str]:
        """The callbacks from which a blocking call is reached."""
        called = {name: self.called(name) for name in self.functions}
        reached = {name for name in self.functions if self.blocks(name)}
        while more := {name for name in self.functions if called[name] & reached} - reached:
            reached |= more
        return {name for name in reached if self.is_callback(name)}

    def is_callback(self, name: str) -> bool:
        return any(ast.unparse(node).startswith("callback(") for node in self.functions[name].decorator_list)

    def _target(self, name: str, own: str, call: str) -> str:
        head, _, rest = call.partition(".")
        if head == "self":
            return f"{name}:{own.partition('.')[0]}.{rest}"
        return self._resolved(".".join(filter(None, [self.names[name].get(head, head), rest])))

    def _resolved(self, dotted: str) -> str:
        if ":" in dotted:
            return dotted
        parts = dotted.split(".")
        for end in range(len(parts), 0, -1):
            if (source := ".".join(parts[:end])) in self.names:
                head, *rest = parts[end:] or [""]
                return ".".join([self.names[source].get(head, head), *rest])
        return dotted


def called_in(function: ast.AST) -> set[str]:
    """What is called in it, as written."""
    return {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("seed", DIGESTS)
def test_the_projects_are_those_that_were_measured(tmp_path: Path, seed: int) -> None:
    assert digest(generated(tmp_path / "p", 50, seed)) == DIGESTS[seed]


@settings(max_examples=10, deadline=None)
@given(modules=st.integers(1, 30), seed=st.integers(0, 2**40), backend=st.sampled_from(["flask", "quart", "fastapi"]))
def test_a_project_depends_on_its_shape_alone(
    tmp_path_factory: pytest.TempPathFactory, modules: int, seed: int, backend: str
) -> None:
    one, two = (tmp_path_factory.mktemp("p") for _ in range(2))
    assert digest(generated(one, modules, seed, backend=backend)) == digest(
        generated(two, modules, seed, backend=backend)
    )


@pytest.mark.parametrize(
    ("seed", "backend", "share"), [(1, "quart", 0.15), (2, "fastapi", 0.4), (3, "flask", 0.4), (4, "quart", 0.0)]
)
def test_expected_is_what_the_files_hold(tmp_path: Path, seed: int, backend: str, share: float) -> None:
    folder = generated(tmp_path / "p", 60, seed, backend=backend, blocking_share=share)
    graph, truths = Graph(folder), expected(folder)
    reaching = graph.reaching()
    if backend == "flask":
        reaching = {name for name in reaching if isinstance(graph.functions[name], ast.AsyncFunctionDef)}
    assert {truth["callback"] for truth in truths} == reaching
    assert bool(truths) == bool(share)
    for truth in truths:
        assert truth["async"] == isinstance(graph.functions[truth["callback"]], ast.AsyncFunctionDef)
        assert truth["chain"][0] == truth["callback"]
        assert all(callee in graph.called(caller) for caller, callee in pairwise(truth["chain"]))
        assert any(f"{call}(" in BLOCKING[truth["blocking"]] for call in graph.calls[truth["chain"][-1]])


def test_only_a_generated_project_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("mine = 1\n")
    with pytest.raises(FileExistsError, match="holds no generated project"):
        generated(tmp_path, 10)
    assert (tmp_path / "mine.py").is_file()
    folder = generated(tmp_path / "p", 30)
    assert digest(generated(folder, 10)) == digest(generated(tmp_path / "q", 10))


def test_generate_prints_how_large_the_project_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert module("generate").main([str(tmp_path / "p"), "--modules", "50"]) == 0
    assert capsys.readouterr().out == "60 files, 6872 lines, 302622 bytes; 17 planted\n"


def cost(cpu: float, wall: float = 1.0, peak: float = 10.0) -> object:
    return module("costs").Cost(cpu, wall, peak)


def test_ratios_are_taken_pair_by_pair() -> None:
    costs = module("costs")
    ours, theirs = [cost(2), cost(40, 3), cost(9)], [cost(1), cost(10), cost(3)]
    assert costs.ratios(ours, theirs) == (3, 1)
    assert costs.ratios([cost(12)], theirs) == (4, 1)
    assert costs.typical(ours) == cost(9)


@given(
    factor=st.floats(0.01, 100), power=st.floats(-1, 3), sizes=st.tuples(st.integers(1, 100), st.integers(101, 9999))
)
def test_the_exponent_is_that_of_the_power(factor: float, power: float, sizes: tuple[int, int]) -> None:
    small, large = ((float(size), factor * size**power) for size in sizes)
    assert module("costs").exponent(small, large) == pytest.approx(power, abs=1e-6)


def python(code: str, folder: Path, limit: float = 60) -> object:
    return module("costs").run([sys.executable, "-c", code], folder, folder, limit)


def test_a_run_is_measured_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "nowhere")
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import os, subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    ran = python(f"{child}; print(os.environ.get('PYTHONPATH'), 'ä'); sys.stderr.write('err'); sys.exit(3)", tmp_path)
    assert (ran.status, ran.stdout, ran.stderr) == (3, "None ä\n", "err")
    assert ran.cost.cpu >= 0.3
    assert ran.cost.wall >= 0.3


def test_the_peak_is_that_of_the_largest_process_and_of_no_one_else(tmp_path: Path) -> None:
    mine = bytearray(64 * 2**20)
    small, large = (python(f"x = b'x' * {size}", tmp_path).cost.peak for size in (1, len(mine)))
    assert 4 < small < 60
    assert 0.9 * 64 < large - small < 1.2 * 64


def test_a_run_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(module("costs").CommandError, match=r"took more than 0\.2 s"):
        python("import signal; signal.pause()", tmp_path, 0.2)


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(module("costs").CommandError, match="not started"):
        module("costs").run([str(tmp_path / "missing")], tmp_path, tmp_path, 5)


def tools() -> dict[str, object]:
    found = module("tools")
    return {tool.name: tool for tool in (found.RUFF, found.DASHLINT, *found.PEERS)}


@pytest.mark.parametrize("name", OUTPUTS)
def test_findings_are_read_from_what_a_tool_prints(name: str) -> None:
    assert list(tools()[name].findings(OUTPUTS[name])) == ([] if name == "pylint" else [("a b/c.py", 7)])


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_findings_are_read_from_other_output(name: str) -> None:
    assert not list(tools()[name].findings("All checks passed!\nFound 0 errors\n\n  --> nothing\n"))


def test_every_peer_is_pinned_and_called_by_its_console_script(tmp_path: Path) -> None:
    for tool in module("tools").PEERS:
        assert all("==" in package for package in tool.packages)
        script, *rest = tool.arguments(tmp_path / "e", "cold")
        assert Path(script).parent == tmp_path / "e" / "bin"
        assert not any("{" in part for part in rest)
        assert "warm" not in tool.states or set(tool.uncached) <= set(rest)
        assert not set(tool.uncached) & set(tool.arguments(tmp_path / "e", "warm"))


def test_the_rule_for_semgrep_is_there() -> None:
    assert module("tools").RULE.is_file()


def project(folder: Path, *, planted: bool = True) -> object:
    return module("projects").project(folder / "p", 50, planted=planted)


def test_findings_are_compared_with_what_is_planted(tmp_path: Path) -> None:
    made = project(tmp_path)
    listed = [(place.path, line) for place in made.places for line in (place.first, place.last)]
    assert made.found(listed) == module("projects").Found(34, 17, 3, 0)
    one = made.places[0]
    assert made.found([(one.path, one.last + 1), ("app.py", one.first)]) == module("projects").Found(2, 0, 0, 2)
    assert made.found([]) == module("projects").Found(0, 0, 0, 0)


@pytest.mark.parametrize("planted", [True, False])
def test_an_edit_changes_one_callback_and_can_be_taken_back(tmp_path: Path, planted: bool) -> None:
    made = project(tmp_path, planted=planted)
    before, texts = digest(made.folder), set()
    for number in (1, 2):
        made.edit(number)
        ast.parse(made.edited.read_text(encoding="utf-8"))
        texts.add(digest(made.folder))
    assert len(texts | {before}) == 3
    assert len(made.edited.read_text(encoding="utf-8").splitlines()) == len(made.text.splitlines()) + 1
    made.restore()
    assert digest(made.folder) == before


def test_the_edit_is_in_a_callback_with_a_planted_call(tmp_path: Path) -> None:
    made = project(tmp_path)
    relative = made.edited.relative_to(made.folder).as_posix()
    assert any(place.path == relative and place.first < made.line <= place.last for place in made.places)


def fake(folder: Path, name: str, script: str, **named: object) -> tuple[object, Path]:
    """A tool of the benchmark that is a shell script, which notes that it ran."""
    path = folder / f"env {name}" / "bin" / name
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/sh\necho {name} "$@" >> "{folder}/log"\n{script}\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    states = named.pop("states", ("cold",))
    return module("tools").Tool(name, (), (name, "."), r"^(?P<path>.+):(?P<line>\d+)$", states=states, **named), (
        folder / f"env {name}"
    )


def duel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subject: tuple[object, Path], ruff: str = "", **effort: object
) -> object:
    states = ("cold", "warm", "edited")
    rounds, rival = module("rounds"), fake(tmp_path, "ruff", ruff, states=states, uncached=("-n",))
    monkeypatch.setattr(rounds, "RUFF", rival[0])
    made = project(tmp_path)
    return rounds.Duel((rival, subject), made, rounds.Effort(**effort), tmp_path, "today")


def log(folder: Path) -> list[str]:
    return (folder / "log").read_text().splitlines()


def test_both_run_in_turns_in_every_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = fake(tmp_path, "peer", "exit 1", states=("cold", "warm", "edited"), uncached=("--cold",))
    played = duel(tmp_path, monkeypatch, subject, repeat=2)
    measured = played.measured()
    turn = ["ruff . -n", "peer . --cold", *(["ruff .", "peer ."] * 3)]
    assert log(tmp_path) == ["ruff .", "peer .", *turn, *turn]
    assert [(m.tool, m.modules, m.state, m.runs) for m in measured] == [
        ("peer", 50, state, 2) for state in ("cold", "warm", "edited")
    ]
    assert all(m.cpu_ratio > 0 and m.ruff.cpu > 0 for m in measured)


def test_a_slow_tool_is_run_once_beside_all_rounds_of_ruff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module("rounds"), "SLOW", 0.0)
    played = duel(tmp_path, monkeypatch, fake(tmp_path, "peer", ""), repeat=3, slow_once=True)
    (measured,) = played.measured()
    assert log(tmp_path) == ["ruff .", "ruff . -n", "peer .", "ruff . -n", "ruff . -n"]
    assert (measured.runs, measured.ruff_runs) == (1, 3)


def test_every_edited_run_of_ruff_follows_an_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module("rounds"), "SLOW", 0.0)
    subject = fake(tmp_path, "peer", "", states=("cold", "edited"))
    note = f'find . -name "*.py" | sort | xargs cat | cksum >> "{tmp_path}/states"'
    duel(tmp_path, monkeypatch, subject, note, repeat=3, slow_once=True).measured()
    states = (tmp_path / "states").read_text().splitlines()
    assert [one != two for one, two in pairwise(states)] == [False, True] * 3


def test_findings_are_counted_before_the_project_is_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = duel(tmp_path, monkeypatch, fake(tmp_path, "peer", "cat found; exit 1"), repeat=1)
    place = next(place for place in played.project.places if place.is_async)
    (played.project.folder / "found").write_text(f"{place.path}:{place.last}\napp.py:1\n")
    played.measured()
    assert played.counted["peer"] == module("results").Counted("peer", 50, 2, 1, 17, 1, 3, 1, "today")
    assert played.counted["ruff"].findings == 0


def test_a_duel_begins_with_the_project_as_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = fake(tmp_path, "peer", f'cat $(find . -name "*.py" | sort) | cksum >> "{tmp_path}/states"')
    played = duel(tmp_path, monkeypatch, subject, repeat=1)
    played.measured()
    played.project.edit(1)
    played.measured()
    first, second = (tmp_path / "states").read_text().splitlines()
    assert first == second


def test_each_tool_meets_ruff_where_it_can_bear_it(tmp_path: Path) -> None:
    found, rounds = tools(), module("rounds")
    kinds = [(size, planted) for size in (500, 501) for planted in (True, False)]
    shapes = [module("projects").Project(tmp_path / "p", *kind, (), tmp_path, 1, "") for kind in kinds]
    subjects = [(found[name], tmp_path) for name in ("dashlint", "fixit", "semgrep")]
    pairs = rounds.duels(subjects, tmp_path, shapes, rounds.Effort(), "today")
    met = [(tool.name, duel.project.modules, duel.project.planted) for tool, duel in pairs]
    assert met == [
        *[("dashlint", 500, True), ("fixit", 500, True), ("semgrep", 500, True), ("dashlint", 500, False)],
        *[("dashlint", 501, True), ("semgrep", 501, True), ("dashlint", 501, False)],
    ]


def test_a_run_with_another_status_is_no_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    played = duel(tmp_path, monkeypatch, fake(tmp_path, "peer", "echo broken >&2; exit 2"), repeat=1)
    with pytest.raises(module("costs").CommandError, match="peer ended with status 2: broken"):
        played.measured()


def test_dashlint_must_print_the_same_with_its_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = fake(tmp_path, "dashlint", 'echo "$@"', states=("cold", "warm"), uncached=("--no-cache",))
    with pytest.raises(module("costs").CommandError, match="printed something else when cold"):
        duel(tmp_path, monkeypatch, subject, repeat=1).measured()


def measured(tool: str, modules: int, ratio: float, **named: object) -> object:
    values = {
        "planted": True,
        "state": "cold",
        "runs": 5,
        "cost": cost(ratio / 10),
        "ruff": cost(0.1),
        "ruff_runs": 7,
        "run": "1",
    }
    return module("results").Measured(
        **{"tool": tool, "modules": modules, "cpu_ratio": ratio, "wall_ratio": ratio, **values, **named}
    )


def results(*entries: object, run: str = "1", **named: object) -> object:
    found = module("results")
    runs = {run: found.Run(f"{run} o'clock", "abc", "2 cores", {"ruff": "1"})}
    return found.Results(runs, entries, **named)


def test_results_are_read_as_written() -> None:
    found = module("results")
    counted = (found.Counted("peer", 50, None, 0, 17, 0, 3, 0, "1"),)
    stored = results(measured("peer", 50, 2.0), counted=counted, troubles={"other": "not there\n"})
    assert found.read_results(found.written(stored)) == stored
    assert found.read_results(found.written(found.Results())) == found.Results()


@pytest.mark.parametrize("text", ["", "{}", "[]", "3", '{"runs": {}, "measured": [{"tool": 1}], "counted": []}'])
def test_what_holds_no_results_is_told(text: str) -> None:
    with pytest.raises(module("results").ResultsError, match="no results of this script"):
        module("results").read_results(text)


def test_merging_keeps_what_was_not_measured_again_with_its_run() -> None:
    found = module("results")
    slow, stale, clean = measured("peer", 500, 90.0), measured("dashlint", 50, 9.0), measured("gone", 50, 1.0)
    fresh = measured("dashlint", 50, 3.0, run="2")
    both = found.merged(results(slow, stale, troubles={"dashlint": "slow"}), results(fresh, run="2"))
    assert both.measured == (fresh, slow)
    assert list(both.runs) == ["1", "2"]
    assert both.troubles == {}
    alone = found.merged(results(stale), results(fresh, run="2"))
    assert list(alone.runs) == ["2"]
    assert found.merged(results(clean), found.Results()) == results(clean)


def test_runs_that_began_together_keep_the_versions_of_both() -> None:
    found = module("results")
    one, two = results(measured("peer", 50, 1.0)), results(measured("other", 50, 1.0))
    other = found.Results({"1": found.Run("1", "abc", "2 cores", {"peer": "3"})}, two.measured)
    assert found.merged(one, other).runs["1"].versions == {"ruff": "1", "peer": "3"}


def row(text: str, title: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {title}"))
    return [cell.strip() for cell in line.strip("| ").split("|")][1:]


def test_targets_are_met_or_missed() -> None:
    text = module("tables").tables(
        results(measured("dashlint", 50, 16.0), measured("dashlint", 500, 8.1), measured("semgrep", 500, 32.4))
    )
    assert row(text, "cold, with findings") == ["16.0 (≤ 16, met)", "8.10 (≤ 8, **missed**)"]
    assert row(text, "semgrep / dashlint") == ["not measured (≥ 4)", "4.00 (≥ 4, met)"]
    assert row(text, "warm, nothing changed") == ["not measured (≤ 3)", "not measured (≤ 2)"]


def test_an_edit_is_compared_with_the_cold_run_of_the_same_tool() -> None:
    edited = measured("dashlint", 500, 2.0, state="edited", cost=cost(0.5))
    text = module("tables").tables(results(edited, measured("dashlint", 500, 8.0)))
    assert row(text, "one file edited") == ["0.62 (≤ 0.6, **missed**)"]


def test_peaks_are_those_of_all_states() -> None:
    warm = measured("dashlint", 2000, 1.0, state="warm", cost=cost(1, 1, 151))
    text = module("tables").tables(results(measured("dashlint", 2000, 1.0), warm))
    assert row(text, "largest process") == ["151 (≤ 150, **missed**)"]


def test_growth_is_told_for_dashlint_and_ruff() -> None:
    slow = measured("dashlint", 500, 1.0, cost=cost(10.0))
    text = module("tables").tables(results(measured("dashlint", 50, 1.0, cost=cost(1.0)), slow))
    assert row(text, "dashlint, cold  ") == ["20.0", "20.0", "1.00"]
    assert row(text, "ruff, cold  ")[:2] == ["2.00", "0.20"]
    assert row(text, "dashlint, warm") == ["-", "-", "-"]


def test_ruff_stands_beside_dashlint_with_the_rounds_of_its_own() -> None:
    text = module("tables").tables(results(measured("dashlint", 50, 2.0, runs=1)))
    lines = [line.strip("| ").split() for line in text.splitlines() if line.startswith("| 50 ")]
    assert [(line[2], line[-1]) for line in lines] == [("ruff", "7"), ("dashlint", "1")]


def test_a_tool_without_a_rule_found_nothing_to_speak_of() -> None:
    counted = module("results").Counted
    both = (counted("pylint", 50, None, 0, 17, 0, 3, 0, "1"), counted("ruff", 50, 4, 1, 17, 1, 3, 3, "1"))
    text = module("tables").tables(results(measured("ruff", 50, 1.0), counted=both))
    assert "| 50      | pylint |        - " in text
    assert "| 50      | ruff   |        4 |            1 of 17 |                  1 of 3 |         3 |" in text


def test_runs_and_what_is_left_out_are_told() -> None:
    text = module("tables").tables(results(measured("peer", 50, 1.0), troubles={"other": "not installed"}))
    assert "- 1 UTC, commit abc: peer, on 2 cores.\n  Versions: ruff 1.\n- Not measured: other: not installed" in text


@given(st.lists(st.tuples(st.text("ab ", max_size=9), st.text("12", max_size=9)), min_size=1))
def test_tables_are_aligned(rows: list[tuple[str, str]]) -> None:
    lines = module("tables").table(("name", "number"), rows).split("\n")
    assert len({len(line) for line in lines}) == 1
    assert len(lines) == len(rows) + 2


def test_a_table_without_rows_is_none() -> None:
    assert module("tables").table(("name",), []) == ""


@pytest.mark.parametrize(("value", "text"), [(0.0123, "0.012"), (0.5, "0.50"), (12.34, "12.3"), (1234.5, "1234")])
def test_figures_have_the_digits_that_count(value: float, text: str) -> None:
    assert module("tables").figure(value) == text


def test_stored_results_are_shown_and_put_into_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script, stored, page = module("run"), tmp_path / "results.json", tmp_path / "page.md"
    stored.write_text(module("results").written(results(measured("dashlint", 50, 3.0))), encoding="utf-8")
    before = f"before `{script.BEGIN.strip()}` and `{script.END.strip()}`\n{script.BEGIN}"
    page.write_text(f"{before}\nto be replaced\n{script.END}\nafter\n", encoding="utf-8")
    again = tmp_path / "again.json"
    assert script.main(["--show", "--merge", str(stored), "--page", str(page), "--json", str(again)]) == 0
    assert "3.00 (≤ 16, met)" in capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"{before}\n### Targets\n")
    assert text.endswith(f"\n{script.END}\nafter\n")
    assert "to be replaced" not in text
    assert "3.00 (≤ 16, met)" in text
    assert script.with_results(text, "new") == script.with_results(script.with_results(text, "old"), "new")
    assert again.read_text(encoding="utf-8") == stored.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "9"], "'9' is no number from 10"),
        (["--sizes", "x"], "'x' is no number from 10"),
        (["--only", "mypy"], "invalid choice"),
        (["--repeat", "0"], "must be positive"),
        (["--timeout", "0"], "must be positive"),
        (["--merge", "missing.json"], "No such file"),
        (["--page", __file__], "the page has no line <!-- results -->"),
        (["--json", "missing/results.json"], "is a folder, or would be in none"),
    ],
)
def test_bad_arguments_are_told_before_anything_runs(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        module("run").main(arguments)
    assert message in capsys.readouterr().err


def test_a_peer_that_cannot_be_installed_is_told_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = module("run")
    environments = module("environments")
    here = {tool.name: where for tool, where in [fake(tmp_path, "ruff", ""), fake(tmp_path, "semgrep", "")]}

    def environment(tool: object, folder: Path) -> Path:
        if tool.name not in here:
            raise environments.InstallError("warning\nno such package")
        return here[tool.name]

    monkeypatch.setattr(script, "environment", environment)
    monkeypatch.setattr(script, "versions", lambda where: {"ruff": "1", "semgrep": "2"})
    arguments = ["--only", "semgrep", "fixit", "--sizes", "10", "--repeat", "1", "--peers", str(tmp_path / "kept")]
    assert script.main(arguments) == 1
    text = capsys.readouterr().out
    assert "- Not measured: fixit: not installed: no such package" in text
    assert "| 10      | semgrep | cold  |" in text
    assert "Versions: ruff 1; semgrep 2." in text
    assert "| fixit" not in text.replace("| fixit / dashlint", "")


def test_an_environment_is_made_once_for_the_same_pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environments = module("environments")
    made: list[str] = []

    def install(where: Path, tool: object) -> None:
        where.mkdir(parents=True, exist_ok=True)
        made.append(tool.name)

    monkeypatch.setattr(environments, "_install", install)
    semgrep, dashlint = tools()["semgrep"], tools()["dashlint"]
    assert environments.environment(semgrep, tmp_path) == environments.environment(semgrep, tmp_path)
    environments.environment(dashlint, tmp_path)
    environments.environment(dashlint, tmp_path)
    assert made == ["semgrep", "dashlint", "dashlint"]


@pytest.mark.parametrize(("text", "uncached"), [("--no-cache  x", ("--no-cache",)), ("no such option", ())])
def test_the_cache_of_dashlint_is_turned_off_if_it_has_one(
    monkeypatch: pytest.MonkeyPatch, text: str, uncached: tuple[str, ...]
) -> None:
    environments = module("environments")
    monkeypatch.setattr(environments, "_run", lambda command: text)
    assert environments.fetched(tools()["dashlint"], Path("e")).uncached == uncached
    assert environments.fetched(tools()["semgrep"], Path("e")) == tools()["semgrep"]
