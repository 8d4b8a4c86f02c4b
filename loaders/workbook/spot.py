"""The cell that an issue speaks of: its row is known by number, its column by code or title, found again in the sheet."""

from loaders import cells
from loaders.heads import Vocabulary
from loaders.sheets import Sheet, is_blank
from loaders.sheets.sheet import column_letters
from loaders.workbook.head import Head, Lexicon, find_heads
from loaders.workbook.tables import Table, sort_rows
from sites.columns import COLUMNS
from sites.names import squeeze

HEAD_WITHIN = 40
"""Rows in which titles are looked for where no table was found."""
Spot = tuple[int, int]
"""Row and column, counted from 0."""


class Spots:
    """Finds the cells of one sheet.

    Parameters
    ----------
    sheet : Sheet
    lexicon : Lexicon or None
        The words of its tables; None for a file that is no workbook of tables, such as a csv of places.
    """

    def __init__(self, sheet: Sheet, lexicon: Lexicon | None) -> None:
        self.sheet = sheet
        self.tables = sort_rows(sheet, find_heads(sheet, lexicon)).tables if lexicon else []
        self._of_row: dict[int, list[Table]] = {}
        for table in self.tables:
            for row in (*range(table.head.first, table.head.last + 1), *table.data, *table.totals):
                self._of_row.setdefault(row, []).append(table)
        self._titles: dict[str, list[Spot]] = {}

    def find(self, row: int, column: str, value: str = "") -> Spot | None:
        """Return the cell of an issue; the row's first filled one where it is about no column that is there.

        Parameters
        ----------
        row : int
            As a spreadsheet numbers it.
        column : str
            A column's code or title, or empty.
        value : str
            What the cell says; tells tables side by side apart.
        """
        at = row - 1
        if not 0 <= at < len(self.sheet.rows):
            return None
        tables = self._of_row.get(at, [])
        found = [spot for table in tables if (spot := self._in_table(table.head, at, column)) is not None]
        if not found and not tables and column:
            found = [(at, place) for title, place in self._below(column) if title < at][-1:]
        same = [spot for spot in found if value and self._text(*spot) == value]
        return next(iter(same or found), None) or self._first(at, tables)

    def _in_table(self, head: Head, row: int, column: str) -> Spot | None:
        """Return the cell of a table's column; in the head the part of the title that stands lowest."""
        in_head = row <= head.last
        place = _place(head, column, again=in_head)
        if place is None or not in_head:
            return None if place is None else (row, place)
        name = squeeze(head.names[place])
        said = [
            at for at in range(head.first, head.last + 1) if (word := squeeze(self._text(at, place))) and word in name
        ]
        return (said[-1], place) if said else (row, place)

    def _below(self, column: str) -> list[Spot]:
        """Return where a column's title stands in a sheet without a known head, from top to bottom."""
        if column not in self._titles:
            known = Vocabulary([COLUMNS[column]]) if column in COLUMNS else None
            self._titles[column] = [
                (at, place)
                for at, row in enumerate(self.sheet.rows[:HEAD_WITHIN])
                for place, cell in enumerate(row)
                if isinstance(cell, str) and (cells.text(cell) == column or (known and known.field(cell)))
            ]
        return self._titles[column]

    def _first(self, row: int, tables: list[Table]) -> Spot | None:
        line = self.sheet.rows[row]
        west, east = (tables[0].head.west, tables[0].head.east) if len(tables) == 1 else (0, len(line))
        filled = (at for at in range(west, min(east, len(line))) if not is_blank(line[at]))
        return next(((row, at) for at in filled), None)

    def _text(self, row: int, column: int) -> str:
        line = self.sheet.rows[row]
        return cells.text(line[column]) if column < len(line) else ""


def _place(head: Head, column: str, *, again: bool) -> int | None:
    """Return the place of a column by its code or title; of two that are called the same, ``again`` asks for the repeated one."""
    if column in head.places:
        return head.places[column]
    called = [at for at in range(head.west, head.east) if column in (head.names[at], f"{column_letters(at)}列")]
    if called:
        return next((at for at in called if (at in head.repeated) == again), called[0])
    code = next((code for code, entry in COLUMNS.items() if entry.title == column and code in head.places), None)
    return head.places[code] if code else None
