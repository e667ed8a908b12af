"""Reading: from the bytes of a file to its facts, and from facts back to lines and columns."""

from dashlint.read.locating import Span, locate
from dashlint.read.parsing import in_deep_stack
from dashlint.read.reading import read

__all__ = ["Span", "in_deep_stack", "locate", "read"]
