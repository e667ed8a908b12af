"""Trials: code is parsed in a process of its own, which can be ended where a parser of native code cannot."""

from __future__ import annotations

import json
import subprocess
import sys

#: What a trial may take, where the system can hold it to that.
MOST_BYTES = 3 * 1024**3

_PROGRAM = """
import json, sys, threading
folders, most, depth, stack = json.loads(sys.argv[1])
sys.path[:] = folders
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
except (ImportError, OSError, ValueError):
    pass
import libcst
code, ends = sys.stdin.buffer.read(), []
def run():
    try:
        libcst.parse_module(code)
    except MemoryError:
        return
    except BaseException:
        pass
    ends.append(True)
sys.setrecursionlimit(depth)
threading.stack_size(stack)
thread = threading.Thread(target=run)
thread.start()
thread.join()
sys.exit(not ends)
"""


def ends(code: bytes, seconds: float, stack: int) -> bool:
    """Tell whether the parser comes to an end with this code, in time and with the memory that there is.

    Where no process can be started, nobody knows, and it is taken for granted. `stack` is how many bytes deep it goes.
    """
    told = json.dumps([sys.path, MOST_BYTES, sys.getrecursionlimit(), stack])
    program = [sys.executable, "-I", "-c", _PROGRAM, told]
    if not sys.executable or getattr(sys, "frozen", False):
        return True
    try:
        done = subprocess.run(
            program, input=code, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    except OSError:
        return True
    return done.returncode == 0
