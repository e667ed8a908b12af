"""Notebooks: the Python code of Jupyter's `.ipynb` files, and the way back into their cells."""

from dashlint.notebooks.in_files import Notebooks
from dashlint.notebooks.joined import NotebookError
from dashlint.notebooks.notebook import (
    CellLine,
    Notebook,
    content_of,
    fits,
    is_notebook,
    python_of,
    read_notebook,
)

__all__ = [
    "CellLine",
    "Notebook",
    "NotebookError",
    "Notebooks",
    "content_of",
    "fits",
    "is_notebook",
    "python_of",
    "read_notebook",
]
