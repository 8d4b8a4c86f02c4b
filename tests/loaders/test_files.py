"""Nothing hostile reaches a library that would obey it."""

import contextlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from geopandas import GeoDataFrame

from loaders import packed
from loaders.errors import FileMissing, FormatError, LoadError
from loaders.files import GEOMETRY, WORKBOOKS, source
from loaders.geometry import read_layer
from loaders.workbook import read_workbook
from tests.loaders.damage import damaged

VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
GDALG = '{{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read {} ! write stdout"}}'


@pytest.mark.parametrize(
    "name",
    ["x.geojson", "x.shp", "x.gpkg", "x.zip", "x.json", "x.topojson", "x.kml", "x.kmz", "x.dxf", "x.fgb", "x.parquet"],
)
@pytest.mark.parametrize("recipe", [VRT, GDALG])
def test_a_recipe_under_another_name_is_refused(
    compounds: GeoDataFrame, tmp_path: Path, name: str, recipe: str
) -> None:
    compounds.to_file(tmp_path / "secret.gpkg")
    path = tmp_path / name
    path.write_text(recipe.format(tmp_path / "secret.gpkg"))
    with pytest.raises(FormatError):
        read_layer(path, "compounds")


def test_a_recipe_behind_a_long_head_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text('{"note": "' + "x" * 3_000_000 + '", "type": "gdal_streamed_alg"}')
    with pytest.raises(FormatError):
        source(path, GEOMETRY)


def test_a_database_with_virtual_tables_is_refused(sqlite: Callable[[str, str], Path]) -> None:
    script = "create table gpkg_contents (table_name text); create virtual table x using fts5(a);"
    with pytest.raises(FormatError, match="虚拟表"):
        source(sqlite("x.gpkg", script), GEOMETRY)
    with pytest.raises(FormatError):
        source(sqlite("y.gpkg", "create table a (b)"), GEOMETRY)


@pytest.mark.parametrize("name", ["x.vrt", "x.gml", "x", "x.sqlite", "x.geojson.vrt"])
def test_only_listed_suffixes_are_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(FormatError, match="gpkg"):
        source(tmp_path / name, GEOMETRY)


def test_a_missing_or_empty_file_and_a_folder_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="不存在"):
        source(tmp_path / "no.gpkg", GEOMETRY)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(FormatError, match="空"):
        source(tmp_path / "empty.csv", WORKBOOKS)
    (tmp_path / "folder.gpkg").mkdir()
    with pytest.raises(FileMissing):
        source(tmp_path / "folder.gpkg", GEOMETRY)


def test_an_error_is_one_line_whatever_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        source(tmp_path / "a\nb{x}.gpkg", GEOMETRY)
    assert "\n" not in str(caught.value)


def sheet_file(path: Path, cells: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return path


@pytest.mark.parametrize(
    "cells",
    ['<row r="1"><c r="XFD1"/></row>', '<row r="1"><c r="A1"/><c s="1" r="ZZ1"/></row><row r="1048576"><c r="A1048576"/></row>', '<row r="1"><c r="A1048576"/><c r="CZ2"/></row>'],
)  # fmt: skip
def test_a_far_cell_is_refused_before_a_reader_makes_room_for_it(tmp_path: Path, cells: str) -> None:
    with pytest.raises(FormatError, match="合常理"):
        read_workbook(sheet_file(tmp_path / "2022-08-31.xlsx", cells))


def test_a_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="解压后"):
        read_workbook(sheet_file(tmp_path / "2022-08-31.xlsx", " " * (packed.RATIO_MATTERS_FROM + 1)))


def test_a_doctype_in_a_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="DOCTYPE"):
        read_workbook(sheet_file(tmp_path / "2022-08-31.xlsx", '<!DOCTYPE x [<!ENTITY a "b">]>'))


@pytest.mark.parametrize("name", ["../x.shp", "/x.shp", "a/../../x.shp", "C:\\x.shp"])
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"\x00\x00\x27\x0a")
    with pytest.raises(FormatError, match="包外"):
        source(path, GEOMETRY)


def test_other_bytes_under_a_workbooks_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"<html>")
    (tmp_path / "x.csv").write_bytes(b"PK\x03\x04xxxx")
    for name in ("x.xlsx", "x.csv"):
        with pytest.raises(FormatError):
            source(tmp_path / name, WORKBOOKS)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.dbf", "a.zip", "2022-08-31.xlsx"])
def test_damaged_bytes_are_frames_or_one_clear_error(
    compounds: GeoDataFrame,
    tmp_path: Path,
    shapefile: Callable[..., Path],
    zipped: Callable[..., Path],
    xlsx: Callable[..., Path],
    name: str,
) -> None:
    compounds.to_file(tmp_path / "a.gpkg")
    compounds.to_file(tmp_path / "a.geojson")
    shape = shapefile(compounds, name="a")
    zipped(*shape.parent.glob("a.[sdp]*"), name="a.zip")
    xlsx({"表": [["街道", "小区", "幢号"], ["虹桥", "学田苑", "1幢"]]})
    whole = (tmp_path / name).read_bytes()
    chance = random.Random(name)
    read = read_workbook if name.endswith(".xlsx") else lambda path: read_layer(path, "compounds")
    for _ in range(40):
        (tmp_path / name).write_bytes(damaged(whole, chance))
        with contextlib.suppress(LoadError):
            read(shape if name == "a.dbf" else tmp_path / name)


def test_two_columns_of_one_name_are_told_apart(compounds: GeoDataFrame, tmp_path: Path) -> None:
    compounds.rename(columns={"小区编号": "geometry_", "街道": "subdistric"}).assign(subdistrict="学田").to_file(
        tmp_path / "x.gpkg"
    )
    assert read_layer(tmp_path / "x.gpkg", "compounds").frame["subdistrict"].tolist() == ["虹桥", "学田"]
