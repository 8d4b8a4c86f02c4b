"""The door: one layer of a file, in EPSG:4490, with the columns that its role knows."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from loaders.errors import LayerError
from loaders.files import GEOMETRY, WORKBOOKS, Source, source
from loaders.geometry import address, archive, control, crs, dxf, kml, parquet, shapefile, tables, vector
from loaders.geometry.choosing import choose
from loaders.geometry.columns import typed
from loaders.geometry.found import Features, Found, Opened
from loaders.sheets import sheets
from locales import _
from sites.report import Input, Issue, Role
from sites.table import CRS as HOUSE
from sites.table import Layer

FAMILIES = {"ESRI Shapefile": shapefile.found, "KML": kml.found, "DXF": dxf.found, "Parquet": parquet.found}
"""Who lists the layers of a format; GDAL does for the others."""


def read_layer(path: Path, role: Role, crs_name: str | None = None) -> Layer:
    """Read the layer of a file that fits a role.

    Parameters
    ----------
    path : pathlib.Path
        Of any form in ``loaders.files.GEOMETRY``; ``FILE:layer`` or ``FILE|layername=layer`` asks for one layer.
    role : str
        The layer named after it is taken, else the one that fits it best.
    crs_name : str, optional
        Overrides what the file says: a system such as ``EPSG:4549``, or a file of control points.

    Returns
    -------
    Layer
        EPSG:4490, every feature a row; nothing is rejected here.

    Raises
    ------
    LoadError
        One of its kinds, when the file as a whole cannot be used.
    """
    path, asked = address.split(path)
    with tempfile.TemporaryDirectory(prefix="onemap-") as folder:
        checked, found = opened(Opened(path, path, Path(folder), path.stem))
        chosen = choose(path, role, found, asked)
        features = chosen.read(role)
    frame = features.frame
    if frame.empty:
        raise LayerError(path, _("图层里没有要素"), _("请核对导出的图层"), chosen.name)
    entry = Input(role, str(path), checked.sha256, checked.format, encoding=features.encoding,
                  declared_crs=None if features.declared is None else crs.label(features.declared),
                  rows_in=len(frame) + features.skipped, rows_skipped=features.skipped, datum="wgs84")  # fmt: skip
    issues = list(features.issues)
    frame = placed(flat(frame, entry, issues), features, crs_name, entry, issues)
    rows = features.rows if features.rows is not None else np.arange(1, len(frame) + 1)
    synthetic = "synthetic" in frame.columns or path.name == "demo.gpkg"
    return Layer(entry, typed(frame, rows, entry, issues), issues, synthetic)


def layers(path: Path) -> list[str]:
    """Return the names of the layers of a geometry file."""
    with tempfile.TemporaryDirectory(prefix="onemap-") as folder:
        return [layer.name for layer in opened(Opened(path, path, Path(folder), path.stem))[1]]


def opened(file: Opened) -> tuple[Source, list[Found]]:
    """Check a file and list its layers.

    Raises
    ------
    LoadError
        It cannot be used, or holds no layer.
    """
    if file.path.suffix.lower() in WORKBOOKS:
        checked, book, encoding = sheets(file.path)
        return checked, tables.found(replace(file, format=checked.format), book, encoding)
    checked = source(file.path, GEOMETRY)
    if checked.format == "zip":
        return checked, archive.found(file, opened)
    return checked, FAMILIES.get(checked.format, vector.found)(replace(file, format=checked.format))


def flat(frame: GeoDataFrame, entry: Input, issues: list[Issue]) -> GeoDataFrame:
    """Return the frame without heights and measures; ``issues`` is told of them."""
    geometry = frame.geometry.to_numpy()
    high = shapely.has_z(geometry) | shapely.has_m(geometry)
    if not high.any():
        return frame
    issues.append(Issue("vertical_dropped", entry.role, {"n": int(high.sum())}, path=entry.path))
    return frame.set_geometry(shapely.force_2d(geometry), crs=frame.crs)


def placed(
    frame: GeoDataFrame, features: Features, override: str | None, entry: Input, issues: list[Issue]
) -> GeoDataFrame:
    """Bring the features to EPSG:4490, and say what was taken for granted.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The features, without heights.
    features : Features
        As they were read.
    override : str or None
        A system such as ``EPSG:4549`` or a file of control points, from the user.
    entry : Input
        Is told the system that was used.
    issues : list of Issue
        Grows by what was taken for granted.

    Raises
    ------
    CRSError, OptionError
        The system cannot be told, or does not fit the numbers.
    """
    if override and control.is_control(override):
        tie = control.fit(override, entry.role)
        issues += control.issues(tie, override, entry.role, entry.path)
        entry.crs = Path(override).name
        return tie.to_house(frame)
    reading = _reading(crs.points_of(frame), features, override, entry, issues)
    if reading.swapped:
        issues.append(Issue("axes_swapped", entry.role, path=entry.path))
    entry.crs = crs.label(reading.crs)
    return crs.to_house(frame, reading, entry.path, entry.role)


def _reading(
    points: crs.Points, features: Features, override: str | None, entry: Input, issues: list[Issue]
) -> crs.Reading:
    """Decide how the numbers are read: as the user says, as the file says where its numbers fit, else by the numbers."""
    if override:
        system = crs.named(override, f"--crs {entry.role}={override}")
        told = crs.check(points, system)
        if told is None:
            raise crs.unfit(entry.path, entry.role, system)
        return told
    said = features.declared or features.implied
    if said is None and not len(points):
        return crs.Reading(CRS.from_user_input(HOUSE))
    told = crs.check(points, said) if said is not None else None
    if told is not None:
        return told
    told = crs.tell(points)
    if told is None:
        raise crs.unfit(entry.path, entry.role, said) if said else crs.missing(entry.path, entry.role, points)
    values = {"crs": crs.label(told.crs), "role": entry.role}
    if said is None:
        issues.append(Issue("crs_assumed", entry.role, values, path=entry.path, value=values["crs"]))
    else:
        values |= {"declared": crs.label(said)}
        issues.append(Issue("crs_corrected", entry.role, values, path=entry.path, value=values["declared"]))
    return told
