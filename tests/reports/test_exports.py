"""What is exported of a choice of buildings is that choice, in every form."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports import exports
from sites.edition import Edition
from sites.enquiry import Enquiry, answer
from tests.demo_store import store


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


def read(path: Path) -> set[str]:
    if path.suffix == ".xlsx":
        head, *rows = openpyxl.load_workbook(path)["buildings"].iter_rows(values_only=True)
        return {str(row[head.index("building_id")]) for row in rows}
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig") as stream:
            return {row["building_id"] for row in csv.DictReader(stream)}
    return set(pyogrio.read_dataframe(path, layer="buildings")["building_id"])


@pytest.mark.parametrize("ending", ["xlsx", "csv", "gpkg", "geojson"])
def test_every_form_holds_exactly_what_was_chosen(edition: Edition, tmp_path: Path, ending: str) -> None:
    mask = answer(edition, Enquiry({"status": ("behind",)})).mask
    path = tmp_path / f"chosen.{ending}"
    exports.FORMATS[ending](exports.chosen(edition, mask), path)
    assert read(path) == set(edition.buildings.loc[mask, "building_id"])


def test_what_belongs_to_the_chosen_goes_with_them(edition: Edition) -> None:
    mask = (edition.buildings["building_id"] == "C001-01").to_numpy(bool)
    part = exports.chosen(edition, mask)
    assert list(part.compounds["compound_id"]) == ["C001"]
    assert set(part.facilities["elevators"]["building_id"]) == {"C001-01"}
    assert set(part.facilities["parking"]["compound_id"]) == {"C001"}
    assert len(edition.buildings) == 900  # the edition itself is as it was


def test_nothing_chosen_is_an_empty_file(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"
    exports.write_workbook(exports.chosen(edition, np.zeros(len(edition.buildings), bool)), path)
    assert read(path) == set()


@pytest.mark.parametrize("ending", ["xlsx", "csv", "gpkg", "geojson"])
def test_the_demo_is_marked_as_such_in_every_form_and_nothing_else_is(
    edition: Edition, tmp_path: Path, ending: str
) -> None:
    def says(path: Path) -> bool:
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            assert (book[exports.CHECK_SHEET]["B1"].value == "演示数据（虚构）") == (
                "synthetic" in head(book["buildings"])
            )
            return "synthetic" in head(book["buildings"])
        if path.suffix == ".csv":
            return "synthetic" in path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        return "synthetic" in pyogrio.read_dataframe(path, layer="buildings")

    assert edition.synthetic
    for which, synthetic in ((edition, True), (replace(edition, synthetic=False), False)):
        path = tmp_path / f"{synthetic}.{ending}"
        exports.FORMATS[ending](which, path)
        assert says(path) == synthetic


def head(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in next(sheet.iter_rows(max_row=1))]
