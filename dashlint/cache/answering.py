"""Answering: the way from a command line to the answer that is kept for it, which imports next to nothing."""

import os
import sys

from dashlint import __version__
from dashlint.cache.checking import Changed, check
from dashlint.cache.entry import Entry, packed, unpacked
from dashlint.cache.folder import cache_folder, content_of, replace

NO_CACHE = "DASHLINT_NO_CACHE"
#: All that a run reads of its environment: how it prints, where folders are that many things share, and its own.
VARIABLES = (
    "CI",
    "DASHLINT_OUTPUT_FILE",
    "DASHLINT_OUTPUT_FORMAT",
    "DASHLINT_TRACEBACK",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "KONSOLE_VERSION",
    "NO_COLOR",
    "NO_HYPERLINK",
    "TEMP",
    "TERM",
    "TERM_PROGRAM",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "VTE_VERSION",
    "WT_SESSION",
)
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Missed:
    """A command line, `words`, that no kept answer fits: its `key`, the `file` for one, and `why` there is none."""

    __slots__ = ("file", "folder", "key", "why", "words")

    def __init__(self, words: list[str], key: bytes, folder: str, file: str, why: str) -> None:
        self.words, self.key, self.folder, self.file, self.why = words, key, folder, file, why


def answer(words: list[str]) -> int | Missed | None:
    """Print the kept answer to a command line, and return its exit status; None where no answer shall be kept."""
    if is_off(words):
        return None
    try:
        key, folder = key_of(words), cache_folder(chosen(words))
        if folder is None:
            return None
        file = file_of(folder, key)
    except (OSError, ValueError):  # there is no working directory any more
        return None
    content = content_of(file)
    if content is None:
        return Missed(words, key, folder, file, "no answer is kept")
    entry = unpacked(content)
    if entry is None or entry.key != key:
        return Missed(words, key, folder, file, "the answer that is kept is damaged")
    try:
        is_refreshed = check(entry)
    except Changed as changed:
        return Missed(words, key, folder, file, f"`{changed}` is not what it was")
    if is_refreshed:
        _refresh(file, entry)
    return _printed(entry, file, words)


def is_off(words: list[str]) -> bool:
    """Whether neither the command line nor the environment lets answers be kept."""
    off = os.environ.get(NO_CACHE, "").lower()
    return "--no-cache" in words or "_DASHLINT_COMPLETE" in os.environ or off not in ("", "0", "false", "no", "off")


def chosen(words: list[str]) -> str:
    """Return the folder that the command line names for the cache, as far as that can be told without its options."""
    folder = ""
    for number, word in enumerate(words):
        if word == "--cache-dir" and number + 1 < len(words):
            folder = words[number + 1]
        elif word.startswith("--cache-dir="):
            folder = word[len("--cache-dir=") :]
    return folder


def key_of(words: list[str]) -> bytes:
    """Return all that an answer depends on besides files: the command line, where it is typed, and who prints it.

    Raises:
        OSError: there is no working directory.
    """
    streams = [f"{one.isatty()} {one.encoding}" if one else "none" for one in (sys.stdout, sys.stderr)]
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    told = [f"{name}={os.environ[name]}" for name in VARIABLES if name in os.environ]
    whole = [__version__, sys.version, PACKAGE, os.getcwd(), str(user), *streams, *told, "", *words]
    return b"\0".join(map(os.fsencode, whole))


def file_of(folder: str, key: bytes) -> str:
    """Return the file for the answer to a command line: in a folder for the working directory."""
    return os.path.join(project_folder(folder), f"{_name(key)}.run")


def project_folder(folder: str) -> str:
    """Return the folder in the cache for what is kept of the working directory.

    Raises:
        OSError: there is no working directory.
    """
    return os.path.join(folder, _name(os.fsencode(os.getcwd())))


def _name(content: bytes) -> str:
    return f"{hash(int.from_bytes(content, 'little')):016x}"


def _refresh(file: str, entry: Entry) -> None:
    try:
        replace(file, packed(entry))
    except OSError:  # the answer holds nevertheless
        return


def _printed(entry: Entry, file: str, words: list[str]) -> int | None:
    errors = entry.errors
    if "-v" in words or "--verbose" in words:
        line = f"dashlint: nothing has changed since this answer was kept in `{file}`{os.linesep}"
        errors += line.encode(sys.stderr.encoding if sys.stderr else "utf-8", "backslashreplace")
    try:
        for stream, content in ((sys.stderr, errors), (sys.stdout, entry.output)):
            if stream is not None and content:
                stream.buffer.write(content)
                stream.flush()
    except BrokenPipeError:  # whoever closed the other end wants no more of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError):
        return None
    return entry.status
