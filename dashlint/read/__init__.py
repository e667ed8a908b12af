"""Reading: from the bytes of a file to its facts, and from facts back to nodes, lines and columns."""

from dashlint.read.extents import extents
from dashlint.read.locating import Span, locate
from dashlint.read.memory import Memory
from dashlint.read.nodes import FoundNode, Tree, children, nodes_of
from dashlint.read.parsing import UnreadableError, in_deep_stack, parse
from dashlint.read.reading import is_python, means_the_same, read, recall

__all__ = [
    "FoundNode",
    "Memory",
    "Span",
    "Tree",
    "UnreadableError",
    "children",
    "extents",
    "in_deep_stack",
    "is_python",
    "locate",
    "means_the_same",
    "nodes_of",
    "parse",
    "read",
    "recall",
]
