"""The demo's progress workbooks (台账), as a district office keeps them: title, two-row head, sub-totals, notes.

Sheets 楼栋进度 (a row a building) and 小区情况 (a row a compound); titles come from ``sites.columns``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from demo.names import LABEL
from sites.columns import BUILDING_COLUMNS, COMPOUND_COLUMNS, DATE_PARTS, STAGE_DATES, Column
from sites.stages import STAGES

BUILDING_SHEET, COMPOUND_SHEET = "楼栋进度", "小区情况"
CREATED = datetime(2022, 9, 1, 8, 0)
"""Written into every workbook, so that it is the same on every run."""
ROWS_MAX = 1_000_000
"""A sheet is full below Excel's 1,048,576 rows, leaving room for head and notes; the next sheet goes on."""
EPOCH = date(1899, 12, 30)
BEFORE_DATES = ("subdistrict", "compound", "building_no", "built_year", "storeys", "units", "households",
                "floor_area_m2", "illegal_listed", "illegal_removed", "stage", "progress_pct")  # fmt: skip
AFTER_DATES = ("waterproofing_start", "roof_start", "remark")
SUMMED = ("households", "floor_area_m2", "illegal_listed", "illegal_removed")
WIDTHS = {"subdistrict": 13, "compound": 15, "stage": 12, "remark": 22, "character": 26, "floor_area_m2": 11,
          "construction_agent": 20, "contractor": 20, "property_company": 20}  # fmt: skip
NOTES = (
    "备注：1. 本表为演示数据（虚构），小区、单位、日期和数字均为程序生成，与任何真实项目无关。",
    "　　　2. 当前阶段按实际完工日期推进；形象进度为改造实施阶段完成的工程量比例。",
    "　　　3. 计划日期为填报时执行的计划，调整后以最新一期台账为准；空格表示尚未发生或未填报。",
)
SIGNATURE = "填表人：（演示）　　　　审核人：（演示）　　　　负责人：（演示）"
COLUMNS = {column.code: column for column in (*BUILDING_COLUMNS, *COMPOUND_COLUMNS)}


@dataclass(frozen=True)
class Page:
    """What one workbook tells.

    Attributes
    ----------
    as_of : datetime.date
        The date of the report.
    buildings : iterable of pandas.DataFrame
        Batches of buildings, sorted by compound; dates as Excel's serial numbers, NaN where there is none.
    compounds : list of pandas.DataFrame
        A row a compound; read after all buildings were.
    """

    as_of: date
    buildings: Iterable[pd.DataFrame]
    compounds: list[pd.DataFrame]


def write(path: Path, page: Page, lean: bool = False) -> None:
    """Write one workbook; ``lean`` keeps memory bounded by writing row by row."""
    options = {"constant_memory": lean, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"title": f"老旧小区改造台账 {page.as_of}", "comments": LABEL, "created": CREATED})
    _Buildings(book, page.as_of, lean).write(page.buildings)
    _compounds(book, page)
    book.close()


def serial(day: date) -> int:
    """Return Excel's serial number of a date."""
    return (day - EPOCH).days


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Return the formats by the kind of a column, and those of title, head, sums and notes."""
    line = {"border": 1, "border_color": "#bfbfbf", "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    grey = {"bg_color": "#f2f2f2", "bold": True}
    number = {"area": "#,##0", "date": "yyyy-mm-dd", "share": "0%", "number": "#,##0.0", "whole": "0"}
    made = {kind: book.add_format({**line, "align": "center", "num_format": form}) for kind, form in number.items()}
    made |= {kind: book.add_format({**line, "align": "left"}) for kind in ("text", "stage")}
    made["head"] = book.add_format({**line, **grey, "align": "center", "text_wrap": True, "bg_color": "#dde5ea"})
    made["sum"] = book.add_format({**line, **grey, "align": "center", "num_format": "#,##0"})
    made["title"] = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    made["note"] = book.add_format({"font_name": "宋体", "font_size": 10})
    return made


def _title(column: Column) -> str:
    unit = {"area": "(m²)", "number": "(万元)"}.get(column.kind, "")
    return column.title + unit


class _Buildings:
    """The sheet of the buildings, which goes on in another one when it is full."""

    def __init__(self, book: xlsxwriter.Workbook, as_of: date, lean: bool) -> None:
        self.lean = lean
        self.book, self.as_of, self.formats = book, as_of, _formats(book)
        before, after = ([COLUMNS[code] for code in codes] for codes in (BEFORE_DATES, AFTER_DATES))
        self.columns = [*before, *STAGE_DATES, *after]
        self.first_date, self.first_after = len(before), len(before) + len(STAGE_DATES)
        self.sheets = 0
        self.sheet, self.row = self._open()

    def _open(self) -> tuple[Worksheet, int]:
        self.sheets += 1
        sheet = self.book.add_worksheet(BUILDING_SHEET + (str(self.sheets) if self.sheets > 1 else ""))
        last = len(self.columns) - 1
        sheet.set_column(0, last, 10.5)
        for at, column in enumerate(self.columns):
            if column.code in WIDTHS:
                sheet.set_column(at, at, WIDTHS[column.code])
        sheet.freeze_panes(4, 3)
        sheet.set_landscape()
        sheet.set_row(0, 30)
        sheet.merge_range(
            0, 0, 0, last, "崇川区2022年老旧小区改造楼栋进度台账——演示数据（虚构）", self.formats["title"]
        )
        sheet.write_string(1, 0, f"填报日期：{self.as_of}", self.formats["note"])
        head = self.formats["head"]
        # Row by row: with constant memory a row that was left cannot be written again, only merged.
        for order, stage in enumerate(STAGES):
            west = self.first_date + order * len(DATE_PARTS)
            sheet.merge_range(2, west, 2, west + len(DATE_PARTS) - 1, stage.name, head)
        alone = [at for at in range(len(self.columns)) if not self.first_date <= at < self.first_after]
        for at in alone:
            sheet.write_string(2, at, _title(self.columns[at]), head)
        for at in range(self.first_date, self.first_after):
            sheet.write_string(3, at, DATE_PARTS[(at - self.first_date) % len(DATE_PARTS)][1], head)
        for at in alone:
            sheet.merge_range(2, at, 3, at, _title(self.columns[at]), head)
        return sheet, 4

    def write(self, batches: Iterable[pd.DataFrame]) -> None:
        """Write all buildings, a sub-total after each compound and the total at the end."""
        total = np.zeros(len(SUMMED))
        count = 0
        for batch in batches:
            for _, rows in batch.groupby("compound_id", sort=False):
                if self.row + len(rows) > ROWS_MAX:
                    self._notes()
                    self.sheet, self.row = self._open()
                self._rows(rows)
                sums = rows[list(SUMMED)].sum().to_numpy(np.float64)
                self._sum("小计", f"{len(rows)}幢", sums)
                total, count = total + sums, count + len(rows)
        self._sum("合计", f"{count}幢", total)
        self._notes()

    def _rows(self, rows: pd.DataFrame) -> None:
        kinds = [
            (at, self.formats[column.kind], column.kind in ("text", "stage")) for at, column in enumerate(self.columns)
        ]
        share = BEFORE_DATES.index("progress_pct")
        for values in rows[[column.code for column in self.columns]].itertuples(index=False, name=None):
            for (at, form, is_text), value in zip(kinds, values, strict=True):
                if at == share and value == 1:
                    # The number 1 could be one per cent; written out, it cannot.
                    self.sheet.write_string(self.row, at, "100%", form)
                elif not self.lean or (value != "" and value == value):
                    _cell(self.sheet, self.row, at, value, form, is_text)
            self.row += 1

    def _sum(self, word: str, count: str, sums: NDArray[np.float64]) -> None:
        form = self.formats["sum"]
        where = dict(zip(SUMMED, sums, strict=True))
        for at, column in enumerate(self.columns):
            if at == (0 if word == "合计" else 1):
                self.sheet.write_string(self.row, at, word, form)
            elif column.code == "building_no":
                self.sheet.write_string(self.row, at, count, form)
            elif column.code in where:
                self.sheet.write_number(self.row, at, where[column.code], form)
            else:
                self.sheet.write_blank(self.row, at, None, form)
        self.row += 1

    def _notes(self) -> None:
        _foot(self.sheet, self.row, self.formats["note"])


def _compounds(book: xlsxwriter.Workbook, page: Page) -> None:
    """Write the sheet of the compounds."""
    formats = _formats(book)
    codes = [
        "subdistrict",
        "compound",
        *(column.code for column in COMPOUND_COLUMNS if column.code != "compound_id"),
        "remark",
    ]
    columns = [COLUMNS[code] for code in codes]
    sheet = book.add_worksheet(COMPOUND_SHEET)
    sheet.set_column(0, len(columns) - 1, 12)
    for at, code in enumerate(codes):
        if code in WIDTHS:
            sheet.set_column(at, at, WIDTHS[code])
    sheet.freeze_panes(3, 2)
    sheet.set_row(0, 30)
    sheet.merge_range(
        0, 0, 0, len(columns) - 1, "崇川区2022年老旧小区改造小区情况表——演示数据（虚构）", formats["title"]
    )
    sheet.write_string(1, 0, f"填报日期：{page.as_of}", formats["note"])
    for at, column in enumerate(columns):
        sheet.write_string(2, at, _title(column), formats["head"])
    row = 3
    for values in pd.concat(page.compounds)[codes].itertuples(index=False, name=None):
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            _cell(sheet, row, at, value, formats[column.kind], column.kind == "text")
        row += 1
    _foot(sheet, row, formats["note"])


def _foot(sheet: Worksheet, row: int, form: Format) -> None:
    for offset, text in enumerate((*NOTES, SIGNATURE)):
        sheet.write_string(row + offset + (offset == len(NOTES)), 0, text, form)


def _cell(sheet: Worksheet, row: int, at: int, value: Any, form: Format, is_text: bool) -> None:
    if is_text:
        if value:
            sheet.write_string(row, at, value, form)
        else:
            sheet.write_blank(row, at, None, form)
    elif value == value:  # not NaN
        sheet.write_number(row, at, value, form)
    else:
        sheet.write_blank(row, at, None, form)
