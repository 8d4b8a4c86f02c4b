"""Streamlit's own hashed scripts and styles, from memory, and its start page, which names our letters.

A page asks for some sixty of them before it can start, and each would be looked up on the disk by a thread of its own.
Names carry a hash of the content, so a browser may keep them for ever.

Opened at ``/history``, Streamlit's front end would look for its server at ``/history/_stcore`` first: two errors in the
console and a round trip lost. The start page says where the server is, and where the font for machines without one.
"""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from maps import assets
from maps.files import TYPES

_HASHED = re.compile(r"/static/(js|css)/([\w-]+(?:\.[\w-]+)*\.[\w-]{8}\.\1)")
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
_START = {"Cache-Control": "no-cache"}
_KEPT = 512
SERVER_IS_HERE = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", location.href).href };</script>'

SKELETON = """<style>
:root { --waiting: rgba(120, 130, 140, 0.1); }
@media (prefers-color-scheme: dark) { :root:has(#root:empty) { background: #14181f; } }
body:not(:has([data-testid="stElementContainer"], [data-testid="stAppSkeleton"], [role="dialog"]))::before {
  content: ""; position: fixed; inset: 0; z-index: 1; pointer-events: none; background:
  linear-gradient(var(--waiting) 0 0) 0 0 / 224px 100% no-repeat, linear-gradient(var(--waiting) 0 0) 240px 1rem / 40% 2rem no-repeat,
  linear-gradient(var(--waiting) 0 0) 240px 4rem / calc(100% - 256px) calc(100% - 5rem) no-repeat; }
@media (max-width: 767px) { body:not(:has([data-testid="stElementContainer"], [data-testid="stAppSkeleton"], [role="dialog"]))::before { background:
  linear-gradient(var(--waiting) 0 0) 8px 4rem / 70% 2rem no-repeat, linear-gradient(var(--waiting) 0 0) 8px 7rem / calc(100% - 16px) calc(100% - 8rem) no-repeat; } }
[data-testid="stMainBlockContainer"]:not(:has([data-testid="stElementContainer"], [data-testid="stAppSkeleton"]))::after {
  content: ""; display: block; height: calc(100vh - 5rem); border-radius: 6px; background: var(--waiting); }
.st-key-map iframe { background: var(--waiting); }
@media print { body::before { display: none; } }
</style>"""
"""The shape of a page before there is one: Streamlit's own comes with its scripts, which take a second or two."""


def folder() -> Path:
    """Return the folder that Streamlit serves as ``/static``."""
    found = find_spec("streamlit")
    return Path(found.origin).parent / "static" / "static" if found and found.origin else Path("static")


class Statics:
    """ASGI middleware: answers for the files that it knows, and leaves everything else to Streamlit.

    Parameters
    ----------
    app : ASGI application
    screens : collection of str
        The names under which the app has pages.
    """

    def __init__(self, app: ASGIApp, screens: Collection[str] = ()) -> None:
        self.app = app
        self.starts = frozenset(("/", *(f"/{name}" for name in screens)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a hashed file, or pass the request on."""
        asked = scope["type"] == "http" and scope["method"] == "GET"
        if asked and scope["path"] in self.starts:
            await Response(_start_page(), media_type="text/html", headers=_START)(scope, receive, send)
            return
        found = _read(scope["path"]) if asked else None
        app = self.app if found is None else Response(found[0], media_type=found[1], headers=_HEADERS)
        await app(scope, receive, send)


@cache
def _start_page() -> str:
    """Return Streamlit's start page with one line more."""
    page = (folder().parent / "index.html").read_text("utf-8")
    return page.replace("<head>", f"<head>{SERVER_IS_HERE}{SKELETON}{faces()}", 1)


def faces() -> str:
    """Return the link to the faces of our font; what a page under any one name asks for."""
    return f'<link rel="stylesheet" href="./map/{assets.bundle("faces.css")}">'


@lru_cache(_KEPT)
def _read(path: str) -> tuple[bytes, str] | None:
    """Return a file's bytes and media type; None for a path that is no hashed script or style of Streamlit's."""
    asked = _HASHED.fullmatch(path)
    if asked is None:
        return None
    file = folder() / asked[1] / asked[2]
    return (file.read_bytes(), TYPES[file.suffix]) if file.is_file() else None
