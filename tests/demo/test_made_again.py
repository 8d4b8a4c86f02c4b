"""The command makes the committed demo again, with equal content, and larger ones that still hold together."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from python_calamine import CalamineWorkbook

import demo
from demo import workbooks
from sites.columns import BUILDING_COLUMNS, COMPOUND_COLUMNS
from tests.demo.committed import DATA, GEOPACKAGE, SHAPEFILE, WORKBOOKS, cells


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    demo.write(out)
    return out


def test_the_same_files_are_written(made: Path) -> None:
    def names(root: Path) -> set[str]:
        return {str(path.relative_to(root)) for folder in ("geo", "progress") for path in (root / folder).iterdir()}

    assert names(made) == names(DATA)


def test_every_layer_is_equal(made: Path) -> None:
    for name, _ in pyogrio.list_layers(GEOPACKAGE):
        old, new = (gpd.read_file(root / "geo" / "demo.gpkg", layer=name) for root in (DATA, made))
        assert_geodataframe_equal(old, new)
    assert_geodataframe_equal(gpd.read_file(SHAPEFILE), gpd.read_file(made / "geo" / SHAPEFILE.name))


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_every_cell_is_equal(path: Path, made: Path) -> None:
    again = made / "progress" / path.name
    sheets = CalamineWorkbook.from_path(path).sheet_names
    assert sheets == CalamineWorkbook.from_path(again).sheet_names
    for sheet in sheets:
        assert cells(path, sheet) == cells(again, sheet)


def test_every_layer_is_labelled_as_synthetic() -> None:
    import sqlite3

    with sqlite3.connect(f"file:{GEOPACKAGE}?mode=ro", uri=True) as base:
        descriptions = dict(base.execute("select table_name, description from gpkg_contents"))
    for name, _ in pyogrio.list_layers(GEOPACKAGE):
        assert "演示数据（虚构）" in descriptions[name]
        assert "synthetic" in descriptions[name]
        assert gpd.read_file(GEOPACKAGE, layer=name).synthetic.all()
    assert (gpd.read_file(SHAPEFILE, encoding="GBK")["说明"] == "演示数据（虚构）").all()


def test_the_committed_files_are_small() -> None:
    assert GEOPACKAGE.stat().st_size < 3_000_000
    assert all(path.stat().st_size < 250_000 for path in WORKBOOKS)


def test_a_smaller_demo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="900"):
        demo.write(tmp_path, 899)


@pytest.mark.parametrize("buildings", [901, 2_000])
def test_a_larger_demo_holds_the_committed_one_and_keeps_its_promises(buildings: int, tmp_path: Path) -> None:
    demo.write(tmp_path, buildings)
    base, all_, plots, areas = (
        gpd.read_file(path, layer=name).to_crs("EPSG:4549")
        for path, name in (
            (GEOPACKAGE, "buildings"),
            (tmp_path / "geo" / "demo.gpkg", "buildings"),
            (tmp_path / "geo" / "demo.gpkg", "compounds"),
            (tmp_path / "geo" / "demo.gpkg", "subdistricts"),
        )
    )
    assert len(all_) == buildings
    assert all_.building_id.is_unique
    assert_geodataframe_equal(base, all_[: len(base)])
    near = plots.sindex.query(plots.geometry, predicate="intersects")
    assert (near[0] == near[1]).all()
    own = areas.set_index("subdistrict").geometry[plots.subdistrict]
    assert shapely.contains(own.array, plots.geometry.array).all()
    assert not plots.duplicated(["subdistrict", "compound"]).any()


@pytest.mark.parametrize("lean", [False, True])
def test_a_workbook_written_row_by_row_has_the_same_head(tmp_path: Path, lean: bool) -> None:
    path = tmp_path / "2022-08-31.xlsx"
    codes = [column.code for column in (*BUILDING_COLUMNS, *COMPOUND_COLUMNS)]
    workbooks.write(path, workbooks.Page(date(2022, 8, 31), [], [pd.DataFrame(columns=codes)]), lean)
    assert cells(path, workbooks.BUILDING_SHEET)[:4] == cells(WORKBOOKS[-1], workbooks.BUILDING_SHEET)[:4]
