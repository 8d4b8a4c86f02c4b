"""Streamlit's own files come from memory, byte for byte, and nothing else does."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from maps import files
from maps.statics import SERVER_IS_HERE, SKELETON, Statics, faces, folder


def ask(path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes] | None:
    """Return status, headers and body; None where the request went on to Streamlit."""
    sent: list[dict[str, Any]] = []
    passed: list[str] = []

    async def streamlit(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope["path"])

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": method, "path": path, "headers": []}
    # in a thread of its own: the browser tests before these keep a loop running in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Statics(streamlit, screens=["history"])(scope, receive, send)).result()
    if passed:
        return None
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


@pytest.mark.parametrize(("kind", "media_type"), [("js", b"text/javascript"), ("css", b"text/css")])
def test_every_hashed_file_is_served_as_it_is(kind: str, media_type: bytes) -> None:
    files = sorted((folder() / kind).glob(f"*.{kind}"))
    assert files
    for file in files[:20]:
        answer = ask(f"/static/{kind}/{file.name}")
        assert answer
        status, headers, body = answer
        assert (status, body) == (200, file.read_bytes())
        assert headers[b"content-type"].startswith(media_type)
        assert b"immutable" in headers[b"cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/js/nothing.00000000.js",
        "/static/js/../../index.html",
        "/static/js/..%2f..%2findex.00000000.js",
        "/static/js/a/b.00000000.js",
        "/static/media/x.00000000.woff2",
        "/static/css/x.00000000.js",
    ],
)
def test_everything_else_is_streamlits(path: str) -> None:
    assert ask(path) is None


def test_only_reading_is_answered() -> None:
    name = next((folder() / "js").glob("*.js")).name
    assert ask(f"/static/js/{name}", "POST") is None


@pytest.mark.parametrize("path", ["/", "/history"])
def test_a_screen_is_told_where_the_server_and_the_letters_are(path: str) -> None:
    answer = ask(path)
    assert answer
    status, headers, body = answer
    own = (folder().parent / "index.html").read_text("utf-8")
    assert (status, headers[b"cache-control"]) == (200, b"no-cache")
    assert headers[b"content-type"].startswith(b"text/html")
    assert body.decode().replace(SERVER_IS_HERE, "").replace(SKELETON, "").replace(faces(), "") == own
    assert SERVER_IS_HERE in body.decode()
    assert files.get(re.findall('href="./map/([^"]+)"', faces())[0])
    assert [ask(path) for path in ("/history/", "/history2", "/elsewhere")] == [None] * 3
