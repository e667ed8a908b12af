"""The folder of the cache: where it is, and how its files are read and written."""

import os
import stat
import sys
import time

DIRECTORY = "DASHLINT_CACHE_DIR"
LARGEST = 64 << 20
#: Permissions with which somebody else could have written a file.
_FOREIGN = stat.S_IWGRP | stat.S_IWOTH


def cache_folder(chosen: str = "") -> str | None:
    """Return the absolute path of the folder; None if there is no place for it.

    What was `chosen` on the command line comes first, the environment next, and the user's cache folder last. It is
    none in the project: whoever writes a branch could bring answers along with it.
    """
    folder = chosen or os.environ.get(DIRECTORY) or _usual()
    return os.path.abspath(folder) if folder and not folder.startswith("~") else None


def content_of(file: str) -> bytes | None:
    """Return the content of a file in the cache; None if there is none, or if somebody else can have written it."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST or not _is_own(found):
            return None
        with open(handle, "rb", closefd=False) as opened:
            return opened.read()
    except OSError:
        return None
    finally:
        os.close(handle)


def replace(file: str, content: bytes) -> None:
    """Put content in a file of the cache as a whole, whoever else reads or writes it now.

    Raises:
        OSError: it cannot be written; the file is what it was before.
    """
    temporary = f"{file}.{os.getpid()}.{time.time_ns()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o600)
    try:
        with open(handle, "wb") as opened:
            opened.write(content)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


def _usual() -> str:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return os.path.join(local, "dashlint", "cache") if local else ""
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/dashlint")
    around = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(around if os.path.isabs(around) else os.path.expanduser("~/.cache"), "dashlint")


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or (found.st_uid == os.geteuid() and not found.st_mode & _FOREIGN)
