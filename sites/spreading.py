"""A workbook's rows spread over the buildings they speak of: counts divided, all else repeated, the narrower row first.

Source of the rules: docs/domain.md, "Files as they really arrive".
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from locales import N_
from sites.columns import COLUMNS
from sites.compound_index import Places
from sites.division import Floats, Whole, basis, divide
from sites.report import Issue
from sites.rows import ONE, BuildingIndex, Claims, text
from sites.table import Workbook

HUNDREDTHS = 100.0
"""Floor areas are divided to 0.01 m²."""
BASES = (N_("按各幢户数"), N_("按各幢面积"), N_("平均"))
COUNTS = ("households", "floor_area_m2", "illegal_listed", "illegal_removed", "units")


def spread(claims: Claims, index: BuildingIndex, book: Workbook) -> tuple[pd.DataFrame, list[Issue]]:
    """Give every building the row that counts for it.

    Returns
    -------
    said : pandas.DataFrame
        At most one row a building, indexed by its place; ``reach`` tells how narrowly the row speaks of it.
    issues : list of Issue
        Of severity error for each second row of one building, which is rejected.
    """
    reach = claims.reach[claims.row]
    order = np.lexsort((claims.row, reach, claims.place))
    first = np.ones(len(order), dtype=bool)
    first[1:] = claims.place[order[1:]] != claims.place[order[:-1]]
    winner = np.empty(len(order), dtype="int64")
    winner[order] = order[first][np.cumsum(first) - 1]
    issues = _contested(claims, winner, index, book)

    won = np.sort(order[first])
    told = np.array([note is not None for note in claims.notes], dtype=bool)
    said = claims.rows.iloc[claims.row[won]].set_axis(claims.place[won]).assign(reach=reach[won])
    if told.any():
        own = told[claims.row[won]]
        named = pd.Series(index.labels[claims.place[won]], index=said.index, dtype="str")
        said = said.assign(
            building_no=said["building_no"].mask(own, named), building_id=said["building_id"].mask(own),
            remark=_remarks(said["remark"], [claims.notes[row] or "" for row in claims.row[won]]),
        )  # fmt: skip
    shared = np.bincount(claims.row, minlength=len(claims.rows))
    if (shared > 1).any():
        parts, told_of = _divided(claims, shared, index, book)
        said = said.assign(
            **{code: pd.Series(values[won], said.index, said[code].dtype) for code, values in parts.items()}
        )
        issues += told_of
    return said, issues


def _contested(claims: Claims, winner: Places, index: BuildingIndex, book: Workbook) -> list[Issue]:
    """Tell which rows speak of a building that another row counts for."""
    lost = np.flatnonzero(winner != np.arange(len(winner)))
    if not len(lost):
        return []
    numbers = claims.cells["row"]
    table = pd.DataFrame({"row": claims.row[lost], "other": claims.row[winner[lost]], "place": claims.place[lost]})
    issues = []
    for key, group in table.groupby("row"):
        row = int(str(key))
        mine = claims.reach[row]
        theirs = claims.reach[group["other"].to_numpy()]
        if mine == ONE:
            first = int(numbers[group["other"].iloc[0]])
            issues.append(_issue(claims, row, book, "repeated_row", {"first": first}))
            continue
        for code, some in (("ranges_overlap", theirs == mine), ("row_overridden", theirs != mine)):
            if some.any():
                values = {
                    "rows": sorted({int(numbers[at]) for at in group["other"].to_numpy()[some]}), "n": int(some.sum()),
                    "named": [text(index.labels[at]) for at in group["place"].to_numpy()[some]],
                }  # fmt: skip
                issues.append(_issue(claims, row, book, code, values))
    return issues


def _divided(
    claims: Claims, shared: Whole, index: BuildingIndex, book: Workbook
) -> tuple[dict[str, Floats], list[Issue]]:
    """Divide the counts of the rows of several buildings; tell of each such row what was done."""
    part = np.flatnonzero(shared[claims.row] > 1)
    rows, group = np.unique(claims.row[part], return_inverse=True)
    blocks = index.placement.buildings.iloc[claims.place[part]]
    own = {
        code: blocks[code].to_numpy(np.float64, na_value=np.nan) for code in ("households", "floor_area_m2", "units")
    }
    by_homes, which_homes = basis(group, [own["households"], own["floor_area_m2"]], len(rows))
    by_area, which_area = basis(group, [own["floor_area_m2"], own["households"]], len(rows))
    which_area = np.array([1, 0, 2])[which_area]

    whole = {code: claims.rows[code].to_numpy(np.float64, na_value=np.nan) for code in COUNTS}
    totals = {code: values[rows] for code, values in whole.items()}
    divided: dict[str, npt.NDArray[np.bool_]] = {code: ~np.isnan(totals[code]) for code in COUNTS}
    each = np.bincount(group, own["units"] != totals["units"][group], len(rows)) == 0
    # fewer entrances than buildings, or just as many as each has: that is what each of them has
    divided["units"] &= (totals["units"] >= shared[rows]) & ~each
    zero = {code: np.where(divided[code], totals[code], 0.0) for code in COUNTS}
    parts: dict[str, Floats] = {
        "households": divide(zero["households"], group, by_homes).astype(float),
        "floor_area_m2": divide(np.round(zero["floor_area_m2"] * HUNDREDTHS), group, by_area) / HUNDREDTHS,
        "illegal_listed": divide(zero["illegal_listed"], group, by_homes).astype(float),
        "units": divide(zero["units"], group, by_homes).astype(float),
    }
    # where it can be, the removed ones go where the listed ones are, so that no building loses more than it had
    inside = zero["illegal_removed"] <= zero["illegal_listed"]
    weights = np.where(inside[group], parts["illegal_listed"], by_homes)
    parts["illegal_removed"] = divide(zero["illegal_removed"], group, weights).astype(float)

    found = {}
    for code in COUNTS:
        values = whole[code][claims.row]
        mine = divided[code][group]
        values[part[mine]] = parts[code][mine]
        found[code] = values
    issues = []
    for at, row in enumerate(rows):
        told: dict[str, Any] = {"n": int(shared[row])}
        columns = [code for code in COUNTS if divided[code][at]]
        if columns:
            bases = {which_area[at] if code == "floor_area_m2" else which_homes[at] for code in columns}
            told |= {
                "columns": [COLUMNS[code].title for code in columns],
                "by": [BASES[basis] for basis in sorted(bases)],
            }
        issues.append(_issue(claims, int(row), book, "row_divided" if columns else "row_repeated", told))
    return found, issues


def _remarks(remarks: "pd.Series[Any]", notes: list[str]) -> "pd.Series[Any]":
    """Add what a cell of 幢号 said besides to the remarks."""
    said = pd.Series(notes, index=remarks.index, dtype="str")
    both = remarks.str.cat(said, sep="；")
    return both.where(remarks.notna() & (said != ""), remarks.where(said == "", said)).astype("str")


def _issue(claims: Claims, row: int, book: Workbook, code: str, values: dict[str, Any]) -> Issue:
    own = {name: text(column[row]) for name, column in claims.cells.items()}
    column = "compound" if claims.of_compound[row] else "building_no"
    return Issue(code, "progress", values, (), book.input.path, own["sheet"], int(own["row"]), column, own[column])
