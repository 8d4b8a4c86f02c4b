"""Single corrections that a planner types: whole rows, as a workbook of the day would hold them.

A later row replaces an earlier one of the same building whole, so what was not typed is said again as it stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from locales import N_
from sites.columns import COLUMNS, DATE_CODES
from sites.edition import Edition
from sites.stages import stage

SHEET = N_("手工更正")
KEYS = ("building_id", "subdistrict", "compound", "building_no")
TYPED = (
    "stage", "progress_pct", "households", "floor_area_m2", "storeys", "units", "built_year", "illegal_listed",
    "illegal_removed", "waterproofing_start", "roof_start", *DATE_CODES, "remark",
)  # fmt: skip
"""What can be typed of a building, in the order of the table."""
HEAD = tuple(COLUMNS[code].title for code in (*KEYS, *TYPED))


def rows(edition: Edition, typed: Mapping[str, Mapping[str, str]]) -> list[tuple[str, ...]]:
    """Return a row for each building that something was typed of, under ``HEAD``.

    Parameters
    ----------
    edition : Edition
        Without what was typed.
    typed : mapping of str to mapping
        By building id: column code to the text of a cell. Buildings that are not there are left out.
    """
    standing = edition.buildings.set_index("building_id", drop=False)
    return [_row(standing.loc[key], typed[key]) for key in typed if key in standing.index]


def cells(row: "pd.Series[Any]", codes: Sequence[str] = TYPED) -> dict[str, str]:
    """Return a building's row of an edition as the texts of a workbook's cells."""
    return {code: text(code, row[code], bool(row["finished"])) for code in codes}


def text(code: str, value: Any, finished: bool = False) -> str:
    """Return a value as a workbook's cell holds it; empty for none.

    Parameters
    ----------
    code : str
        Of the column.
    finished : bool
        Whether the building is finished altogether, which the word for its stage says too.
    """
    if pd.isna(value) or value == "":
        return ""
    if code == "stage":
        known = stage(str(value))
        return known.done[0] if finished else known.name
    if code == "progress_pct":
        return f"{value:.10g}%"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _row(row: "pd.Series[Any]", typed: Mapping[str, str]) -> tuple[str, ...]:
    said = cells(row) | dict(typed)
    keys = ("" if pd.isna(row[code]) else str(row[code]) for code in KEYS)
    return (*keys, *(said[code] for code in TYPED))


def table(edition: Edition, compound_id: str) -> pd.DataFrame:
    """Return the buildings of a compound as texts, to be typed over: ``KEYS`` and ``TYPED``, by number."""
    inside = edition.buildings.loc[edition.buildings["compound_id"] == compound_id]
    found = [
        {**{code: text(code, row[code]) for code in KEYS}, **cells(row)} for _at, row in inside.iterrows()
    ]  # fmt: skip
    found.sort(key=lambda row: (not row["building_no"].isdecimal(), len(row["building_no"]), row["building_no"]))
    return pd.DataFrame(found, columns=[*KEYS, *TYPED], dtype="str")


def edited(before: pd.DataFrame, after: pd.DataFrame) -> dict[int, dict[str, str]]:
    """Return what differs between two tables of texts: row's place to column to text, empty for what was cleared."""
    found: dict[int, dict[str, str]] = {}
    old, new = before.fillna("").astype(str), after.fillna("").astype(str)
    differs = (old.to_numpy() != new.to_numpy()).nonzero()
    for at, column in zip(*differs, strict=True):
        found.setdefault(int(at), {})[str(old.columns[column])] = str(new.iat[at, column]).strip()
    return found
