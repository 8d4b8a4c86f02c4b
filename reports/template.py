"""The template of the weekly workbook (台账): every column of the vocabulary, what is known filled in, drop-downs for the rest.

Titles and stage words are the vocabulary's own, in Chinese whatever the language in use: the file is read back by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from locales import _
from reports.template_rules import FINISHED, LIST_SHEET, Lists, instructions, rule
from sites.columns import BUILDING_COLUMNS, COLUMNS, COMPOUND_COLUMNS, DATE_PARTS, STAGE_DATES, Column
from sites.edition import Edition
from sites.stages import STAGES, stage
from store.export import whole_file

BUILDING_SHEET, COMPOUND_SHEET, GUIDE_SHEET = "楼栋进度", "小区情况", "填表说明"
SPARE_ROWS = 200
"""Rows below the filled ones that have formats and drop-downs too."""
TITLE_ROW, DATE_ROW, HEAD_ROW = 0, 1, 2
BEFORE_DATES = ("subdistrict", "compound", "building_no", "building_id", "built_year", "storeys", "units", "households",
                "floor_area_m2", "illegal_listed", "illegal_removed", "stage", "progress_pct")  # fmt: skip
AFTER_DATES = ("waterproofing_start", "roof_start", "remark")
UNITS = {"area": "(m²)", "number": "(万元)"}
YUAN = 10_000
WIDTHS = {"subdistrict": 14, "compound": 18, "building_id": 14, "remark": 24, "character": 26}
_BY_CODE = {column.code: column for column in (*BUILDING_COLUMNS, *COMPOUND_COLUMNS)}


@dataclass(frozen=True)
class _Page:
    """One sheet of the template."""

    name: str
    columns: Sequence[Column]
    rows: pd.DataFrame
    two_rows: bool
    """Whether the head has a second row, for the parts of the stages."""

    @property
    def first(self) -> int:
        """The row of the first data, from 0."""
        return HEAD_ROW + 1 + self.two_rows

    @property
    def last(self) -> int:
        """The last row that is prepared."""
        return self.first + len(self.rows) + SPARE_ROWS - 1


def write_template(edition: Edition, path: Path) -> None:
    """Write the template for the workbook that follows an edition.

    Parameters
    ----------
    edition : Edition
        Its compounds, buildings, and what was last said of them are filled in.
    path : pathlib.Path
        Replaced at once.
    """
    with (
        whole_file(path) as part,
        xlsxwriter.Workbook(
            part, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        ) as book,
    ):
        formats = _formats(book)
        lists = Lists.of(edition)
        for page in _pages(edition):
            _write(book.add_worksheet(page.name), page, formats, lists)
        _guide(book.add_worksheet(GUIDE_SHEET), formats)
        lists.write(book.add_worksheet(LIST_SHEET))


def _pages(edition: Edition) -> list[_Page]:
    before, after = ([_BY_CODE[code] for code in codes] for codes in (BEFORE_DATES, AFTER_DATES))
    order = ["subdistrict", "compound", "building_no"]
    buildings = edition.buildings.sort_values(order, kind="stable", key=_numbers_first)
    own = [COLUMNS["subdistrict"], COLUMNS["compound"], *COMPOUND_COLUMNS, COLUMNS["remark"]]
    compounds = edition.compounds.sort_values(order[:2], kind="stable")
    return [
        _Page(BUILDING_SHEET, [*before, *STAGE_DATES, *after], buildings, True),
        _Page(COMPOUND_SHEET, own, compounds, False),
    ]


def _numbers_first(words: pd.Series) -> pd.Series:
    """Sort 2幢 before 10幢."""
    return words.map(lambda word: f"{int(word):09d}" if word.isdecimal() else word, na_action="ignore")


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Return the formats by the kind of a column, and those of title, head and notes."""
    line = {"border": 1, "border_color": "#bfbfbf", "font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    forms = {
        "area": "#,##0.##",
        "date": "yyyy-mm-dd",
        "share": "0%",
        "number": "#,##0.##",
        "whole": "0",
        "text": "@",
        "stage": "@",
    }
    made = {kind: book.add_format({**line, "num_format": form}) for kind, form in forms.items()}
    made["head"] = book.add_format({**line, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#dde5ea"})
    made["title"] = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    made["asked"] = book.add_format({**line, "num_format": "yyyy-mm-dd", "bg_color": "#fff8dc", "bold": True})
    made["note"] = book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "top"})
    return made


def _write(sheet: Worksheet, page: _Page, formats: dict[str, Format], lists: Lists) -> None:
    last = len(page.columns) - 1
    sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "老旧小区改造" + page.name + "台账", formats["title"])
    sheet.set_row(TITLE_ROW, 30)
    if page.name == BUILDING_SHEET:
        sheet.write_string(DATE_ROW, 0, "填报日期：", formats["head"])
        sheet.write_blank(DATE_ROW, 1, None, formats["asked"])
        sheet.data_validation(DATE_ROW, 1, DATE_ROW, 1, rule(_BY_CODE["waterproofing_start"], lists, as_of=True))
    _head(sheet, page, formats)
    for at, column in enumerate(page.columns):
        sheet.set_column(at, at, WIDTHS.get(column.code, 11), formats[column.kind])
        if wanted := rule(column, lists):
            sheet.data_validation(page.first, at, page.last, at, wanted)
        values = page.rows[column.code] if column.code in page.rows else pd.Series([None] * len(page.rows))
        finished = page.rows["finished"] if "finished" in page.rows else values.isna() & False
        for row, (value, is_finished) in enumerate(zip(values, finished, strict=True), start=page.first):
            _cell(sheet, row, at, column, value, bool(is_finished), formats)
    sheet.freeze_panes(page.first, 3 if page.two_rows else 2)
    sheet.set_landscape()


def _head(sheet: Worksheet, page: _Page, formats: dict[str, Format]) -> None:
    """Write the titles; the dates of a stage stand under its name."""
    dates = {
        column.code: (place // len(DATE_PARTS), place % len(DATE_PARTS)) for place, column in enumerate(STAGE_DATES)
    }
    for at, column in enumerate(page.columns):
        if column.code in dates:
            order, part = dates[column.code]
            if part == 0:
                sheet.merge_range(HEAD_ROW, at, HEAD_ROW, at + len(DATE_PARTS) - 1, STAGES[order].name, formats["head"])
            sheet.write_string(HEAD_ROW + 1, at, DATE_PARTS[part][1], formats["head"])
        elif page.two_rows:
            sheet.merge_range(HEAD_ROW, at, HEAD_ROW + 1, at, _title(column), formats["head"])
        else:
            sheet.write_string(HEAD_ROW, at, _title(column), formats["head"])


def _title(column: Column) -> str:
    return column.title + UNITS.get(column.kind, "")


def _cell(
    sheet: Worksheet, row: int, at: int, column: Column, value: Any, finished: bool, formats: dict[str, Format]
) -> None:
    """Write one value; text as text, whatever it begins with."""
    form = formats[column.kind]
    if value is None or pd.isna(value):
        sheet.write_blank(row, at, None, form)
    elif column.kind == "date":
        sheet.write_datetime(row, at, value.to_pydatetime(), form)
    elif column.kind == "stage":
        sheet.write_string(row, at, FINISHED if finished else stage(value).name, form)
    elif column.kind == "text":
        sheet.write_string(row, at, str(value), form)
    else:
        scale = {"share": 0.01, "number": 1 / YUAN}.get(column.kind, 1)
        sheet.write_number(row, at, round(float(value) * scale, 6), form)


def _guide(sheet: Worksheet, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 24, formats["note"])
    sheet.set_column(1, 1, 90, formats["note"])
    sheet.write_string(0, 0, _("填表说明"), formats["title"])
    for row, (what, how) in enumerate(instructions(), start=2):
        sheet.write_string(row, 0, what, formats["note"])
        sheet.write_string(row, 1, how, formats["note"])
