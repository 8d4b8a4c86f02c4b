"""The shipped configurations of nginx and Caddy serve the public page as the app itself does."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from deploy.trial import caddy, nginx, running
from maps import assets
from publishing.extract import extract
from publishing.headers import ASK_AGAIN, IMMUTABLE, OF_FILES, of_pages
from publishing.site import FOR_APP, Site, site, write
from tests.demo_store import store

PATIENCE_S = 60
ANCESTORS = "'self' https://www.example.org"


@pytest.fixture(scope="module")
def made() -> Site:
    assets.build()
    return site(extract(store().current()), store().ground())


@pytest.fixture(scope="module")
def folder(made: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("site")
    write(made, at, FOR_APP)
    return at


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def port(request: pytest.FixtureRequest, folder: Path) -> Iterator[int]:
    with running(request.param, folder, ANCESTORS) as at:
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
