"""The door to a workbook: checked by its content, whatever its name says, and then read by the reader of its form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from loaders.errors import FormatError
from loaders.files import WORKBOOKS, Source, source
from loaders.sheets import biff, delimited, forms, ods, xlsx
from loaders.sheets.sheet import Cell, Marks, Sheet
from locales import _


@dataclass(frozen=True)
class Book:
    """A workbook's sheets in their order.

    Attributes
    ----------
    source : Source
        ``format`` is what the content is: ``xlsx``, ``xls``, ``ods`` or ``csv``.
    encoding : str or None
        Of a text table.
    """

    source: Source
    sheets: list[Sheet]
    encoding: str | None = None


def open_book(path: Path) -> Book:
    """Read every sheet of a workbook or text table.

    Raises
    ------
    FileMissing, FormatError
        The file cannot be read, is encrypted, or is something else.
    """
    checked = source(path, WORKBOOKS, check=forms.refuse_others)
    form = forms.form_of(path)
    checked = replace(checked, format=form)
    if form == "csv":
        rows, encoding = delimited.rows(path)
        return Book(checked, [Sheet("", rows)], encoding)
    reader = {"xlsx": xlsx, "xls": biff, "ods": ods}[form]
    marks, date1904 = reader.examine(path)
    return Book(checked, _read(path, marks, date1904))


def sheets(path: Path) -> tuple[Source, list[Sheet], str | None]:
    """Return the source, the sheets and, of a text table, the encoding; see ``open_book``."""
    book = open_book(path)
    return book.source, book.sheets, book.encoding


def _read(path: Path, marks: Mapping[str, Marks], date1904: bool) -> list[Sheet]:
    """Read the values; by content, since the name may say something else."""
    try:
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            return [
                _sheet(book, entry.name, marks.get(entry.name, Marks()), date1904,
                       entry.visible != SheetVisibleEnum.Visible)
                for entry in book.sheets_metadata
                if entry.typ == SheetTypeEnum.WorkSheet
            ]  # fmt: skip
    except PasswordError as error:
        raise forms.encrypted(path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own end on bytes that it does not expect
            raise _damaged(path) from error
        raise


def _damaged(path: Path) -> FormatError:
    return FormatError(path, _("文件损坏，读不出来"), _("请在表格软件中打开后另存"))


def _sheet(book: CalamineWorkbook, name: str, marks: Marks, date1904: bool, hidden: bool) -> Sheet:
    found = book.get_sheet_by_name(name)
    rows: list[list[Cell]] = [
        [None if cell == "" else cell for cell in row] for row in found.to_python(skip_empty_area=False)
    ]
    for (row, column), word in (*marks.errors.items(), *((place, "100%") for place in marks.wholes)):
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = word
    merges = list(found.merged_cell_ranges or marks.merges)
    return Sheet(name, rows, merges, hidden, marks.hidden_rows, marks.hidden_columns, date1904)
