"""What can be put right in a geometry without guessing: outlines that close, parts of a collection, rings that cross."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from sites import metres

Shapes = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
FEWEST_IN_RING = 4
"""Points of a closed line that can be an outline, the first told twice."""


@dataclass(frozen=True)
class Least:
    """What is too small or too thin to be drawn on purpose.

    Attributes
    ----------
    area : float
        m², of the whole.
    part : float
        m², of one of several parts.
    width : float
        m, mean width of the whole or a part.
    """

    area: float
    part: float
    width: float


def simplest(shapes: Shapes) -> Shapes:
    """Take a lone point out of its multi-point, and anything that is alone out of its collection."""
    kinds = shapely.get_type_id(shapes)
    wrapped = np.isin(kinds, (shapely.GeometryType.MULTIPOINT, shapely.GeometryType.GEOMETRYCOLLECTION))
    lone = wrapped & (shapely.get_num_geometries(shapes) == 1)
    if not lone.any():
        return shapes
    out = shapes.copy()
    out[lone] = shapely.get_geometry(shapes[lone], 0)
    return out


def impossible(shapes: Shapes) -> Mask:
    """Tell which shapes have a coordinate that is no longitude or latitude: not finite, or beyond 180° and 90°."""
    points, at = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[at[~(np.abs(points) <= (180.0, 90.0)).all(axis=1)]] = True
    return bad


def parts_of(shapes: Shapes, dimension: int) -> tuple[Shapes, Mask]:
    """Take the parts of a dimension out of collections that also hold other things, or several.

    Returns
    -------
    shapes : numpy.ndarray
        A multi-geometry instead of each collection that has such parts.
    taken : numpy.ndarray of bool
        Which ones were changed.
    """
    collections = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    out = shapes.copy() if len(collections) else shapes
    taken = np.zeros(len(shapes), dtype=bool)
    for at in collections:
        parts = _single(shapes[at])
        wanted = parts[shapely.get_dimensions(parts) == dimension]
        if len(wanted):
            out[at] = _joined(wanted, dimension)
            taken[at] = True
    return out, taken


def outlines(shapes: Shapes) -> tuple[Shapes, Mask]:
    """Turn lines that end where they begin into polygons.

    Returns
    -------
    shapes : numpy.ndarray
    closed : numpy.ndarray of bool
        Which ones were lines.
    """
    kinds = shapely.get_type_id(shapes)
    lines = np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING))
    closed = np.zeros(len(shapes), dtype=bool)
    if not lines.any():
        return shapes, closed
    merged = shapes.copy()
    several = kinds == shapely.GeometryType.MULTILINESTRING
    merged[several] = shapely.line_merge(shapes[several])
    single = shapely.get_type_id(merged) == shapely.GeometryType.LINESTRING
    closed = lines & single & shapely.is_closed(merged) & (shapely.get_num_coordinates(merged) >= FEWEST_IN_RING)
    if not closed.any():
        return shapes, closed
    points, at = shapely.get_coordinates(merged[closed], return_index=True)
    out = shapes.copy()
    out[closed] = shapely.polygons(shapely.linearrings(points, indices=at))
    return out, closed


def valid(shapes: Shapes) -> tuple[Shapes, Mask, Mask]:
    """Make invalid polygons valid, keeping their polygonal part.

    Returns
    -------
    shapes : numpy.ndarray
    repaired, broken : numpy.ndarray of bool
        Which ones were made valid, and which have no polygonal part.
    """
    invalid = ~shapely.is_valid(shapes)
    broken = np.zeros(len(shapes), dtype=bool)
    out = shapes.copy() if invalid.any() else shapes
    for at in np.flatnonzero(invalid):
        parts = _single(_made_valid(shapes[at]))
        parts = parts[shapely.get_dimensions(parts) == 2]
        if len(parts) == 0 or not shapely.area(parts).sum() > 0:
            broken[at] = True
        else:
            out[at] = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return out, invalid & ~broken, broken


def plain(shapes: Shapes) -> tuple[Shapes, int]:
    """Leave out points that repeat the one before, and turn outer rings anticlockwise (RFC 7946).

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Valid.

    Returns
    -------
    shapes : numpy.ndarray
    shorter : int
        How many lost points.
    """
    fewer = shapely.remove_repeated_points(shapes)
    shorter = int((shapely.get_num_coordinates(fewer) < shapely.get_num_coordinates(shapes)).sum())
    return shapely.orient_polygons(fewer), shorter


def without_slivers(shapes: Shapes, least: Least) -> tuple[Shapes, npt.NDArray[np.int64], Mask]:
    """Drop the parts of multi-polygons that are too small or thin, and tell which shapes are so as a whole.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Degrees; only polygons are looked at.
    least : Least

    Returns
    -------
    shapes : numpy.ndarray
    dropped : numpy.ndarray of int64
        How many parts each one lost.
    slivers : numpy.ndarray of bool
        Which ones should not be there at all.
    """
    flat = shapely.get_dimensions(shapes) == 2
    out, dropped = shapes.copy(), np.zeros(len(shapes), dtype="int64")
    multi = np.flatnonzero(flat & (shapely.get_num_geometries(shapes) > 1))
    if len(multi):
        parts, at = shapely.get_parts(shapes[multi], return_index=True)
        small = (metres.areas(parts) < least.part) | (metres.widths(parts) < least.width)
        kept = np.bincount(at[~small], minlength=len(multi))
        lost = np.bincount(at[small], minlength=len(multi))
        for place in np.flatnonzero((lost > 0) & (kept > 0)):
            out[multi[place]] = _joined(parts[(at == place) & ~small], 2)
        dropped[multi] = np.where(kept > 0, lost, 0)
    slivers = np.zeros(len(shapes), dtype=bool)
    whole = out[flat]
    slivers[flat] = (metres.areas(whole) < least.area) | (metres.widths(whole) < least.width)
    return out, dropped, slivers


def _made_valid(shape: shapely.Geometry) -> shapely.Geometry:
    """Repair by the lines, which keeps most; GEOS refuses that where a part is a mere point, and rings do then."""
    try:
        return shapely.make_valid(shape)
    except shapely.errors.GEOSException:
        return shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _single(shape: shapely.Geometry) -> Shapes:
    """Return the parts of a geometry that have no parts themselves."""
    parts = shapely.get_parts(np.array([shape], dtype=object))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts)


def _joined(parts: Shapes, dimension: int) -> shapely.Geometry:
    """Put parts of one dimension together."""
    if len(parts) == 1:
        return parts[0]
    return (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension](parts)
