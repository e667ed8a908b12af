"""Notebooks: code comes out of their cells line by line, and goes back into them without touching anything else."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashlint.notebooks import CellLine, Notebook, NotebookError, python_of, read_notebook
from dashlint.notebooks.magics import lines_of

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def notebook(*cells: str | dict[str, Any], as_text: bool = False, **more: Any) -> dict[str, Any]:
    """Return a notebook as Jupyter makes it: code cells of these texts, or cells as they are given."""
    made = [code(cell, as_text) if isinstance(cell, str) else cell for cell in cells]
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def code(text: str, as_text: bool = False, **more: Any) -> dict[str, Any]:
    source: Any = text if as_text else LINE.findall(text)
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source, **more}


def markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": [text]}


def dumped(found: dict[str, Any], **style: Any) -> bytes:
    return (json.dumps(found, **{"indent": 1, "ensure_ascii": False, **style}) + "\n").encode()


def read(*cells: str | dict[str, Any], **more: Any) -> Notebook:
    return read_notebook(dumped(notebook(*cells, **more)))


def code_lines(found: Notebook) -> list[str]:
    """Return the lines of the module without those that stand before a cell."""
    return [line for line in found.python.splitlines() if not re.match(r"#notebook~+cell \d+$", line)]


CODE = st.text(st.sampled_from("ab =()[]{}'\"\\\n\t#%!?ä€😀\u2028\x0c"), max_size=30) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=20
)
STYLES = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 1, 2, "\t"]), "ensure_ascii": st.booleans(), "sort_keys": st.booleans()}
)


class TestModule:
    def test_cells_follow_each_other(self) -> None:
        found = read("import dash\n", markdown("# text"), "x = 1\ny = 2")
        assert code_lines(found) == ["import dash", "x = 1", "y = 2"]
        assert [found.cell_line(number) for number in range(1, 6)] == [
            CellLine(1, 1),
            CellLine(1, 1),
            CellLine(3, 1),
            CellLine(3, 1),
            CellLine(3, 2),
        ]

    def test_lines_there_and_back(self) -> None:
        found = read("a\nb", markdown("x"), "%%time\nc", "")
        for line in range(1, len(found.python.splitlines()) + 1):
            place = found.cell_line(line)
            assert found.line_of(place.cell, place.line) in (line, line + 1)
        assert [found.line_of(1, 3), found.line_of(2, 1), found.line_of(9, 1), found.line_of(4, 1)][:3] == [None] * 3

    def test_no_cells(self) -> None:
        assert read().python == ""
        assert read().cell_line(1) == CellLine(1, 1)
        assert read().in_file(1, 1) == (1, 1)
        assert read(markdown("x")).python == ""
        assert code_lines(read("")) == [""]

    @pytest.mark.parametrize(
        "metadata",
        [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}, {"kernelspec": {"language": "Rust"}}],
    )
    def test_other_languages(self, metadata: dict[str, Any]) -> None:
        assert read("x <- 1", metadata=metadata).python == ""

    @pytest.mark.parametrize("metadata", [{}, {"language_info": {"name": "python"}}, {"kernelspec": {"name": "x"}}, 3])
    def test_python(self, metadata: Any) -> None:
        assert code_lines(read("x = 1", metadata=metadata)) == ["x = 1"]

    def test_cell_of_another_language(self) -> None:
        other = code("select 1", metadata={"vscode": {"languageId": "sql"}})
        assert code_lines(read(other, "x = 1")) == ["x = 1"]

    def test_format_3(self) -> None:
        cells = [{"cell_type": "code", "input": ["x = 1\n", "y"], "language": "python", "outputs": []}]
        old = {"metadata": {"name": "x"}, "nbformat": 3, "worksheets": [{"cells": cells, "metadata": {}}]}
        found = read_notebook(dumped(old))
        assert code_lines(found) == ["x = 1", "y"]
        assert json.loads(found.with_python(found.python.replace("x = 1", "x = 2")))["worksheets"][0]["cells"] == [
            {**cells[0], "input": ["x = 2\n", "y"]}
        ]

    def test_source_as_one_text(self) -> None:
        assert code_lines(read("x = 1\ny = 2", as_text=True)) == ["x = 1", "y = 2"]

    def test_what_looks_like_our_comments(self) -> None:
        found = read("#notebook~cell 7\n#notebook~~magic 0", "x = 1\n")
        assert [found.cell_line(line) for line in (3, 5)] == [CellLine(1, 2), CellLine(2, 1)]
        assert found.with_python(found.python) == dumped(notebook("#notebook~cell 7\n#notebook~~magic 0", "x = 1\n"))

    @pytest.mark.parametrize(
        ("content", "line"),
        [
            (b"{", 1),
            (b'{"cells": [\n{"cell_type": "code",\n "source": [}]}', 3),
            (b'{"cells": [{"cell_type": "code", "source": 3}]}', 1),
            (b'{"cells": [{"cell_type": "code", "source": [3]}]}', 1),
            (b'{"cells": 3}', 1),
            (b'{"a": 1}', 1),
            (b"[]", 1),
            (b'{"cells": []} x', 1),
            (b'{"cells": [],\n\n"a": "\xff"}', 3),
            (b'{"cells": ' + b"[" * 100_000, 1),
        ],
    )
    def test_broken(self, content: bytes, line: int) -> None:
        with pytest.raises(NotebookError) as error:
            read_notebook(content)
        assert error.value.line == line
        assert error.value.message.startswith("not a notebook: ")

    def test_python_of(self) -> None:
        content = dumped(notebook("import dash"))
        module = python_of("x.ipynb", content)
        assert module.decode().splitlines()[1] == "import dash"
        assert python_of("x.ipynb", module) == module, "what was joined already stays as it is"
        assert python_of("x.py", content) == content
        assert python_of("x.ipynb", b" \n") == b""

    def test_huge_results_of_other_work_are_not_looked_at(self) -> None:
        assert python_of("x.ipynb", b'{"' + b"x" * 2_000_000) == b""
        with pytest.raises(NotebookError):
            python_of("x.ipynb", b'{"dash' + b"x" * 2_000_000)


class TestMagics:
    @pytest.mark.parametrize(
        ("cell", "lines"),
        [
            ("%matplotlib inline\nx = 1", ["pass", "x = 1"]),
            ("!pip install dash\nx = 1", ["pass", "x = 1"]),
            ("if x:\n    %time f()\n    !ls", ["if x:", "    pass", "    pass"]),
            ("?x\nx?\nx.y??\nx = 1", ["pass", "pass", "pass", "x = 1"]),
            ("files = !ls\nx", ["files = get_ipython()", "x"]),
            ("a, b = %magic x", ["a, b = get_ipython()"]),
            ("!ls \\\n  -l\nx", ["pass", "", "x"]),
            ("%%time\nx = 1", ["", "x = 1"]),
            ("%%bash\nls\necho", ["", "", ""]),
            ("x = (1\n% 2)\ny", ["x = (1", "% 2)", "y"]),
            ('x = """\n%no\n!no\n"""', ['x = """', "%no", "!no", '"""']),
            ("x = 7 \\\n% 2", ["x = 7 \\", "% 2"]),
            ("x = a != b", ["x = a != b"]),
            ("x = 'a' % b\nx %= 2", ["x = 'a' % b", "x %= 2"]),
            ("f(x)  # what?\ng()", ["f(x)  # what?", "g()"]),
            ("# what?\nx", ["# what?", "x"]),
            ("await f()", ["await f()"]),
        ],
    )
    def test_hidden_in_place(self, cell: str, lines: list[str]) -> None:
        found = read(cell)
        assert [re.sub(r"#notebook~.*", "", line) for line in code_lines(found)] == lines
        assert found.with_python(found.python) == dumped(notebook(cell))
        if "await" not in cell:
            ast.parse(found.python)

    @given(CODE)
    def test_lines_are_the_cell(self, cell: str) -> None:
        assert "".join(line.text for line in lines_of(cell)) == cell

    def test_they_come_back_when_code_around_them_changes(self) -> None:
        cell = "%matplotlib inline\nx = 1\nif x:\n    !ls \\\n      -l\n    y = 2\n"
        found = read(cell, "%%bash\nls\n")
        now = found.python.replace("x = 1", "import asyncio\n\nx = 3").replace("y = 2", "y = 4")
        expected = cell.replace("x = 1", "import asyncio\n\nx = 3").replace("y = 2", "y = 4")
        assert found.with_python(now) == dumped(notebook(expected, "%%bash\nls\n"))

    @pytest.mark.parametrize(
        ("cells", "after"),
        [
            (("%%time\nx = 1", "y = 2"), ("%%time\nnew\nx = 1", "y = 2")),
            (("\n\n%%time\n!ls \\\n -l\nx = 1",), ("\n\n%%time\nnew\n!ls \\\n -l\nx = 1",)),
            (("%%bash\nls", "%%html\n<b>", "y = 2"), ("%%bash\nls", "%%html\n<b>", "new\ny = 2")),
            (("x = 1", "%%bash\nls"), ("new\nx = 1", "%%bash\nls")),
        ],
    )
    def test_code_before_a_cell_magic(self, cells: tuple[str, ...], after: tuple[str, ...]) -> None:
        found = read(*cells)
        assert tuple(found.cells(f"new\n{found.python}").values()) == after

    def test_code_that_fits_nowhere(self) -> None:
        found = read("%%bash\nls")
        with pytest.raises(NotebookError, match="another language"):
            found.with_python(f"new\n{found.python}")

    def test_none_can_be_lost(self) -> None:
        found = read("%magic\nx = 1", "y = 2")
        for pattern in (r".*~magic 0\n", r"#.*cell 2\n"):
            with pytest.raises(NotebookError, match="would be lost"):
                found.with_python(re.sub(pattern, "", found.python))


class TestFile:
    @given(st.lists(CODE, max_size=4), STYLES, st.booleans())
    @example(["x\r", "\r\n"], {"indent": 1, "ensure_ascii": True, "sort_keys": False}, False)
    @example(["😀"], {"indent": 1, "ensure_ascii": True, "sort_keys": False}, False)
    def test_nothing_changes_without_a_change(self, cells: list[str], style: dict[str, Any], as_text: bool) -> None:
        content = dumped(notebook(*cells, as_text=as_text), **style)
        found = read_notebook(content)
        assert found.with_python(found.python) == content

    @given(st.lists(CODE, min_size=1, max_size=4), STYLES, st.booleans(), st.data())
    def test_new_code_goes_into_its_cell(
        self, cells: list[str], style: dict[str, Any], as_text: bool, data: st.DataObject
    ) -> None:
        index = data.draw(st.integers(0, len(cells) - 1))
        rest = [cell.replace("%", "").replace("!", "").replace("?", "") for cell in cells]
        content = dumped(notebook(*rest, as_text=as_text), **style)
        found = read_notebook(content)
        head = re.findall(r"^#notebook~+cell \d+\n", found.python, re.MULTILINE)[index]
        now = json.loads(found.with_python(found.python.replace(head, f"{head}neu = 'ö'\n")))
        changed = notebook(*[f"neu = 'ö'\n{cell}" if at == index else cell for at, cell in enumerate(rest)])
        assert ["".join(cell["source"]) for cell in now["cells"]] == ["".join(c["source"]) for c in changed["cells"]]

    @given(STYLES)
    def test_the_style_is_kept(self, style: dict[str, Any]) -> None:
        cells = ("import dash\n# ü\n\nx = 1\n", "y = 2")
        outputs = [{"output_type": "stream", "text": ["a\u2028b", "😀", 1.0e3, 1.50]}]
        before = notebook(code(cells[0], outputs=outputs), cells[1])
        after = notebook(code(cells[0].replace("x = 1", "x = 'ä'"), outputs=outputs), cells[1])
        found = read_notebook(dumped(before, **style) + b"\n ")
        assert found.with_python(found.python.replace("x = 1", "x = 'ä'")) == dumped(after, **style) + b"\n "

    def test_mark_of_byte_order_and_line_ends(self) -> None:
        content = b"\xef\xbb\xbf" + dumped(notebook("x = 1\ny = 2")).replace(b"\n", b"\r\n")
        found = read_notebook(content)
        assert found.with_python(found.python) == content
        assert found.with_python(found.python.replace("x = 1", "x = 3")) == content.replace(b"x = 1", b"x = 3")

    def test_lines_that_do_not_change_stay_as_they_are_written(self) -> None:
        lines = b'["x = 1\\n", "y = \'\\u00e4\\/\'\\n", "# \xc3\xa4"]'
        content = b'{"cells": [{"cell_type": "code", "source": ' + lines + b"}]}"
        found = read_notebook(content)
        assert found.with_python(found.python.replace("x = 1", "x = 2")) == content.replace(b"x = 1", b"x = 2")

    def test_surrogates_stay(self) -> None:
        content = b'{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "y = \'\\ud800\'"]}]}'
        found = read_notebook(content)
        assert found.with_python(found.python.replace("x = 1", "x = 2")) == content.replace(b"x = 1", b"x = 2")

    @given(st.lists(CODE, min_size=1, max_size=3), STYLES, st.booleans())
    def test_places_in_the_file(self, cells: list[str], style: dict[str, Any], as_text: bool) -> None:
        plain = [cell.replace("%", "x").replace("!", "x").replace("?", "x") for cell in cells]
        content = dumped(notebook(*plain, as_text=as_text), **style)
        found = read_notebook(content)
        lines = content.decode().split("\n")
        for number, line in enumerate(re.split(r"\r\n|\r|\n", found.python), 1):
            if re.match(r"#notebook~+cell", line) or found.cell_line(number).line > len(
                LINE.findall(plain[found.cell_line(number).cell - 1])
            ):
                continue
            for column, character in enumerate(line, 1):
                row, at = found.in_file(number, column)
                token = lines[row - 1][at - 1 :]
                written = json.dumps(character, ensure_ascii=False)[1:-1], json.dumps(character)[1:-1]
                assert token.startswith(written)
