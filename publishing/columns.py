"""The one allow-list: what of each layer is public. What does not stand here is in no file that leaves the house.

Source: docs/domain.md, "What must never be public". Neither pipes nor tickets have an entry; households, money, persons, remarks
and schedule status have no column.
"""

from collections.abc import Mapping

from sites.facilities import KIND_WORDS, STATUS_WORDS
from sites.stages import STAGE_CODES

PLACE = ("compound_id", "compound", "subdistrict")
PUBLIC: Mapping[str, tuple[str, ...]] = {
    "subdistricts": ("subdistrict",),
    "compounds": (*PLACE, "character"),
    "buildings": ("building_id", *PLACE, "building_no", "built_year", "storeys", "stage", "planned_finish"),
    "parking": ("facility_id", *PLACE, "status", "spaces_before", "spaces_planned", "spaces_built"),
    "charging": ("facility_id", *PLACE, "status", "kind", "ports_planned", "ports_live", "power_kw"),
    "elevators": ("facility_id", *PLACE, "building_id", "status"),
}
FROM_WORKS_ON: Mapping[str, tuple[str, ...]] = {"elevators": ("construction", "in_use")}
"""Layers of which only what has these statuses is public: before the works, a lift tells who wants one and who does not."""
IDS = frozenset({"building_id", "compound_id", "facility_id"})
WORDS: Mapping[str, frozenset[str]] = {
    "stage": frozenset(STAGE_CODES), "status": frozenset(STATUS_WORDS), "kind": frozenset(KIND_WORDS),
}  # fmt: skip
"""Columns whose values are the site's own words; any other word there may say anything, and is left out."""
CODES = frozenset(WORDS)
FEWEST_HOUSEHOLDS = 5
"""Sums over fewer households than this are left out."""
