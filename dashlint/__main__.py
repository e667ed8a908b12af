"""The way into dashlint from a terminal: the answer that is kept of an earlier run, or else a run."""

import sys

from dashlint import __version__
from dashlint.cache.answering import answer


def main() -> int:
    """Do what the command line says, and return the exit status; nothing heavy is imported for a kept answer."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"dashlint {__version__}")
        return 0
    found = answer(sys.argv[1:])
    if isinstance(found, int):
        return found
    from dashlint import cli

    return cli.main(missed=found)


if __name__ == "__main__":
    sys.exit(main())
