"""What the workbooks say, put onto the buildings and compounds that it is said of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sites import schemas
from sites.columns import BUILDING_COLUMNS, COLUMNS, STAGE_DATES
from sites.homes import AMBIGUOUS, NOWHERE, CompoundIndex, Places
from sites.names import building_label, is_several, nearest
from sites.placing import Placement
from sites.report import Candidate, Issue, Report
from sites.schedule import dates_after, earliest_stage, schedule, worst_status
from sites.table import Workbook, with_columns

AREA_SAME_M2 = 0.5
"""Floor areas that differ by no more than this are the same figure, rounded."""
_SPOKEN = (*(column for column in BUILDING_COLUMNS), COLUMNS["compound_id"], *STAGE_DATES)


def apply_progress(
    placement: Placement, workbooks: Sequence[Workbook], as_of: date, report: Report
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Put the workbooks' rows onto buildings and compounds, and tell where each stands.

    Workbooks count in the order of their dates; a later row replaces an earlier one of the same building whole.
    Rows that find nothing, or the same building twice in one workbook, are rejected; a workbook dated after
    ``as_of`` is skipped. Inputs and issues go into ``report``.

    Returns
    -------
    buildings, compounds : geopandas.GeoDataFrame
        As in an ``Edition``; geometry is that of ``placement``.
    """
    said: list[pd.DataFrame] = []
    said_of_compounds: list[pd.DataFrame] = []
    books: list[Workbook] = []
    numbers = _BuildingIndex(placement)
    for book in sorted(workbooks, key=lambda entry: entry.as_of):
        report.add(book.issues)
        if book.as_of > as_of:
            n = len(book.buildings) + len(book.compounds)
            report.inputs.append(replace(book.input, rows_skipped=book.input.rows_skipped + n))
            values = {"date": book.as_of.isoformat(), "as_of": as_of.isoformat()}
            report.add([Issue("workbook_after_as_of", "progress", values, path=book.input.path)])
            continue
        rows, lost = numbers.match(book)
        sites, lost_sites = _match_compounds(book, placement.index)
        report.add([*lost, *lost_sites])
        report.inputs.append(replace(
            book.input, rows_joined=len(rows) + len(sites),
            rows_rejected=book.input.rows_rejected + len(_errors(lost)) + len(_errors(lost_sites)),
        ))  # fmt: skip
        said.append(rows.assign(reported_on=pd.Timestamp(book.as_of).as_unit("s"), book=len(books)))
        said_of_compounds.append(sites)
        books.append(book)
    latest = _latest(said, len(placement.buildings))
    buildings = _stand(placement, latest, books, as_of, report)
    return buildings, _compounds(placement, said_of_compounds, buildings)


def _errors(issues: list[Issue]) -> list[Issue]:
    """Return the issues that rejected a row."""
    return [issue for issue in issues if issue.severity == "error"]


class _BuildingIndex:
    """Finds buildings by id, and by compound and number."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        blocks = placement.buildings
        self.labels = blocks["building_no"].to_numpy(dtype=object)
        self.ids = pd.Series(np.arange(len(blocks)), index=blocks["building_id"].to_numpy(dtype=object))
        keys = _pair(placement.home, blocks["building_no"])
        known = (placement.home >= 0) & blocks["building_no"].notna().to_numpy()
        at = pd.Series(np.flatnonzero(known), index=keys[known], dtype="int64")
        twins = at.index.duplicated(keep=False)
        at[twins] = AMBIGUOUS
        self.numbers = at[~at.index.duplicated()]

    def match(self, book: Workbook) -> tuple[pd.DataFrame, list[Issue]]:
        """Return the rows that found their building, indexed by its place, and an issue for each oddity."""
        rows = with_columns(book.buildings, _SPOKEN)
        schemas.validated(rows, schemas.progress())
        rows = self.placement.index.unfold(rows.reset_index(drop=True))
        site = self.placement.index.find(rows)
        table = {word: building_label(word) for word in rows["building_no"].dropna().unique()}
        number = rows["building_no"].map(table)
        by_name = self.numbers.reindex(_pair(site, number)).fillna(NOWHERE).to_numpy("int64", copy=True)
        by_name[(site < 0) | number.isna().to_numpy()] = NOWHERE
        by_id = (
            self.ids.reindex(rows["building_id"].to_numpy(dtype=object)).fillna(NOWHERE).to_numpy("int64", copy=True)
        )
        by_id[rows["building_id"].isna().to_numpy()] = NOWHERE
        at = np.where(by_id >= 0, by_id, by_name)
        confirmed = np.where(at >= 0, NOWHERE, self._confirmed(site, number))
        at = np.where(at >= 0, at, confirmed)
        own = pd.Series(np.array([*self.labels, None], dtype=object)[confirmed], index=rows.index, dtype="str")
        rows = rows.assign(building_no=rows["building_no"].where(confirmed < 0, own))

        issues = self.placement.index.notes(rows.loc[by_id < 0], "progress", book.input.path)
        issues += [
            self._differs(book, rows, int(row), by_id, by_name)
            for row in np.flatnonzero((by_id >= 0) & (by_name >= 0) & (by_id != by_name))
        ]
        issues += [
            self._lost(book, rows.iloc[row], int(site[row]), int(by_name[row])) for row in np.flatnonzero(at < 0)
        ]
        found = rows.loc[at >= 0].set_axis(at[at >= 0])
        again, repeated = _split_repeated(found, book, "building_no")
        return again, issues + repeated

    def _confirmed(self, site: Places, number: pd.Series) -> Places:
        """Return the buildings that planners have confirmed for what was written."""
        table = self.placement.building_aliases
        if not table:
            return np.full(len(site), NOWHERE)
        return np.array([table.get(key, NOWHERE) for key in zip(site.tolist(), number, strict=True)], dtype="int64")

    def _differs(self, book: Workbook, rows: pd.DataFrame, row: int, by_id: Places, by_name: Places) -> Issue:
        values = {"by_id": self._call(by_id[row]), "by_name": self._call(by_name[row])}
        return _issue("building_id_differs", book, rows.iloc[row], values, column="building_id")

    def _call(self, at: int) -> str:
        names = self.placement.buildings["compound"].to_numpy(dtype=object)
        return (
            f"{'' if pd.isna(names[at]) else names[at]} {'' if pd.isna(self.labels[at]) else self.labels[at]}".strip()
        )

    def _lost(self, book: Workbook, row: pd.Series, site: int, by_name: int) -> Issue:
        """Say why a row found no building."""
        name, number = _text(row["compound"]), _text(row["building_no"])
        index = self.placement.index
        meant = index.candidates(name, _text(row["subdistrict"]))
        if not number and not _text(row["building_id"]):
            return _issue("row_without_building", book, row, {}, column="building_no")
        if site == AMBIGUOUS:
            return _issue("ambiguous_compound", book, row, {}, column="compound", value=name, candidates=meant)
        if site == NOWHERE:
            if not name and not _text(row["compound_id"]) and number:
                return _issue("row_without_compound", book, row, {}, column="compound")
            if number:
                return _issue("unknown_compound", book, row, {}, column="compound", value=name, candidates=meant)
        label = index.labels[site] if site >= 0 else name
        if by_name == AMBIGUOUS:
            return _issue("ambiguous_building", book, row, {"compound": label}, column="building_no", value=number)
        if number and is_several(number):
            return _issue("several_buildings", book, row, {}, column="building_no", value=number)
        here = self.labels[self.placement.home == site] if site >= 0 else self.labels[:0]
        near = nearest(building_label(number), [word for word in here if isinstance(word, str)]) if number else ()
        column = "building_no" if number else "building_id"
        value = number or _text(row["building_id"])
        return _issue("unknown_building", book, row, {"compound": label}, near, column=column, value=value)


def _match_compounds(book: Workbook, index: CompoundIndex) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the compound rows that found their compound, indexed by its place, and why the others did not."""
    rows = with_columns(book.compounds, (*schemas.COMPOUND_KEYS, *schemas.COMPOUND_FACTS)).reset_index(drop=True)
    schemas.validated(rows, schemas.compound_progress())
    at = index.find(rows)
    issues = index.notes(rows, "progress", book.input.path)
    for row in np.flatnonzero(at < 0):
        name = _text(rows["compound"].iloc[row])
        code = (
            "row_without_compound" if not name else "ambiguous_compound" if at[row] == AMBIGUOUS else "unknown_compound"
        )
        meant = index.candidates(name, _text(rows["subdistrict"].iloc[row]))
        issues.append(_issue(code, book, rows.iloc[row], {}, column="compound", value=name, candidates=meant))
    found, repeated = _split_repeated(rows.loc[at >= 0].set_axis(at[at >= 0]), book, "compound")
    return found, issues + repeated


def _split_repeated(found: pd.DataFrame, book: Workbook, column: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Keep the first row of each building or compound; the others are rejected."""
    again = found.index.duplicated()
    if not again.any():
        return found, []
    first = found.loc[~again, "row"].to_dict()
    issues = [
        _issue("repeated_row", book, row, {"first": int(first[at])}, column=column, value=_text(row[column]))
        for at, row in found.loc[again].iterrows()
    ]
    return found.loc[~again], issues


def _latest(said: list[pd.DataFrame], n: int) -> pd.DataFrame:
    """Return one row a building, empty where none was said."""
    if said:
        rows = pd.concat(said) if len(said) > 1 else said[0]
        return rows.loc[~rows.index.duplicated(keep="last")].reindex(np.arange(n))
    empty = pd.DataFrame({"finished": pd.Series(dtype=bool), "book": pd.Series(dtype="float64")})
    rows = with_columns(empty, _SPOKEN).reindex(np.arange(n))
    return rows.assign(reported_on=pd.Series(index=rows.index, dtype="datetime64[s]"))


def _stand(
    placement: Placement, latest: pd.DataFrame, books: list[Workbook], as_of: date, report: Report
) -> GeoDataFrame:
    """Return the buildings of the edition."""
    today = np.datetime64(as_of)
    latest = latest.assign(finished=latest["finished"].eq(True))
    blocks = placement.buildings
    facts = {
        column.code: _merged(blocks[column.code], latest, column.code, books, report)
        for column in schemas.BUILDING_FACTS
    }
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
    frame = pd.concat([keys, pd.DataFrame(facts), stand, pd.DataFrame(reported), pd.DataFrame(dates)], axis=1)
    return GeoDataFrame(frame, geometry=blocks.geometry)


def _merged(kept: pd.Series, latest: pd.DataFrame, code: str, books: list[Workbook], report: Report) -> pd.Series:
    """Return the footprint file's fact, or the workbook's where there is none; say where both are there and differ."""
    given = (
        latest[code].map(building_label, na_action="ignore").astype("str") if code == "building_no" else latest[code]
    )
    both = kept.notna() & given.notna()
    if code == "floor_area_m2":
        differs = both & ((kept - given).abs() > AREA_SAME_M2)
    else:
        differs = both & (kept != given).fillna(False)
    for number in latest.loc[differs, "book"].unique():
        where = differs & (latest["book"] == number)
        at, first = int(where.sum()), int(np.flatnonzero(where)[0])
        values = {
            "n": at, "column": COLUMNS[code].title, "kept": kept.iloc[first], "given": given.iloc[first],
            "example": f"{_text(latest['compound'].iloc[first])} {_text(latest['building_no'].iloc[first])}".strip(),
        }  # fmt: skip
        book = books[int(number)]
        report.add(
            [_issue("attribute_differs", book, latest.iloc[first], values, column=code, value=str(given.iloc[first]))]
        )
    return kept.where(kept.notna(), given)


def _compounds(placement: Placement, said: list[pd.DataFrame], buildings: GeoDataFrame) -> GeoDataFrame:
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


def _pair(site: Places, number: pd.Series) -> "np.ndarray[Any, Any]":
    """Return a key of compound and building number for each row."""
    words = number.astype(object).where(number.notna(), "").to_numpy(dtype=object)
    return pd.Series(site).astype("str").str.cat(pd.Series(words, dtype="str"), sep="|").to_numpy(dtype=object)


def _text(value: object) -> str:
    """Return a cell's text, empty when absent."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def _issue(
    code: str, book: Workbook, row: pd.Series, values: dict[str, Any], near: tuple[str, ...] = (), *,
    column: str = "", value: str = "", candidates: tuple[Candidate, ...] = (),
) -> Issue:  # fmt: skip
    place = (book.input.path, _text(row["sheet"]), int(row["row"]))
    return Issue(code, "progress", values, near, *place, column, value, candidates)
