"""Whatever a planner drags in is recognised: what each file is for, and why the others are for nothing."""

import json
import shutil
from pathlib import Path

import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.aliases import HEAD
from loaders.intake import read_all
from loaders.recognise import Part, Recognised, files_of, from_json, recognise, to_json
from loaders.steps import Step
from settings import HOME
from tests.corpus.datum import traced
from tests.corpus.district import buildings, compounds, layer, rows, subdistricts, table, workbook
from tests.corpus.forms import control, local
from tests.corpus.shapes import in_dxf
from tests.drawings import gbk_zip, kml

REAL = Path(__file__).parents[3] / "shared" / "data"
OPAQUE = {"层A": buildings, "层B": compounds, "层C": subdistricts}


def the(found: Recognised, role: str) -> Part:
    """Return the only part in a role."""
    (part,) = [part for part in found.parts if part.role == role]
    return part


def roles(found: Recognised) -> dict[str, str | None]:
    return {part.name: part.role for part in found.parts}


def bare(frame: GeoDataFrame) -> GeoDataFrame:
    """Leave nothing but the shapes."""
    return frame[["geometry"]]


def written(path: Path, text: str, codec: str = "utf-8") -> Path:
    path.write_text(text, codec)
    return path


def everything(folder: Path) -> None:
    """Write what a planner may well drag in at once."""
    layer(folder / "小区红线.shp", compounds(), encoding="GBK")
    layer(folder / "楼栋.geojson", buildings())
    layer(folder / "街道边界.gpkg", subdistricts(), layer="面")
    points = GeoDataFrame({"编号": ["e1"]}, geometry=[shapely.Point(120.8605, 32.0105)], crs="EPSG:4490")
    layer(folder / "充电桩.geojson", points)
    workbook(folder / "week.xlsx", {"填表说明": [["请按期填写"]], "进度": table(rows())})
    workbook(
        folder / "12345.xlsx", {"工单": [["工单编号", "诉求内容", "小区", "办结时间"], ["1", "漏水", "学田苑", ""]]}
    )
    written(folder / "别名表.csv", ",".join(HEAD) + "\n小区,虹桥街道,老虹桥,c1,虹桥新村一期,张,2022/8/1\n", "gb18030")
    written(folder / "columns.toml", '[columns]\n"户数" = ["门牌数"]\n')
    for name in ("会议纪要.docx", "现场.jpg", "Thumbs.db", "~$week.xlsx", "小区红线.sbn", "孤儿.dbf", "没有后缀"):
        (folder / name).write_bytes(b"x")


def test_the_demo_is_recognised_without_a_doubt(tmp_path: Path) -> None:
    shutil.copy(HOME / "data" / "geo" / "demo.gpkg", tmp_path)
    books = sorted((HOME / "data" / "progress").glob("*.xlsx"))
    for book in books:
        shutil.copy(book, tmp_path)
    found = recognise(tmp_path)
    cast = [part for part in found.parts if part.role is not None]
    assert {part.sure for part in cast} == {"certain"}
    assert [part.layer for part in found.parts if part.role is None] == ["ground"]
    assert not found.leftover
    assert not any(part.troubles for part in cast)
    assert [part.as_of for part in cast if part.role == "progress"] == [book.stem for book in books]
    assert {part.layer for part in cast} == {
        "", "compounds", "buildings", "subdistricts", "parking", "charging", "elevators", "pipes",
    }  # fmt: skip
    houses = the(found, "buildings")
    assert (houses.rows, houses.crs, houses.datum, houses.unknown) == (900, "EPSG:4490", "wgs84", ("synthetic",))
    assert houses.bounds == pytest.approx((120.81, 31.96, 120.94, 32.05), abs=0.01)


def test_a_mixed_lot_is_sorted_out_and_nothing_is_dropped_silently(tmp_path: Path) -> None:
    everything(tmp_path)
    found = recognise(tmp_path)
    assert roles(found) == {
        "12345.xlsx": "tickets", "columns.toml": "columns", "week.xlsx": "progress", "充电桩.geojson": "charging",
        "别名表.csv": "aliases", "小区红线.shp": "compounds", "楼栋.geojson": "buildings", "街道边界.gpkg": "subdistricts",
    }  # fmt: skip
    assert all(part.why and part.sure == "certain" for part in found.parts)
    told = {name for part in found.parts for name in part.files} | {entry.file for entry in found.leftover}
    assert told == {path.name for path in tmp_path.iterdir()}
    why = {entry.file: entry.reason for entry in found.leftover}
    assert "文字文件" in why["会议纪要.docx"]
    assert "图片" in why["现场.jpg"]
    assert "临时文件" in why["Thumbs.db"]
    assert "临时文件" in why["~$week.xlsx"]
    assert "附属" in why["小区红线.sbn"]
    assert ".shp" in why["孤儿.dbf"]


def test_a_shapefile_dragged_in_pieces_is_one_part(tmp_path: Path) -> None:
    layer(tmp_path / "楼栋.shp", buildings(), encoding="GBK")
    (tmp_path / "楼栋.cpg").unlink()
    (tmp_path / "楼栋.prj").unlink()
    found = recognise(tmp_path)
    part = the(found, "buildings")
    assert set(part.files) == {"楼栋.shp", "楼栋.dbf", "楼栋.shx"}
    assert part.files[0] == "楼栋.shp"
    assert len(part.sha256s) == 3
    assert (part.format, part.rows, part.encoding, part.declared_crs, part.crs) == (
        "ESRI Shapefile", 12, "GBK", None, "EPSG:4490",
    )  # fmt: skip
    assert any("没有写明坐标系" in note for note in part.notes)
    assert {entry.title: entry.code for entry in part.head}["户数"] == "households"


def test_the_head_of_a_workbook_names_known_and_unknown_titles(tmp_path: Path) -> None:
    head = ["街道", "小区", "幢号", "门牌数", "当前阶段", "包干领导"]
    grid = table([[*row[:5], "张"] for row in rows()], head)
    workbook(tmp_path / "w.xlsx", {"进度": grid, "填表说明": [["每周五报"]], "附件": [["照片"]]})
    part = the(recognise(tmp_path), "progress")
    assert [(sheet.name, sheet.kind) for sheet in part.sheets] == [
        ("进度", "progress"), ("填表说明", "guide"), ("附件", "nothing"),
    ]  # fmt: skip
    assert part.unknown == ("门牌数", "包干领导")
    assert (part.as_of, part.as_of_from) == ("2022-08-31", "workbook")
    written(tmp_path / "columns.toml", '[columns]\n"户数" = ["门牌数"]\n')
    assert the(recognise(tmp_path), "progress").unknown == ("包干领导",)


@pytest.mark.parametrize(
    ("name", "as_of", "source"), [("台账20220831.xlsx", "2022-08-31", "name"), ("台账.xlsx", "", "")]
)
def test_where_the_date_of_a_workbook_came_from_is_told(tmp_path: Path, name: str, as_of: str, source: str) -> None:
    workbook(tmp_path / name, {"进度": table(rows())[2:]})
    part = the(recognise(tmp_path), "progress")
    assert (part.as_of, part.as_of_from) == (as_of, source)
    assert [one.code for one in part.troubles] == ([] if as_of else ["date"])


def test_several_workbooks_are_all_progress(tmp_path: Path) -> None:
    for at in (1, 2, 3):
        workbook(tmp_path / f"2022-08-0{at}.xlsx", {"进度": table(rows())})
    assert [part.role for part in recognise(tmp_path).parts] == ["progress"] * 3


@pytest.mark.parametrize("form", ["geojson", "fgb", "gpkg", "shp"])
def test_layers_without_names_and_columns_are_told_by_their_sizes(tmp_path: Path, form: str) -> None:
    for name, frame in OPAQUE.items():
        layer(tmp_path / f"{name}.{form}", bare(frame()))
    found = roles(recognise(tmp_path))
    assert found == {f"层A.{form}": "buildings", f"层B.{form}": "compounds", f"层C.{form}": "subdistricts"}


def test_layers_without_names_are_told_by_their_columns(tmp_path: Path) -> None:
    for at, frame in enumerate((buildings(), compounds(), subdistricts())):
        layer(tmp_path / f"导出{at}.geojson", frame)
    found = recognise(tmp_path)
    assert [part.role for part in found.parts] == ["buildings", "compounds", "subdistricts"]
    assert [part.sure for part in found.parts[:2]] == ["certain", "certain"]


@pytest.mark.parametrize(
    ("name", "role"),
    [("虹桥街道小区楼栋（2022）", "buildings"), ("小区停车位", "parking"), ("改造小区红线", "compounds"), ("bldg_0831", "buildings"),
     ("XiaoQu", "compounds"), ("镇街", "subdistricts"), ("学田街道", "buildings")],
)  # fmt: skip
def test_a_name_speaks_by_its_last_word(tmp_path: Path, name: str, role: str) -> None:
    """The geometry would do for several roles; a subdistrict's name alone says where, so that the columns decide."""
    frame = buildings() if role == "buildings" else bare(buildings())
    layer(tmp_path / f"{name}.geojson", frame)
    assert roles(recognise(tmp_path)) == {f"{name}.geojson": role}


def test_of_two_layers_for_one_role_the_better_has_it_and_the_other_says_so(tmp_path: Path) -> None:
    path = tmp_path / "全部.gpkg"
    layer(path, buildings(), layer="楼栋")
    layer(path, bare(buildings()), layer="楼栋_旧", append=True)
    layer(path, compounds(), layer="小区", append=True)
    found = recognise(tmp_path)
    assert roles(found) == {
        "全部.gpkg（楼栋）": "buildings",
        "全部.gpkg（楼栋_旧）": None,
        "全部.gpkg（小区）": "compounds",
    }
    loser = found.parts[1]
    assert "全部.gpkg（楼栋）" in loser.why
    assert loser.others[0] == "buildings"


def test_of_two_equal_layers_neither_is_certain(tmp_path: Path) -> None:
    for at in ("甲", "乙"):
        layer(tmp_path / "all.gpkg", buildings(), layer=at, append=(tmp_path / "all.gpkg").exists())
    part = the(recognise(tmp_path), "buildings")
    assert part.sure == "likely"


def test_every_form_of_a_layer_is_recognised(tmp_path: Path) -> None:
    in_dxf("R2000")(tmp_path)
    kml(tmp_path / "停车.kml", {"停车位": [({"name": "p1"}, shapely.Point(120.8605, 32.0105))]})
    source = layer(tmp_path / "街道.geojson", subdistricts())
    gbk_zip(tmp_path / "街道 成果.zip", {"导出/街道.geojson": source.read_bytes(), "导出/台账.xlsx": b"PK"})
    source.unlink()
    written(tmp_path / "电梯.csv", "编号,经度,纬度,单元\ne1,120.8605,32.0105,1\n", "gb18030")
    workbook(
        tmp_path / "附表.xlsx", {"充电桩": [["编号", "东经", "北纬"], ["c1", 120.8605, 32.0105]], "备忘": [["无"]]}
    )
    pipe = GeoDataFrame(
        {"类型": ["雨水"]}, geometry=[shapely.LineString([(120.86, 32.01), (120.861, 32.011)])], crs=4490
    )
    layer(tmp_path / "pipes.fgb", pipe)
    found = recognise(tmp_path)
    assert roles(found) == {
        "pipes.fgb": "pipes", "停车.kml": "parking", "总图.dxf（小区边界）": "compounds", "总图.dxf（楼栋）": "buildings",
        "电梯.csv": "elevators", "街道 成果.zip": "subdistricts", "附表.xlsx": "charging",
    }  # fmt: skip
    assert [entry.file for entry in found.leftover] == ["街道 成果.zip/导出/台账.xlsx"]
    assert {part.format for part in found.parts} >= {"DXF", "KML", "zip", "csv", "xlsx", "FlatGeobuf"}


def test_roads_are_not_taken_for_pipes(tmp_path: Path) -> None:
    roads = GeoDataFrame(
        {"宽度": [12]}, geometry=[shapely.LineString([(120.86, 32.01), (120.87, 32.011)])], crs=4490
    )  # fmt: skip
    layer(tmp_path / "道路.geojson", roads)
    (part,) = recognise(tmp_path).parts
    assert part.role is None
    assert "pipes" in part.others


def test_a_progress_table_with_coordinates_is_progress(tmp_path: Path) -> None:
    grid = table(
        [[*row, 120.8605, 32.0105] for row in rows()],
        ["街道", "小区", "幢号", "户数", "当前阶段", "形象进度", "经度", "纬度"],
    )
    workbook(tmp_path / "w.xlsx", {"进度": grid})
    assert roles(recognise(tmp_path)) == {"w.xlsx": "progress"}


def test_control_points_are_recognised_and_serve_the_layer_in_a_local_grid(tmp_path: Path) -> None:
    layer(tmp_path / "小区.geojson", compounds())
    layer(tmp_path / "楼栋.gpkg", local(buildings()), layer="楼栋")
    found = recognise(tmp_path)
    assert [one.code for one in the(found, "buildings").troubles] == ["crs"]
    assert "--crs" not in the(found, "buildings").troubles[0].cure
    control(5)(tmp_path)
    found = recognise(tmp_path)
    houses = the(found, "buildings")
    assert (the(found, "control").files, houses.told_crs, houses.troubles) == (("points.csv",), "points.csv", ())
    assert houses.bounds == pytest.approx(tuple(buildings().total_bounds), abs=1e-5)
    edition = read_all(files_of(found.parts, tmp_path))
    assert len(edition.buildings) == 12


def test_the_datum_is_told_by_comparing_the_layers(tmp_path: Path) -> None:
    layer(tmp_path / "小区.gpkg", compounds(), layer="小区")
    layer(tmp_path / "楼栋.geojson", traced("buildings", "gcj02"))
    found = recognise(tmp_path)
    assert (the(found, "buildings").datum, the(found, "compounds").datum) == ("gcj02", "wgs84")
    assert any("GCJ-02" in note for note in the(found, "buildings").notes)


def test_a_part_is_plain_and_comes_back_from_json(tmp_path: Path) -> None:
    everything(tmp_path)
    for part in recognise(tmp_path).parts:
        assert from_json(json.loads(json.dumps(to_json(part)))) == part
    with pytest.raises((ValueError, TypeError, KeyError)):
        from_json({"fields": {"files": ["a"], "role": "root"}})


def test_whoever_waits_hears_of_each_file(tmp_path: Path) -> None:
    everything(tmp_path)
    heard: list[Step] = []
    recognise(tmp_path, heard.append)
    assert {f"识别：{name}" for name in ("week.xlsx", "楼栋.geojson", "小区红线.shp")} <= {step.label for step in heard}


@pytest.mark.skipif(not REAL.exists(), reason="the real files stand beside the repository only")
def test_real_footprints_are_buildings(tmp_path: Path) -> None:
    for name in ("shanghai_buildings.geojson", "chongchuan_district_gcj02.geojson"):
        shutil.copy(REAL / name, tmp_path / name)
    assert the(recognise(tmp_path), "buildings").files == ("shanghai_buildings.geojson",)
