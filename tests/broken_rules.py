"""Rules that break off, for tests of what a run does then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dashlint.rules

BROKEN = '''\
"""DSH901: a rule that breaks off."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.facts import Place
from dashlint.project import Project
from dashlint.rule import Problem, rule


@rule("DSH901", severity="error")
def broken_rule(project: Project) -> Iterator[Problem]:
    """Finds one problem at the first line of each file, and fails on those that say so."""
    for path in sorted(project.modules.texts):
        place = Place(path, -1)
        yield Problem(place, f"the file is `{len(project.modules.texts[path])}` bytes long")
        _fail(place, project)


def _fail(place: Place, project: Project) -> None:
    if b"# break" in project.modules.texts[place.path]:
        raise ZeroDivisionError("the rule\\n  is {broken}")
'''


def write(folder: Path, code: str = BROKEN, name: str = "dsh901_broken_rule") -> Path:
    """Write a rule into a folder of rules, and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return folder


@contextmanager
def known(folder: Path) -> Iterator[None]:
    """Make the rules of a folder known besides dashlint's own."""
    dashlint.rules.__path__.append(str(folder))
    dashlint.rules.all_rules.cache_clear()
    try:
        yield
    finally:
        dashlint.rules.__path__.remove(str(folder))
        dashlint.rules.all_rules.cache_clear()


PROGRAM = """\
import sys
import dashlint.rules
dashlint.rules.__path__.append(sys.argv.pop(1))
"""
"""The beginning of a program that knows the rules of the folder which is its first argument."""
