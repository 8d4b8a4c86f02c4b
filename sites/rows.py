"""Which buildings each row of a workbook speaks of: one, several, or all of a compound."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sites import ranges, schemas
from sites.columns import BUILDING_COLUMNS, COLUMNS, DATE_CODES, STAGE_DATES
from sites.compound_index import Places
from sites.matching import AMBIGUOUS, NOWHERE
from sites.names import building_label, nearest
from sites.placing import Placement
from sites.report import Candidate, Issue
from sites.table import Workbook, with_columns

SPOKEN = (*BUILDING_COLUMNS, COLUMNS["compound_id"], *STAGE_DATES)
"""What a row may say of a building."""
PROGRESS_CODES = (
    "stage", "progress_pct", "illegal_listed", "illegal_removed", "waterproofing_start", "roof_start", *DATE_CODES,
)  # fmt: skip
"""A row of a compound that holds one of these speaks of its buildings."""
ONE, SEVERAL, REST, EVERY = range(4)
"""How narrowly a row speaks of a building; of two rows of one workbook the narrower one counts."""
Marks = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Claims:
    """What the rows of a workbook claim, before it is decided which of them counts for a building.

    Attributes
    ----------
    rows : pandas.DataFrame
        All rows that found a building, each once, with a fresh index.
    row, place : numpy.ndarray of int64, shape (claims,)
        Row of ``rows``, and building by its place; in the order of the workbook.
    reach : numpy.ndarray of int64, shape (rows,)
        ``ONE`` … ``EVERY``.
    notes : list of str or None
        For each row what the cell of 幢号 said besides its buildings, such as 含2单元; None for a plain number or name.
    of_compound : numpy.ndarray of bool, shape (rows,)
        Whether the row is one of the workbook's compound rows.
    """

    rows: pd.DataFrame
    row: Places
    place: Places
    reach: Places
    notes: list[str | None]
    of_compound: npt.NDArray[np.bool_]

    @cached_property
    def cells(self) -> dict[str, Marks]:
        """What tells a row's place and name in the workbook, column by column."""
        return {code: self.rows[code].to_numpy(dtype=object) for code in ("sheet", "row", "building_no", "compound")}


@dataclass
class _Found:
    """What has been found so far of one workbook."""

    reach: Places
    places: dict[int, Places] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


class BuildingIndex:
    """Finds buildings by id, by compound and number, and by what a row says of several of them."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        blocks = placement.buildings
        self.labels = blocks["building_no"].to_numpy(dtype=object)
        self.ids = pd.Series(np.arange(len(blocks)), index=blocks["building_id"].to_numpy(dtype=object))
        keys = _pair(placement.home, blocks["building_no"])
        known = (placement.home >= 0) & blocks["building_no"].notna().to_numpy()
        at = pd.Series(np.flatnonzero(known), index=keys[known], dtype="int64")
        at[at.index.duplicated(keep=False)] = AMBIGUOUS
        self.numbers = at[~at.index.duplicated()]
        self._order = np.argsort(placement.home, kind="stable")
        self._bounds = np.searchsorted(placement.home[self._order], np.arange(len(placement.compounds) + 1))
        self._known: dict[int, dict[str, int]] = {}

    def inside(self, site: int) -> Places:
        """Return the places of a compound's buildings."""
        return self._order[self._bounds[site] : self._bounds[site + 1]]

    def call(self, at: int) -> str:
        """Return what people call a building: compound and number."""
        name = self.placement.buildings["compound"].iat[at]
        return f"{text(name)} {text(self.labels[at])}".strip()

    def claims(self, book: Workbook, sites: pd.DataFrame) -> tuple[Claims, list[Issue]]:
        """Tell which buildings each row of a workbook speaks of.

        Parameters
        ----------
        book : Workbook
        sites : pandas.DataFrame
            Its compound rows that found their compound, indexed by its place; those with progress speak of every
            building of it.

        Returns
        -------
        claims : Claims
        issues : list of Issue
            One of severity error for each building row that is not among the claims' rows.
        """
        rows = with_columns(book.buildings, SPOKEN).reset_index(drop=True)
        schemas.validated(rows, schemas.progress())
        rows = self.placement.index.unfold(rows)
        site = self.placement.index.find(rows)
        by_name, by_id = self._by_name(rows, site), self._by_id(rows)
        at = np.where(by_id >= 0, by_id, by_name)
        confirmed = np.where(at >= 0, NOWHERE, self._confirmed(site, rows["building_no"]))
        at = np.where(at >= 0, at, confirmed)
        own = pd.Series(np.array([*self.labels, None], dtype=object)[confirmed], index=rows.index, dtype="str")
        rows = rows.assign(building_no=rows["building_no"].where(confirmed < 0, own))
        found = _Found(np.full(len(rows), ONE))
        found.issues += self.placement.index.notes(rows.loc[by_id < 0], "progress", book.input.path)
        told = ("compound", "compound_id", "subdistrict", "building_no", "building_id", "sheet", "row")
        cells = {code: rows[code].to_numpy(dtype=object) for code in told}
        for row in np.flatnonzero((by_id >= 0) & (by_name >= 0) & (by_id != by_name)):
            values = {"by_id": self.call(by_id[row]), "by_name": self.call(by_name[row])}
            found.issues.append(issue_at(book, cells, int(row), "building_id_differs", values, "building_id"))
        meanings: dict[tuple[int, str], ranges.Meaning | None] = {}
        for row in np.flatnonzero(at < 0):
            word = text(cells["building_no"][row])
            meaning = None
            if site[row] >= 0 and word:
                if (int(site[row]), word) not in meanings:
                    meanings[int(site[row]), word] = ranges.read(word, self._numbers(int(site[row])))
                meaning = meanings[int(site[row]), word]
            self._several(book, cells, int(row), int(site[row]), int(by_name[row]), meaning, found)
        self._rest(book, cells, site, at, found)
        found.issues += _unused_counts(book, sites)
        return self._gathered(rows, at, found, sites)

    def _by_name(self, rows: pd.DataFrame, site: Places) -> Places:
        words = rows["building_no"].dropna().unique()
        table = {word: building_label(word) if ranges.is_plain(word) else None for word in words}
        number = rows["building_no"].map(table)
        found = self.numbers.reindex(_pair(site, number)).fillna(NOWHERE).to_numpy("int64", copy=True)
        found[(site < 0) | number.isna().to_numpy()] = NOWHERE
        return found

    def _by_id(self, rows: pd.DataFrame) -> Places:
        found = self.ids.reindex(rows["building_id"].to_numpy(dtype=object)).fillna(NOWHERE)
        places = found.to_numpy("int64", copy=True)
        places[rows["building_id"].isna().to_numpy()] = NOWHERE
        return places

    def _confirmed(self, site: Places, number: pd.Series) -> Places:
        """Return the buildings that planners have confirmed for what was written."""
        table = self.placement.building_aliases
        if not table:
            return np.full(len(site), NOWHERE)
        words = {word: building_label(word) for word in number.dropna().unique()}
        keys = zip(site.tolist(), number.map(words), strict=True)
        return np.array([table.get(key, NOWHERE) for key in keys], dtype="int64")

    def _numbers(self, site: int) -> dict[str, int]:
        """Return the places of a compound's buildings by number or name; ``AMBIGUOUS`` where two share one."""
        if site not in self._known:
            known: dict[str, int] = {}
            for at in self.inside(site):
                if isinstance(self.labels[at], str):
                    known[self.labels[at]] = AMBIGUOUS if self.labels[at] in known else int(at)
            self._known[site] = known
        return self._known[site]

    def _several(
        self, book: Workbook, cells: dict[str, Marks], row: int, site: int, by_name: int,
        meaning: ranges.Meaning | None, found: _Found,
    ) -> None:  # fmt: skip
        """Find the buildings of a row that is not the plain name of one, or say why there are none."""
        if meaning is None or by_name == AMBIGUOUS:
            found.issues.append(self._lost(book, cells, row, site, by_name))
            return
        word = text(cells["building_no"][row])
        if meaning.doubt:
            values = {"guess": meaning.guess} if meaning.doubt == "date" else {}
            code = {"unclear": "several_buildings", "no_range": "not_a_range", "date": "number_became_date"}
            found.issues.append(issue_at(book, cells, row, code[meaning.doubt], values, "building_no", word))
            return
        found.notes[row] = meaning.note
        found.reach[row] = REST if meaning.rest else EVERY if meaning.every else SEVERAL
        known = self._numbers(site)
        if meaning.numbers:
            here = [known[number] for number in meaning.numbers if known.get(number, NOWHERE) >= 0]
            missing = [number for number in meaning.numbers if known.get(number, NOWHERE) < 0]
            places = np.array([at for at in here if meaning.takes(self.labels[at])], dtype="int64")
            if len(meaning.numbers) == 1 and not missing:
                found.reach[row] = ONE
        else:
            inside = self.inside(site)
            taken = [meaning.takes(label if isinstance(label, str) else None) for label in self.labels[inside]]
            places = inside[np.array(taken, dtype=bool)]
            missing = []
        missing += [number for number in meaning.without if number not in known]
        if not len(places):
            found.issues.append(self._lost(book, cells, row, site, NOWHERE))
            return
        found.places[row] = places
        if missing:
            gaps = {"compound": self.placement.index.labels[site], "missing": missing, "n": len(places)}
            found.issues.append(issue_at(book, cells, row, "range_with_gaps", gaps, "building_no", word))

    def _rest(self, book: Workbook, cells: dict[str, Marks], site: Places, at: Places, found: _Found) -> None:
        """Take from 其余 the buildings that another row names."""
        rest = [row for row in found.places if found.reach[row] == REST]
        if not rest:
            return
        others = [places for row, places in found.places.items() if found.reach[row] != REST]
        named = np.concatenate([at[at >= 0], *others])
        for row in rest:
            left = np.setdiff1d(found.places[row], named)
            if len(left):
                found.places[row] = left
            else:
                del found.places[row]
                found.issues.append(self._lost(book, cells, row, int(site[row]), NOWHERE))

    def _lost(self, book: Workbook, cells: dict[str, Marks], row: int, site: int, by_name: int) -> Issue:
        """Say why a row found no building."""
        name, number = text(cells["compound"][row]), text(cells["building_no"][row])
        ident = text(cells["building_id"][row])
        index = self.placement.index
        if not number and not ident:
            return issue_at(book, cells, row, "row_without_building", {}, "building_no")
        meant = index.candidates(name, text(cells["subdistrict"][row])) if site < 0 else ()
        if site == AMBIGUOUS:
            return issue_at(book, cells, row, "ambiguous_compound", {}, "compound", name, candidates=meant)
        if site == NOWHERE and number:
            if not name and not text(cells["compound_id"][row]):
                return issue_at(book, cells, row, "row_without_compound", {}, "compound")
            return issue_at(book, cells, row, "unknown_compound", {}, "compound", name, candidates=meant)
        label = index.labels[site] if site >= 0 else name
        if by_name == AMBIGUOUS:
            return issue_at(book, cells, row, "ambiguous_building", {"compound": label}, "building_no", number)
        here = list(self._numbers(site)) if site >= 0 else []
        near = nearest(building_label(number), here) if number else ()
        column = "building_no" if number else "building_id"
        return issue_at(book, cells, row, "unknown_building", {"compound": label}, column, number or ident, near)

    def _gathered(
        self, rows: pd.DataFrame, at: Places, found: _Found, sites: pd.DataFrame
    ) -> tuple[Claims, list[Issue]]:
        """Put the rows of one building, of several and of whole compounds together."""
        places: list[Places] = [at[at >= 0], *found.places.values()]
        origin = [np.flatnonzero(at >= 0), *(np.full(len(some), row) for row, some in found.places.items())]
        whole, of_whole = self._whole_compounds(sites)
        for number, site in enumerate(of_whole):
            places.append(self.inside(int(site)))
            origin.append(np.full(len(places[-1]), len(rows) + number))
        place, row = np.concatenate(places), np.concatenate(origin)
        order = np.argsort(row, kind="stable")
        used, row = np.unique(row[order], return_inverse=True)
        every = pd.concat([rows, whole], ignore_index=True) if len(whole) else rows
        reach = np.concatenate([found.reach, np.full(len(whole), EVERY)])[used]
        notes = [found.notes.get(int(at), None if at < len(rows) else "") for at in used]
        claims = Claims(every.iloc[used].reset_index(drop=True), row, place[order], reach, notes, used >= len(rows))
        return claims, found.issues

    def _whole_compounds(self, sites: pd.DataFrame) -> tuple[pd.DataFrame, Places]:
        """Return the compound rows that speak of the compound's buildings, as rows of buildings, and their compounds."""
        speaks = (
            _tells_progress(sites)
            & sites["alone"].to_numpy(bool)
            & (self._bounds[sites.index + 1] > self._bounds[sites.index])
        )
        spoken = {"sheet", "row", "finished", *(column.code for column in SPOKEN)} - {"remark"}
        kept = sites.loc[speaks, [code for code in sites if code in spoken]]
        return with_columns(kept.reset_index(drop=True), SPOKEN), kept.index.to_numpy("int64")


def _tells_progress(sites: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which compound rows say something of progress."""
    said = [code for code in PROGRESS_CODES if code in sites]
    return sites[said].notna().any(axis=1).to_numpy(bool)


def _unused_counts(book: Workbook, sites: pd.DataFrame) -> list[Issue]:
    """Tell of counts in compound rows that speak of no building, since they say nothing of progress."""
    counts = [code for code in ("households", "floor_area_m2") if code in sites]
    silent = sites.loc[~_tells_progress(sites), counts].notna()
    columns = [COLUMNS[code].title for code in counts if silent[code].any()]
    n = {"n": int(silent.any(axis=1).sum()), "columns": columns}
    return [Issue("compound_counts_unused", "progress", n, path=book.input.path)] if columns else []


def text(value: Any) -> str:
    """Return a cell's text, empty when absent."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def _pair(site: Places, number: pd.Series) -> Marks:
    """Return a key of compound and building number for each row."""
    words = number.astype(object).where(number.notna(), "").to_numpy(dtype=object)
    return pd.Series(site).astype("str").str.cat(pd.Series(words, dtype="str"), sep="|").to_numpy(dtype=object)


def issue_at(
    book: Workbook, cells: dict[str, Marks], row: int, code: str, values: dict[str, Any], column: str,
    value: str = "", near: tuple[str, ...] = (), candidates: tuple[Candidate, ...] = (),
) -> Issue:  # fmt: skip
    """Return an issue about one row of a workbook, given its columns ``sheet`` and ``row``."""
    place = (book.input.path, text(cells["sheet"][row]), int(cells["row"][row]))
    return Issue(code, "progress", values, near, *place, column, value, candidates)
