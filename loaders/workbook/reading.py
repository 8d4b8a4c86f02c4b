"""From a workbook's file to its rows: sheets, tables, the date, the columns, the totals."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from loaders.errors import WorkbookError
from loaders.sheets import Sheet, is_blank, open_book
from loaders.workbook.dating import date_of, told_by, year_in
from loaders.workbook.frames import Notes, Time, read_tables
from loaders.workbook.head import Lexicon, find_heads
from loaders.workbook.tables import Found, Table, sort_rows
from loaders.workbook.totals import check_totals
from locales import _
from sites.report import Input, Issue
from sites.table import Workbook

GUIDE = re.compile(r"(?:填表|填写|填报|使用|编制)?说明$")
"""A sheet of instructions has no table, and none is missed."""


def read_workbook(
    path: Path, fallback: date | None = None, taught: Mapping[str, str] | None = None, day: date | None = None
) -> Workbook:
    """Read a progress workbook: xlsx, xlsm, xls, et, ods, or text with commas, semicolons or tabs.

    Parameters
    ----------
    path : pathlib.Path
    fallback : datetime.date, optional
        The workbook's date where neither its 填报日期 nor its file name tells it.
    taught : mapping of word to column code, optional
        Further titles of columns, see ``taught_words``.
    day : datetime.date, optional
        What the user says of the workbook's date, whatever the workbook says.

    Returns
    -------
    Workbook
        One row a building, and one row a compound, over all sheets.

    Raises
    ------
    LoadError
        The file cannot be read, has no table, or no date.
    """
    book = open_book(path)
    entry = Input("progress", str(path), book.source.sha256, book.source.format, encoding=book.encoding)
    notes = Notes(str(path))
    lexicon = Lexicon(taught)
    sorted_sheets = []
    for sheet in book.sheets:
        found = sort_rows(sheet, find_heads(sheet, lexicon))
        if sheet.hidden:
            found = unread(sheet, found, notes)
        entry.rows_in += found.rows_in
        entry.rows_skipped += len(found.beside)
        if not found.tables and found.beside and not sheet.hidden and not GUIDE.search(sheet.name.strip()):
            notes.add("sheet_without_table", sheet, None)
        sorted_sheets.append((sheet, found))
    if not any(found.tables for _sheet, found in sorted_sheets):
        raise WorkbookError(path, _("没有找到表头"), _("表头要有“小区”“幢号”等列名"))
    told = told_by(*lines(sorted_sheets), year_in(path))
    dated: list[Issue] = []
    time = Time(day or date_of(path, told, fallback, dated), told.year)
    reads = [
        read_tables(sheet, tables, time, notes) for sheet, found in sorted_sheets for tables in _by_layout(found.tables)
    ]
    check_totals(reads, notes)
    frames: dict[bool, list[pd.DataFrame]] = {True: [], False: []}
    for read in reads:
        frames[read.tables[0].head.of_buildings].append(read.frame)
    return Workbook(entry, time.as_of, _joined(frames[True]), _joined(frames[False]), [*notes.all(), *dated])


def unread(sheet: Sheet, found: Found, notes: Notes) -> Found:
    """Skip a hidden sheet, and note it: last week's copy would be read as this week's."""
    rows = [at for at, row in enumerate(sheet.rows) if not all(map(is_blank, row))]
    if any(table.data for table in found.tables):
        notes.add("hidden_sheet", sheet, None, values={"n": sum(len(table.data) for table in found.tables)})
    return Found(beside=rows)


def lines(sorted_sheets: list[tuple[Sheet, Found]]) -> tuple[list[list[object]], list[list[object]]]:
    """Return the lines above the first heads of all sheets that are seen, and those elsewhere beside the tables.

    Parameters
    ----------
    sorted_sheets : list of (Sheet, Found)
        Each sheet with its rows sorted.
    """
    titles: list[list[object]] = []
    others: list[list[object]] = []
    for sheet, found in sorted_sheets:
        if sheet.hidden:
            continue
        first = min((table.head.first for table in found.tables), default=0)
        for at in found.beside:
            (titles if at < first else others).append(sheet.rows[at])
    return titles, others


def _by_layout(tables: list[Table]) -> list[list[Table]]:
    """Put the tables together whose columns are the same, as where the head returns on every page."""
    groups: dict[object, list[Table]] = {}
    for table in tables:
        groups.setdefault(table.head.layout, []).append(table)
    return list(groups.values())


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the tables of several sheets under one another."""
    if frames:
        return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return pd.DataFrame(
        {"sheet": pd.Series(dtype="str"), "row": pd.Series(dtype="int64"), "finished": pd.Series(dtype=bool)}
    )
