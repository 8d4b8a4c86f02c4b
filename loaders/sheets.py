"""Workbooks and csv files as plain rows of cells, with the row numbers that Excel shows."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from loaders.errors import FormatError
from loaders.files import WORKBOOKS, Source, source
from locales import _

Cell = object
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``rows[0]`` is Excel's row 1. Absent cells are None."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    """First and last (row, column) of each merged range, counted from 0; its value stands in the first cell."""


def sheets(path: Path) -> tuple[Source, list[Sheet], str | None]:
    """Read every sheet of a workbook.

    Returns
    -------
    source : Source
    sheets : list of Sheet
    encoding : str or None
        Of a csv file.

    Raises
    ------
    FileMissing, FormatError
        The file cannot be read.
    """
    checked = source(path, WORKBOOKS)
    if checked.format == "csv":
        text, encoding = _decoded(path)
        return checked, [Sheet("", _csv_rows(text))], encoding
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            found = []
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                rows: list[list[Cell]] = [
                    [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
                ]
                found.append(Sheet(name, rows, list(sheet.merged_cell_ranges or [])))
    except (CalamineError, OSError, ValueError) as error:
        raise FormatError(path, _("文件损坏，读不出来"), _("请在表格软件中打开后另存")) from error
    return checked, found, None


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")]
    for codec, name in candidates:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise FormatError(path, _("文字编码读不懂"), _("请另存为 UTF-8 的 csv，或 xlsx"))


def _csv_rows(text: str) -> list[list[Cell]]:
    first = text[:10_000]
    delimiter = max(",;\t", key=first.count)
    return [
        [cell if cell.strip() else None for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
