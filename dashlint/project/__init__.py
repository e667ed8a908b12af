"""A project as rules see it: its apps, its entry points, and the answers to what they ask."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from dashlint.catalogue import Catalogue
from dashlint.facts import Defect, FileFacts
from dashlint.file_kinds import ProjectFile
from dashlint.manifests import Manifests
from dashlint.project.answers.basis import Basis
from dashlint.project.answers.blocking import BlockingAnswers
from dashlint.project.answers.callbacks import CallbackAnswers
from dashlint.project.answers.coroutines import CoroutineAnswers
from dashlint.project.answers.deployment import DeploymentAnswers
from dashlint.project.answers.explaining import Explained, Explaining
from dashlint.project.answers.fixing import FixingAnswers
from dashlint.project.answers.flask import FlaskAnswers
from dashlint.project.answers.servers import ServerAnswers
from dashlint.project.apps.app import App
from dashlint.project.apps.apps import Apps
from dashlint.project.apps.choices import Choice, choice_of, is_chosen_at_run_time
from dashlint.project.apps.scanning import Scan
from dashlint.project.calls.callgraph import CallGraph
from dashlint.project.coroutines.async_layouts import runs_at_start
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.entries.entry_points import EntryPoints
from dashlint.project.files.modules import Modules
from dashlint.project.flask.guards import Guards
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.objects import ProjectFunction


class Project:
    """All that rules may ask; every answer is worked out once, when it is first asked for."""

    def __init__(
        self,
        texts: Mapping[str, bytes],
        read: Callable[[str, bytes], FileFacts],
        catalogue: Catalogue,
        backend: str | None = None,
        files: Sequence[ProjectFile] = (),
        dash_version: str | None = None,
        open_file: Callable[[str], bytes | None] = lambda path: None,
        backend_at: Callable[[str], str | None] | None = None,
        src: Sequence[str] = (),
    ) -> None:
        """`texts` are the Python files' contents by absolute path, `files` those beside the code.

        `backend` overrides what the code says, `backend_at` tells it for the apps that a file makes; `dash_version`
        overrides what the manifests say; `open_file` opens what they include. Absolute imports are looked for in `src`
        first.
        """
        self.catalogue = catalogue
        setups = (ProjectFile(path, "python", texts[path]) for path in texts if os.path.basename(path) == "setup.py")
        self.manifests = Manifests((*files, *setups), open_file, dash_version)
        deployment = tuple(file for file in files if file.kind == "deployment")
        self.modules = Modules(texts, read, catalogue.libraries, src)
        self.receivers = Receivers(self.modules, catalogue)
        self.graph = CallGraph(self.receivers)
        whole_graph = CallGraph(self.receivers, is_whole=True)
        apps = Apps(self.receivers, backend, backend_at=backend_at)
        scan = Scan(self.receivers, apps)
        entries = EntryPoints(self.receivers, apps, self.graph, scan)
        guards = Guards(self.receivers)
        self._basis = Basis(
            self.catalogue,
            self.manifests,
            deployment,
            self.receivers,
            self.graph,
            apps,
            scan,
            entries,
            guards,
            whole_graph,
        )

    @property
    def apps(self) -> tuple[App, ...]:
        """The Dash apps, by place."""
        return self._basis.apps.all

    @cached_property
    def chosen_at_run_time(self) -> tuple[App, ...]:
        """The apps whose backend is chosen by those who run the project, by place."""
        return tuple(app for app in self.apps if is_chosen_at_run_time(self.receivers, app))

    def where_chosen(self, backend: str) -> Project:
        """Return the project as it is for those who choose this backend."""
        basis, chosen = self._basis, {app.place: backend for app in self.chosen_at_run_time}
        apps = Apps(self.receivers, None, chosen, basis.apps.backend_for)
        other = copy.copy(self)
        for name in [name for name in vars(self) if isinstance(vars(Project).get(name), cached_property)]:
            del vars(other)[name]
        entries = EntryPoints(self.receivers, apps, self.graph, basis.scan)
        other._basis = replace(basis, apps=apps, entries=entries)
        return other

    def mentions(self, backend: str) -> bool:
        """Tell whether the project mentions a backend anywhere."""
        texts = self.modules.texts.values()
        return any(backend.encode() in text.lower() for text in texts)

    def choice_of(self, app: App) -> Choice:
        """Return what chooses an app's backend."""
        return choice_of(self.receivers, app)

    def functions(self, path: str) -> tuple[ProjectFunction, ...]:
        """Return the functions of a file, by their turns; of the lambdas those that Dash or a server calls."""
        return self._explaining.functions(path)

    def explained(self, path: str, function: ProjectFunction | None = None) -> Explained:
        """Return what is known of a function of the file at `path`, or of the code at the top of the file."""
        return self._explaining.of(path, function)

    @property
    def _explaining(self) -> Explaining:
        return Explaining(self.receivers, self._basis.whole_graph, self._basis.apps, self._basis.entries)

    @property
    def entry_points(self) -> tuple[EntryPoint, ...]:
        """The functions that Dash and the servers call, on every app and backend; the worst context first."""
        return self._basis.entries.all

    @property
    def defects(self) -> tuple[tuple[str, Defect], ...]:
        """The files that were needed and could not be read, with the reason, by path."""
        assert self.blocking.calls is not None
        needed = {facts.path for facts in self.modules.files_read} | self.receivers.relevance.files
        return tuple(
            (facts.path, facts.defect) for facts in map(self.modules.facts, sorted(needed)) if facts.defect is not None
        )

    def runs_at_start(self, entry: EntryPoint) -> bool:
        """Tell whether Dash runs an entry point when the module does: a layout function, in order to validate ids."""
        return entry.role == "layout" and entry.app is not None and runs_at_start(self.receivers, entry.app)

    @cached_property
    def blocking(self) -> BlockingAnswers:
        """What takes long in entry points."""
        return BlockingAnswers(self._basis)

    @cached_property
    def coroutines(self) -> CoroutineAnswers:
        """What becomes of coroutines and tasks."""
        return CoroutineAnswers(self._basis)

    @cached_property
    def callbacks(self) -> CallbackAnswers:
        """What callbacks are given and lose."""
        return CallbackAnswers(self._basis)

    @cached_property
    def flask(self) -> FlaskAnswers:
        """What counts on Flask where it may not be."""
        return FlaskAnswers(self._basis)

    @cached_property
    def servers(self) -> ServerAnswers:
        """What is registered on the apps' servers, and asked of them."""
        return ServerAnswers(self._basis)

    @cached_property
    def deployment(self) -> DeploymentAnswers:
        """How the project is served, built and tested."""
        return DeploymentAnswers(self._basis)

    @cached_property
    def fixing(self) -> FixingAnswers:
        """What must hold before a fix may change code."""
        return FixingAnswers(self._basis)
