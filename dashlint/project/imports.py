"""The imports of a file found by their looks, enough to know which files can belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: `from` and `import` statements at any indentation; a parenthesised list of names may span lines.
_FROM = re.compile(rb"(?:^|\n|;)[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|(?:[^\n\\]|\\\r?\n)*)")
_IMPORT = re.compile(rb"(?:^|\n|;)[ \t]*import[ \t]+((?:[^\n\\#;]|\\\r?\n)*)")
_NAME = re.compile(rb"[\w.]+")
_COMMENT = re.compile(rb"#[^\n]*")


def scan_imports(text: bytes) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield (dots, module, names) of each import in `text`.

    `import a.b` gives (0, "a.b", ()), `from ..a import b as c` gives (2, "a", ("b",)). Comments and text that look
    like imports are found too: the result says what may be imported, never what is.
    """
    for match in _IMPORT.finditer(text):
        for part in match.group(1).split(b","):
            name = _NAME.search(part)
            if name:
                yield 0, name.group().decode("utf-8", "replace"), ()
    for match in _FROM.finditer(text):
        dots, module, names = match.groups()
        parts = (_NAME.search(part) for part in _COMMENT.sub(b"", names).strip(b"()").split(b","))
        yield (
            len(dots),
            module.decode("utf-8", "replace"),
            tuple(part.group().decode("utf-8", "replace") for part in parts if part),
        )
