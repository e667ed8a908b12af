"""Writing a file so that it holds the old content or the new one, and never a part of either."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

#: How much of a file's name the temporary one has: a name may take 255 bytes, and a character up to four.
_KEPT = 40


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` in the file at `path`, keeping its permissions; what a link points to is written, not the link.

    The file is replaced as a whole: other hard links to it keep the old content.

    Raises:
        OSError: the file cannot be written; it is what it was before.
    """
    real = Path(os.path.realpath(path))
    mode = _mode(real)
    handle, temporary = tempfile.mkstemp(prefix=f".{real.name[:_KEPT]}.", suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _give(temporary, real)
        os.chmod(temporary, mode)
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _give(temporary: str, path: Path) -> None:
    """Give a file to the owner and the group of the one that it is to replace, as far as that is allowed."""
    with contextlib.suppress(OSError):
        before, now = path.stat(), os.stat(temporary)
        if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
            os.chown(temporary, before.st_uid, before.st_gid)


def _mode(path: Path) -> int:
    """Return the permissions of a file, those of a new one where there is none.

    Raises:
        PermissionError: the file is there and must not be written, although its folder would allow to replace it.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return _usual_mode()
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    return mode


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
