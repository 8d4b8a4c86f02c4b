"""Which compound something belongs to: by its id or name (``CompoundIndex``), or by where it lies."""

import numpy as np
import numpy.typing as npt
import shapely

from sites.compound_index import CompoundIndex, Places
from sites.matching import AMBIGUOUS, NOWHERE

__all__ = ["AMBIGUOUS", "NOWHERE", "SHARE_TO_BELONG", "CompoundIndex", "Places", "lies_in"]
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
    places = np.full(len(shapes), NOWHERE, dtype="int64")
    shares = np.zeros(len(shapes))
    if not len(shapes) or not len(areas):
        return places, shares
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
    best = np.lexsort((-other, share))
    shares[one[best]] = share[best]
    places[one[best]] = other[best]
    places[(shares < least) | (shares == 0)] = NOWHERE
    return places, shares
