"""Places as an answer shows them."""

from __future__ import annotations

from dashlint.diagnostic import Location
from dashlint.facts import Place
from dashlint.locations import locations
from dashlint.project import Project
from dashlint.report.excerpt import Excerpts
from dashlint.why.model import Spot


class Places:
    """Looks up where places are, each once."""

    def __init__(self, project: Project | None, excerpts: Excerpts | None) -> None:
        self._project = project
        self._excerpts = excerpts
        self._known: dict[Place, Location] = {}

    def location(self, place: Place) -> Location:
        """Return where a place is."""
        if place not in self._known:
            assert self._project is not None
            self._known |= locations([place], self._project.modules.texts)
        return self._known[place]

    def learn(self, places: set[Place]) -> None:
        """Look up many places at once, which is quicker than one after the other."""
        assert self._project is not None
        self._known |= locations(places - self._known.keys(), self._project.modules.texts)

    def spot(self, place: Place) -> Spot:
        """Return a place as it is shown."""
        return self.spot_of(self.location(place))

    def spot_of(self, location: Location) -> Spot:
        """Return a location as it is shown."""
        assert self._excerpts is not None
        source = self._excerpts.line(location.path, location.line).strip()
        where = self._excerpts.where(location)
        path, number = location.path, self._excerpts.number
        stretch = (number(path, location.line), location.column, number(path, location.end_line), location.end_column)
        cell = self._excerpts.cell(path, location.line)
        return Spot(self._excerpts.path(location), *stretch, source, where, cell)
