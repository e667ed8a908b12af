"""The entry point of the command line: which command runs, and what its failures come to."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from dashlint import console
from dashlint.cache.answering import Missed
from dashlint.commands.explain import rule, rules
from dashlint.commands.lint import lint
from dashlint.commands.shared import INTERNAL, USAGE
from dashlint.configuration import SettingsError
from dashlint.find import MissingPathError

INTERRUPTED = 130
#: By this variable of the environment a shell asks how the command line so far can go on.
COMPLETION = "_DASHLINT_COMPLETE"
COMMANDS = {
    "audit": "what must change if the app moves to another backend",
    "completion": "the script that completes the command line",
    "rule": "explain one rule",
    "rules": "list every rule",
    "server": "serve an editor in the Language Server Protocol",
    "why": "how dashlint sees the function at a line",
}
"""The commands besides linting, with what they do."""


def main(arguments: Sequence[str] | None = None, missed: Missed | None = None) -> int:
    """Run dashlint and return its exit status; its answer may be kept for a command line that the cache `missed`."""
    console.prepare()
    try:
        if arguments is None and (asked := os.environ.get(COMPLETION)):
            from dashlint.commands.completion import answer

            return answer(asked, lint, command_of, COMMANDS)
        return _run(sys.argv[1:] if arguments is None else arguments, missed)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (SettingsError, MissingPathError) as error:
        click.ClickException(str(error)).show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        console.complain(console.internal_error(error))
        return INTERNAL


def _run(arguments: Sequence[str], missed: Missed | None) -> int:
    command = command_of(arguments[0]) if arguments else None
    if command is None:
        status = lint.main(list(arguments), prog_name="dashlint", standalone_mode=False, obj=missed)
    else:
        status = command.main(list(arguments[1:]), prog_name=f"dashlint {command.name}", standalone_mode=False)
    return status if isinstance(status, int) else 0


def command_of(word: str) -> click.Command | None:
    """Return the command that a first word names; only what is asked for is loaded."""
    if word == "completion":
        from dashlint.commands.completion import completion

        return completion
    if word == "why":
        from dashlint.commands.why import why

        return why
    if word == "audit":
        from dashlint.commands.audit import audit

        return audit
    if word == "server":
        from dashlint.server.command import server

        return server
    return {"rule": rule, "rules": rules}.get(word)
