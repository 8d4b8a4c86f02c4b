"""The warm process: has imported all that a reader needs, opens no outside file itself, and forks for each one.

Started clean (``python -m loaders.guard.server HANDLE FOLDER [MODULE]``), not forked from the app, whose threads may hold locks. It has one
thread. For each reading the app sends two sockets: one for the child (request and answer), one for us: we say on it how
the child ended, and when the app lets go of it (too late, or dead) we kill the child. When the app ends, so do we.
"""

import gc
import importlib
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

import locales
from loaders import confine, drivers
from loaders.confine import kernel
from loaders.guard import child, wire
from loaders.guard.jobs import JOBS, hints

READY = b"ready"
LONGEST_GRUMBLE = 65_536
LONGEST_TOLD = 500
NO_MEMORY = (b"bad_alloc", b"memory allocation", b"out of memory", b"Out of memory", b"cannot allocate", b"MemoryError")
"""What C++, Rust, GDAL and Python write on stderr before they give up."""


@dataclass
class Reading:
    """A child that reads a file, and the app's socket that waits for its end."""

    process: int
    line: socket.socket
    grumbles: int
    """Where the child's stderr can be read."""


class Server:
    """The loop: take a request, fork, tell how it ended."""

    def __init__(self, control: socket.socket, jobs: child.Jobs) -> None:
        self.control, self.jobs = control, jobs
        self.readings: dict[int, Reading] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ, self.begin)
        waker, self.woken = os.pipe()
        for end in (waker, self.woken):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self.woken, warn_on_full_buffer=False)
        self.waker = waker
        self.selector.register(waker, selectors.EVENT_READ, self.reap)

    def run(self) -> None:
        """Work until the app is gone."""
        while self.control.fileno() >= 0:
            for key, _events in self.selector.select():
                key.data()
        for reading in list(self.readings.values()):
            self.kill(reading)

    def begin(self) -> None:
        """Fork for one reading."""
        try:
            message, handles, _flags, _from = socket.recv_fds(self.control, 1, 2)
        except OSError:
            message, handles = b"", []
        if not message:
            self.selector.unregister(self.control)
            self.control.close()
            return
        work, line = handles
        grumbles, stderr = os.pipe()
        os.set_blocking(stderr, False)
        process = os.fork()
        if process == 0:
            _child(work, line, stderr, self)
        os.close(work)
        os.close(stderr)
        reading = Reading(process, socket.socket(fileno=line), grumbles)
        self.readings[process] = reading
        self.selector.register(reading.line, selectors.EVENT_READ, lambda: self.kill(reading))

    def forget(self) -> None:
        """In a child: let go of all that speaks to the app, but not of what the libraries hold open."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        self.control.close()
        for handle in (self.waker, self.woken, *(reading.grumbles for reading in self.readings.values())):
            os.close(handle)
        for reading in self.readings.values():
            reading.line.close()

    def kill(self, reading: Reading) -> None:
        """End a child: the app no longer waits for it. While it is listed its number is its own."""
        if reading.process not in self.readings:  # it ended in the same moment
            return
        with suppress(KeyError):
            self.selector.unregister(reading.line)
        with suppress(ProcessLookupError):
            os.killpg(reading.process, signal.SIGKILL)
        with suppress(ProcessLookupError):  # killed before it made its own group
            os.kill(reading.process, signal.SIGKILL)

    def reap(self) -> None:
        """Tell the app of every child that has ended."""
        with suppress(BlockingIOError):
            os.read(self.waker, 4096)
        for reading in list(self.readings.values()):
            ended, status, used = os.wait4(reading.process, os.WNOHANG)
            if ended:
                del self.readings[ended]
                self.tell(reading, status, used)

    def tell(self, reading: Reading, status: int, used: resource.struct_rusage) -> None:
        """Say on the app's socket how a child ended."""
        os.set_blocking(reading.grumbles, False)
        try:
            grumbled = os.read(reading.grumbles, LONGEST_GRUMBLE)
        except BlockingIOError:
            grumbled = b""
        os.close(reading.grumbles)
        code = os.waitstatus_to_exitcode(status)
        end = {
            "signal": -code if code < 0 else 0, "code": max(code, 0), "memory": any(word in grumbled for word in NO_MEMORY),
            "seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss,
            "grumbled": grumbled[-LONGEST_TOLD:].decode("utf-8", "replace"),
        }  # fmt: skip
        with suppress(OSError):
            reading.line.sendall(json.dumps(end).encode())
        with suppress(KeyError, ValueError):
            self.selector.unregister(reading.line)
        reading.line.close()


def _child(work: int, line: int, stderr: int, server: Server) -> NoReturn:
    """Be the child: keep nothing of the server but the one socket, answer, and end."""
    code = 1
    try:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(line)
        server.forget()
        os.setpgid(0, 0)
        with suppress(OSError):
            kernel.die_with_parent()
        with open(work, "r+b", buffering=0) as stream:
            (length,) = wire.LENGTH.unpack(_exactly(stream, wire.LENGTH.size))
            for piece in child.answer(_exactly(stream, length), server.jobs):
                _write(stream, piece)
        code = 0
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        raise
    finally:
        os._exit(code)  # nothing of the server's is to be tidied up here


def _exactly(line: Any, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = line.read(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _write(line: Any, piece: memoryview) -> None:
    while len(piece):
        piece = piece[line.write(piece) :]


def _only_allowed_drivers() -> None:
    """Start over without the drivers that this GDAL knows beyond the list."""
    more = drivers.unexpected()
    if more and not os.environ.get("ONEMAP_GUARD_AGAIN"):
        drivers.restrict(os.environ, more)
        os.environ["ONEMAP_GUARD_AGAIN"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "loaders.guard.server", *sys.argv[1:]])  # noqa: S606 - ourselves
    if more:
        raise SystemExit(f"GDAL does not let go of {sorted(more)}")


def main() -> None:
    """Serve the app at the other end of the socket."""
    _only_allowed_drivers()
    handle, folder, *more = sys.argv[1:]
    control = socket.socket(fileno=int(handle))
    jobs = dict(JOBS)
    for name in more:
        jobs |= importlib.import_module(name).JOBS
    for language in locales.LANGUAGES:  # once here, not in every child
        locales.use(language)
        locales._("、")
    confine.libraries()
    for job in jobs.values():
        hints(job)
    with suppress(OSError):  # guard.holds says so where this is refused
        kernel.leave_network()
    gc.collect()
    gc.freeze()  # a child that collects would copy every page
    with suppress(OSError):  # who started us ahead of need may be gone already: the loop sees it, and tidies up
        control.sendall(READY)
    Server(control, jobs).run()
    shutil.rmtree(folder, ignore_errors=True)  # of readings that the app did not see to their end


if __name__ == "__main__":
    main()
