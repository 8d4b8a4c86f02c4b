"""A copy of a workbook to write on: an .xlsx with its formats, any other form as an .xlsx with the same cells at the same places.

Values only: a formula becomes what it last showed, macros and links to other workbooks are left behind.
"""

import logging
import unicodedata
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as Target
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from loaders.errors import FormatError
from loaders.sheets.book import Book
from loaders.sheets.page import free_title, put_text
from loaders.sheets.sheet import Cell, Sheet
from locales import _

log = logging.getLogger(__name__)

LARGEST_COPIED = 500_000
"""Cells: some 13,000 buildings with all their columns. A copy takes fifty times the memory of its cells, and most of a minute."""
LOOKED_AT_ROWS = 200
NARROWEST, WIDEST = 6, 40
Copied = tuple[Workbook, dict[str, Worksheet]]


def copied(book: Book) -> Copied:
    """Return a copy of a workbook, and its sheets by the names that they have in the original.

    Parameters
    ----------
    book : Book
        As it was read: what is in it has been checked.

    Raises
    ------
    FormatError
        It is too large to be copied.
    """
    path = book.source.path
    n = sum(len(sheet.rows) * max(map(len, sheet.rows), default=0) for sheet in book.sheets)
    if n > LARGEST_COPIED:
        found = _("有 {n:,} 格，太大了，做不出标注的副本").format(n=n)
        raise FormatError(path, found, _("请按街道分开后再试"))
    if book.source.format == "xlsx":
        try:
            return _with_formats(book)
        except MemoryError:
            raise
        except Exception as error:  # of styles and drawings that others let pass; the cells were read all the same
            log.warning("%s is copied without its formats: %s: %s", path, type(error).__name__, error)
    return _cell_by_cell(book)


def _with_formats(book: Book) -> Copied:
    with book.source.path.open("rb") as stream:
        made = load_workbook(stream, data_only=True, keep_vba=False, keep_links=False)
    named = {sheet.title: sheet for sheet in made.worksheets}
    for sheet in made.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    put_text(cell, str(cell.value))
    return made, {sheet.name: named[sheet.name] for sheet in book.sheets if sheet.name in named}


def _cell_by_cell(book: Book) -> Copied:
    made = Workbook()
    made.remove(made.active)
    named = {}
    for sheet in book.sheets:
        target = made.create_sheet(free_title(sheet.name or book.source.path.stem, made.sheetnames))
        named[sheet.name] = target
        for at, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    _put(target.cell(at, column), value)
        _shape(target, sheet)
    return made, named


def _put(cell: Target, value: Cell) -> None:
    """Write a value as what it was."""
    if isinstance(value, bool | int | float):
        cell.value = value if value == value and abs(value) != float("inf") else None
    elif isinstance(value, datetime | date | time | timedelta):
        cell.value = value
        if type(value) is date or (isinstance(value, datetime) and value.time() == time()):
            cell.number_format = "yyyy-mm-dd"
    else:
        put_text(cell, str(value))


def _shape(target: Worksheet, sheet: Sheet) -> None:
    """Hide what was hidden, merge what was merged, and make the columns as wide as what they hold."""
    target.sheet_state = "hidden" if sheet.hidden else "visible"
    for row in sheet.hidden_rows:
        if row < len(sheet.rows):
            target.row_dimensions[row + 1].hidden = True
    width = max(map(len, sheet.rows), default=0)
    for column in range(width):
        looks = target.column_dimensions[get_column_letter(column + 1)]
        said = [row[column] for row in sheet.rows[:LOOKED_AT_ROWS] if column < len(row)]
        looks.width = min(max([NARROWEST, *map(_wide, said)]), WIDEST)
        looks.hidden = column in sheet.hidden_columns
    taken: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merges:
        bottom, right = min(bottom, len(sheet.rows) - 1), min(right, width - 1)
        inside = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if len(inside) > 1 and taken.isdisjoint(inside):  # merges over one another are a damaged file
            taken |= inside
            target.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )  # fmt: skip


def _wide(cell: Cell) -> int:
    """Return how many columns of a fixed-width type a value takes; Chinese letters take two."""
    if isinstance(cell, str):
        return 2 + sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in cell[:WIDEST])
    return 12 if isinstance(cell, date) else NARROWEST
