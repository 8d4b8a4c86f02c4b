"""What workbooks say, merged with what the layers say: facts of buildings, facts and sums of compounds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sites import schemas
from sites.columns import COLUMNS
from sites.names import building_label
from sites.placing import Placement
from sites.report import Issue, Report
from sites.rows import text
from sites.schedule import earliest_stage, worst_status
from sites.table import Workbook

AREA_SAME_M2 = 0.5
"""Floor areas that differ by no more than this are the same figure, rounded."""


def facts_of_buildings(
    blocks: GeoDataFrame, latest: pd.DataFrame, books: Sequence[Workbook], report: Report
) -> pd.DataFrame:
    """Return the footprint file's facts, and where there is none the workbook's; say where both are there and differ.

    What was typed by hand goes before both.
    """
    codes = [column.code for column in schemas.BUILDING_FACTS]
    return pd.DataFrame({code: _merged(blocks[code], latest, code, books, report) for code in codes})


def stand_of_compounds(placement: Placement, said: list[pd.DataFrame], buildings: GeoDataFrame) -> GeoDataFrame:
    """Return the compounds of the edition: their own facts, and what their buildings add up to."""
    sites, home, n = placement.compounds, placement.home, len(placement.compounds)
    codes = [column.code for column in schemas.COMPOUND_FACTS]
    facts = sites[codes]
    if said:
        rows = pd.concat(said) if len(said) > 1 else said[0]
        rows = rows.loc[~rows.index.duplicated(keep="last"), codes].reindex(np.arange(n))
        facts = pd.DataFrame({code: rows[code].where(rows[code].notna(), facts[code]) for code in codes})
    inside = buildings.loc[home >= 0, ["households", "floor_area_m2"]]
    sums = inside.groupby(home[home >= 0]).sum(min_count=1).reindex(np.arange(n))
    frame = pd.concat([
        sites[[column.code for column in schemas.COMPOUND_KEYS]],
        pd.DataFrame({
            "stage": earliest_stage(buildings["stage"], home, n), "status": worst_status(buildings["status"], home, n),
            "buildings": np.bincount(home[home >= 0], minlength=n),
            "households": sums["households"].astype("Int64"), "floor_area_m2": sums["floor_area_m2"].astype("float64"),
        }, index=sites.index),
        facts,
    ], axis=1)  # fmt: skip
    return GeoDataFrame(frame, geometry=sites.geometry)


def _merged(kept: pd.Series, latest: pd.DataFrame, code: str, books: Sequence[Workbook], report: Report) -> pd.Series:
    """Return the footprint file's fact, or the workbook's where there is none; say where both are there and differ."""
    given = latest[code]
    if code == "building_no":
        given = given.map({word: building_label(word) for word in given.dropna().unique()}).astype("str")
    typed = given.notna() & latest["book"].isin([at for at, book in enumerate(books) if book.by_hand])
    both = kept.notna() & given.notna() & ~typed
    if code == "floor_area_m2":
        differs = both & ((kept - given).abs() > AREA_SAME_M2)
    else:
        differs = both & (kept != given).fillna(False)
    for number in latest.loc[differs, "book"].unique():
        where = np.flatnonzero(differs & (latest["book"] == number))
        first = latest.iloc[where[0]]
        was, now = kept.iloc[where[0]], given.iloc[where[0]]
        values = {
            "n": len(where), "column": COLUMNS[code].title, "kept": was, "given": now,
            "example": f"{text(first['compound'])} {text(first['building_no'])}".strip(),
        }  # fmt: skip
        path, sheet, row = books[int(number)].input.path, text(first["sheet"]), int(first["row"])
        report.add([Issue("attribute_differs", "progress", values, (), path, sheet, row, code, str(now))])
    return kept.where(kept.notna() & ~typed, given)
