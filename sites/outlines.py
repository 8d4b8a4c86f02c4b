"""Whether an outline is still the same: two drawings of one building never agree to the last digit."""

import numpy as np
import numpy.typing as npt
import shapely

from sites import metres

RESHAPED_M = 0.05
"""How far an outline lies from its earlier one, on average all around, before it counts as another, m.

The area in which the two differ, through the length of the outline. A file written anew, reprojected or rounded moves
corners by a centimetre at most; a survey of 1:500, which such boundaries come from, is accurate to some five. A bay of
6 m by 1.5 m on a block of 50 m by 12 m makes 7 cm; the whole block put 10 cm to the north, 8 cm.
"""
IDENTICAL_DEGREES = 1e-9
"""A tenth of a millimetre: outlines whose corners agree so far are the same without being laid over each other."""

Shapes = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]


def reshaped(before: Shapes, after: Shapes) -> Mask:
    """Tell which outlines differ by more than ``RESHAPED_M``.

    Parameters
    ----------
    before, after : numpy.ndarray of shapely geometries, shape (n,)
        Polygons or multipolygons, degrees. Which corner comes first, which way round the ring goes, whether a corner
        stands in the middle of a straight side, whether one polygon is wrapped as a multipolygon: none of it counts.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        True where one of the two is missing or empty and the other is not.
    """
    absent = [shapely.is_missing(shapes) | shapely.is_empty(shapes) for shapes in (before, after)]
    differs = np.asarray(absent[0] != absent[1])
    both = ~(absent[0] | absent[1])
    ask = np.flatnonzero(both)
    ask = ask[~shapely.equals_exact(before[ask], after[ask], IDENTICAL_DEGREES)]
    if len(ask):
        differs[ask] = _apart(before[ask], after[ask]) > RESHAPED_M
    return differs


def _apart(before: Shapes, after: Shapes) -> npt.NDArray[np.float64]:
    """Return the mean distance between the outlines, m."""
    one, other = _valid(before), _valid(after)
    area = np.nan_to_num(metres.areas(shapely.symmetric_difference(one, other)))
    around = np.maximum(*(shapely.length(metres.in_metres(shapes)) for shapes in (one, other)))
    return np.asarray(np.divide(area, around, out=np.zeros(len(area)), where=around > 0))


def _valid(shapes: Shapes) -> Shapes:
    """Return shapes that can be laid over each other: an edition's are valid, those of a file just read may not be."""
    return np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
