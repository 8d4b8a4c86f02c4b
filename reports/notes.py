"""What meetings decided, as a sheet to take away: strings stay strings, whatever they begin with."""

import csv as tables
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from locales import _
from store.notes import Note

_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the start of a cell of a csv."""


def file_name(number: int, form: str) -> str:
    """Return the file's name; the edition stands in it, because browsers tell two downloads apart by that alone."""
    return _("会上决定-第{number}期.{form}").format(number=number, form=form)


def csv(notes: Sequence[Note]) -> bytes:
    """Return the notes as csv in UTF-8 with a mark, which Excel needs to read Chinese; a formula is made a text."""
    stream = io.StringIO()
    writer = tables.writer(stream, lineterminator="\r\n")
    writer.writerow(_head())
    writer.writerows([[f"'{cell}" if cell.startswith(_RISKY) else cell for cell in row] for row in _rows(notes)])
    return stream.getvalue().encode("utf-8-sig")


def xlsx(notes: Sequence[Note]) -> bytes:
    """Return the notes as a workbook of one sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_("会上决定"))
        bold, wrapped = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for at, (title, width) in enumerate(zip(_head(), (14, 20, 60, 10, 14, 18, 14, 18), strict=True)):
            sheet.set_column(at, at, width, wrapped)
            sheet.write_string(0, at, title, bold)
        for place, row in enumerate(_rows(notes), start=1):
            for at, cell in enumerate(row):
                sheet.write_string(place, at, cell)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _head() -> list[str]:
    return [
        _("截至日期"), _("对象"), _("决定"), _("状态"), _("记录人"), _("记录时间"), _("办结人"), _("办结时间"),
    ]  # fmt: skip


def _rows(notes: Iterable[Note]) -> list[list[str]]:
    return [
        [
            note.as_of.isoformat(), note.name or _("崇川区"), note.text, _("已办") if note.done else _("未办"), note.who,
            f"{note.written_at:%Y-%m-%d %H:%M}", note.done_by or "", f"{note.done_at:%Y-%m-%d %H:%M}" if note.done_at else "",
        ]
        for note in notes
    ]  # fmt: skip
