"""Who may come in: this machine itself, and nobody through a proxy, under another name or from another page."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gate import DENIED_PATHS, UPLOADS, Gate, is_internal

HERE = [(b"host", b"localhost:8501")]
Headers = list[tuple[bytes, bytes]]


def with_here(*more: tuple[bytes, bytes]) -> Headers:
    return [*HERE, *more]


# ---- what internal means ----


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_a_loopback_peer_is_internal(peer: str) -> None:
    assert is_internal(peer, HERE)


@pytest.mark.parametrize(
    "peer",
    [
        "10.0.0.7",
        "192.168.1.2",
        "172.16.0.1",
        "0.0.0.0",
        "8.8.8.8",
        "fe80::1",
        "::",
        "::ffff:10.0.0.7",
        "localhost",
        "",
        None,
    ],
)
def test_another_machine_is_not_internal_whatever_it_calls_us(peer: str | None) -> None:
    assert not is_internal(peer, HERE)


@pytest.mark.parametrize(
    "host",
    [
        b"localhost",
        b"localhost:8501",
        b"LOCALHOST:8501",
        b"127.0.0.1",
        b"127.0.0.1:8501",
        b"127.0.0.2:8501",
        b"[::1]",
        b"[::1]:8501",
    ],
)
def test_a_host_that_names_this_machine_is_internal(host: bytes) -> None:
    assert is_internal("127.0.0.1", [(b"host", host)])


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"evil.example:8501",
        b"localhost.evil.example",
        b"127.0.0.1.evil.example",
        b"evil.example/localhost",
        b"evil.example#localhost",
        b"localhost@evil.example",
        b"10.0.0.7:8501",
        b"0.0.0.0:8501",
        b"[::1",
        b"",
        b"\xff\xfe",
    ],
)
def test_a_rebound_name_is_not_internal(host: bytes) -> None:
    assert not is_internal("127.0.0.1", [(b"host", host)])


def test_a_request_without_host_or_with_two_is_not_internal() -> None:
    assert not is_internal("127.0.0.1", [])
    assert not is_internal("127.0.0.1", [(b"host", b"localhost"), (b"host", b"evil.example")])
    assert not is_internal("127.0.0.1", [(b"host", b"localhost"), (b"host", b"localhost")])


@pytest.mark.parametrize(
    "name",
    [
        b"forwarded",
        b"via",
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded",
    ],
)
@pytest.mark.parametrize("value", [b"127.0.0.1", b"for=127.0.0.1", b"1.1 proxy", b""])
def test_whoever_comes_through_a_proxy_is_not_internal(name: bytes, value: bytes) -> None:
    assert not is_internal("127.0.0.1", with_here((name, value)))


@pytest.mark.parametrize("origin", [b"http://localhost:8501", b"http://127.0.0.1:8501", b"http://[::1]:8501"])
def test_our_own_page_may_ask(origin: bytes) -> None:
    assert is_internal("127.0.0.1", with_here((b"origin", origin)))


@pytest.mark.parametrize(
    "origin",
    [
        b"http://evil.example",
        b"https://localhost.evil.example",
        b"http://localhost@evil.example",
        b"http://10.0.0.7:8501",
        b"null",
        b"file://",
        b"localhost:8501",
        b"http://[::1",
        b"",
    ],
)
def test_a_foreign_page_may_not_ask(origin: bytes) -> None:
    assert not is_internal("127.0.0.1", with_here((b"origin", origin)))
    assert not is_internal("127.0.0.1", with_here((b"origin", b"http://localhost:8501"), (b"origin", origin)))


# ---- the gate before an application that records who got through ----


class Recorder:
    """An ASGI application that notes the scopes that reach it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append(scope["type"])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"ok"})
        elif scope["type"] == "websocket":
            await send({"type": "websocket.accept"})


class Asked:
    """What the gate answered, and whether the application was reached."""

    def __init__(
        self,
        kind: str,
        path: str,
        headers: Headers,
        peer: str | None = "127.0.0.1",
        ancestors: str = "'self'",
        method: str = "GET",
    ) -> None:
        self.sent: list[dict[str, Any]] = []
        recorder = Recorder()
        client = (peer, 50000) if peer else None
        scope = {"type": kind, "path": path, "headers": headers, "client": client, "method": method}

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": f"{kind}.connect"}

        # in a thread of its own: the browser tests before these keep a loop running in this one
        gate = Gate(recorder, ancestors)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, gate(scope, receive, send)).result()
        self.reached = recorder.seen == [kind]

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "path", ["/", "/map/00/geometry.json", "/_stcore/stream", "/_stcore/health", "/static/index.html"]
)
def test_only_internal_requests_reach_the_app(kind: str, path: str) -> None:
    assert Asked(kind, path, HERE).reached
    assert not Asked(kind, path, [(b"host", b"evil.example")]).reached
    assert not Asked(kind, path, HERE, peer="10.0.0.7").reached
    assert not Asked(kind, path, HERE, peer=None).reached
    assert not Asked(kind, path, with_here((b"x-forwarded-for", b"127.0.0.1"))).reached
    assert not Asked(kind, path, with_here((b"origin", b"http://evil.example"))).reached


def test_who_is_refused_gets_a_plain_403() -> None:
    asked = Asked("http", "/", [(b"host", b"evil.example")])
    assert asked.status == 403
    assert asked.headers[b"content-type"].startswith(b"text/plain")
    assert int(asked.headers[b"content-length"]) == len(asked.sent[1]["body"])


def test_a_refused_websocket_is_closed_before_it_is_accepted() -> None:
    asked = Asked("websocket", "/_stcore/stream", [(b"host", b"evil.example")])
    assert [message["type"] for message in asked.sent] == ["websocket.close"]


def test_anyone_may_ask_whether_all_is_well() -> None:
    asked = Asked("http", "/healthz", [(b"host", b"evil.example"), (b"x-forwarded-for", b"9.9.9.9")], peer="10.0.0.7")
    assert asked.reached


@pytest.mark.parametrize("path", ["/healthz/", "/healthz/../", "//healthz", "/healthzz", "/x/healthz"])
def test_what_only_looks_like_the_health_check_is_not_open(path: str) -> None:
    assert not Asked("http", path, [(b"host", b"evil.example")]).reached


@pytest.mark.parametrize("path", [*DENIED_PATHS, "/_stcore/metrics/"])
def test_what_streamlit_would_answer_anyone_reaches_nobody(path: str) -> None:
    assert not Asked("http", path, HERE).reached


UPLOAD = f"{UPLOADS}/session/file"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_only_internal_visitors_bring_files(method: str) -> None:
    assert Asked("http", UPLOAD, HERE, method=method).reached
    assert not Asked("http", UPLOAD, [(b"host", b"evil.example")], method=method).reached
    assert not Asked("http", UPLOAD, HERE, peer="10.0.0.7", method=method).reached
    assert not Asked("http", UPLOAD, with_here((b"x-forwarded-for", b"127.0.0.1")), method=method).reached
    assert not Asked("http", UPLOAD, with_here((b"origin", b"http://evil.example")), method=method).reached


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PATCH", "put"])
def test_nothing_else_is_asked_where_files_are_taken(method: str) -> None:
    assert not Asked("http", UPLOAD, HERE, method=method).reached
    assert not Asked("websocket", UPLOAD, HERE, method=method).reached


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", HERE),
        ("/map/00/x.json", HERE),
        ("/healthz", [(b"host", b"evil.example")]),
        ("/", [(b"host", b"evil.example")]),
    ],
    ids=["page", "file", "health", "refused"],
)
def test_no_answer_may_be_framed_elsewhere_or_sniffed(path: str, headers: Headers) -> None:
    answer = Asked("http", path, headers, ancestors="'self' https://district.example").headers
    assert answer[b"content-security-policy"] == b"frame-ancestors 'self' https://district.example"
    assert answer[b"x-content-type-options"] == b"nosniff"
    assert b"content-type" in answer


def test_the_server_may_start_and_stop() -> None:
    assert Asked("lifespan", "", []).reached
