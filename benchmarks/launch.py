"""Runs one command and prints what it cost: `launch.py SECONDS STDOUT STDERR COMMAND...`.

It is a process of its own, and imports next to nothing, because the peak memory of a process is never less than what
the process that starts it holds.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType

OUTPUT = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def main(seconds: str, stdout: str, stderr: str, *command: str) -> None:
    """Print exit status, wall and CPU seconds and KiB of the largest process; the command is killed when time is up."""
    files = [(os.POSIX_SPAWN_OPEN, number, path, OUTPUT, 0o644) for number, path in ((1, stdout), (2, stderr))]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=files, setpgroup=0)

    def stop(number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        os.killpg(process, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, float(seconds))
    try:
        _, status, usage = os.wait4(process, 0)
    except BaseException:
        stop()
        raise
    wall = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    kibibytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    print(os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, kibibytes)


if __name__ == "__main__":
    main(*sys.argv[1:])
