"""Files as they arrive, written by code."""

import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from tests.corpus.district import workbook

NAMES = ["虹桥新村一期", "学田苑"]
CORNERS = [(120.86, 32.01), (120.88, 32.02)]
SIZE = 0.005

Grid = Sequence[Sequence[Any]]


@pytest.fixture
def compounds() -> GeoDataFrame:
    """Two compounds, EPSG:4490."""
    shapes = [shapely.box(x, y, x + SIZE, y + SIZE) for x, y in CORNERS]
    columns = {"小区编号": ["c1", "c2"], "小区名称": NAMES, "街道": ["虹桥", "学田"]}
    return GeoDataFrame(columns, geometry=shapes, crs="EPSG:4490")


@pytest.fixture
def buildings() -> GeoDataFrame:
    """Two buildings in each compound, EPSG:4490."""
    shapes = [shapely.box(x + at, y + 0.001, x + at + 0.0006, y + 0.0012) for x, y in CORNERS for at in (0.001, 0.002)]
    columns = {
        "building_id": ["b1", "b2", "b3", "b4"],
        "幢号": ["1幢", "2幢", "1幢", "2幢"],
        "户数": [36, 24, 48, 12],
        "建筑面积": [3000.0, 2000.5, 4000.0, 1000.0],
    }
    return GeoDataFrame(columns, geometry=shapes, crs="EPSG:4490")


@pytest.fixture
def shapefile(tmp_path: Path) -> Callable[..., Path]:
    """Write a Shapefile in an encoding; .cpg and .prj as told."""

    def write(
        frame: GeoDataFrame, encoding: str = "GBK", cpg: str | None = None, prj: bool = True, name: str = "layer"
    ) -> Path:
        path = tmp_path / f"{name}.shp"
        pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding=encoding)
        path.with_suffix(".cpg").unlink(missing_ok=True)
        if cpg is not None:
            path.with_suffix(".cpg").write_text(cpg)
        if not prj:
            path.with_suffix(".prj").unlink(missing_ok=True)
        return path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Put files into a zip."""

    def write(*paths: Path, name: str = "layers.zip", folder: str = "") -> Path:
        target = tmp_path / name
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, folder + path.name)
        return target

    return write


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets of cells; ``merge`` holds (first row, first column, last row, last column), from 0."""

    def write(
        sheets: dict[str, Grid], merge: Sequence[tuple[int, int, int, int]] = (), name: str = "2022-08-31.xlsx"
    ) -> Path:
        return workbook(tmp_path / name, sheets, merge)

    return write


@pytest.fixture
def sqlite(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write an SQLite database by a script."""

    def write(name: str, script: str) -> Path:
        path = tmp_path / name
        with sqlite3.connect(path) as database:
            database.executescript(script)
        database.close()
        return path

    return write
