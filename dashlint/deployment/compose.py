"""Compose files: the services that they run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import yaml

from dashlint.deployment.command import UNSET, Environment, Folder, Mount
from dashlint.deployment.expansion import expanded
from dashlint.deployment.services import Service, beside
from dashlint.deployment.texts import Text
from dashlint.deployment.yaml_nodes import documents, environment, fields, items, run, scalar


def compose_services(path: str, text: str) -> Iterator[Service]:
    """Yield the services of a compose file."""
    for document in documents(text):
        for node in fields(fields(document).get("services")).values():
            yield _service(path, text, fields(node))


def _service(path: str, text: str, node: dict[str, yaml.Node]) -> Service:
    folder = os.path.dirname(path)
    dockerfile, context = _build(node.get("build"), folder)
    has_image = dockerfile is not None or "image" in node
    return Service(
        path,
        beside(path) if dockerfile is None else Folder(folder),
        _run(node.get("command"), text),
        _run(node.get("entrypoint"), text),
        _environment(node, is_whole=has_image),
        dockerfile,
        context,
        scalar(fields(node.get("build")).get("target")),
        _interpolated(scalar(node.get("working_dir"))),
        tuple(_mounts(node.get("volumes"), folder)),
    )


def _build(node: yaml.Node | None, folder: str) -> tuple[str | None, str | None]:
    """Return the Dockerfile and the context of `build:`, which is the context or a mapping."""
    if node is None:
        return None, None
    parts = fields(node)
    context = _interpolated(scalar(node) or scalar(parts.get("context"))) or "."
    context = os.path.normpath(os.path.join(folder, context))
    name = _interpolated(scalar(parts.get("dockerfile"))) or "Dockerfile"
    return os.path.normpath(os.path.join(context, name)), context


def _run(node: yaml.Node | None, text: str) -> Text:
    """Return a command; a string is split into words, no shell reads it."""
    found = run(node, text).split()
    return replace(found, words=tuple(_interpolated(word) or "" for word in found.words or ()))


def _interpolated(text: str | None) -> str | None:
    return expanded(text, UNSET).replace("$$", "$") if text is not None else None


def _environment(node: dict[str, yaml.Node], is_whole: bool) -> Environment:
    hides_more = not is_whole or "env_file" in node or "extends" in node
    return replace(environment(node.get("environment")), hides_more=hides_more)


def _mounts(node: yaml.Node | None, folder: str) -> Iterator[Mount]:
    for item in items(node):
        parts = fields(item)
        source, _, rest = (_interpolated(scalar(item)) or "").partition(":")
        target = rest.partition(":")[0] or _interpolated(scalar(parts.get("target"))) or ""
        source = source or _interpolated(scalar(parts.get("source"))) or ""
        if source.startswith((".", "/")) and target.startswith("/"):
            yield Mount(os.path.normpath(target), os.path.normpath(os.path.join(folder, source)))
