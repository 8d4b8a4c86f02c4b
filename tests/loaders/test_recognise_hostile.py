"""Whatever is dragged in, and under whatever name: the others are read all the same, and nothing leads astray."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.intake import read_all
from loaders.recognise import files_of, plain_name, recognise
from loaders.recognise.dragged import MOST_FILES
from tests.corpus.district import buildings, compounds, layer, rows, table, workbook
from tests.drawings import gbk_zip, kml
from tests.loaders.test_recognise import roles, the

BAD: dict[str, Callable[[Path], Any]] = {
    "坏.gpkg": lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000),
    "坏.xlsx": lambda path: path.write_bytes(b"PK\x03\x04 no zip at all"),
    "坏.zip": lambda path: gbk_zip(path, {"说明.doc": b"x"}),
    "坏.geojson": lambda path: path.write_text('{"type":"FeatureCollection","features":[{'),
    "空.csv": lambda path: path.write_bytes(b""),
    "其实不是.kml": lambda path: path.write_text('<!DOCTYPE kml [<!ENTITY a "b">]><kml/>'),
    "columns.toml": lambda path: path.write_text("[columns]\n户数 = [", "utf-8"),
    "深.toml": lambda path: path.write_text("[columns]\na = " + "[" * 100_000),
    "半个.shp": lambda path: path.write_bytes(b"\x00\x00\x27\x0a" + bytes(96)),
    "孤.points": lambda path: path.write_text("x"),
}


def test_one_bad_file_never_keeps_the_others_from_being_read(tmp_path: Path) -> None:
    for name, write in BAD.items():
        write(tmp_path / name)
    layer(tmp_path / "楼栋.geojson", buildings())
    workbook(tmp_path / "week.xlsx", {"进度": table(rows())})
    found = recognise(tmp_path)
    assert {name for name, role in roles(found).items() if role} == {"楼栋.geojson", "week.xlsx"}
    for part in found.parts:
        if part.role is None:
            assert part.troubles, part.name
            assert all(one.found and one.cure and str(tmp_path) not in one.found + one.cure for one in part.troubles)
    assert {part.files[0] for part in found.parts} >= BAD.keys()


def test_a_zip_with_thousands_of_files_is_bounded(tmp_path: Path) -> None:
    one = '{"type":"FeatureCollection","features":[]}'
    with zipfile.ZipFile(tmp_path / "多.zip", "w") as archive:
        for at in range(300):
            archive.writestr(f"{at}.geojson", one)
        for at in range(300):
            archive.writestr(f"{at}.docx", "x")
    found = recognise(tmp_path)
    assert len(found.parts) == 100
    assert any("200" in entry.reason for entry in found.leftover)
    assert len(found.leftover) <= 101


def test_too_many_files_are_told_and_not_opened(tmp_path: Path) -> None:
    for at in range(MOST_FILES + 2):
        (tmp_path / f"{at:04}.jpg").write_bytes(b"x")
    found = recognise(tmp_path)
    assert len(found.leftover) == MOST_FILES + 2
    assert sum("文件太多" in entry.reason for entry in found.leftover) == 2


HOSTILE = ["../../etc/passwd.csv", "..\\..\\台账.xlsx", "a\x00b\n\u202egpj.shp", "长" * 300 + ".geojson", "![x](http://a).xlsx",
           "{{7*7}}.csv", "C:\\temp\\楼栋.shp", "/abs/小区.gpkg", ".", "..", "", "/", "\ud800.csv", "a.gpkg:楼栋", "." * 400]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_becomes_one_under_which_a_file_can_be_kept(tmp_path: Path, name: str) -> None:
    plain = plain_name(name)
    (tmp_path / plain).write_bytes(b"x")
    assert (tmp_path / plain).resolve().parent == tmp_path.resolve()
    assert [path.name for path in tmp_path.iterdir()] == [plain]
    assert plain.isprintable()
    assert len(plain.encode()) < 150
    assert plain_name(plain) == plain
    assert recognise(tmp_path)


def test_names_that_had_to_be_changed_stay_different_and_a_shapefiles_stay_the_same() -> None:
    one, other = "长" * 200 + "一", "长" * 200 + "二"
    assert plain_name(f"{one}.shp") != plain_name(f"{other}.shp")
    assert {plain_name(f"{one}{suffix}").rpartition(".")[0] for suffix in (".shp", ".dbf", ".prj")} == {
        plain_name(f"{one}.shp").rpartition(".")[0]
    }
    assert plain_name("台账 2022-08-31（终稿）.xlsx") == "台账 2022-08-31（终稿）.xlsx"


@pytest.mark.skipif(os.name == "nt", reason="names there are always text, and links need rights")
def test_links_and_names_that_are_no_text_are_left_aside(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    layer(tmp_path / "外面.geojson", buildings())
    (folder / "楼栋.geojson").symlink_to(tmp_path / "外面.geojson")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")).write_bytes(b"x")
    found = recognise(folder)
    assert not found.parts
    (left,) = found.leftover
    assert left.file.isprintable()


def two_folders(path: Path, name: str) -> Path:
    """Write the buildings in a folder of any name, and the compounds."""
    houses = [
        ({"幢号": no, "小区": home}, shape) for no, home, shape in buildings()[["幢号", "小区", "geometry"]].values
    ]
    homes = [({"小区名称": home}, shape) for home, shape in compounds()[["小区名称", "geometry"]].values]
    return kml(path, {name: houses, "小区": homes})


@pytest.mark.parametrize("name", ["a:b", "c/d", "![x](a)", "长" * 80, "{{7*7}}", "<b>楼栋</b>", "楼\u202e栋"])
def test_layers_of_any_name_can_be_taken_in(tmp_path: Path, name: str) -> None:
    two_folders(tmp_path / "all.kml", name)
    found = recognise(tmp_path)
    assert the(found, "buildings").layer == name
    assert len(read_all(files_of(found.parts, tmp_path)).buildings) == 12


@pytest.mark.parametrize("name", ["a|b", "![x](http://a)"])
def test_a_layer_that_no_address_can_name_says_so(tmp_path: Path, name: str) -> None:
    two_folders(tmp_path / "all.kml", name)
    found = recognise(tmp_path)
    part = next(part for part in found.parts if part.layer == name)
    assert [one.code for one in part.troubles] == ["layer_name"]


def test_layers_of_one_name_in_a_zip_say_so_and_leave_the_role_to_another(tmp_path: Path) -> None:
    houses = layer(tmp_path / "楼栋.geojson", buildings().iloc[:4]).read_bytes()
    gbk_zip(tmp_path / "成果.zip", {"一期/楼栋.geojson": houses, "二期/楼栋.geojson": houses})
    found = recognise(tmp_path)
    assert the(found, "buildings").files == ("楼栋.geojson",)
    assert [[one.code for one in part.troubles] for part in found.parts if part.format == "zip"] == [["layer_name"]] * 2
