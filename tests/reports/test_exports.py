"""What is exported of a choice of buildings is that choice, in every form."""

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest

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
