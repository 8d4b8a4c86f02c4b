from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer

from loaders.errors import FormatError, LayerError
from loaders.geometry import layers, read_layer
from tests.drawings import BLOCK, HATCH, LABEL, OUTLINE, dxf

EAST, NORTH = (round(number) for number in Transformer.from_crs(4490, 4549, always_xy=True).transform(120.86, 32.01))
GROUND = shapely.box(EAST, NORTH, EAST + 200, NORTH + 200)
HOUSE = shapely.box(EAST + 20, NORTH + 20, EAST + 60, NORTH + 32)
NEXT = shapely.box(EAST + 20, NORTH + 60, EAST + 60, NORTH + 72)
DRAWN: list[tuple[str, str, Any]] = [
    ("小区边界", OUTLINE, GROUND),
    ("楼栋", OUTLINE, HOUSE),
    ("楼栋", OUTLINE, NEXT),
    ("注记", LABEL, ("虹桥新村", (EAST + 100, NORTH + 150))),
    ("注记", LABEL, ("1幢", (EAST + 30, NORTH + 25))),
    ("注记", LABEL, ("混6", (EAST + 50, NORTH + 25))),
    ("注记", LABEL, ("{\\fSimSun|b0;2号楼}", (EAST + 30, NORTH + 65))),
]


@pytest.mark.parametrize(("version", "encoding"), [("R2000", "GBK"), ("R2010", "UTF-8")])
def test_outlines_on_named_layers_take_the_lettering_inside_as_their_name(
    tmp_path: Path, version: str, encoding: str
) -> None:
    path = dxf(tmp_path / "x.dxf", DRAWN, version)
    assert layers(path) == ["小区边界", "楼栋"]
    compounds, buildings = read_layer(path, "compounds"), read_layer(path, "buildings")
    assert compounds.frame["compound"].tolist() == ["虹桥新村"], "not one of the numbers inside its houses"
    assert buildings.frame["building_no"].tolist() == ["1幢", "2号楼"], "not the storeys"
    assert (compounds.input.encoding, compounds.input.crs, compounds.input.declared_crs) == (
        encoding,
        "EPSG:4549",
        None,
    )
    assert [issue.code for issue in compounds.issues] == ["crs_assumed"]


def test_a_label_on_the_layer_itself_is_skipped_and_counted(tmp_path: Path) -> None:
    path = dxf(tmp_path / "x.dxf", [("小区", OUTLINE, GROUND), ("小区", LABEL, ("甲小区", (EAST + 5, NORTH + 5)))])
    layer = read_layer(path, "compounds")
    assert (layer.input.rows_in, layer.input.rows_skipped, len(layer.frame)) == (2, 1, 1)
    assert layer.frame["compound"].tolist() == ["甲小区"]


def test_two_names_in_one_outline_are_none_and_told(tmp_path: Path) -> None:
    words = [("字", LABEL, (name, (EAST + 5 + 9 * at, NORTH + 5))) for at, name in enumerate(("甲小区", "乙小区"))]
    layer = read_layer(dxf(tmp_path / "x.dxf", [("小区", OUTLINE, GROUND), *words]), "compounds")
    assert layer.frame["compound"].isna().all()
    issue = next(issue for issue in layer.issues if issue.code == "several_labels")
    assert (issue.row, issue.value) == (1, "甲小区、乙小区")


def test_hatches_count_only_where_nothing_else_is_drawn(tmp_path: Path) -> None:
    both = read_layer(dxf(tmp_path / "a.dxf", [("楼栋", OUTLINE, HOUSE), ("楼栋", HATCH, HOUSE)]), "buildings")
    assert (len(both.frame), both.input.rows_skipped) == (1, 1)
    assert "hatches_skipped" in [issue.code for issue in both.issues]
    only = read_layer(dxf(tmp_path / "b.dxf", [("楼栋", HATCH, HOUSE)]), "buildings")
    assert only.frame.geometry.iloc[0].geom_type == "Polygon"


def test_a_block_is_drawn_out_for_polygons_and_a_point_for_points(tmp_path: Path) -> None:
    path = dxf(tmp_path / "x.dxf", [("楼栋", BLOCK, (EAST + 20, NORTH + 20))], "R2000")
    assert read_layer(path, "buildings").frame.geometry.iloc[0].is_closed
    assert read_layer(path, "charging").frame.geometry.iloc[0].geom_type == "Point"


def test_an_open_line_stays_a_line_and_pipes_take_it(tmp_path: Path) -> None:
    line = shapely.LineString([(EAST, NORTH), (EAST + 50, NORTH)])
    path = dxf(tmp_path / "x.dxf", [("楼栋", OUTLINE, HOUSE), ("楼栋", OUTLINE, line), ("雨水管线", OUTLINE, line)])
    assert [shape.is_closed for shape in read_layer(path, "buildings").frame.geometry] == [True, False]
    assert len(read_layer(path, "pipes").frame) == 1


def test_several_layers_of_lines_are_listed(tmp_path: Path) -> None:
    path = dxf(tmp_path / "x.dxf", [("A1", OUTLINE, GROUND), ("A2", OUTLINE, HOUSE)])
    with pytest.raises(LayerError, match="A1（线，1 个）、A2（线，1 个）"):
        read_layer(path, "compounds")
    assert len(read_layer(Path(f"{path}:A1"), "compounds").frame) == 1


@pytest.mark.parametrize("start", [b"AutoCAD Binary DXF\r\n\x1a\x00", b"AC1027\x00\x00"])
def test_a_binary_drawing_says_how_to_save_it(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "x.dxf").write_bytes(start + bytes(100))
    with pytest.raises(FormatError, match="文本 DXF"):
        read_layer(tmp_path / "x.dxf", "compounds")
