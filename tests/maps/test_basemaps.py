"""Background maps are a list in the settings; a local archive is served by the app itself."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from maps import basemaps, files, words
from maps.basemaps import ArchiveError
from maps.routes import ROUTES, tile

PNG = b"\x89PNG\r\n\x1a\n" + b"tile"
VECTOR = b"\x1a\x05layer"
UseBasemaps = Callable[..., None]


def mbtiles(path: Path, tiles: dict[tuple[int, int, int], bytes], kind: str = "png") -> Path:
    """Write an archive; rows count from the south in the file, from the north in ``tiles``."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        database.execute("INSERT INTO metadata VALUES ('format', ?)", [kind])
        for (z, x, y), body in tiles.items():
            database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", [z, x, 2**z - 1 - y, body])
    database.close()
    return path


def pmtiles(path: Path, tiles: dict[tuple[int, int, int], bytes], kind: TileType, packed: bool = False) -> Path:
    with path.open("wb") as target:
        writer = Writer(target)
        for (z, x, y), body in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(z, x, y), gzip.compress(body) if packed else body)
        zooms = [z for z, _x, _y in tiles]
        header = {
            "tile_type": kind, "tile_compression": Compression.GZIP if packed else Compression.NONE,
            "min_zoom": min(zooms), "max_zoom": max(zooms), "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1,
            "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        writer.finalize(header, {})
    return path


def ask(number: int, z: int, x: int, y: int) -> Response:
    """What the route answers."""
    return tile(Request({"type": "http", "path_params": {"number": number, "z": z, "x": x, "y": y}, "headers": []}))


def absent(answer: Response) -> bool:
    return answer.status_code in (204, 404) and not answer.body


def test_by_default_there_is_none(set_basemaps: UseBasemaps) -> None:
    set_basemaps()
    assert basemaps.offered() == []
    assert absent(ask(0, 0, 0, 0))


def test_a_tile_server_is_offered_as_it_was_written_and_the_sketch_last(set_basemaps: UseBasemaps) -> None:
    amap = {
        "name": "高德",
        "url": "https://example.invalid/{s}/{z}/{x}/{y}",
        "datum": "gcj02",
        "subdomains": "1234",
        "max_zoom": 17,
    }
    set_basemaps(
        amap,
        {"name": "天地图", "url": "https://example.invalid/{z}/{x}/{y}?tk={key}", "key": "k", "attribution": "<b>&"},
    )
    first, second, sketch = basemaps.offered()
    assert {name: first[name] for name in amap} == amap
    assert (first["vector"], second["key"], second["attribution"], second["datum"]) == (False, "k", "<b>&", "wgs84")
    assert sketch["url"] == ""


def test_mbtiles_are_served_with_rows_from_the_north(set_basemaps: UseBasemaps, tmp_path: Path) -> None:
    set_basemaps(
        {"name": "x", "file": str(mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): PNG, (2, 3, 0): PNG + b"north"}))}
    )
    entry = basemaps.offered()[0]
    assert (entry["url"], entry["vector"]) == ("../../map/tiles/0/{z}/{x}/{y}", False)
    answer = ask(0, 2, 3, 0)
    assert (answer.status_code, answer.body, answer.media_type) == (200, PNG + b"north", "image/png")
    assert absent(ask(0, 2, 3, 3))


@pytest.mark.parametrize(("kind", "media_type"), [("png", "image/png"), ("jpg", "image/jpeg"), ("webp", "image/webp")])
def test_mbtiles_are_served_as_what_they_say_they_are(
    set_basemaps: UseBasemaps, tmp_path: Path, kind: str, media_type: str
) -> None:
    set_basemaps({"name": "x", "file": str(mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): b"body"}, kind))})
    assert ask(0, 0, 0, 0).media_type == media_type


def test_packed_vector_tiles_are_unpacked_and_read_by_our_own_script(set_basemaps: UseBasemaps, tmp_path: Path) -> None:
    set_basemaps({"name": "x", "file": str(mbtiles(tmp_path / "a.mbtiles", {(0, 0, 0): gzip.compress(VECTOR)}, "pbf"))})
    entry = basemaps.offered()[0]
    assert entry["vector"] is True
    assert entry["reader"].startswith("../../map/")
    answer = ask(0, 0, 0, 0)
    assert (answer.body, answer.media_type) == (VECTOR, "application/vnd.mapbox-vector-tile")


@pytest.mark.parametrize(
    ("kind", "media_type"), [(TileType.PNG, "image/png"), (TileType.JPEG, "image/jpeg"), (TileType.WEBP, "image/webp")]
)
def test_pmtiles_are_served(set_basemaps: UseBasemaps, tmp_path: Path, kind: TileType, media_type: str) -> None:
    tiles = {(0, 0, 0): b"world", (1, 0, 1): b"south-west", (1, 1, 0): b"north-east"}
    set_basemaps(
        {"name": "y", "url": "https://example.invalid/{z}/{x}/{y}"},
        {"name": "x", "file": str(pmtiles(tmp_path / "a.pmtiles", tiles, kind))},
    )
    assert basemaps.offered()[1]["url"] == "../../map/tiles/1/{z}/{x}/{y}"
    for place, body in tiles.items():
        answer = ask(1, *place)
        assert (answer.body, answer.media_type) == (body, media_type)
    assert absent(ask(1, 1, 0, 0))
    assert absent(ask(0, 0, 0, 0))
    assert absent(ask(2, 0, 0, 0))


def test_packed_pmtiles_of_vectors_are_served_unpacked(set_basemaps: UseBasemaps, tmp_path: Path) -> None:
    set_basemaps(
        {"name": "x", "file": str(pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): VECTOR}, TileType.MVT, packed=True))}
    )
    assert basemaps.offered()[0]["vector"] is True
    answer = ask(0, 0, 0, 0)
    assert (answer.body, answer.media_type) == (VECTOR, "application/vnd.mapbox-vector-tile")


def broken(path: Path, body: bytes | None) -> Path:
    if body is not None:
        path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("missing.mbtiles", None),
        ("missing.pmtiles", None),
        ("text.mbtiles", b"not a database, but long enough to be looked at" * 40),
        ("text.pmtiles", b"not an archive, but long enough to be looked at" * 40),
        ("short.pmtiles", b"PMTiles\x03"),
        ("empty.mbtiles", b""),
        ("empty.pmtiles", b""),
        ("tiles.zip", b"PK"),
    ],
)
def test_an_archive_that_cannot_be_used_is_named(
    tmp_path: Path, name: str, body: bytes | None, set_basemaps: UseBasemaps
) -> None:
    path = broken(tmp_path / name, body)
    set_basemaps({"name": "x", "file": str(path)})
    with pytest.raises(ArchiveError, match=name):
        basemaps.tile(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("z", "x", "y"), [(0, 1, 0), (0, 0, 1), (3, 8, 0), (40, 0, 0), (2000, 0, 0), (30, 2**40, 2**40), (2, 0, 2**70)]
)
@pytest.mark.parametrize("kind", ["mbtiles", "pmtiles"])
def test_a_tile_outside_the_world_is_not_there(
    set_basemaps: UseBasemaps, tmp_path: Path, kind: str, z: int, x: int, y: int
) -> None:
    tiles = {(0, 0, 0): PNG}
    path = (
        mbtiles(tmp_path / "a.mbtiles", tiles)
        if kind == "mbtiles"
        else pmtiles(tmp_path / "a.pmtiles", tiles, TileType.PNG)
    )
    set_basemaps({"name": "x", "file": str(path)})
    assert absent(ask(0, z, x, y))


def test_the_routes_stand_before_what_streamlit_serves() -> None:
    paths = [route.path for route in ROUTES]
    assert paths.index("/map/tiles/{number:int}/{z:int}/{x:int}/{y:int}") < paths.index("/map/{sha256}/{name}")
    assert Starlette(routes=ROUTES).url_path_for("health") == "/healthz"


def test_an_archive_is_only_read(tmp_path: Path, set_basemaps: UseBasemaps) -> None:
    path = mbtiles(tmp_path / "a b#?.mbtiles", {(0, 0, 0): PNG})
    before = path.read_bytes()
    set_basemaps({"name": "x", "file": str(path)})
    assert ask(0, 0, 0, 0).status_code == 200
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [path.name]


def test_the_words_of_the_map_offer_what_the_settings_name(set_basemaps: UseBasemaps) -> None:
    set_basemaps({"name": "区政务底图", "url": "https://example.invalid/{z}/{x}/{y}"})
    found = files.get(words.address(True))
    assert found
    body: dict[str, Any] = json.loads(found.body)
    assert [entry["name"] for entry in body["basemaps"]] == ["区政务底图", "示意底图"]
