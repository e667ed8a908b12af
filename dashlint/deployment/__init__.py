"""Deployment: how a project is served, as its Dockerfiles, Procfiles, scripts and other such files say."""

from dashlint.deployment.command import Command, Environment, Folder
from dashlint.deployment.pythons import PythonImage, python_images
from dashlint.deployment.reading import commands
from dashlint.deployment.serving import ServeCommand, Target, serve_commands, target_of, worker_interface

__all__ = [
    "Command",
    "Environment",
    "Folder",
    "PythonImage",
    "ServeCommand",
    "Target",
    "commands",
    "python_images",
    "serve_commands",
    "target_of",
    "worker_interface",
]
