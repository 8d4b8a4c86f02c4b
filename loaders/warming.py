"""Starts the warm process that reads outside files (``loaders.guard.server``), early where somebody knows that it will be needed.

It has as much to import as the program that asks for it; begun before that program's own imports, it is ready with them.
Hence this module imports nothing that takes a while.
"""

import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from threading import Lock
from typing import IO

from loaders import drivers
from settings import HOME

FORKS = sys.platform != "win32"
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "PYTHONPATH",
             "LD_LIBRARY_PATH", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "OGR_SKIP")  # fmt: skip
"""Of the environment, no more: it may hold passwords."""
ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "ARROW_IO_THREADS": "1",
    "GDAL_NUM_THREADS": "1", "OGR_GPKG_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false", "PYTHONUTF8": "1",
}  # fmt: skip
"""A process that forks should have one thread."""


@dataclass(frozen=True)
class Begun:
    """A process that was started, and may not be ready yet: it says so on ``control``, and ends when that is closed."""

    process: "subprocess.Popen[bytes]"
    control: socket.socket
    said: IO[bytes]
    folder: str


_lock = Lock()
_early: list[Begun] = []


def ahead() -> None:
    """Start the process now; who reads first takes it over. It ends with this one if nobody does."""
    with _lock:
        if FORKS and not _early:
            _early.append(_begun(()))


def taken(more: tuple[str, ...] = ()) -> Begun:
    """Return the process that was started ahead, else one that is started now, with further modules of jobs."""
    with _lock:
        return _early.pop() if _early and not more else _begun(more)


def environment() -> dict[str, str]:
    """Return the environment of a process that reads outside files."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, **ONE_THREAD, **drivers.FORBID}


def _begun(more: tuple[str, ...]) -> Begun:
    ours, its = socket.socketpair()
    folder = tempfile.mkdtemp(prefix="onemap-")
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process is gone
    with its:
        command = [sys.executable, "-m", "loaders.guard.server", str(its.fileno()), folder, *more]
        process = subprocess.Popen(
            command, cwd=HOME, env=environment(), pass_fds=[its.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
        )  # fmt: skip
    return Begun(process, ours, said, folder)
