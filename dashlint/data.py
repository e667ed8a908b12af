"""Where the data that ships with dashlint lies: the pages of the rules and the catalogue."""

from __future__ import annotations

from pathlib import Path


def data_folder() -> Path:
    """Return the folder of the pages: inside the package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "_rules"
    return shipped if shipped.is_dir() else package.parent / "rules"
