"""Evidence: what files, folders and places are like, so that a later run can tell whether they have changed."""

import os
import stat

#: Clocks of file systems are coarse: a file changed this shortly before it was looked at may change again unseen.
SLACK = 2_000_000_000
#: The signature of a file that only its content can tell to be the same.
UNSETTLED = b"?"
NOTHING = b"-"
#: How the path of a folder ends of which only the names of files matter, because nobody looked into it any further.
BY_NAME = os.fsencode(f"{os.sep}{os.curdir}")


def signature(path: bytes) -> bytes:
    """Return what changes whenever a file does, as far as its clock can tell; of a missing one, why it is missing."""
    try:
        found = os.stat(path)
    except OSError as error:
        return b"-%d" % (error.errno or 0)
    except ValueError:
        return NOTHING
    return b"%d %d %d %d %d" % (
        found.st_size,
        found.st_mtime_ns,
        found.st_ctime_ns,
        found.st_ino,
        found.st_mode,
    )


def settled(known: bytes, seen: int) -> bytes:
    """Return a signature as it is kept: one that was `seen` too shortly after the last change proves nothing."""
    if known.startswith(NOTHING):
        return known
    _, changed, touched, _, _ = map(int, known.split(b" "))
    return known if max(changed, touched) < seen - SLACK else UNSETTLED


def digest(path: bytes) -> bytes:
    """Return the digest of a file's content; of what is no file that can be read, nothing."""
    from hashlib import sha256

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return b""
        with open(path, "rb") as file:
            return sha256(file.read()).hexdigest().encode()
    except (OSError, ValueError):
        return b""


def listing(folder: bytes) -> bytes:
    """Return the names in a folder, each behind a letter for what it is; of one that cannot be listed, why."""
    try:
        with os.scandir(folder) as entries:
            names = [
                (b"d" if one.is_dir(follow_symlinks=False) else b"l" if one.is_symlink() else b"f") + one.name
                for one in entries
            ]
    except OSError as error:
        return b"-%d" % (error.errno or 0)
    names.sort()
    return b"/".join(names)


def by_name(folder: bytes) -> bytes:
    """Return the path of a folder so that it says that only its names of files matter."""
    return os.path.join(folder, BY_NAME[1:])


def place(path: bytes) -> bytes:
    """Return what is at a path: a folder, a file, something else, nothing, or a link with all that it leads to."""
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISLNK(mode):
            return _kind(mode)
        real = os.path.realpath(path)
        return b"@%s%s" % (_kind(os.stat(real).st_mode), real)
    except (OSError, ValueError):
        return NOTHING


def variable(name: bytes) -> bytes:
    """Return the value of a variable of the environment; of one that is not set, nothing."""
    value = os.environ.get(os.fsdecode(name))
    return NOTHING if value is None else b"=" + os.fsencode(value)


def _kind(mode: int) -> bytes:
    return b"d" if stat.S_ISDIR(mode) else b"f" if stat.S_ISREG(mode) else b"o"
