"""Reading one file: bytes in, facts out."""

from __future__ import annotations

from dashlint.facts import Defect, FileFacts
from dashlint.read.parsing import UnreadableError, parse
from dashlint.read.walking import Walk


def read(path: str, text: bytes) -> FileFacts:
    """Return the facts of the file at `path` (absolute) whose content is `text`.

    A file that cannot be decoded, parsed or walked has a defect and no code; nothing is raised.
    """
    walk = Walk()
    try:
        return FileFacts(path, walk.module(parse(text)), starts=walk.starts)
    except UnreadableError as error:
        return FileFacts(path, (), Defect(error.message, error.line))
    except RecursionError:
        return FileFacts(path, (), Defect("nested too deeply to be read", 1))
