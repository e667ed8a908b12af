"""The imports of a file found by their looks, enough to know which files can belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: `from` and `import` statements at any indentation; a parenthesised list of names may span lines.
_STATEMENT = re.compile(
    r"(?:^|[\n;:])[ \t\f]*(?:"
    r"from(?P<dots>[ \t.]*)(?<=[ \t.])(?P<module>[\w. \t]*?)(?<=[ \t.])import\b[ \t]*"
    r"(?P<names>\((?:\#[^\n]*|[^)#])*\)|[^\n;]*)"
    r"|import[ \t]+(?P<modules>[^\n#;]*))"
)
_NAME = re.compile(r"(\w+(?:\s*\.\s*\w+)*|\*)(?:\s+as\s+(\w+))?")
_SPACE = re.compile(r"\s+")
_COMMENT = re.compile(r"#[^\n]*")
_JOINT = re.compile(r"^([^#\n]*)\\\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Imported:
    """One name of an import, and the name it is `bound` to; `level` counts the dots before `module`.

    `name` is "" where the module itself is bound (or the first part of its name), "*" where all its names are.
    """

    level: int
    module: str
    name: str
    bound: str


def scan_imports(code: str) -> Iterator[Imported]:
    """Yield each name that is imported anywhere in code whose line ends are "\\n".

    Comments and text that look like imports are found too: the result says what may be imported, never what is.
    """
    for match in _STATEMENT.finditer(joined(code)):
        if match["modules"] is not None:
            for module, bound in _names(match["modules"]):
                yield Imported(0, module, "", bound or module.partition(".")[0])
        else:
            for name, bound in _names(_COMMENT.sub("", match["names"])):
                yield Imported(match["dots"].count("."), _SPACE.sub("", match["module"]), name, bound or name)


def without_imports(code: str) -> str:
    """Return code without what looks like an import, wherever that stands."""
    return _STATEMENT.sub("\n", code)


def joined(code: str) -> str:
    """Return code with the lines joined that a backslash continues; where there is a "#" before it, it may be text."""
    return _JOINT.sub(r"\1 ", code) if "\\\n" in code else code


def _names(text: str) -> Iterator[tuple[str, str]]:
    for part in text.strip("()").split(","):
        found = _NAME.search(part)
        if found:
            yield _SPACE.sub("", found[1]), found[2] or ""
