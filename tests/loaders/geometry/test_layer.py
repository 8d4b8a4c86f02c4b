import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.errors import CRSError, FormatError, LayerError, OptionError
from loaders.geometry import read_layer
from sites.join import join
from sites.report import Issue


def codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def same_place(one: GeoDataFrame, other: GeoDataFrame) -> bool:
    return bool((shapely.hausdorff_distance(one.geometry.to_numpy(), other.geometry.to_numpy()) < 2e-9).all())


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb", ".parquet", ".geoparquet"])
def test_every_form_gives_the_same_frame(compounds: GeoDataFrame, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    if suffix.endswith("parquet"):
        compounds.to_parquet(path)
    else:
        options = {".shp": {"encoding": "UTF-8"}, ".fgb": {"SPATIAL_INDEX": "NO"}}  # an index would sort the features
        compounds.to_file(path, **options.get(suffix, {}))
    layer = read_layer(path, "compounds")
    assert layer.frame["compound"].tolist() == ["虹桥新村一期", "学田苑"]
    assert layer.frame["compound_id"].tolist() == ["c1", "c2"]
    assert layer.frame["row"].tolist() == [1, 2]
    assert layer.frame.crs.to_epsg() == 4490
    assert same_place(layer.frame, compounds)
    assert layer.input.rows_in == 2
    assert len(layer.input.sha256) == 64


@pytest.mark.parametrize(
    ("encoding", "cpg", "used", "lies"),
    [("GBK", None, "GBK", False), ("GBK", "GBK", "GBK", False), ("GBK", "UTF-8", "GBK", True), ("UTF-8", None, "UTF-8", False), ("UTF-8", "CP936", "UTF-8", True), ("GBK", "ISO-8859-1", "GBK", True)],
)  # fmt: skip
def test_a_shapefiles_encoding_is_what_its_bytes_say(
    compounds: GeoDataFrame, shapefile: Any, encoding: str, cpg: str | None, used: str, lies: bool
) -> None:
    layer = read_layer(shapefile(compounds, encoding, cpg), "compounds")
    assert layer.frame["compound"].tolist() == ["虹桥新村一期", "学田苑"]
    assert layer.input.encoding == used
    assert ("encoding_corrected" in codes(layer.issues)) == lies


def test_a_zip_of_a_shapefile_is_read_from_whatever_folder(
    buildings: GeoDataFrame, shapefile: Any, zipped: Any
) -> None:
    path = shapefile(buildings, "GBK", name="楼栋")
    archive = zipped(*path.parent.glob("楼栋.*"), folder="导出/")
    layer = read_layer(archive, "buildings")
    assert layer.frame["building_no"].tolist() == ["1幢", "2幢", "1幢", "2幢"]
    assert layer.frame["building_id"].tolist() == ["b1", "b2", "b3", "b4"], "cut to ten bytes in the table"
    assert layer.input.path == str(archive)


def test_the_layer_named_after_the_role_is_taken_else_the_only_one_that_fits(
    compounds: GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "all.gpkg"
    points = compounds.set_geometry(shapely.centroid(compounds.geometry.to_numpy()), crs=compounds.crs)
    for name, frame in {"a": compounds, "buildings": compounds.iloc[:1], "points": points}.items():
        pyogrio.write_dataframe(frame, path, layer=name, append=path.exists())
    assert read_layer(path, "buildings").input.rows_in == 1
    assert read_layer(path, "charging").input.rows_in == 2
    with pytest.raises(LayerError, match="a（面，2 个）、buildings（面，1 个）、points（点，2 个）"):
        read_layer(path, "compounds")


@pytest.mark.parametrize("epsg", [4549, 4528, 4326, 4490, 32651, 3857])
def test_a_declared_system_is_used_and_becomes_4490(compounds: GeoDataFrame, tmp_path: Path, epsg: int) -> None:
    path = tmp_path / "x.gpkg"
    compounds.to_crs(epsg).to_file(path)
    layer = read_layer(path, "compounds")
    assert (layer.input.declared_crs, layer.input.crs) == (f"EPSG:{epsg}", f"EPSG:{epsg}")
    assert same_place(layer.frame, compounds)


def test_degrees_without_a_system_are_assumed_and_said(compounds: GeoDataFrame, shapefile: Any) -> None:
    layer = read_layer(shapefile(compounds, prj=False), "compounds")
    assert (layer.input.declared_crs, layer.input.crs) == (None, "EPSG:4490")
    assert "crs_assumed" in codes(layer.issues)


def test_metres_that_nothing_explains_ask_for_a_system_or_control_points(
    compounds: GeoDataFrame, shapefile: Any
) -> None:
    moved = compounds.to_crs(4549).translate(-540_000, -3_500_000)
    path = shapefile(compounds.set_geometry(moved, crs=None), prj=False)
    with pytest.raises(CRSError, match=r"--crs compounds=EPSG.*--crs compounds=points\.csv"):
        read_layer(path, "compounds")
    with pytest.raises(OptionError, match="EPSG:nonsense"):
        read_layer(path, "compounds", "EPSG:nonsense")
    with pytest.raises(CRSError):
        read_layer(path, "compounds", "EPSG:4326")


def test_geojson_is_degrees_by_definition_unless_its_numbers_say_otherwise(
    compounds: GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": compounds.__geo_interface__["features"]}))
    layer = read_layer(path, "compounds")
    assert (layer.input.declared_crs, layer.input.crs, codes(layer.issues)) == (None, "EPSG:4326", [])
    metres = compounds.to_crs(4549).__geo_interface__["features"]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": metres}))
    layer = read_layer(path, "compounds")
    assert (layer.input.declared_crs, layer.input.crs, codes(layer.issues)) == (None, "EPSG:4549", ["crs_corrected"])
    assert same_place(layer.frame, compounds)


def test_heights_are_dropped_and_said(compounds: GeoDataFrame, tmp_path: Path) -> None:
    high = compounds.set_geometry(shapely.force_3d(compounds.geometry.to_numpy(), 5.0), crs=compounds.crs)
    high.to_file(tmp_path / "z.gpkg")
    layer = read_layer(tmp_path / "z.gpkg", "compounds")
    assert not shapely.has_z(layer.frame.geometry.to_numpy()).any()
    assert codes(layer.issues) == ["vertical_dropped"]


def test_a_value_that_cannot_be_read_is_named_with_its_row(buildings: GeoDataFrame, tmp_path: Path) -> None:
    buildings.assign(户数=["36", "三十来户", None, "12户"]).to_file(tmp_path / "x.gpkg")
    layer = read_layer(tmp_path / "x.gpkg", "buildings")
    assert layer.frame["households"].astype(object).where(layer.frame["households"].notna(), None).tolist() == [
        36,
        None,
        None,
        12,
    ]
    issue = layer.issues[0]
    assert (issue.code, issue.row, issue.column, issue.value) == ("unreadable_value", 2, "户数", "三十来户")


def test_facility_words_become_codes(tmp_path: Path) -> None:
    columns = {
        "编号": ["e1", "e2", "e3"],
        "状态": ["投用", "很快", None],
        "类型": ["汽车", "ebike", None],
        "功率": ["7kW", 3.5, None],
    }
    shapes = [shapely.Point(120.861, 32.011)] * 3
    GeoDataFrame(columns, geometry=shapes, crs=4490).astype({"功率": "str"}).to_file(tmp_path / "x.gpkg")
    layer = read_layer(tmp_path / "x.gpkg", "charging")
    assert layer.frame["status"].fillna("").tolist() == ["in_use", "", ""]
    assert layer.frame["kind"].fillna("").tolist() == ["car", "ebike", ""]
    assert layer.frame["power_kw"].iloc[:2].tolist() == [7.0, 3.5]
    assert codes(layer.issues) == ["unknown_status_word"]


def test_a_layer_without_features_or_geometry_is_refused(compounds: GeoDataFrame, tmp_path: Path) -> None:
    compounds.iloc[:0].to_file(tmp_path / "empty.gpkg")
    with pytest.raises(LayerError):
        read_layer(tmp_path / "empty.gpkg", "compounds")
    pyogrio.write_dataframe(compounds.drop(columns="geometry"), tmp_path / "table.gpkg", layer="compounds")
    with pytest.raises(LayerError):
        read_layer(tmp_path / "table.gpkg", "compounds")


def test_a_cut_file_is_one_clear_error(compounds: GeoDataFrame, tmp_path: Path, shapefile: Callable[..., Path]) -> None:
    path = tmp_path / "x.geojson"
    compounds.to_file(path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FormatError, match=r"x\.geojson"):
        read_layer(path, "compounds")
    table = shapefile(compounds).with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:5])
    with pytest.raises(FormatError):
        read_layer(table.with_suffix(".shp"), "compounds")


SHANGHAI = Path(__file__).parents[4] / "shared" / "data" / "shanghai_buildings.geojson"


@pytest.mark.skipif(not SHANGHAI.exists(), reason="the real file stands beside the repository only")
def test_a_real_file_is_reported_not_swallowed(tmp_path: Path) -> None:
    from datetime import date

    footprints = pyogrio.read_dataframe(SHANGHAI)
    polygons = footprints[footprints.geom_type == "Polygon"]
    centres = shapely.centroid(polygons.geometry.to_numpy())
    tiles = [f"{shapely.get_x(at) // 0.004:.0f}/{shapely.get_y(at) // 0.004:.0f}" for at in centres]
    hulls = polygons.assign(compound=tiles).dissolve("compound").convex_hull
    GeoDataFrame({"compound": hulls.index}, geometry=hulls.to_numpy(), crs=4326).to_file(tmp_path / "hulls.gpkg")
    edition = join(
        read_layer(tmp_path / "hulls.gpkg", "compounds"),
        read_layer(SHANGHAI, "buildings"),
        [],
        {},
        None,
        date(2022, 8, 31),
    )
    outlines = {shapely.normalize(shape).wkb for shape in polygons.geometry}
    found = codes(edition.report.issues)
    entry = next(entry for entry in edition.report.inputs if entry.role == "buildings")
    assert edition.report.conserved
    assert (entry.rows_in, entry.rows_joined, entry.rows_rejected) == (1981, len(outlines), 1981 - len(outlines))
    assert found.count("not_a_polygon") == 409
    assert found.count("duplicate_geometry") == len(polygons) - len(outlines) > 0
    kept = polygons.loc[~polygons.geometry.apply(lambda shape: shapely.normalize(shape).wkb).duplicated(), "id"]
    assert found.count("repeated_id") == kept.duplicated().sum() > 0
    assert edition.buildings["building_id"].is_unique
