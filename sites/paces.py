"""How long a stage takes, learned from those that are over: of the compound itself, its subdistrict, the district, and the plan.

Each circle is drawn towards the next wider one by ``PRIOR`` imagined observations, and the widest towards the plan: with few
observations a circle says little, with many it speaks for itself (shrinkage; Efron and Morris 1977, "Stein's paradox in statistics").
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
LEVELS = (0.1, 0.5, 0.9)
"""The quantiles of a forecast: four times out of five it comes true between the outer two."""
PRIOR = 5
"""So many observations of a circle weigh as much as all the wider ones."""
PLAN_FACTORS = np.array([0.85, 1.0, 1.5])
"""What a plan alone promises, as shares of its days: plans are more often overrun than undercut. An assumption."""
BASES = ("own", "subdistrict", "district", "plan")
"""What a duration rests on, narrowest first."""


@dataclass(frozen=True)
class Lengths:
    """Durations at the quantiles ``LEVELS``, and how much of them rests on what.

    Attributes
    ----------
    days : numpy.ndarray of float64, shape (buildings, 3)
        NaN where nothing is known.
    shares : numpy.ndarray of float64, shape (buildings, 4)
        In the order of ``BASES``; a row adds up to 1, or 0 where nothing is known.
    """

    days: Floats
    shares: Floats


def lengths(taken: Floats, planned: Floats, compound: Places, subdistrict: Places) -> Lengths:
    """Say for every building how long a stage takes.

    Parameters
    ----------
    taken, planned : numpy.ndarray of float64, shape (buildings,)
        Days that the stage took where it is over, and that the plan gives it; NaN where not known.
    compound, subdistrict : numpy.ndarray of int64, shape (buildings,)
        Whose peer a building is, -1 for nobody's.

    Notes
    -----
    Two things can be learned: the days taken, or the days taken for each planned day. The one that spreads less among the
    stages that are over is used: a preparation follows its plan, demolition takes six weeks whatever the plan says. A
    building without a plan is given the days.
    """
    usable = np.where(planned > 0, planned, np.nan)
    pace = taken / usable
    by_pace = _spread(pace) < _spread(taken)
    first = _measured(by_pace, taken, pace, usable, compound, subdistrict)
    missing = np.isnan(first.days[:, 0])
    if not missing.any():
        return first
    second = _measured(not by_pace, taken, pace, usable, compound, subdistrict)
    return Lengths(
        *(np.where(missing[:, None], *pair) for pair in ((second.days, first.days), (second.shares, first.shares)))
    )


def _measured(
    by_pace: bool, taken: Floats, pace: Floats, planned: Floats, compound: Places, subdistrict: Places
) -> Lengths:
    """Learn the days, or the days for each planned day."""
    if not by_pace:
        return _shrunk(taken, planned[:, None] * PLAN_FACTORS, compound, subdistrict)
    found = _shrunk(pace, np.where(np.isnan(planned)[:, None], np.nan, PLAN_FACTORS), compound, subdistrict)
    return Lengths(found.days * planned[:, None], np.where(np.isnan(planned)[:, None], 0.0, found.shares))


def quantiles(values: Floats, groups: Places, n: int, levels: tuple[float, ...] = LEVELS) -> tuple[Floats, Places]:
    """Return the quantiles of each group, and how many values it has.

    Parameters
    ----------
    values : numpy.ndarray of float64, shape (m,)
        NaN does not count.
    groups : numpy.ndarray of int64, shape (m,)
        From 0 below ``n``; -1 for none.

    Returns
    -------
    quantiles : numpy.ndarray of float64, shape (n, levels)
        Between neighbours interpolated, NaN for an empty group.
    counts : numpy.ndarray of int64, shape (n,)
    """
    counted = (groups >= 0) & ~np.isnan(values)
    order = np.lexsort((values[counted], groups[counted]))
    ranked = values[counted][order]
    counts = np.bincount(groups[counted], minlength=n).astype(np.int64)
    if not len(ranked):
        return np.full((n, len(levels)), np.nan), counts
    start = np.cumsum(counts) - counts
    place = np.clip(counts - 1, 0, None)[:, None] * np.array(levels)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.clip(counts - 1, 0, None)[:, None])
    last = len(ranked) - 1
    below, above = (ranked[np.minimum(start[:, None] + at, last)] for at in (low, high))
    found = below + (above - below) * (place - low)
    return np.where(counts[:, None] > 0, found, np.nan), counts


def _shrunk(values: Floats, plan: Floats, compound: Places, subdistrict: Places) -> Lengths:
    """Go from the plan to the district, the subdistrict and the compound, each weighing by its observations."""
    n = len(values)
    unknown = np.isnan(plan[:, 0])
    days = np.where(unknown[:, None], 0.0, plan)
    shares = np.zeros((n, len(BASES)))
    shares[:, -1] = ~unknown
    for groups, base in ((np.zeros(n, np.int64), 2), (subdistrict, 1), (compound, 0)):
        found, counts = quantiles(values, groups, int(groups.max(initial=-1)) + 1)
        seen = np.append(counts, 0)[groups]  # -1, nobody's peer, finds the last
        weight = np.where(unknown, seen > 0, seen / (seen + PRIOR))
        unknown &= seen == 0
        here = np.vstack([np.nan_to_num(found), np.zeros((1, len(LEVELS)))])[groups]
        days += weight[:, None] * (here - days)
        shares *= (1 - weight)[:, None]
        shares[:, base] += weight
    days[unknown] = np.nan
    return Lengths(days, shares)


def _spread(values: Floats) -> float:
    """Return how far the middle half spreads, as a share of the median; infinite where nothing is over."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.inf
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    return float((high - low) / middle) if middle > 0 else np.inf
