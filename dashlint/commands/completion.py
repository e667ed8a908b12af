"""Shell completion: the words that the command line so far can go on with, and the script that asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from dashlint import console
from dashlint.commands.shared import HELP

VARIABLE = "_DASHLINT_COMPLETE"
SHELLS = ("bash", "zsh", "fish")

CommandOf = Callable[[str], click.Command | None]


@click.command(name="completion", context_settings=HELP)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that completes dashlint's command line in SHELL.

    \b
    bash   eval "$(dashlint completion bash)"             in ~/.bashrc
    zsh    eval "$(dashlint completion zsh)"              in ~/.zshrc
    fish   dashlint completion fish > ~/.config/fish/completions/dashlint.fish
    """
    console.print_text(f"{_completing(shell, completion, lambda word: None, {}).source().strip()}\n")


def answer(asked: str, default: click.Command, command_of: CommandOf, names: Mapping[str, str]) -> int:
    """Print what a shell asks for, and return the exit status.

    `command_of` returns the command that a first word names, and `default` is meant where it names none; `names` are
    those words, each with what its command does.

    Raises:
        click.UsageError: it is not known what is asked for.
    """
    shell, _, instruction = asked.partition("_")
    if shell not in SHELLS or instruction not in ("source", "complete"):
        raise click.UsageError(f"`{VARIABLE}` must be `bash_source` or the like, not `{asked}`")
    found = _completing(shell, default, command_of, names)
    text = found.source() if instruction == "source" else found.complete()
    console.print_text(f"{text.strip()}\n" if text.strip() else "")
    return 0


def _completing(shell: str, default: click.Command, command_of: CommandOf, names: Mapping[str, str]) -> ShellComplete:
    kind = get_completion_class(shell)
    assert kind is not None

    class Completing(kind):  # type: ignore[valid-type, misc]
        """Completion that looks at the first word for the command, as dashlint itself does."""

        def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
            command = command_of(args[0]) if args else None
            if command is not None:
                self.cli = command
                args = args[1:]
            found: list[CompletionItem[str]] = super().get_completions(args, incomplete)
            if args or command is not None or incomplete.startswith("-"):
                return found
            items = (CompletionItem(name, help=what) for name, what in names.items() if name.startswith(incomplete))
            return [*items, *found]

    made: ShellComplete = Completing(default, {}, "dashlint", VARIABLE)
    return made
