"""The shipped configurations of web servers, changed as their heads say, run for a while on this machine: for tests and benchmarks."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.errors import FileMissing
from settings import HOME

HOST = "127.0.0.1"
PATIENCE_S = 60
FIRST_SITE, MARK = "/srv/onemap/var/onemap.site", "◀"
FIRST_ANCESTORS = "frame-ancestors 'self'\""
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
_NGINX = """
{module}
{user}
daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/site.conf;
    {more}
}}
"""
Configure = Callable[[Path, int, Path, str, str], list[str]]
"""Writes a configuration for a site's folder, a port, a folder to work in, who may frame it, and what more; returns the command."""


def changed(name: str, *changes: tuple[str, str]) -> str:
    """Return a shipped file with its marked lines changed.

    Raises
    ------
    ValueError
        Other lines are marked than are changed.
    """
    text = (HOME / "deploy" / name).read_text("utf-8")
    marked = [line for line in text.splitlines() if MARK in line][
        1:
    ]  # the first one is the head, which says what the mark means
    if len(marked) != len(changes) or any(text.count(old) != 1 for old, _new in changes):
        raise ValueError(f"{name}: {marked}")
    for old, new in changes:
        text = text.replace(old, new)
    return text


def nginx(site: Path, port: int, work: Path, ancestors: str, more: str) -> list[str]:
    """Configure nginx; ``more`` stands beside the shipped file, within ``http``."""
    conf = changed(
        "nginx.conf", (FIRST_SITE, str(site)), ("listen 80;", f"listen {HOST}:{port};"),
        ("server_name map.example.org;", "server_name _;"), (FIRST_ANCESTORS, f'frame-ancestors {ancestors}"'),
    )  # fmt: skip
    (work / "site.conf").write_text(conf, "utf-8")
    module = f"load_module {BROTLI};" if BROTLI.is_file() else ""
    root = os.name == "posix" and os.geteuid() == 0
    main = _NGINX.format(module=module, user="user root;" if root else "", work=work, more=more)
    (work / "nginx.conf").write_text(main, "utf-8")
    return [_found("nginx"), "-p", str(work), "-c", str(work / "nginx.conf")]


def caddy(site: Path, port: int, work: Path, ancestors: str, more: str) -> list[str]:
    """Configure Caddy; ``more`` are further sites."""
    conf = changed(
        "Caddyfile", ("map.example.org {", f"http://{HOST}:{port} {{"), (FIRST_SITE, str(site)),
        (FIRST_ANCESTORS, f'frame-ancestors {ancestors}"'),
    )  # fmt: skip
    (work / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{conf}\n{more}", "utf-8")
    return [_found("caddy"), "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def running(configure: Configure, site: Path, ancestors: str = "'self'", more: str = "") -> Iterator[int]:
    """Run a web server over a site's folder until the block ends; give its port.

    Raises
    ------
    FileMissing
        It is not installed, or does not start; the message quotes what it says.
    """
    with tempfile.TemporaryDirectory(prefix="onemap-web-") as folder:
        work, port = Path(folder), free_port()
        own = {**os.environ, "HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        with (work / "log").open("w") as log:
            process = subprocess.Popen(configure(site, port, work, ancestors, more), stdout=log, stderr=log, env=own)
        try:
            until = time.monotonic() + PATIENCE_S
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise FileMissing(configure.__name__, (work / "log").read_text("utf-8", "replace")[-500:], "…")
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex((HOST, port)) == 0


def _found(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if found is None:
        raise FileMissing(name, "没有安装 · is not installed", "请运行 ./test · run ./test, which installs it")
    return found
