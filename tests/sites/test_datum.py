"""The conversions meet what others have published, undo each other, and leave alone what they must."""

import math

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given
from hypothesis import strategies as st

from sites.datum import DATUMS, SHIFTED, Datum, convert, convert_shapes

METRE = 1 / 111_195
# Longitude and latitude; the first three from googollee/eviltransform (go/transform_test.go), the last from
# wandergis/coordtransform (test/app.js), both made with the formulas of 2013: they must be met to the last digit.
WGS84_TO_GCJ02 = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
# From wandergis/coordtransform (test/app.js) and caijun/geoChina (man/gcj2bd.Rd, Beijing railway station, five decimals).
GCJ02_TO_BD09 = [
    ((116.404, 39.915), (116.41036949371029, 39.92133699351021), 1e-12),
    ((116.42703, 39.90245), (116.43351, 39.90851), 1e-5),
]
# Cities as the map services themselves convert them, seven decimals, WGS 84, GCJ-02 and BD-09: hujiulong/gcoord,
# test/fixtures/china-cities.json. The services add a metre of noise to GCJ-02, which no formula has.
SERVED = {
    "Nantong": ((120.8900776, 31.9823396), (120.8943001, 31.980175), (120.9008917, 31.9858283)),
    "Kashgar": ((75.9868089, 39.470184), (75.9897602, 39.4704064), (75.9962502, 39.4764048)),
    "Harbin": ((126.528903, 45.8017783), (126.5349726, 45.8037804), (126.5415875, 45.8094074)),
    "Sanya": ((109.507813, 18.2545417), (109.5119135, 18.2528524), (109.5184703, 18.2585878)),
    "Lhasa": ((91.1706414, 29.655277), (91.1721167, 29.6524954), (91.1786184, 29.6585294)),
}
# The published inverses are approximations in one step (wandergis/coordtransform): met to some metres only.
APPROXIMATE = [
    ("gcj02", "wgs84", (116.404, 39.915), (116.39775550083061, 39.91359571849836), 3e-5),
    ("bd09", "gcj02", (116.404, 39.915), (116.39762729119315, 39.90865673957631), 1e-6),
]

degrees = st.tuples(st.floats(73.0, 136.5), st.floats(2.0, 54.5))
datums = st.sampled_from(DATUMS)


def one(point: tuple[float, float], source: Datum, target: Datum) -> np.ndarray:
    return convert(np.array([point]), source, target)[0]


@pytest.mark.parametrize(("wgs84", "gcj02"), WGS84_TO_GCJ02)
def test_the_published_points_are_met_forward_and_back(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert one(wgs84, "wgs84", "gcj02") == pytest.approx(gcj02, abs=1e-12)
    assert one(gcj02, "gcj02", "wgs84") == pytest.approx(wgs84, abs=1e-9)


@pytest.mark.parametrize(("gcj02", "bd09", "tolerance"), GCJ02_TO_BD09)
def test_the_published_points_of_bd09_are_met(
    gcj02: tuple[float, float], bd09: tuple[float, float], tolerance: float
) -> None:
    assert one(gcj02, "gcj02", "bd09") == pytest.approx(bd09, abs=tolerance)


@pytest.mark.parametrize("city", SERVED)
def test_the_services_own_answers_are_met_to_a_metre(city: str) -> None:
    wgs84, gcj02, bd09 = SERVED[city]
    assert one(wgs84, "wgs84", "gcj02") == pytest.approx(gcj02, abs=METRE)
    assert one(gcj02, "gcj02", "bd09") == pytest.approx(bd09, abs=METRE / 50)
    assert one(bd09, "bd09", "wgs84") == pytest.approx(wgs84, abs=METRE)


@pytest.mark.parametrize(("source", "target", "given", "published", "tolerance"), APPROXIMATE)
def test_the_published_approximations_are_met_as_well_as_they_can_be(
    source: Datum, target: Datum, given: tuple[float, float], published: tuple[float, float], tolerance: float
) -> None:
    assert one(given, source, target) == pytest.approx(published, abs=tolerance)


def test_the_shift_at_nantong_is_what_the_documentation_says() -> None:
    here = SERVED["Nantong"][0]
    metres = [
        math.hypot(*((one(here, "wgs84", datum) - here) / METRE * (math.cos(math.radians(here[1])), 1)))
        for datum in ("gcj02", "bd09")
    ]
    assert metres == pytest.approx([465, 1_096], abs=10)


@given(degrees, datums, datums)
def test_there_and_back_again(point: tuple[float, float], source: Datum, target: Datum) -> None:
    there = convert(np.array([point]), source, target)
    assert convert(there, target, source)[0] == pytest.approx(point, abs=1e-9)


@given(degrees, datums)
def test_by_way_of_gcj02_or_straight_is_the_same(point: tuple[float, float], source: Datum) -> None:
    given = np.array([point])
    by_way = convert(convert(given, source, "gcj02"), "gcj02", "bd09")
    assert by_way == pytest.approx(convert(given, source, "bd09"), abs=1e-9)


@given(st.lists(degrees, min_size=1, max_size=30), datums, datums)
def test_many_points_are_each_as_if_alone(points: list[tuple[float, float]], source: Datum, target: Datum) -> None:
    together = convert(np.array(points), source, target)
    alone = np.vstack([one(point, source, target) for point in points])
    assert together == pytest.approx(alone, abs=1e-9)


def test_more_points_than_one_block_are_all_converted() -> None:
    points = np.column_stack([np.linspace(120, 121, 50_001), np.linspace(31.5, 32.5, 50_001)])
    moved = convert(points, "wgs84", "bd09")
    assert (np.abs(moved - points) > 1e-3).all()
    assert convert(moved, "bd09", "wgs84") == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize(
    "point", [(-0.1276, 51.5072), (139.69, 35.69), (SHIFTED[0] - 1e-6, 30.0), (math.nan, math.nan)]
)
def test_what_lies_far_outside_is_left_alone(point: tuple[float, float]) -> None:
    for datum in ("gcj02", "bd09"):
        assert np.array_equal(one(point, "wgs84", datum), point, equal_nan=True)
        assert np.array_equal(one(point, datum, "wgs84"), point, equal_nan=True)


def test_what_is_given_is_not_changed() -> None:
    points = np.array([[120.89, 31.98]])
    for source in DATUMS:
        assert convert(points, source, "wgs84") is not points
    assert points.tolist() == [[120.89, 31.98]]


def test_no_points_are_none() -> None:
    assert convert(np.empty((0, 2)), "gcj02", "wgs84").shape == (0, 2)


def test_every_kind_of_geometry_is_converted_with_all_its_corners() -> None:
    ring = shapely.box(120.88, 31.97, 120.90, 31.99).difference(shapely.box(120.885, 31.975, 120.89, 31.98))
    shapes = GeoSeries(
        [ring, shapely.MultiPolygon([ring]), shapely.LineString([(120.88, 31.97), (120.9, 31.99)]),
         shapely.Point(120.88, 31.97), None, shapely.Polygon()], crs="EPSG:4490"
    )  # fmt: skip
    moved = convert_shapes(shapes.to_numpy(), "wgs84", "gcj02")
    assert shapely.get_type_id(moved).tolist() == shapely.get_type_id(shapes.to_numpy()).tolist()
    expected = convert(shapely.get_coordinates(shapes.to_numpy()), "wgs84", "gcj02")
    assert shapely.get_coordinates(moved).tolist() == expected.tolist()
    assert moved[4] is None
    back = convert_shapes(moved, "gcj02", "wgs84")
    assert shapely.equals_exact(back[:4], shapes.to_numpy()[:4], 1e-9).all()
