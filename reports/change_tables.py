"""What changed between two editions, as tables for a page: by subdistrict, and building by building."""

import pandas as pd

from locales import _
from sites.change_words import lines
from sites.changes import CHANGE_CODES, CHANGES
from sites.comparison import Comparison

LISTED_MOST = 20_000
"""Rows of the list; the command line gives them all."""


def by_subdistrict(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each subdistrict with changes; kinds that never happened have no column."""
    table = comparison.by_subdistrict
    table = table[table["changed"] > 0].reset_index()
    happened = [change for change in CHANGES if comparison.counts[change.code]]
    table = table[["subdistrict", "buildings", "changed", *(change.code for change in happened)]]
    titles = {"subdistrict": _("街道"), "buildings": _("楼栋"), "changed": _("有变化")}
    table["subdistrict"] = table["subdistrict"].replace("", _("（无街道）"))
    return table.rename(columns=titles | {change.code: change.label for change in happened})


def by_building(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each building that changed, the gravest first."""
    rows = comparison.buildings[comparison.changed].assign(gravest=comparison.gravest[comparison.changed])
    rows = rows.sort_values(["gravest", "subdistrict", "compound"], kind="stable").head(LISTED_MOST)
    told = [
        (CHANGES[int(row["gravest"])].label, *(_text(row[code]) for code in ("subdistrict", "compound", "building_no")),
         "；".join(lines(row)))
        for row in rows[["gravest", "subdistrict", "compound", "building_no", *_SAID]].to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(told, columns=[_("最要紧的"), _("街道"), _("小区"), _("幢号"), _("变化")])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


_SAID = (
    *CHANGE_CODES, "facts", "days_behind_after",
    *(f"{name}_{side}" for name in ("stage", "finished", "planned_finish", "compound") for side in ("before", "after")),
)  # fmt: skip
