"""A notebook as one module, with the ways from there to its cells and to its file."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from dashlint.lines import LINE
from dashlint.notebooks.joined import MARK, Joined, NotebookError
from dashlint.notebooks.places import place_in_file
from dashlint.notebooks.raw import RawCell, RawError, RawNotebook, raw_notebook
from dashlint.notebooks.writing import with_codes

SUFFIX = ".ipynb"
#: A file of this many bytes is looked into only if it mentions Dash at all: most of it are results.
_LARGE = 1_000_000


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
    return not is_notebook(path) or MARK.findall(before) == MARK.findall(after)


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
        self._joined = Joined(raw.cells)

    @property
    def python(self) -> str:
        """The code cells as one module; magics are hidden, and a comment before each cell tells its number."""
        return self._joined.python

    def cell_line(self, line: int) -> CellLine:
        """Return the cell that a line of the module is in, and which line of the cell it is; a comment is line 1."""
        found = self._cell_at(line)
        return CellLine(found[0].number, found[1]) if found else CellLine(1, line)

    def line_of(self, cell: int, line: int) -> int | None:
        """Return the line of the module where a line of a cell is; None where there is no such line."""
        for start, each in zip(self._joined.starts, self._raw.cells, strict=True):
            if each.number == cell:
                return start + line if line <= max(len(LINE.findall(each.text)), 1) else None
        return None

    def in_file(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and the column in the file where a place of the module stands."""
        found = self._cell_at(line)
        return place_in_file(self._raw.text, *found, column) if found else (1, 1)

    @property
    def code(self) -> dict[int, str]:
        """The code of each cell by the cell's number."""
        return self.cells(self.python)

    def cells(self, python: str) -> dict[int, str]:
        """Return the code of each cell in a module that was made of this notebook and edited since.

        Raises:
            NotebookError: what stands between its cells or for their magics is gone.
        """
        return self._joined.cells(python)

    def with_python(self, python: str) -> bytes:
        """Return the content of the file with the code of an edited module; all that was not edited stays as it is.

        Raises:
            NotebookError: the module does not fit into the cells.
        """
        now, before = self.cells(python), self.code
        edited = {number: code for number, code in now.items() if code != before[number]}
        content = with_codes(self._raw, edited).encode("utf-8", "surrogatepass")
        return b"\xef\xbb\xbf" + content if self._has_mark else content

    def _cell_at(self, line: int) -> tuple[RawCell, int] | None:
        """Return the cell that a line of the module is in, with the line of the cell; None where there are no cells."""
        starts = self._joined.starts
        number = max(bisect.bisect_right(starts, line) - 1, 0)
        return (self._raw.cells[number], max(line - starts[number], 1)) if starts else None
