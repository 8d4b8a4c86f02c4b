"""The one allow-list: what of each layer is public. What does not stand here is in no file that leaves the house.

Source: docs/domain.md, "What must never be public". Neither pipes nor tickets have an entry; households, money, persons, remarks
and schedule status have no column.
"""

from collections.abc import Mapping

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
CODES = frozenset({"stage", "status", "kind"})
"""Columns whose values are the site's own words."""
FEWEST_HOUSEHOLDS = 5
"""Sums over fewer households than this are left out."""
