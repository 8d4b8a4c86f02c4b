"""A layer that was traced on a web map, from its file to the app, the report and the page of text."""

import shutil
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from loaders.intake import Files, read_all
from settings import HOME
from sites.datum import convert_shapes
from sites.edition import Edition
from store.export import report_json
from store.folder import Folder
from store.summary import summary

PACKAGE = HOME / "data" / "geo" / "demo.gpkg"
BOOK = HOME / "data" / "progress" / "2022-08-31.xlsx"


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's buildings in GCJ-02, not labelled as the demo's."""
    frame = pyogrio.read_dataframe(PACKAGE, layer="buildings").drop(columns="synthetic")
    shapes = convert_shapes(frame.geometry.to_numpy(), "wgs84", "gcj02")
    path = tmp_path_factory.mktemp("traced") / "buildings.geojson"
    pyogrio.write_dataframe(frame.set_geometry(shapes, crs=4326), path, COORDINATE_PRECISION=9)
    return path


@pytest.fixture(scope="module")
def edition(traced: Path) -> Edition:
    return read_all(Files({"compounds": PACKAGE, "buildings": traced, "subdistricts": PACKAGE}, (BOOK,)))


def test_the_report_shows_the_evidence(edition: Edition) -> None:
    report = report_json(edition)
    entry = next(entry for entry in report["inputs"] if entry["role"] == "buildings")
    assert (entry["datum"], entry["crs"]) == ("gcj02", "EPSG:4326")
    rows = [row for row in report["datum"] if row["role"] == "buildings"]
    assert {(row["datum"], row["against_datum"]) for row in rows if row["used"]} == {("gcj02", "wgs84")}
    used, as_read = (next(row for row in rows if row["used"] is told) for told in (True, False))
    assert (used["against"], used["n"], used["share_inside"]) == ("compounds", 900, 1.0)
    assert as_read["share_inside"] < 0.05
    assert np.hypot(as_read["offset_east_m"], as_read["offset_north_m"]) == pytest.approx(468, abs=15)
    assert [issue["code"] for issue in report["issues"]] == ["datum_converted"]
    assert report["counts"]["buildings_without_compound"] == 0


def test_the_text_says_it_in_two_lines(edition: Edition) -> None:
    lines = [line for line in summary(edition).splitlines() if "坐标基准" in line or line.startswith("依据")]
    assert len(lines) == 2
    assert "楼栋 GCJ-02，已换算" in lines[0]
    assert "楼栋在所属小区内 100%" in lines[1]


def test_the_app_reads_a_folder_of_ones_own_in_the_same_way(traced: Path, tmp_path: Path) -> None:
    for folder in ("geo", "progress"):
        (tmp_path / folder).mkdir()
    shutil.copy(traced, tmp_path / "geo")
    shutil.copy(BOOK, tmp_path / "progress")
    compounds = pyogrio.read_dataframe(PACKAGE, layer="compounds").drop(columns="synthetic")
    pyogrio.write_dataframe(compounds, tmp_path / "geo" / "compounds.gpkg")
    shown = Folder(tmp_path).current()
    right = pyogrio.read_dataframe(PACKAGE, layer="buildings")
    moved = shapely.get_coordinates(shown.buildings.geometry.to_numpy())
    assert np.abs(moved - shapely.get_coordinates(right.geometry.to_numpy())).max() < 1e-6
    assert [issue.code for issue in shown.report.issues if issue.code.startswith("datum")] == ["datum_converted"]
