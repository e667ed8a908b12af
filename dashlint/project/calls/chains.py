"""Chains: the ways through the calls of a project, call by call."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashlint import facts
from dashlint.catalogue import Blocking
from dashlint.facts import Place
from dashlint.project.values.objects import Activation, ProjectFunction


@dataclass(frozen=True, slots=True)
class Link:
    """One call on the way: where it is made, and the name of the function of the project that it runs, by `run`."""

    place: Place
    function: str
    run: Activation | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from a call in an entry point to a call that blocks; empty links where the call itself blocks.

    `place` is that of the blocking call.
    """

    cause: Blocking
    place: Place
    links: tuple[Link, ...] = ()


def wrapped(activation: Activation) -> ProjectFunction | None:
    """Return the function that an activated one was made to wrap: the one function its decorator was given."""
    around = activation.function.frame.arguments
    given = [value for _, values in around for value in values if isinstance(value, ProjectFunction)]
    is_wrapper = any(isinstance(decorator.value, facts.Call) for decorator in activation.function.node.decorators)
    return given[0] if len(given) == 1 and is_wrapper else None


def name_of(activation: Activation) -> str:
    """Return the name of a function for people: with its class, and without the wrapper that a decorator made."""
    function = wrapped(activation) or activation.function
    if function.node.name == "<lambda>":
        return "a lambda"
    owner = f"{function.owner.node.name}." if function.owner else ""
    return f"`{owner}{function.node.name}`"
