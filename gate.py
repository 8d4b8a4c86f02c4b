"""Who may come in. Until a login is configured, only this machine itself: default deny, for routes and WebSocket alike.

*Internal* means: the peer is a loopback address, Host names this machine, and no header says that a proxy stands
between (behind one every visitor's peer is loopback). See docs/settings.md for who may frame the pages.
"""

import re
from asyncio import to_thread
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

OPEN_PATHS = ("/healthz",)
"""What anyone may ask; everything else is internal."""
PUBLIC = re.compile(r"/embed(?:/(?:index\.html|c/[\w-]+\.html)?)?|/open/[0-9a-f]{64}/[\w.-]+", re.ASCII)
"""The public page, which anyone may ask too: static files of what was released. They bring their own headers."""
DENIED_PATHS = ("/_stcore/metrics", "/_stcore/script-health-check")
"""What Streamlit would answer anyone although no page of ours uses it."""
UPLOADS = "/_stcore/upload_file"
"""Where Streamlit takes files, with an uploader on the page or without one."""
UPLOAD_METHODS = ("PUT", "DELETE", "OPTIONS")
_PROXY_HEADERS = (b"forwarded", b"via")


def is_internal(peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request comes from this machine itself.

    Parameters
    ----------
    peer : str or None
        The address at the other end of the connection.
    headers : iterable of (bytes, bytes)
        Names in lower case, as ASGI gives them. A request with no Host, or two, is not internal. An Origin, where
        there is one, must name this machine too, so that a foreign page cannot reach the WebSocket.
    """
    fields = list(headers)
    if not _is_loopback(peer):
        return False
    if any(name in _PROXY_HEADERS or name.startswith(b"x-forwarded") for name, _ in fields):
        return False
    hosts = [value for name, value in fields if name == b"host"]
    if len(hosts) != 1 or not _is_this_machine("//" + hosts[0].decode("latin-1")):
        return False
    origins = [value for name, value in fields if name == b"origin"]
    return all(_is_this_machine(value.decode("latin-1")) for value in origins)


def _is_this_machine(url: str) -> bool:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str | None) -> bool:
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)


class Gate:
    """ASGI middleware that lets internal requests in and answers everyone else with a plain 403.

    Parameters
    ----------
    app : ASGI application
    frame_ancestors : str
        The value of CSP ``frame-ancestors`` sent with every answer.
    is_public : callable
        Tells whether there is a public page to send a stranger to.
    more : tuple of str
        Further paths that anyone may ask.
    """

    def __init__(
        self,
        app: Any,
        frame_ancestors: str = "'self'",
        is_public: Callable[[], bool] = bool,
        more: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.is_public = is_public
        self.more = more
        self.headers = [
            (b"content-security-policy", f"frame-ancestors {frame_ancestors}".encode("latin-1")),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass lifespan and what is allowed; answer the rest."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        path = scope.get("path", "")
        peer = (scope.get("client") or (None,))[0]
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and self._is_for_anyone(path):
            await self.app(scope, receive, send)
            return
        allowed = path in OPEN_PATHS or (is_internal(peer, scope["headers"]) and _is_used(path, scope))
        if scope["type"] == "websocket":
            if allowed:
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008, "reason": "internal"})
            return
        if not allowed:
            if path == "/" and await to_thread(self.is_public):
                await _lead(send, self.headers)
            else:
                await _refuse(send, self.headers)
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *self.headers]}
            await send(message)

        await self.app(scope, receive, with_headers)

    def _is_for_anyone(self, path: str) -> bool:
        return bool(PUBLIC.fullmatch(path)) or any(path == way or path.startswith(f"{way}/") for way in self.more)


def _is_used(path: str, scope: Any) -> bool:
    """Tell whether a page of ours asks for this."""
    if path.startswith(UPLOADS):
        return scope["type"] == "http" and scope.get("method") in UPLOAD_METHODS
    return not path.startswith(DENIED_PATHS)


async def _lead(send: Any, headers: list[tuple[bytes, bytes]]) -> None:
    """Send a stranger who comes to the front door to the public page."""
    own = [(b"location", b"embed/"), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send(
        {"type": "http.response.start", "status": HTTPStatus.TEMPORARY_REDIRECT.value, "headers": [*own, *headers]}
    )
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Any, headers: list[tuple[bytes, bytes]]) -> None:
    body = "403 仅限本机访问 · internal only\n".encode()
    own = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": HTTPStatus.FORBIDDEN.value, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body})
