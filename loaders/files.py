"""Opening a file safely: it is there, its name is allowed, its content is what the name says, and it is not a bomb."""

import hashlib
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loaders import markup
from loaders.checks import CHECKS, CHUNK, ZIP, is_topology
from loaders.errors import FileMissing, FormatError, broken
from loaders.packed import BROKEN_ZIP, members
from locales import _

LARGEST_BYTES = 2 * 1024**3
"""No file of a district is larger; a million buildings with their plans take under 1 GB."""

WORKBOOKS = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".et": "xls", ".ods": "ods", ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
"""What the names promise; the content decides (``loaders.sheets``)."""
GEOMETRY = {
    ".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".topojson": "TopoJSON", ".shp": "ESRI Shapefile",
    ".zip": "zip", ".kml": "KML", ".kmz": "zip", ".dxf": "DXF", ".fgb": "FlatGeobuf",
    ".parquet": "Parquet", ".geoparquet": "Parquet", **WORKBOOKS,
}  # fmt: skip
"""Suffixes and formats; a .json is TopoJSON when its content is."""


@dataclass(frozen=True)
class Source:
    """A file that passed the checks of its kind."""

    path: Path
    format: str
    sha256: str


def source(path: Path, kinds: dict[str, str], check: Callable[[Path, bytes], None] | None = None) -> Source:
    """Check a file before any library opens it.

    Parameters
    ----------
    path : pathlib.Path
    kinds : dict
        Allowed suffixes and their formats, ``GEOMETRY`` or ``WORKBOOKS``.
    check : callable, optional
        Looks at the path and the first bytes, instead of the check that belongs to the suffix.

    Raises
    ------
    FileMissing
        There is no such file.
    FormatError
        The suffix is not allowed, or the content is not what it promises, or it is too large when unpacked.
    """
    _check_address(path)
    form = kinds.get(path.suffix.lower())
    if form is None:
        listed = " ".join(kinds)
        raise FormatError(
            path,
            _("不读这种文件（{suffix}）").format(suffix=path.suffix),
            _("请另存为以下之一：{listed}").format(listed=listed),
        )
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileMissing(path, _("不是文件"), _("请给出一个文件"))
        with path.open("rb") as stream:
            start = stream.read(4096)
            digest = hashlib.sha256(start)
            if size > LARGEST_BYTES:
                raise FormatError(path, _("文件太大"), _("请按街道分开"))
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise FileMissing(path, _("文件不存在或不能读取"), _("请核对路径和权限")) from error
    if not start:
        raise FormatError(path, _("文件是空的"), _("请重新导出"))
    (check or CHECKS[path.suffix.lower()])(path, start)
    _check_markup(path, start)
    if form == "GeoJSON" and is_topology(path, start):
        form = "TopoJSON"
    return Source(path, form, digest.hexdigest())


def _check_address(path: Path) -> None:
    """Refuse what libraries take for the address of another file, such as /vsicurl/… and zip://."""
    if re.match(r"[\\/]+vsi\w+([\\/]|$)|[A-Za-z][\w+.-]+:", str(path)) or "://" in str(path):
        raise FormatError(path, _("这是地址，不是文件"), _("请先下载到本机，再给出文件"))


def _check_markup(path: Path, start: bytes) -> None:
    """No part of a packed document and no plain XML may declare a document type; sheets were looked through before."""
    try:
        if start.startswith(ZIP) and path.suffix.lower() != ".zip":
            listed = [entry for entry in members(path) if not entry.filename.startswith("xl/worksheets/")]
            with zipfile.ZipFile(path) as archive:
                markup.refuse_doctype_within(path, archive, listed)
        elif markup.is_markup(start):
            markup.refuse_doctype(path)
    except BROKEN_ZIP as error:
        raise broken(path) from error
