"""Slab blocks in rows: how a compound's buildings stand, before anyone knows where the compound lies.

A compound is laid out around a north-south lane, in its own metres: the first row is the northernmost, a row has some
buildings on either side of the lane, and each row keeps its distance from the next for the winter sun.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

STOREY_M = 2.9
SUN_RATIO = 1.25
"""Clear distance to the row in the south, over that row's height (about 1:1.2-1.3 at 32° N for winter sun)."""
LANE_M, SIDE_GAP_M, MARGIN_M = 13.0, 8.0, 9.0
GREEN_M = 16.0
"""Extra distance in the middle of a large compound: its green."""
TURN_MAX_DEG = 18.0
FEWEST, MOST = 8, 30
"""Buildings in a compound."""
UNIT_M = {2: (22.6, 24.0), 3: (15.1, 17.0), 4: (13.6, 15.4)}
"""Breadth of a stair unit by the number of units, m: with these a block is 45-62 m long."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Buildings of some compounds in each compound's own metres, x east along the rows and y north.

    Attributes
    ----------
    buildings : pandas.DataFrame
        compound (index), number (1.. in reading order), row, west (m), south (m), length (m), depth (m), storeys,
        units, households, floor_area_m2; sorted by compound and number.
    turn : ndarray of float
        Rotation of each compound, degrees counter-clockwise.
    outlines : ndarray of shapely.Polygon
        Plot of each compound, turned, around its own origin.
    """

    buildings: pd.DataFrame
    turn: Floats
    outlines: NDArray[np.object_]


def spread(total: int, parts: int, rng: np.random.Generator) -> Ints:
    """Part ``total`` buildings among ``parts`` compounds, each with ``FEWEST`` to ``MOST``, summing exactly."""
    fewest, most = min(FEWEST, total // parts), max(MOST, -(-total // parts))
    counts = np.clip(np.round(rng.gamma(9.0, total / parts / 9.0, parts)), fewest, most).astype(np.int64)
    while (missing := int(total - counts.sum())) != 0:
        open_ = np.flatnonzero(counts < most if missing > 0 else counts > fewest)
        chosen = rng.permutation(open_)[: abs(missing)]
        counts[chosen] += np.sign(missing)
    return np.asarray(counts, dtype=np.int64)


def exact(values: Floats, total: int) -> Ints:
    """Scale values to integers that sum to ``total`` exactly, by largest remainder."""
    scaled = values * (total / values.sum())
    whole = np.floor(scaled).astype(np.int64)
    whole[np.argsort(whole - scaled, kind="stable")[: total - whole.sum()]] += 1
    return np.asarray(whole, dtype=np.int64)


def lay_out(counts: Ints, households: int, floor_area_m2: int, rng: np.random.Generator) -> Layout:
    """Lay out compounds of ``counts`` buildings with exactly this many households and m² of floor area in all."""
    frame = _slots(counts, rng)
    n, per = len(frame), frame.compound.to_numpy()
    usual = rng.choice([5, 6, 7], len(counts), p=[0.28, 0.60, 0.12])[per]
    frame["storeys"] = np.where(rng.random(n) < 0.85, usual, rng.choice([5, 6], n))
    frame["units"] = rng.choice([2, 3, 4], n, p=[0.13, 0.54, 0.33])
    low, high = (np.array([UNIT_M[units][side] for units in frame.units]) for side in (0, 1))
    frame["length"] = np.round(frame.units * rng.uniform(low, high), 1)
    frame["depth"] = np.round(
        np.clip(rng.normal(11.9, 0.35, len(counts)), 11.2, 12.8)[per] + rng.uniform(-0.1, 0.1, n), 1
    )
    frame["households"] = _households(frame, households, rng)
    frame["floor_area_m2"] = exact((frame.length * frame.depth * frame.storeys).to_numpy(), floor_area_m2)
    _stand_north_south(frame, counts, rng)
    _stand_west_east(frame, rng)
    turn: Floats = np.round(np.clip(rng.normal(0.0, 8.0, len(counts)), -TURN_MAX_DEG, TURN_MAX_DEG), 2).astype(
        np.float64
    )
    return Layout(frame, turn, _outlines(frame, turn))


def corners(frame: pd.DataFrame, turn: Floats) -> Floats:
    """Return the corners of buildings around their compound's origin, turned; shape (n, 4, 2), m."""
    east, north = frame.west + frame.length, frame.south + frame.depth
    x = np.column_stack([frame.west, east, east, frame.west])
    y = np.column_stack([frame.south, frame.south, north, north])
    return turned(np.stack([x, y], axis=-1), turn[frame.compound.to_numpy()][:, None])


def turned(points: Floats, degrees: Floats) -> Floats:
    """Rotate points (…, 2) counter-clockwise around the origin."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y = points[..., 0], points[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def _slots(counts: Ints, rng: np.random.Generator) -> pd.DataFrame:
    """Give each building its row and its place in it; the odd ones make the first or the last rows longer."""
    across = np.clip(np.sqrt(counts / 1.55) * rng.uniform(0.85, 1.25, len(counts)), 2, 5).round().astype(int)
    rows = np.maximum(counts // across, 2)
    base, extra = counts // rows, counts % rows
    flip, odd_west = rng.random(len(counts)) < 0.5, rng.random(len(counts)) < 0.5
    compound = np.repeat(np.arange(len(counts)), counts)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    base_, extra_, long_ = base[compound], extra[compound], (extra * (base + 1))[compound]
    in_long = at < long_
    row = np.where(in_long, at // (base_ + 1), extra_ + (at - long_) // np.maximum(base_, 1))
    place = np.where(in_long, at % (base_ + 1), (at - long_) % np.maximum(base_, 1))
    wide = np.where(in_long, base_ + 1, base_)
    row = np.where(flip[compound], rows[compound] - 1 - row, row)
    west = wide // 2 + (wide % 2) * odd_west[compound]
    frame = pd.DataFrame({"compound": compound, "row": row, "place": place, "from_lane": place - west})
    frame["rows"] = rows[compound]
    frame = frame.sort_values(["compound", "row", "place"], ignore_index=True)
    frame.insert(1, "number", at + 1)
    return frame


def _households(frame: pd.DataFrame, total: int, rng: np.random.Generator) -> Ints:
    """Two flats a landing, but for flats that were merged or parted over the years."""
    homes = (frame.units * frame.storeys * 2).to_numpy().astype(np.int64)
    missing = total - homes.sum()
    homes += np.sign(missing) * (abs(missing) // len(homes))
    chosen = rng.permutation(len(homes))[: abs(missing) % len(homes)]
    homes[chosen] += np.sign(missing)
    return np.asarray(homes, dtype=np.int64)


def _stand_north_south(frame: pd.DataFrame, counts: Ints, rng: np.random.Generator) -> None:
    """Set the rows apart: by the height of the row in the south, which must not shade the one in the north."""
    rows = frame.groupby(["compound", "row"], as_index=False).agg(
        storeys=("storeys", "max"), depth=("depth", "max"), rows=("rows", "first")
    )
    generous = rng.uniform(0.5, 4.0, len(counts))[rows.compound] + rng.uniform(0, 1.2, len(rows))
    green = ((rows.row == rows.rows // 2) & (counts[rows.compound] >= 16)) * GREEN_M
    pitch = rows.depth + SUN_RATIO * STOREY_M * rows.storeys + generous + green
    down = pitch.groupby(rows.compound).cumsum()
    middle = (down.groupby(rows.compound).transform("max") + down.groupby(rows.compound).transform("min")) / 2
    south = pd.Series((middle - down).to_numpy(), index=pd.MultiIndex.from_frame(rows[["compound", "row"]]))
    frame["south"] = south.loc[pd.MultiIndex.from_frame(frame[["compound", "row"]])].to_numpy().round(2)


def _stand_west_east(frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Line the buildings up from the lane outwards, on both of its sides."""
    east_side = frame.from_lane >= 0
    order = np.where(east_side, frame.from_lane, -1 - frame.from_lane)
    gap = np.where(order == 0, rng.uniform(0, 2.5, len(frame)), SIDE_GAP_M + rng.uniform(0, 6, len(frame)))
    outwards = pd.DataFrame(
        {"compound": frame.compound, "row": frame.row, "side": east_side, "order": order, "step": frame.length + gap}
    )
    outwards = outwards.sort_values(["compound", "row", "side", "order"])
    reach = outwards.groupby(["compound", "row", "side"]).step.cumsum().sort_index() + LANE_M / 2
    frame["west"] = np.where(east_side, reach - frame.length, -reach).round(2)


def _outlines(frame: pd.DataFrame, turn: Floats) -> NDArray[np.object_]:
    """Wrap each compound's buildings: a plot whose sides follow the rows' ends, its corners cut."""
    blocks = shapely.polygons(corners(frame, turn))
    together = shapely.multipolygons(blocks, indices=frame.compound.to_numpy())
    plot = shapely.buffer(shapely.convex_hull(together), MARGIN_M, join_style="bevel")
    return np.asarray(shapely.simplify(plot, 1.5), dtype=object)
