"""The template, filled in and read back, gives an edition without a single issue."""

import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from loaders.intake import Files, read_all
from loaders.workbook import read_workbook
from reports.template import BUILDING_SHEET, COMPOUND_SHEET, write_template
from reports.template_rules import LIST_SHEET
from settings import HOME
from sites.names import building_label

DEMO = HOME / "data" / "geo" / "demo.gpkg"
LAYERS = ("compounds", "buildings", "subdistricts")


def write(path: Path) -> int:
    """Write the template as a user does; return the exit code."""
    command = [sys.executable, str(HOME / "cli.py"), "template", "--out", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "台账.xlsx"
    assert write(path) == 0
    return path


def filled(template: Path, target: Path, changes: dict[str, object]) -> Path:
    """Fill cells in as a spreadsheet does, and save."""
    book = openpyxl.load_workbook(template)
    for place, value in {"B2": datetime(2022, 9, 7), **changes}.items():
        book[BUILDING_SHEET][place] = value
    book.save(target)
    return target


def test_filled_in_and_read_back_there_is_not_a_single_issue(template: Path, tmp_path: Path) -> None:
    path = filled(template, tmp_path / "week.xlsx", {"L5": "竣工验收", "M5": 1})
    edition = read_all(Files(layers=dict.fromkeys(LAYERS, DEMO), progress=(path,)))
    assert edition.report.issues == []
    assert edition.as_of.isoformat() == "2022-09-07"
    entry = edition.report.inputs[-1]
    assert (entry.rows_joined, entry.rows_rejected) == (951, 0)


def test_it_says_what_the_edition_says(template: Path) -> None:
    given = read_workbook(HOME / "data" / "progress" / "2022-08-31.xlsx")
    again = read_workbook(template, given.as_of)
    keys = ["subdistrict", "compound", "building_no"]
    columns = [code for code in given.buildings if code not in ("sheet", "row", "stage", "finished", "remark")]
    one, other = (
        book.buildings.assign(building_no=book.buildings["building_no"].map(building_label))
        .set_index(keys)
        .sort_index()
        for book in (given, again)
    )
    for code in columns:
        if code not in keys:
            assert one[code].equals(other[code]), code
    assert sorted(given.compounds["compound"]) == sorted(again.compounds["compound"])


def test_drop_downs_and_checks_speak_chinese_and_protect_nothing(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book[LIST_SHEET].sheet_state == "hidden"
    for name in (BUILDING_SHEET, COMPOUND_SHEET):
        sheet = book[name]
        assert not sheet.protection.sheet
        assert sheet.freeze_panes
        rules = sheet.data_validations.dataValidation
        assert {"list", "date", "whole"} <= {entry.type for entry in rules}
        assert all(entry.error and any("一" <= letter <= "鿿" for letter in entry.error) for entry in rules)
    lists = {entry.formula1 for entry in book[BUILDING_SHEET].data_validations.dataValidation if entry.type == "list"}
    assert lists == {f"{LIST_SHEET}!$A$1:$A$16", f"{LIST_SHEET}!$B$1:$B$51", f"{LIST_SHEET}!$C$1:$C$6"}


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    edition = read_all(Files(layers=dict.fromkeys(LAYERS, DEMO), as_of=datetime(2022, 8, 31).date()))
    edition.compounds.loc[0, "compound"] = "=1+1"
    write_template(edition, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert any(cell.value == "=1+1" for row in book[COMPOUND_SHEET].iter_rows() for cell in row)
    assert b"<f>" not in _sheets(tmp_path / "t.xlsx")


def _sheets(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)


def test_a_template_under_another_name_is_refused(tmp_path: Path) -> None:
    assert write(tmp_path / "t.xls") == 2
    assert not (tmp_path / "t.xls").exists()
