"""A sheet's tables as a frame: every column read as its kind, every doubt noted with its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders import cells
from loaders.cells import Dating, Values
from loaders.heads import Field
from loaders.sheets import Cell, Sheet, is_blank
from loaders.sheets.sheet import column_letters
from loaders.workbook.head import BUILDING_KEYS, COMPOUND_KEYS, NUMBERING, Head
from loaders.workbook.places import told_over
from loaders.workbook.tables import Table
from sites.columns import COLUMNS, date_code
from sites.names import squeeze
from sites.report import Issue, Role
from sites.stages import STAGE_CODES

REPEATED_WHEN_MERGED = ("text", "date", "share", "stage")
"""What a cell merged over several rows says of each of them; a count is said of all of them together."""
_NONE: Mapping[str, object] = {}
YEAR_ROWS = 500
"""The year of a plan is told from so many rows."""


@dataclass(frozen=True)
class Time:
    """What dates without a year are measured by: the workbook's date, and the year that its title speaks of."""

    as_of: date
    year: int | None = None


@dataclass
class Assumed:
    """One assumption about a column's cells, counted over the workbook."""

    sheet: str
    row: int
    value: str
    read: str
    n: int = 0


@dataclass
class Notes:
    """What reading a workbook has to say."""

    path: str
    role: Role = "progress"
    issues: list[Issue] = field(default_factory=list)
    assumed: dict[tuple[str, str], Assumed] = field(default_factory=dict)
    """By issue code and column name."""

    def add(
        self, code: str, sheet: Sheet, row: int | None, column: str = "", value: str = "",
        values: Mapping[str, object] = _NONE,
    ) -> None:  # fmt: skip
        """Note an issue; ``row`` is the number that Excel shows."""
        self.issues.append(
            Issue(code, self.role, values, path=self.path, sheet=sheet.name, row=row, column=column, value=value)
        )

    def all(self) -> list[Issue]:
        """Return the issues, each assumption once for its column."""
        return self.issues + [
            Issue(code, self.role, {"n": some.n, "read": some.read}, path=self.path, sheet=some.sheet, row=some.row,
                  column=column, value=some.value)
            for (code, column), some in self.assumed.items()
        ]  # fmt: skip


@dataclass(frozen=True)
class Read:
    """The tables of one layout on one sheet, as read.

    Attributes
    ----------
    frame : pandas.DataFrame
        The rows of all of them, one below another.
    starts : list of int
        Where in the frame each table begins, and its end.
    unreadable : dict of str to array of int
        The places in the frame whose cell could not be read, by code.
    """

    sheet: Sheet
    tables: list[Table]
    frame: pd.DataFrame
    starts: list[int]
    unreadable: dict[str, npt.NDArray[np.int64]]


def read_tables(sheet: Sheet, tables: list[Table], time: Time, notes: Notes) -> Read:
    """Read the tables of one layout on one sheet.

    Parameters
    ----------
    sheet : Sheet
        Cells merged over rows are filled in.
    tables : list of Table
        Their heads name the same columns.
    time : Time
    notes : Notes
        Gets the issues.
    """
    head = tables[0].head
    for table in tables:
        fill_merged(sheet, table)
    data = [row for table in tables for row in table.data]
    numbers = np.array(data, dtype="int64") + 1
    columns: dict[str, Any] = {"sheet": pd.Series([sheet.name] * len(data), dtype="str"), "row": numbers}
    read: dict[str, Values] = {}
    for at, entry in head.fields.items():
        raw = column_cells(sheet, data, at)
        dating = _dating(entry, sheet, head, data, time)
        values = cells.read(raw, entry.column.kind, entry.factor, dating)
        read[entry.column.code] = values
        columns[entry.column.code] = values.series
        if values.finished is not None:
            columns["finished"] = values.finished
        note_cells(sheet, head.names[at], entry, raw, values, numbers, notes)
    _mend_years(columns, read, time)
    for code, values in read.items():
        note_assumed(sheet, head, code, values, columns[code], data, notes)
    _keep_others(sheet, head, data, columns, notes)
    _fill_told(sheet, tables, columns, notes)
    note_hidden(sheet, head, data, notes)
    columns.setdefault("finished", np.zeros(len(data), dtype=bool))
    starts = np.cumsum([0, *(len(table.data) for table in tables)]).tolist()
    return Read(
        sheet, tables, pd.DataFrame(columns), starts, {code: values.unreadable for code, values in read.items()}
    )


def column_cells(sheet: Sheet, rows: Sequence[int], at: int) -> list[Cell]:
    """Return a column's cells in the given rows."""
    return [row[at] if at < len(row) else None for row in map(sheet.rows.__getitem__, rows)]


def fill_merged(sheet: Sheet, table: Table) -> None:
    """Repeat what a cell merged over rows says of each of them."""
    head = table.head
    if not table.data:
        return
    places = {
        at for at, entry in head.fields.items()
        if entry.column.kind in REPEATED_WHEN_MERGED and entry.column.code not in BUILDING_KEYS
    }  # fmt: skip
    for (top, left), (bottom, _right) in sheet.merges:
        if bottom > top > head.last and top <= table.data[-1] and left in places and left < len(sheet.rows[top]):
            value = sheet.rows[top][left]
            for row in sheet.rows[top + 1 : bottom + 1]:
                if left < len(row) and is_blank(row[left]):
                    row[left] = value


def _dating(entry: Field, sheet: Sheet, head: Head, data: Sequence[int], time: Time) -> Dating:
    code = entry.column.code
    dating = Dating(end=code.endswith("_end"), date1904=sheet.date1904, tolerant=True)
    if entry.column.kind != "date":
        return dating
    if "_planned_" in code:
        return replace(dating, year=time.year or _planned_year(sheet, head, data) or time.as_of.year)
    return replace(dating, year=time.as_of.year, latest=time.as_of, happened=True)


def _planned_year(sheet: Sheet, head: Head, data: Sequence[int]) -> int | None:
    """Return the year that most of the planned dates of a table are in."""
    years: Counter[int] = Counter()
    for code, at in head.places.items():
        if "_planned_" in code:
            for cell in set(column_cells(sheet, data[:YEAR_ROWS], at)):
                try:
                    day = cells.read_date(cell)
                except cells.Unreadable:
                    continue
                years.update([day.year] if day else [])
    return years.most_common(1)[0][0] if years else None


def note_cells(
    sheet: Sheet, name: str, entry: Field, raw: list[Cell], values: Values, numbers: npt.NDArray[np.int64], notes: Notes
) -> None:
    """Note the cells that could not be read, or were read with a doubt."""
    code = "unknown_stage_word" if entry.column.kind == "stage" else "unreadable_value"
    for place in values.unreadable:
        word = cells.text(raw[place])
        notes.add(code, sheet, int(numbers[place]), name, word, {"kind": cells.KIND_NAMES[entry.column.kind]})
    for place in values.doubtful:
        notes.add("share_exactly_one", sheet, int(numbers[place]), name, cells.text(raw[place]))


def _mend_years(columns: dict[str, Any], read: dict[str, Values], time: Time) -> None:
    """Move an assumed year by one where a stage would end before it starts."""
    for stage in STAGE_CODES:
        for start, end in (("planned_start", "planned_end"), ("actual_start", "actual_end")):
            first, last = date_code(stage, start), date_code(stage, end)
            if first not in read or last not in read:
                continue
            wrong = (columns[last] < columns[first]).to_numpy()
            assumed = {code: _mask(read[code].assumed.get("year_assumed"), len(wrong)) for code in (first, last)}
            later = columns[last] + pd.DateOffset(years=1)
            move = wrong & assumed[last]
            if "actual" in end:
                move &= (later <= pd.Timestamp(time.as_of)).to_numpy()
            columns[last] = columns[last].where(~move, later.astype(columns[last].dtype))
            wrong = (columns[last] < columns[first]).to_numpy() & assumed[first]
            earlier = (columns[first] - pd.DateOffset(years=1)).astype(columns[first].dtype)
            columns[first] = columns[first].where(~wrong, earlier)


def _mask(places: npt.NDArray[np.int64] | None, n: int) -> npt.NDArray[np.bool_]:
    mask = np.zeros(n, dtype=bool)
    if places is not None:
        mask[places] = True
    return mask


def note_assumed(
    sheet: Sheet, head: Head, code: str, values: Values, series: pd.Series, data: Sequence[int], notes: Notes
) -> None:
    """Count what was assumed of a column's cells."""
    at = head.places[code]
    for issue, places in sorted(values.assumed.items()):
        first = int(places[0])
        said = series.iloc[first]
        shown = said.date().isoformat() if isinstance(said, pd.Timestamp) else f"{said:g}"
        row = sheet.rows[data[first]]
        some = Assumed(sheet.name, data[first] + 1, cells.text(row[at]), shown)
        notes.assumed.setdefault((issue, head.names[at]), some).n += len(places)


def _keep_others(sheet: Sheet, head: Head, data: Sequence[int], columns: dict[str, Any], notes: Notes) -> None:
    """Append what stands in columns without a meaning to the remarks, and name those columns."""
    kept: list[list[str]] = []
    for at in range(head.west, head.east):
        name = head.names[at]
        if at in head.repeated:
            notes.add("repeated_column", sheet, head.last + 1, name, name, {"first": head.names[head.repeated[at]]})
        if at in head.fields or at in head.repeated or (name and squeeze(name).casefold() in NUMBERING):
            continue
        words = [cells.text(cell) for cell in column_cells(sheet, data, at)]
        title = name or f"{column_letters(at)}列"
        if name or any(words):
            notes.add("unknown_column", sheet, head.last + 1, title, title)
            kept.append([f"{title}：{word}" if word else "" for word in words])
    if not kept:
        return
    own = columns.get("remark", pd.Series([None] * len(data), dtype="str"))
    own = ["" if word != word or word is None else str(word) for word in own]
    joined = ["；".join(word for word in words if word) or None for words in zip(own, *kept, strict=True)]
    columns["remark"] = pd.Series(joined, dtype="str")


def _fill_told(sheet: Sheet, tables: list[Table], columns: dict[str, Any], notes: Notes) -> None:
    """Take subdistrict and compound from titles and the sheet's name where there is no column for them."""
    head = tables[0].head
    wanted = [] if head.places.keys() & (COMPOUND_KEYS | {"building_id"}) else ["compound"]
    wanted += [] if head.places.keys() & {"subdistrict", "compound_id", "building_id"} else ["subdistrict"]
    for code in wanted:
        names: list[str | None] = []
        for table in tables:
            names += told_over(table.data, table.said, sheet.name, code)[0]
        told = list(dict.fromkeys(name for name in names if name))
        if told:
            columns[code] = pd.Series(names, dtype="str")
            shown = "、".join(told[:3]) + ("…" if len(told) > 3 else "")
            notes.add("told_by_title", sheet, head.first + 1, COLUMNS[code].title, shown, {"column": code})


def note_hidden(sheet: Sheet, head: Head, data: Sequence[int], notes: Notes) -> None:
    """Note that hidden rows and columns were read."""
    rows = [row for row in data if row in sheet.hidden_rows] if sheet.hidden_rows else []
    if rows:
        notes.add("hidden_rows_read", sheet, rows[0] + 1, values={"n": len(rows)})
    columns = [head.names[at] for at in range(head.west, head.east) if at in sheet.hidden_columns and head.names[at]]
    if columns:
        notes.add("hidden_columns_read", sheet, head.first + 1, columns[0], "、".join(columns))
