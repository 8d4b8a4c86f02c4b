"""The small district that the corpus stands on: three compounds in two subdistricts, twelve buildings, one workbook.

Every case writes these files and changes what it is about; whatever is left alone is clean.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio
import shapely
import xlsxwriter
from geopandas import GeoDataFrame

from loaders.intake import Files

CRS = "EPSG:4490"
WEST, SOUTH = 120.86, 32.01
SIZE = 0.002
"""Of a compound, degrees: some 190 m by 220 m."""
COMPOUNDS = (("c1", "虹桥新村一期", "虹桥街道"), ("c2", "虹桥新村二期", "虹桥街道"), ("c3", "学田苑", "学田街道"))
PER_COMPOUND = 4
HEAD = ["街道", "小区", "幢号", "户数", "当前阶段", "形象进度"]
Grid = Sequence[Sequence[Any]]


def corner(compound: int) -> tuple[float, float]:
    """Return the south-west corner of a compound; they stand in a row with lanes between."""
    return WEST + compound * SIZE * 1.25, SOUTH


def compounds() -> GeoDataFrame:
    """Three squares."""
    ids, names, areas = zip(*COMPOUNDS, strict=True)
    shapes = [shapely.box(x, y, x + SIZE, y + SIZE) for x, y in map(corner, range(len(COMPOUNDS)))]
    return GeoDataFrame({"小区编号": ids, "小区名称": names, "街道": areas}, geometry=shapes, crs=CRS)


def buildings() -> GeoDataFrame:
    """Four slabs in each compound, numbered 1 to 4 from the south."""
    rows, shapes = [], []
    for at, (ident, name, area) in enumerate(COMPOUNDS):
        x, y = corner(at)
        for number in range(1, PER_COMPOUND + 1):
            rows.append(
                {
                    "楼栋编号": f"{ident}-{number}",
                    "小区": name,
                    "街道": area,
                    "幢号": f"{number}幢",
                    "层数": 6,
                    "户数": 36,
                }
            )
            south = y + number * SIZE / 5
            shapes.append(shapely.box(x + SIZE / 4, south, x + SIZE * 3 / 4, south + SIZE / 16))
    return GeoDataFrame(rows, geometry=shapes, crs=CRS)


def subdistricts() -> GeoDataFrame:
    """Two areas: one around the first two compounds, one around the third."""
    middle = corner(2)[0] - SIZE / 8
    shapes = [
        shapely.box(WEST - SIZE, SOUTH - SIZE, middle, SOUTH + 2 * SIZE),
        shapely.box(middle, SOUTH - SIZE, middle + 2 * SIZE, SOUTH + 2 * SIZE),
    ]
    return GeoDataFrame({"街道": ["虹桥街道", "学田街道"]}, geometry=shapes, crs=CRS)


def rows() -> list[list[Any]]:
    """One row for each building: in construction, half done."""
    return [
        [area, name, f"{number}幢", 36, "施工中", "50%"] for _ident, name, area in COMPOUNDS for number in range(1, PER_COMPOUND + 1)
    ]  # fmt: skip


def layer(path: Path, frame: GeoDataFrame, **options: Any) -> Path:
    """Write a layer as the format that the name says."""
    pyogrio.write_dataframe(frame, path, **options)
    return path


def workbook(path: Path, sheets: dict[str, Grid], merges: Sequence[tuple[int, int, int, int]] = ()) -> Path:
    """Write sheets of cells; a merge holds first row, first column, last row, last column, from 0."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, grid in sheets.items():
            sheet = book.add_worksheet(title)
            for place in merges:
                sheet.merge_range(*place, "")
            for at, cells in enumerate(grid):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(at, column, cell)
    return path


def table(body: Grid, head: Sequence[Any] = HEAD) -> list[list[Any]]:
    """Put a title, the report's date and a head above the rows: the head is Excel's row 3, the first row of data row 4."""
    return [["崇川区老旧小区改造进度表"], ["填报日期：2022-08-31"], list(head), *[list(row) for row in body]]


def files(folder: Path, **changed: Any) -> Files:
    """Return an intake of the clean district, with some of its files changed.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files are written.
    **changed
        ``compounds``, ``buildings``, ``subdistricts``, ``parking`` …: a path, a frame, or None to leave it out;
        ``progress``: a path, several, or a grid; anything else goes to ``Files``.
    """
    layers: dict[Any, Path] = {}
    frames: dict[str, Any] = {"compounds": compounds, "buildings": buildings}
    for role in ("compounds", "buildings", "subdistricts", "parking", "charging", "elevators", "pipes"):
        given = changed.pop(role, frames[role]() if role in frames else None)
        if isinstance(given, GeoDataFrame):
            given = layer(folder / f"{role}.gpkg", given, layer=role)
        if given is not None:
            layers[role] = given
    book = changed.pop("progress", None)
    if book is None or isinstance(book, list):
        book = workbook(folder / "week.xlsx", {"进度": book or table(rows())})
    progress = (book,) if isinstance(book, Path) else tuple(book)
    changed.setdefault("as_of", date(2022, 8, 31))
    return Files(layers=layers, progress=progress, **changed)
