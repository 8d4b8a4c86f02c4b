"""What the workbooks say, put onto the buildings and compounds that it is said of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sites import schemas
from sites.columns import COLUMNS
from sites.compound_rows import match_compounds
from sites.contradictions import contradictions
from sites.merging import facts_of_buildings, stand_of_compounds
from sites.placing import Placement
from sites.report import Issue, Report
from sites.revisions import revisions
from sites.rows import SPOKEN, BuildingIndex
from sites.schedule import dates_after, schedule
from sites.spreading import spread
from sites.table import Workbook, with_columns


def apply_progress(
    placement: Placement, workbooks: Sequence[Workbook], as_of: date, report: Report
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Put the workbooks' rows onto buildings and compounds, and tell where each stands.

    Workbooks count in the order of their dates; a later row replaces an earlier one of the same building whole.
    A row may speak of several buildings (``sites.rows``); within a workbook the narrower row counts. Rows that find
    nothing, or the same building twice in one workbook, are rejected; a workbook dated after ``as_of`` is skipped.
    Inputs and issues go into ``report``.

    Returns
    -------
    buildings, compounds : geopandas.GeoDataFrame
        As in an ``Edition``; geometry is that of ``placement``.
    """
    said: list[pd.DataFrame] = []
    said_of_compounds: list[pd.DataFrame] = []
    books: list[Workbook] = []
    index = BuildingIndex(placement)
    for book in sorted(workbooks, key=lambda entry: entry.as_of):
        report.add(book.issues)
        if book.as_of > as_of:
            n = len(book.buildings) + len(book.compounds)
            report.inputs.append(replace(book.input, rows_skipped=book.input.rows_skipped + n))
            values = {"date": book.as_of.isoformat(), "as_of": as_of.isoformat()}
            report.add([Issue("workbook_after_as_of", "progress", values, path=book.input.path)])
            continue
        sites, lost_sites = match_compounds(book, placement.index)
        claims, lost = index.claims(book, sites)
        rows, told = spread(claims, index, book)
        repeated = _errors(told)
        joined = len(sites) + int((~claims.of_compound).sum()) - repeated
        rejected = _errors(lost) + _errors(lost_sites) + repeated
        report.add([*lost, *told, *lost_sites])
        entry = book.input
        report.inputs.append(replace(entry, rows_joined=joined, rows_rejected=entry.rows_rejected + rejected))
        said.append(rows.assign(reported_on=pd.Timestamp(book.as_of).as_unit("s"), book=len(books)))
        said_of_compounds.append(sites)
        books.append(book)
    latest, before = _latest(said, len(placement.buildings))
    report.add(revisions(said, books, index))
    report.add(contradictions(latest, before, books, np.datetime64(as_of)))
    buildings = _stand(placement, latest, books, as_of, report)
    return buildings, stand_of_compounds(placement, said_of_compounds, buildings)


def _errors(issues: list[Issue]) -> int:
    """Count the issues that rejected a row."""
    return sum(issue.severity == "error" for issue in issues)


def _latest(said: list[pd.DataFrame], n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the last row of each building, empty where nothing was said, and the last but one of those that have one."""
    if not said:
        empty = pd.DataFrame({"finished": pd.Series(dtype=bool), "book": pd.Series(dtype="float64")})
        rows = with_columns(empty, SPOKEN).reindex(np.arange(n))
        return rows.assign(reported_on=pd.Series(index=rows.index, dtype="datetime64[s]")), rows.iloc[:0]
    rows = pd.concat(said) if len(said) > 1 else said[0]
    last = ~rows.index.duplicated(keep="last")
    earlier = rows.loc[~last]
    return rows.loc[last].reindex(np.arange(n)), earlier.loc[~earlier.index.duplicated(keep="last")]


def _stand(
    placement: Placement, latest: pd.DataFrame, books: list[Workbook], as_of: date, report: Report
) -> GeoDataFrame:
    """Return the buildings of the edition."""
    today = np.datetime64(as_of)
    latest = latest.assign(finished=latest["finished"].eq(True))
    blocks = placement.buildings
    facts = facts_of_buildings(blocks, latest, books, report)
    for code, n in dates_after(latest, today).items():
        report.add([Issue("date_after_as_of", "progress", {"n": n, "column": COLUMNS[code].title}, column=code)])
    silent = int(latest["reported_on"].isna().sum())
    if silent:
        report.add([Issue("buildings_without_progress", "progress", {"n": silent})])
    stand = schedule(latest, today)
    reported = {column.code: latest[column.code] for column in schemas.REPORTED}
    dates: dict[str, Any] = {
        "as_of": pd.Series(pd.Timestamp(as_of).as_unit("s"), index=blocks.index),
        "reported_on": latest["reported_on"],
    }
    keys = blocks[[column.code for column in schemas.BUILDING_KEYS]]
    frame = pd.concat([keys, facts, stand, pd.DataFrame(reported), pd.DataFrame(dates)], axis=1)
    return GeoDataFrame(frame, geometry=blocks.geometry)
