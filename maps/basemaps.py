"""Background maps from the settings: tile servers, and local archives that this app serves itself.

None by default: the background is the district's own sketch and no request leaves the machine.
"""

import gzip
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from locales import _
from maps import assets, files
from settings import Basemap, settings

RASTER_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
VECTOR = "pbf"
DEEPEST = 30
"""No archive goes deeper; a greater zoom is somebody's mistake."""


class ArchiveError(Exception):
    """A local archive of tiles cannot be read; the message names it."""


def offered() -> list[dict[str, Any]]:
    """Return the basemaps as the front end wants them; the district's own sketch stands last."""
    entries = [_entry(number, basemap) for number, basemap in enumerate(settings().basemaps)]
    return [*entries, {"name": _("示意底图"), "url": ""}] if entries else []


def _entry(number: int, basemap: Basemap) -> dict[str, Any]:
    entry = {
        "name": basemap.name,
        "url": basemap.url,
        "key": basemap.key,
        "subdomains": basemap.subdomains,
        "attribution": basemap.attribution,
        "datum": basemap.datum,
        "max_zoom": basemap.max_zoom,
        "vector": basemap.url.endswith((".mvt", ".pbf")),
    }
    if basemap.file:
        kind, _depth = archive(basemap.file).describe()
        entry |= {"url": f"../../map/tiles/{number}/{{z}}/{{x}}/{{y}}", "vector": kind == VECTOR}
    if entry["vector"]:
        entry["reader"] = files.from_frame(assets.bundle("vector.js"))
    return entry


def tile(number: int, z: int, x: int, y: int) -> tuple[bytes, str] | None:
    """Return a tile of the numbered basemap's archive and its media type, or None where it has none.

    Raises
    ------
    ArchiveError
        When the archive cannot be read.
    """
    basemaps = settings().basemaps
    if not 0 <= number < len(basemaps) or basemaps[number].file is None:
        return None
    if not (z <= DEEPEST and x < 2**z and y < 2**z):
        return None
    source = archive(basemaps[number].file)
    body = source.tile(z, x, y)
    if body is None:
        return None
    kind, _depth = source.describe()
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    return body, RASTER_TYPES.get(kind, "application/vnd.mapbox-vector-tile")


@cache
def archive(path: Path) -> "Mbtiles | Pmtiles":
    """Open a ``.mbtiles`` or ``.pmtiles`` archive once.

    Raises
    ------
    ArchiveError
        When the file is missing or of another kind.
    """
    if not path.is_file():
        raise ArchiveError(_("底图文件不存在：{path}").format(path=path))
    if path.suffix == ".mbtiles":
        return Mbtiles(path)
    if path.suffix == ".pmtiles":
        return Pmtiles(path)
    raise ArchiveError(_("底图文件应为 .mbtiles 或 .pmtiles：{path}").format(path=path))


class Mbtiles:
    """Tiles in an SQLite file, rows counted from the south (TMS)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _ask(self, question: str, *values: Any) -> Any:
        try:
            with closing(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)) as database:
                return database.execute(question, values).fetchone()
        except sqlite3.Error as error:
            raise ArchiveError(f"{self.path}: {error}") from error

    def describe(self) -> tuple[str, int]:
        """Return the tiles' format (png, jpg, webp, pbf) and the deepest zoom."""
        kind = self._ask("SELECT value FROM metadata WHERE name = 'format'")
        deepest = self._ask("SELECT max(zoom_level) FROM tiles")
        return (kind[0] if kind else "png"), int(deepest[0] or 0)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the tile's bytes, or None."""
        row = self._ask(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?", z, x, 2**z - 1 - y
        )
        return bytes(row[0]) if row else None


class Pmtiles:
    """Tiles in one PMTiles archive."""

    def __init__(self, path: Path) -> None:
        from pmtiles.reader import MmapSource, Reader

        try:
            with path.open("rb") as source:
                self.reader = Reader(MmapSource(source))
            self.header = self.reader.header()
        except Exception as error:  # the package raises bare Exceptions
            raise ArchiveError(f"{path}: {error}") from error

    def describe(self) -> tuple[str, int]:
        """Return the tiles' format (png, jpg, webp, pbf) and the deepest zoom."""
        kinds = {"MVT": VECTOR, "PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
        return kinds.get(self.header["tile_type"].name, VECTOR), int(self.header["max_zoom"])

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the tile's bytes, or None."""
        found: bytes | None = self.reader.get(z, x, y)
        return found
