"""Extension names: under which dotted names the catalogue may know a value, and what using such a name means."""

from __future__ import annotations

from dashlint.catalogue import Extension
from dashlint.project.meaning.classes import mro
from dashlint.project.meaning.receivers import Receivers
from dashlint.project.values.objects import Instance, Partial, ProjectClass, Symbol
from dashlint.project.values.value import Super, Value

#: Methods that give an extension the server.
_INITIALISING = frozenset({"init_app", "instrument_app", "init", "__init__"})
_CONSTRUCTORS = ("__init__", "__new__")
#: What an object of an extension offers to guard a callback with.
_GUARDING = frozenset({"login_required", "current_user", "__call__"})


def names_of(receivers: Receivers, value: Value) -> tuple[str, ...]:
    """Return the dotted names under which the catalogue may know a value; a project's class has its bases'.

    A class of the project that has a constructor of its own does with the server what that says.
    """
    if isinstance(value, Partial):
        return names_of(receivers, value.function)
    if isinstance(value, Symbol):
        return (value.path,)
    if isinstance(value, Instance) and isinstance(value.kind, str):
        return (value.kind,)
    if isinstance(value, ProjectClass):
        outside = tuple(part.path for part in mro(receivers, value) if isinstance(part, Symbol))
        return outside if not _has_constructor(receivers, value) else ()
    return ()


def _has_constructor(receivers: Receivers, kind: ProjectClass) -> bool:
    found = [part for name in _CONSTRUCTORS for part in receivers.attribute(Instance(kind), name)]
    return any(not isinstance(part, (Symbol, Super)) for part in found)


def binds(extension: Extension, name: str) -> bool:
    """Tell whether a call of this name gives the extension what it is called with."""
    owner, _, member = name.rpartition(".")
    return name in extension.binds or (owner in extension.binds and member in _INITIALISING)


def needs_request(extension: Extension, name: str) -> bool:
    """Tell whether using this name needs a request, or guards a callback with an object that does."""
    owner, _, member = name.rpartition(".")
    return name in extension.uses or (owner in extension.uses and member in _GUARDING)
