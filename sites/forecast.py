"""When buildings and compounds will be finished, by their own pace and their peers': a range, and what it rests on.

The rule, in one sentence: what a stage still needs is what it took where it is over (``sites.paces``), counted from when it began;
the stages after it follow one after the other. Nothing is forecast before the as-of date, and nothing out of nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from locales import N_, _
from sites.edition import Edition
from sites.paces import BASES, LEVELS, Floats, lengths, quantiles
from sites.schedule import days_of
from sites.stages import STAGE_ORDER, STAGES

Days = NDArray[np.datetime64]
Mask = NDArray[np.bool_]
NEVER = np.datetime64("NaT", "D")
LEAST_OF_RANGE, LEAST_OF_GONE = np.array([0.05, 0.3, 1.0]), np.array([0.0, 0.1, 0.15])
"""What the current stage still needs at least, however long it has lasted: shares of the usual range, and of the days since it began. An
assumption. Of the days gone, not of those over the plan: by those a later plan would bring an earlier finish."""
REASONS = {
    "": "",
    "finished": N_("已完成"),
    "finished_undated": N_("已完成，未填日期"),
    "no_stage": N_("没有进度数据"),
    "no_basis": N_("没有计划，也没有已完成的同类阶段"),
}
"""Why a building has no range: it is over, or there is nothing to go by."""
BASIS_WORDS = {"own": N_("本小区"), "subdistrict": N_("同街道"), "district": N_("全区"), "plan": N_("仅计划")}
assert tuple(BASIS_WORDS) == BASES


@dataclass(frozen=True)
class Forecast:
    """When every building will be finished, in the edition's order.

    Attributes
    ----------
    ends : numpy.ndarray of datetime64[D], shape (buildings, 5, 3)
        The end of every stage: the actual one, where there is one, three times; else the forecast at the quantiles ``LEVELS``; NaT where
        nothing is known.
    shares : numpy.ndarray of float64, shape (buildings, 4)
        How much of the days still to come rests on each of ``BASES``; 0 throughout for a building without a range.
    reason : numpy.ndarray of str, shape (buildings,)
        Why there is no range, a key of ``REASONS``; empty where there is one.
    """

    ends: Days
    shares: Floats
    reason: NDArray[np.str_]

    @property
    def finish(self) -> Days:
        """The finish of every building: earliest, expected, latest; shape (buildings, 3)."""
        return np.asarray(self.ends[:, -1])

    @property
    def basis(self) -> NDArray[np.str_]:
        """What each building's range rests on most; empty without a range."""
        found = np.array(BASES)[self.shares.argmax(axis=1)]
        return np.where(self.shares.sum(axis=1) > 0, found, "")


def forecast(buildings: GeoDataFrame | pd.DataFrame, as_of: Any) -> Forecast:
    """Forecast the end of every stage of every building.

    Parameters
    ----------
    buildings : pandas.DataFrame
        As in an ``Edition``; neither geometry nor reported share of the works is used.
    as_of : datetime.date
        The date of the picture: what is later has not happened.

    Returns
    -------
    Forecast

    Notes
    -----
    A stage counts from its actual start; without one, from the end of the stage before and the usual wait between the two; a first stage from
    its planned start. A stage that has lasted longer than usual still needs what ``LEAST_OF_RANGE`` and ``LEAST_OF_GONE`` say. The outer quantiles of the
    stages to come are added as independent ones (square root of the sum of squares), since one stage's delay is not the next one's.
    """
    today = np.datetime64(as_of, "D")
    started, ended, plan_from, plan_to = (
        days_of(buildings, part) for part in ("actual_start", "actual_end", "planned_start", "planned_end")
    )
    started, ended = (np.where(part <= today, part, NEVER) for part in (started, ended))
    order = buildings["stage"].map(STAGE_ORDER).fillna(-1).to_numpy(np.int64)
    finished = buildings["finished"].to_numpy(bool)
    compound, subdistrict = (_groups(buildings[name]) for name in ("compound_id", "subdistrict"))
    n = len(buildings)
    # Days since the as-of date, one cursor for each quantile: where the stages before have ended.
    mid, early, late = (np.zeros(n) for _ in LEVELS)
    begun = np.zeros(n, bool)
    ends = np.full((n, len(STAGES), len(LEVELS)), np.nan)
    rest, known = np.zeros((n, len(BASES))), np.ones(n, bool)
    for at in range(len(STAGES)):
        planned = np.maximum(_between(plan_from[:, at], plan_to[:, at]), 1)
        taken = _between(started[:, at], ended[:, at])
        usual = lengths(taken, planned, compound, subdistrict)
        over = finished | (order > at)
        ends[:, at] = np.where(over, _since(ended[:, at], today), np.nan)[:, None]
        current, future = ~over & (order == at), ~over & (order < at) & (order >= 0)
        wait = _wait(ended[:, at - 1], started[:, at]) if at else np.zeros(len(LEVELS))
        before = ended[:, at - 1] if at else plan_from[:, 0]
        from_day = _start(started[:, at], before, wait[1] if at else 0.0, plan_from[:, at], today)
        need = _still(from_day, usual.days)
        to_come = usual.days + wait
        mid = np.where(current, need[:, 1], np.where(future, mid + to_come[:, 1], mid))
        for spread, side, sign in ((early, 0, -1), (late, 2, 1)):
            own = np.where(current, sign * (need[:, side] - need[:, 1]), sign * (to_come[:, side] - to_come[:, 1]))
            spread[:] = np.where(current | future, np.hypot(spread, own), spread)
        begun |= current
        ahead = current | future
        known &= ~(ahead & np.isnan(usual.days[:, 1]))
        rest += np.where(ahead & known, np.where(current, need[:, 1], to_come[:, 1]), 0)[:, None] * np.where(
            ahead[:, None], usual.shares, 0
        )
        here = np.stack([np.maximum(mid - early, 1), mid, mid + late], axis=1)
        ends[:, at] = np.where((ahead & known)[:, None], here, ends[:, at])
    total = rest.sum(axis=1, keepdims=True)
    ranged = begun & known & ~finished
    shares = np.where(ranged[:, None] & (total > 0), rest / np.where(total > 0, total, 1), 0)
    undated = finished & np.isnan(ends[:, -1, 0])
    reason = np.select(
        [undated, finished, order < 0, ~known], ["finished_undated", "finished", "no_stage", "no_basis"], ""
    )
    return Forecast(_dates(ends, today), shares, reason)


def with_forecast(edition: Edition) -> Edition:
    """Return the edition with ``forecast_finish`` filled: the expected finish, a finished building's actual end, else null."""
    found = forecast(edition.buildings, edition.as_of)
    expected = pd.Series(found.finish[:, 1].astype("datetime64[s]"), index=edition.buildings.index)
    return replace(edition, buildings=edition.buildings.assign(forecast_finish=expected))


def of_compounds(edition: Edition, found: Forecast, mask: Mask | None = None) -> pd.DataFrame:
    """Forecast the finish of every compound: it is finished with its last building.

    Parameters
    ----------
    edition : Edition
    found : Forecast
        Of its buildings.
    mask : numpy.ndarray of bool, shape (buildings,), optional
        The buildings that count; all unless given.

    Returns
    -------
    pandas.DataFrame
        One row a compound with a building that counts: ``compound_id, subdistrict, compound, buildings, finished`` (buildings), ``unknown`` (buildings
        without a forecast), ``planned`` (the last planned finish), ``earliest, expected, latest`` (NaT where no building has one), ``late_days`` (expected
        after planned, NaN where either is missing), and ``from_own, from_subdistrict, from_district, from_plan`` (shares that add up to 1, or 0 when it is finished).
        Those most days late first.
    """
    own, n = edition.arrays, len(edition.compounds)
    inside = (own.compound >= 0) & (np.ones(len(own.compound), bool) if mask is None else mask)
    at = own.compound[inside]
    finish, planned = found.finish[inside], own.planned_finish[inside]
    rows = pd.DataFrame(
        {name: edition.compounds[name].to_numpy() for name in ("compound_id", "subdistrict", "compound")}
    )
    rows["buildings"] = np.bincount(at, minlength=n)
    over = np.char.startswith(found.reason[inside].astype(str), "finished")
    rows["finished"] = np.bincount(at[over], minlength=n)
    rows["unknown"] = np.bincount(at[np.isnat(finish[:, 1]) & ~over], minlength=n)
    rows["planned"] = _latest(planned, at, n)
    for column, name in enumerate(("earliest", "expected", "latest")):
        rows[name] = _latest(finish[:, column], at, n)
    rows["late_days"] = (rows["expected"] - rows["planned"]).dt.days.astype(float)
    shares = np.stack(
        [np.bincount(at, weights=found.shares[inside, i], minlength=n) for i in range(len(BASES))], axis=1
    )
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    rows = rows.assign(**{f"from_{name}": share for name, share in zip(BASES, shares.T, strict=True)})
    rows = rows[rows["buildings"] > 0]
    return rows.sort_values(["late_days", "compound_id"], ascending=[False, True], kind="stable", ignore_index=True)


def basis_words(shares: dict[str, float]) -> str:
    """Say what a range rests on in the language in use, the three heaviest; what weighs less than 5 % goes unsaid."""
    said = sorted(((share, code) for code, share in shares.items() if share >= 0.05), key=lambda pair: -pair[0])
    return " · ".join(f"{_(BASIS_WORDS[code])} {share:.0%}" for share, code in said[:3])


def _groups(column: "pd.Series[Any]") -> NDArray[np.int64]:
    return pd.factorize(column.to_numpy(object))[0].astype(np.int64)


def _between(first: Days, last: Days) -> Floats:
    """Return the days from one to the other, NaN where either is missing or they are the wrong way round."""
    days = (last - first).astype("timedelta64[D]")
    return np.where(np.isnat(days) | (days < np.timedelta64(0, "D")), np.nan, days.astype(np.float64))


def _since(days: Days, today: np.datetime64) -> Floats:
    gone = days - today
    return np.where(np.isnat(gone), np.nan, gone.astype(np.float64))


def _wait(ended: Days, started: Days) -> Floats:
    """Return the days between a stage's end and the next one's start, at the quantiles; none where nothing was seen."""
    seen, counts = quantiles(_between(ended, started), np.zeros(len(ended), np.int64), 1)
    return seen[0] if counts[0] else np.zeros(len(LEVELS))


def _start(started: Days, before: Days, wait: float, planned: Days, today: np.datetime64) -> Floats:
    """Return when the current stage began or will begin, in days from today: seen, or after what came before it, or as planned."""
    seen = _since(started, today)
    after = np.maximum(_since(before, today) + wait, 0)
    as_planned = np.minimum(_since(planned, today), 0)
    return np.where(
        ~np.isnan(seen), seen, np.where(~np.isnan(after), after, np.where(np.isnan(as_planned), 0, as_planned))
    )


def _still(begun: Floats, usual: Floats) -> Floats:
    """Return the days that the current stage still needs, at the quantiles; at least one."""
    left = begun[:, None] + usual
    gone = np.maximum(-begun[:, None], 0)
    least = LEAST_OF_RANGE * (usual[:, 2:] - usual[:, :1]) + LEAST_OF_GONE * gone
    return np.asarray(np.maximum(np.maximum(left, least), 1))


def _dates(ends: Floats, today: np.datetime64) -> Days:
    whole = np.where(np.isnan(ends), 0, np.ceil(ends)).astype("timedelta64[D]")
    return np.where(np.isnan(ends), NEVER, today + whole)


def _latest(days: Days, groups: NDArray[np.int32], n: int) -> Days:
    found = np.full(n, NEVER)
    known = ~np.isnat(days)
    np.fmax.at(found, groups[known], days[known])
    return found.astype("datetime64[s]")
