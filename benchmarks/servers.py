"""The servers that are measured: one process a variant, on a free port of this machine.

All run on the same interpreter and the app's own ``.streamlit/config.toml``, the floor and the naive page too: what is
compared is the page, not how Streamlit is set.
"""

import ctypes
import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.material import Material
from loaders.errors import FileMissing
from settings import HOME

HOST = "127.0.0.1"
START_LIMIT_S = 1_200
"""The app reads its edition and draws its files before it answers."""
STOP_LIMIT_S = 10
PAGES = HOME / "benchmarks" / "pages"


@dataclass(frozen=True)
class Variant:
    """One way to bring the buildings into a browser.

    Attributes
    ----------
    name : str
    script : pathlib.Path
        What Streamlit runs; None for the static page.
    probe : str
        How ``clock.js`` sees that the picture stands.
    limit_s : float
        A first map that takes longer, or a repaint, drops the variant for this size.
    """

    name: str
    script: Path | None
    probe: str
    limit_s: float = 600
    ours: bool = False


EMPTY = Variant("empty", PAGES / "empty.py", "text")
NAIVE = Variant("naive", PAGES / "naive.py", "svg", limit_s=60)
LONE = Variant("lone", PAGES / "lone.py", "onemap", ours=True)
OVERVIEW = Variant("overview", HOME / "app.py", "onemap", ours=True)
BARE = Variant("bare", None, "canvas")
VARIANTS = (NAIVE, LONE, OVERVIEW, BARE, EMPTY)
"""In the order in which a round takes them."""


class Server:
    """A variant's server, started at once; ``wait`` until it answers.

    Parameters
    ----------
    variant : Variant
    made : Material
        The store that the app reads, and the same edition as ``E.gpkg`` for the pages that know nothing of the app.
    log : pathlib.Path
        Gets what the server says.
    """

    def __init__(self, variant: Variant, made: Material, log: Path) -> None:
        self.variant = variant
        self.log = log
        self.port = _free_port()
        self.url = f"http://{HOST}:{self.port}/"
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("ONEMAP_", "STREAMLIT_"))
        }
        environment |= {
            "ONEMAP_DATA": str(made.data),
            "ONEMAP_DATABASE_URL": made.database,
            "BENCH_PACKAGE": str(made.package),
            "BENCH_SUBDISTRICTS": ",".join(made.subdistricts),
            "PYTHONPATH": str(HOME),
        }
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                self._command(), cwd=HOME, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream
            )

    def _command(self) -> list[str]:
        script = self.variant.script
        where = ["--server.address", HOST, "--server.port", str(self.port)]
        if script:
            # what is not ours runs as Streamlit comes: our own setting (.streamlit/config.toml) is part of what is measured
            plain = [] if self.variant.ours else ["--runner.postScriptGC", "true"]
            return [sys.executable, "-m", "streamlit", "run", str(script), *where, *plain]
        where = ["--host", HOST, "--port", str(self.port)]
        return [sys.executable, "-m", "uvicorn", "benchmarks.pages.bare:app", "--log-level", "warning", *where]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self) -> None:
        """Return when the server answers.

        Raises
        ------
        FileMissing
            The server ended, or does not answer within ``START_LIMIT_S``; the message quotes its last line.
        """
        until = time.monotonic() + START_LIMIT_S
        while time.monotonic() < until and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        last = (self.log.read_text("utf-8", "replace").strip().splitlines() or ["?"])[-1]
        raise FileMissing(
            self.variant.script or "bare", f"没有启动 · did not start: {last}", "请先单独启动看看 · try it alone"
        )

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health" if self.variant.script else "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def cpu_s(self) -> float:
        """Return the CPU time that the process has used, seconds, threads that have ended included."""
        clock = ctypes.c_int()
        ctypes.CDLL(None).clock_getcpuclockid(self.process.pid, ctypes.byref(clock))
        return time.clock_gettime(clock.value)

    def resident_mb(self) -> float:
        """Return the memory that the process holds, MB."""
        return _status_kb(self.process.pid, "VmRSS") * 1024 / 1e6


def _status_kb(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        name: Any = listener.getsockname()
    return int(name[1])
