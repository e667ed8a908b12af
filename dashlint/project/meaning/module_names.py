"""Names of modules: what a module's attribute, or a name that is imported from it, stands for."""

from __future__ import annotations

import builtins
import os
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.values import dash_names
from dashlint.project.values.frame import Frame
from dashlint.project.values.objects import ProjectModule, Symbol
from dashlint.project.values.value import Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.receivers import Receivers


def module_attribute(receivers: Receivers, path: str, name: str) -> Values:
    """Return what a name of the module or folder at `path` stands for once it has run."""
    return receivers.once(("module", path, name), lambda: _module_attribute(receivers, path, name))


def _module_attribute(receivers: Receivers, path: str, name: str) -> Values:
    own = own_name(receivers, path, name)
    if own is not None:
        return (own,)
    modules = receivers.modules
    if path in modules.texts:
        frame = receivers.module_frame(path)
        found = receivers.bound(frame.scope.final(name), frame)
        found = united(found, rebound(receivers, frame, name))
        if found or name in frame.scope.bindings:
            return found
        found = united(*(_of_star(receivers, star, name) for star in receivers.namespaces.outside_stars(path)))
        if found:
            return found
    inner = modules.inside(path, name) if modules.is_package(path) else None
    if inner is None and path not in modules.texts:
        # a folder that merely has the name of a library, which Python finds first
        return (Symbol(receivers.canonical(f"{os.path.basename(path)}.{name}")),)
    return (ProjectModule(inner),) if inner is not None else ()


def own_name(receivers: Receivers, path: str, name: str) -> Symbol | None:
    """Return what the user says a name of the module at `path` is to be taken for, be it the project's own."""
    for own in receivers.own_called(name):
        *modules, _ = own.split(".")
        stem = path.removesuffix(".py").removesuffix(f"{os.sep}__init__")
        if modules and stem.split(os.sep)[-len(modules) :] == modules:
            return Symbol(receivers.canonical(own))
    return None


def rebound(receivers: Receivers, frame: Frame, name: str) -> Values:
    """Return what functions below a frame's scope bind to its name by `global` or `nonlocal`."""
    found = []
    for scope, binding in receivers.namespaces.rebound(frame.scope, name):
        outer = frame if scope.parent is frame.scope else receivers.open_frame(scope.parent or scope)
        found.append(receivers.binding(binding, receivers.frame(scope, None, outer)))
    return united(*found)


def global_name(receivers: Receivers, name: str, path: str) -> Values:
    """Return what a module's global name stands for once the module has run, or a built-in name."""
    found = module_attribute(receivers, path, name)
    if not found and name in _BUILTINS and name not in receivers.namespaces.module(path).bindings:
        return (Symbol(f"builtins.{name}"),)
    return found


_BUILTINS = frozenset(dir(builtins))


def imported(receivers: Receivers, source: facts.Import, name: facts.ImportedName, path: str) -> Values:
    """Return what one name of an import in the file at `path` stands for."""
    if source.module is None:
        return _imported_module(receivers, name, path)
    base = receivers.modules.resolve(path, source.module, source.level)
    if base is None:
        if source.level:
            return ()
        return (Symbol(receivers.canonical(f"{source.module}.{name.name}")),)
    if base == path:
        inner = receivers.modules.inside(path, name.name) if receivers.modules.is_package(path) else None
        return (ProjectModule(inner),) if inner else ()
    return module_attribute(receivers, base, name.name)


def _imported_module(receivers: Receivers, name: facts.ImportedName, path: str) -> Values:
    module = name.name if name.renamed else name.name.split(".")[0]
    found = receivers.modules.resolve(path, module, 0)
    if found is not None:
        return (ProjectModule(found),)
    return (Symbol(receivers.canonical(module)),)


def _of_star(receivers: Receivers, module: str, name: str) -> Values:
    """Return what `from module import *` brings from outside the project, as far as that is known."""
    path = receivers.canonical(f"{module}.{name}")
    catalogue = receivers.catalogue
    known = catalogue.blocking(path) or catalogue.result(path) or path in dash_names.ALL_NAMES
    return (Symbol(path),) if known else ()


def is_there(receivers: Receivers, source: facts.Import, path: str) -> bool:
    """Tell whether an import in the file at `path` surely works: all of its names are in the project."""
    modules = receivers.modules
    if source.module is None:
        return all(modules.resolve(path, name.name, 0) is not None for name in source.names)
    base = modules.resolve(path, source.module, source.level)
    return base is not None and all(
        name.name == "*" or module_attribute(receivers, base, name.name) for name in source.names
    )
