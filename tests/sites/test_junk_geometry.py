"""Whatever is drawn, every row is joined or rejected with one error, and what is joined can be used."""

from typing import Any

import numpy as np
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.footprints import POLYGONS

NUMBER = st.one_of(
    st.floats(120.8, 120.83), st.sampled_from([0.0, 120.8, 120.805, 120.81, 32.0, -1.0, 181.0, float("nan"), float("inf"), 1e300])
)  # fmt: skip
LATITUDE = st.one_of(st.floats(31.99, 32.01), st.sampled_from([32.0, 32.005, 0.0, 91.0, float("nan"), -1e300]))
PLACE = st.tuples(NUMBER, LATITUDE)
NEAR = st.tuples(st.sampled_from([120.801, 120.802, 120.803, 120.806]), st.sampled_from([32.001, 32.002, 32.004]))
RING = st.tuples(NEAR, st.lists(st.one_of(NEAR, NEAR, NEAR, PLACE), min_size=2, max_size=6)).map(
    lambda ring: [ring[0], *ring[1]]
)
POINT = PLACE.map(shapely.Point)
LINE = st.one_of(
    st.lists(PLACE, min_size=2, max_size=5).map(shapely.LineString), RING.map(lambda ring: shapely.LineString([*ring, ring[0]]))
)  # fmt: skip
POLYGON = RING.map(shapely.Polygon)
SINGLE = st.one_of(POINT, LINE, POLYGON, POLYGON)
SHAPE = st.one_of(
    SINGLE,
    POLYGON,
    st.none(),
    st.sampled_from([shapely.Polygon(), shapely.Point(), shapely.GeometryCollection(), shapely.MultiPolygon()]),
    st.lists(POLYGON, max_size=3).map(shapely.MultiPolygon),
    st.lists(POINT, max_size=3).map(lambda points: shapely.MultiPoint(points)),
    st.lists(LINE, max_size=3).map(shapely.MultiLineString),
    st.lists(st.one_of(SINGLE, st.lists(SINGLE, max_size=2).map(shapely.GeometryCollection)), max_size=3).map(
        shapely.GeometryCollection
    ),
)
PATIENT = settings(
    max_examples=max(settings.default.max_examples // 2, 1),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)


def holds(edition: Any) -> None:
    assert edition.report.conserved
    for role in ("compounds", "buildings", "parking", "charging", "pipes"):
        entries = [entry for entry in edition.report.inputs if entry.role == role]
        errors = sum(issue.severity == "error" and issue.role == role for issue in edition.report.issues)
        assert errors == sum(entry.rows_rejected for entry in entries), role
    for frame in (edition.compounds, edition.buildings):
        shapes = frame.geometry.to_numpy()
        assert set(frame.geometry.geom_type) <= set(POLYGONS)
        assert shapely.is_valid(shapes).all()
        assert np.isfinite(shapely.get_coordinates(shapes)).all()


@PATIENT
@given(st.lists(SHAPE, min_size=1, max_size=9))
def test_every_junk_building_is_joined_or_rejected(district: Any, shapes: list[Any]) -> None:
    rows = [{"building_id": f"b{at}"} for at in range(len(shapes))]
    holds(district.join(buildings=district.buildings(rows, shapes)))


@PATIENT
@given(st.lists(SHAPE, min_size=3, max_size=3))
def test_every_junk_compound_is_joined_or_rejected(district: Any, shapes: list[Any]) -> None:
    layer = district.compounds()
    layer.frame = layer.frame.set_geometry(np.array(shapes, dtype=object), crs=layer.frame.crs)
    holds(district.join(compounds=layer))


@PATIENT
@given(st.sampled_from(["parking", "charging", "pipes"]), st.lists(SHAPE, min_size=1, max_size=6))
def test_every_junk_facility_is_joined_or_rejected(district: Any, name: str, shapes: list[Any]) -> None:
    rows = [{"facility_id": f"f{at}", "compound": "甲小区"} for at in range(len(shapes))]
    holds(district.join(facilities={name: district.facilities(name, rows, shapes)}))
