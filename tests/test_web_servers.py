"""The shipped configurations of nginx and Caddy serve the public page as the app itself does."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from maps import assets
from publishing.extract import extract
from publishing.headers import ASK_AGAIN, IMMUTABLE, OF_FILES, of_pages
from publishing.site import FOR_APP, Site, site, write
from settings import HOME
from tests.demo_store import store
from tests.ports import free_port

PATIENCE_S = 60
ANCESTORS = "'self' https://www.example.org"
ROOT = os.name == "posix" and os.geteuid() == 0
NGINX = """
{module}
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {conf};
}}
"""
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@pytest.fixture(scope="module")
def made() -> Site:
    assets.build()
    return site(extract(store().current()), store().ground())


@pytest.fixture(scope="module")
def folder(made: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("site")
    write(made, at, FOR_APP)
    return at


def changed(name: str, *changes: tuple[str, str]) -> str:
    """The shipped file with the lines that its head says to change."""
    text = (HOME / "deploy" / name).read_text("utf-8")
    assert text.count("◀") == len(changes) + 1, "one more in the head"
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def nginx(site_folder: Path, port: int, work: Path) -> list[str]:
    conf = changed(
        "nginx.conf", ("/srv/onemap/var/onemap.site", str(site_folder)), ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("server_name map.example.org;", "server_name _;"), ("frame-ancestors 'self'\"", f'frame-ancestors {ANCESTORS}"'),
    )  # fmt: skip
    (work / "site.conf").write_text(conf, "utf-8")
    module = f"load_module {BROTLI};" if BROTLI.is_file() else ""
    main = NGINX.format(module=module, user="user root;" if ROOT else "", folder=work, conf=work / "site.conf")
    (work / "nginx.conf").write_text(main, "utf-8")
    return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(work), "-c", str(work / "nginx.conf")]


def caddy(site_folder: Path, port: int, work: Path) -> list[str]:
    conf = changed(
        "Caddyfile", ("map.example.org {", f"http://127.0.0.1:{port} {{"), ("/srv/onemap/var/onemap.site", str(site_folder)),
        ("frame-ancestors 'self'\"", f'frame-ancestors {ANCESTORS}"'),
    )  # fmt: skip
    (work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + conf, "utf-8")
    return [
        shutil.which("caddy") or "/usr/bin/caddy",
        "run",
        "--config",
        str(work / "Caddyfile"),
        "--adapter",
        "caddyfile",
    ]


Configure = Callable[[Path, int, Path], list[str]]


@contextmanager
def running(configure: Configure, site_folder: Path, work: Path) -> Iterator[int]:
    port = free_port()
    with (work / "log").open("w") as log:
        own = {**os.environ, "HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)}
        process = subprocess.Popen(configure(site_folder, port, work), stdout=log, stderr=log, env=own)
    try:
        until = time.monotonic() + PATIENCE_S
        while True:
            assert process.poll() is None, (work / "log").read_text()
            try:
                ask(port, "/embed/")
                break
            except OSError:
                assert time.monotonic() < until, (work / "log").read_text()
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def port(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(request.param, folder, tmp_path_factory.mktemp("server")) as at:
        yield at


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def test_pages_are_sent_as_the_app_sends_them(port: int, folder: Path) -> None:
    for path, file in (
        ("/embed/", "index.html"),
        ("/embed/index.html", "index.html"),
        ("/embed/c/C013.html", "c/C013.html"),
    ):
        status, headers, body = ask(port, path)
        if status in (301, 308):  # Caddy leads to the canonical one
            status, headers, body = ask(port, "/embed/")
        assert (status, body) == (200, (folder / file).read_bytes())
        expected = {**of_pages(ANCESTORS), "Cache-Control": ASK_AGAIN}
        assert {name: headers.get(name.lower()) for name in expected} == expected
        assert headers["content-type"].startswith("text/html")
        assert "set-cookie" not in headers
        again = ask(port, "/embed/", If_None_Match=ask(port, "/embed/")[1]["etag"])
        assert (again[0], again[2]) == (304, b"")


def test_hashed_files_are_packed_and_kept_for_ever(port: int, made: Site, folder: Path) -> None:
    for address in made.addresses:
        if not address.endswith((".js", ".css")):
            continue
        for accepted, suffix in (("br, gzip", ".br"), ("gzip", ".gz"), ("identity", "")):
            status, headers, body = ask(port, f"/open/{address}", Accept_Encoding=accepted)
            assert status == 200
            assert body == (folder / "open" / (address + suffix)).read_bytes()
            assert headers.get("content-encoding", "") == {".br": "br", ".gz": "gzip", "": ""}[suffix]
            assert headers["cache-control"] == IMMUTABLE
            assert {name: headers.get(name.lower()) for name in OF_FILES} == OF_FILES
    picture = next(address for address in made.addresses if address.endswith(".png"))
    assert ask(port, f"/open/{picture}")[1]["content-type"] == "image/png"


def test_what_is_not_public_is_not_there_and_what_is_gone_is_gone(port: int, made: Site) -> None:
    gone = ask(port, f"/open/{'0' * 64}/state.js")
    assert (gone[0], gone[1]["cache-control"]) == (410, "no-store")
    for path in (
        "/.site.json",
        "/embed/.site.json",
        "/embed/.release",
        "/embed/open/",
        "/open/",
        "/embed/c/",
        "/embed/../.site.json",
        "/planning",
        "/embed/c/none.html",
    ):
        assert ask(port, path)[0] in (403, 404), path
    assert ask(port, "/embed/", method="POST")[0] in (403, 405)
    assert ask(port, f"/open/{made.addresses[0]}", method="DELETE")[0] in (403, 405)
    assert ask(port, "/")[1]["location"].endswith("/embed/")
    assert re.search(r"/embed/$", ask(port, "/embed")[1]["location"])
