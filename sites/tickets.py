"""Tickets of 12345 and 啄木鸟, and which compound or building each is about. All of it is internal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sites import ranges, schemas
from sites.columns import TICKET_COLUMNS
from sites.compound_index import Places
from sites.matching import AMBIGUOUS, NOWHERE
from sites.names import building_key, building_label, squeeze
from sites.placing import Placement
from sites.report import Candidate, Input, Issue, Report
from sites.rows import BuildingIndex, text
from sites.table import DTYPES, with_columns

CLOSED = re.compile(
    r"(?:已|已经|全部)?(?:按期|按时)?(?:办理|处置|处理|整改)?(?:办结|完结|结案|结单|完成|完毕|关闭|归档|解决)|是"
)
"""What the state of a ticket that is done says; everything else is open, or told by the day of its closing."""
_BUILDING = re.compile(r".{1,8}?(?:号楼|#楼|幢|栋|座|#)")
"""The building in front of a door: 3幢 of 3幢502室. The door is nobody's business here."""
_COLUMNS = (*TICKET_COLUMNS, *schemas.TICKET_PLACE)
_NONE: Mapping[str, object] = {}


@dataclass
class Tickets:
    """One file of tickets as it was read.

    ``input.rows_in`` = ``rows_skipped`` + ``rows_rejected`` + rows of the frame, which carries ``sheet`` and ``row``.
    """

    input: Input
    frame: pd.DataFrame
    issues: list[Issue] = field(default_factory=list)


def no_tickets() -> pd.DataFrame:
    """Return the tickets of an edition that has none."""
    columns = {column.code: pd.Series(dtype=DTYPES[column.kind]) for column in _COLUMNS}
    return pd.DataFrame({**columns, "closed": pd.Series(dtype=bool)})


def settle_tickets(tickets: Tickets, placement: Placement, as_of: date, report: Report) -> pd.DataFrame:
    """Find the compound of every ticket, and its building where it names one; input and issues go into ``report``.

    A ticket without a compound is of its subdistrict. One that names a compound which is not there, or which may be
    several, is rejected, as is one that says nothing of its place, or repeats another one's number. One opened after
    ``as_of`` is skipped.

    Returns
    -------
    pandas.DataFrame
        See ``sites.schemas.edition_tickets``: ``compound_id``, ``compound`` and ``subdistrict`` are the layers' own;
        ``building_id`` and ``building_no`` are null where no building was found.
    """
    rows = with_columns(tickets.frame, _COLUMNS).reset_index(drop=True)
    schemas.validated(rows, schemas.tickets())
    path, found = tickets.input.path, [*tickets.issues]
    late = (rows["opened_on"] > pd.Timestamp(as_of)).to_numpy(bool)
    if late.any():
        values = {"n": int(late.sum()), "as_of": as_of.isoformat()}
        found.append(Issue("tickets_after_as_of", "tickets", values, path=path))
    rows = placement.index.unfold(rows.loc[~late].reset_index(drop=True))
    asked = _Asked(rows, placement, path)
    lost = asked.lost()
    kept = np.array([at for at in range(len(rows)) if at not in lost], dtype="int64")
    found += placement.index.notes(rows.loc[(asked.by_id < 0)], "tickets", path)
    settled, notes = asked.settled(kept)
    report.add([*found, *lost.values(), *notes])
    entry = tickets.input
    report.inputs.append(replace(
        entry, rows_joined=len(kept), rows_rejected=entry.rows_rejected + len(lost),
        rows_skipped=entry.rows_skipped + int(late.sum()),
    ))  # fmt: skip
    settled = settled.assign(closed=_closed(settled, as_of))
    return schemas.validated(settled, schemas.edition_tickets())


class _Asked:
    """The rows of a file, and where each of them belongs."""

    def __init__(self, rows: pd.DataFrame, placement: Placement, path: str) -> None:
        self.rows, self.placement, self.path = rows, placement, path
        self.buildings = BuildingIndex(placement)
        self.by_id: Places = self._places(self.buildings.ids, rows["building_id"])
        homes = np.append(placement.home, NOWHERE)[self.by_id]
        self.site: Places = np.where(homes >= 0, homes, placement.index.find(rows))
        told = ("sheet", "row", "source", "ticket_id", "compound", "compound_id", "subdistrict", "building_no")
        self.cells = {code: rows[code].to_numpy(dtype=object) for code in told}
        self.areas = [placement.index.subdistrict(text(word)) for word in self.cells["subdistrict"]]

    def lost(self) -> dict[int, Issue]:
        """Return why a row is rejected, by its place."""
        found: dict[int, Issue] = {}
        first: dict[tuple[str, str], int] = {}
        for at in range(len(self.rows)):
            number = text(self.cells["ticket_id"][at])
            key = (text(self.cells["source"][at]), number)
            if number and key in first:
                found[at] = self._issue(at, "repeated_ticket", "ticket_id", number, {"first": first[key]})
                continue
            first.setdefault(key, int(self.cells["row"][at]))
            if issue := self._nowhere(at):
                found[at] = issue
        return found

    def settled(self, kept: Places) -> tuple[pd.DataFrame, list[Issue]]:
        """Return the tickets that belong somewhere, by the layers' own names, and the buildings that were not found."""
        issues: list[Issue] = []
        block = np.full(len(kept), NOWHERE)
        for order, at in enumerate(kept):
            block[order] = self._block(int(at))
            word = text(self.cells["building_no"][at])
            if word and block[order] < 0 and self.site[at] >= 0:
                label = self.placement.index.labels[self.site[at]]
                issues.append(self._issue(int(at), "ticket_without_building", "building_no", word, {"compound": label}))
        frame = self.rows.iloc[kept].reset_index(drop=True)
        site = np.where(self.site[kept] >= 0, self.site[kept], NOWHERE)
        areas = [self.areas[at] for at in kept]
        own = _at(self.placement.compounds["subdistrict"], site)
        frame = frame.assign(
            compound_id=_at(self.placement.compounds["compound_id"], site),
            compound=_at(self.placement.compounds["compound"], site),
            subdistrict=own.where(site >= 0, pd.Series(areas, dtype="str")),
            building_id=_at(self.placement.buildings["building_id"], block),
            building_no=_at(self.placement.buildings["building_no"], block),
        )
        return frame[[column.code for column in _COLUMNS]], issues

    def _nowhere(self, at: int) -> Issue | None:
        """Say why a row belongs nowhere; None when it belongs somewhere."""
        if self.site[at] >= 0:
            return None
        name, area = text(self.cells["compound"][at]), text(self.cells["subdistrict"][at])
        if name or text(self.cells["compound_id"][at]):
            code = "ambiguous_compound" if self.site[at] == AMBIGUOUS else "unknown_compound"
            meant = self.placement.index.candidates(name, area)
            return self._issue(
                at, code, "compound", name or text(self.cells["compound_id"][at]), candidates=meant
            )  # fmt: skip
        if self.areas[at]:
            return None
        if area:
            return self._issue(at, "unknown_subdistrict", "subdistrict", area)
        return self._issue(at, "row_without_compound", "compound")

    def _block(self, at: int) -> int:
        """Return the place of a ticket's building; negative where it names none, or none that is there."""
        if self.by_id[at] >= 0:
            return int(self.by_id[at])
        word = text(self.cells["building_no"][at])
        if not word or self.site[at] < 0:
            return NOWHERE
        site, label = int(self.site[at]), _label(word)
        found = int(self.buildings.numbers.get(f"{site}|{label}", NOWHERE))
        return found if found >= 0 else self.placement.building_aliases.get((site, building_label(word)), NOWHERE)

    def _places(self, known: pd.Series, words: pd.Series) -> Places:
        found = known.reindex(words.to_numpy(dtype=object)).fillna(NOWHERE).to_numpy("int64", copy=True)
        found[words.isna().to_numpy()] = NOWHERE
        return np.asarray(found, dtype=np.int64)

    def _issue(
        self, at: int, code: str, column: str, value: str = "", values: Mapping[str, object] = _NONE,
        candidates: tuple[Candidate, ...] = (),
    ) -> Issue:  # fmt: skip
        sheet, row = text(self.cells["sheet"][at]), int(self.cells["row"][at])
        return Issue(code, "tickets", values, (), self.path, sheet, row, column, value, candidates)


def _label(word: str) -> str:
    """Return the number of the building that a ticket names, without stair and door."""
    plain = squeeze(word)
    if ranges.is_plain(word) and (key := building_key(word)):
        return key
    found = _BUILDING.match(plain)
    return (building_key(found[0]) if found else None) or building_label(word)


def _at(words: pd.Series, places: Any) -> pd.Series:
    """Return the values at these places, null for negative ones."""
    return pd.Series(np.array([*words, None], dtype=object)[places], dtype="str")


def _closed(rows: pd.DataFrame, as_of: date) -> pd.Series:
    """Tell which tickets were done on the day: by the day of their closing, else by what their state says."""
    dated = rows["closed_on"].notna()
    said = rows["state"].map(lambda word: CLOSED.fullmatch(squeeze(word)) is not None, na_action="ignore").eq(True)
    return (dated & (rows["closed_on"] <= pd.Timestamp(as_of))) | (~dated & said)
