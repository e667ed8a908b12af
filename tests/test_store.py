"""Tests of the store: what runs remember of code, and that it is never more than a shorter way to the same findings."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import libcst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.cache import keeping, store
from dashlint.cache.store import NAME, Store
from dashlint.read import parsing
from test_cache import APP, CALM, entries, project, run
from test_memory import forget

__all__ = ["project"]

KEY, OTHER, THIRD = "a" * 32, "b" * 32, "c" * 32


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All code that is parsed from now on."""
    found: list[str] = []
    parse = libcst.parse_module

    def noting(code: str | bytes) -> libcst.Module:
        found.append(code if isinstance(code, str) else code.decode())
        return parse(code)

    monkeypatch.setattr(parsing.cst, "parse_module", noting)
    return found


def anew(*words: str) -> tuple[bool, int, bytes, bytes]:
    """Run as a new process does, and make sure that it prints what a run without a cache prints."""
    forget()
    alone = run("--no-cache", *words)
    forget()
    answered = run(*words)
    assert answered[1:] == alone[1:]
    return answered


def stored(folder: Path) -> Path:
    (file,) = (folder.parent / "cache").glob(f"*/{NAME}")
    return file


def filled(*texts: tuple[str, str], before: Store | None = None) -> bytes:
    here = before or Store(b"stamp")
    for key, text in texts:
        here.put(key, text)
    content = here.content()
    assert content is not None
    return content


def test_what_is_put_in_a_store_is_in_it() -> None:
    content = filled((KEY, "one"), (OTHER, "zwö"), (KEY, "three"))
    again = Store(b"stamp", content)
    assert (again.get(KEY), again.get(OTHER), again.get(THIRD)) == ("three", "zwö", None)
    assert Store(b"another stamp", content).get(KEY) is None


def test_a_store_to_which_nothing_is_added_is_not_written() -> None:
    again = Store(b"stamp", filled((KEY, "one")))
    assert again.content() is None
    assert again.get(KEY) == "one"
    assert again.content() is None
    assert Store(b"stamp").content() is None


def test_what_is_not_used_stays_as_long_as_there_is_room() -> None:
    later = Store(b"stamp", filled((KEY, "one"), (OTHER, "two")))
    kept = Store(b"stamp", filled((THIRD, "three"), before=later))
    assert (kept.get(KEY), kept.get(OTHER), kept.get(THIRD)) == ("one", None, "three")


def test_what_was_used_last_stays_longest() -> None:
    later = Store(b"stamp", filled((KEY, "one"), (OTHER, "two")))
    assert later.get(OTHER) == "two"
    once = filled((THIRD, "drei"), before=later)
    assert Store(b"stamp", once).get(KEY) == "one"
    twice = Store(b"stamp", filled(("d" * 32, "four"), before=Store(b"stamp", once)))
    assert [twice.get(key) for key in ("d" * 32, THIRD, OTHER, KEY)] == ["four", None, "two", None]


def test_a_store_does_not_grow_beyond_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 3_000)
    content = filled((KEY, "x" * 1_500), (OTHER, "y" * 1_500), (THIRD, "z"))
    assert len(content) <= 3_000
    again = Store(b"stamp", content)
    assert (again.get(KEY), again.get(OTHER), again.get(THIRD)) == ("x" * 1_500, None, "z")


@given(st.data())
def test_a_damaged_store_is_empty(data: st.DataObject) -> None:
    content = filled((KEY, "one"), (OTHER, "two"))
    spot = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[spot]))
    for damaged in (content[:spot], content[:spot] + bytes([byte]) + content[spot + 1 :], content + b"\n"):
        assert Store(b"stamp", damaged).get(KEY) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"\n\n\n", b"dashlint facts 1 stamp \n"])
def test_what_is_no_store_is_empty(content: bytes) -> None:
    assert Store(b"stamp", content).get("") is None


def test_a_text_that_is_no_utf8_is_none() -> None:
    body = KEY.encode() + b"\xff"
    head = b"%s stamp %s\n" % (store._MARK, store._digest(body))
    assert Store(b"stamp", head + body).get(KEY) is None


def test_a_run_after_an_edit_parses_what_was_edited(project: Path, parsed: list[str]) -> None:
    (project / "other.py").write_text(APP.replace("show", "other"))
    anew()
    (project / "app.py").write_text(APP.replace("return value", "return value, 1"))
    forget()
    parsed.clear()
    assert not run()[0]
    assert any("return value, 1" in code for code in parsed)
    assert not any("other" in code for code in parsed)
    anew()


def test_an_edit_that_is_taken_back_costs_nothing(project: Path, parsed: list[str]) -> None:
    anew()
    (project / "app.py").write_text(CALM)
    anew()
    (project / "app.py").write_text(APP)
    (project / "pyproject.toml").write_text("[project]\nname = 'a'\n")
    forget()
    parsed.clear()
    assert not run()[0]
    assert parsed == []


@pytest.mark.parametrize("words", [("--fix",), ("--diff",), ("--format", "json=out.json")])
def test_runs_that_do_more_than_print_remember_code_too(project: Path, parsed: list[str], words: list[str]) -> None:
    (project / "other.py").write_text("import os\n\n\ndef other(value):\n    return os.name\n")
    run(*words)
    assert entries(project) == []
    (project / "app.py").write_text(f"{APP}\nx = 1\n")
    forget()
    parsed.clear()
    assert run()[1] == 1
    assert parsed
    assert not any("def other" in code for code in parsed)


def test_nothing_is_remembered_without_the_cache(project: Path) -> None:
    run("--no-cache")
    assert not (project.parent / "cache").exists()
    run("--config", "--cache-dir=elsewhere")
    assert not (project / "elsewhere").exists()


def test_the_store_is_no_part_of_what_an_answer_rests_on(project: Path) -> None:
    anew()
    assert run()[0]
    stored(project).write_bytes(b"")
    assert run()[0]
    stored(project).unlink()
    assert run()[0]


@pytest.mark.parametrize("damage", [b"", b"\0", b"dashlint facts 1\n", b"x" * 1_000])
def test_a_damaged_store_is_made_anew(project: Path, damage: bytes) -> None:
    anew()
    whole = stored(project).read_bytes()
    stored(project).write_bytes(damage)
    (project / "app.py").write_text(f"{APP}\nx = 1\n")
    anew()
    assert stored(project).read_bytes().startswith(whole[:40])


def test_a_store_that_somebody_else_can_write_is_not_read(project: Path, parsed: list[str]) -> None:
    anew()
    stored(project).chmod(0o666)
    (project / "app.py").write_text(f"{APP}\nx = 1\n")
    forget()
    parsed.clear()
    run()
    assert any("async def show" in code for code in parsed)


def test_another_dashlint_finds_out_everything_anew(
    project: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = tmp_path / "RECORD"
    record.write_text("1")
    monkeypatch.setattr(keeping, "own_files", lambda: [str(record)])
    anew()
    record.write_text("2")
    forget()
    parsed.clear()
    assert not run()[0]
    assert any("async def show" in code for code in parsed)


def test_a_folder_that_cannot_be_written_costs_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.parent / "cache").write_text("no folder")
    assert anew()[1] == 1

    def full(file: str, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    (project.parent / "cache").unlink()
    monkeypatch.setattr(keeping, "replace", full)
    assert anew()[1] == 1


def test_runs_at_once_leave_a_whole_store(project: Path) -> None:
    anew()
    (entry,) = entries(project)
    missed = keeping.Missed([], b"", str(project.parent / "cache"), str(entry), "")
    stores = [Store(b"stamp") for _ in range(8)]
    for number, one in enumerate(stores):
        one.put(f"{number:032x}", "x" * 10_000)
    threads = [threading.Thread(target=keeping.keep_store, args=(missed, one)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = Store(b"stamp", stored(project).read_bytes())
    assert sum(last.get(f"{number:032x}") == "x" * 10_000 for number in range(8)) == 1
    assert sorted(os.listdir(entry.parent)) == sorted([entry.name, NAME])


def test_stores_go_with_their_folders_and_not_before(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_ANSWERS", 1)
    monkeypatch.setattr(keeping, "MOST_FOLDERS", 1)
    anew()
    leftover = stored(project).with_name(f"{NAME}.1.2.tmp")
    leftover.write_bytes(b"")
    os.utime(leftover, (0, 0))
    os.utime(stored(project), (0, 0))
    anew("--format", "concise")
    assert not leftover.exists()
    first = stored(project)
    assert first.exists()
    os.utime(first.parent, (0, 0))
    elsewhere = project.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "app.py").write_text(APP)
    monkeypatch.chdir(elsewhere)
    anew()
    assert not first.parent.exists()
    assert stored(project).exists()
