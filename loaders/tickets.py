"""Lists of 12345 and 啄木鸟 tickets as those systems export them: workbooks and text tables of every form.

Only the columns of ``sites.columns.TICKET_COLUMNS`` and those of the place are read: names and telephone numbers of
those who called stay in the file.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from loaders import cells
from loaders.cells import Dating
from loaders.errors import WorkbookError
from loaders.heads import Field
from loaders.sheets import Sheet, open_book
from loaders.workbook.frames import Notes, column_cells, fill_merged, note_assumed, note_cells, note_hidden
from loaders.workbook.head import NOT_TAKEN, NUMBERING, OF_TICKETS, TICKET_WORDS, Head, Lexicon, find_heads
from loaders.workbook.places import told_over
from loaders.workbook.reading import unread
from loaders.workbook.tables import Table, sort_rows
from locales import _
from sites.columns import COLUMNS, TICKET_COLUMNS
from sites.names import squeeze
from sites.report import Input
from sites.schemas import TICKET_PLACE
from sites.table import with_columns
from sites.tickets import Tickets

_PLACE = ("subdistrict", "compound", "compound_id", "building_id")


def read_tickets(path: Path, as_of: date, taught: Mapping[str, str] | None = None) -> Tickets:
    """Read a list of tickets: xlsx, xlsm, xls, et, ods, or text with commas, semicolons or tabs.

    Parameters
    ----------
    path : pathlib.Path
    as_of : datetime.date
        The year of dates that have none is told from it.
    taught : mapping of word to column code, optional
        Further titles of columns, see ``taught_words``.

    Returns
    -------
    Tickets
        One row a ticket, over all sheets.

    Raises
    ------
    LoadError
        The file cannot be read, or has no head of a list of tickets.
    """
    book = open_book(path)
    entry = Input("tickets", str(path), book.source.sha256, book.source.format, encoding=book.encoding)
    notes = Notes(str(path), "tickets")
    lexicon = Lexicon(taught, OF_TICKETS, TICKET_WORDS)
    frames: list[pd.DataFrame] = []
    headed = False
    for sheet in book.sheets:
        found = sort_rows(sheet, find_heads(sheet, lexicon))
        if sheet.hidden:
            found = unread(sheet, found, notes)
        elif found.beside and not found.tables:
            notes.add("sheet_without_table", sheet, None)
        headed = headed or bool(found.tables)
        entry.rows_in += found.rows_in
        entry.rows_skipped += len(found.beside)
        frames += [_read(sheet, table, as_of, notes) for table in found.tables]
    if not headed:
        cure = _("表头要有“工单编号”“受理日期”“诉求内容”等列名")
        raise WorkbookError(path, _("没有找到工单的表头"), cure)
    return Tickets(entry, pd.concat(frames, ignore_index=True), notes.all())


def _read(sheet: Sheet, table: Table, as_of: date, notes: Notes) -> pd.DataFrame:
    """Read one table."""
    fill_merged(sheet, table)
    head, data = table.head, table.data
    numbers = np.array(data, dtype="int64") + 1
    columns: dict[str, Any] = {"sheet": pd.Series([sheet.name] * len(data), dtype="str"), "row": numbers}
    for at, entry in head.fields.items():
        if entry.column.code == NOT_TAKEN.code:
            continue
        raw = column_cells(sheet, data, at)
        values = cells.read(raw, entry.column.kind, entry.factor, _dating(entry, sheet, as_of))
        columns[entry.column.code] = values.series
        note_cells(sheet, head.names[at], entry, raw, values, numbers, notes)
        note_assumed(sheet, head, entry.column.code, values, values.series, data, notes)
    _note_left(sheet, head, notes)
    _fill_told(sheet, table, columns, notes)
    note_hidden(sheet, head, data, notes)
    return with_columns(pd.DataFrame(columns), (*TICKET_COLUMNS, *TICKET_PLACE))


def _dating(entry: Field, sheet: Sheet, as_of: date) -> Dating:
    """Return how a column's dates are read: what was opened or closed has happened, what is due need not have."""
    happened = entry.column.code != "due_on"
    latest = as_of if happened else None
    return Dating(
        year=as_of.year, latest=latest, end=not happened, happened=happened, date1904=sheet.date1904, tolerant=True
    )


def _note_left(sheet: Sheet, head: Head, notes: Notes) -> None:
    """Name the columns that are not taken in."""
    taken = {at for at, entry in head.fields.items() if entry.column.code != NOT_TAKEN.code}
    names = [head.names[at] for at in range(head.west, head.east) if at not in taken]
    left = [name for name in names if name and squeeze(name).casefold() not in NUMBERING]
    if left:
        notes.add("ticket_columns_left", sheet, head.last + 1, left[0], "、".join(left))


def _fill_told(sheet: Sheet, table: Table, columns: dict[str, Any], notes: Notes) -> None:
    """Take the subdistrict from a title, a line across the table or the sheet's name where no column tells the place."""
    if table.head.places.keys() & set(_PLACE):
        return
    names, sources = told_over(table.data, table.said, sheet.name, "subdistrict")
    if sources:
        columns["subdistrict"] = pd.Series(names, dtype="str")
        told = "、".join(dict.fromkeys(name for name in names if name))
        notes.add("told_by_title", sheet, table.head.first + 1, COLUMNS["subdistrict"].title, told, {"column": "subdistrict"})  # fmt: skip
