"""Brings pinned sdists here: pip finds and checks them, and they are unpacked without being trusted."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

#: Seconds that pip gets for one package, the preparation of its metadata included.
TIME_LIMIT = 300


class FetchError(Exception):
    """A package did not come, or is not what was pinned."""


def fetch(name: str, version: str, digest: str | None, folder: Path) -> Path:
    """The sdist of this version in `folder`; with a `digest` (SHA-256) only the very same file is taken.

    Raises:
        FetchError: pip did not find, accept or finish it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pinned = folder / "requirements.txt"
    pinned.write_text(f"{name}=={version}" + (f" --hash=sha256:{digest}" if digest else "") + "\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    asked = ("--no-deps", "--no-binary", name, "--dest", str(folder), "--requirement", str(pinned))
    try:
        done = subprocess.run((*pip, *asked), capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise FetchError(f"pip took more than {TIME_LIMIT} s") from None
    found = [path for path in folder.iterdir() if path != pinned]
    if done.returncode or len(found) != 1:
        raise FetchError(done.stderr.strip() or f"pip left {len(found)} files")
    return found[0]


def digest_of(sdist: Path) -> str:
    """The SHA-256 by which the file is pinned."""
    return sha256(sdist.read_bytes()).hexdigest()


def unpack(sdist: Path, folder: Path) -> Path:
    """The one folder that the sdist holds, unpacked below `folder` and never beside it.

    Raises:
        FetchError: it is no archive of one folder, or wants to write elsewhere.
    """
    try:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise FetchError(f"{sdist.name}: {error}") from error
    found = list(folder.iterdir())
    if len(found) != 1 or not found[0].is_dir():
        raise FetchError(f"{sdist.name} holds {len(found)} files or folders instead of one folder")
    return found[0]
