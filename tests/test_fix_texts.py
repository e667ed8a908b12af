"""Edits of texts, which of them get on with each other, what is left of comments, and files written as a whole."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashlint.changes import WriteText
from dashlint.diagnostic import Edit, Location
from dashlint.facts import Place
from dashlint.fix import UnwritableError, compatible, edited, write_atomically
from dashlint.fix.comments import comment_piece
from dashlint.fix.pieces import CannotFixError
from dashlint.lines import line_starts

BOM = b"\xef\xbb\xbf"
IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0
OLD, NEW = b"old\n", b"new\r\n\xff\x00"


def edit(line: int, column: int, end_line: int, end_column: int, text: str, *, is_shared: bool = False) -> Edit:
    return Edit(Location("app.py", line, column, end_line, end_column), text, is_shared)


# Edits

LETTERS = st.text(st.sampled_from("ab (\t\f\v\x1c\x85\u2028é€𝄞"), max_size=6)


@st.composite
def edits_in_lines(draw: st.DrawFn) -> tuple[list[str], list[Edit], str]:
    """Lines, edits that do not overlap, and what they come to with line ends of one character."""
    lines = draw(st.lists(LETTERS, min_size=1, max_size=6))
    text = "\n".join(lines)
    spots = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(spots[::2], spots[1::2], strict=False))
    edits, after = [], text
    for first, last in reversed(pairs):
        new = draw(LETTERS | st.sampled_from(["\n", "x\ny", "\n\n"]))
        edits.append(edit(*position(text, first), *position(text, last), new))
        after = after[:first] + new + after[last:]
    return lines, draw(st.permutations(edits)), after


def position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@given(edits_in_lines(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_edits_change_what_they_mean_and_nothing_else(
    case: tuple[list[str], list[Edit], str], newline: str, has_bom: bool
) -> None:
    lines, edits, after = case
    content = BOM * has_bom + newline.join(lines).encode()
    wanted = after.replace("\n", newline if len(lines) > 1 else "\n")
    assert edited(content, edits) == BOM * has_bom + wanted.encode()


def test_no_edit_keeps_every_byte() -> None:
    for content in (b"", b"a\r\nb\rc\n", BOM + b"x", b"# coding: latin-1\n\xe9\n"):
        assert edited(content, []) == content


def test_lines_end_as_the_first_one_does() -> None:
    assert edited(b"a\r\nb\nc\r", [edit(3, 2, 3, 2, "\nd")]) == b"a\r\nb\nc\r\nd\r"


def test_encoding_is_kept() -> None:
    content = "# coding: latin-1\né = 1\n".encode("latin-1")
    assert edited(content, [edit(2, 5, 2, 6, '"ü"')]) == '# coding: latin-1\né = "ü"\n'.encode("latin-1")


@pytest.mark.parametrize(
    ("content", "text"), [(b"# coding: latin-1\nx\n", "€"), (b"# coding: ascii\nx\n", "é"), (b"x\n\xff\n", "a")]
)
def test_what_the_encoding_has_no_room_for_is_not_written(content: bytes, text: str) -> None:
    with pytest.raises(UnwritableError):
        edited(content, [edit(1, 1, 1, 1, text)])


@given(st.lists(st.sampled_from(["a", "", "\f", "\u2028"])), st.lists(st.sampled_from(["\n", "\r\n", "\r"])))
def test_lines_start_behind_each_end(parts: list[str], ends: list[str]) -> None:
    pairs = list(zip(parts, ends, strict=False))
    text = "".join(part + end for part, end in pairs)
    starts = line_starts(text)
    assert len(starts) == len(pairs) + 1 - text.count("\r\n", 0) + sum(end == "\r\n" for _, end in pairs)
    assert all(text[start - 1] in "\r\n" for start in starts[1:])


# Which edits get on with each other

GROUPS = st.lists(
    st.lists(
        st.builds(
            lambda path, column, length, text, is_shared: Edit(
                Location(path, 1, column, 1, column + length), text, is_shared and not length
            ),
            st.sampled_from(["a.py", "b.py"]),
            st.integers(1, 8),
            st.integers(0, 3),
            st.sampled_from(["x", "y"]),
            st.booleans(),
        ),
        max_size=3,
    ),
    max_size=5,
)


@given(GROUPS)
def test_groups_that_are_chosen_do_not_touch_each_other(groups: list[list[Edit]]) -> None:
    chosen = compatible(groups)
    assert chosen == sorted(set(chosen))
    assert not groups or 0 in chosen
    for number in chosen:
        for other in (one for one in chosen if one < number):
            assert not any(clashes(a, b) for a in groups[number] for b in groups[other])
    for number in set(range(len(groups))) - set(chosen):
        earlier = [one for one in chosen if one < number]
        assert any(clashes(a, b) for other in earlier for a in groups[number] for b in groups[other])


def clashes(one: Edit, other: Edit) -> bool:
    a, b = one.location, other.location
    touch = a.path == b.path and a.column <= b.end_column and b.column <= a.end_column
    return touch and not (one == other and one.is_shared)


# What is left of a line

CODE = st.sampled_from(["", "x = 1", "    x = 1  ", "\ty"])


def left(text: str, columns: tuple[int, int], new: str, line: int = 1, *, drops: bool = False) -> str:
    piece = comment_piece(text, line_starts(text), line, WriteText(Place("app.py", -line), columns, new, drops))
    return edited(text.encode(), [edit(*piece.start, *piece.end, piece.text)]).decode()


@given(CODE, st.sampled_from(["\n", "\r\n", ""]), st.data(), st.sampled_from(["", "new"]))
def test_columns_of_a_line_are_written(code: str, end: str, data: st.DataObject, new: str) -> None:
    first = data.draw(st.integers(1, len(code) + 1))
    last = data.draw(st.integers(first, len(code) + 1))
    text = f"a{end or chr(10)}{code}{end}"
    assert left(text, (first, last), new, 2) == f"a{end or chr(10)}{code[: first - 1]}{new}{code[last - 1 :]}{end}"


@pytest.mark.parametrize("columns", [(0, 1), (2, 1), (1, 8), (8, 8)])
def test_columns_that_are_not_there_are_refused(columns: tuple[int, int]) -> None:
    with pytest.raises(CannotFixError):
        left("x = 1\r\n", columns, "new")
    with pytest.raises(CannotFixError):
        left("x", (1, 1), "new", 2)


@pytest.mark.parametrize(
    ("text", "dropped", "after"),
    [
        ("x = 1  # noqa\ny\n", "# noqa", "x = 1\ny\n"),
        ("x = 1  # noqa  # why\n", "# noqa", "x = 1  # why\n"),
        ("x = 1  # noqa why\n", "# noqa", "x = 1  # why\n"),
        ("x = 1  # why # noqa\n", "# noqa", "x = 1  # why\n"),
        ("# noqa\ny\n", "# noqa", "y\n"),
        ("    # noqa\r\ny\r\n", "# noqa", "y\r\n"),
        ("# noqa", "# noqa", ""),
        ("    # noqa: x\n    y\n", "# noqa: x", "    y\n"),
        ("    # noqa why\n", "# noqa", "    # why\n"),
    ],
)
def test_what_is_left_of_a_comment(text: str, dropped: str, after: str) -> None:
    first = text.index(dropped) + 1
    assert left(text, (first, first + len(dropped)), "", drops=True) == after


# Files


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "an app é.py"
    path.write_bytes(OLD)
    yield path
    assert sorted(one.name for one in path.parent.iterdir() if one.name.startswith(".")) == []


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_permissions_stay(file: Path, mode: int) -> None:
    file.chmod(mode)
    write_atomically(file, NEW)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_new_file_has_the_usual_permissions(file: Path) -> None:
    new = file.with_name("new.py")
    before = os.umask(0o027)
    try:
        write_atomically(new, NEW)
    finally:
        os.umask(before)
    assert new.read_bytes() == NEW
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["link.py", "deep/link.py"])
def test_link_stays_a_link(file: Path, name: str) -> None:
    link = file.parent / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(file)
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert not file.is_symlink()


def test_link_to_nothing_gets_its_file(file: Path) -> None:
    link = file.with_name("link.py")
    link.symlink_to("missing.py")
    write_atomically(link, NEW)
    assert link.is_symlink()
    assert (file.parent / "missing.py").read_bytes() == NEW


def test_other_hard_link_keeps_the_old_content(file: Path) -> None:
    other = file.with_name("other.py")
    os.link(file, other)
    write_atomically(file, NEW)
    assert (file.read_bytes(), other.read_bytes()) == (NEW, OLD)


def test_long_name(file: Path) -> None:
    path = file.with_name("é𝄞" * 42)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW


def broken(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("function", ["fsync", "chmod", "replace"])
def test_full_disk_keeps_the_old_content(file: Path, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    monkeypatch.setattr(os, function, broken)
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, NEW)
    assert file.read_bytes() == OLD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_write_that_fails_keeps_the_old_content(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fdopen = os.fdopen

    def full(handle: int, mode: str) -> object:
        os.close(handle)
        return fdopen(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, NEW)
    assert file.read_bytes() == OLD


def test_interrupt_keeps_the_old_content(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(file, NEW)
    assert file.read_bytes() == OLD


def test_crash_while_writing_keeps_the_old_content(file: Path) -> None:
    code = "import os, pathlib, sys; from dashlint.fix import write_atomically; os.fsync = lambda handle: os._exit(9)"
    command = [sys.executable, "-c", f"{code}; write_atomically(pathlib.Path(sys.argv[1]), b'new')", str(file)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(command, env=environment, check=False).returncode == 9
    assert file.read_bytes() == OLD
    left_over = [one for one in file.parent.iterdir() if one != file]
    assert all(one.name.startswith(".") and one.suffix == ".tmp" for one in left_over)
    for one in left_over:
        one.unlink()


def test_file_that_must_not_be_written_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o444)
    if IS_ROOT:  # who may write everything
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError) as raised:
        write_atomically(file, NEW)
    assert raised.value.filename == str(file)
    assert file.read_bytes() == OLD


def test_folder_is_refused(file: Path) -> None:
    folder = file.with_name("folder.py")
    folder.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(folder, NEW)


def test_file_in_a_missing_folder_is_refused(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(file.parent / "missing" / "app.py", NEW)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_owner_stays(file: Path) -> None:
    os.chown(file, 12345, 23456)
    write_atomically(file, NEW)
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)
