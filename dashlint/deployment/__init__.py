"""Deployment: how a project is served, as its Dockerfiles, Procfiles, scripts and other such files say."""

from dashlint.deployment.command import Command, Environment, Folder
from dashlint.deployment.reading import commands
from dashlint.deployment.serving import ServeCommand, Target, serve_commands, target_of, worker_interface

__all__ = [
    "Command",
    "Environment",
    "Folder",
    "ServeCommand",
    "Target",
    "commands",
    "serve_commands",
    "target_of",
    "worker_interface",
]
