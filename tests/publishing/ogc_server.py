"""The service on a free port of this machine, and GDAL in a process of its own, where nobody took its drivers away."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import requests
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from loaders.drivers import FORBID
from publishing import ogc
from publishing.extract import Extract
from tests.ports import free_port

READ = """
import json, sys
import pyogrio
place, layer, more = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
more = {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
assert "OAPIF" in pyogrio.list_drivers()
_meta, _index, geometry, columns = pyogrio.raw.read(place, layer=layer, **more)
names = [str(name) for name in _meta["fields"]]
print(json.dumps({"n": len(geometry), "names": names, "layers": pyogrio.list_layers(place)[:, 0].tolist(),
                  "values": {name: [str(v) for v in column] for name, column in zip(names, columns)}}))
"""


class Service:
    """A running service.

    Attributes
    ----------
    url : str
        Ends with ``/ogc``.
    public : Extract or None
        What is released; may be changed while it runs.
    asked : list of str
        Path and query of every request so far.
    """

    def __init__(self, public: Extract | None) -> None:
        self.public = public
        self.asked: list[str] = []
        self.url = ""

    def get(self, path: str, **more: Any) -> requests.Response:
        """Ask for a path that starts with ``/``, or for a whole address."""
        address = path if path.startswith("http") else f"{self.url.removesuffix('/ogc')}{path}"
        return requests.get(address, timeout=60, **more)

    def gdal(self, layer: str, **more: Any) -> dict[str, Any]:
        """Read a layer by GDAL's OAPIF driver; return the count, the columns and their values."""
        environment = {name: value for name, value in os.environ.items() if name not in {*FORBID, "OGR_SKIP"}}
        environment |= {"NO_PROXY": "*", "GDAL_HTTP_TIMEOUT": "60"}
        command = [sys.executable, "-c", READ, f"OAPIF:{self.url}", layer, json.dumps(more)]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 0, ran.stderr
        found: dict[str, Any] = json.loads(ran.stdout)
        return found


@contextmanager
def serving(public: Extract | None, routes: list[BaseRoute] | None = None) -> Iterator[Service]:
    """Serve what is released, or these routes, until the end of the block."""
    service = Service(public)
    app = Starlette(routes=ogc.routes(lambda: service.public) if routes is None else routes)

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            service.asked.append(f"{scope['path']}?{scope['query_string'].decode()}")
        await app(scope, receive, send)

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(noting, host="127.0.0.1", port=port, log_config=None, access_log=False))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), f"no server at port {port}"
        assert time.monotonic() < until
        time.sleep(0.02)
    service.url = f"http://127.0.0.1:{port}/ogc"
    try:
        yield service
    finally:
        server.should_exit = True
        thread.join(30)
