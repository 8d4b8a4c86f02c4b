"""The columns of an edition's buildings that every filter counts, as plain numpy arrays: made once, counted often."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sites.stages import STAGE_CODES, STATUS_CODES

NO_STAGE = len(STAGE_CODES)
"""The place of a building without data, after the stages."""
UNKNOWN_STATUS = STATUS_CODES.index("unknown")
AT_RISK = STATUS_CODES.index("at_risk")
BEHIND = STATUS_CODES.index("behind")


@dataclass(frozen=True)
class Arrays:
    """One value a building, in the edition's order, shape (buildings,).

    Attributes
    ----------
    stage, status : numpy.ndarray of uint8
        Places in ``STAGE_CODES`` (``NO_STAGE`` for none) and ``STATUS_CODES``.
    subdistrict : numpy.ndarray of int32
        Place in ``subdistricts``, -1 for none.
    compound : numpy.ndarray of int32
        Row of the edition's compounds, -1 for none.
    households, floor_area_m2 : numpy.ndarray of float64
        0 where missing; m².
    days_behind : numpy.ndarray of int32
        0 where not behind or unknown.
    progress_pct : numpy.ndarray of float64
        Per cent 0-100, NaN where not reported.
    planned_finish : numpy.ndarray of datetime64[D]
        NaT where missing.
    subdistricts : tuple of str
    """

    stage: NDArray[np.uint8]
    status: NDArray[np.uint8]
    subdistrict: NDArray[np.int32]
    compound: NDArray[np.int32]
    households: NDArray[np.float64]
    floor_area_m2: NDArray[np.float64]
    days_behind: NDArray[np.int32]
    progress_pct: NDArray[np.float64]
    planned_finish: NDArray[np.datetime64]
    subdistricts: tuple[str, ...]

    def counted(self, mask: NDArray[np.bool_]) -> dict[str, int]:
        """Count buildings by stage code, in the order of the stages, and last those without data (``unknown``)."""
        counts = np.bincount(self.stage[mask], minlength=NO_STAGE + 1)
        return dict(zip((*STAGE_CODES, "unknown"), counts.tolist(), strict=True))

    def stages_by(self, part: NDArray[np.int32], parts: int, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count buildings by part and stage.

        Parameters
        ----------
        part : numpy.ndarray of int, shape (buildings,)
            Which part a building is in, -1 for none.
        parts : int
        mask : numpy.ndarray of bool, shape (buildings,)

        Returns
        -------
        numpy.ndarray of int, shape (parts, stages + 1)
        """
        inside = mask & (part >= 0)
        width = NO_STAGE + 1
        cells = part[inside].astype(np.int64) * width + self.stage[inside]
        return np.bincount(cells, minlength=parts * width).reshape(parts, width)


def of(buildings: GeoDataFrame, compounds: GeoDataFrame) -> Arrays:
    """Return the arrays of an edition's buildings."""
    names = tuple(sorted(str(name) for name in buildings["subdistrict"].dropna().unique()))
    return Arrays(
        stage=_places(buildings["stage"], STAGE_CODES, NO_STAGE).astype(np.uint8),
        status=_places(buildings["status"], STATUS_CODES, UNKNOWN_STATUS).astype(np.uint8),
        subdistrict=_places(buildings["subdistrict"], names, -1),
        compound=_places(buildings["compound_id"], tuple(compounds["compound_id"]), -1),
        households=_numbers(buildings["households"], 0),
        floor_area_m2=_numbers(buildings["floor_area_m2"], 0),
        days_behind=_numbers(buildings["days_behind"], 0).astype(np.int32),
        progress_pct=_numbers(buildings["progress_pct"], np.nan),
        planned_finish=buildings["planned_finish"].to_numpy("datetime64[D]"),
        subdistricts=names,
    )


def _places(column: "pd.Series[Any]", known: tuple[str, ...], missing: int) -> NDArray[np.int32]:
    places = pd.Index(known).get_indexer(pd.Index(column.to_numpy(object)))
    return np.where(places < 0, missing, places).astype(np.int32)


def _numbers(column: "pd.Series[Any]", missing: float) -> NDArray[np.float64]:
    return column.to_numpy(np.float64, na_value=missing)
