"""Bare Leaflet: a static page that draws the buildings' GeoJSON on a canvas, a button for each subdistrict. Run by uvicorn."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from benchmarks.pages.edition import buildings
from settings import HOME

BODY = buildings().to_json(drop_id=True).encode()


def page(_request: Request) -> Response:
    """Serve the page."""
    return FileResponse(HOME / "benchmarks" / "pages" / "bare.html")


def geometry(_request: Request) -> Response:
    """Serve the buildings."""
    return Response(BODY, media_type="application/geo+json")


app = Starlette(
    routes=[
        Route("/", page),
        Route("/buildings.geojson", geometry),
        Mount("/leaflet", StaticFiles(directory=HOME / "frontend" / "node_modules" / "leaflet" / "dist")),
    ],
    middleware=[Middleware(GZipMiddleware, compresslevel=6)],
)
