"""Where footprints lie over one another: drawn twice, over a neighbour's ground, across two compounds."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sites import metres

NEARLY_ONE = 0.95
"""Intersection over union from which two footprints are one thing drawn twice."""
OVERLAP_M2 = 50.0
OVERLAP_SHARE = 0.01
"""Two compounds overlap when they share more m² than this and more of the smaller one than this; below, a line was drawn
beside the other."""
SHARE_ACROSS = 0.1
"""A building stands across two compounds when each holds at least this share of it."""

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


def first_equal(shapes: Shapes) -> Places:
    """Return, for each geometry, the place of the first one with the same points, whatever its start or winding."""
    first = np.arange(len(shapes))
    bounds = pd.DataFrame(shapely.bounds(shapes))
    twins = np.flatnonzero(bounds.duplicated(keep=False).to_numpy())
    if len(twins):
        lone = shapes[twins]
        lone = np.where(shapely.get_num_geometries(lone) == 1, shapely.get_geometry(lone, 0), lone)
        codes, _ = pd.factorize(shapely.to_wkb(shapely.normalize(lone)))
        _, firsts = np.unique(codes, return_index=True)
        first[twins] = twins[firsts[codes]]
    return first


def pairs(shapes: Shapes) -> tuple[Places, Places, Numbers]:
    """Return the pairs of polygons that share ground.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely polygons
        Valid, degrees.

    Returns
    -------
    one, other : numpy.ndarray of int64
        Places, ``one`` before ``other``.
    common : numpy.ndarray of float64
        m² of each pair.
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    later = one < other
    one, other = one[later], other[later]
    common = metres.areas(shapely.intersection(shapes[one], shapes[other])) if len(one) else np.empty(0)
    return one, other, common


def near_duplicates(shapes: Shapes) -> Iterator[tuple[int, int, float]]:
    """Yield pairs that are almost the same polygon: place of the first, of the second, and what they share of both, 0-1."""
    one, other, common = pairs(shapes)
    area = metres.areas(shapes)
    whole = area[one] + area[other] - common
    same = np.divide(common, whole, out=np.zeros(len(common)), where=whole > 0)
    for at in np.flatnonzero(same > NEARLY_ONE):
        yield int(one[at]), int(other[at]), float(same[at])


def overlapping(shapes: Shapes) -> Iterator[tuple[int, int, float, float]]:
    """Yield pairs of compounds that overlap: their places, m², and the share of the smaller one, 0-1.

    Those that are nearly one are left to ``near_duplicates``.
    """
    one, other, common = pairs(shapes)
    area = metres.areas(shapes)
    smaller = np.minimum(area[one], area[other])
    share = np.divide(common, smaller, out=np.zeros(len(common)), where=smaller > 0)
    whole = area[one] + area[other] - common
    for at in np.flatnonzero((common > OVERLAP_M2) & (share > OVERLAP_SHARE) & (common <= NEARLY_ONE * whole)):
        yield int(one[at]), int(other[at]), float(common[at]), float(share[at])


def across(
    buildings: Places, compounds: Places, shares: Numbers, home: Places
) -> Iterator[tuple[int, float, int, float]]:
    """Yield the buildings that stand across two compounds, one of which is their own.

    Parameters
    ----------
    buildings, compounds : numpy.ndarray of int64
        Pairs of places that share ground, as ``sites.homes.shares_in`` gives them.
    shares : numpy.ndarray of float64
        Of each building's area, 0-1.
    home : numpy.ndarray of int64
        Each building's compound, negative for none.

    Yields
    ------
    building : int
    share : float
        In its own compound.
    other : int
        The compound that holds most of the rest.
    other_share : float
    """
    large = shares >= SHARE_ACROSS
    buildings, compounds, shares = buildings[large], compounds[large], shares[large]
    own = home[buildings] == compounds
    in_own = dict(zip(buildings[own].tolist(), shares[own].tolist(), strict=True))
    best: dict[int, tuple[float, int]] = {}
    for building, compound, share in zip(
        buildings[~own].tolist(), compounds[~own].tolist(), shares[~own].tolist(), strict=True
    ):
        best[building] = max(best.get(building, (0.0, -1)), (share, compound))
    for building in sorted(in_own.keys() & best.keys()):
        share, other = best[building]
        yield building, in_own[building], other, share
