"""An edition as a file in the form that somebody asks for; each is written beside its place and then renamed."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import xlsxwriter
from numpy.typing import NDArray
from xlsxwriter.worksheet import Worksheet

from loaders.aliases import guarded
from locales import _
from sites.columns import label
from sites.edition import Edition
from sites.report import ROLE_TITLES
from store.export import for_gdal, marked, whole_file, write_package
from store.summary import SEVERITY_TITLES

CHECK_SHEET = "核对"
DECIMALS = 9
"""Of a degree: a tenth of a millimetre."""
AS_THEY_STAND = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH = 14


def chosen(edition: Edition, mask: NDArray[np.bool_]) -> Edition:
    """Return an edition with some of its buildings, their compounds and what belongs to them; its report stays whole.

    Parameters
    ----------
    edition : Edition
    mask : numpy.ndarray of bool, shape (buildings,)
    """
    rows = edition.arrays.compound[mask]
    compounds = edition.compounds.iloc[np.unique(rows[rows >= 0])].reset_index(drop=True)
    buildings = edition.buildings[mask].reset_index(drop=True)
    facilities = {}
    for name, frame in edition.facilities.items():
        kept = frame["compound_id"].isin(compounds["compound_id"])
        if "building_id" in frame:
            kept &= frame["building_id"].isna() | frame["building_id"].isin(buildings["building_id"])
        facilities[name] = frame[kept].reset_index(drop=True)
    return replace(edition, compounds=compounds, buildings=buildings, facilities=facilities, digest="")


def write_geojson(edition: Edition, path: Path) -> None:
    """Write the buildings with their columns as GeoJSON, EPSG:4490, longitude first; days are ``YYYY-MM-DD``."""
    with whole_file(path) as part:
        pyogrio.write_dataframe(
            for_gdal(marked(edition, edition.buildings)), part, layer="buildings", driver="GeoJSON", use_arrow=True,
            geometry_type="MultiPolygon", promote_to_multi=True, COORDINATE_PRECISION=DECIMALS,
        )  # fmt: skip


def write_csv(edition: Edition, path: Path) -> None:
    """Write the buildings without their shapes, in UTF-8 with a mark, which Excel and WPS know.

    A text that a spreadsheet would take for a formula stands behind an apostrophe, as in a table of aliases.
    """
    frame = marked(edition, edition.buildings).drop(columns="geometry")
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(frame.columns)
        lines.writerows([_cell(value) for value in row] for row in _rows(frame))


def write_workbook(edition: Edition, path: Path) -> None:
    """Write a workbook: the sheets ``buildings`` and ``compounds`` under their codes, and what became of every row."""
    with whole_file(path) as part, xlsxwriter.Workbook(part, AS_THEY_STAND) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        head = book.add_format({"bold": True, "bg_color": "#dde5ea"})
        for name, frame in (("buildings", edition.buildings), ("compounds", edition.compounds)):
            sheet = book.add_worksheet(name)
            plain = marked(edition, frame).drop(columns="geometry")
            for at, code in enumerate(plain.columns):
                sheet.write_string(0, at, str(code), head)
                if label(str(code)) != code:
                    sheet.write_comment(0, at, label(str(code)))
            _fill(sheet, 1, _rows(plain), day)
            sheet.set_column(0, len(plain.columns) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(plain), len(plain.columns) - 1)
        sheet = book.add_worksheet(CHECK_SHEET)
        sheet.set_column(0, 8, WIDTH)
        _fill(sheet, 0, _checked(edition), day)


FORMATS: Mapping[str, Callable[[Edition, Path], None]] = {
    "gpkg": write_package, "xlsx": write_workbook, "geojson": write_geojson, "csv": write_csv,
}  # fmt: skip


def _checked(edition: Edition) -> list[tuple[Any, ...]]:
    """Return the files with their rows, then every issue with its place, in the language in use."""
    report = edition.report
    files = [
        (_(ROLE_TITLES[entry.role]), Path(entry.path).name, entry.sha256, entry.rows_in, entry.rows_joined,
         entry.rows_rejected, entry.rows_skipped)
        for entry in report.inputs
    ]  # fmt: skip
    issues = [
        (_(SEVERITY_TITLES[issue.severity]), issue.code, Path(issue.path).name, issue.sheet, issue.row,
         label(issue.column), issue.value, issue.message, issue.suggestion)
        for issue in report.issues
    ]  # fmt: skip
    demo = (_("演示数据（虚构）"),) if edition.synthetic else ()
    return [
        (_("第 {number} 期，截至 {as_of}").format(number=edition.number, as_of=edition.as_of), *demo),
        (),
        (_("内容"), _("文件"), "SHA-256", _("行数"), _("并入"), _("退回"), _("略过")),
        *files,
        (),
        (_("级别"), _("代码"), _("文件"), _("工作表"), _("行"), _("列"), _("值"), _("发现"), _("怎么办")),
        *issues,
    ]


def _fill(sheet: Worksheet, top: int, rows: list[tuple[Any, ...]], day: Any) -> None:
    """Write cells; text as text, whatever it begins with."""
    for row, cells in enumerate(rows, start=top):
        for at, value in enumerate(cells):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(row, at, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, at, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, at, value, day)
            else:
                sheet.write_number(row, at, value)


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return a frame's rows as plain values; what is missing is None, days are days."""
    columns = []
    for name, kind in frame.dtypes.items():
        column = frame[name]
        if str(kind).startswith("datetime64"):
            columns.append([None if pd.isna(value) else value.date() for value in column])
        else:
            columns.append(column.astype(object).where(column.notna(), None).tolist())
    return list(zip(*columns, strict=True))


def _cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value
