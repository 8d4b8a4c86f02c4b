"""The app as it really runs: its own process on a free port of this machine, asked until it answers."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from settings import HOME
from tests.demo_store import copied, url
from tests.ports import free_port

PATIENCE_S = 120
"""How long a start may take before the test gives up; not a promise of speed."""


@dataclass(frozen=True)
class Server:
    """A running app."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve(script: str = "app.py", ready: int = 0, **settings: Any) -> Iterator[Server]:
    """Run the app, or a page of the tests' own, with these settings (``basemaps=[…]`` is ``ONEMAP_BASEMAPS``) until the block ends.

    ``ready`` is what ``/healthz`` says once it has started.
    """
    port = free_port()
    values = {f"ONEMAP_{name.upper()}": _text(value) for name, value in settings.items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ONEMAP_", "STREAMLIT_"))}
    values["PYTHONPATH"] = str(HOME)
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with tempfile.NamedTemporaryFile(prefix="onemap-", suffix=".log") as log, tempfile.TemporaryDirectory() as kept:
        if "database_url" not in settings:  # a data folder of its own fills a store of its own
            own = Path(kept)
            values["ONEMAP_DATABASE_URL"] = url(own / "own.sqlite") if "data" in settings else copied(own)
        process = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"], cwd=HOME, env=inherited | values, stdout=log, stderr=log
        )
        server = Server(port, Path(log.name))
        try:
            usual = 200 if settings.get("demo", True) else 503  # 503: there is nothing to show yet
            wait(process, server, ready=ready or usual)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def health(server: Server) -> int:
    """Return what ``/healthz`` says; 0 while nothing answers."""
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, Path) else json.dumps(value)


def wait(process: "subprocess.Popen[bytes]", server: Server, ready: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if health(server) == ready:
            return
        time.sleep(0.1)
    raise RuntimeError(f"the app does not answer:\n{server.log.read_text(errors='replace')[-4000:]}")
