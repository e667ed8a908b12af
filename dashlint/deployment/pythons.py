"""Pythons: which Python the images and environments of a project are made with."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashlint.deployment.command import UNSET, assignments
from dashlint.deployment.dockerfile import instructions
from dashlint.deployment.expansion import expanded, is_known
from dashlint.deployment.yaml_nodes import documents, fields, line_of, scalar
from dashlint.facts import Place
from dashlint.file_kinds import ProjectFile

_DOCKERFILE = re.compile(r"[\w.-]*(?:Dockerfile|Containerfile)[\w.-]*|[\w.-]+\.dockerfile")
_COMPOSE = re.compile(r"[\w.-]*compose[\w.-]*\.ya?ml")
#: The official image of Python, as Docker's registry and those that mirror it call it.
_OFFICIAL = re.compile(r"(?:docker\.io/|(?:public\.ecr\.aws/docker|mirror\.gcr\.io)/(?=library/))?(?:library/)?python")
_PINNED = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class PythonImage:
    """An image of Python that a file builds on or runs; `tag` is "" where it names none."""

    place: Place
    written: str
    tag: str
    is_digest: bool

    @property
    def is_pinned(self) -> bool:
        """Tell whether the image names a Python such as 3.12, and not whichever is the newest."""
        return self.is_digest or _PINNED.match(self.tag) is not None


def python_images(files: Iterable[ProjectFile]) -> Iterator[PythonImage]:
    """Yield the official images of Python in Dockerfiles and compose files."""
    for file in files:
        name, text = os.path.basename(file.path), file.text.decode("utf-8-sig", "replace")
        named = _in_dockerfile(text) if _DOCKERFILE.fullmatch(name) else ()
        if _COMPOSE.fullmatch(name):
            named = _in_compose(text)
        for line, image in named:
            found = _image(image, Place(file.path, -line))
            if found is not None:
                yield found


def _in_dockerfile(text: str) -> Iterator[tuple[int, str]]:
    arguments, stages, is_first = UNSET, set[str](), True
    for instruction in instructions(text):
        if instruction.name == "ARG" and is_first:
            known = assignments(item.strip("\"'") for item in instruction.items)
            arguments = arguments.having({name: value.strip("\"'") for name, value in known.items() if value})
        elif instruction.name == "FROM" and instruction.items:
            is_first = False
            base, *named = instruction.items
            if base.lower() not in stages:
                yield instruction.lines[0], expanded(base, arguments)
            stages.update(name.lower() for name in named[1:2])


def _in_compose(text: str) -> Iterator[tuple[int, str]]:
    for document in documents(text):
        for service in fields(fields(document).get("services")).values():
            parts = fields(service)
            image = scalar(parts.get("image"))
            if image and "build" not in parts:  # with both, it is the name of what is built
                yield line_of(parts["image"]), expanded(image, UNSET)


def _image(written: str, place: Place) -> PythonImage | None:
    whole, _, digest = written.partition("@")
    name, _, tag = whole.partition(":")
    if not is_known(written) or not _OFFICIAL.fullmatch(name):
        return None
    return PythonImage(place, written, tag, bool(digest))
