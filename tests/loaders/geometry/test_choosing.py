from pathlib import Path

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from loaders.errors import LayerError
from loaders.geometry import address, read_layer


@pytest.mark.parametrize(
    ("text", "file", "layer"),
    [
        ("all.gpkg", "all.gpkg", None),
        ("all.gpkg:楼栋", "all.gpkg", "楼栋"),
        ("C:/数据/all.GPKG:楼栋 2022", "C:/数据/all.GPKG", "楼栋 2022"),
        ("C:\\data\\all.gpkg", "C:\\data\\all.gpkg", None),
        ("C:\\data\\all.zip:a.b", "C:\\data\\all.zip", "a.b"),
        ("/x/all.gpkg|layername=楼栋", "/x/all.gpkg", "楼栋"),
        ("/x/all.gpkg|layerid=0|layername=楼栋|subset=1", "/x/all.gpkg", "楼栋"),
        ("no-suffix:楼栋", "no-suffix:楼栋", None),
    ],
)
def test_a_file_and_its_layer_are_told_apart(text: str, file: str, layer: str | None) -> None:
    assert address.split(Path(text)) == (Path(file), layer)


def test_a_file_whose_own_name_holds_a_colon_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg:b"
    path.write_bytes(b"x")
    assert address.split(path) == (path, None)


def written(path: Path, frames: dict[str, GeoDataFrame]) -> Path:
    for name, frame in frames.items():
        pyogrio.write_dataframe(frame, path, layer=name, append=path.exists())
    return path


def test_the_layer_whose_columns_are_recognised_is_taken(
    compounds: GeoDataFrame, buildings: GeoDataFrame, tmp_path: Path
) -> None:
    path = written(tmp_path / "x.gpkg", {"图层1": compounds, "图层2": buildings, "图层3": compounds[["geometry"]]})
    assert read_layer(path, "compounds").frame["compound"].tolist() == compounds["小区名称"].tolist()
    assert read_layer(path, "buildings").input.rows_in == 4


def test_a_layer_that_speaks_of_the_role_alone_is_taken(compounds: GeoDataFrame, tmp_path: Path) -> None:
    names = {"2022改造小区范围": compounds, "现状小区与楼栋": compounds, "底图": compounds}
    assert read_layer(written(tmp_path / "x.gpkg", names), "compounds").input.rows_in == 2


def test_polygons_are_preferred_to_lines_that_close(compounds: GeoDataFrame, tmp_path: Path) -> None:
    lines = compounds.set_geometry(shapely.boundary(compounds.geometry.to_numpy()), crs=compounds.crs)
    path = written(tmp_path / "x.gpkg", {"a": lines, "b": compounds.iloc[:1]})
    assert read_layer(path, "compounds").input.rows_in == 1
    assert read_layer(Path(f"{path}|layername=a"), "compounds").input.rows_in == 2


def test_a_name_that_is_not_there_is_answered_with_those_that_are(compounds: GeoDataFrame, tmp_path: Path) -> None:
    path = written(tmp_path / "x.gpkg", {"甲": compounds, "乙": compounds})
    with pytest.raises(LayerError, match="没有图层“丙”，只有：甲（面，2 个）、乙（面，2 个）"):
        read_layer(Path(f"{path}:丙"), "compounds")
