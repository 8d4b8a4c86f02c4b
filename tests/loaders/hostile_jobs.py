"""What a file might do once it has taken the reader over, as jobs that only the tests can ask for."""

import ctypes
import logging
import os
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

MB = 1024**2


def _tried(act: Any) -> str:
    """Return the name of the error that an act ends with, or what it gave."""
    try:
        return str(act())
    except OSError as error:
        return type(error).__name__ if error.errno is None else os.strerror(error.errno)


def allocate(path: Path, mb: int) -> int:
    return len(bytearray(mb * MB))


def allocate_in_c(path: Path, mb: int) -> int:
    """Ask for memory as a Rust or C++ library does: it writes a line and aborts."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    if libc.malloc(ctypes.c_size_t(mb * MB)) is None:
        os.write(2, f"memory allocation of {mb * MB} bytes failed\n".encode())
        os.abort()
    return mb


def allocate_shared(path: Path, mb: int) -> int:
    import mmap

    return len(mmap.mmap(-1, mb * MB))


def spin(path: Path) -> None:
    while True:
        pass


def sleep(path: Path, seconds: int) -> int:
    time.sleep(seconds)
    return seconds


def answer_much(path: Path, mb: int) -> str:
    return "x" * (mb * MB)


def connect(path: Path, port: int) -> str:
    return _tried(lambda: socket.create_connection(("127.0.0.1", port), 2).close())


def pair(path: Path) -> str:
    return _tried(lambda: len(socket.socketpair()))


def execute(path: Path) -> str:
    return _tried(lambda: os.execv("/bin/true", ["true"]))


def run_program(path: Path) -> str:
    return _tried(lambda: subprocess.run(["/bin/true"], check=False).returncode)


def fork(path: Path) -> str:
    def act() -> str:
        child = os.fork()
        if child == 0:
            os._exit(0)
        return "forked"

    return _tried(act)


def thread(path: Path) -> str:
    said: list[str] = []
    worker = threading.Thread(target=lambda: said.append("ran"))
    worker.start()
    worker.join()
    return said[0]


def read(path: Path) -> str:
    return _tried(path.read_text)


def read_named(path: Path, other: str) -> str:
    return _tried(Path(other).read_text)


def write_named(path: Path, other: str) -> str:
    return _tried(lambda: Path(other).write_text("x"))


def write_own(path: Path, mb: int) -> str:
    own = Path(tempfile.gettempdir()) / "own"

    def act() -> int:
        with own.open("wb") as stream:
            for _ in range(mb):
                stream.write(bytes(MB))
        return own.stat().st_size // MB

    return _tried(act)


def open_many(path: Path, count: int) -> str:
    held: list[Any] = []

    def act() -> int:
        while len(held) < count:
            held.append(path.open("rb"))
        return len(held)

    return _tried(act)


def kill_parent(path: Path) -> str:
    return _tried(lambda: os.kill(os.getppid(), signal.SIGTERM))


def raise_limits(path: Path) -> str:
    import resource

    most = resource.RLIM_INFINITY
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    except (OSError, ValueError) as error:
        return type(error).__name__
    return "raised"


def call(path: Path, number: int) -> str:
    """Make a system call by its number, with arguments that mean nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    done = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(0),) * 6)
    return os.strerror(ctypes.get_errno()) if done < 0 else "done"


def crash(path: Path) -> int:
    return ctypes.string_at(0)[0]


def abort(path: Path) -> None:
    os.abort()


def fail(path: Path) -> None:
    raise ZeroDivisionError("a fault of ours")


def leave(path: Path) -> None:
    os._exit(0)


def forge(path: Path, answer: str, *, then_spin: bool = False) -> None:
    """Answer in the reader's place: hexadecimal bytes on the socket to the app."""
    for handle in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(handle).st_mode):
                os.write(handle, bytes.fromhex(answer))
        except OSError:
            continue
    while then_spin:
        pass
    os._exit(0)


def grumble(path: Path) -> str:
    """Write to every stream and to the log."""
    print("raw text on stdout", flush=True)
    os.write(2, b"raw text on stderr\n" * 100_000)
    logging.getLogger("loaders.geometry").warning("a doubt\nabout %s", path.name)
    logging.getLogger("loaders.geometry").info("of note")
    logging.getLogger("os.secret").error("not one of ours")
    return "said"


def language(path: Path) -> str:
    from locales import _

    return _("、")


def where(path: Path) -> str:
    return str(Path.cwd())


def environment(path: Path) -> dict[str, str]:
    return dict(os.environ)


def handles(path: Path) -> int:
    """Count the sockets of this process."""
    count = 0
    for handle in range(256):
        try:
            count += stat.S_ISSOCK(os.fstat(handle).st_mode)
        except OSError:
            continue
    return count


JOBS = {
    job.__name__: job
    for job in (allocate, allocate_in_c, allocate_shared, spin, sleep, answer_much, connect, pair, execute, run_program, fork,
                thread, read, read_named, write_named, write_own, open_many, kill_parent, raise_limits, call, crash, abort,
                fail, leave, forge, grumble, language, where, environment, handles)
}  # fmt: skip
