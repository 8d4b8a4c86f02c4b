"""The history as series: planned, actual and forecast shares over time (S-curve), buildings by stage (burn-up), subdistricts by edition.

Everything is a sum over subdistricts, so an edition is summed once (``snapshot``) and a filter only picks rows: a year of weekly editions of 90,000
buildings answers as quickly as the demo.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sites.arrays import BEHIND, NO_STAGE
from sites.edition import Edition
from sites.forecast import Forecast, forecast
from sites.schedule import days_of
from sites.stages import STAGE_CODES, STAGE_ORDER

Floats = NDArray[np.float64]
Weight = Literal["buildings", "households", "floor_area_m2"]
MILESTONES = ("stages", "construction", "handover")
"""What a curve counts: stages that are over, of all five; works complete; finished altogether."""
_PLACES = {
    "stages": tuple(range(len(STAGE_CODES))),
    "construction": (STAGE_ORDER["construction"],),
    "handover": (STAGE_ORDER["handover"],),
}
WEEK = 7
FARTHEST_WEEKS = 156
"""What lies further from the as-of date is off the chart."""
SERIES = ("planned", "actual", "early", "expected", "late")


@dataclass(frozen=True)
class Snapshot:
    """One edition, summed.

    Attributes
    ----------
    number : int
    as_of : datetime.date
    subdistricts : tuple of str
        By name; buildings of none stand last, under an empty name.
    totals : numpy.ndarray of float64, shape (subdistricts,)
        Buildings, or what they weigh.
    stages : numpy.ndarray of int64, shape (subdistricts, 6)
        Buildings by stage, last those without data.
    behind : numpy.ndarray of int64, shape (subdistricts,)
    first : int
        The first week: ``7 * first`` days since 1970 is the day that the first column speaks of.
    ended : numpy.ndarray of float64, shape (series, milestones, subdistricts, weeks)
        What ends within each week, in the order of ``SERIES``.
    """

    number: int
    as_of: date
    subdistricts: tuple[str, ...]
    totals: Floats
    stages: NDArray[np.int64]
    behind: NDArray[np.int64]
    first: int
    ended: Floats

    def rows(self, subdistrict: str = "") -> NDArray[np.bool_]:
        """Return which subdistricts count; all without a name."""
        return np.array([subdistrict in ("", name) for name in self.subdistricts], bool)


@dataclass(frozen=True)
class Curve:
    """Shares (0 to 1) that have ended by each day; NaN where a series does not speak.

    Attributes
    ----------
    days : numpy.ndarray of datetime64[D], shape (weeks,)
    planned, actual, early, expected, late : numpy.ndarray of float64, shape (weeks,)
        ``actual`` up to the as-of date, the forecasts after it; ``early`` is what has ended if every building ends at the early edge of its range.
    now : float
        The actual share on the as-of date itself; NaN where there is no building.
    """

    days: NDArray[np.datetime64]
    planned: Floats
    actual: Floats
    early: Floats
    expected: Floats
    late: Floats
    now: float


def snapshot(edition: Edition, found: Forecast | None = None, weight: Weight = "buildings") -> Snapshot:
    """Sum an edition.

    Parameters
    ----------
    edition : Edition
    found : Forecast, optional
        Of its buildings, where there is one at hand.
    weight : {"buildings", "households", "floor_area_m2"}
        What a building counts in curves: 1, its households or its m².

    Notes
    -----
    A stage that is over without a date counts from the as-of date on: that is when it was known.
    """
    own = edition.arrays
    found = found or forecast(edition.buildings, edition.as_of)
    names = (*own.subdistricts, *([""] if (own.subdistrict < 0).any() else []))
    place = np.where(own.subdistrict < 0, len(own.subdistricts), own.subdistrict).astype(np.int64)
    n = len(names)
    weighs = np.ones(len(place)) if weight == "buildings" else getattr(own, weight)
    today = np.datetime64(edition.as_of, "D")
    weeks = _ends(edition, found, today)
    middle = _week(today)
    near = np.abs(weeks - middle) <= FARTHEST_WEEKS
    first = int(weeks[near].min()) if near.any() else int(middle)
    last = int(weeks[near].max()) if near.any() else int(middle)
    wide = last - first + 1
    ended = np.zeros((len(SERIES), len(MILESTONES), n, wide))
    for series in range(len(SERIES)):
        for milestone, code in enumerate(MILESTONES):
            for stage in _PLACES[code]:
                week, inside = weeks[series, :, stage], near[series, :, stage]
                cells = place[inside] * wide + np.int64(week[inside]) - first
                sums = np.bincount(cells, weights=weighs[inside], minlength=n * wide)
                ended[series, milestone] += sums.reshape(n, wide) / len(_PLACES[code])
    everyone = np.ones(len(place), bool)
    return Snapshot(
        number=edition.number, as_of=edition.as_of, subdistricts=names, totals=np.bincount(place, weights=weighs, minlength=n).astype(np.float64),
        stages=own.stages_by(place.astype(np.int32), n, everyone), behind=np.bincount(place[own.status == BEHIND], minlength=n),
        first=first, ended=ended,
    )  # fmt: skip


def curve(
    taken: Snapshot, milestone: str = "handover", subdistrict: str = "", weeks: tuple[int, int] | None = None
) -> Curve:
    """Return the S-curve of an edition.

    Parameters
    ----------
    milestone : str
        One of ``MILESTONES``.
    subdistrict : str
        Empty for the whole district.
    weeks : tuple of int, optional
        First and last week, as ``span`` gives them for several editions.
    """
    rows = taken.rows(subdistrict)
    total = float(taken.totals[rows].sum())
    first, last = weeks or (taken.first, taken.first + taken.ended.shape[-1] - 1)
    within = taken.ended[:, MILESTONES.index(milestone)][:, rows].sum(axis=1)
    summed = np.cumsum(within, axis=1)
    at = np.arange(first, last + 1) - taken.first
    shares = np.where(at < 0, 0.0, summed[:, np.clip(at, 0, summed.shape[1] - 1)])
    shares = shares / total if total else np.full_like(shares, np.nan)
    days = np.datetime64(0, "D") + np.arange(first, last + 1) * np.timedelta64(WEEK, "D")
    gone = days <= np.datetime64(taken.as_of)
    planned, actual, *ahead = shares
    now = float(within[1].sum() / total) if total else float("nan")
    early, expected, late = (np.where(gone, np.nan, np.minimum(now + part, 1.0)) for part in ahead)
    return Curve(days, np.minimum(planned, 1.0), np.where(gone, actual, np.nan), early, expected, late, now)


def span(taken: Sequence[Snapshot]) -> tuple[int, int]:
    """Return the first and last week that any of some editions speaks of."""
    return min(one.first for one in taken), max(one.first + one.ended.shape[-1] - 1 for one in taken)


def burn_up(taken: Sequence[Snapshot], subdistrict: str = "") -> NDArray[np.int64]:
    """Return the buildings by stage of each edition, shape (editions, 6), the last column those without data."""
    return np.array([one.stages[one.rows(subdistrict)].sum(axis=0) for one in taken], np.int64).reshape(
        -1, NO_STAGE + 1
    )


def heat(taken: Sequence[Snapshot], measure: Literal["behind", "stages"]) -> tuple[tuple[str, ...], Floats]:
    """Return the subdistricts of any edition by name, and a share of each by edition.

    Parameters
    ----------
    measure : {"behind", "stages"}
        Buildings that are behind, or stages that are over, of all; 0 to 1.

    Returns
    -------
    names : tuple of str
    shares : numpy.ndarray of float64, shape (subdistricts, editions)
        NaN where an edition has no building there.
    """
    names = tuple(sorted({name for one in taken for name in one.subdistricts}, key=lambda name: (not name, name)))
    shares = np.full((len(names), len(taken)), np.nan)
    for column, one in enumerate(taken):
        counted = one.behind if measure == "behind" else one.ended[1, MILESTONES.index("stages")].sum(axis=1)
        whole = one.stages.sum(axis=1) if measure == "behind" else one.totals
        rows = [names.index(name) for name in one.subdistricts]
        shares[rows, column] = np.divide(counted, whole, out=np.full(len(rows), np.nan), where=whole > 0)
    return names, shares


def _ends(edition: Edition, found: Forecast, today: np.datetime64) -> Floats:
    """Return the week in which each stage ends, shape (series, buildings, 5); infinite for never or not known."""
    buildings = edition.buildings
    order = np.where(edition.arrays.stage == NO_STAGE, -1, edition.arrays.stage.astype(np.int64))[:, None]
    over = (order > np.arange(len(STAGE_CODES))) | buildings["finished"].to_numpy(bool)[:, None]
    ended = days_of(buildings, "actual_end")
    ended = np.where(
        over & (np.isnat(ended) | (ended > today)), today, np.where(over, ended, np.datetime64("NaT", "D"))
    )
    ahead = [np.where(over, np.datetime64("NaT", "D"), found.ends[:, :, level]) for level in range(3)]
    return np.stack([_week(days) for days in (days_of(buildings, "planned_end"), ended, *ahead)])


def _week(days: NDArray[np.datetime64] | np.datetime64) -> Floats:
    """Return the number of the first week's day on or after each day; infinite for none."""
    given = np.asarray(days).astype("datetime64[D]")
    number = np.where(np.isnat(given), 0, given.astype(np.int64))
    return np.where(np.isnat(given), np.inf, -(-number // WEEK))
