"""Shapefiles: their bytes by GDAL, their text by what the bytes are, whatever the .cpg beside them claims."""

from functools import partial

from geopandas import GeoDataFrame
from pyproj import CRS
from pyproj.exceptions import ProjError

from loaders.checks import companion
from loaders.errors import FormatError
from loaders.geometry import dbf
from loaders.geometry.crs import SURE
from loaders.geometry.found import Features, Found, Opened
from loaders.geometry.vector import described, features, plain
from locales import _
from sites.report import Issue, Role

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LONGEST_PRJ = 20_000
RAW = "ISO-8859-1"
"""Text is taken byte for byte, as a value may be cut in the middle of a character."""


def found(opened: Opened) -> list[Found]:
    """Return the one layer of a Shapefile."""
    info = described(opened, encoding=RAW)
    encoding, declared = _encoding(opened)
    names = tuple(_text(str(name), dbf.CODECS[encoding]) for name in info["fields"])
    kind = info["geometry_type"]
    shapes = frozenset({plain(str(kind))} if kind else ())
    return [Found(opened.title, shapes, int(info["features"]), names, partial(_read, opened, encoding, declared))]


def _read(opened: Opened, encoding: str, declared: str | None, role: Role) -> Features:
    frame, issues = features(opened, None, role, RAW)
    if declared is not None:
        values = {"declared": declared, "found": encoding}
        issues.append(Issue("encoding_corrected", role, values, path=str(opened.shown), value=declared))
    return Features(
        _decoded(frame, dbf.CODECS[encoding]), _system(opened, frame.crs), None, encoding, issues=tuple(issues)
    )


def _system(opened: Opened, told: CRS | None) -> CRS | None:
    """Return the system of the .prj by its number, where ESRI's words for it hide it from GDAL."""
    beside = companion(opened.path, ".prj")
    if told is None or beside is None or told.to_epsg(min_confidence=SURE):
        return told
    try:
        code = CRS.from_wkt(beside.read_bytes()[:LONGEST_PRJ].decode("utf-8", "replace")).to_epsg(min_confidence=SURE)
    except ProjError:
        return told
    return CRS.from_epsg(code) if code else told


def _encoding(opened: Opened) -> tuple[str, str | None]:
    """Return the encoding to use, and what the .cpg says where that is not true."""
    table = companion(opened.path, ".dbf")
    declared = dbf.declared_encoding(companion(opened.path, ".cpg"))
    try:
        told = dbf.found_encoding(table) if table else None
    except ValueError as error:
        raise FormatError(opened.shown, _(".dbf 属性表读不懂"), _("请用 UTF-8 或 GBK 重新导出")) from error
    used = told or (declared if declared in dbf.CODECS else "UTF-8")
    return used, declared if told is not None and declared != told else None


def _decoded(frame: GeoDataFrame, codec: str) -> GeoDataFrame:
    """Turn the table's bytes into text."""
    for name in frame.columns:
        if name != frame.geometry.name and frame[name].dtype in ("str", object):
            values = frame[name]
            table = {word: _text(word, codec) for word in values.dropna().unique() if isinstance(word, str)}
            frame[name] = values.map(lambda word, table=table: table.get(word, word), na_action="ignore")
    return frame.rename(
        columns={name: _text(str(name), codec) for name in frame.columns if name != frame.geometry.name}
    )


def _text(word: str, codec: str) -> str:
    """Read a text that came byte for byte, leaving out a last character that was cut."""
    return word if word.isascii() else word.encode("latin-1").decode(codec, "ignore")
