"""What is repaired, what is rejected, and what is said of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from sites import overlaps, repairs
from sites.footprints import clean
from sites.homes import shares_in
from sites.report import Issue

HOUSE = shapely.box(120.801, 32.001, 120.8015, 32.0015)
Clean = Callable[..., Any]


def moved(shape: Any, at: int) -> Any:
    return shapely.affinity.translate(shape, xoff=0.001 * at)


@pytest.fixture
def cleaned() -> Clean:
    """Clean shapes as buildings; returns the kept geometries and the issues."""

    def run(*shapes: Any, role: Any = "buildings", **options: Any) -> tuple[list[Any], list[Issue]]:
        rows = {"row": range(1, len(shapes) + 1), "id": [f"b{at}" for at in range(len(shapes))]}
        frame = GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:4490").astype({"id": "str"})
        done = clean(frame, role, "x.gpkg", "id", **options)
        assert done.rejected + len(done.frame) == len(shapes)
        assert done.rejected == sum(issue.severity == "error" for issue in done.issues)
        return list(done.frame.geometry), done.issues

    return run


def said(issues: list[Issue]) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in issues]


def test_a_line_that_ends_where_it_begins_is_an_outline(cleaned: Clean) -> None:
    outline = shapely.LineString(HOUSE.exterior.coords)
    corners = list(moved(HOUSE, 1).exterior.coords)
    sides = shapely.MultiLineString([corners[at : at + 2] for at in range(4)])
    line = shapely.LineString([(120.8, 32.0), (120.801, 32.0), (120.801, 32.001)])
    back = shapely.LineString([(120.8, 32.0), (120.801, 32.0), (120.8, 32.0)])
    kept, issues = cleaned(outline, sides, line, back)
    assert [shape.geom_type for shape in kept] == ["Polygon", "Polygon"]
    assert kept[0].equals(HOUSE)
    assert said(issues) == [("outline_closed", None), ("not_a_polygon", 3), ("not_a_polygon", 4)]
    assert issues[0].values["n"] == 2


def test_pipes_that_run_in_a_ring_stay_lines(cleaned: Clean) -> None:
    ring = shapely.LineString(HOUSE.exterior.coords)
    kept, issues = cleaned(ring, role="pipes", shapes=("LineString", "MultiLineString"), title="管网")
    assert (kept[0].geom_type, issues) == ("LineString", [])


def test_the_polygons_of_a_collection_are_taken(cleaned: Clean) -> None:
    alone = shapely.GeometryCollection([HOUSE])
    mixed = shapely.GeometryCollection([moved(HOUSE, 1), shapely.Point(120.8, 32.0)])
    deep = shapely.GeometryCollection(
        [shapely.GeometryCollection([moved(HOUSE, 2), moved(HOUSE, 3)]), shapely.Point(1, 1)]
    )
    none = shapely.GeometryCollection([shapely.Point(120.8, 32.0), shapely.Point(120.9, 32.0)])
    kept, issues = cleaned(alone, mixed, deep, none)
    assert [shape.geom_type for shape in kept] == ["Polygon", "Polygon", "MultiPolygon"]
    assert said(issues) == [("parts_taken", 2), ("parts_taken", 3), ("not_a_polygon", 4)]


def test_winding_and_repeated_points_are_put_right(cleaned: Clean) -> None:
    clockwise = shapely.reverse(HOUSE) if HOUSE.exterior.is_ccw else HOUSE
    points = list(moved(HOUSE, 1).exterior.coords)
    stuttering = shapely.Polygon([points[0], points[0], *points[1:]])
    kept, issues = cleaned(clockwise, stuttering)
    assert all(shape.exterior.is_ccw for shape in kept)
    assert shapely.get_num_coordinates(kept).tolist() == [5, 5]
    assert said(issues) == [("repeated_points", None)]


def test_a_ring_that_crosses_itself_is_made_valid_and_one_without_area_is_rejected(cleaned: Clean) -> None:
    bow = shapely.Polygon([(120.803, 32.003), (120.804, 32.004), (120.804, 32.003), (120.803, 32.004)])
    touching = shapely.Polygon([(0, 0), (2, 0), (2, 2), (1, 0), (0, 2)])
    touching = shapely.transform(touching, lambda xy: xy * 0.0005 + (120.81, 32.0))
    folded = shapely.Polygon([(120.8, 32.0), (120.801, 32.0), (120.802, 32.0), (120.8, 32.0)])
    kept, issues = cleaned(bow, touching, folded)
    assert all(shape.is_valid for shape in kept)
    assert said(issues) == [("geometry_repaired", 1), ("geometry_repaired", 2), ("broken_geometry", 3)]


def test_a_part_that_is_a_mere_point_does_not_spoil_the_rest(cleaned: Clean) -> None:
    triangle = shapely.Polygon([(120.802, 32.002), (120.801, 32.001), (120.802, 32.001)])
    kept, issues = cleaned(shapely.MultiPolygon([shapely.Polygon([(120.801, 32.002)] * 3), triangle]))
    assert kept[0].equals(triangle)
    assert said(issues) == [("geometry_repaired", 1)]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e308, 181.0])
def test_a_coordinate_that_is_none_rejects_its_row_alone(cleaned: Clean, bad: float) -> None:
    broken = shapely.Polygon([(120.8, 32.0), (bad, 32.0), (120.801, 32.001)])
    kept, issues = cleaned(HOUSE, broken, moved(HOUSE, 1))
    assert len(kept) == 2
    assert said(issues) == [("impossible_coordinates", 2)]


def test_one_building_at_the_origin_is_rejected(cleaned: Clean) -> None:
    origin = shapely.box(0, 0, 0.0005, 0.0005)
    kept, issues = cleaned(HOUSE, moved(HOUSE, 1), origin, moved(HOUSE, 2))
    assert (len(kept), said(issues)) == (3, [("far_away", 3)])
    assert int(str(issues[0].values["km"])) > 10_000
    assert issues[0].value == "0.0003, 0.0003"


def test_a_short_layer_is_measured_from_where_it_should_lie(cleaned: Clean) -> None:
    origin = shapely.box(0, 0, 0.0005, 0.0005)
    assert said(cleaned(HOUSE, origin, around=(120.8, 32.0))[1]) == [("far_away", 2)]
    assert cleaned(HOUSE, origin)[1] == [], "nothing tells which of two is right"


def test_two_halves_far_apart_are_both_kept(cleaned: Clean) -> None:
    there = [shapely.affinity.translate(moved(HOUSE, at), yoff=3) for at in range(3)]
    assert cleaned(HOUSE, moved(HOUSE, 1), moved(HOUSE, 2), *there)[1] == []


def test_slivers_are_rejected_and_sliver_parts_dropped(cleaned: Clean) -> None:
    speck = shapely.box(120.805, 32.0, 120.805005, 32.000005)
    strip = shapely.box(120.806, 32.0, 120.807, 32.000002)
    kept, issues = cleaned(HOUSE, speck, strip, shapely.MultiPolygon([moved(HOUSE, 9), speck]))
    assert [shape.geom_type for shape in kept] == ["Polygon", "Polygon"]
    assert said(issues) == [("sliver_part_dropped", 4), ("sliver_polygon", 2), ("sliver_polygon", 3)]


def test_a_compound_must_be_larger_than_a_building(cleaned: Clean) -> None:
    shed = shapely.box(120.8, 32.0, 120.80008, 32.00008)
    assert cleaned(shed)[1] == []
    assert said(cleaned(shed, role="compounds")[1]) == [("sliver_polygon", 1)]


def test_twins_are_rejected_however_they_start_turn_or_are_wrapped(cleaned: Clean) -> None:
    points = list(HOUSE.exterior.coords)[:-1]
    turned = shapely.Polygon([*points[2:], *points[:2]][::-1])
    kept, issues = cleaned(HOUSE, turned, shapely.MultiPolygon([HOUSE]))
    assert len(kept) == 1
    assert said(issues) == [("duplicate_geometry", 2), ("duplicate_geometry", 3)]


@pytest.mark.parametrize(("shift", "told"), [(0.00001, True), (0.00003, False)])
def test_near_twins_are_both_kept_and_named(cleaned: Clean, shift: float, told: bool) -> None:
    kept, issues = cleaned(HOUSE, shapely.affinity.translate(HOUSE, xoff=shift))
    assert len(kept) == 2
    assert said(issues) == ([("near_duplicate", 2)] if told else [])
    assert not told or issues[0].values["first"] == 1


def test_overlaps_are_measured_in_square_metres_and_share_of_the_smaller() -> None:
    ground = shapely.box(120.8, 32.0, 120.802, 32.002)
    beside = shapely.box(120.802, 32.0, 120.804, 32.002)
    over = shapely.box(120.8039, 32.0, 120.806, 32.002)
    sloppy = shapely.box(120.80599, 32.0, 120.808, 32.002)
    within = shapely.box(120.8002, 32.0002, 120.8008, 32.0008)
    found = list(overlaps.overlapping(np.array([ground, beside, over, sloppy, within, ground])))
    assert [(one, other) for one, other, *_ in found] == [(0, 4), (1, 2), (4, 5)]
    assert found[1][2] == pytest.approx(9.44 * 221.7, rel=0.01)
    assert found[1][3] == pytest.approx(0.05, rel=0.01)
    assert found[0][3] == pytest.approx(1.0)


def test_a_building_across_two_compounds_names_both_shares() -> None:
    grounds = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    houses = np.array([shapely.box(at - 0.1, 0.4, at + 0.1, 0.5) for at in (0.5, 1.0, 1.04, 1.09)])
    shares = shares_in(houses, grounds)
    assert [(at, other) for at, _share, other, _rest in overlaps.across(*shares, np.array([0, 0, 1, 1]))] == [
        (1, 1),
        (2, 0),
    ]
    found = {at: (share, rest) for at, share, _other, rest in overlaps.across(*shares, np.array([0, 1, 0, 1]))}
    assert found[2] == pytest.approx((0.3, 0.7))
    assert list(overlaps.across(*shares, np.array([-1, -1, -1, -1]))) == []


def test_what_cannot_be_repaired_is_left_as_it_was() -> None:
    shapes = np.array([HOUSE, shapely.Point(1, 2), None], dtype=object)
    assert repairs.simplest(shapes) is shapes
    assert repairs.parts_of(shapes, 2)[0] is shapes
    assert repairs.outlines(shapes)[0] is shapes
