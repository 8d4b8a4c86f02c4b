"""The figures that a leader checks first, beside the programme's published totals."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from locales import N_
from sites.arrays import BEHIND
from sites.edition import Edition
from sites.official import TOTALS
from sites.report import Issue
from sites.stages import STAGE_CODES

TOTAL_NAMES = {
    "compounds": N_("改造小区"), "subdistricts": N_("涉及街道"), "buildings": N_("居民楼"), "households": N_("户数"),
    "floor_area_m2": N_("建筑面积"),
}  # fmt: skip


def kpis(edition: Edition, mask: NDArray[np.bool_] | None = None) -> dict[str, int | float]:
    """Return the headline figures of an edition, or of the buildings of it that pass a filter.

    Parameters
    ----------
    mask : numpy.ndarray of bool, shape (buildings,), optional
        With a filter, compounds and subdistricts are those of the buildings that pass; without one, all compounds
        count, those without buildings too.

    Returns
    -------
    dict
        ``compounds``, ``subdistricts`` (with a compound in them), ``buildings``, ``households``, ``floor_area_m2``
        and ``behind`` (buildings with the status behind).
    """
    own = edition.arrays
    if mask is None:
        compounds, subdistricts = (int(edition.compounds[name].nunique()) for name in ("compound_id", "subdistrict"))
        mask = np.ones(len(own.stage), bool)
    else:
        mask = np.asarray(mask, bool)
        compounds, subdistricts = (len(np.unique(part[mask & (part >= 0)])) for part in (own.compound, own.subdistrict))
    return {
        "compounds": compounds,
        "subdistricts": subdistricts,
        "buildings": int(mask.sum()),
        "households": int(own.households[mask].sum()),
        "floor_area_m2": _plain(float(own.floor_area_m2[mask].sum())),
        "behind": int((own.status[mask] == BEHIND).sum()),
    }


def stage_counts(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many rows are in each stage, in the order of the stages, and last how many have none (``unknown``)."""
    found = frame["stage"].value_counts()
    return {code: int(found.get(code, 0)) for code in STAGE_CODES} | {"unknown": int(frame["stage"].isna().sum())}


def counts(edition: Edition) -> dict[str, Any]:
    """Return the counts of an edition as ``R.json`` gives them (docs/contracts)."""
    figures: dict[str, Any] = dict(kpis(edition))
    del figures["behind"]
    by_stage = stage_counts(edition.buildings)
    del by_stage["unknown"]
    return figures | {
        "buildings_by_stage": by_stage,
        "buildings_without_progress": int(edition.buildings["reported_on"].isna().sum()),
        "buildings_without_compound": int(edition.buildings["compound_id"].isna().sum()),
        "compounds_without_buildings": int((edition.compounds["buildings"] == 0).sum()),
    }


def differences(edition: Edition) -> dict[str, tuple[int | float, int | float]]:
    """Return, for each published total that the edition does not meet, the total and the edition's own figure."""
    own = kpis(edition)
    return {code: (total, own[code]) for code, total in TOTALS.items() if own[code] != total}


def reasons(edition: Edition) -> tuple[Issue, ...]:
    """Return the issues that explain a difference to the published totals: rejected, homeless, empty, without data."""
    explain = {
        "building_without_compound",
        "compound_without_buildings",
        "buildings_without_progress",
        "compound_without_subdistrict",
    }
    layers = {"compounds", "buildings", "subdistricts"}
    return tuple(
        issue for issue in edition.report.issues
        if issue.code in explain or (issue.severity == "error" and issue.role in layers)
    )  # fmt: skip


def official_issues(edition: Edition) -> list[Issue]:
    """Return an issue for each published total that the edition does not meet."""
    return [
        Issue("official_differs", "compounds" if code in ("compounds", "subdistricts") else "buildings",
              {"what": TOTAL_NAMES[code], "official": total, "found": found}, column=code, value=str(found))
        for code, (total, found) in differences(edition).items()
    ]  # fmt: skip


def _plain(number: float) -> int | float:
    """Return a sum without the noise of its last digits; whole when it is whole."""
    near = round(number, 2)
    return int(near) if near.is_integer() else near
