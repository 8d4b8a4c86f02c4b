"""What anyone may ask: the public page at ``/embed/`` and its hashed files at ``/open/``."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from publishing.headers import ASK_AGAIN, IMMUTABLE, OF_FILES, of_pages
from publishing.site import FIRST
from publishing.standing import Gone, outside
from settings import settings

TYPES = {
    ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png", ".json": "application/json",
    ".geojson": "application/geo+json", ".csv": "text/csv", ".gpkg": "application/geopackage+sqlite3", ".txt": "text/plain",
}  # fmt: skip
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""In the order in which they are preferred."""


def page(request: Request) -> Response:
    """Serve the map's page, or a compound's."""
    found = outside().page(request.path_params.get("path") or FIRST)
    headers = {**of_pages(settings().frame_ancestors), "Cache-Control": ASK_AGAIN, "Vary": "Accept-Encoding"}
    if found is None:
        return PlainTextResponse("404 没有这个页面 · not here\n", HTTPStatus.NOT_FOUND, headers=headers)
    tag = f'"{hashlib.sha256(found.read_bytes()).hexdigest()[:32]}"'
    headers["ETag"] = f"W/{tag}"  # the same page, packed or not
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return _sent(request, found, headers)


def hashed(request: Request) -> Response:
    """Serve a file by its hash; 410 once it was withdrawn."""
    found = outside().hashed(f"{request.path_params['sha256']}/{request.path_params['name']}")
    if found is Gone.GONE:
        no = {**OF_FILES, "Cache-Control": "no-store"}
        return PlainTextResponse("410 已撤回 · withdrawn\n", HTTPStatus.GONE, headers=no)
    if not isinstance(found, Path):
        return PlainTextResponse(
            "404 not here\n", HTTPStatus.NOT_FOUND, headers={**OF_FILES, "Cache-Control": "no-store"}
        )
    return _sent(request, found, {**OF_FILES, "Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"})


def to_page(request: Request) -> Response:
    """Lead from ``/embed`` to ``/embed/``, below which the page's files are named."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"embed/{query}", HTTPStatus.PERMANENT_REDIRECT)


def _sent(request: Request, file: Path, headers: dict[str, str]) -> Response:
    """Send a file, packed where the browser takes it and it was packed."""
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    media_type = TYPES.get(file.suffix, "application/octet-stream")
    for encoding, suffix in ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if encoding in accepted and packed.is_file():
            return Response(
                packed.read_bytes(), media_type=media_type, headers={**headers, "Content-Encoding": encoding}
            )
    return Response(file.read_bytes(), media_type=media_type, headers=headers)


ROUTES = [
    Route("/embed", to_page),
    Route("/embed/", page),
    Route("/embed/{path:path}", page),
    Route("/open/{sha256}/{name}", hashed),
]
