"""The weekly progress workbook (台账): its tables found among titles, totals and notes, and read row by row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from loaders import cells
from loaders.errors import WorkbookError
from loaders.heads import Field, Vocabulary
from loaders.sheets import Cell, Sheet, is_blank, sheets
from locales import _
from sites.columns import BUILDING_COLUMNS, COLUMNS, COMPOUND_COLUMNS, STAGE_DATES
from sites.names import squeeze
from sites.report import Input, Issue
from sites.rows import PROGRESS_CODES
from sites.spreading import COUNTS
from sites.table import Workbook

HEAD_WITHIN = 40
"""A head is looked for in this many rows."""
FEWEST_COLUMNS = 2
BUILDINGS = Vocabulary((*BUILDING_COLUMNS, COLUMNS["compound_id"], *STAGE_DATES))
COMPOUNDS = Vocabulary((COLUMNS["compound"], COLUMNS["subdistrict"], *COMPOUND_COLUMNS, COLUMNS["remark"]))
WHOLE = Vocabulary(
    (*COMPOUNDS.columns.values(), *(COLUMNS[code] for code in (*PROGRESS_CODES, *COUNTS, "built_year", "storeys")))
)
"""A table of compounds that tells how far their buildings are, without naming them."""
KEYS = ("building_id", "building_no", "compound_id", "compound", "subdistrict")
NUMBERING = frozenset({"序号", "编号", "no", "no.", "#"})
_TOTAL = re.compile(r"(小计|合计|总计|累计|总数)[:：]?$|^(小计|合计|总计)")
_NOTE = re.compile(
    r"(备注|注|说明|填表|填报|制表|制单|审核|复核|审批|负责人|联系人|联系电话|报送|数据来源|截至|签字|盖章)"
)
_SENTENCE = re.compile(r"[。：:；;，,]")
_DATED = re.compile(r"(?:填报日期|填报时间|报送日期|截至日期|截止日期|数据日期)[:：]?(.*)")
_IN_NAME = re.compile(r"(20\d\d)[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})")


@dataclass(frozen=True)
class Head:
    """Where a table's head is, and what its columns mean."""

    first: int
    last: int
    names: list[str]
    fields: dict[int, Field]
    of_buildings: bool


@dataclass(frozen=True)
class Rows:
    """What a sheet holds: its table's rows by place, and the rows beside the table."""

    data: list[int]
    beside: list[int]


def read_workbook(path: Path, fallback: date | None = None) -> Workbook:
    """Read a progress workbook, xlsx or csv.

    Parameters
    ----------
    path : pathlib.Path
    fallback : datetime.date, optional
        The workbook's date where neither its 填报日期 nor its file name tells it.

    Returns
    -------
    Workbook
        One row a building, and one row a compound, over all sheets.

    Raises
    ------
    LoadError
        The file cannot be read, has no table, or no date.
    """
    checked, found, encoding = sheets(path)
    entry = Input("progress", str(path), checked.sha256, checked.format, encoding=encoding)
    issues: list[Issue] = []
    frames: dict[bool, list[pd.DataFrame]] = {True: [], False: []}
    own_date: date | None = None
    for sheet in found:
        head = find_head(sheet)
        rows = _sorted_rows(sheet, head)
        entry.rows_in += len(rows.data) + len(rows.beside)
        entry.rows_skipped += len(rows.beside)
        own_date = own_date or _own_date(sheet, rows.beside)
        if head is None:
            if rows.beside:
                issues.append(Issue("sheet_without_table", "progress", path=str(path), sheet=sheet.name))
            continue
        frames[head.of_buildings].append(_frame(sheet, head, rows.data, str(path), issues))
    if not frames[True] and not frames[False]:
        raise WorkbookError(path, _("没有找到表头"), _("表头要有“小区”“幢号”等列名"))
    return Workbook(
        entry, _date(path, own_date, fallback, issues), _joined(frames[True]), _joined(frames[False]), issues
    )


def count_rows(path: Path) -> Input:
    """Count the rows of a workbook that is not read, all of them as skipped."""
    checked, found, encoding = sheets(path)
    n = sum(not all(map(is_blank, row)) for sheet in found for row in sheet.rows)
    return Input("tickets", str(path), checked.sha256, checked.format, encoding=encoding, rows_in=n, rows_skipped=n)


def date_in_name(path: Path) -> date | None:
    """Return the date in a file's name, such as 2022-08-31; None when there is none."""
    for found in _IN_NAME.finditer(path.stem):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            continue
    return None


def find_head(sheet: Sheet) -> Head | None:
    """Find the head of a sheet's table: the row, or the two rows joined, in which most columns are recognised."""
    best: Head | None = None
    for at, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        single = [cells.text(cell) for cell in row]
        if not any(single):
            continue
        below = [cells.text(cell) for cell in sheet.rows[at + 1]] if at + 1 < len(sheet.rows) else []
        for last, names in ((at, [[name] for name in single]), (at + 1, _two_rows(single, below))):
            head = _head(at, last, names)
            if head and (best is None or len(head.fields) > len(best.fields)):
                best = head
    return best


def _head(first: int, last: int, candidates: list[list[str]]) -> Head | None:
    """Read a head's columns; None when it is no head of buildings or compounds."""
    for vocabulary, of_buildings in ((BUILDINGS, True), (WHOLE, False), (COMPOUNDS, False)):
        names = [next((name for name in some if vocabulary.field(name)), some[0]) for some in candidates]
        fields = vocabulary.fields(names)
        codes = {field.column.code for field in fields.values()}
        keys = codes & ({"building_no", "building_id"} if of_buildings else {"compound", "compound_id"})
        if vocabulary is WHOLE and codes.isdisjoint(PROGRESS_CODES):
            continue
        if keys and len(codes) >= FEWEST_COLUMNS:
            return Head(first, last, names, fields, of_buildings)
    return None


def _two_rows(upper: list[str], lower: list[str]) -> list[list[str]]:
    """Join two rows of a head: the upper one reaches over its merged blanks to the right."""
    names, over = [], ""
    for at in range(max(len(upper), len(lower))):
        up = upper[at] if at < len(upper) else ""
        low = lower[at] if at < len(lower) else ""
        over = up or (over if low else "")
        names.append([over + low, low, over] if low else [up])
    return names


def _sorted_rows(sheet: Sheet, head: Head | None) -> Rows:
    """Tell the table's rows from heads, sub-totals, totals and notes; blank rows are neither."""
    data: list[int] = []
    beside: list[int] = []
    keys = {code: at for code in KEYS for at, field in head.fields.items() if field.column.code == code} if head else {}
    for at, row in enumerate(sheet.rows):
        filled = [place for place, cell in enumerate(row) if not is_blank(cell)]
        if not filled:
            continue
        is_data = head is not None and at > head.last and not _is_beside(row, filled, keys, head)
        (data if is_data else beside).append(at)
    return Rows(data, beside)


def _is_beside(row: list[Cell], filled: list[int], keys: dict[str, int], head: Head) -> bool:
    """Tell whether a row under the head is a total, a note, or the head again."""
    first = squeeze(cells.text(row[filled[0]]))
    said = {code: cells.text(row[at]) if at < len(row) else "" for code, at in keys.items()}
    if any(_TOTAL.search(squeeze(word)) for word in (first, *said.values()) if word):
        return True
    if _is_head_again(row, head):
        return True
    if _NOTE.match(first) and _SENTENCE.search(first):
        return True
    if said.get("building_no") or said.get("building_id"):
        return False
    if _NOTE.match(first) and len(filled) <= 2:
        return True
    return len(filled) == 1 and (filled[0] not in keys.values() or _SENTENCE.search(first) is not None)


def _is_head_again(row: list[Cell], head: Head) -> bool:
    """Tell whether a row repeats the head, as at the top of a printed page."""
    again = [cells.text(row[at]) == head.names[at] for at in list(head.fields)[:FEWEST_COLUMNS] if at < len(row)]
    return len(again) == FEWEST_COLUMNS and all(again)


def _frame(sheet: Sheet, head: Head, data: list[int], path: str, issues: list[Issue]) -> pd.DataFrame:
    """Read the table's rows column by column."""
    _fill_merged(sheet, head)
    numbers = np.array(data, dtype="int64") + 1
    columns: dict[str, Any] = {"sheet": pd.Series([sheet.name] * len(data), dtype="str"), "row": numbers}
    for at, field in head.fields.items():
        column = field.column
        raw = [sheet.rows[row][at] if at < len(sheet.rows[row]) else None for row in data]
        values = cells.read(raw, column.kind, field.factor)
        columns[column.code] = values.series
        if values.finished is not None:
            columns["finished"] = values.finished
        code = "unknown_stage_word" if column.kind == "stage" else "unreadable_value"
        found = [(code, place) for place in values.unreadable] + [
            ("share_exactly_one", place) for place in values.doubtful
        ]
        issues += [
            Issue(code, "progress", {"kind": cells.KIND_NAMES[column.kind]}, path=path, sheet=sheet.name,
                  row=int(numbers[place]), column=head.names[at], value=cells.text(raw[place]))
            for code, place in found
        ]  # fmt: skip
    issues += [
        Issue("unknown_column", "progress", path=path, sheet=sheet.name, row=head.last + 1, column=name, value=name)
        for at, name in enumerate(head.names)
        if at not in head.fields and squeeze(name).casefold() not in NUMBERING | {""}
    ]
    columns.setdefault("finished", np.zeros(len(data), dtype=bool))
    return pd.DataFrame(columns)


def _fill_merged(sheet: Sheet, head: Head) -> None:
    """Repeat a compound's or subdistrict's name over the rows that it is merged across."""
    places = {
        at for at, field in head.fields.items() if field.column.code in ("compound", "subdistrict", "compound_id")
    }
    for (top, left), (bottom, _right) in sheet.merges:
        if top > head.last and left in places:
            value = sheet.rows[top][left]
            for row in sheet.rows[top + 1 : bottom + 1]:
                if is_blank(row[left]):
                    row[left] = value


def _own_date(sheet: Sheet, beside: Sequence[int]) -> date | None:
    """Return the 填报日期 written beside the table, in the same cell or the next one with something in it."""
    for at in beside:
        said = [cell for cell in sheet.rows[at] if not is_blank(cell)]
        for place, cell in enumerate(said):
            found = _DATED.search(squeeze(cells.text(cell)))
            if not found:
                continue
            after = re.match(r"[\d.\-/年月日]+", found[1])
            try:
                day = (
                    cells.read_date(after[0])
                    if after
                    else cells.read_date(said[place + 1])
                    if place + 1 < len(said)
                    else None
                )
            except cells.Unreadable:
                continue
            if day:
                return day
    return None


def _date(path: Path, own: date | None, fallback: date | None, issues: list[Issue]) -> date:
    """Return the workbook's date: its own, its file name's, or the one that the user gave."""
    if own:
        return own
    named = date_in_name(path)
    if named:
        issues.append(Issue("date_from_file_name", "progress", {"date": named.isoformat()}, path=str(path)))
        return named
    if fallback:
        return fallback
    raise WorkbookError(path, _("没有填报日期，文件名里也没有"), _("请用 --as-of 指明日期"))


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of several sheets under one another."""
    if frames:
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return pd.DataFrame(
        {"sheet": pd.Series(dtype="str"), "row": pd.Series(dtype="int64"), "finished": pd.Series(dtype=bool)}
    )
