"""What GDAL reads: GeoPackage, GeoJSON, TopoJSON, FlatGeobuf, and a Shapefile's bytes."""

import logging
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import shapely
from geopandas import GeoDataFrame
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS

from loaders.errors import FormatError, LayerError, broken
from loaders.geometry.found import Features, Found, Opened, in_utf8
from locales import _
from sites.report import Issue, Role

log = logging.getLogger(__name__)

MANY_LAYERS = frozenset({"GPKG", "TopoJSON", "ESRI Shapefile"})
"""Formats that may hold several layers; asking the others would read them once more."""
DEGREES_BY_DEFINITION = frozenset({"GeoJSON", "TopoJSON"})
"""Longitude and latitude where the file says nothing (RFC 7946; the TopoJSON specification follows it)."""
BROKEN = (
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    UnicodeDecodeError,
    shapely.errors.GEOSException,
    UnboundLocalError,  # pyogrio, where a Shapefile's reference system cannot be told at all
)


def found(opened: Opened) -> list[Found]:
    """List the layers of a file.

    Raises
    ------
    FormatError
        It is damaged, or its content is of another driver than its name says.
    """
    file, encoding = _in_utf8(opened)
    try:
        names = [str(name) for name, _kind in pyogrio.list_layers(file.path)] if file.format in MANY_LAYERS else [None]
    except BROKEN as error:
        raise broken(opened.shown) from error
    return [_layer(file, name, encoding) for name in names]


def _layer(file: Opened, name: str | None, encoding: str) -> Found:
    info = described(file, name)
    kind = info["geometry_type"]
    shapes = frozenset({plain(str(kind))} if kind else ())
    reader = partial(_read, file, name, encoding)
    title = str(info["layer_name"]) if file.format in MANY_LAYERS else file.title
    return Found(title, shapes, int(info["features"]), tuple(map(str, info["fields"])), reader)


def described(file: Opened, layer: str | None = None, encoding: str | None = None) -> dict[str, Any]:
    """Return what GDAL says of a layer, once it is sure that the driver is the one that the file's name promises."""
    try:
        info: dict[str, Any] = pyogrio.read_info(file.path, layer=layer, encoding=encoding)
    except (*BROKEN, IndexError) as error:  # pyogrio takes the first layer of a file that has none
        raise broken(file.shown) from error
    if info["driver"] != file.format:
        raise FormatError(
            file.shown,
            _("内容是 {driver}").format(driver=info["driver"]),
            _("请另存为 {format}").format(format=file.format),
        )
    return info


def plain(kind: str) -> str:
    """Return a geometry type without its Z and M: ``Polygon`` for ``Polygon ZM`` and ``2.5D Polygon``."""
    return kind.removeprefix("2.5D ").removeprefix("3D Measured ").removeprefix("Measured ").split(" ")[0]


def features(
    file: Opened, layer: str | None, role: Role, encoding: str | None = None, **options: str
) -> tuple[GeoDataFrame, list[Issue]]:
    """Read a layer, closing the rings that are open.

    Parameters
    ----------
    file : Opened
    layer : str or None
    role : str
        For the issue.
    encoding : str, optional
        Of a Shapefile's table.
    **options
        Open options of the driver.

    Returns
    -------
    frame : geopandas.GeoDataFrame
    issues : list of Issue
        The rings that were closed.
    """  # fmt: skip
    try:
        with warnings.catch_warnings(record=True) as said:
            frame = pyogrio.read_dataframe(file.path, layer=layer, encoding=encoding, on_invalid="ignore", **options)
        for warning in said:
            log.info("%s: %s", file.shown, warning.message)
        if not isinstance(frame, GeoDataFrame):
            raise LayerError(file.shown, _("图层没有图形"), _("请核对导出的图层"), layer or "")
        frame.columns = pd.Index(_own_names([str(name) for name in frame.columns]))
        frame, closed = _closed(frame.reset_index(drop=True), file, layer, options)
    except BROKEN as error:
        raise broken(file.shown) from error
    return frame, [rings_closed(closed, role, file.shown)] if closed else []


def rings_closed(n: int, role: Role, path: Path) -> Issue:
    """Return the issue for rings whose last point was missing."""
    return Issue("rings_closed", role, {"n": n}, path=str(path))


def _read(file: Opened, layer: str | None, encoding: str, role: Role) -> Features:
    frame, issues = features(file, layer, role)
    declared: CRS | None = frame.crs
    implied = None
    if file.format in DEGREES_BY_DEFINITION:
        declared = declared if _says_crs(file.path) else None
        implied = CRS.from_epsg(4326)
    return Features(frame, declared, implied, encoding, issues=tuple(issues))


def _closed(frame: GeoDataFrame, file: Opened, layer: str | None, options: dict[str, str]) -> tuple[GeoDataFrame, int]:
    """Close open rings: GDAL hands them on, GEOS refuses them, and so they have to be fetched once more."""
    lost = frame.geometry.isna().to_numpy()
    if not lost.any():
        return frame, 0
    with warnings.catch_warnings(action="ignore"):
        raw = pyogrio.raw.read(file.path, layer=layer, columns=[], **options)[2]
    geometry = frame.geometry.to_numpy().copy()
    geometry[lost] = shapely.from_wkb(raw[lost], on_invalid="fix")
    return frame.set_geometry(geometry, crs=frame.crs), int((~shapely.is_missing(geometry[lost])).sum())


def _own_names(names: list[str]) -> list[str]:
    """Tell columns of the same name apart; the last keeps it, since geometry comes last."""
    return [f"{name}#{at}" if name in names[at + 1 :] else name for at, name in enumerate(names)]


def _says_crs(path: Path) -> bool:
    """Tell whether a GeoJSON names its reference system, at its head or at its foot."""
    with path.open("rb") as stream:
        head = stream.read(1 << 16)
        stream.seek(max(path.stat().st_size - (1 << 12), 0))
        return b'"crs"' in head or b'"crs"' in stream.read()


def _in_utf8(opened: Opened) -> tuple[Opened, str]:
    """Return a JSON file in UTF-8, which is what it must be; what else GDAL reads is left to it."""
    if opened.format not in DEGREES_BY_DEFINITION:
        return opened, "UTF-8"
    return in_utf8(opened, broken(opened.shown))
