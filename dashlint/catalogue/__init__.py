"""What dashlint knows of libraries: blocking calls, types, and extensions made for Flask."""

from __future__ import annotations

from dashlint.catalogue.arguments import MISSING, UNKNOWN, Arguments, Condition, Instance, Known, Named
from dashlint.catalogue.backends import ServerAttribute
from dashlint.catalogue.blocking import Blocking
from dashlint.catalogue.coroutines import LoopBound
from dashlint.catalogue.extensions import Extension, Outcome, Same
from dashlint.catalogue.libraries import Consumer, Decorator, KnownType, Runner
from dashlint.catalogue.load import check, load
from dashlint.catalogue.lookup import Catalogue
from dashlint.catalogue.table import CatalogueError

__all__ = [
    "MISSING",
    "UNKNOWN",
    "Arguments",
    "Blocking",
    "Catalogue",
    "CatalogueError",
    "Condition",
    "Consumer",
    "Decorator",
    "Extension",
    "Instance",
    "Known",
    "KnownType",
    "LoopBound",
    "Named",
    "Outcome",
    "Runner",
    "Same",
    "ServerAttribute",
    "check",
    "load",
]
