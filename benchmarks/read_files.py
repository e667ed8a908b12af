"""Reads the Python files below a folder to their last statement: `read_files.py SECONDS FOLDER`, a JSON line each."""

from __future__ import annotations

import dataclasses
import faulthandler
import json
import resource
import sys
import warnings
from pathlib import Path
from time import process_time

from dashlint.facts import FileFacts
from dashlint.lint import DEEPEST_RECURSION
from dashlint.read import in_deep_stack, read
from dashlint.read.sections import sections_of


def main(seconds: str, folder: str) -> None:
    """Print what became of each file, then the peak; end with the stack of what still runs after so many seconds."""
    faulthandler.enable()
    faulthandler.dump_traceback_later(float(seconds), exit=True)
    sys.setrecursionlimit(DEEPEST_RECURSION)
    warnings.simplefilter("ignore")
    in_deep_stack(lambda: _read_all(Path(folder)))
    print(json.dumps({"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


def _read_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*.py")):
        if not path.is_file():
            continue
        text = path.read_bytes()
        start = process_time()
        facts = read(str(path), text)
        count = _count(facts)
        defect = facts.defect
        sections_of.cache_clear()
        told = {"path": str(path), "bytes": len(text), "facts": count, "seconds": process_time() - start}
        print(json.dumps(told | ({"defect": defect.message, "line": defect.line} if defect else {})), flush=True)


def _count(facts: FileFacts) -> int:
    """How many facts a file has; all that is read later is read."""
    count = 0
    pending: list[object] = list(facts.body)
    while pending:
        fact = pending.pop()
        if dataclasses.is_dataclass(fact):
            count += 1
            pending += [getattr(fact, field.name) for field in dataclasses.fields(fact)]
        elif not isinstance(fact, (str, bytes, int, float, complex, bool, type(None))):
            pending += list(fact)  # type: ignore[call-overload]
    return count


if __name__ == "__main__":
    main(*sys.argv[1:])
