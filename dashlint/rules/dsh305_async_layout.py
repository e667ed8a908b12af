"""DSH305: an `async def` layout that Dash does not await."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.changes import Fix
from dashlint.diagnostic import Effect
from dashlint.manifests import ASYNC_SINCE, better, shown
from dashlint.project import Project
from dashlint.project.coroutines.async_layouts import AsyncLayout, AsyncPage
from dashlint.project.values.objects import Activation
from dashlint.rule import Note, Problem, rule
from dashlint.rules.async_fixes import made_plain


@rule("DSH305", severity="error", effect=Effect.REQUEST)
def async_layout(project: Project) -> Iterator[Problem]:
    """`app.layout = async def`, and an async page layout where Dash has no asgiref or `use_async=False`."""
    told = set()
    for layout in project.coroutines.async_layouts:
        if layout.place not in told:
            told.add(layout.place)
            yield _of_app(project, layout)
    for page in project.coroutines.async_pages:
        if page.entry.place not in told:
            told.add(page.entry.place)
            yield _of_page(project, page)


def _of_app(project: Project, layout: AsyncLayout) -> Problem:
    outcome = "the app does not start" if layout.fails_early else "the layout is answered with 500"
    is_elsewhere = layout.place != layout.assigned
    return Problem(
        layout.place,
        f"`{layout.function.node.name}` is `async def`, and Dash never awaits the layout of an app, so {outcome}",
        help="write `def`, and load what it waits for in a callback, which can be `async def`",
        notes=(Note(layout.assigned, "this makes it the layout of the app"),) if is_elsewhere else (),
        effect=Effect.START if layout.fails_early else None,
        about=layout.function.place,
        fix=_fix(project, layout.run, layout.app.backend),
    )


def _of_page(project: Project, page: AsyncPage) -> Problem:
    function = page.entry.function
    help, note = _mending(page)
    return Problem(
        page.entry.place,
        f"`{function.node.name}` is `async def`, and Dash awaits page layouts only {_condition(page)}, "
        "so the page is answered with 500",
        help=f"{help}, or write `def`",
        notes=(note,),
        about=function.place,
        fix=_fix(project, page.entry.activation, page.entry.backend),
    )


def _fix(project: Project, run: Activation, backend: str) -> Fix | None:
    """Return what makes a layout function plain that awaits nothing and that nobody else calls."""
    return made_plain(project, run, backend) if project.fixing.is_only_registered(run.function) else None


def _condition(page: AsyncPage) -> str:
    return "where asgiref is installed" if page.declared else "without `use_async=False`"


def _mending(page: AsyncPage) -> tuple[str, Note]:
    if page.declared is None:
        return "leave `use_async=False` out", Note(page.app.place, "this app has `use_async=False`")
    requirement = page.declared.edited[0]
    advice = better(requirement, ["async"], ["asgiref"], ASYNC_SINCE)
    return advice, Note(requirement.place, f"`{shown(requirement)}` brings no `asgiref`")
