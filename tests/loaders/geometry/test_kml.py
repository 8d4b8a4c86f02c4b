import zipfile
from pathlib import Path

import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.errors import FormatError, LayerError
from loaders.geometry import layers, read_layer
from tests.drawings import coordinates, kml

SQUARE = shapely.box(120.86, 32.01, 120.865, 32.015)


def test_folders_are_layers_and_extended_data_are_columns(tmp_path: Path) -> None:
    path = kml(
        tmp_path / "崇川.kml",
        {
            "小区边界": [({"name": "虹桥新村", "小区编号": "c1", "街道": "虹桥"}, SQUARE)],
            "楼栋": [({"name": "1幢", "户数": "36"}, SQUARE), ({"name": "2幢"}, shapely.Point(120.861, 32.011))],
        },
    )
    assert layers(path) == ["小区边界", "楼栋"]
    compounds = read_layer(path, "compounds")
    assert compounds.frame[["compound", "compound_id", "subdistrict"]].iloc[0].tolist() == ["虹桥新村", "c1", "虹桥"]
    assert (compounds.input.format, compounds.input.crs, compounds.issues) == ("KML", "EPSG:4326", [])
    buildings = read_layer(path, "buildings").frame
    assert buildings["building_no"].tolist() == ["1幢", "2幢"]
    assert buildings["households"].iloc[0] == 36


def test_schema_data_nested_folders_holes_and_several_parts(tmp_path: Path) -> None:
    ring = f"<LinearRing><coordinates>{coordinates(SQUARE.exterior.coords)}</coordinates></LinearRing>"
    inner = shapely.box(120.861, 32.011, 120.862, 32.012).exterior.coords
    hole = (
        f"<innerBoundaryIs><LinearRing><coordinates>{coordinates(inner)}</coordinates></LinearRing></innerBoundaryIs>"
    )
    polygon = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs>{hole}</Polygon>"
    simple = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="街道">学田</SimpleData></SchemaData></ExtendedData>'
    )
    place = f"<Placemark><name>学田苑</name>{simple}<MultiGeometry>{polygon}{polygon}</MultiGeometry></Placemark>"
    nested = f"<Folder><name>小区</name><Folder><name>学田街道</name>{place}</Folder>{place}</Folder>"
    other = f"<Folder><name>别的</name><Folder><name>更深</name>{place}</Folder></Folder>"
    path = tmp_path / "x.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{nested}{other}</Document></kml>', "utf-8")
    assert layers(path) == ["小区", "别的"]
    frame = read_layer(path, "compounds").frame
    assert frame["subdistrict"].tolist() == ["学田", "学田"]
    assert frame.geometry.iloc[0].geom_type == "MultiPolygon"
    assert len(frame.geometry.iloc[0].geoms[0].interiors) == 1


def test_a_gbk_kml_is_read_whatever_its_first_line_says(tmp_path: Path) -> None:
    path = kml(tmp_path / "x.kml", {"小区": [({"name": "虹桥新村"}, SQUARE)]}, "GBK")
    assert read_layer(path, "compounds").frame["compound"].tolist() == ["虹桥新村"]
    path.write_bytes(path.read_bytes().replace(b'encoding="GBK"', b'encoding="UTF-8"'))
    layer = read_layer(path, "compounds")
    assert (layer.frame["compound"].tolist(), layer.input.encoding) == (["虹桥新村"], "GBK")
    path = kml(tmp_path / "y.kml", {"小区": [({"name": "虹桥新村"}, SQUARE)]}, "UTF-16")
    assert read_layer(path, "compounds").frame["compound"].tolist() == ["虹桥新村"]


def test_an_open_ring_is_closed_and_a_line_around_something_stays_for_the_join(tmp_path: Path) -> None:
    corners = list(SQUARE.exterior.coords)[:-1]
    ring = f"<LinearRing><coordinates>{coordinates(corners)}</coordinates></LinearRing>"
    polygon = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    path = kml(tmp_path / "x.kml", {"小区": [({"name": "甲"}, polygon), ({"name": "乙"}, ring), ({"name": "丙"}, "")]})
    layer = read_layer(path, "compounds")
    assert [issue.code for issue in layer.issues] == ["rings_closed"]
    assert layer.frame.geometry.iloc[0].equals(SQUARE)
    assert layer.frame.geometry.iloc[1].is_closed
    assert layer.frame.geometry.iloc[2] is None


@pytest.mark.parametrize("text", ["120.86", "120.86,x 1,2", "120.86,32.01", "", "，"])
def test_coordinates_that_cannot_be_read_leave_the_place_without_geometry(tmp_path: Path, text: str) -> None:
    line = f"<LineString><coordinates>{text}</coordinates></LineString>"
    path = kml(tmp_path / "x.kml", {"小区": [({"name": "甲"}, line), ({"name": "乙"}, SQUARE)]})
    assert read_layer(path, "compounds").frame.geometry.isna().tolist() == [True, False]


def test_a_kmz_is_unpacked(tmp_path: Path) -> None:
    path = kml(tmp_path / "doc.kml", {"小区": [({"name": "虹桥新村"}, SQUARE)]})
    with zipfile.ZipFile(tmp_path / "x.kmz", "w") as archive:
        archive.write(path, "doc.kml")
        archive.writestr("files/icon.png", b"\x89PNG")
    layer = read_layer(tmp_path / "x.kmz", "compounds")
    assert (layer.frame["compound"].tolist(), layer.input.path) == (["虹桥新村"], str(tmp_path / "x.kmz"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_an_entity_is_declared(tmp_path: Path, encoding: str) -> None:
    bomb = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    (tmp_path / "x.kml").write_bytes(f"<?xml version='1.0'?>{bomb}<kml><Placemark/></kml>".encode(encoding))
    with pytest.raises(FormatError, match="DOCTYPE"):
        read_layer(tmp_path / "x.kml", "compounds")


@pytest.mark.parametrize("text", ["<kml><Placemark>", "<kml>" * 300, "<kml>&undeclared;</kml>", "<html><body/></html>"])
def test_what_is_no_kml_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.kml").write_text(text)
    with pytest.raises(FormatError):
        read_layer(tmp_path / "x.kml", "compounds")


def test_a_mere_link_says_that_its_target_is_to_be_saved(tmp_path: Path) -> None:
    (tmp_path / "x.kml").write_text("<kml><NetworkLink><Link><href>http://x.test/</href></Link></NetworkLink></kml>")
    with pytest.raises(LayerError, match="链接"):
        read_layer(tmp_path / "x.kml", "compounds")


def test_a_degree_of_order_is_kept(tmp_path: Path) -> None:
    names = [f"{number}幢" for number in range(1, 40)]
    path = kml(tmp_path / "x.kml", {"楼栋": [({"name": name}, SQUARE) for name in names]})
    frame: GeoDataFrame = read_layer(path, "buildings").frame
    assert frame["building_no"].tolist() == names
    assert frame["row"].tolist() == list(range(1, 40))
