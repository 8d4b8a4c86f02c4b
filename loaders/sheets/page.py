"""A sheet of our own: a list under one head, to be filtered and read, written beside the sheets of a copy or alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

Tone = Literal["error", "warning", "info", ""]
FILLS: dict[Tone, str] = {"error": "F8D3D0", "warning": "FFF0C2", "info": "DCE9F5"}
"""Calm grounds that dark text is read on; what they mean is always written too."""
LONGEST_TITLE = 31
"""Characters of a sheet's name."""
LONGEST_TEXT = 32_000
"""Characters of a cell; a spreadsheet keeps 32,767."""
_NOT_IN_A_TITLE = r"[]:*?/\'"
_LINE = Side(style="thin", color="BFBFBF")
_HEAD_FILL = "DDE5EA"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula."""


@dataclass(frozen=True)
class Page:
    """A list.

    Attributes
    ----------
    name : str
        Of the sheet.
    head : tuple of str
    widths : tuple of int
        Of the columns, in characters.
    rows : tuple of tuples
        Texts and whole numbers; a text stays a text, whatever it begins with.
    tones : tuple of str
        The ground of each row's first cell; empty for none, and in all where it is left out.
    links : tuple of str
        Where the ``linked`` cell of each row leads within the workbook, such as ``'进度'!C5``; empty for nowhere.
    linked : int
        The column of the links, from 0.
    """

    name: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    tones: tuple[Tone, ...] = ()
    links: tuple[str, ...] = ()
    linked: int = 0


def written(pages: Iterable[Page]) -> bytes:
    """Return a workbook that holds these pages and nothing else."""
    book = Workbook()
    book.remove(book.active)
    add_pages(book, pages)
    return saved(book)


def add_pages(book: Workbook, pages: Iterable[Page]) -> None:
    """Put pages before the sheets of a workbook, and show the first of them."""
    for at, page in enumerate(pages):
        title = free_title(page.name, book.sheetnames)
        _write(book.create_sheet(title, at), page, _styles(book))
    book.active = 0
    for sheet in book.worksheets:  # sheets that stay chosen together would be changed together
        sheet.sheet_view.tabSelected = sheet.title == book.sheetnames[0]


def saved(book: Workbook) -> bytes:
    """Return a workbook as the bytes of an .xlsx."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def free_title(name: str, taken: Iterable[str]) -> str:
    """Return a name that a sheet may have beside those that are there."""
    plain = "".join("_" if letter in _NOT_IN_A_TITLE else letter for letter in clean(name)).strip() or "Sheet"
    used = {word.casefold() for word in taken}
    title, number = plain[:LONGEST_TITLE], 2
    while title.casefold() in used:
        tail = f" {number}"
        title, number = plain[: LONGEST_TITLE - len(tail)] + tail, number + 1
    return title


def clean(text: str) -> str:
    """Return a text as a cell can hold it: without control characters and halves of characters, not endless."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return str(ILLEGAL_CHARACTERS_RE.sub(" ", whole))[:LONGEST_TEXT]


def put_text(cell: Cell, text: str) -> None:
    """Write a text as a text; where it looks like a formula it stays none after it has been edited, too."""
    cell.value = clean(text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True


def _styles(book: Workbook) -> dict[str, str]:
    """Return the names of our styles by what they are for; added to the workbook once."""
    border = Border(_LINE, _LINE, _LINE, _LINE)
    plain = Font(name="宋体", size=10)
    body, middle = Alignment(vertical="top", wrap_text=True), Alignment(horizontal="center", vertical="center")
    kinds: dict[str, tuple[Font, Alignment, str | None]] = {
        "head": (Font(name="宋体", size=10, bold=True), middle, _HEAD_FILL), "": (plain, body, None),
        "link": (Font(name="宋体", size=10, underline="single", color="1F5FA8"), body, None),
        **{tone: (plain, body, fill) for tone, fill in FILLS.items()},
    }  # fmt: skip
    names = {}
    for kind, (font, alignment, fill) in kinds.items():
        name = names[kind] = f"旧改一张图 {kind}".strip()
        if name not in book.named_styles:
            ground = PatternFill("solid", fgColor=fill) if fill else PatternFill()
            book.add_named_style(NamedStyle(name, font=font, alignment=alignment, border=border, fill=ground))
    return names


def _write(sheet: Worksheet, page: Page, styles: dict[str, str]) -> None:
    for at, (title, width) in enumerate(zip(page.head, page.widths, strict=True), start=1):
        cell = sheet.cell(1, at)
        cell.style = styles["head"]
        put_text(cell, title)
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row, values in enumerate(page.rows, start=2):
        tone = page.tones[row - 2] if page.tones else ""
        _write_row(sheet, row, values, (tone, page.links[row - 2] if page.links else "", page.linked), styles)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.head))}{len(page.rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"


def _write_row(
    sheet: Worksheet, row: int, values: Sequence[str | int | None], look: tuple[Tone, str, int], styles: dict[str, str]
) -> None:
    tone, link, linked = look
    for at, value in enumerate(values):
        cell = sheet.cell(row, at + 1)
        cell.style = styles[tone if at == 0 else "link" if link and at == linked else ""]
        if isinstance(value, str):
            put_text(cell, value)
        elif value is not None:
            cell.value = value
        if link and at == linked:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
