"""Frames as rows of a table, and back, without loss."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from sites.table import CRS, DTYPES
from store.tables import Spec

_DTYPES: dict[str, str] = {**{str(kind): dtype for kind, dtype in DTYPES.items()}, "flag": "bool", "count": "int64"}


def columns(frame: pd.DataFrame, spec: Spec, fixed: Mapping[str, object]) -> dict[str, list[Any]]:
    """Return a frame as columns of plain values for a database.

    Parameters
    ----------
    frame : pandas.DataFrame or geopandas.GeoDataFrame
        Has the columns of ``spec``; a geometry, EPSG:4490, becomes WKB.
    fixed : mapping
        The columns that every row shares; ``place`` is counted from 0.
    """
    held: dict[str, list[Any]] = {name: [value] * len(frame) for name, value in fixed.items()}
    held["place"] = list(range(len(frame)))
    held |= {name: _plain(frame[name], kind) for name, kind in spec.items()}
    if isinstance(frame, GeoDataFrame):
        held["geometry"] = shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1).tolist()
    return held


def frame(found: Sequence[Sequence[Any]], spec: Spec) -> pd.DataFrame:
    """Return rows of a database, in the order of ``spec``, as the frame that they were."""
    columns: list[Any] = list(zip(*found, strict=True)) if found else [()] * len(spec)
    held = {name: _typed(values, kind) for (name, kind), values in zip(spec.items(), columns, strict=True)}
    return pd.DataFrame(held, index=pd.RangeIndex(len(found)))


def shaped(found: Sequence[Sequence[Any]], spec: Spec) -> GeoDataFrame:
    """Return rows whose last column is WKB as a frame with its geometry, EPSG:4490."""
    wkb = np.array([row[-1] for row in found], dtype=object)
    shapes = GeoSeries(shapely.from_wkb(wkb), crs=CRS) if len(found) else GeoSeries([], crs=CRS)
    return GeoDataFrame(frame([row[:-1] for row in found], spec), geometry=shapes, crs=CRS)


def settled(frame: pd.DataFrame, spec: Spec, parts: bool = False) -> pd.DataFrame:
    """Return a frame in the one form in which it is stored: the columns of ``spec``, their dtypes, flat geometry.

    Parameters
    ----------
    parts : bool
        Polygons become multipolygons, as a table of PostGIS holds one kind.
    """
    text = [name for name, kind in spec.items() if _DTYPES[kind] == "str"]
    held = frame[[*spec, *(["geometry"] if isinstance(frame, GeoDataFrame) else [])]].reset_index(drop=True)
    held = held.astype({name: _DTYPES[kind] for name, kind in spec.items()})
    for name in text:
        if held[name].str.contains("\x00", regex=False, na=False).any():  # PostgreSQL holds every character but this
            held[name] = held[name].str.replace("\x00", "", regex=False)
    if isinstance(held, GeoDataFrame):
        shapes = shapely.force_2d(held.geometry.to_numpy())
        if parts:
            single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
            shapes = shapes.copy()
            shapes[single] = shapely.multipolygons(shapes[single], indices=np.arange(single.sum()))
        held = held.set_geometry(GeoSeries(shapes, index=held.index, crs=CRS))
    return held


def digest(frame: pd.DataFrame, spec: Spec) -> str:
    """Return the SHA-256 of a settled frame's content, the same on every machine, database and version of pandas."""
    told = hashlib.sha256(f"{len(frame)}".encode())
    for name, kind in spec.items():
        told.update(f"\x1d{name}\x1d{kind}\x1d".encode())
        told.update(_bytes(frame[name], kind))
    if isinstance(frame, GeoDataFrame):
        told.update(b"\x1dgeometry\x1d")
        for wkb in shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1):
            told.update(wkb)
    return told.hexdigest()


def _plain(column: "pd.Series[Any]", kind: str) -> list[Any]:
    if kind == "date":
        days: list[Any] = column.to_numpy().astype("datetime64[D]").astype(object).tolist()
        return days
    absent = column.isna().to_numpy()
    values = column.to_numpy(dtype=object)
    if absent.any():
        values = values.copy()
        values[absent] = None
    plain: list[Any] = values.tolist()
    return plain


def _typed(values: Sequence[Any], kind: str) -> "pd.Series[Any]":
    dtype = _DTYPES[kind]
    if kind == "date":
        return pd.Series(np.array(values, dtype="datetime64[D]").astype("datetime64[s]"))
    if dtype == "float64":
        return pd.Series(np.array(values, dtype=np.float64))
    if dtype == "Int64":
        return pd.Series(pd.array(list(values), dtype="Int64"))
    return pd.Series(list(values), dtype=dtype)


def _bytes(column: "pd.Series[Any]", kind: str) -> bytes:
    """Return a column as bytes: what is absent is marked, numbers and days are little-endian."""
    absent = column.isna().to_numpy()
    dtype = _DTYPES[kind]
    if dtype == "str":
        texts = column.to_numpy(dtype=object)  # at once: to ask an array of Arrow cell by cell takes ten times as long
        texts[absent] = "\x00"
        return "\x1f".join(texts).encode()
    if kind == "date":
        return column.to_numpy().astype("datetime64[D]").astype("<i8").tobytes()
    if dtype == "float64":
        numbers = column.to_numpy(dtype="<f8").copy()
        numbers[absent] = 0.0
        return np.packbits(absent).tobytes() + (numbers + 0.0).tobytes()
    whole = np.asarray(column.fillna(0), dtype="<i8")
    return np.packbits(absent).tobytes() + whole.tobytes()
