"""Proves DSH002: a reported comment can go and nothing changes, one that is not reported keeps a real freeze silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from .harness import ASGI, Served, load
from .leftovers import Copy

FIXTURE = "dsh002_unused_suppression"


@pytest.mark.parametrize("name", ["app", "levels_app"])
@pytest.mark.parametrize("backend", ASGI)
def test_a_comment_is_in_use_exactly_where_the_loop_freezes(backend: str, name: str) -> None:
    module = load(FIXTURE, name, backend)
    with Served(module.app, backend) as served:
        for output in served.silent():
            answer = served.callback(output)
            assert answer.status == 200, output
            assert answer.froze, output
        leftovers = served.together(served.reported())
        assert leftovers.status == 200
        assert leftovers.smooth


def test_on_flask_no_comment_is_needed_for_the_others_sake() -> None:
    """A wait holds up its own request alone: dashlint warns of it there, and the comments are in use all the same."""
    module = load(FIXTURE, "app", "flask")
    with Served(module.app, "flask") as served:
        assert served.callback("known.children").smooth
        assert served.callback("leftover.children").smooth


def test_what_is_reported_can_go_and_nothing_else_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Copy(FIXTURE, tmp_path, capsys)
    reported = copy.findings()
    assert {code for _, _, code in reported} == {"DSH002"}
    unused, used = 0, 0
    for name in ("app.py", "kettle.py"):
        for number in copy.commented_lines(name):
            changed = copy.without_comment(name, number) ^ reported
            if (name, number, "DSH002") in reported:
                assert changed == {(name, number, "DSH002")}
                unused += 1
            elif changed:
                assert {code for _, _, code in changed} == {"DSH101"}
                used += 1
    assert unused == 12
    assert used == 7


def test_a_list_is_reported_for_what_is_not_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = Copy(FIXTURE, tmp_path, capsys)
    partly, wholly = copy.commented_lines("mixed_app.py")
    reported = copy.findings()
    assert copy.without_comment("mixed_app.py", partly) - reported == {("mixed_app.py", partly, "DSH101")}
    assert copy.without_comment("mixed_app.py", wholly) - reported == {
        ("mixed_app.py", wholly, "DSH101"),
        ("mixed_app.py", wholly, "DSH105"),
    }
