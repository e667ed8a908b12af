"""A notebook as one module: its code cells joined, with a comment before each that tells which cell follows."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dashlint.notebooks.magics import lines_of
from dashlint.notebooks.raw import Piece, RawCell, RawError, RawNotebook, raw_notebook

SUFFIX = ".ipynb"
_WORD = "notebook~"
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK = re.compile(rb"#notebook~+(?:cell \d+|magic \d+|more)$", re.MULTILINE)
#: A file of this many bytes is looked into only if it mentions Dash at all: most of it are results.
_LARGE = 1_000_000


class NotebookError(Exception):
    """A file that is no notebook, or code that does not fit into its cells; `line` is where that shows."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of a cell: the cell's number among all cells and the line in it, both from 1."""

    cell: int
    line: int


def is_notebook(path: str) -> bool:
    """Tell by its name whether a file is a notebook."""
    return path.endswith(SUFFIX)


def python_of(path: str, content: bytes) -> bytes:
    """Return the code of a file: that of a notebook's cells, which may be joined already, or the content as it is.

    Raises:
        NotebookError: it is no notebook though it is called one.
    """
    if not is_notebook(path) or content.startswith(b"#"):
        return content
    if not content.strip() or (len(content) > _LARGE and b"dash" not in content):
        return b""
    return read_notebook(content).python.encode("utf-8", "replace")


def content_of(path: str, before: bytes, python: bytes) -> bytes:
    """Return the content of a file whose code was edited; the opposite of `python_of`.

    Raises:
        NotebookError: the code does not fit into the cells.
    """
    return read_notebook(before).with_python(python.decode("utf-8")) if is_notebook(path) else python


def fits(path: str, before: bytes, after: bytes) -> bool:
    """Tell whether edited code can go back into its file: that of a notebook needs all its cells and magics."""
    return not is_notebook(path) or _MARK.findall(before) == _MARK.findall(after)


def read_notebook(content: bytes) -> Notebook:
    """Return the notebook with this content.

    Raises:
        NotebookError: it is none.
    """
    try:
        return Notebook(raw_notebook(content.decode("utf-8-sig")), content.startswith(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise NotebookError("not a notebook: not UTF-8", content.count(b"\n", 0, error.start) + 1) from error
    except RawError as error:
        raise NotebookError(error.message, error.line) from error


class Notebook:
    """A notebook: its `python`, and the ways from there to its cells and to its file."""

    def __init__(self, raw: RawNotebook, has_mark: bool) -> None:
        self._raw = raw
        self._has_mark = has_mark

    @cached_property
    def python(self) -> str:
        """The code cells as one module; magics are hidden, and a comment before each cell tells its number."""
        return "".join(part for cell in self._raw.cells for part in (self._head(cell), self._hidden[cell.number]))

    def cell_line(self, line: int) -> CellLine:
        """Return the cell that a line of the module is in, and which line of the cell it is; a comment is line 1."""
        number = max(bisect.bisect_right(self._starts, line) - 1, 0)
        if not self._starts:
            return CellLine(1, line)
        return CellLine(self._raw.cells[number].number, max(line - self._starts[number], 1))

    def line_of(self, cell: int, line: int) -> int | None:
        """Return the line of the module where a line of a cell is; None where there is no such line."""
        for start, each in zip(self._starts, self._raw.cells, strict=True):
            if each.number == cell:
                return start + line if line <= max(len(_LINE.findall(each.text)), 1) else None
        return None

    def in_file(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and the column in the file where a place of the module stands."""
        if not self._starts:
            return 1, 1
        index = max(bisect.bisect_right(self._starts, line) - 1, 0)
        cell = self._raw.cells[index]
        offset = self._offset(cell, max(line - self._starts[index], 1), column)
        for piece in cell.pieces:
            if offset < len(piece.text) or piece is cell.pieces[-1]:
                return self._position(piece, min(offset, len(piece.text)))
            offset -= len(piece.text)
        return self._line_of(cell.start), 1

    @property
    def code(self) -> dict[int, str]:
        """The code of each cell by the cell's number."""
        return self.cells(self.python)

    def cells(self, python: str) -> dict[int, str]:
        """Return the code of each cell in a module that was made of this notebook and edited since.

        Raises:
            NotebookError: what stands between its cells or for their magics is gone.
        """
        if self._marks(python) != self._marks(self.python):
            raise NotebookError("a cell or a magic would be lost")
        if not self._raw.cells:
            return {}
        carried, *parts = re.split(rf"^#{re.escape(self._word)}cell \d+\n", python, flags=re.MULTILINE)
        found = {}
        for cell, body in zip(self._raw.cells, parts, strict=True):
            body, carried = self._with_magic_first(cell, carried + body)
            found[cell.number] = _without_end(self._restored(body), cell.text)
        if carried:
            raise NotebookError("code would be put into a cell of another language")
        return found

    def with_python(self, python: str) -> bytes:
        """Return the content of the file with the code of an edited module; all that was not edited stays as it is.

        Raises:
            NotebookError: the module does not fit into the cells.
        """
        now, text, behind = self.cells(python), self._raw.text, 0
        before = self.cells(self.python)
        parts: list[str] = []
        for cell in self._raw.cells:
            if now[cell.number] != before[cell.number]:
                parts += [text[behind : cell.start], self._written(cell, now[cell.number])]
                behind = cell.end
        content = "".join([*parts, text[behind:]]).encode("utf-8", "surrogatepass")
        return b"\xef\xbb\xbf" + content if self._has_mark else content

    # the module

    @cached_property
    def _word(self) -> str:
        """What the comments begin with; it occurs in no cell."""
        word = _WORD
        while any(word in cell.text for cell in self._raw.cells):
            word += "~"
        return word

    def _head(self, cell: RawCell) -> str:
        return f"#{self._word}cell {cell.number}\n"

    @cached_property
    def _magics(self) -> list[str]:
        assert self._hidden is not None
        return self._hidden_magics

    @cached_property
    def _hidden(self) -> dict[int, str]:
        """The cells by number, with comments that stand for their magics."""
        self._hidden_magics: list[str] = []
        return {cell.number: "".join(self._lines(cell.text)) for cell in self._raw.cells}

    def _lines(self, cell: str) -> Iterator[str]:
        end = ""
        for line in lines_of(cell):
            end = line.text
            if line.stand_in is None:
                yield line.text
                continue
            yield f"{line.stand_in}#{self._word}magic {len(self._hidden_magics)}\n"
            yield f"#{self._word}more\n" * (len(_LINE.findall(line.text)) - 1)
            self._hidden_magics.append(line.text)
            end = "\n"
        if not end.endswith("\n"):
            yield "\n"

    def _marks(self, python: str) -> list[str]:
        return re.findall(rf"#{re.escape(self._word)}\w+(?: \d+)?(?=$)", python, flags=re.MULTILINE)

    def _with_magic_first(self, cell: RawCell, body: str) -> tuple[str, str]:
        """Return the code of a cell with its cell magic before all else, and what has to go into the next cell.

        A cell in another language takes no Python.
        """
        before, lines = _LINE.findall(self._hidden[cell.number]), _LINE.findall(body)
        if not before or not before[0].startswith(f"#{self._word}magic"):
            return body, ""
        if all(self._word in line for line in before):
            return "".join(line for line in lines if line in before), "".join(one for one in lines if one not in before)
        start = lines.index(before[0])
        end = start + 1
        while lines[end] == f"#{self._word}more\n":
            end += 1
        return "".join([*lines[start:end], *lines[:start], *lines[end:]]), ""

    def _restored(self, body: str) -> str:
        word = re.escape(self._word)
        body = re.sub(rf"^#{word}more\n", "", body, flags=re.MULTILINE)
        return re.sub(rf"^.*#{word}magic (\d+)\n", lambda found: self._magics[int(found[1])], body, flags=re.MULTILINE)

    @cached_property
    def _starts(self) -> list[int]:
        """The lines of the module on which the comments before the cells stand."""
        starts, line = [], 1
        for cell in self._raw.cells:
            starts.append(line)
            line += 1 + len(_LINE.findall(self._hidden[cell.number]))
        return starts

    # the file

    def _offset(self, cell: RawCell, line: int, column: int) -> int:
        """Return the position in a cell's text of a line and column from 1."""
        lines = _LINE.findall(cell.text)
        inside = min(column - 1, len(_LINE_END.sub("", lines[line - 1]))) if line <= len(lines) else 0
        return sum(map(len, lines[: line - 1])) + inside

    def _position(self, piece: Piece, offset: int) -> tuple[int, int]:
        """Return where a position in a piece's text stands in the file."""
        at = piece.start + 1
        for _ in range(offset):
            at += _width(self._raw.text, at)
        line = self._line_of(at)
        return line, at - (self._raw.text.rfind("\n", 0, at) + 1) + 1

    def _line_of(self, at: int) -> int:
        return self._raw.text.count("\n", 0, at) + 1

    def _written(self, cell: RawCell, code: str) -> str:
        """Return a cell's source as JSON, in the style in which it was written."""
        if not cell.is_list:
            return self._token(code, cell)
        text = self._raw.text
        first, last = (cell.pieces[0], cell.pieces[-1]) if cell.pieces else (None, None)
        lead = text[cell.start + 1 : first.start] if first else ""
        tail = text[last.end : cell.end - 1] if last else ""
        between = text[cell.pieces[0].end : cell.pieces[1].start] if len(cell.pieces) > 1 else f",{lead or ' '}"
        known = {piece.text: text[piece.start : piece.end] for piece in cell.pieces}
        lines = [known.get(line) or self._token(line, cell) for line in _LINE.findall(code)]
        return f"[{lead}{between.join(lines)}{tail}]" if lines else "[]"

    def _token(self, code: str, cell: RawCell) -> str:
        return json.dumps(code, ensure_ascii=self._is_escaped)

    @cached_property
    def _is_escaped(self) -> bool:
        """Whether the file writes what is not ASCII as escapes."""
        return self._raw.text.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", self._raw.text) is not None


def _width(text: str, at: int) -> int:
    """Return how many characters of a JSON string stand for one of its text (two for one beyond the basic plane)."""
    if text[at : at + 1] != "\\":
        return 1
    if text[at + 1 : at + 2] != "u":
        return 2
    is_pair = re.match(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..", text[at : at + 12])
    return 12 if is_pair else 6


def _without_end(code: str, before: str) -> str:
    """Take the last line end off a cell that had none."""
    if before.endswith("\n") or not code.endswith("\n"):
        return code
    return code[:-1]
