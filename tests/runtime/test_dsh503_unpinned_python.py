"""Proves DSH503: every backend needs compiled packages that are made for one Python alone.

No image is built here. On the day when the newest Python is one for which such a package has no release yet, an image
of whichever Python is the newest cannot be built, or only with a compiler in it.
"""

from __future__ import annotations

import sys
from importlib import metadata

import pytest

from dashlint.deployment import python_images
from dashlint.file_kinds import ProjectFile

from .harness import BACKENDS, FIXTURES, Served, load

FIXTURE = FIXTURES / "dsh503_unpinned_python"


#: A package that a backend cannot do without and that is not Python alone.
COMPILED = {"flask": "markupsafe", "fastapi": "pydantic_core", "quart": "markupsafe"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_backend_runs_on_the_python_that_its_packages_are_made_for_and_no_other(backend: str) -> None:
    this, next_one = (f"cp{sys.version_info[0]}{sys.version_info[1] + more}" for more in (0, 1))
    tags = [line for line in wheel_of(COMPILED[backend]).splitlines() if line.startswith("Tag: ")]
    assert tags
    assert all(this in tag for tag in tags)
    assert not any(next_one in tag or "abi3" in tag or "none-any" in tag for tag in tags)
    with Served(load(FIXTURE.name, "plain.plain_app", backend).app, backend) as served:
        assert served.first.status == 200
        assert COMPILED[backend] in sys.modules


def wheel_of(package: str) -> str:
    return metadata.distribution(package).read_text("WHEEL") or ""


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
