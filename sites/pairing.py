"""Which compound and which building of one edition is which of another: by id, and by name or place where a file has no ids.

Ids that a file gives decide alone: two buildings with different ids are two. An id that was made of the footprint
(``sites.footprints``) says nothing once the footprint is drawn anew, so what bears one is paired by its name, else by
where it stands. Whatever could be two is paired with neither.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sites.footprints import ID_LENGTH

Places = npt.NDArray[np.int64]
NOWHERE = -1
SAME_PLACE = 0.5
"""Shared area through joint area, from which on two footprints are of one building: above a half, no other can share as much."""
MADE_ID = rf"[a-z]-[0-9a-f]{{{ID_LENGTH}}}(?:#\d+)?"
"""What an id looks like that was made of the footprint."""


def compounds(before: GeoDataFrame, after: GeoDataFrame) -> Places:
    """Return the place in ``before`` of each compound of ``after``, -1 for none, int64 of shape (len(after),)."""
    names = [list(zip(frame["subdistrict"], frame["compound"], strict=True)) for frame in (before, after)]
    return _pair(before, after, "compound_id", *names)


def buildings(before: GeoDataFrame, after: GeoDataFrame, homes_before: Places, homes_after: Places) -> Places:
    """Return the place in ``before`` of each building of ``after``, -1 for none.

    Parameters
    ----------
    before, after : geopandas.GeoDataFrame
        Buildings, EPSG:4490.
    homes_before, homes_after : numpy.ndarray of int64
        The compound of each, the same number for the same compound on both sides; -1 for none.

    Returns
    -------
    numpy.ndarray of int64, shape (len(after),)
        No place stands in it twice; the other way round it is the inverse.
    """
    names = [
        [(home if home >= 0 else None, number) for home, number in zip(homes.tolist(), frame["building_no"], strict=True)]
        for frame, homes in ((before, homes_before), (after, homes_after))
    ]  # fmt: skip
    return _pair(before, after, "building_id", *names)


def _pair(
    before: GeoDataFrame, after: GeoDataFrame, key: str,
    names_before: Sequence[tuple[Any, Any]], names_after: Sequence[tuple[Any, Any]],
) -> Places:  # fmt: skip
    ids = [pd.Series(frame[key].to_numpy(object)) for frame in (before, after)]
    places = _matched(ids[0], ids[1])
    made = [words.astype("str").str.fullmatch(MADE_ID).fillna(True).to_numpy(bool) for words in ids]
    if not (made[0].any() or made[1].any()):
        return places
    names = [
        pd.Series([pair if all(isinstance(word, str | int) for word in pair) else None for pair in pairs], dtype=object)
        for pairs in (names_before, names_after)
    ]
    for by in ("name", "place"):
        left = [np.setdiff1d(np.arange(len(before)), places), np.flatnonzero(places == NOWHERE)]
        if by == "name":
            own = _matched(names[0].iloc[left[0]], names[1].iloc[left[1]])
        else:
            own = _same_place(before.geometry.to_numpy()[left[0]], after.geometry.to_numpy()[left[1]])
        found = np.flatnonzero(own != NOWHERE)
        here, there = left[1][found], left[0][own[found]]
        may = made[1][here] | made[0][there]
        places[here[may]] = there[may]
    return places


def _matched(before: "pd.Series[Any]", after: "pd.Series[Any]") -> Places:
    """Return the position in ``before`` of each value of ``after``; what is null, or there twice, has none."""
    once = [words.notna().to_numpy() & ~words.duplicated(keep=False).to_numpy() for words in (before, after)]
    rows = np.flatnonzero(once[0])
    known = {word: int(row) for word, row in zip(before.to_numpy()[rows], rows, strict=True)}
    found = [
        known.get(word, NOWHERE) if sure else NOWHERE for word, sure in zip(after.to_numpy(), once[1], strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _same_place(before: npt.NDArray[np.object_], after: npt.NDArray[np.object_]) -> Places:
    """Return the position in ``before`` of the one footprint that each of ``after`` lies on."""
    places = np.full(len(after), NOWHERE, dtype=np.int64)
    one, other = (np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes)) for shapes in (before, after))
    at, near = shapely.STRtree(one).query(other, predicate="intersects")
    shared = shapely.area(shapely.intersection(other[at], one[near]))
    joint = shapely.area(other[at]) + shapely.area(one[near]) - shared
    same = shared > SAME_PLACE * joint
    at, near = at[same], near[same]
    sure = (np.bincount(at, minlength=len(after))[at] == 1) & (np.bincount(near, minlength=len(before))[near] == 1)
    places[at[sure]] = near[sure]
    return places
