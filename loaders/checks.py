"""Cheap looks at a file before any library opens it: its content is what its name says, and a library can make room for it."""

import re
import sqlite3
import zipfile
from pathlib import Path

from loaders.errors import FormatError, broken, not_what_it_says, too_large
from loaders.packed import BROKEN_ZIP, members
from locales import _

LARGEST_CELLS = 60_000_000
LARGEST_AT_ONCE = 20_000_000
"""Cells of a workbook (.xls, .ods) whose sheets are all read together."""
LARGEST_XLS = 300 * 1024**2
"""Bytes of an .xls: 65,536 rows and 256 columns a sheet do not take more."""
LAST_COLUMN = 702
"""Column ZZ: a cell further right is a mistake, and a reader would make room for everything before it."""
CHUNK = 1 << 20
ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_PARQUET = b"PAR1"
_FLATGEOBUF = b"fgb\x03fgb"
_BINARY_DXF = b"AutoCAD Binary DXF"
_DWG = re.compile(rb"AC10\d\d")
_TOPOLOGY = re.compile(rb'"type"\s*:\s*"Topology"')


def companion(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name with another suffix, in either case; None when there is none."""
    return next((near for near in (path.with_suffix(suffix), path.with_suffix(suffix.upper())) if near.is_file()), None)


def _check_gpkg(path: Path, start: bytes) -> None:
    """A GeoPackage is SQLite; its virtual tables may only be spatial indexes, since others can read other files."""
    if not start.startswith(_SQLITE):
        raise not_what_it_says(path)
    try:
        with sqlite3.connect(f"file:{_uri(path)}?mode=ro&immutable=1", uri=True) as database:
            tables = database.execute("select name, coalesce(sql, '') from sqlite_master").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise not_what_it_says(path) from error
    if "gpkg_contents" not in {name for name, _sql in tables}:
        raise not_what_it_says(path)
    for name, sql in tables:
        if re.search(r"\bvirtual\b", sql, re.I) and not re.search(r"\busing\s+\"?rtree\b", sql, re.I):
            raise FormatError(path, _("里面有虚拟表“{name}”").format(name=name), _("请只导出普通图层"))


def _check_json(path: Path, start: bytes) -> None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"{"):
        raise not_what_it_says(path)
    with path.open("rb") as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            if b"gdal_streamed_alg" in rest + chunk:  # a recipe for GDAL to run, not data
                raise not_what_it_says(path)
            rest = chunk[-32:]


def is_topology(path: Path, start: bytes) -> bool:
    """Tell a TopoJSON, which says its type at its head or, as members have no order, at its foot."""
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 4096, 0))
        return _TOPOLOGY.search(start) is not None or _TOPOLOGY.search(stream.read()) is not None


def _check_kml(path: Path, start: bytes) -> None:
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not plain.startswith(b"<"):
        raise not_what_it_says(path)


def _check_dxf(path: Path, start: bytes) -> None:
    """A drawing in plain text; those in binary are for the drawing program only."""
    if start.startswith(_BINARY_DXF) or _DWG.match(start):
        raise FormatError(path, _("是二进制的 CAD 图"), _("请在 CAD 中另存为文本 DXF"))
    if b"\x00" in start or not re.match(rb"(\xef\xbb\xbf)?\s*(0|999)\s*\r?\n", start):
        raise not_what_it_says(path)


def _check_fgb(path: Path, start: bytes) -> None:
    if not start.startswith(_FLATGEOBUF):
        raise not_what_it_says(path)


def _check_parquet(path: Path, start: bytes) -> None:
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - len(_PARQUET), 0))
        if not start.startswith(_PARQUET) or stream.read() != _PARQUET:
            raise not_what_it_says(path)


def _check_shp(path: Path, start: bytes) -> None:
    if not start.startswith(_SHAPEFILE):
        raise not_what_it_says(path)
    for suffix in (".shx", ".dbf"):
        if companion(path, suffix) is None:
            raise FormatError(
                path, _("缺少同名的 {suffix} 文件").format(suffix=suffix), _("请把 .shp .shx .dbf .prj 放在一起")
            )


def _check_zip(path: Path, start: bytes) -> None:
    if not start.startswith(ZIP):
        raise not_what_it_says(path)
    members(path)


def check_xlsx(path: Path, start: bytes = ZIP) -> None:
    """Look for far cells and bombs before a reader makes room for them.

    Raises
    ------
    FormatError
    """
    _check_zip(path, start)
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if "[Content_Types].xml" not in names:
                raise not_what_it_says(path)
            sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
            extents = [(name, *_extent(path, archive, name)) for name in sheets]
    except BROKEN_ZIP as error:
        raise broken(path) from error
    for name, rows, columns in extents:
        if rows * columns > LARGEST_CELLS or columns > LAST_COLUMN:
            raise too_large(path, rows, columns, name)


def _extent(path: Path, archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Return the last row and column that a sheet's cells name, read as a stream."""
    rows, letters, rest = 0, {b"A"}, b""
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            if b"<!DOCTYPE" in text:
                raise FormatError(path, _("工作表里有 DOCTYPE"), _("请在表格软件中另存"), name)
            rows = max([rows, *map(int, re.findall(rb'<(?:\w+:)?row[^>]{0,200}?\br=["\'](\d{1,9})', text))])
            rows = max([rows, *map(int, set(re.findall(rb'["\'][A-Z]{1,3}(\d{6,9})["\']', text)))])
            letters.update(re.findall(rb'\br=["\']([A-Z]{1,3})\d', text))
            rest = text[-300:]
    return rows, max(_column_number(word) for word in letters)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_csv(path: Path, start: bytes) -> None:
    if start.startswith((ZIP, _SQLITE, _SHAPEFILE)) or (
        b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise not_what_it_says(path)


def _left_to_sheets(path: Path, start: bytes) -> None:
    """Check nothing yet: ``loaders.sheets`` tells by the content what a workbook is, and checks it before it is opened."""


def _uri(path: Path) -> str:
    """Return the path as the middle of an SQLite address."""
    return path.resolve().as_uri().removeprefix("file:")


# By suffix: does the content look like what the name says, and may a library make room for it? Drivers, document types,
# time, memory, network and other files are seen to elsewhere, for every format (loaders.drivers, loaders.guard).
CHECKS = {
    ".gpkg": _check_gpkg, ".geojson": _check_json, ".json": _check_json, ".topojson": _check_json, ".shp": _check_shp,
    ".zip": _check_zip, ".kml": _check_kml, ".kmz": _check_zip, ".dxf": _check_dxf, ".fgb": _check_fgb,
    ".parquet": _check_parquet, ".geoparquet": _check_parquet,
    ".xlsx": check_xlsx, ".xlsm": check_xlsx, ".csv": _check_csv,
    ".xls": _left_to_sheets, ".et": _left_to_sheets, ".ods": _left_to_sheets, ".tsv": _left_to_sheets,
}  # fmt: skip
