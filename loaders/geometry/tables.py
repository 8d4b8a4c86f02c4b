"""Places in a table: csv or workbook with longitude and latitude, with x and y, or with geometry as WKT."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from pyproj.exceptions import ProjError

from loaders import cells
from loaders.errors import LayerError
from loaders.geometry.found import Features, Found, Opened, shapes_of
from loaders.geometry.vector import rings_closed
from loaders.sheets import Cell, Sheet, is_blank
from locales import N_, _
from sites.names import squeeze
from sites.report import Issue, Role
from sites.table import CRS as HOUSE

HEAD_WITHIN = 40
LONGITUDE = frozenset(["经度", "东经", "lon", "lng", "long", "longitude", "经度坐标", "经度(东经)"])
LATITUDE = frozenset(["纬度", "北纬", "lat", "latitude", "纬度坐标", "纬度(北纬)"])
X = frozenset(["x", "x坐标", "坐标x", "横坐标", "东坐标", "e", "easting", "pointx", "xcoord"])
Y = frozenset(["y", "y坐标", "坐标y", "纵坐标", "北坐标", "n", "northing", "pointy", "ycoord"])
PAIR = frozenset(["坐标", "经纬度", "坐标(经度,纬度)", "经度,纬度", "location", "lnglat"])
SHAPE = frozenset(["wkt", "geometry", "geom", "thegeom", "wktgeom", "几何", "几何图形", "图形"])
COORDINATE = N_("坐标")
_UNIT = re.compile(r"[(\[](?:°|度|m|米)[)\]]$|°$")
_TOTAL = re.compile(r"(小计|合计|总计|累计)")
_SENTENCE = re.compile(r"[:：。；]")
_ANGLE = re.compile(
    r"[东西南北EWNS]?(\d{1,3})[°度](?:(\d{1,2})['′分])?(?:(\d{1,2}(?:\.\d+)?)(?:[\"″秒]|''|′′))?[EWNS]?", re.I
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_EWKT = re.compile(r"SRID=(\d+);\s*", re.I)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){9,}")


@dataclass(frozen=True)
class Head:
    """Where the head is, and which columns say where something is: two of numbers, or one."""

    row: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    degrees: bool
    written: bool
    """Whether the one column holds geometry as WKT or WKB, and not a pair of numbers."""


def found(opened: Opened, book: list[Sheet], encoding: str | None) -> list[Found]:
    """List the sheets that say where things are.

    Parameters
    ----------
    opened : Opened
    book : list of Sheet
        As ``loaders.sheets`` reads it.
    encoding : str or None
        Of a csv.

    Raises
    ------
    LayerError
        None does.
    """
    layers = []
    for sheet in book:
        head = find_head(sheet)
        if head:
            layers.append(_layer(opened, sheet, head, encoding))
    if not layers:
        raise LayerError(opened.shown, _("没有找到坐标列"), _("表头要有“经度”“纬度”，或“X”“Y”，或写有图形的“WKT”列"))
    return layers


def find_head(sheet: Sheet) -> Head | None:
    """Return the first row that names columns of coordinates or geometry; None when there is none."""
    for at, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        names = tuple(cells.text(cell) for cell in row)
        plain = [_UNIT.sub("", plain_head(name)) for name in names]

        def first(words: frozenset[str], plain: list[str] = plain) -> int | None:
            return next((place for place, word in enumerate(plain) if word in words), None)

        shape = first(SHAPE)
        if shape is not None:
            return Head(at, names, (shape,), False, True)
        for one, other, degrees in ((LONGITUDE, LATITUDE, True), (X, Y, False)):
            east, north = first(one), first(other)
            if east is not None and north is not None:
                return Head(at, names, (east, north), degrees, False)
        pair = first(PAIR)
        if pair is not None and sum(map(bool, names)) > 1:
            return Head(at, names, (pair,), True, False)
    return None


def _layer(opened: Opened, sheet: Sheet, head: Head, encoding: str | None) -> Found:
    data = [at for at in range(head.row + 1, len(sheet.rows)) if _is_data(sheet.rows[at], head)]
    filled = sum(not all(map(is_blank, row)) for row in sheet.rows)
    values = [
        [row[place] if place < len(row) else None for place in head.places] for row in map(sheet.rows.__getitem__, data)
    ]
    srid: set[int] = set()
    closed: list[int] = []
    geometry = np.array([_shape(cell, head, srid, closed) for cell in values], dtype=object)
    columns: dict[str, Any] = {
        name or f"#{at}": pd.Series([_at(sheet.rows[row], at) for row in data], dtype=object)
        for at, name in enumerate(head.names)
        if at not in head.places and name not in head.names[:at]
    }
    declared = _by_srid(srid)
    implied = CRS.from_user_input(HOUSE) if head.degrees else None
    rows = np.array(data, dtype="int64") + 1
    features = Features(
        GeoDataFrame(columns, geometry=geometry), declared, implied, encoding, rows, filled - len(data)
    )  # fmt: skip
    said = [
        (int(row), " ".join(cells.text(cell) for cell in cell_row))
        for row, shape, cell_row in zip(rows, geometry, values, strict=True)
        if shape is None and not all(map(is_blank, cell_row))
    ]
    column = _("、").join(head.names[place] for place in head.places)
    reader = partial(_read, features, said, column, len(closed), opened)
    return Found(sheet.name or opened.title, shapes_of(geometry), len(data), head.names, reader)


def _read(
    features: Features, said: list[tuple[int, str]], column: str, closed: int, opened: Opened, role: Role
) -> Features:
    issues = [
        Issue("unreadable_value", role, {"kind": COORDINATE}, path=str(opened.shown), row=row, column=column, value=value)
        for row, value in said
    ]  # fmt: skip
    if closed:
        issues.append(rings_closed(closed, role, opened.shown))
    return Features(
        features.frame, features.declared, features.implied, features.encoding, features.rows, features.skipped, tuple(issues)
    )  # fmt: skip


def _is_data(row: Sequence[Cell], head: Head) -> bool:
    """Tell a place from a blank row, a total, a note, and the head again."""
    filled = [cell for cell in row if not is_blank(cell)]
    first = squeeze(cells.text(filled[0])) if filled else ""
    if not filled or _TOTAL.match(first):
        return False
    if any(not is_blank(_at(row, place)) for place in head.places):
        return [cells.text(cell) for cell in row] != list(head.names)
    return len(filled) > 1 or not _SENTENCE.search(first)


def _shape(said: list[Cell], head: Head, srid: set[int], closed: list[int]) -> Any:
    """Return the geometry that a row's cells say; None where they cannot be read."""
    if head.written:
        return _written(cells.text(said[0]), srid, closed)
    if len(said) == 1:
        numbers = re.split(r"[,，;；\s]+", cells.text(said[0]).strip("()（）[]"))
        said = list(numbers) if len(numbers) == 2 else [None, None]
    x, y = map(_coordinate, said)
    return None if x is None or y is None else shapely.Point(x, y)


def _written(text: str, srid: set[int], closed: list[int]) -> Any:
    """Read WKT, WKT with an SRID, or WKB in hexadecimal digits; open rings are closed and counted."""
    if prefix := _EWKT.match(text):
        srid.add(int(prefix[1]))
        text = text[prefix.end() :]
    read = shapely.from_wkb if _HEX.fullmatch(text) else shapely.from_wkt
    for way in ("ignore", "fix"):
        try:
            shape = read(text, on_invalid=way) if text else None
        except (NotImplementedError, shapely.errors.GEOSException):
            return None
        if shape is not None:
            if way == "fix":
                closed.append(1)
            if shapely.get_srid(shape):
                srid.add(int(shapely.get_srid(shape)))
            return shape
    return None


def _coordinate(cell: Cell) -> float | None:
    """Read a number, or degrees with minutes and seconds."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    word = squeeze(cells.text(cell))
    if angle := _ANGLE.fullmatch(word):
        degrees, minutes, seconds = (float(part or 0) for part in angle.groups())
        return degrees + minutes / 60 + seconds / 3600
    plain = word.replace(",", "").removesuffix("°").removesuffix("米").casefold()
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _by_srid(srid: set[int]) -> CRS | None:
    try:
        return CRS.from_epsg(next(iter(srid))) if len(srid) == 1 else None
    except ProjError:
        return None


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def plain_head(word: str) -> str:
    """Return a column's name as it is compared: no spaces, no marks, small letters."""
    return re.sub(r"[\s*:：_]+", "", unicodedata.normalize("NFKC", word)).casefold()
