"""What the planner's charts draw: stages by subdistrict, what the plan asked against what was done, what 100 households have."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sites.columns import date_code
from sites.edition import Edition
from sites.provision import PER_HOUSEHOLDS, Mask
from sites.stages import STAGE_CODES

PROVIDED = {
    "parking": ("parking_planned", "parking_built"),
    "charging": ("charging_planned", "charging_live"),
    "elevators": ("elevators_planned", "elevators_in_use"),
}
"""For each layer that is counted by households: the compound's planned and its present number."""


def stages_by_subdistrict(edition: Edition, mask: Mask) -> NDArray[np.int64]:
    """Count buildings, shape (subdistricts, stages + 1), in the order of ``edition.arrays.subdistricts``; last: no data."""
    own = edition.arrays
    return own.stages_by(own.subdistrict, len(own.subdistricts), mask)


def planned_and_actual(edition: Edition, mask: Mask, day: date) -> list[tuple[str, int, int]]:
    """Return for each stage how many buildings' planned end is over on a day, and how many really ended it."""
    on = np.datetime64(day, "s")
    rows = edition.buildings
    found = []
    for code in STAGE_CODES:
        planned, actual = (
            rows[date_code(code, part)].to_numpy("datetime64[s]") for part in ("planned_end", "actual_end")
        )
        found.append((code, int((mask & (planned <= on)).sum()), int((mask & (actual <= on)).sum())))
    return found


def per_households(edition: Edition, mask: Mask) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return planned and present numbers per 100 households by layer and subdistrict; NaN where there are no households.

    Compounds count that have a building in the mask, with all of their households: what they have is theirs as a whole.
    """
    own, compounds = edition.arrays, edition.compounds
    inside = own.compound >= 0
    n = len(compounds)
    counted = np.bincount(own.compound[mask & inside], minlength=n) > 0
    households = np.bincount(own.compound[inside], weights=own.households[inside], minlength=n)
    index = {name: at for at, name in enumerate(own.subdistricts)}
    place = np.array([index.get(str(name), -1) for name in compounds["subdistrict"]], dtype=np.int64)
    counted &= place >= 0
    size = len(own.subdistricts)
    whole = np.bincount(place[counted], weights=households[counted], minlength=size)

    def share(column: str) -> NDArray[np.float64]:
        values = compounds[column].to_numpy(np.float64, na_value=0.0) if column in compounds else np.zeros(n)
        summed = np.bincount(place[counted], weights=values[counted], minlength=size)
        shares: NDArray[np.float64] = np.divide(
            PER_HOUSEHOLDS * summed, whole, out=np.full(size, np.nan), where=whole > 0
        )
        return shares

    return {layer: (share(planned), share(present)) for layer, (planned, present) in PROVIDED.items()}
