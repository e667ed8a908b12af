"""Answers about deployment: how the project is served, built and tested."""

from __future__ import annotations

from functools import cached_property

from dashlint.deployment import PythonImage, commands, python_images, serve_commands
from dashlint.project.answers.basis import Basis
from dashlint.project.apps.apps import is_around
from dashlint.project.apps.tested_backends import FlaskTest, TestedBackends
from dashlint.project.servers.readiness import Readiness
from dashlint.project.servers.serving import Serving, Servings


class DeploymentAnswers:
    """How the project is served, built and tested; every answer is worked out once."""

    def __init__(self, basis: Basis) -> None:
        self._deployment = basis.deployment
        self._receivers = basis.receivers
        self._apps = basis.apps
        self._scan = basis.scan
        self._entries = basis.entries

    @cached_property
    def servings(self) -> tuple[Serving, ...]:
        """The servers that are told to serve an app, by commands of deployment files and by calls, by place."""
        return Servings(self._receivers, self._apps, self._scan, serve_commands(commands(self._deployment))).all()

    @cached_property
    def python_images(self) -> tuple[PythonImage, ...]:
        """The images of Python in the deployment files around the apps, by place."""
        found = python_images(file for file in self._deployment if is_around(file.path, self._apps.all))
        return tuple(sorted(found, key=lambda image: image.place))

    @cached_property
    def servings_unasked(self) -> tuple[Serving, ...]:
        """The commands that serve an app which no platform can ask whether it is up, one for each app, by place."""
        readiness = Readiness(self._receivers, self._entries.server_uses, self._deployment)
        return tuple(readiness.unasked(self.servings))

    @cached_property
    def flask_tests(self) -> tuple[FlaskTest, ...]:
        """The places where tests choose Flask for code that is served on another backend, by place."""
        found = TestedBackends(self._receivers, self._apps).on_flask()
        return tuple(sorted(found, key=lambda test: test.place))
