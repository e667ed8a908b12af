"""Fields: what classes keep that get their constructor from their annotations: dataclasses, named tuples, models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashlint import facts
from dashlint.project.meaning.arguments import NOTHING, given
from dashlint.project.meaning.classes import is_below, mro
from dashlint.project.values.frame import Frame, Site
from dashlint.project.values.objects import Instance, ProjectClass
from dashlint.project.values.value import Literal, Sequence, Value, Values, united

if TYPE_CHECKING:
    from dashlint.project.meaning.arguments import Given
    from dashlint.project.meaning.receivers import Receivers

TUPLES = frozenset({"typing.NamedTuple", "collections.namedtuple"})
TABLES = frozenset({"typing.TypedDict"})
#: Calls that describe a field in a class body.
SPECIFIERS = frozenset(
    {"dataclasses.field", "attrs.field", "attr.ib", "attr.field", "pydantic.Field", "sqlmodel.Field"}
)
_FACTORIES = ("default_factory", "factory")


@dataclass(frozen=True, slots=True)
class Field:
    """One annotated name of a class body, with the frame of the body."""

    statement: facts.Assign
    frame: Frame


def fields(receivers: Receivers, kind: ProjectClass) -> dict[str, Field]:
    """Return the fields of a class by name, in the order of its constructor's parameters.

    A class with a constructor of its own has none.
    """
    found: dict[str, Field] = {}
    for ancestor in reversed(mro(receivers, kind)):
        for statement in ancestor.node.body if isinstance(ancestor, ProjectClass) else ():
            if isinstance(statement, facts.Function) and statement.name == "__init__":
                return {}
            if isinstance(statement, facts.Assign) and statement.annotation is not None:
                target = statement.targets[0]
                if isinstance(target, facts.Name) and isinstance(ancestor, ProjectClass):
                    found[target.id] = Field(statement, receivers.class_frame(ancestor))
    return found


def given_field(receivers: Receivers, value: Instance, kind: ProjectClass, name: str) -> Values:
    """Return what a field was given when the object was made."""
    if value.site is None:
        return ()
    names = list(fields(receivers, kind))
    return given(receivers, value.site).find(name, names.index(name)) or () if name in names else ()


def item_field(receivers: Receivers, value: Instance, index: Values) -> Values | None:
    """Return what an item of a named tuple or a typed dictionary stands for; None for other objects."""
    if not isinstance(value.kind, ProjectClass):
        return None
    keys: list[object] = [key.value for key in index if isinstance(key, Literal)]
    names = list(fields(receivers, value.kind))
    if is_below(receivers, value.kind, TUPLES):
        numbers = [key for key in keys if isinstance(key, int) and -len(names) <= key < len(names)]
        chosen = [names[number] for number in numbers] or names
    elif is_below(receivers, value.kind, TABLES):
        chosen = [name for name in names if name in keys] or names
    else:
        return None
    return united(*(receivers.attribute(value, name) for name in chosen))


def as_sequence(receivers: Receivers, value: Value) -> Sequence | None:
    """Return the items of a named tuple; None for anything else."""
    if not isinstance(value, Instance) or not isinstance(value.kind, ProjectClass):
        return None
    if not is_below(receivers, value.kind, TUPLES):
        return None
    return Sequence(tuple(receivers.attribute(value, name) for name in fields(receivers, value.kind)))


def described(receivers: Receivers, arguments: Given) -> Values:
    """Return what a field described by `field(...)` holds when it is not given."""
    made = united(*(receivers.call(factory, NOTHING) for factory in _factories(arguments)))
    return made or arguments.find("default", None) or ()


def factories(receivers: Receivers, kind: ProjectClass, arguments: Given) -> Values:
    """Return the default factories that making an object with these arguments calls."""
    found: list[Values] = []
    for position, (name, field) in enumerate(fields(receivers, kind).items()):
        value = field.statement.value
        if isinstance(value, facts.Call) and arguments.find(name, position) is None:
            if any(path in SPECIFIERS for path in receivers.paths(value.function, field.frame)):
                found.append(_factories(given(receivers, Site(value, field.frame))))
    return united(*found)


def _factories(arguments: Given) -> Values:
    return united(*(arguments.find(name, None) or () for name in _FACTORIES))


def named_tuple(receivers: Receivers, site: Site) -> Values:
    """Return the class that `namedtuple(name, fields)` at `site` makes."""
    arguments = given(receivers, site)
    names = [name for value in arguments.at(1) for name in _names(value)]
    if not names:
        return ()
    at = site.call.at
    body = tuple(
        facts.Assign((facts.Name(name, at),), None, facts.Constant(None, at), at)
        for name in names
        if name.isidentifier()
    )
    title = next((value.value for value in arguments.at(0) if isinstance(value, Literal)), "")
    return (ProjectClass(facts.Class(str(title), (facts.Argument(site.call.function),), (), body, at), site.frame),)


def _names(value: Value) -> list[str]:
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value.replace(",", " ").split()
    if isinstance(value, Sequence):
        texts = (part.value for item in value.items for part in item if isinstance(part, Literal))
        return [text for text in texts if isinstance(text, str)]
    return []
