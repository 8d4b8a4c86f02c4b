"""What a planner corrects is what the intake reads: from parts to files."""

from datetime import date
from pathlib import Path

import pytest

from loaders.errors import OptionError
from loaders.geometry import address
from loaders.intake import Files, read_all
from loaders.recognise import Part, corrected, files_of, recognise, with_datums
from tests.corpus.datum import traced
from tests.corpus.district import COMPOUNDS, buildings, compounds, files, layer, rows, table, workbook
from tests.corpus.forms import control, local


@pytest.fixture
def dragged(tmp_path: Path) -> Path:
    """The district as a planner may bring it: one package, one week."""
    folder = tmp_path / "dragged"
    folder.mkdir()
    layer(folder / "全部.gpkg", compounds(), layer="小区")
    layer(folder / "全部.gpkg", buildings(), layer="楼栋", append=True)
    layer(folder / "全部.gpkg", buildings().iloc[:8], layer="楼栋_旧", append=True)
    workbook(folder / "week.xlsx", {"进度": table(rows())})
    return folder


def named(parts: tuple[Part, ...] | list[Part], word: str) -> Part:
    return next(part for part in parts if word in (part.layer, part.files[0]))


def swap(parts: tuple[Part, ...], *new: Part) -> list[Part]:
    changed = {part.key: part for part in new}
    return [changed.get(part.key, part) for part in parts]


def test_what_is_recognised_can_be_read_as_it_is(dragged: Path) -> None:
    found = files_of(recognise(dragged).parts, dragged)
    assert address.split(found.layers["buildings"]) == (dragged / "全部.gpkg", "楼栋")
    assert found.progress == (dragged / "week.xlsx",)
    edition = read_all(found)
    assert len(edition.buildings) == 12
    assert edition.report.conserved
    assert {entry.path for entry in edition.report.inputs} == {str(dragged / "全部.gpkg"), str(dragged / "week.xlsx")}


def test_another_layer_may_be_chosen(dragged: Path) -> None:
    parts = recognise(dragged).parts
    now, old = corrected(named(parts, "楼栋"), role=None), corrected(named(parts, "楼栋_旧"), role="buildings")
    assert old.sure == "certain"
    assert {entry.title: entry.code for entry in old.head}["幢号"] == "building_no"
    assert len(read_all(files_of(swap(parts, now, old), dragged)).buildings) == 8


def test_two_parts_in_one_role_are_refused_by_name(dragged: Path) -> None:
    parts = recognise(dragged).parts
    with pytest.raises(OptionError, match=r"楼栋.*指定了两个.*楼栋_旧"):
        files_of(swap(parts, corrected(named(parts, "楼栋_旧"), role="buildings")), dragged)


@pytest.mark.parametrize(("name", "title"), [("楼栋", "楼栋"), ("小区", "小区")])
def test_a_layer_that_is_missing_is_named(dragged: Path, name: str, title: str) -> None:
    parts = recognise(dragged).parts
    with pytest.raises(OptionError, match=rf"^{title}：没有这个图层.*请拖入"):
        files_of(swap(parts, corrected(named(parts, name), role=None)), dragged)


def test_a_week_alone_stands_on_the_layers_of_the_edition_before(dragged: Path, tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    stored.mkdir()
    before = files(stored, buildings=traced("buildings", "gcj02"), datum={"buildings": "gcj02"})
    week = tmp_path / "week"
    week.mkdir()
    workbook(week / "台账.xlsx", {"进度": table(rows())})
    found = files_of(recognise(week).parts, week, before=before)
    assert found.layers == before.layers
    assert found.progress == (week / "台账.xlsx",)
    assert found.datum == {"buildings": "gcj02"}
    assert len(read_all(found).buildings) == 12


def test_a_new_layer_forgets_what_was_said_of_the_one_before(dragged: Path, tmp_path: Path) -> None:
    before = Files({"buildings": tmp_path / "b.gpkg"}, crs={"buildings": "EPSG:4549"}, datum={"buildings": "gcj02"})
    found = files_of(recognise(dragged).parts, dragged, before=before)
    assert found.layers["buildings"] != before.layers["buildings"]
    assert (found.crs, found.datum) == ({}, {})


def test_a_datum_that_is_told_overrides_the_comparison(tmp_path: Path) -> None:
    layer(tmp_path / "小区.gpkg", compounds(), layer="小区")
    layer(tmp_path / "楼栋.geojson", traced("buildings", "gcj02"))
    parts = recognise(tmp_path).parts
    assert named(parts, "楼栋.geojson").datum == "gcj02"
    told = swap(parts, corrected(named(parts, "楼栋.geojson"), datum="wgs84"))
    assert named(with_datums(told, tmp_path), "楼栋.geojson").datum == "wgs84"
    assert files_of(told, tmp_path).datum == {"buildings": "wgs84"}
    with pytest.raises(OptionError, match="坐标基准"):
        corrected(parts[0], datum="mars")  # type: ignore[arg-type]


def test_a_system_that_is_told_settles_the_trouble(tmp_path: Path) -> None:
    layer(tmp_path / "小区.geojson", compounds())
    layer(tmp_path / "楼栋.gpkg", local(buildings()), layer="楼栋")
    lost = named(recognise(tmp_path).parts, "楼栋.gpkg")
    assert [one.code for one in lost.troubles] == ["crs"]
    assert corrected(lost, crs_name="epsg:4549").told_crs == "EPSG:4549"
    assert corrected(lost, crs_name="EPSG:4549").troubles == ()
    with pytest.raises(OptionError, match="不认识坐标系"):
        corrected(lost, crs_name="EPSG:999999")


def test_a_system_that_does_not_fit_is_told_where_it_was_typed(tmp_path: Path) -> None:
    layer(tmp_path / "小区.geojson", compounds())
    layer(tmp_path / "楼栋.geojson", buildings())
    parts = recognise(tmp_path).parts
    typed = swap(parts, corrected(named(parts, "楼栋.geojson"), crs_name="EPSG:4549"))
    again = with_datums(typed, tmp_path)
    assert [one.code for one in named(again, "楼栋.geojson").troubles] == ["crs"]
    cleared = swap(tuple(again), corrected(named(again, "楼栋.geojson"), crs_name=""))
    assert named(with_datums(cleared, tmp_path), "楼栋.geojson").troubles == ()


def test_control_points_that_contradict_are_told_and_can_be_taken_back(tmp_path: Path) -> None:
    layer(tmp_path / "小区.geojson", compounds())
    layer(tmp_path / "楼栋.geojson", buildings())
    control(5, 60.0)(tmp_path)
    parts = recognise(tmp_path).parts
    assert named(parts, "points.csv").role is None
    typed = with_datums(swap(parts, corrected(named(parts, "楼栋.geojson"), crs_name="points.csv")), tmp_path)
    (told,) = named(typed, "楼栋.geojson").troubles
    assert (told.code, "第 3 行差得最多" in told.found) == ("crs", True)
    cleared = swap(tuple(typed), corrected(named(typed, "楼栋.geojson"), crs_name=""))
    assert named(with_datums(cleared, tmp_path), "楼栋.geojson").troubles == ()


def test_control_points_must_be_among_the_parts(tmp_path: Path) -> None:
    """A name that is typed must not open a file elsewhere on this machine."""
    folder = tmp_path / "dragged"
    folder.mkdir()
    layer(folder / "小区.geojson", compounds())
    layer(folder / "楼栋.geojson", buildings())
    outside = control(5)(tmp_path)
    parts = recognise(folder).parts
    for name in (str(outside), "../points.csv", "points.csv"):
        with pytest.raises(OptionError, match="没有控制点文件"):
            files_of(swap(parts, corrected(named(parts, "楼栋.geojson"), crs_name=name)), folder)


def test_the_date_that_a_planner_types_is_the_workbooks(dragged: Path) -> None:
    parts = recognise(dragged).parts
    typed = corrected(named(parts, "week.xlsx"), as_of=date(2022, 7, 1))
    assert (typed.as_of, typed.as_of_from) == ("2022-07-01", "planner")
    found = files_of(swap(parts, typed), dragged)
    assert read_all(found).as_of == date(2022, 7, 1)
    assert read_all(files_of(parts, dragged)).as_of == date(2022, 8, 31)
    assert read_all(files_of(parts, dragged, as_of=date(2022, 9, 1))).as_of == date(2022, 9, 1)


def test_a_workbook_without_a_date_waits_for_one(tmp_path: Path) -> None:
    layer(tmp_path / "小区.geojson", compounds())
    layer(tmp_path / "楼栋.geojson", buildings())
    workbook(tmp_path / "台账.xlsx", {"进度": table(rows())[2:]})
    parts = recognise(tmp_path).parts
    undated = named(parts, "台账.xlsx")
    assert [one.code for one in undated.troubles] == ["date"]
    assert corrected(undated, role="tickets").troubles == ()
    assert corrected(corrected(undated, role=None), role="progress").troubles == undated.troubles
    dated = corrected(undated, as_of=date(2022, 8, 31))
    assert dated.troubles == ()
    assert read_all(files_of(swap(parts, dated), tmp_path)).as_of == date(2022, 8, 31)


def test_titles_and_aliases_that_were_dragged_in_are_used(dragged: Path) -> None:
    head = ["街道", "小区", "幢号", "门牌数", "当前阶段", "形象进度"]
    grid = table([[row[0], row[1].replace("学田苑", "老学田"), *row[2:]] for row in rows()], head)
    workbook(dragged / "week.xlsx", {"进度": grid})
    (dragged / "titles.toml").write_text('[columns]\n"户数" = ["门牌数"]\n', "utf-8")
    alias = f"小区,,老学田,{COMPOUNDS[2][0]},学田苑,张,2022/8/1"
    (dragged / "别名.csv").write_text(f"种类,范围,写法,编号,名称,确认人,确认日期\n{alias}\n", "utf-8")
    found = files_of(recognise(dragged).parts, dragged)
    assert (found.columns, found.aliases) == (dragged / "titles.toml", dragged / "别名.csv")
    edition = read_all(found)
    assert edition.report.rejected == 0
    assert not [issue for issue in edition.report.issues if issue.code == "unknown_column"]


@pytest.mark.parametrize("name", ["../week.xlsx", "/etc/passwd", "a/../../b.xlsx"])
def test_a_stored_part_never_leads_out_of_its_folder(dragged: Path, name: str) -> None:
    parts = [*recognise(dragged).parts, Part((name,), role="tickets")]
    with pytest.raises(OptionError, match="文件夹之外"):
        files_of(parts, dragged)
