from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame

from loaders.errors import FormatError, LayerError
from loaders.geometry import layers, read_layer
from tests.drawings import gbk_zip, kml


def test_names_in_gbk_are_read(
    buildings: GeoDataFrame, compounds: GeoDataFrame, shapefile: Any, tmp_path: Path
) -> None:
    for name, frame in {"楼栋": buildings, "小区": compounds}.items():
        shapefile(frame, "GBK", name=name)
    parts = {f"导出 成果/{path.name}": path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".gpkg"}
    path = gbk_zip(tmp_path / "成果.zip", parts)
    assert sorted(layers(path)) == ["小区", "楼栋"]
    assert read_layer(path, "compounds").frame["compound"].tolist() == compounds["小区名称"].tolist()
    layer = read_layer(path, "buildings")
    assert (len(layer.frame), layer.input.path, layer.input.format) == (4, str(path), "zip")


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".fgb", ".kml", ".csv"])
def test_any_other_form_may_be_inside(compounds: GeoDataFrame, tmp_path: Path, zipped: Any, suffix: str) -> None:
    inner = tmp_path / f"小区{suffix}"
    if suffix == ".kml":
        kml(
            inner,
            {
                "小区": [
                    ({"name": name}, shape)
                    for name, shape in zip(compounds["小区名称"], compounds.geometry, strict=True)
                ]
            },
        )
    elif suffix == ".csv":
        compounds.to_wkt().rename(columns={"geometry": "WKT"}).to_csv(inner, index=False)
    else:
        compounds.to_file(inner)
    (tmp_path / "说明.txt").write_text("看附件", "utf-8")
    layer = read_layer(zipped(inner, tmp_path / "说明.txt"), "compounds")
    assert sorted(layer.frame["compound"]) == sorted(compounds["小区名称"])


def test_several_files_are_told_apart_by_name_else_listed(compounds: GeoDataFrame, tmp_path: Path, zipped: Any) -> None:
    for name in ("甲", "乙"):
        compounds.to_file(tmp_path / f"{name}.geojson")
    path = zipped(tmp_path / "甲.geojson", tmp_path / "乙.geojson")
    with pytest.raises(LayerError, match=r"甲（面，2 个）、乙（面，2 个）.*layers\.zip:图层名"):
        read_layer(path, "compounds")
    assert len(read_layer(Path(f"{path}:乙"), "compounds").frame) == 2


def test_an_archive_with_nothing_in_it_or_a_broken_file_is_one_clear_error(
    compounds: GeoDataFrame, tmp_path: Path, zipped: Any, shapefile: Any
) -> None:
    (tmp_path / "readme.md").write_text("x")
    with pytest.raises(FormatError, match="没有能读的"):
        read_layer(zipped(tmp_path / "readme.md"), "compounds")
    with pytest.raises(FormatError, match=r"layers\.zip（layer\.shp）：缺少"):
        read_layer(zipped(shapefile(compounds)), "compounds")
