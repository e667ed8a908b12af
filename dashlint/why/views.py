"""Views: what the project knows of a function, with places as they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from dashlint.catalogue import Blocking
from dashlint.diagnostic import AppSummary
from dashlint.facts import Place
from dashlint.project import Project
from dashlint.project.answers.doings import Doing
from dashlint.project.answers.explaining import Explained
from dashlint.project.apps.app import App
from dashlint.project.calls.chains import Chain
from dashlint.project.threads.ways import Way
from dashlint.rules.backends import BACKENDS
from dashlint.settings import Settings
from dashlint.summaries import summary_of
from dashlint.why.model import AppView, Cause, Deed, HopView, Spot, WayView
from dashlint.why.places import Places


def apps_of(explained: Explained, project: Project, settings: Settings, places: Places) -> tuple[AppView, ...]:
    """Return the apps that a function belongs to."""
    return tuple(_app(app, project, settings, places) for app in explained.apps)


def ways_of(explained: Explained, places: Places) -> tuple[WayView, ...]:
    """Return the ways to a function, the worst first; those of imports last."""
    places.learn({hop.place for way in (*explained.ways, *explained.imports) for hop in way.hops})
    return tuple(_way(way, places) for way in (*explained.ways, *explained.imports))


def deeds_of(explained: Explained, places: Places) -> Iterator[Deed]:
    """Yield what a function does."""
    doings = explained.doings
    wanted = {doing.place for doing in doings} | {doing.target for doing in doings if doing.target is not None}
    places.learn(wanted | {place for doing in doings for chain in doing.chains for place in _on(chain)})
    return (_deed(doing, places) for doing in doings)


def _app(app: App, project: Project, settings: Settings, places: Places) -> AppView:
    if not app.path:
        reason = "the backend is given, and no app is known that the server belongs to"
        return AppView("", app.backends, True, False, "given", reason, None, None)
    told = summary_of(project, app)
    chosen = settings.backend_at(app.path)
    server = places.spot_of(told.server) if told.server else None
    shown = (told.kind, told.backends, told.is_decided, told.is_default, "given" if chosen else told.by)
    return AppView(*shown, _reason(told, chosen), places.spot_of(told.location), server)


def _reason(app: AppSummary, chosen: str | None) -> str:
    """Say what chooses the backend of an app."""
    name = BACKENDS[app.backends[0]]
    if chosen:
        return "the settings or `--backend` say so, whatever the code says"
    if app.is_default:
        return f"chosen where it runs, by an environment variable or an option; {name} is what it falls back to"
    if app.by == "fork":
        return f"`{app.kind}` is a fork of Dash that runs on {name} alone"
    if not app.is_decided:
        what = "the call is given something" if app.by == "setting" else f"`{app.by}=` is given something"
        return f"{what} that is not known; taken for {name}, Dash's default"
    return {
        "default": f"neither `backend=` nor a server is given, and {name} is Dash's default",
        "backend": "`backend=` names it",
        "setting": "what `backend=` is given is known",
        "server": "the server that it is given is one",
    }[app.by]


def _way(way: Way, places: Places) -> WayView:
    hops = tuple(HopView(places.spot(hop.place), hop.function, hop.by) for hop in way.hops)
    entry = way.entry
    if entry is None:
        return WayView("import", "", None, None, None, None, hops, way.by, False)
    app = places.spot(entry.app.place) if entry.app is not None and entry.app.path else None
    is_kept_out = not entry.calls_function and not way.hops
    name = entry.function.node.name
    spot = places.spot(entry.place)
    return WayView(entry.role, name, spot, app, entry.backend, entry.runs, hops, way.by, is_kept_out)


def _deed(doing: Doing, places: Places) -> Deed:
    target = places.spot(doing.target) if doing.target is not None else None
    cause = _cause(doing.blocking) if doing.blocking is not None else None
    leads = tuple(_cause(chain.cause, tuple(places.spot(place) for place in _on(chain))) for chain in doing.chains)
    named = (doing.what, doing.written, doing.name, target, doing.by, doing.is_awaited)
    return Deed(places.spot(doing.place), *named, tuple(sorted(doing.backends)), cause, leads)


def _cause(blocking: Blocking, spots: tuple[Spot, ...] = ()) -> Cause:
    ways = (blocking.replacement, blocking.fallback, blocking.advice)
    return Cause(blocking.shown, blocking.kind, blocking.severity, *ways, spots)


def _on(chain: Chain) -> tuple[Place, ...]:
    return (*(link.place for link in chain.links), chain.place)
