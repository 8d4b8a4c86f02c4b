"""Which compound something lies in; which one it names is for ``sites.compound_index``."""

import numpy as np
import numpy.typing as npt
import shapely

from sites.compound_index import Places
from sites.matching import NOWHERE

SHARE_TO_BELONG = 0.5
"""A footprint belongs to the compound that holds at least this share of its area (docs/design.md, "Join")."""


def lies_in(
    shapes: npt.NDArray[np.object_], areas: npt.NDArray[np.object_], least: float = SHARE_TO_BELONG
) -> tuple[Places, npt.NDArray[np.float64]]:
    """Tell which of ``areas`` holds the largest share of each shape.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Points, lines or polygons, n of them; the share is of their number, length or area.
    areas : numpy.ndarray of shapely polygons
        In the same reference system; degrees will do, as only shares are compared.
    least : float
        The share from which a shape belongs, 0-1.

    Returns
    -------
    places : numpy.ndarray of int64
        n places in ``areas``, ``NOWHERE`` where no share reaches ``least``.
    shares : numpy.ndarray of float64
        n largest shares, 0-1.
    """
    return largest(len(shapes), *shares_in(shapes, areas), least)


def shares_in(
    shapes: npt.NDArray[np.object_], areas: npt.NDArray[np.object_]
) -> tuple[Places, Places, npt.NDArray[np.float64]]:
    """Return every pair of a shape and an area that have something in common, with the share of the shape, 0-1.

    Parameters
    ----------
    shapes, areas : numpy.ndarray of shapely geometries
        As for ``lies_in``.

    Returns
    -------
    one, other : numpy.ndarray of int64
        Places in ``shapes`` and in ``areas``.
    share : numpy.ndarray of float64
    """
    if not len(shapes) or not len(areas):
        return np.empty(0, dtype="int64"), np.empty(0, dtype="int64"), np.empty(0)
    one, other = shapely.STRtree(areas).query(shapes)
    shapely.prepare(areas)
    share = np.where(shapely.covers(areas[other], shapes[one]), 1.0, 0.0)
    part = np.flatnonzero((share == 0) & shapely.intersects(areas[other], shapes[one]))
    if len(part):
        mine = shapes[one[part]]
        flat = shapely.get_dimensions(mine) == 2
        common = shapely.intersection(mine, areas[other[part]])
        whole = np.where(flat, shapely.area(mine), shapely.length(mine))
        held = np.where(flat, shapely.area(common), shapely.length(common))
        share[part] = np.divide(held, whole, out=np.zeros(len(part)), where=whole > 0)
    return one, other, share


def largest(
    n: int, one: Places, other: Places, share: npt.NDArray[np.float64], least: float = SHARE_TO_BELONG
) -> tuple[Places, npt.NDArray[np.float64]]:
    """Choose for each of n shapes the area with the largest share, of equal ones the first; see ``lies_in``."""
    places = np.full(n, NOWHERE, dtype="int64")
    shares = np.zeros(n)
    best = np.lexsort((-other, share))
    shares[one[best]] = share[best]
    places[one[best]] = other[best]
    places[(shares < least) | (shares == 0)] = NOWHERE
    return places, shares
