"""Plans a synthetic Dash project: its modules, who calls whom, and what is therefore true of its callbacks."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

PACKAGE = "acme"
#: The share of each role among the modules.
SHARES = {"pages": 0.45, "components": 0.18, "services": 0.17, "utils": 0.08, "models": 0.07, "tests": 0.05}
#: Modules with pages and components go into packages of so many.
GROUP = 20
VERBS = ("load", "fetch", "compute", "save")
WORDS = (
    "revenue churn margin orders region cohort funnel latency budget forecast inventory pricing "
    "signup session retention basket shipment supplier refund invoice ledger account segment quota"
).split()


@dataclass(frozen=True, slots=True)
class Blocking:
    """A way to block: the import it needs, its statements, and the dotted name that is to be reported."""

    needs: str
    statements: tuple[str, ...]
    name: str


SQLITE = ("conn = sqlite3.connect('acme.db')", "conn.execute('SELECT 1').fetchall()", "conn.close()")
BLOCKING = (
    Blocking("import time", ("time.sleep(0.05)",), "time.sleep"),
    Blocking(
        "import requests", ("response = requests.get(url, timeout=5)", "response.raise_for_status()"), "requests.get"
    ),
    Blocking("from time import sleep", ("sleep(0.05)",), "time.sleep"),
    Blocking("import subprocess", ("subprocess.run(['true'], check=True)",), "subprocess.run"),
    Blocking("import sqlite3", SQLITE, "sqlite3.Connection.execute"),
    Blocking("from urllib.request import urlopen", ("payload = urlopen(url).read()",), "urllib.request.urlopen"),
    Blocking("import requests as rq", ("session = rq.Session()", "rq.post(url, json={'q': url})"), "requests.post"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is asked of a project. `lines` a module is approximate; the shares are of pages and of util functions."""

    modules: int = 50
    seed: int = 1
    lines: int = 150
    async_share: float = 0.3
    blocking_share: float = 0.15
    backend: str = "quart"


@dataclass(eq=False, slots=True)
class Function:
    """A planned function, or the method of `owner`: how it blocks, what it calls, what it hands to a thread."""

    module: str
    name: str
    is_async: bool = False
    owner: str | None = None
    blocking: Blocking | None = None
    calls: list[Function] = field(default_factory=list)
    offloaded: list[Function] = field(default_factory=list)

    @property
    def qualified(self) -> str:
        """`module:function` or `module:Class.method`."""
        return f"{self.module}:{self.owner + '.' if self.owner else ''}{self.name}"


@dataclass(eq=False, slots=True)
class Module:
    """A planned module. Every choice in it comes from its own `random`, so that modules do not depend on order."""

    name: str
    role: str
    random: random.Random
    functions: list[Function] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """The last part of the dotted name."""
        return self.name.rsplit(".", 1)[1]


@dataclass(frozen=True, slots=True)
class Truth:
    """A callback that runs on the event loop and reaches a blocking call, by the shortest chain of calls."""

    callback: Function
    blocking: Blocking
    chain: tuple[Function, ...]

    def entry(self) -> dict[str, object]:
        """How expected.json says it."""
        return {
            "callback": self.callback.qualified,
            "async": self.callback.is_async,
            "blocking": self.blocking.name,
            "chain": [function.qualified for function in self.chain],
        }


Modules = dict[str, list[Module]]


def planned(shape: Shape) -> Modules:
    """The modules of the project by role, app.py not among them; the same for the same shape."""
    counts = {role: max(1, round(shape.modules * share)) for role, share in SHARES.items()}
    counts["pages"] += shape.modules - 1 - sum(counts.values())
    modules = {role: [_module(shape.seed, role, index) for index in range(count)] for role, count in counts.items()}
    utils = _plan_utils(modules["utils"], shape)
    services = _plan_services(modules["services"], utils, shape)
    components = _plan_components(modules["components"])
    _plan_pages(modules["pages"], services, components, shape)
    return modules


def truths(modules: Modules, backend: str) -> Iterator[Truth]:
    """What is to be found: sync callbacks count too where the server is an ASGI one, as they run on its loop."""
    for page in modules["pages"]:
        for callback in page.functions:
            if backend != "flask" or callback.is_async:
                yield from _reached(callback)


def _module(seed: int, role: str, index: int) -> Module:
    rng = random.Random(f"{seed}:{role}:{index}")
    group = f".area{index // GROUP:02d}" if role in ("pages", "components") else ""
    return Module(f"{PACKAGE}.{role}{group}.{rng.choice(WORDS)}_{index:04d}", role, rng)


def _plan_utils(modules: list[Module], shape: Shape) -> list[Function]:
    for module in modules:
        rng = module.random
        for number in range(rng.randint(7, 10)):
            function = Function(module.name, f"{rng.choice(WORDS)}_util_{number}")
            roll = rng.random()
            if roll < shape.blocking_share:
                function.blocking = rng.choice(BLOCKING)
            elif roll < shape.blocking_share + 0.1:
                function.is_async = True
            module.functions.append(function)
    return _functions(modules)


def _plan_services(modules: list[Module], utils: list[Function], shape: Shape) -> list[Function]:
    earlier = list(utils)
    for module in modules:
        rng = module.random
        owner = f"{rng.choice(WORDS).title()}Repository"
        for number in range(rng.randint(6, 8)):
            name = f"{rng.choice(VERBS)}_{rng.choice(WORDS)}_{number}"
            service = Function(module.name, name, owner=owner if number >= 5 else None)
            if rng.random() < shape.blocking_share / 4:
                service.blocking = rng.choice(BLOCKING)
            for _ in range(rng.choice((0, 1, 1, 2))):
                near = bool(module.functions) and rng.random() < 0.3
                callee = rng.choice(module.functions if near else earlier)
                if not callee.is_async and callee not in service.calls:
                    service.calls.append(callee)
            module.functions.append(service)
        earlier += module.functions
    return _functions(modules)


def _plan_components(modules: list[Module]) -> list[Function]:
    earlier: list[Function] = []
    for module in modules:
        rng = module.random
        for number in range(rng.randint(4, 5)):
            component = Function(module.name, f"{rng.choice(WORDS)}_card_{number}")
            if earlier and rng.random() < 0.3:
                component.calls.append(rng.choice(earlier))
            module.functions.append(component)
        earlier += module.functions
    return earlier


def _plan_pages(modules: list[Module], services: list[Function], components: list[Function], shape: Shape) -> None:
    for page in modules:
        rng = page.random
        uses_async = rng.random() < shape.async_share
        for number in range(rng.randint(2, 4)):
            callback = Function(page.name, f"update_{rng.choice(WORDS)}_{number}")
            callback.is_async = uses_async and rng.random() < 0.7
            if callback.is_async and rng.random() < 0.4 * shape.blocking_share:
                callback.blocking = rng.choice(BLOCKING)
            for _ in range(rng.choice((0, 1, 1, 2))):
                _use(callback, rng.choice(services), rng)
            if components and rng.random() < 0.6:
                callback.calls.append(rng.choice(components))
            page.functions.append(callback)


def _use(callback: Function, service: Function, rng: random.Random) -> None:
    if callback.is_async and rng.random() < 0.35:
        callback.offloaded.append(service)
    elif service not in callback.calls:
        callback.calls.append(service)


def _functions(modules: list[Module]) -> list[Function]:
    return [function for module in modules for function in module.functions]


def _reached(callback: Function) -> Iterator[Truth]:
    seen = {callback}
    queue: deque[tuple[Function, ...]] = deque([(callback,)])
    while queue:
        chain = queue.popleft()
        if blocking := chain[-1].blocking:
            yield Truth(callback, blocking, chain)
            return
        for callee in chain[-1].calls:
            if callee not in seen:
                seen.add(callee)
                queue.append((*chain, callee))
