"""A copy of a workbook in which the cells that an issue speaks of are marked and commented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from loaders.sheets import open_book
from loaders.sheets.copy import copied
from loaders.sheets.page import FILLS, Page, add_pages, clean, saved
from loaders.workbook.head import OF_TICKETS, TICKET_WORDS, Lexicon
from loaders.workbook.spot import Spots
from locales import _
from sites.issue_codes import Severity
from sites.report import Role

AUTHOR = "旧改一张图"
LONGEST_COMMENT = 2_000
COMMENT_WIDTH, LINE_HEIGHT, LETTERS_IN_LINE = 300, 18, 22
"""Pixels, and Chinese letters in a line of that width."""
GRAVITY: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Mark:
    """What is to be said of one cell.

    Attributes
    ----------
    severity : str
        Decides the ground; the text says it too.
    text : str
        The comment.
    sheet : str
        Empty for the only one.
    row : int
        As a spreadsheet numbers it.
    column : str
        A column's code or title; empty for the row as a whole.
    value : str
        What the cell says, where that is known.
    listed : int
        The row of the first page that leads here, from 0; -1 for none.
    """

    severity: Severity
    text: str
    sheet: str
    row: int
    column: str = ""
    value: str = ""
    listed: int = -1


@dataclass(frozen=True)
class Marked:
    """The copy, and how many of the marks found their cell."""

    content: bytes
    found: int


def mark_workbook(
    path: Path, marks: tuple[Mark, ...], pages: tuple[Page, ...], role: Role = "progress",
    taught: Mapping[str, str] | None = None,
) -> Marked:  # fmt: skip
    """Copy a workbook as an .xlsx, mark and comment cells in it, and put pages of our own before its sheets.

    Parameters
    ----------
    path : pathlib.Path
        Of any form that ``loaders.sheets`` reads.
    marks : tuple of Mark
        Several of one cell make one comment.
    pages : tuple of Page
        The first one's rows are linked to the cells of the marks that are listed in it.
    role : Role
        As what it was read: this tells which titles its columns may have.
    taught : mapping of word to column code, optional
        With which it was read.

    Raises
    ------
    LoadError
        The file cannot be read, or is too large to be copied.
    """
    book = open_book(path)
    made, targets = copied(book)
    lexicon = _lexicon(role, taught)
    spots = {sheet.name: Spots(sheet, lexicon) for sheet in book.sheets}
    only = book.sheets[0].name if len(book.sheets) == 1 else None
    said: dict[tuple[str, str], list[Mark]] = {}
    links: dict[int, str] = {}
    found = 0
    for mark in marks:
        name = mark.sheet if mark.sheet in spots else only
        spot = spots[name].find(mark.row, mark.column, mark.value) if name is not None and name in targets else None
        if name is None or spot is None:
            continue
        place, row = _anchor(targets[name], *spot)
        if row != mark.row and row != spot[0] + 1:
            mark = replace(mark, text=_("{text}（第 {row} 行）").format(text=mark.text, row=mark.row))
        said.setdefault((name, place), []).append(mark)
        links[mark.listed] = f"{quote_sheetname(targets[name].title)}!{place}"
        found += 1
    for (name, place), here in said.items():
        _mark(targets[name], place, here)
    if pages:
        first = replace(pages[0], links=tuple(links.get(row, "") for row in range(len(pages[0].rows))))
        add_pages(made, (first, *pages[1:]))
    return Marked(saved(made), found)


def _lexicon(role: Role, taught: Mapping[str, str] | None) -> Lexicon | None:
    """Return the words of the tables that a file in this role holds; None where it is read without a known head."""
    if role == "tickets":
        return Lexicon(taught, OF_TICKETS, TICKET_WORDS)
    return Lexicon(taught) if role == "progress" else None


def _anchor(sheet: Worksheet, row: int, column: int) -> tuple[str, int]:
    """Return what a spreadsheet calls a cell, or the first of those that it is merged with; and its row."""
    cell = sheet.cell(row + 1, column + 1)
    if isinstance(cell, MergedCell):
        ranges = (entry for entry in sheet.merged_cells.ranges if cell.coordinate in entry)
        cell = next((sheet.cell(entry.min_row, entry.min_col) for entry in ranges), cell)
    return str(cell.coordinate), int(cell.row)


def _mark(sheet: Worksheet, place: str, marks: Sequence[Mark]) -> None:
    """Give a cell its ground and its comment; what was commented before stays, below."""
    cell = sheet[place]
    gravest = min((mark.severity for mark in marks), key=GRAVITY.index)
    cell.fill = PatternFill("solid", fgColor=FILLS[gravest])
    before = [cell.comment.text] if cell.comment else []
    ordered = sorted(marks, key=lambda mark: GRAVITY.index(mark.severity))
    text = "\n\n".join([*dict.fromkeys(mark.text for mark in ordered), *before])
    text = clean(text)[:LONGEST_COMMENT]
    lines = sum(1 + len(line) // LETTERS_IN_LINE for line in text.split("\n"))
    cell.comment = Comment(text, AUTHOR, height=LINE_HEIGHT * (lines + 1), width=COMMENT_WIDTH)
