"""What the app serves by URL beside its pages: the map's files by hash, local tiles, the news, and whether all is well."""

import logging
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from loaders.errors import LoadError
from maps import assets, basemaps, files, news
from store.errors import StoreError
from store.history import store

log = logging.getLogger(__name__)
IMMUTABLE = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


async def hashed(request: Request) -> Response:
    """Serve a file by its hash, compressed where the browser takes it."""
    found = files.get(f"{request.path_params['sha256']}/{request.path_params['name']}")
    if found is None:
        return PlainTextResponse("not here\n", HTTPStatus.NOT_FOUND)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers={**IMMUTABLE, "Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.media_type, headers=IMMUTABLE)


def tile(request: Request) -> Response:
    """Serve a tile of a local archive."""
    place = request.path_params
    found = basemaps.tile(place["number"], place["z"], place["x"], place["y"])
    if found is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)  # an archive has holes: that is no error
    body, media_type = found
    return Response(body, media_type=media_type, headers={"Cache-Control": "private, max-age=86400"})


def font(request: Request) -> Response:
    """Serve a slice of the Chinese font; its name tells its content."""
    found = assets.font(request.path_params["name"])
    if found is None:
        return PlainTextResponse("not here\n", HTTPStatus.NOT_FOUND)
    return FileResponse(found, media_type="font/woff2", headers=IMMUTABLE)


def edition(_request: Request) -> Response:
    """Tell open pages which edition is the newest; see frontend/src/panels/watch.js."""
    return JSONResponse(news.newest(), headers={"Cache-Control": "no-store"})


def health(_request: Request) -> Response:
    """Answer 200 when an edition can be shown and the store answers, else 503."""
    if not store().answers():
        return PlainTextResponse("the store does not answer\n", HTTPStatus.SERVICE_UNAVAILABLE)
    try:
        store().current()
    except (LoadError, StoreError) as error:
        log.error("no edition can be shown: %s", error)
        return PlainTextResponse("no edition\n", HTTPStatus.SERVICE_UNAVAILABLE)
    return PlainTextResponse("ok\n")


ROUTES = [
    Route("/map/tiles/{number:int}/{z:int}/{x:int}/{y:int}", tile),
    Route("/map/{sha256}/{name}", hashed),
    Route("/fonts/{name}", font),
    Route("/edition", edition),
    Route("/healthz", health),
]
