"""The demo's ground: a place that adds up, and that looks like where it says it is."""

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from demo import blocks
from sites.facilities import LAYERS
from sites.official import DEMO_INVOLVED, PLACE, SUBDISTRICTS, TOTALS
from tests.demo.committed import GEOPACKAGE, SHAPEFILE, layer

HAIR_M2 = 0.5
"""Coordinates are rounded to a centimetre, so shared edges of a few km may enclose this much."""


def test_the_sums_are_the_official_ones_exactly() -> None:
    buildings, compounds = layer("buildings"), layer("compounds")
    assert len(compounds) == TOTALS["compounds"]
    assert len(buildings) == TOTALS["buildings"]
    assert buildings.households.sum() == TOTALS["households"]
    assert buildings.floor_area_m2.sum() == TOTALS["floor_area_m2"]
    assert set(compounds.subdistrict) == set(DEMO_INVOLVED)


def test_the_subdistricts_tile_the_district_without_gap_or_overlap() -> None:
    areas = layer("subdistricts")
    assert tuple(areas.subdistrict) == SUBDISTRICTS
    assert areas.loc[areas.involved, "subdistrict"].tolist() == list(DEMO_INVOLVED)
    district = shapely.union_all(areas.geometry.array)
    assert areas.area.sum() == pytest.approx(district.area, abs=HAIR_M2)
    assert district.geom_type == "Polygon"
    assert not shapely.get_num_interior_rings(district)
    ground = layer("ground")
    assert shapely.symmetric_difference(ground[ground.kind == "district"].geometry.iloc[0], district).area < HAIR_M2


def test_every_layer_is_in_degrees_of_cgcs2000_around_the_place() -> None:
    for name, _ in pyogrio.list_layers(GEOPACKAGE):
        frame = gpd.read_file(GEOPACKAGE, layer=name)
        assert frame.crs is not None
        assert frame.crs.to_epsg() == 4490
        assert frame.is_valid.all()
        assert not frame.is_empty.any()
        if name != "ground":
            west, south, east, north = frame.total_bounds
            assert west < PLACE[0] < east
            assert south < PLACE[1] < north
            assert west > 120.7
            assert east < 121.05
            assert south > 31.85
            assert north < 32.16


def test_the_ground_has_river_ring_canals_hills_and_main_roads() -> None:
    ground = layer("ground")
    kinds = ground.groupby("kind").name.nunique()
    assert set(kinds.index) == {"district", "river", "moat", "canal", "hill", "road"}
    assert kinds["canal"] >= 4
    assert kinds["road"] >= 12
    assert kinds["hill"] >= 1
    moat = ground[ground.kind == "moat"].geometry.iloc[0]
    assert shapely.get_num_interior_rings(moat) == 1, "the Hao river is a ring"
    assert 1500 < np.ptp(moat.bounds[::2]) < 3000
    river, district = (ground[ground.kind == kind].geometry.iloc[0] for kind in ("river", "district"))
    assert river.touches(district) or shapely.intersection(river, district).area < 10
    corner = shapely.Point(district.bounds[:2])
    halfway = shapely.line_interpolate_point(shapely.LineString([corner, district.centroid]), 0.5, normalized=True)
    assert river.contains(halfway), "the Yangtze lies to the south-west"


def test_compounds_stand_inside_their_subdistrict_clear_of_each_other_of_water_and_of_roads() -> None:
    compounds, areas, ground = layer("compounds"), layer("subdistricts").set_index("subdistrict"), layer("ground")
    assert all(areas.geometry[row.subdistrict].contains(row.geometry) for row in compounds.itertuples())
    apart = compounds.sindex.query(compounds.geometry, predicate="dwithin", distance=20)
    assert (apart[0] == apart[1]).all()
    wet = ground[ground.kind.isin(["river", "moat", "hill"])].geometry
    lines = ground[ground.kind.isin(["canal", "road"])]
    beds = lines.geometry.buffer(lines.width_m / 2)
    for taken in (wet, beds):
        assert not len(compounds.sindex.query(taken, predicate="intersects")[0])
    assert compounds["compound"].is_unique
    assert compounds.character.is_unique


def test_plots_are_no_rectangles_and_hold_eight_to_thirty_buildings() -> None:
    compounds, buildings = layer("compounds"), layer("buildings")
    box = shapely.minimum_rotated_rectangle(compounds.geometry.array)
    assert (compounds.area / shapely.area(box)).median() < 0.97
    assert buildings.groupby("compound_id").size().between(blocks.FEWEST, blocks.MOST).all()


def test_buildings_stand_inside_their_compound_and_do_not_overlap() -> None:
    buildings, compounds = layer("buildings"), layer("compounds").set_index("compound_id")
    own = compounds.geometry[buildings.compound_id]
    assert shapely.contains_properly(own.array, buildings.geometry.array).all()
    near = buildings.sindex.query(buildings.geometry, predicate="dwithin", distance=6)
    assert (near[0] == near[1]).all(), "side gaps are at least six metres"


def test_blocks_have_the_size_of_slab_blocks() -> None:
    buildings = layer("buildings")
    length, depth, turn = _sides(buildings)
    assert ((length > 44.9) & (length < 65.1)).all()
    assert ((depth > 10.9) & (depth < 13.1)).all()
    assert (np.abs(turn) < 20).all(), "rows face within 20° of south"
    assert buildings.storeys.between(5, 7).all()
    assert buildings.units.between(2, 4).all()
    assert (buildings.floor_area_m2 / (length * depth * buildings.storeys)).between(0.94, 1.06).all()
    assert (buildings.households - buildings.units * buildings.storeys * 2).abs().max() <= 3
    assert (buildings.built_year < 2000).all()


def test_the_winter_sun_reaches_every_row() -> None:
    buildings = layer("buildings")
    turn = _sides(buildings)[2]
    for at, (_, rows) in zip(
        buildings.groupby("compound_id").indices.values(), buildings.groupby("compound_id"), strict=True
    ):
        upright = rows.geometry.rotate(-float(np.median(turn[at])), origin=(0, 0))
        south, north = upright.bounds.miny.to_numpy(), upright.bounds.maxy.to_numpy()
        west, east = upright.bounds.minx.to_numpy(), upright.bounds.maxx.to_numpy()
        gap = south[:, None] - north[None, :]
        faces = (west[:, None] < east[None, :]) & (west[None, :] < east[:, None]) & (gap > 0)
        needed = 1.2 * 2.9 * rows.storeys.to_numpy()[None, :]
        assert (gap >= needed - 0.2)[faces].all()


def test_building_numbers_run_from_one_in_ascii_digits() -> None:
    for _, rows in layer("buildings").groupby("compound_id"):
        assert rows.building_no.tolist() == [str(number) for number in range(1, len(rows) + 1)]


def test_facilities_have_their_columns_and_stand_on_free_ground() -> None:
    buildings, compounds = layer("buildings"), layer("compounds").set_index("compound_id")
    for kind in LAYERS:
        frame = layer(kind.name)
        assert {"facility_id", "compound_id", "status", *kind.attributes} <= set(frame.columns)
        assert frame.facility_id.is_unique
        assert set(frame.geom_type) <= set(kind.geometry)
        assert set(frame.status) == set(kind.statuses), "every status occurs"
        assert not len(buildings.sindex.query(frame.geometry, predicate="intersects")[0])
        assert shapely.covers(compounds.geometry[frame.compound_id].array, frame.geometry.array).all()
    assert len(layer("elevators")) == buildings.units.sum()


def test_the_shapefile_is_in_gbk_and_tells_the_same_compounds() -> None:
    assert SHAPEFILE.with_suffix(".cpg").read_text().strip().upper() in ("GBK", "CP936")
    raw = SHAPEFILE.with_suffix(".dbf").read_bytes()
    assert "虹桥新村一期".encode("gbk") in raw
    assert "虹桥新村一期".encode() not in raw
    shapes = gpd.read_file(SHAPEFILE, encoding="GBK")
    assert shapes["小区名称"].tolist() == layer("compounds")["compound"].tolist()
    assert all(len(name.encode("gbk")) <= 10 for name in shapes.columns if name != "geometry")


def _sides(buildings: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Length and depth (m) and turn (degrees from east) of each block."""
    points = shapely.get_coordinates(buildings.geometry.array).reshape(-1, 5, 2)
    edge = points[:, 1:3] - points[:, :2]
    size = np.hypot(edge[..., 0], edge[..., 1])
    long = np.where((size[:, 0] > size[:, 1])[:, None], edge[:, 0], edge[:, 1])
    turn = (np.degrees(np.arctan2(long[:, 1], long[:, 0])) + 90) % 180 - 90
    return size.max(axis=1), size.min(axis=1), turn
