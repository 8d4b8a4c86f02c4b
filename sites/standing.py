"""Where each compound stands among the buildings that pass a filter: one row a compound, the latest first."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.arrays import AT_RISK, BEHIND, NO_STAGE
from sites.edition import Edition
from sites.stages import STAGE_CODES

NOWHERE = -1


def of_compounds(edition: Edition, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the compounds with a building that passes.

    Parameters
    ----------
    edition : Edition
    mask : numpy.ndarray of bool, shape (buildings,)

    Returns
    -------
    pandas.DataFrame
        ``compound_id, subdistrict, compound, buildings, households, stage`` (the earliest of its buildings, None
        without data), ``behind, at_risk`` (buildings), ``days_behind`` (the most), ``progress_pct`` (mean, 0-100, NaN
        when not reported), ``planned_finish`` (the last); most days behind first.
    """
    own, compounds = edition.arrays, edition.compounds
    n = len(compounds)
    inside = mask & (own.compound >= 0)
    at = own.compound[inside]
    stages = own.stages_by(own.compound, n, mask)
    earliest = np.where(stages[:, :NO_STAGE].any(axis=1), (stages[:, :NO_STAGE] > 0).argmax(axis=1), NO_STAGE)
    days = np.zeros(n, np.int64)
    np.maximum.at(days, at, own.days_behind[inside])
    known = inside & ~np.isnan(own.progress_pct)
    reported = np.bincount(own.compound[known], minlength=n)
    share = np.bincount(own.compound[known], weights=own.progress_pct[known], minlength=n)
    planned = inside & ~np.isnat(own.planned_finish)
    finish = np.full(n, np.datetime64("NaT", "D"))
    np.fmax.at(finish, own.compound[planned], own.planned_finish[planned])
    rows = pd.DataFrame(
        {
            "compound_id": compounds["compound_id"].to_numpy(),
            "subdistrict": compounds["subdistrict"].to_numpy(),
            "compound": compounds["compound"].to_numpy(),
            "buildings": stages.sum(axis=1),
            "households": np.bincount(at, weights=own.households[inside], minlength=n).astype(np.int64),
            "stage": np.array([*STAGE_CODES, None], object)[earliest],
            "behind": np.bincount(own.compound[inside & (own.status == BEHIND)], minlength=n),
            "at_risk": np.bincount(own.compound[inside & (own.status == AT_RISK)], minlength=n),
            "days_behind": days,
            "progress_pct": np.divide(share, reported, out=np.full(n, np.nan), where=reported > 0),
            "planned_finish": finish.astype("datetime64[s]"),
        }
    )
    rows = rows[rows["buildings"] > 0]
    return rows.sort_values(["days_behind", "behind"], ascending=False, kind="stable", ignore_index=True)


def moved_on(edition: Edition, before: Edition, mask: NDArray[np.bool_]) -> int:
    """Return how many of the buildings that pass are further than in the edition before.

    As in ``sites.comparison``, finished altogether is further than under property management.
    """
    now, then = _reached(edition), _reached(before)
    ids, earlier = edition.buildings["building_id"], before.buildings["building_id"]
    if not ids.equals(earlier):
        at = pd.Index(earlier).get_indexer(ids)
        then = np.where(at < 0, NOWHERE, then[at])
    return int((mask & (now > then) & (then != NOWHERE)).sum())


def _reached(edition: Edition) -> NDArray[np.int8]:
    """Return the place of each building's stage, one more when it is finished; ``NOWHERE`` for none."""
    stage = edition.arrays.stage.astype(np.int8)
    finished = edition.buildings["finished"].to_numpy(bool)
    return np.where(stage == NO_STAGE, NOWHERE, stage + finished).astype(np.int8)
