"""What a problem is known by from one version of the code to the next: rule, file, function and chain, never a line."""

from __future__ import annotations

import hashlib

from dashlint.diagnostic import Diagnostic

VERSION = "v1"
TOP_LEVEL = "<module>"
STEP = " > "


def fingerprint(diagnostic: Diagnostic, path: str, ordinal: int = 0) -> str:
    """Return what a problem is known by, as `v1:` and 32 hexadecimal digits; no report may show another for it later.

    It stays the same when lines move, the file is formatted anew, or dashlint words its message otherwise.

    Args:
        diagnostic: the problem; its lines, columns, texts and severity do not matter.
        path: the file as the reader of the report knows it, relative and with `/`, so that it is the same everywhere.
        ordinal: how many problems before this one, in the order of a run, have the same rule, path and chain.
    """
    parts = (VERSION, diagnostic.code, path, chain(diagnostic), str(ordinal))
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    return f"{VERSION}:{digest.hexdigest()[:32]}"


def chain(diagnostic: Diagnostic) -> str:
    """Return the functions that a problem is about, such as `update > fetch > Client.get`, the one that has it first.

    Those are its own, `<module>` at the top of a file, and those that the steps of its call chain stand in. The files
    of the others do not matter, so that a helper can move; neither do notes that are no steps.
    """
    scopes = [diagnostic.scope or TOP_LEVEL]
    for note in diagnostic.notes:
        if note.is_step and note.scope and note.scope != scopes[-1]:
            scopes.append(note.scope)
    return STEP.join(scopes)
