"""The code cells of a notebook joined to one module, which can be edited and taken apart again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from dashlint.lines import LINE
from dashlint.notebooks.magics import lines_of
from dashlint.notebooks.raw import RawCell

_WORD = "notebook~"
#: A comment before a cell or in place of a magic, whatever the word in it had to become.
MARK = re.compile(rb"#notebook~+(?:cell \d+|magic \d+|more)$", re.MULTILINE)


class NotebookError(Exception):
    """A file that is no notebook, or code that does not fit into its cells; `line` is where that shows."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Joined:
    """Code cells as one module, with a comment before each cell and comments in place of magics."""

    def __init__(self, cells: tuple[RawCell, ...]) -> None:
        self._cells = cells
        self._magics: list[str] = []

    @cached_property
    def python(self) -> str:
        """The module."""
        return "".join(part for cell in self._cells for part in (self._head(cell), self._hidden[cell.number]))

    @cached_property
    def starts(self) -> list[int]:
        """The lines of the module on which the comments before the cells stand."""
        starts, line = [], 1
        for cell in self._cells:
            starts.append(line)
            line += 1 + len(LINE.findall(self._hidden[cell.number]))
        return starts

    def cells(self, python: str) -> dict[int, str]:
        """Return the code of each cell in a module that was made of this notebook and edited since.

        Raises:
            NotebookError: what stands between its cells or for their magics is gone.
        """
        if self._marks(python) != self._marks(self.python):
            raise NotebookError("a cell or a magic would be lost")
        if not self._cells:
            return {}
        carried, *parts = re.split(rf"^#{re.escape(self._word)}cell \d+\n", python, flags=re.MULTILINE)
        found = {}
        for cell, body in zip(self._cells, parts, strict=True):
            body, carried = self._with_magic_first(cell, carried + body)
            found[cell.number] = _without_end(self._restored(body), cell.text)
        if carried:
            raise NotebookError("code would be put into a cell of another language")
        return found

    @cached_property
    def _word(self) -> str:
        """What the comments begin with; it occurs in no cell."""
        word = _WORD
        while any(word in cell.text for cell in self._cells):
            word += "~"
        return word

    def _head(self, cell: RawCell) -> str:
        return f"#{self._word}cell {cell.number}\n"

    @cached_property
    def _hidden(self) -> dict[int, str]:
        """The cells by number, with comments that stand for their magics."""
        return {cell.number: "".join(self._lines(cell.text)) for cell in self._cells}

    def _lines(self, cell: str) -> Iterator[str]:
        end = ""
        for line in lines_of(cell):
            end = line.text
            if line.stand_in is None:
                yield line.text
                continue
            yield f"{line.stand_in}#{self._word}magic {len(self._magics)}\n"
            yield f"#{self._word}more\n" * (len(LINE.findall(line.text)) - 1)
            self._magics.append(line.text)
            end = "\n"
        if not end.endswith("\n"):
            yield "\n"

    def _marks(self, python: str) -> list[str]:
        return re.findall(rf"#{re.escape(self._word)}\w+(?: \d+)?(?=$)", python, flags=re.MULTILINE)

    def _with_magic_first(self, cell: RawCell, body: str) -> tuple[str, str]:
        """Return the code of a cell with its cell magic before all else, and what has to go into the next cell.

        A cell in another language takes no Python.
        """
        before, lines = LINE.findall(self._hidden[cell.number]), LINE.findall(body)
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


def _without_end(code: str, before: str) -> str:
    """Take the last line end off a cell that had none."""
    if before.endswith("\n") or not code.endswith("\n"):
        return code
    return code[:-1]
