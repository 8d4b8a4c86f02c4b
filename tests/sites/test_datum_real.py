"""Real outlines that nobody made for this: footprints of Shanghai, and Chongchuan's own outline in GCJ-02."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.geometry import read_layer
from settings import HOME
from sites.datum import Datum, convert_shapes
from sites.datum_check import Settled, settled
from sites.report import Role
from sites.table import CRS, Layer

DATA = Path(__file__).parents[3] / "shared" / "data"
SHANGHAI = DATA / "shanghai_buildings.geojson"
OUTLINE = DATA / "chongchuan_district_gcj02.geojson"
PACKAGE = HOME / "data" / "geo" / "demo.gpkg"
BLOCK = 0.002
"""Degrees: footprints of one block of some 190 m by 220 m make a compound, the hull of them all."""
METRE = 1 / 111_195
OTHERS: tuple[Datum, ...] = ("gcj02", "bd09")

needs_shanghai = pytest.mark.skipif(not SHANGHAI.exists(), reason="the real file stands beside the repository only")
needs_outline = pytest.mark.skipif(not OUTLINE.exists(), reason="the real file stands beside the repository only")


@pytest.fixture(scope="module")
def shanghai() -> GeoDataFrame:
    """Footprints, each with the block in which its middle lies."""
    frame = pyogrio.read_dataframe(SHANGHAI, columns=[])
    frame = frame.loc[frame.geom_type == "Polygon"].reset_index(drop=True)
    middle = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy())) // BLOCK
    return frame.assign(compound=[f"街坊{x:.0f}-{y:.0f}" for x, y in middle])


def read(
    folder: Path, footprints: GeoDataFrame, named: bool, change: dict[Role, Datum]
) -> tuple[dict[Role, Layer], dict[Role, GeoDataFrame]]:
    """Write both layers, some in another datum, read them as anyone's files; return them, and the frames as they were."""
    blocks = footprints.dissolve("compound").convex_hull
    blocks = blocks.loc[blocks.geom_type == "Polygon"]
    kept = footprints if named else footprints[["geometry"]]
    frames: dict[Role, GeoDataFrame] = {
        "compounds": GeoDataFrame({"compound": blocks.index}, geometry=blocks.to_numpy(), crs=4326),
        "buildings": kept.set_crs(4326, allow_override=True),
    }
    layers = {}
    for role, frame in frames.items():
        shapes = convert_shapes(frame.geometry.to_numpy(), "wgs84", change.get(role, "wgs84"))
        pyogrio.write_dataframe(frame.set_geometry(shapes, crs=4326), folder / f"{role}.gpkg")
        layers[role] = read_layer(folder / f"{role}.gpkg", role)
    return layers, frames


def datums(found: Settled) -> dict[Role, str | None]:
    return {role: layer.input.datum for role, layer in found.layers.items() if layer.input.datum != "wgs84"}


@needs_shanghai
@pytest.mark.parametrize("named", [True, False])
def test_real_footprints_as_they_are_agree_with_their_blocks(
    shanghai: GeoDataFrame, named: bool, tmp_path: Path
) -> None:
    layers, _frames = read(tmp_path, shanghai, named, {})
    found = settled(layers, {})
    codes = [issue.code for layer in found.layers.values() for issue in layer.issues]
    assert (datums(found), codes) == ({}, ["datum_assumed"])


@needs_shanghai
@pytest.mark.parametrize("datum", OTHERS)
@pytest.mark.parametrize("role", ["compounds", "buildings"])
@pytest.mark.parametrize("named", [True, False])
def test_real_footprints_tell_which_layer_was_traced_on_a_web_map(
    shanghai: GeoDataFrame, named: bool, role: Role, datum: Datum, tmp_path: Path
) -> None:
    layers, frames = read(tmp_path, shanghai, named, {role: datum})
    found = settled(layers, {})
    assert datums(found) == {role: datum}
    for name, frame in frames.items():
        back = shapely.get_coordinates(found.layers[name].frame.geometry.to_numpy())
        assert np.abs(back - shapely.get_coordinates(frame.geometry.to_numpy())).max() < 1e-6


@needs_shanghai
def test_a_handful_of_real_footprints_moves_nothing(shanghai: GeoDataFrame, tmp_path: Path) -> None:
    layers, _frames = read(tmp_path, shanghai, True, {"buildings": "gcj02"})
    few = layers["buildings"].frame.iloc[:5]
    layers["buildings"].frame = few
    assert datums(settled(layers, {})) == {}


@pytest.fixture
def outline() -> Layer:
    layer = read_layer(OUTLINE, "subdistricts")
    assert layer.frame.crs == CRS
    return layer


def demo_with(layer: Layer) -> dict[Role, Layer]:
    roles: tuple[Role, ...] = ("compounds", "buildings")
    return {role: read_layer(PACKAGE, role) for role in roles} | {"subdistricts": layer}


@needs_outline
@pytest.mark.parametrize("name", [None, "崇川区"])
def test_one_outline_of_a_whole_district_converts_nothing(outline: Layer, name: str | None) -> None:
    """It holds every compound under every datum: 583 km², against a shift of half a kilometre."""
    outline.frame = outline.frame.assign(subdistrict=np.array([name], dtype=object)).astype({"subdistrict": "str"})
    found = settled(demo_with(outline), {})
    issues = [issue.code for layer in found.layers.values() for issue in layer.issues]
    assert (datums(found), issues) == ({}, [])


@needs_outline
def test_the_outline_is_converted_when_told(outline: Layer) -> None:
    found = settled(demo_with(outline), {"subdistricts": "gcj02"})
    assert datums(found) == {"subdistricts": "gcj02"}
    before = shapely.get_coordinates(outline.frame.geometry.to_numpy())
    after = shapely.get_coordinates(found.layers["subdistricts"].frame.geometry.to_numpy())
    steps = (after - before) / METRE * (np.cos(np.radians(32.0)), 1.0)
    assert np.hypot(*steps.T) == pytest.approx(465, abs=40)
    again = convert_shapes(found.layers["subdistricts"].frame.geometry.to_numpy(), "wgs84", "gcj02")
    assert shapely.get_coordinates(again) == pytest.approx(before, abs=1e-9)
