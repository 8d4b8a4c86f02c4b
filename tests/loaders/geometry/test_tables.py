from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from loaders.errors import LayerError
from loaders.geometry import layers, read_layer

EAST, NORTH = Transformer.from_crs(4490, 4549, always_xy=True).transform(120.86, 32.01)
HEX = shapely.to_wkb(shapely.Point(120.86, 32.01), hex=True)


def at_place(shape: Any) -> bool:
    return bool(shape.distance(shapely.Point(120.86, 32.01)) < 1e-7)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_longitude_and_latitude_are_points(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "充电.csv"
    path.write_text("设施编号,经度,纬度,状态\ne1,120.86,32.01,投用\ne2,,,计划\n", encoding)
    layer = read_layer(path, "charging")
    assert layer.frame["facility_id"].tolist() == ["e1", "e2"]
    assert layer.frame["status"].tolist() == ["in_use", "planned"]
    assert at_place(layer.frame.geometry.iloc[0])
    assert layer.frame.geometry.iloc[1] is None
    assert (layer.input.crs, layer.input.declared_crs, layer.issues) == ("EPSG:4490", None, [])
    assert layer.frame["row"].tolist() == [2, 3], "as Excel counts"


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (("lng", "lat"), (120.86, 32.01)),
        (("经度(°)", "纬度(°)"), ("120.86°", "32.01°")),
        (("东经", "北纬"), ("120°51′36″", "32°0'36.0\"")),
        (("经度", "纬度"), ("１２０．８６", " 32.01 ")),
        (("坐标", "说明"), ("120.86，32.01", "桩")),
        (("WKT", "说明"), ("POINT (120.86 32.01)", "桩")),
        (("geom", "说明"), ("SRID=4326;POINT(120.86 32.01)", "桩")),
        (("geom", "说明"), (HEX, "桩")),
        (("X", "Y"), (EAST, NORTH)),
        (("横坐标(m)", "纵坐标(m)"), (f"{EAST:.3f}", f"{NORTH:,.3f}")),
    ],
)
def test_the_place_is_written_in_many_ways(xlsx: Any, head: tuple[str, str], cells: tuple[Any, Any]) -> None:
    path = xlsx({"设施": [["充电设施一览"], ["编号", *head], ["e1", *cells]]})
    frame = read_layer(path, "charging").frame
    assert frame["facility_id"].tolist() == ["e1"]
    assert at_place(frame.geometry.iloc[0])
    assert frame["row"].tolist() == [3]


def test_chinese_surveys_write_the_northing_first(xlsx: Any) -> None:
    layer = read_layer(xlsx({"设施": [["编号", "X", "Y"], ["e1", NORTH, EAST]]}), "charging")
    assert at_place(layer.frame.geometry.iloc[0])
    assert {issue.code for issue in layer.issues} == {"axes_swapped", "crs_assumed"}


def test_wkt_holds_any_geometry_and_open_rings_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('小区,WKT\n甲,"POLYGON((120.86 32.01,120.87 32.01,120.87 32.02))"\n乙,junk\n丙,\n', "utf-8")
    layer = read_layer(path, "compounds")
    assert layer.frame.geometry.iloc[0].is_valid
    assert layer.frame.geometry.isna().tolist() == [False, True, True]
    assert [(issue.code, issue.row) for issue in layer.issues] == [
        ("unreadable_value", 3), ("rings_closed", None), ("crs_assumed", None),
    ]  # fmt: skip


def test_titles_totals_and_notes_are_skipped_and_counted(xlsx: Any) -> None:
    rows = [
        ["充电桩"],
        [None],
        ["编号", "经度", "纬度", "计划充电口"],
        ["e1", 120.86, 32.01, 4],
        ["合计", None, None, 4],
        ["制表：张"],
    ]
    layer = read_layer(xlsx({"表": rows}), "charging")
    assert (layer.input.rows_in, layer.input.rows_skipped, len(layer.frame)) == (5, 4, 1)


def test_the_sheet_is_chosen_like_a_layer(xlsx: Any) -> None:
    head, row = ["编号", "经度", "纬度"], ["e1", 120.86, 32.01]
    path = xlsx({"说明": [["看后面"]], "充电桩": [head, row], "停车位": [head, row, row]})
    assert layers(path) == ["充电桩", "停车位"]
    assert len(read_layer(path, "parking").frame) == 2
    assert len(read_layer(Path(f"{path}:停车位"), "charging").frame) == 2


def test_a_table_without_places_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("小区,幢号\n甲,1\n", "utf-8")
    with pytest.raises(LayerError, match="经度"):
        read_layer(tmp_path / "x.csv", "buildings")
