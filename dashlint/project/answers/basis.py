"""Basis: what the answers to all questions are worked out from."""

from __future__ import annotations

from dataclasses import dataclass

from dashlint.catalogue import Catalogue
from dashlint.file_kinds import ProjectFile
from dashlint.manifests import Manifests
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.scanning import Scan
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.flask.guards import Guards
from dashlint.project.meaning.receivers import Receivers


@dataclass(frozen=True, slots=True)
class Basis:
    """A project's code, its apps and entry points, its manifests, and the files that deploy it."""

    catalogue: Catalogue
    manifests: Manifests
    deployment: tuple[ProjectFile, ...]
    receivers: Receivers
    graph: CallGraph
    apps: Apps
    scan: Scan
    entries: EntryPoints
    guards: Guards
    whole_graph: CallGraph
