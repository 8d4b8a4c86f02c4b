"""The app's side: starts the warm process, sends it a file to read, and waits no longer than the limits say."""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import IO, Any

import locales
from loaders import warming
from loaders.confine.limits import MB, Limits
from loaders.errors import ReaderFailed
from loaders.guard import values, wire
from loaders.guard.outcome import End
from locales import _

log = logging.getLogger(__name__)

START_SECONDS = 60
LONGEST_SAID = 2000
GRACE_SECONDS = 5
"""How long the warm process may take to tell of a child's end."""
_CHUNK = 1 << 20


class Server:
    """The warm process, as the app sees it. Thread-safe.

    Parameters
    ----------
    more : str
        A module with further ``JOBS``, for tests.
    """

    def __init__(self, *more: str) -> None:
        self.more = more
        self.lock = Lock()
        self.slots = BoundedSemaphore(max(2, os.cpu_count() or 1))
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.said: IO[bytes] | None = None
        self.folder = ""

    def start(self) -> None:
        """Start the process unless it runs.

        Raises
        ------
        ReaderFailed
            It does not start.
        """
        with self.lock:
            self._started()

    def close(self) -> None:
        """End the process, and with it whatever it still reads."""
        with self.lock:
            self._stop()

    def run(self, job: Callable[..., Any], given: Mapping[str, Any], limits: Limits) -> End:
        """Have a child do a job; return how it ended, whatever it did."""
        with self.slots:
            work, line = self._sent()
            with work, line, tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as own:
                return _exchange(work, line, request(job, given, limits, own), limits)

    def _sent(self) -> tuple[socket.socket, socket.socket]:
        """Give the process two sockets for a new child; start it again when it is gone."""
        for _attempt in (1, 2):
            with self.lock:
                control = self._started()
                work, its_work = socket.socketpair()
                line, its_line = socket.socketpair()
                with its_work, its_line:
                    try:
                        socket.send_fds(control, [b"r"], [its_work.fileno(), its_line.fileno()])
                    except OSError:
                        work.close()
                        line.close()
                        self._stop()
                    else:
                        return work, line
        raise _does_not_start()

    def _started(self) -> socket.socket:
        if self.process is not None and self.control is not None and self.process.poll() is None:
            return self.control
        self._stop()
        begun = warming.taken(self.more)
        self.process, self.said, self.folder = begun.process, begun.said, begun.folder
        self.control = ours = begun.control
        ours.settimeout(START_SECONDS)
        if not _ready(ours):
            self._stop()
            raise _does_not_start()
        ours.settimeout(None)
        return ours

    def _stop(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self._mourn(self.process.returncode)
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.process, self.control, self.said, self.folder = None, None, None, ""

    def _mourn(self, code: int) -> None:
        """Write to the log what the process said before it died of itself."""
        if self.said is None:
            return
        self.said.seek(0)
        told = self.said.read()[-LONGEST_SAID:].decode("utf-8", "replace")
        self.said.close()
        if code:
            log.error("the warm process of the reader is gone (%s): %s", code, told)


def _does_not_start() -> ReaderFailed:
    return ReaderFailed(sys.executable, _("读取程序启动不了"), _("请看日志，并运行 ./run --setup"))


def request(job: Callable[..., Any], given: Mapping[str, Any], limits: Limits, folder: str) -> list[memoryview]:
    """Return the pieces of a request."""
    said = {
        "job": job.__name__, "arguments": {name: values.packed(value, _no_arrays) for name, value in given.items()},
        "limits": vars(limits), "language": locales.current(), "here": str(Path.cwd()), "folder": folder,
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return [memoryview(wire.LENGTH.pack(len(text)) + text)]


def _no_arrays(_array: Any) -> int:
    raise TypeError("a request has no arrays")


def _exchange(work: socket.socket, line: socket.socket, asked: list[memoryview], limits: Limits) -> End:
    """Send a request and take the answer; end the child when it takes too long or says too much."""
    until = time.monotonic() + limits.seconds
    data = bytearray()
    late = long = False
    try:
        for part in asked:
            work.settimeout(_left(until))
            work.sendall(part)
        while not long:
            work.settimeout(_left(until))
            piece = work.recv(_CHUNK)
            if not piece:
                break
            data += piece
            long = len(data) > limits.answer_mb * MB
    except TimeoutError:
        late = True
    except OSError as error:  # it is gone in the middle: its end says why
        log.debug("the reader is gone: %s", error)
    told = None if late or long else _told(line, until)  # it may have answered, and go on all the same
    if told is None:
        late = not long
        line.shutdown(socket.SHUT_WR)
        told = _told(line, time.monotonic() + GRACE_SECONDS)
    end: dict[str, Any] = json.loads(told) if told else {"signal": 0, "code": 1, "memory": False}
    return End(data, end["signal"], end["code"], late, long, end["memory"], str(end.get("grumbled", "")))


def _told(line: socket.socket, until: float) -> bytes | None:
    """Return what the warm process says of a child's end; nothing when it is gone itself, None when it says nothing in time."""
    try:
        line.settimeout(_left(until))
        return line.recv(4096)
    except TimeoutError:
        return None
    except OSError:
        return b""


def _left(until: float) -> float:
    """Return the seconds that are left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _ready(control: socket.socket) -> bool:
    """Wait for the first word of the process; whether it came."""
    try:
        return bool(control.recv(64))
    except OSError:
        return False
