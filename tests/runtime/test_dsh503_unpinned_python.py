"""Proves DSH503: what a Python is too new for does not run, be it the same app on the same Dash.

No image is built here. What the rule rests on is that a newer Python is not the same: each release drops parts of the
standard library and syntax, and what Dash and its backends need is declared for some Pythons only.
"""

from __future__ import annotations

import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from dashlint.deployment import python_images
from dashlint.file_kinds import ProjectFile

from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = FIXTURES / "dsh503_unpinned_python"


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_app_runs_on_the_python_that_it_is_tested_on(backend: str) -> None:
    """The good counterpart: this Python is one that all that Dash needs is made for."""
    for name in ("dash", "flask", "fastapi", "quart"):
        assert sys.version.split()[0] in SpecifierSet(metadata.metadata(name)["Requires-Python"])
    with Served(load(FIXTURE.name, "plain.plain_app", backend).app, backend) as served:
        assert served.first.status == 200


def test_what_dash_needs_differs_from_python_to_python() -> None:
    """Requirements with a marker on the Python: another Python installs other packages, or none."""
    needed = [Requirement(line) for name in ("dash", "fastapi", "quart", "uvicorn") for line in metadata.requires(name) or ()]
    marked = {str(one.marker) for one in needed if one.marker and "python" in str(one.marker)}
    assert marked


@pytest.mark.parametrize(
    ("written", "is_pinned"),
    [
        ("python", False),
        ("python:latest", False),
        ("python:3", False),
        ("python:3-slim-bookworm", False),
        ("python:slim", False),
        ("python:3-alpine3.20", False),
        ("python:3.12", True),
        ("python:3.12-slim", True),
        ("python:3.12.4-slim-bookworm", True),
        ("python:3.14-rc", True),
        ("python:3@sha256:" + "0" * 64, True),
    ],
)
def test_an_image_is_pinned_by_a_minor_version_or_a_digest(written: str, is_pinned: bool) -> None:
    (image,) = python_images([ProjectFile("/app/Dockerfile", "deployment", f"FROM {written}\n".encode())])
    assert image.is_pinned is is_pinned


@pytest.mark.parametrize("written", ["debian:bookworm", "company.example/python:3", "python-runtime:3", "python:$TAG"])
def test_other_images_and_unknown_tags_are_no_images_of_python(written: str) -> None:
    assert not list(python_images([ProjectFile("/app/Dockerfile", "deployment", f"FROM {written}\n".encode())]))
