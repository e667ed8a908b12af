"""What must hold for every text that is given to dashlint, program or not; and where to get such texts."""

from __future__ import annotations

import io
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesmith
from hypothesis import assume
from hypothesis import strategies as st

from dashlint.cli import main
from dashlint.decoding import decoded
from dashlint.find import Source
from dashlint.fix import UnwritableError, edited
from dashlint.lint import Outcome, lint_sources
from dashlint.mending import mend
from dashlint.read import UnreadableError, means_the_same, parse, read
from dashlint.settings import Settings
from dashlint.suppress import ON_COMMENTS, Wanted, silencing_edits, suppressions, suppressions_in_file
from test_sections import MODULES, assert_alike

FIXTURES = Path(__file__).parent / "fixtures"
KINDS = re.compile(r"\.(?:py|ipynb|toml|txt|ya?ml|sh|cfg|lock)$|(?:^|/)(?:Procfile|Dockerfile|Makefile)$")
EVERYTHING = Settings(select=("ALL",), backend="fastapi")
APP = "/project/app.py"


def _fixture_files() -> tuple[Path, ...]:
    files = (path for path in FIXTURES.rglob("*") if path.is_file() and KINDS.search(path.as_posix()))
    return tuple(sorted(path for path in files if path.name != "output.txt" and path.stat().st_size < 30_000))


FILES = _fixture_files()
PYTHON = tuple(path for path in FILES if path.suffix == ".py")

#: What is inserted anywhere.
SNIPPETS = (
    *(b"(", b")", b"[", b"]", b"{", b"}", b"'", b'"', b"'''", b'"""', b'f"{', b't"{x!r:', b"\\", b"\\\n", b"\\\r\n"),
    *(b"\0", b"\x0c", b"\x1a", b"\x0b", b"\x1c", b"\x85", b"\xef\xbb\xbf", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\r"),
    *(
        b"\n",
        b"\r\n",
        b"\t",
        b" ",
        b"\n\t",
        b"\n        ",
        b";",
        b":",
        b",",
        b"@",
        b"=",
        b":=",
        b"*",
        b"**",
        b"->",
        b".",
    ),
    *("\u2028".encode(), "\ufeff".encode(), "é".encode(), "𝔵".encode(), "\u202e".encode()),
    *(b"async ", b"await ", b"yield ", b"lambda: ", b"def ", b"class ", b"return ", b"import ", b"from . import *\n"),
    *(b"match x:\n", b"type X = int\n", b"print 'x'", b"not " * 50, b"(" * 300, b"x." * 300, b"-" * 4000, b"9" * 5000),
    *(b"# noqa", b"# dashlint: ignore[", b"# dashlint: ignore[DSH101]", b"# dashlint: ignore-file\n", b"# noqa: DSH1,"),
    *(b"# dashlint: disable\n", b"# dashlint: enable[DSH101]\n", b"# dashlint: ignore-next-line -- \n", b"# dashlint:"),
    *(
        b"1e999",
        b"0x",
        b"1_",
        b"0777",
        b"1j",
        b"'\\N{nothing}'",
        b"b'\xff'",
        b"'\\ud800'",
        b"u'",
        b"rb'\\'",
        b"<<<<<<< x\n",
    ),
    *(
        b"{{",
        b"}}",
        b"{%",
        b"${",
        b"&x",
        b"*x",
        b"!!python/object:os.system ",
        b"- ",
        b"? ",
        b"[[",
        b"]]",
        b"~=",
        b" ; ",
    ),
)
ENCODINGS = (
    *("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-7", "latin-1", "cp1252", "cp1251", "shift_jis"),
    *("punycode", "idna", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "unknown-encoding", "x" * 300),
    *("rot13", "hex", "base64", "zlib"),
)
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")


def hostile(text: bytes) -> st.SearchStrategy[bytes]:
    """Texts that come of this one by some changes of bytes, tokens, lines, line ends or encoding."""
    return st.lists(_changes(), min_size=1, max_size=3).map(lambda changes: _changed(text, changes))


Change = Callable[[bytes], bytes]


def _changed(text: bytes, changes: list[Change]) -> bytes:
    for change in changes:
        text = change(text)
    return text


def _changes() -> st.SearchStrategy[Change]:
    place, other = st.floats(0, 1), st.floats(0, 1)
    return st.one_of(
        st.builds(_cut, place),
        st.builds(_inserted, place, st.sampled_from(SNIPPETS) | st.binary(max_size=8)),
        st.builds(_overwritten, place, st.integers(0, 255)),
        st.builds(_lines_changed, place, other, st.sampled_from(("delete", "duplicate", "swap", "indent", "dedent"))),
        st.builds(_tokens_changed, place, other, st.sampled_from(("delete", "duplicate", "swap", "replace"))),
        st.builds(_line_ends, st.sampled_from((b"\r\n", b"\r", b"\n\r", b"\x0c\n", b"\n\n")), st.integers(1, 3)),
        st.builds(_encoded, st.sampled_from(ENCODINGS), st.booleans(), st.booleans()),
    )


def _cut(place: float) -> Change:
    return lambda text: text[: round(place * len(text))]


def _inserted(place: float, new: bytes) -> Change:
    return lambda text: text[: round(place * len(text))] + new + text[round(place * len(text)) :]


def _overwritten(place: float, byte: int) -> Change:
    return lambda text: text[: round(place * len(text))] + bytes([byte]) + text[round(place * len(text)) + 1 :]


def _lines_changed(place: float, other: float, how: str) -> Change:
    return lambda text: b"".join(_moved(text.splitlines(keepends=True), place, other, how))


def _tokens_changed(place: float, other: float, how: str) -> Change:
    return lambda text: b"".join(_moved(_TOKEN.findall(text), place, other, how))


def _moved(parts: list[bytes], place: float, other: float, how: str) -> list[bytes]:
    if not parts:
        return parts
    first, second = (min(int(share * len(parts)), len(parts) - 1) for share in (place, other))
    if how == "delete":
        del parts[first : max(second, first + 1)]
    elif how == "duplicate":
        parts[second:second] = parts[first : first + 5]
    elif how == "swap":
        parts[first], parts[second] = parts[second], parts[first]
    elif how == "replace":
        parts[first] = parts[second]
    elif how == "indent":
        parts[first] = b"    " + parts[first]
    else:
        parts[first] = parts[first].lstrip()
    return parts


def _line_ends(end: bytes, step: int) -> Change:
    def change(text: bytes) -> bytes:
        lines = text.split(b"\n")
        ends = [end if number % step == 0 else b"\n" for number in range(len(lines))]
        return b"".join(part for line, mark in zip(lines, ends, strict=True) for part in (line, mark))[: -len(ends[-1])]

    return change


def _encoded(encoding: str, is_true: bool, has_bom: bool) -> Change:
    def change(text: bytes) -> bytes:
        coded = f"# -*- coding: {encoding} -*-\n".encode() + text
        if is_true:
            with suppress(LookupError, UnicodeError):
                coded = coded.decode("utf-8", "surrogateescape").encode(encoding, "surrogatepass")
        return b"\xef\xbb\xbf" * has_bom + coded

    return change


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A fixture project, one file of which holds something else."""

    file: Path
    text: bytes

    @property
    def folder(self) -> Path:
        return FIXTURES / self.file.relative_to(FIXTURES).parts[0]


@st.composite
def spoiled_projects(draw: st.DrawFn, files: tuple[Path, ...] = FILES) -> Spoiled:
    file = draw(st.sampled_from(files))
    return Spoiled(file, draw(hostile(file.read_bytes())))


def spoiled_code() -> st.SearchStrategy[bytes]:
    return spoiled_projects(PYTHON).map(lambda spoiled: spoiled.text)


def _dash(program: str, imports: str) -> str:
    """The program inside of a callback of an app, where every statement of it counts."""
    body = "".join(f"    {line}" for line in program.splitlines(keepends=True)) or "    pass"
    return f"{imports}{_CALLBACK}{body}\n    return clicks\n"


_CALLBACK = """
import asyncio, time, requests
from flask import request, session, g
from dash import Dash, Input, Output, callback, ctx, html, set_props
app = Dash(__name__, backend="quart")
server = app.server

@app.callback(Output("a", "children"), Input("b", "n_clicks"))
async def update(clicks):
    time.sleep(1)
    requests.get("http://localhost")
"""


def programs() -> st.SearchStrategy[bytes]:
    """Programs that are Python, some of them with a Dash app in them."""
    warnings.simplefilter("ignore", SyntaxWarning)
    whole = st.one_of(hypothesmith.from_grammar(auto_target=False), hypothesmith.from_node(auto_target=False), MODULES)
    return st.one_of(
        whole,
        st.builds(lambda head, program: _dash(program, head), whole, whole),
        st.builds(lambda program: _dash(program, ""), whole),
    ).map(lambda code: code.encode("utf-8", "surrogatepass"))


def reads(text: bytes) -> None:
    """Reading raises nothing, and a defect has a line of the file."""
    facts = read(APP, text)
    defect = facts.defect
    if defect is not None:
        assert defect.message
        assert 1 <= defect.line <= _count_of_lines(text) + 1


def is_read_lazily_as_at_once(text: bytes) -> None:
    """What is read when it is looked at is what is read at once, at the same places."""
    try:
        parse(text)
    except UnreadableError:
        assume(False)
    assert_alike(text)


def is_linted(text: bytes) -> Outcome:
    """Linting raises nothing, and every location is inside of the text."""
    outcome = lint_sources(_sources(text), EVERYTHING)
    last = _count_of_lines(text) + 1
    for found in outcome.diagnostics:
        for place in (found.location, *(note.location for note in found.notes if note.location)):
            assert 1 <= place.line <= place.end_line <= last, found
            assert place.column >= 1, found
            assert (place.line, place.column) < (place.end_line, place.end_column), found
    return outcome


def is_fixed(text: bytes) -> None:
    """Every fix, trusted or not, leaves a file that can be read if it could be before; fixing ends."""
    assume(read(APP, text).defect is None)
    mended = mend(_sources(text), lambda sources, reader: lint_sources(sources, EVERYTHING, reader), lambda found: True)
    assert mended.is_settled
    for after in mended.after.values():
        assert read(APP, after).defect is None


def is_silenced(text: bytes) -> None:
    """Comments that silence every problem change nothing but comments, and silence them all."""
    for found in (suppressions(decoded(text)), suppressions_in_file(decoded(text))):
        assert all(1 <= one.line <= _count_of_lines(text) + 1 for one in found)
    assume(means_the_same(text, text + b" "))
    found = [one for one in is_linted(text).diagnostics if one.code not in ON_COMMENTS]
    wanted = [Wanted(one.location.line, one.code, one.name) for one in found]
    added = silencing_edits(APP, decoded(text), wanted)
    try:
        after = edited(text, added.edits)
    except UnwritableError:
        return
    assert means_the_same(after, text)
    left = {one.code for one in is_linted(after).diagnostics} - ON_COMMENTS
    assert left == {one.code for one in added.refused}


def ends_well(spoiled: Spoiled, *options: str) -> str:
    """The command line ends with status 0, 1, or 2 and a reason; it returns what it printed."""
    with copied(spoiled) as folder:
        status, told, complained = run(*options, str(folder))
        assert "Traceback" not in complained
        assert "internal error" not in complained, complained
        assert status in (0, 1, 2), (status, complained)
        if status == 2:
            assert "DSH001" in told or complained.strip()
    return told


@contextmanager
def copied(spoiled: Spoiled) -> Iterator[Path]:
    """A copy of the project in a folder of its own."""
    with TemporaryDirectory() as scratch:
        folder = Path(os.path.realpath(scratch)) / "project"
        shutil.copytree(spoiled.folder, folder)
        (folder / ".git").mkdir(exist_ok=True)
        (folder / spoiled.file.relative_to(spoiled.folder)).write_bytes(spoiled.text)
        yield folder


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line here, and return its status and what it wrote."""
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(output), redirect_stderr(errors):
        status = main(arguments)
    told, complained = (stream.buffer.getvalue().decode("utf-8", "replace") for stream in (output, errors))  # type: ignore[attr-defined]
    return status, told, complained


def _sources(text: bytes) -> tuple[Source, ...]:
    return (Source(APP, "app.py", reported=True, named=True, text=text),)


def _count_of_lines(text: bytes) -> int:
    return max(len(decoded(text).splitlines()), len(text.splitlines()), len(re.split("\r\n|\r|\n", decoded(text))))
