"""What leaves the store as a file is all of it, in every form, and comes back the same."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyogrio
import pytest

from settings import HOME
from store.history import Store
from tests.commands.running import BOOKS, cli, refused
from tests.corpus import district

LAST = len(BOOKS)


def digests(store: str) -> list[str]:
    return [entry.digest for entry in Store(store, HOME / "data").all()]


def test_a_backup_comes_back_with_the_same_hashes(demo: str, store: str, tmp_path: Path) -> None:
    assert cli(demo, "backup", "--out", tmp_path / "B.sqlite").returncode == 0
    done = cli(store, "restore", tmp_path / "B.sqlite")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)
    assert digests(store) == digests(demo)
    assert cli(store, "audit", "verify", "--all").returncode == 0


def test_what_a_restore_replaces_is_kept_and_said(demo: str, tmp_path: Path) -> None:
    assert cli(demo, "backup", "--out", tmp_path / "B.sqlite").returncode == 0
    assert cli(demo, "rollback", 3).returncode == 0
    later = digests(demo)
    done = cli(demo, "restore", tmp_path / "B.sqlite")
    assert (done.returncode, done.stderr) == (0, "")
    kept = Path(done.stdout.splitlines()[-1].split()[-1])
    assert digests(f"sqlite:///{kept}") == later
    assert digests(demo) == later[:-1]


@pytest.mark.parametrize("content", [b"", b"no backup", b"SQLite format 3\0" + bytes(9_000)])
def test_what_is_no_backup_is_2_and_replaces_nothing(demo: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "B.sqlite").write_bytes(content)
    assert refused(cli(demo, "restore", tmp_path / "B.sqlite"), 2, "B.sqlite")
    assert len(digests(demo)) == LAST


def test_the_store_is_never_written_over_by_its_own_backup(demo: str) -> None:
    own = demo.removeprefix("sqlite:///")
    for words in (
        ["backup", "--out", own], ["restore", own], ["export", "--edition", 1, "--format", "gpkg", "--out", own],
    ):  # fmt: skip
        assert refused(cli(demo, *words), 2, own)
    assert len(digests(demo)) == LAST


def test_a_package_is_what_check_writes(demo: str, tmp_path: Path) -> None:
    export(demo, "gpkg", tmp_path / "out.gpkg")
    assert cli(demo, "check", "--demo", "--edition", tmp_path / "check.gpkg").returncode == 0
    for layer, _kind in pyogrio.list_layers(tmp_path / "check.gpkg"):
        ours, theirs = (pyogrio.read_dataframe(tmp_path / f"{name}.gpkg", layer=layer) for name in ("out", "check"))
        assert set(theirs.columns) <= set(ours.columns)
        assert ours.crs == theirs.crs
        assert ours.geometry.geom_equals(theirs.geometry).all()
        for name in theirs.columns.drop("geometry"):
            assert ours[name].equals(theirs[name]), (layer, name)


def test_geojson_is_longitude_first_and_is_read_again(demo: str, tmp_path: Path) -> None:
    export(demo, "geojson", tmp_path / "out.geojson")
    told = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    held = Store(demo, HOME / "data").get(LAST).buildings
    assert len(told["features"]) == len(held)
    lon, lat = told["features"][0]["geometry"]["coordinates"][0][0][0]
    assert (120 < lon < 122, 31 < lat < 33) == (True, True)
    assert "4490" in told["crs"]["properties"]["name"]
    assert [each["properties"]["stage"] for each in told["features"]] == held["stage"].tolist()
    days = {each["properties"]["planned_finish"] for each in told["features"]} - {None}
    assert all(len(day) == len("2022-08-31") for day in days)
    done = cli(demo, "check", "--compounds", HOME / "data/geo/demo.gpkg", "--buildings", tmp_path / "out.geojson")
    assert done.returncode == 0, done.stderr


def export(store: str, form: str, path: Path, edition: int = LAST) -> None:
    done = cli(store, "export", "--edition", edition, "--format", form, "--out", path)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_cell_of_a_table_is_a_formula(store: str, tmp_path: Path) -> None:
    shapes = district.compounds()
    shapes["小区名称"] = ["=1+1", "+2", "-学田苑"]
    files = district.files(
        tmp_path, compounds=shapes, buildings=district.buildings().assign(小区=lambda frame: frame["小区"].map(
            dict(zip([name for _id, name, _area in district.COMPOUNDS], shapes["小区名称"], strict=True)))),
        progress=district.table([["虹桥街道", "c1", "1幢", 36, "施工中", "50%"]][:0]),
    )  # fmt: skip
    named = [word for role, path in files.layers.items() for word in (f"--{role}", path)]
    done = cli(store, "publish", *named, "--as-of", "2022-08-31")
    assert done.returncode == 0, done.stderr
    export(store, "csv", tmp_path / "out.csv", 1)
    raw = (tmp_path / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert "geometry" not in rows[0]
    assert sorted({row["compound"] for row in rows}) == ["'+2", "'-学田苑", "'=1+1"]
    export(store, "xlsx", tmp_path / "out.xlsx", 1)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["buildings", "compounds", "核对"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.value for cell in cells if cell.data_type == "f"} == set()
    assert {"=1+1", "+2", "-学田苑"} <= {cell.value for cell in cells}


def test_a_workbook_holds_what_the_edition_does(demo: str, tmp_path: Path) -> None:
    export(demo, "xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)
    held = Store(demo, HOME / "data").get(LAST)
    for name, frame in (("buildings", held.buildings), ("compounds", held.compounds)):
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == [*frame.columns.drop("geometry"), "synthetic"]
        assert [row[head.index("compound_id")] for row in rows] == frame["compound_id"].tolist()
    stages = [row[head.index("stage")] for row in rows]
    assert stages == held.compounds["stage"].tolist()
    told = "\n".join(str(cell) for row in book["核对"].iter_rows(values_only=True) for cell in row if cell is not None)
    assert all(entry.sha256 in told for entry in held.report.inputs)


@pytest.mark.parametrize("form", ["pptx", "pdf", "png", "doc"])
def test_a_form_that_is_not_there_yet_is_2(demo: str, tmp_path: Path, form: str) -> None:
    done = cli(demo, "export", "--edition", LAST, "--format", form, "--out", tmp_path / "out")
    assert refused(done, 2, form)
    assert not (tmp_path / "out").exists()


def test_an_edition_that_is_not_there_is_3(demo: str, tmp_path: Path) -> None:
    done = cli(demo, "export", "--edition", 99, "--format", "csv", "--out", tmp_path / "out.csv")
    assert refused(done, 3, "99")
