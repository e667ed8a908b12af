"""Fixes that make a middleware of FastAPI's of a hook that only the servers of other backends have."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint import facts
from dashlint.changes import Change, Fix, MakeAsync, Rewrite, SetParameters, WriteStatement
from dashlint.diagnostic import Applicability
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.entries.server_uses import ServerUse
from dashlint.project.flask.hook_bodies import Answer, Given, HookBody
from dashlint.project.values.objects import Activation, ProjectFunction

GO_ON = "await call_next(request)"
TITLE = 'write a middleware, `@app.server.middleware("http")`, instead of the hook'
MAKERS = {Answer.TEXT: "fastapi.responses.HTMLResponse", Answer.JSON: "fastapi.responses.JSONResponse"}


def middleware(project: Project, use: ServerUse) -> Fix | None:
    """Return what makes a middleware of a hook; none where a middleware would not do the same.

    `use` is what is registered on an app's server, or on its backend, for the time before or after requests.
    """
    run = _run(project, use)
    if run is None or not is_for("fastapi", use) or use.is_tried or use.on_router:
        return None
    registration = _registration(use, run.function, 'middleware("http")')
    body = project.fixing.hook_body(run, use)
    if registration is None or body is None or project.blocking.blocks(run, "fastapi"):
        return None
    changes = (registration, *_header(run.function), *_body(run.function, body, use.name))
    return Fix(TITLE, Applicability.UNSAFE, changes)


def server_hook(project: Project, use: ServerUse) -> Fix | None:
    """Return what gives a hook that takes the response to the Quart server itself, as a coroutine."""
    run = _run(project, use)
    if run is None or not is_for("quart", use) or not use.needs_argument or project.blocking.blocks(run, "quart"):
        return None
    registration = _registration(use, run.function, "after_request")
    if registration is None or not project.fixing.returns_response(run):
        return None
    change = () if run.function.node.is_async else (MakeAsync(run.function.place),)
    title = "use `@app.server.after_request`, which gets the response"
    return Fix(title, Applicability.UNSAFE, (registration, *change))


def is_for(backend: str, use: ServerUse) -> bool:
    """Tell whether a hook is one for a backend, and its apps can run on no other one there."""
    others = use.possible - {backend}
    return use.backends == {backend} and not any(app.may_be(other) for app in use.apps for other in others)


def _run(project: Project, use: ServerUse) -> Activation | None:
    """Return the function of a hook, if nobody else calls it and nothing is wrapped around it."""
    if use.function is None or len(use.runs) != 1 or use.runs[0].function != use.function:
        return None
    node = use.function.node
    is_plain = not node.is_generator and node.name != "<lambda>"
    return use.runs[0] if is_plain and project.fixing.is_only_registered(use.function, once=True) else None


def _registration(use: ServerUse, function: ProjectFunction, hook: str) -> Change | None:
    """Return the change of the decorator or the call that registers a hook."""
    for decorator in function.node.decorators:
        if Place(function.frame.path, decorator.at) == use.place:
            return _rewritten(use, decorator.value, f"{{0}}.{hook}", ())
    call = use.call.call if use.call is not None else None
    if call is None or len(call.arguments) != 1 or call.at != use.place.at:
        return None
    argument = call.arguments[0]
    given = (Place(use.place.path, argument.value.at),)
    return None if argument.keyword or argument.star else _rewritten(use, call.function, f"{{0}}.{hook}({{1}})", given)


def _rewritten(use: ServerUse, hook: facts.Expression, pattern: str, parts: tuple[Place, ...]) -> Change | None:
    if not isinstance(hook, facts.Attribute):
        return None
    owner, path = hook.value, use.place.path
    if use.on_dash:
        if not isinstance(owner, facts.Attribute) or owner.name != "backend":
            return None
        owner, pattern = owner.value, pattern.replace("{0}", "{0}.server")
    place = use.place if parts else Place(path, hook.at)
    return Rewrite(place, pattern, (Place(path, owner.at), *parts))


def _header(function: ProjectFunction) -> Iterator[Change]:
    node = function.node
    if not node.is_async:
        yield MakeAsync(function.place)
    own = f"{node.parameters[0].name}, " if function.owner is not None else ""
    yield SetParameters(function.place, f"{own}request, call_next")


def _body(function: ProjectFunction, body: HookBody, name: str) -> Iterator[Change]:
    is_before = name == "before_request"
    result = GO_ON if is_before else body.response
    if not is_before:
        yield WriteStatement(function.place, f"{body.response} = {GO_ON}")
    for given in body.returns:
        if given.answer is Answer.NOTHING:
            yield Rewrite(given.place, f"return {result}")
        elif given.answer in MAKERS:
            yield _answered(given)
    if body.goes_on:
        yield WriteStatement(function.place, f"return {result}", is_last=True)


def _answered(given: Given) -> Change:
    parts = tuple(part for part in (given.value, given.status) if part is not None)
    status = ", status_code={1}" if given.status is not None else ""
    return Rewrite(given.place, f"return {{made}}({{0}}{status})", parts, (("made", MAKERS[given.answer]),))
