import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.intake import Files, read_all
from settings import HOME
from sites.edition import Edition
from store.export import report_json, whole_file, write_package, write_report
from store.summary import summary

TEXT = "=1+1"


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """One compound with one building, whose names would be formulas in a careless export."""
    box = shapely.box(120.86, 32.01, 120.87, 32.02)
    GeoDataFrame({"compound": [TEXT], "subdistrict": ["虹桥"]}, geometry=[box], crs=4490).to_file(tmp_path / "c.gpkg")
    inner = shapely.box(120.861, 32.011, 120.862, 32.012)
    GeoDataFrame({"building_no": ["1幢"], "floor_area_m2": [1000.5]}, geometry=[inner], crs=4490).to_file(
        tmp_path / "b.gpkg"
    )
    (tmp_path / "2022-08-31.csv").write_text(
        "小区,幢号,备注,物业管理计划完工\n=1+1,1,@x,2022-12-01\n别处,1,,\n", encoding="utf-8"
    )
    layers: Any = {"compounds": tmp_path / "c.gpkg", "buildings": tmp_path / "b.gpkg"}
    return read_all(Files(layers, (tmp_path / "2022-08-31.csv",)))


def test_the_report_has_every_key_of_the_contract(edition: Edition, tmp_path: Path) -> None:
    write_report(edition, tmp_path / "deep" / "R.json")
    report = json.loads((tmp_path / "deep" / "R.json").read_text(encoding="utf-8"))
    assert {"conserved", "inputs", "counts", "official", "issues"} <= set(report)
    assert {
        "role",
        "path",
        "sha256",
        "format",
        "declared_crs",
        "crs",
        "datum",
        "encoding",
        "rows_in",
        "rows_joined",
        "rows_rejected",
        "rows_skipped",
    } == set(report["inputs"][0])
    assert {"severity", "code", "role", "sheet", "row", "column", "value", "message", "suggestion"} <= set(
        report["issues"][0]
    )
    assert {
        "compounds",
        "buildings",
        "households",
        "floor_area_m2",
        "subdistricts",
        "buildings_by_stage",
        "buildings_without_progress",
        "buildings_without_compound",
        "compounds_without_buildings",
    } == set(report["counts"])
    assert report["conserved"] is True
    assert report["counts"]["floor_area_m2"] == 1000.5
    rejected = next(issue for issue in report["issues"] if issue["severity"] == "error")
    assert (rejected["code"], rejected["row"], rejected["value"]) == ("unknown_compound", 3, "别处")


def test_the_package_has_every_layer_and_column_and_texts_stay_texts(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "E.gpkg"
    write_package(edition, path)
    write_package(edition, path)  # over itself
    assert {name for name, _kind in pyogrio.list_layers(path)} == {"subdistricts", "compounds", "buildings"}
    row = pyogrio.read_dataframe(path, layer="buildings").iloc[0]
    assert {
        "building_id",
        "compound_id",
        "compound",
        "subdistrict",
        "building_no",
        "built_year",
        "storeys",
        "units",
        "households",
        "floor_area_m2",
        "stage",
        "status",
        "progress_pct",
        "planned_finish",
        "forecast_finish",
        "as_of",
    } <= set(row.index)
    assert (row["compound"], row["building_no"], row["remark"], row["subdistrict"]) == (TEXT, "1", "@x", "虹桥街道")
    assert row["planned_finish"].date() == date(2022, 12, 1)
    kinds = dict(
        zip(*(pyogrio.read_info(path, layer="buildings")[key] for key in ("fields", "ogr_types")), strict=True)
    )
    assert (kinds["as_of"], kinds["forecast_finish"], kinds["households"]) == ("OFTDate", "OFTDate", "OFTInteger64")
    assert pyogrio.read_info(path, layer="compounds")["crs"] == "EPSG:4490"


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")

    def fail() -> None:
        with whole_file(path) as part:
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_killed_while_writing_the_old_package_is_still_whole(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "E.gpkg"
    write_package(edition, path)
    script = (
        "import sys, time; from pathlib import Path; from store.export import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as part:\n    part.write_bytes(b'half'); print('now', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, cwd=HOME)
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert len(pyogrio.read_dataframe(path, layer="buildings")) == 1


def test_the_messages_come_in_the_language_in_use(edition: Edition) -> None:
    assert "找不到小区" in json.dumps(report_json(edition), ensure_ascii=False)
    assert "51" in summary(edition)
