"""The keys of the tables by which a project adds to the catalogue."""

from __future__ import annotations

from typing import Final, get_args

from dashlint.catalogue.arguments import Test
from dashlint.catalogue.blocking import Fallback
from dashlint.catalogue.blocking import Kind as BlockingKind
from dashlint.catalogue.extensions import PackageKind
from dashlint.configuration.kinds import Choice, Flag, Number, Text
from dashlint.configuration.lists import Scalars, Texts
from dashlint.configuration.tables import Entries, Key, Table
from dashlint.diagnostic import Effect, Effort, Severity

_SEVERITIES = tuple(str(severity) for severity in Severity)
_CONDITION = (
    Key("on", Texts(), "The methods or functions that are meant; all of them where it is left out."),
    Key("argument", Text(), "The keyword of the argument to look at.", is_required=True),
    Key("position", Number(), "Its position, from 0, where it may be given by position."),
    Key("of", Choice(("call", "constructor")), "Whose argument it is: the call's, or its object's constructor's."),
    Key("is", Choice(get_args(Test)), "What the argument has to be."),
    Key("equals", Scalars(), "The values of which the argument has to have one."),
    Key("differs", Scalars(), "The values of which the argument must not have one."),
)
_CONDITIONS: Final = Entries(_CONDITION, needs=("is", "equals", "differs"), exactly_one=True)
_TYPE = (
    Key("name", Text(), "The dotted path of the class.", is_required=True),
    Key("methods", Texts(), "The methods that block; `*` means all that `safe` does not name."),
    Key("attributes", Texts(), "The properties that block when they are read."),
    Key("iterated", Texts(), "The methods whose result blocks when it is iterated."),
    Key("safe", Texts(), "The methods that look as if they blocked and do not."),
    Key("constructor_blocks", Flag(), "Whether making an object blocks, too."),
    Key("factories", Texts(), "Functions and methods that return such an object."),
    Key("aliases", Texts(), "Other dotted paths of the class."),
)
BLOCKING: Final = Entries(
    (
        Key("library", Text(), "What is imported.", default="the first part of the first name"),
        Key("kind", Choice(get_args(BlockingKind)), "What the calls wait for; it decides the rule.", is_required=True),
        Key("severity", Choice(_SEVERITIES), "How bad that is.", default="`error`"),
        Key("functions", Texts(), "The dotted paths of functions that block when they are called."),
        Key("iterated", Texts(), "The same, but they block only when their result is iterated."),
        Key("decorators", Texts(), "Decorators that make the function below them block."),
        Key("types", Entries(_TYPE), "Classes whose methods block."),
        Key("replacement", Text(), "The async way, as in “use `…`”."),
        Key("fallback", Choice(get_args(Fallback)), "Whether a thread helps, and around what.", default="`to_thread`"),
        Key("advice", Text(), "What to do, in a clause that begins with a verb, where `replacement` does not say it."),
        Key("note", Text(), "What a reader of the entry should know."),
        Key("remote", Flag(), "Whether a first argument that is a URL makes it a network call."),
        Key("in_memory", Flag(), "Whether it only computes without a first argument, or with a file in memory."),
        Key("holds_gil", Flag(), "Whether a thread does not help where it only computes, because it holds the GIL."),
        Key("until", Text(), "The Python version that removed it."),
        Key("unless", _CONDITIONS, "Conditions under which the calls do not block."),
        Key("only_if", _CONDITIONS, "Conditions without which the calls do not block."),
    ),
    needs=("functions", "iterated", "decorators", "types"),
)
OFFLOAD: Final = Entries(
    (
        Key("name", Text(), "The dotted path of the function or decorator.", is_required=True),
        Key(
            "arguments",
            Scalars(whole=True),
            "The positions, from 0, and keywords of the functions that it runs elsewhere.",
            default="the first one, and what it decorates",
        ),
        Key("loses_context", Flag(), "Whether context variables, and so `dash.ctx`, are lost there."),
    )
)
CALLBACK_DECORATORS: Final = Entries(
    (
        Key("name", Text(), "The dotted path of the decorator.", is_required=True),
        Key("background", Flag(), "Whether its callbacks run in a worker, as with `background=True`."),
    )
)
_OUTCOME = Table(
    (
        Key("severity", Choice(("none", *_SEVERITIES)), "How bad that is; `none`: it works.", is_required=True),
        Key("outcome", Text(), "What becomes of it, as a clause whose subject is the name.", is_required=True),
        Key("effect", Choice(tuple(effect.name.lower() for effect in Effect)), "What becomes of the app."),
        Key("help", Text(), "What to do instead, beginning with a verb."),
        Key("help_in_layouts", Text(), "The same for layouts."),
        Key("help_in_routes", Text(), "The same for routes of the server."),
        Key("patched", Flag(), "Whether importing `quart_flask_patch` first makes it work."),
    )
)
FLASK_ONLY: Final = Entries(
    (
        Key("package", Text(), "The name that one installs.", default="the first part of the first name"),
        Key("kind", Choice(get_args(PackageKind)), "What it is; it decides the rule.", default="`package`"),
        Key("binds", Texts(), "What is given the app or its server, also by `init_app`."),
        Key("uses", Texts(), "What needs a request of Flask, or its server, when it is used."),
        Key("before", Text(), "Only versions before this one are meant."),
        Key("measured", Text(), "The version that was tried."),
        Key("note", Text(), "What a reader of the entry should know."),
        Key("effort", Choice(tuple(effort.value for effort in Effort)), "What changing over takes."),
        Key("help", Text(), "What to do instead on FastAPI and Quart, beginning with a verb."),
        Key("flask", _OUTCOME, "What becomes of it on Flask.", default="it works"),
        Key("fastapi", _OUTCOME, "What becomes of it on FastAPI.", default="an error, unless `quart` is there"),
        Key("quart", _OUTCOME, "What becomes of it on Quart.", default="an error, unless `fastapi` is there"),
    ),
    needs=("binds", "uses"),
)
