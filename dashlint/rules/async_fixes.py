"""Fixes that make functions plain or async."""

from __future__ import annotations

from dashlint.changes import Await, Fix, MakeAsync, MakeSync
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.blocking.keeping import changes
from dashlint.project.entries.contexts import EntryPoint
from dashlint.project.values.objects import Activation


def made_plain(project: Project, run: Activation, backend: str) -> Fix | None:
    """Return what makes an async function that awaits nothing a plain one; none where it blocks the event loop."""
    function = run.function
    node = function.node
    if project.coroutines.awaits(run.frame) or node.is_generator or project.coroutines.needs_loop(run.frame):
        return None
    if backend != "flask" and project.blocking.blocks(run, backend):
        return None
    is_safe = project.fixing.is_only_registered(function)
    return _fix(f"drop `async` of `{node.name}`", is_safe, MakeSync(function.place))


def made_async(project: Project, run: Activation, backend: str) -> Fix | None:
    """Return what makes a plain function async that nothing but its registration names; none where it blocks.

    One that stores anything may rely on the thread that it had for itself.
    """
    function = run.function
    node = function.node
    if node.is_async or node.is_generator or node.name == "<lambda>" or project.blocking.blocks(run, backend):
        return None
    if not project.fixing.is_only_registered(function):
        return None
    is_safe = project.fixing.is_understood(run, backend) and not changes(run.frame.scope)
    return _fix(f"make `{node.name}` `async def`", is_safe, MakeAsync(function.place))


def awaited(place: Place, name: str) -> Fix:
    """Return what awaits the coroutine of a call in an async function."""
    return Fix(f"await `{name}`", Applicability.UNSAFE, (Await(place),))


def awaited_in_async(project: Project, entry: EntryPoint | None, place: Place, name: str) -> Fix | None:
    """Return what awaits a coroutine in a plain callback, which becomes async; none where Dash would mind that."""
    if entry is None or not project.fixing.may_become_async(entry):
        return None
    title = f"make `{entry.function.node.name}` `async def`, and await `{name}`"
    return Fix(title, Applicability.UNSAFE, (MakeAsync(entry.place), Await(place)))


def _fix(title: str, is_safe: bool, change: MakeAsync | MakeSync) -> Fix:
    return Fix(title, Applicability.SAFE if is_safe else Applicability.UNSAFE, (change,))
