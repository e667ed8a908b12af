"""The format of test reports that every CI server reads: JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dashlint.diagnostic import Diagnostic
from dashlint.report.excerpt import Excerpts
from dashlint.report.files import by_file
from dashlint.report.paint import Paint
from dashlint.report.run import TOOL, UNREADABLE, UNTOLD, Run
from dashlint.report.texts import one_line, remarks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(diagnostics: Sequence[Diagnostic], excerpts: Excerpts, paint: Paint, run: Run = UNTOLD) -> Iterator[str]:
    """A suite for each file with a failed case for each problem, or one case that passed.

    A file that cannot be read is an error and not a failure. Attributes are those that the servers' schemas know.
    """
    from xml.etree import ElementTree

    suites = ElementTree.Element("testsuites", {"name": TOOL, **_counts(diagnostics)})
    for path, inside in by_file(diagnostics).items():
        suites.append(_suite(run.path(path), inside, excerpts))
    if not diagnostics:
        suite = ElementTree.SubElement(suites, "testsuite", name=TOOL, tests="1", failures="0", errors="0")
        ElementTree.SubElement(suite, "testcase", name="no problems", classname=TOOL)
        suites.set("tests", "1")
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield ElementTree.tostring(suites, encoding="us-ascii", xml_declaration=False).decode("ascii")


def _suite(path: str, inside: Sequence[Diagnostic], excerpts: Excerpts) -> Element:
    from xml.etree.ElementTree import Element

    path = _legal(path)
    suite = Element("testsuite", {"name": path, **_counts(inside), "file": path})
    suite.extend(_case(found, path, excerpts) for found in inside)
    return suite


def _case(found: Diagnostic, path: str, excerpts: Excerpts) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    place = excerpts.position(found.location)
    group = str(PurePosixPath(path).with_suffix("")) if path.endswith(".py") else path
    case = Element("testcase", name=f"{found.code} {found.name} at {place}", classname=group)
    message = _legal(one_line(found.message))
    tag = "error" if found.code == UNREADABLE else "failure"
    failure = SubElement(case, tag, type=str(found.severity), message=message)
    failure.text = _legal("\n".join((f"{path}:{place}: {message}", *remarks(found, excerpts))))
    return case


def _counts(diagnostics: Sequence[Diagnostic]) -> dict[str, str]:
    errors = sum(found.code == UNREADABLE for found in diagnostics)
    counts = {"tests": len(diagnostics), "failures": len(diagnostics) - errors, "errors": errors}
    return {name: str(count) for name, count in counts.items()}


def _legal(text: str) -> str:
    """The text without the characters that XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
