"""Every shape goes to the browser once, and comes out where it was, to a ten-millionth of a degree."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import files, geometry
from sites.deltas import FINE
from sites.edition import Edition
from tests.demo_store import store

CRS = "EPSG:4490"
STEP = 1 / FINE
"""Degrees: what rounding may move a point by, twice over."""


def read(edition: Edition, ground: dict[str, GeoDataFrame] | None = None) -> dict[str, Any]:
    """Encode, and read the file as the browser gets it."""
    found = files.get(geometry.address(edition, ground or {}))
    assert found
    body: dict[str, Any] = json.loads(found.body)
    return body


def points(deltas: list[int]) -> np.ndarray:
    return np.cumsum(np.array(deltas, np.int64).reshape(-1, 2), axis=0) / FINE


def rings(shapes: dict[str, list[int]]) -> list[list[np.ndarray]]:
    """The rings of each feature, as the format's description has it; see frontend/src/geometry.js."""
    every = np.split(points(shapes["xy"]), np.cumsum(shapes["points"])[:-1]) if shapes["points"] else []
    ends = np.cumsum(shapes["rings"])
    return [every[end - n : end] for end, n in zip(ends, shapes["rings"], strict=True)]


def written(shape: Any) -> list[np.ndarray]:
    """The rings (or lines) of a shape, without the point that closes a ring."""
    if "Line" in shape.geom_type:
        return [shapely.get_coordinates(part) for part in shapely.get_parts(shape)]
    return [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shapely.get_parts(shape))]


def assert_same(shapes: dict[str, list[int]], frame: GeoSeries) -> None:
    decoded = rings(shapes)
    assert len(decoded) == len(frame)
    for got, shape in zip(decoded, frame, strict=True):
        expected = written(shape)
        assert [len(ring) for ring in got] == [len(ring) for ring in expected]
        for one, other in zip(got, expected, strict=True):
            assert np.abs(one - other).max() <= STEP


@pytest.fixture(scope="module")
def body(edition: Edition) -> dict[str, Any]:
    return read(edition, store().ground())


@pytest.mark.parametrize("layer", ["subdistricts", "compounds", "buildings"])
def test_the_demos_areas_come_out_as_they_went_in(edition: Edition, body: dict[str, Any], layer: str) -> None:
    assert_same(body[layer]["shapes"], getattr(edition, layer).geometry)


def test_the_demos_pipes_and_places_come_out_as_they_went_in(edition: Edition, body: dict[str, Any]) -> None:
    assert_same(body["facilities"]["pipes"]["shapes"], edition.facilities["pipes"].geometry)
    chargers = shapely.get_coordinates(edition.facilities["charging"].geometry)
    assert np.abs(points(body["facilities"]["charging"]["at"]) - chargers).max() <= STEP


def test_the_demos_ground_is_all_there(body: dict[str, Any]) -> None:
    frames = store().ground().values()
    assert sum(len(part["shapes"]["rings"]) for part in body["ground"]) == sum(map(len, frames))
    for part in body["ground"]:
        rows = [
            frame[(frame["kind"] == part["kind"]) & (frame.geom_type.str.contains("Polygon") == part["area"])]
            for frame in frames
        ]
        (own,) = [frame for frame in rows if len(frame) == len(part["shapes"]["rings"])]
        assert_same(part["shapes"], own.geometry)


def test_every_building_keeps_its_row_and_its_compound(edition: Edition, body: dict[str, Any]) -> None:
    buildings, compounds = body["buildings"], body["compounds"]
    assert buildings["id"] == edition.buildings["building_id"].tolist()
    assert buildings["number"] == edition.buildings["building_no"].tolist()
    assert [compounds["id"][at] for at in buildings["compound"]] == edition.buildings["compound_id"].tolist()
    assert compounds["name"] == edition.compounds["compound"].tolist()
    assert [body["subdistricts"]["name"][at] for at in compounds["subdistrict"]] == edition.compounds[
        "subdistrict"
    ].tolist()
    assert sum(compounds["buildings"]) == len(edition.buildings)


def test_numbers_and_names_stand_inside_what_they_speak_of(edition: Edition, body: dict[str, Any]) -> None:
    for layer in ("subdistricts", "compounds", "buildings"):
        at = shapely.points(points(body[layer]["at"]))
        assert shapely.covers(getattr(edition, layer).geometry.to_numpy(), at).all(), layer


def test_an_elevator_knows_its_building(edition: Edition, body: dict[str, Any]) -> None:
    elevators = body["facilities"]["elevators"]
    assert [body["buildings"]["id"][at] for at in elevators["building"]] == edition.facilities["elevators"][
        "building_id"
    ].tolist()
    assert elevators["status"] == edition.facilities["elevators"]["status"].tolist()


def test_the_same_content_has_the_same_address_and_other_content_another(small: Edition) -> None:
    assert geometry.address(small, {}) == geometry.address(small, {})
    moved = replace(small, compounds=small.compounds.set_geometry(small.compounds.translate(2 * STEP)))
    assert geometry.address(moved, {}) != geometry.address(small, {})


def test_a_building_without_a_compound_is_drawn_all_the_same(small: Edition) -> None:
    homeless = replace(small, buildings=small.buildings.assign(compound_id=None, households=None, storeys=None))
    body = read(homeless)
    assert body["buildings"]["compound"] == [-1, -1]
    assert body["buildings"]["households"] == [None, None]
    assert body["compounds"]["buildings"] == [0, 0]


def test_nothing_that_is_not_drawn_goes_to_the_browser(body: dict[str, Any]) -> None:
    assert set(body) == {"ground", "subdistricts", "compounds", "buildings", "facilities", "hash"}
    assert set(body["buildings"]) == {"id", "compound", "number", "households", "storeys", "shapes", "at"}
    assert set(body["compounds"]) == {"id", "name", "subdistrict", "buildings", "shapes", "at"}


# ---- any shape at all ----

coordinate = st.floats(-1, 1, allow_nan=False).map(lambda x: x / 100)
centre = st.tuples(st.floats(-179, 179), st.floats(-84, 84))


@st.composite
def polygons(draw: Any) -> shapely.Polygon:
    """A star around a centre, with up to three holes."""
    x, y = draw(centre)
    n = draw(st.integers(3, 12))
    radii = np.array(draw(st.lists(st.floats(0.5, 1), min_size=n, max_size=n)))
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    star = np.column_stack([np.cos(angle), np.sin(angle)])
    size = draw(st.floats(1e-4, 0.5))
    holes = [
        np.array([x, y]) + size * (0.12 * star + [0.3 * (at - 1) * 0.4, 0]) for at in range(draw(st.integers(0, 3)))
    ]
    return shapely.Polygon(np.array([x, y]) + size * radii[:, None] * star, holes)


@st.composite
def lines(draw: Any) -> shapely.LineString:
    x, y = draw(centre)
    steps = draw(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=12))
    return shapely.LineString(np.cumsum([(x, y), *steps], axis=0))


areas = st.one_of(polygons(), st.lists(polygons(), min_size=1, max_size=3).map(shapely.MultiPolygon))
ways = st.one_of(lines(), st.lists(lines(), min_size=1, max_size=3).map(shapely.MultiLineString))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(st.lists(areas, min_size=1, max_size=6), st.lists(ways, max_size=6))
def test_any_shape_comes_out_as_it_went_in(small: Edition, shapes: list[Any], drawn: list[Any]) -> None:
    kinds = ["lake"] * len(shapes) + ["road"] * len(drawn)
    ground = GeoDataFrame({"kind": kinds, "name": [""] * len(kinds)}, geometry=[*shapes, *drawn], crs=CRS)
    parts = {part["kind"]: part for part in read(small, {"ground": ground})["ground"]}
    assert_same(parts["lake"]["shapes"], GeoSeries(shapes))
    assert parts["lake"]["area"] is True
    if drawn:
        assert_same(parts["road"]["shapes"], GeoSeries(drawn))
        assert parts["road"]["area"] is False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(st.lists(areas, min_size=2, max_size=2))
def test_any_compound_comes_out_as_it_went_in(small: Edition, shapes: list[Any]) -> None:
    odd = replace(
        small, compounds=small.compounds.set_geometry(GeoSeries(shapes, index=small.compounds.index, crs=CRS))
    )
    assert_same(read(odd)["compounds"]["shapes"], GeoSeries(shapes))
