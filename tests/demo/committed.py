"""The committed demo, read once; metres where a test measures."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
from python_calamine import CalamineWorkbook

DATA = Path(__file__).parents[2] / "data"
GEOPACKAGE = DATA / "geo" / "demo.gpkg"
SHAPEFILE = DATA / "geo" / "demo_compounds_gbk.shp"
WORKBOOKS = sorted((DATA / "progress").glob("*.xlsx"))
HEAD_ROWS = 4


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    """A layer of the committed GeoPackage in EPSG:4549, metres."""
    return gpd.read_file(GEOPACKAGE, layer=name).to_crs("EPSG:4549")


@cache
def cells(path: Path, sheet: str) -> list[list[Any]]:
    """All cells of a sheet."""
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def building_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of 楼栋进度 by their joined titles (改造实施计划开工), without sub-totals and notes."""
    rows = cells(path, "楼栋进度")
    heads, group = [], ""
    for upper, lower in zip(rows[2], rows[3], strict=True):
        group = upper or group
        heads.append(group + lower)
    found = [dict(zip(heads, row, strict=True)) for row in rows[HEAD_ROWS:]]
    return [row for row in found if str(row["幢号"]).endswith("幢") and row["小区"] not in ("", "小计")]


def compound_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of 小区情况."""
    rows = cells(path, "小区情况")
    found = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    return [row for row in found if row["小区"]]


def when(path: Path) -> date:
    """The date in a workbook's name."""
    return date.fromisoformat(path.stem)
