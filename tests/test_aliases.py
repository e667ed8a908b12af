"""The names under which code knows a class, and what may be bound to a name."""

from __future__ import annotations

import pytest

from dashlint.find import Source
from dashlint.lint import lint_sources
from dashlint.looks.aliases import aliases_in, are_derived
from dashlint.looks.outline import outline
from dashlint.settings import Settings


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from dash import Dash\napp = Dash(__name__)\n", set()),
        ("import dash\napp = dash.Dash(__name__)\n", set()),
        ("from dash import Dash as Board\n", {"Board"}),
        ("from dash import (\n    Dash,  # the app\n    html,\n)\nclass Board(Dash):\n    pass\n", {"Board"}),
        ("class Board(Sized, metaclass=Meta, *more, x=dash.Dash):\n    pass\n", {"Board"}),
        ("class Board[T](Dash):\n    pass\n", {"Board"}),
        ("Board = Dash\n", {"Board"}),
        ("if True:\n    Board: type = dash.Dash\n", {"Board"}),
        ("self.kind = Dash; other = 1\n", {"kind"}),
        ("def f(app: Dash, other: int | dash.Dash) -> dict[str, Dash]:\n    return app\n", set()),
        ("isinstance(app, (Dash, Flask))\n", set()),
        ("Dash.callback\nDash = patched\nclass Dash:\n    pass\n", set()),
        ("'''Dash is a framework.'''\nname = 'Dash'  # not Dash\n", set()),
        ("build(Dash)\n", None),
        ("build(kind=Dash)\n", None),
        ("return Dash\n", None),
        ("KINDS = [Dash]\n", None),
        ("KINDS = {'a': Dash}\n", None),
        ("Board = Dash if fast else Other\n", None),
        ("class Board(made_of(Dash)):\n    pass\n", None),
        ("Board, other = Dash, 1\n", None),
        ("functools.partial(Dash, __name__)\n", None),
        ("lambda: Dash\n", None),
        ("def f(kind=Dash):\n    return kind()\n", None),
    ],
)
def test_the_names_of_a_class(code: str, names: set[str] | None) -> None:
    assert aliases_in(code, "Dash") == names


@pytest.mark.parametrize(
    ("code", "derived"),
    [
        ("class B(A):\n    pass\n", True),
        ("class B(\n    x.A,\n):\n    pass\n", True),
        ("class B[T](Generic[T], A):\n    pass\n", True),
        ("from m import A as B\n", True),
        ("B = m.A\n", True),
        ("class A:\n    pass\nb = A()\n", False),
        ("class B(AA):\n    pass\n", False),
    ],
)
def test_what_may_be_derived(code: str, derived: bool) -> None:
    assert are_derived(code, "A") is derived


@pytest.mark.parametrize(
    ("code", "bound"),
    [
        ("def plain():\n    pass\n\n\nclass Kind:\n    def method(self):\n        self.kept = 1\n", {"kept"}),
        (
            "class Kind:\n    field: int\n    other = 1\n    @property\n    def one(self):\n        return 1\n",
            {"field", "other", "one"},
        ),
        ("class Kind:\n    @functools.cached_property\n    @x\n    def one(self): return 1\n", {"one"}),
        ("class Kind:\n    @static\n    def one(self):\n        return 1\n", set()),
        ("register = app.callback\nif slow:\n    other = 1\n", {"register", "other"}),
        ("from m import a as b, c\n", {"b"}),
        ("def f(x):\n    x.a, x.b = 1, 2\n    for x.c in x: pass\n    with x as x.d: pass\n", {"a", "b", "c", "d"}),
        ("def f(x):\n    setattr(x, 'named', 1)\n", {"named"}),
        ("call(kept=1)\n", set()),
    ],
)
def test_what_is_bound(code: str, bound: set[str]) -> None:
    assert outline("m.py", code).bound >= bound
    assert not outline("m.py", code).bound & {"plain", "Kind", "method", "f", "call", "c" if "import" in code else ""}
    if not bound:
        assert not outline("m.py", code).bound


#: A constructor with so much to say that its body is read only when something leads to it.
MADE = """
class Made(Dash):
    @classmethod
    def make(cls, *args, **options):
        # What an app is made with is kept, because a board may be made again once its data has changed on the disk.
        return {of}(*args, **options)
"""
APP = """\
import time
{imports}
from dash import Dash, Input, Output, dcc, html
{before}
app = {made}(__name__, backend="fastapi")
app.layout = html.Div()


@app.callback(Output("a", "b"), Input("c", "d"))
async def update(value):
    time.sleep(1)
    return value
"""


@pytest.mark.parametrize(
    ("before", "made"),
    [
        ("", "Dash"),
        ("class Board(Dash):\n    pass\n", "Board"),
        ("class Board(Dash):\n    pass\n\n\nOther = Board\n", "Other"),
        ("KINDS = {'a': Dash}\n", "KINDS['a']"),
        ("def kind():\n    return Dash\n", "kind()"),
        ("def build(kind, *args, **options):\n    return kind(*args, **options)\n", "functools.partial(build, Dash)"),
        ("class Holder:\n    kind = Dash\n", "Holder.kind"),
        (
            "class Made(Dash):\n    @classmethod\n    def make(cls, *a, **o):\n        return cls(*a, **o)\n",
            "Made.make",
        ),
    ],
)
def test_an_app_is_found_whatever_it_is_made_by(before: str, made: str) -> None:
    text = APP.format(imports="import functools", before=before, made=made)
    source = Source("/project/app.py", "app.py", True, False, text.encode())
    found = lint_sources((source,), Settings(select=("DSH101",)))
    assert [one.code for one in found.diagnostics] == ["DSH101"]


REGISTERED = """\
import time
from dash import Dash, Input, Output, html

app = Dash(__name__, backend="fastapi")
app.layout = html.Div()


class Keeper:
    def __init__(self):
        self.keep = app.callback(Output("a", "b"), Input("c", "d"))

    @property
    def kept(self):
        return app.callback(Output("e", "b"), Input("c", "d"))

    def get(self, function):
        return function


async def update(value):
    time.sleep(1)
    return value


{call}
"""


@pytest.mark.parametrize(
    ("call", "count"),
    [("Keeper().keep(update)", 1), ("Keeper().kept(update)", 1), ("Keeper().get(update)", 0)],
)
def test_a_registrar_is_found_whatever_keeps_it(call: str, count: int) -> None:
    source = Source("/project/app.py", "app.py", True, False, REGISTERED.format(call=call).encode())
    found = lint_sources((source,), Settings(select=("DSH101",)))
    assert [one.code for one in found.diagnostics] == ["DSH101"] * count


def test_the_handlers_of_an_app_that_a_module_names_are_found() -> None:
    text = (
        "import time\nimport dash\n\n\ndef failed(error):\n    time.sleep(1)\n\n\n"
        'app = dash.Dash(__name__, backend="fastapi", on_error=failed)\n\n\n'
        '@app.callback(dash.Output("a", "b"), dash.Input("c", "d"))\ndef update(value):\n    return value\n'
    )
    found = lint_sources((Source("/project/app.py", "app.py", True, False, text.encode()),), Settings())
    assert [(one.code, one.location.line) for one in found.diagnostics] == [("DSH110", 6)]


def test_what_keeps_a_registrar_may_be_imported_by_another_name() -> None:
    app = b"import board\nimport registry\n\nregistry.keep(board.update)  # the callback\n"
    board = REGISTERED.format(call='hold = app.callback(Output("a", "b"), Input("c", "d"))').encode()
    sources = (
        Source("/project/board.py", "board.py", True, False, board),
        Source("/project/registry.py", "registry.py", True, False, b"from board import hold as keep\n"),
        Source("/project/app.py", "app.py", True, False, app),
    )
    assert [one.code for one in lint_sources(sources, Settings(select=("DSH101",))).diagnostics] == ["DSH101"]


def test_a_hook_on_the_server_of_an_app_that_is_given_is_found() -> None:
    text = (
        b"from dash import Dash\n\n\ndef check():\n    return None\n\n\n"
        b"def install(board):\n    board.server.before_request(check)\n"
    )
    source = Source("/project/plugin.py", "plugin.py", True, False, text)
    found = lint_sources((source,), Settings(backend="fastapi", select=("DSH401",)))
    assert [one.location.line for one in found.diagnostics] == [9]


@pytest.mark.parametrize(
    "adding", ["sys.path.insert(0, where)", "sys.path += [where]", "site.addsitedir(where)", "path.append(where)"]
)
def test_a_folder_is_on_the_search_path_however_long_the_function_is_that_puts_it_there(adding: str) -> None:
    start = (
        "import os\nimport site\nimport sys\nfrom sys import path\n\n\ndef set_up():\n"
        "    # The folder with what all the boards share stands beside this one, be it installed or checked out.\n"
        f"    where = os.path.join(os.path.dirname(__file__), 'shared')\n    {adding}\n"
    )
    app = APP.format(imports="import start\nfrom slow import wait", before="", made="Dash").replace(
        "time.sleep", "wait"
    )
    slow = b"import time\n\n\ndef wait(s):\n    time.sleep(s)\n"
    sources = (
        Source("/project/app.py", "app.py", True, False, app.encode()),
        Source("/project/start.py", "start.py", True, False, start.encode()),
        Source("/project/shared/slow.py", "slow.py", True, False, slow),
    )
    assert [one.code for one in lint_sources(sources, Settings(select=("DSH101",))).diagnostics] == ["DSH101"]
