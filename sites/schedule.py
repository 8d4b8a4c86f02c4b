"""Where each building stands on a date: its stage, and its status against the plan (督办灯).

Source of the rules: docs/domain.md, "The model" and "Schedule status".
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from settings import settings
from sites.columns import DATE_CODES, DATE_PARTS, date_code
from sites.stages import STAGE_CODES, STAGE_ORDER, STAGES, STATUS_CODES

Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]
NO_STAGE = -1
_SEVERITY = {"unknown": 0, "on_track": 1, "at_risk": 2, "behind": 3}
_WORST = ("unknown", "on_track", "at_risk", "behind")


def schedule(
    rows: pd.DataFrame, as_of: np.datetime64, *, behind_days: int | None = None, at_risk_days: int | None = None
) -> pd.DataFrame:
    """Tell every row's stage and status on a date.

    A building is in the stage after the last one that has an actual end, or in a later one that has an actual start;
    dates later than ``as_of`` have not happened. Without actual dates its stage word decides; with planned dates only
    it is in preparation; with nothing it has no stage.

    Parameters
    ----------
    rows : pandas.DataFrame
        n rows with the columns ``DATE_CODES`` (datetime64), ``stage`` (a stage's code) and ``finished`` (bool).
    as_of : numpy.datetime64
        The date of the picture.
    behind_days, at_risk_days : int, optional
        Days of grace; the settings' values unless given.

    Returns
    -------
    pandas.DataFrame
        n rows, the same index: ``stage`` (str), ``finished`` (bool), ``status`` (str), ``days_behind`` (Int64; null
        when the status is unknown), ``planned_finish`` and ``forecast_finish`` (datetime64; the latter null until
        there is a forecast).
    """
    behind_days = settings().behind_days if behind_days is None else behind_days
    at_risk_days = settings().at_risk_days if at_risk_days is None else at_risk_days
    today = as_of.astype("datetime64[D]")
    dates = {part: days_of(rows, part) for part, _, _ in DATE_PARTS}
    order, finished = _stages(rows, dates, today)

    pick = (np.arange(len(rows)), np.clip(order, 0, None))
    planned_start, planned_end = dates["planned_start"][pick], dates["planned_end"][pick]
    actual_start = dates["actual_start"][pick]
    known = (order != NO_STAGE) & ~np.isnat(planned_start) & ~np.isnat(planned_end)
    over = (today - planned_end).astype("int64")
    began = np.where(~np.isnat(actual_start) & (actual_start <= today), actual_start, today)
    delay = (began - planned_start).astype("int64")
    behind = known & ~finished & (over > behind_days)
    at_risk = known & ~finished & ~behind & (delay > at_risk_days)
    status = np.select([finished, ~known, behind, at_risk], ["on_track", "unknown", "behind", "at_risk"], "on_track")
    return pd.DataFrame(
        {
            "stage": pd.Series(_words(order), index=rows.index, dtype="str"),
            "finished": finished,
            "status": pd.Series(status, index=rows.index, dtype="str"),
            "days_behind": pd.Series(np.where(behind, over, 0), index=rows.index, dtype="Int64").mask(
                status == "unknown"
            ),
            "planned_finish": rows[date_code("handover", "planned_end")].astype("datetime64[s]"),
            "forecast_finish": pd.Series(index=rows.index, dtype="datetime64[s]"),
        },
        index=rows.index,
    )


def dates_after(rows: pd.DataFrame, as_of: np.datetime64) -> dict[str, int]:
    """Count, for each column of actual dates, the dates later than ``as_of``: they have not happened yet."""
    codes = [code for code in DATE_CODES if "_actual_" in code]
    late = (rows[codes] > pd.Timestamp(as_of)).sum()
    return {str(code): int(n) for code, n in late.items() if n}


def earliest_stage(stages: pd.Series, groups: npt.NDArray[np.int64], n: int) -> pd.Series:
    """Return the earliest stage of each of ``n`` groups: a compound stands where its slowest building stands.

    Parameters
    ----------
    stages : pandas.Series
        Stage codes, null where there is none (those do not count).
    groups : numpy.ndarray of int64
        The group of each, -1 for none.
    """
    order = stages.map(STAGE_ORDER).fillna(len(STAGES)).to_numpy("int64")
    first = np.full(n, len(STAGES))
    np.minimum.at(first, groups[groups >= 0], order[groups >= 0])
    return pd.Series(_words(np.where(first == len(STAGES), NO_STAGE, first)), dtype="str")


def worst_status(statuses: pd.Series, groups: npt.NDArray[np.int64], n: int) -> pd.Series:
    """Return the worst status of each of ``n`` groups; unknown only where nothing else is known."""
    rank = statuses.map(_SEVERITY).to_numpy("int64")
    worst = np.zeros(n, dtype="int64")
    np.maximum.at(worst, groups[groups >= 0], rank[groups >= 0])
    return pd.Series(np.array(_WORST, dtype=object)[worst], dtype="str")


def days_of(rows: pd.DataFrame, part: str) -> Days:
    """Return the (n, 5) days of one part of every stage, such as ``actual_end``; NaT where there is none."""
    columns = [rows[date_code(code, part)].to_numpy("datetime64[D]") for code in STAGE_CODES]
    return np.stack(columns, axis=1)


def stage_by_dates(started: Days, ended: Days, today: np.datetime64 | Days) -> npt.NDArray[np.int64]:
    """Return each row's place among the stages by its actual dates alone; -1 where nothing has happened.

    Parameters
    ----------
    started, ended : numpy.ndarray of datetime64, shape (n, 5)
        Actual starts and ends.
    today : datetime64, or array of shape (n, 1)
        What is later has not happened.
    """
    places = np.arange(1, len(STAGES) + 1)
    over = ((ended <= today) * places).max(axis=1)
    begun = ((started <= today) * places).max(axis=1)
    order = np.minimum(np.maximum(over + 1, begun), len(STAGES)) - 1
    return np.asarray(np.where((over > 0) | (begun > 0), order, NO_STAGE), dtype="int64")


def stage_by_words(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return each row's place among the stages by its stage word alone; -1 where there is none."""
    return np.asarray(rows["stage"].map(STAGE_ORDER).fillna(NO_STAGE).to_numpy("int64"))


def _stages(rows: pd.DataFrame, dates: dict[str, Days], today: np.datetime64) -> tuple[npt.NDArray[np.int64], Mask]:
    """Return each row's place among the stages (-1 for none), and whether it is finished altogether."""
    by_date = stage_by_dates(dates["actual_start"], dates["actual_end"], today)
    happened = by_date != NO_STAGE
    planned = ~np.isnat(np.concatenate([dates["planned_start"], dates["planned_end"]], axis=1)).all(axis=1)
    by_word = stage_by_words(rows)
    order = np.where(happened, by_date, np.where(by_word >= 0, by_word, np.where(planned, 0, NO_STAGE)))
    over = dates["actual_end"][:, -1] <= today
    finished = np.where(happened, over, rows["finished"].fillna(False).to_numpy(bool) & (by_word >= 0))
    return order.astype("int64"), finished.astype(bool)


def _words(order: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Return stage codes for places, None for -1."""
    return np.array([*STAGE_CODES, None], dtype=object)[order]


assert set(_SEVERITY) == set(STATUS_CODES)
