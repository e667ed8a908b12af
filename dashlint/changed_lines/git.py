"""Asks git what was changed since a revision."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashlint.changed_lines.hunks import hunks
from dashlint.changed_lines.lines import EVERY_LINE, ChangedLines

_DIFF = (
    "diff",
    "--unified=0",
    "--inter-hunk-context=0",
    "--find-renames",
    "--text",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_SUBMODULE = b"160000"
_OF_A_HOOK = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_IN_THE_WAY = frozenset({*_OF_A_HOOK, "GIT_WORK_TREE", "GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF"})
_PATTERNS_OTHERWISE = ("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")


class GitError(Exception):
    """What keeps git from telling the changed lines."""


def changed_since(revision: str, folder: str | Path, patterns: Sequence[str] = ()) -> ChangedLines:
    """Return the lines of the working tree around `folder` that differ from where it left `revision`.

    That is their merge base, as for `git diff revision...`; what is not committed, staged or even tracked counts too.
    Of a submodule that stands at another commit, every line does.

    Args:
        revision: a commit, as git understands it.
        folder: where to look for the repository.
        patterns: which files matter, as git matches them, such as `*.py`; all of them if there are none.

    Raises:
        GitError: there is no git, no repository or no such revision, or the history is too short.
    """
    git = _repository(str(folder))
    base = _merge_base(git, revision)
    changed: dict[str, tuple[range, ...]] = {}
    for name, stretch in hunks(git.run(*_DIFF, base, "--", *patterns)):
        path = git.path(name)
        changed[path] = (*changed.get(path, ()), stretch)
    for name in _names(git.run("ls-files", "--others", "--exclude-standard", "-z", "--", *patterns)):
        changed[git.path(name)] = (EVERY_LINE,)
    changed |= {path: (EVERY_LINE,) for path in changed if _has_other_lines(path)}
    return ChangedLines(changed, tuple(git.path(name) + os.sep for name in _moved_submodules(git, base)))


@dataclass(frozen=True, slots=True)
class _Git:
    """A repository: where its working tree begins, and the environment in which git finds it."""

    top: str
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> bytes:
        """Return what git prints.

        Raises:
            GitError: it fails.
        """
        return _run(arguments, self.top, self.environment)

    def path(self, name: bytes) -> str:
        return os.path.realpath(os.path.join(self.top, os.fsdecode(name)))


def _repository(folder: str) -> _Git:
    """Find the repository around a folder.

    Raises:
        GitError: there is none.
    """
    found = [_top(start, environment) for start, environment in _ways(folder)]
    for each in found:
        if isinstance(each, _Git):
            return each
    raise GitError(f"needs a git repository around `{folder}`: {found[-1]}")


def _top(start: str, environment: Mapping[str, str]) -> _Git | GitError:
    try:
        top = os.fsdecode(_run(("rev-parse", "--show-toplevel"), start, environment).removesuffix(b"\n"))
    except GitError as error:
        return error
    return _Git(top, environment)


def _ways(folder: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the ways to find a repository: from where to ask, and with which environment.

    A hook says where its repository is, relative to where it runs, which is of no use to who looks for another one; so
    this counts only if it names a working tree too, or if there is no other way.
    """
    plain = {key: value for key, value in os.environ.items() if key not in _IN_THE_WAY}
    plain = {key: value for key, value in plain.items() if key not in _PATTERNS_OTHERWISE}
    plain |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    told = {key: os.environ[key] for key in ("GIT_WORK_TREE", *_OF_A_HOOK) if key in os.environ}
    absolute = {key: value if key == "GIT_PREFIX" else os.path.abspath(value) for key, value in told.items()}
    if "GIT_WORK_TREE" not in told:
        yield folder, plain
    if "GIT_DIR" in told:
        yield os.curdir, {**plain, **absolute}
    if "GIT_WORK_TREE" in told:
        yield folder, plain


def _merge_base(git: _Git, revision: str) -> str:
    try:
        commit = git.run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").strip().decode()
    except GitError:
        hint = "where the history is cut short, as in CI, it has to be fetched first"
        raise GitError(f"git knows no commit `{revision}` here; {hint}") from None
    try:
        return git.run("merge-base", commit, "HEAD").split()[0].decode()
    except GitError:
        hint = "where the history is cut short, as in CI, fetch more of it"
        raise GitError(f"git knows no commit that `{revision}` and `HEAD` both come from; {hint}") from None


def _names(listed: bytes) -> Iterator[bytes]:
    return (name for name in listed.split(b"\0") if name)


def _moved_submodules(git: _Git, base: str) -> Iterator[bytes]:
    """Yield the paths of submodules that stand at another commit than in `base`."""
    fields = iter(git.run("diff", "--raw", "--no-renames", "--ignore-submodules=dirty", "-z", base).split(b"\0"))
    for modes in fields:
        if modes and modes.split()[1] == _SUBMODULE:
            yield next(fields)
        elif modes:
            next(fields)


def _has_other_lines(path: str) -> bool:
    """Whether Python sees lines in a file where git sees none, because they end with nothing but a carriage return."""
    try:
        return _LONE_RETURN.search(Path(path).read_bytes()) is not None
    except OSError:
        return False


def _run(arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> bytes:
    import subprocess

    try:
        command = ["git", "--no-pager", *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        raise GitError(os.fsdecode(done.stderr).strip().partition("\n")[0])
    return done.stdout
