"""What runs of dashlint in a test come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Ran: TypeAlias = tuple[int, str, str]
"""The exit status, standard output and standard error."""
Run: TypeAlias = Callable[..., Ran]
"""What is given the arguments of the command line."""
