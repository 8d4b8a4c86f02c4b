"""Geometry on the wire: plain arrays of coordinates and offsets, so that the app parses nothing the reader made.

The layout is GeoArrow's. WKB would do, but GEOS follows collections nested in collections until the stack ends, and a
reader that a hostile file took over may send such a one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Put = Callable[[npt.NDArray[Any]], int]
"""Takes an array along and returns its place among the answer's arrays."""
Get = Callable[[object, str], npt.NDArray[Any]]
"""Returns the array of a place, as the dtype asked for."""
POINT = int(shapely.GeometryType.POINT)
RING = int(shapely.GeometryType.LINEARRING)
COLLECTION = int(shapely.GeometryType.GEOMETRYCOLLECTION)
OFFSETS = {POINT: 0, 1: 1, 3: 2, 4: 1, 5: 2, 6: 3}
"""How many arrays of offsets each type of geometry has."""
EMPTY = {
    kind: shapely.from_wkt(f"{shapely.GeometryType(kind).name} EMPTY") for kind in (*OFFSETS, COLLECTION)
}  # fmt: skip


def packed(shapes: npt.NDArray[Any], put: Put) -> dict[str, Any]:
    """Take n geometries apart.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries, shape (n,)
        Two dimensions; None is allowed. A collection in a collection becomes part of the outer one.

    Raises
    ------
    TypeError
        A geometry is none of the seven simple types.
    """
    parts, owners = _members(shapes)
    every = np.concatenate([shapes, parts])
    kinds = shapely.get_type_id(every).astype("int8")
    if not set(np.unique(kinds)) <= {-1, COLLECTION, *OFFSETS}:
        raise TypeError("a geometry of a kind that has no place here")
    empty = shapely.is_empty(every) & (kinds >= 0)
    groups = []
    for kind in sorted({int(kind) for kind in np.unique(kinds[~empty])} - {-1, COLLECTION}):
        rows = np.flatnonzero((kinds == kind) & ~empty)
        _kind, coordinates, offsets = shapely.to_ragged_array(every[rows], include_z=False, include_m=False)
        arrays = [np.asarray(array, dtype="int64") for array in offsets]
        groups.append(
            {"kind": kind, "coordinates": put(coordinates.ravel()), "offsets": [put(array) for array in arrays]}
        )
    return {"rows": len(shapes), "kinds": put(kinds), "empty": put(empty.astype("uint8")), "owners": put(owners),
            "groups": groups}  # fmt: skip


def unpacked(said: dict[str, Any], get: Get) -> npt.NDArray[Any]:
    """Put n geometries together again.

    Raises
    ------
    ValueError, IndexError, shapely.errors.GEOSException
        The arrays do not fit one another.
    """
    n = int(said["rows"])
    kinds, empty, owners = get(said["kinds"], "int8"), get(said["empty"], "uint8"), get(said["owners"], "int64")
    if n < 0 or len(kinds) != n + len(owners) or len(empty) != len(kinds):
        raise ValueError("the geometries' kinds do not fit their number")
    if len(owners) and ((kinds[n:] == COLLECTION).any() or owners.min() < 0 or owners.max() >= n):
        raise ValueError("a member of no collection")
    if (kinds[owners] != COLLECTION).any() or (np.diff(owners) < 0).any():
        raise ValueError("members out of order")
    every = np.full(len(kinds), None, dtype=object)
    for kind, nothing in EMPTY.items():
        every[(kinds == kind) & (empty != 0)] = nothing
    for group in said["groups"]:
        kind = int(group["kind"])
        coordinates = get(group["coordinates"], "float64").reshape(-1, 2)
        offsets = tuple(get(place, "int64") for place in group["offsets"])
        rows = np.flatnonzero((kinds == kind) & (empty == 0))
        _check(kind, len(rows), len(coordinates), offsets)
        every[rows] = shapely.from_ragged_array(shapely.GeometryType(kind), coordinates, offsets)
    whole = np.flatnonzero((kinds[:n] == COLLECTION) & (empty[:n] == 0))
    if len(whole):
        places = np.searchsorted(whole, owners)
        if len(owners) and (
            (places >= len(whole)).any() or (whole[np.minimum(places, len(whole) - 1)] != owners).any()
        ):
            raise ValueError("a member of an empty collection")
        every[whole] = shapely.geometrycollections(every[n:], indices=places, out=np.empty(len(whole), dtype=object))
    return every[:n]


def _members(shapes: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Return the members of all collections, and the row that each belongs to, ascending."""
    rows = np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION)
    parts, at = shapely.get_parts(shapes[rows], return_index=True)
    owners = rows[at].astype("int64")
    while (nested := shapely.get_type_id(parts) == COLLECTION).any():
        inner, at = shapely.get_parts(parts[nested], return_index=True)
        owners = np.concatenate([owners[~nested], owners[nested][at]])
        parts = np.concatenate([parts[~nested], inner])
        order = np.argsort(owners, kind="stable")
        parts, owners = parts[order], owners[order]
    return parts, owners


def _check(kind: int, rows: int, points: int, offsets: tuple[npt.NDArray[np.int64], ...]) -> None:
    """Refuse offsets that lead out of what they count: shapely follows them unseen."""
    if kind not in OFFSETS or len(offsets) != OFFSETS[kind]:
        raise ValueError("offsets that do not belong to this kind of geometry")
    inside = points
    for array in offsets:
        if not len(array) or array[0] != 0 or array[-1] != inside or (np.diff(array) < 0).any():
            raise ValueError("offsets lead out of the geometry")
        inside = len(array) - 1
    if inside != rows:
        raise ValueError("another number of geometries than rows")
