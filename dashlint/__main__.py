"""Lets `python -m dashlint` do what `dashlint` does."""

import sys

from dashlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
