"""The command `dashlint server`, which editors start."""

from __future__ import annotations

import importlib.util

import click

from dashlint.commands.shared import HELP

PIP = "pip install 'dashlint[lsp]'"
EPILOG = """\
\b
Exit status:
  0    the editor ended the server
  1    the editor went away without a word
  2    wrong usage, or an extra is missing
  3    a defect of dashlint itself
"""


@click.command(name="server", epilog=EPILOG, context_settings=HELP)
def server() -> int:
    """Tell an editor what dashlint finds, over standard input and output, in the Language Server Protocol.

    It is not for people: editors start it. The settings of the project count as they do for `dashlint`, and editors may
    override them.
    """
    if importlib.util.find_spec("pygls") is None:
        raise click.ClickException(f"the language server needs the extra `lsp`, which is not installed: `{PIP}`")
    from dashlint.server.serving import serve

    return serve()
