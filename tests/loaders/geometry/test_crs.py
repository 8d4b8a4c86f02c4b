from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from pyproj import Transformer

from loaders.errors import CRSError
from loaders.geometry import crs, read_layer
from sites.report import Issue

ESRI = """PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",
SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],
PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],
PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"""


def codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def point(epsg: int, lon: float = 120.86, lat: float = 32.01) -> Any:
    return np.array([Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)])


def same_place(one: GeoDataFrame, other: GeoDataFrame) -> bool:
    return bool((shapely.hausdorff_distance(one.geometry.to_numpy(), other.geometry.to_numpy()) < 2e-8).all())


@pytest.mark.parametrize("epsg", [4490, 4549, 4528, 4499, 3857])
@pytest.mark.parametrize("swapped", [False, True])
def test_numbers_near_the_place_tell_their_system_and_their_order(epsg: int, swapped: bool) -> None:
    numbers = point(epsg)[:, ::-1] if swapped else point(epsg)
    told = crs.tell(numbers)
    assert told is not None
    assert (told.crs.to_epsg(), told.swapped) == (epsg, swapped)


@pytest.mark.parametrize(
    ("epsg", "lon", "lat"), [(4513, 75.2, 37.5), (4526, 114.1, 22.5), (4533, 135.0, 48.0), (4498, 117.0, 36.6)]
)
def test_a_zones_number_tells_the_system_anywhere_in_the_country(epsg: int, lon: float, lat: float) -> None:
    told = crs.tell(point(epsg, lon, lat))
    assert told is not None
    assert told.crs.to_epsg() == epsg


@pytest.mark.parametrize(
    "numbers",
    [point(4550), point(32651), point(4547, 114.1, 22.5), np.array([[81257.0, 43285.0]]), np.array([[0.5, 0.5]]), np.empty((0, 2))],
)  # fmt: skip
def test_what_leaves_a_doubt_is_not_told(numbers: Any) -> None:
    assert crs.tell(numbers) is None


def test_a_few_absurd_features_do_not_decide(compounds: GeoDataFrame) -> None:
    shapes = [*compounds.geometry, shapely.Point(0, 0), shapely.Point(np.inf, 1), shapely.Point(), None]
    points = crs.points_of(GeoDataFrame(geometry=shapes))
    assert len(points) == 2
    assert crs.tell(points) is not None


@pytest.mark.parametrize(
    ("name", "east", "epsg"),
    [
        ("CGCS2000_3_Degree_GK_CM_120E", "500000.0", 4549),
        ("CGCS2000_3_Degree_GK_Zone_40", "40500000.0", 4528),
        ("whatever", "500000.0", 4549),
        ("whatever", "40500000.0", 4528),
    ],
)
def test_a_prj_in_esris_words_is_understood(
    compounds: GeoDataFrame, shapefile: Any, name: str, east: str, epsg: int
) -> None:
    path = shapefile(compounds.to_crs(epsg))
    path.with_suffix(".prj").write_text(ESRI.format(name=name, east=east, meridian="120.0"))
    layer = read_layer(path, "compounds")
    assert (layer.input.declared_crs, layer.input.crs, layer.issues) == (f"EPSG:{epsg}", f"EPSG:{epsg}", [])
    assert same_place(layer.frame, compounds)


def test_a_meridian_of_its_own_is_used_as_declared(compounds: GeoDataFrame, shapefile: Any) -> None:
    words = ESRI.format(name="Nantong_Local", east="500000.0", meridian="120.8")
    path = shapefile(compounds.to_crs(words))
    path.with_suffix(".prj").write_text(words)
    layer = read_layer(path, "compounds")
    assert (layer.input.declared_crs, layer.issues) == ("Nantong_Local", [])
    assert same_place(layer.frame, compounds)


@pytest.mark.parametrize("epsg", [4490, 4549, 4528, 3857])
def test_without_a_prj_the_numbers_tell(compounds: GeoDataFrame, shapefile: Any, epsg: int) -> None:
    layer = read_layer(shapefile(compounds.to_crs(epsg), prj=False), "compounds")
    assert (layer.input.declared_crs, layer.input.crs, codes(layer.issues)) == (None, f"EPSG:{epsg}", ["crs_assumed"])
    assert same_place(layer.frame, compounds)


@pytest.mark.parametrize(("said", "meant"), [(4549, 4490), (4528, 4549), (4549, 4528), (4490, 4549), (3857, 4490)])
def test_a_wrong_prj_is_put_right_by_the_numbers(
    compounds: GeoDataFrame, tmp_path: Path, said: int, meant: int
) -> None:
    compounds.to_crs(meant).set_crs(said, allow_override=True).to_file(tmp_path / "x.gpkg")
    layer = read_layer(tmp_path / "x.gpkg", "compounds")
    assert (layer.input.declared_crs, layer.input.crs) == (f"EPSG:{said}", f"EPSG:{meant}")
    assert codes(layer.issues) == ["crs_corrected"]
    assert same_place(layer.frame, compounds)


@pytest.mark.parametrize("epsg", [4326, 4549])
def test_swapped_numbers_are_put_right(compounds: GeoDataFrame, tmp_path: Path, epsg: int) -> None:
    drawn = compounds.to_crs(epsg)
    turned = shapely.transform(drawn.geometry.to_numpy(), lambda pairs: pairs[:, ::-1])
    drawn.set_geometry(turned, crs=epsg).to_file(tmp_path / "x.gpkg")
    layer = read_layer(tmp_path / "x.gpkg", "compounds")
    assert codes(layer.issues) == ["axes_swapped"]
    assert same_place(layer.frame, compounds)
    again = read_layer(tmp_path / "x.gpkg", "compounds", f"EPSG:{epsg}")
    assert same_place(again.frame, compounds)


def test_a_local_grid_under_a_false_name_is_refused(compounds: GeoDataFrame, tmp_path: Path) -> None:
    moved = compounds.to_crs(4549).translate(-540_000, -3_500_000)
    compounds.set_geometry(moved, crs=None).set_crs(4549, allow_override=True).to_file(tmp_path / "x.gpkg")
    with pytest.raises(CRSError, match=r"EPSG:4549 不符.*points\.csv"):
        read_layer(tmp_path / "x.gpkg", "compounds")


def test_one_wrong_feature_does_not_spoil_the_file(compounds: GeoDataFrame, tmp_path: Path) -> None:
    shapes = [*compounds.geometry, shapely.box(0, 0, 1e-3, 1e-3)]
    GeoDataFrame({"小区": ["甲", "乙", "丙"]}, geometry=shapes, crs=4490).to_file(tmp_path / "x.gpkg")
    assert len(read_layer(tmp_path / "x.gpkg", "compounds").frame) == 3


def test_measures_go_the_way_of_heights(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        '小区,WKT\n甲,"POLYGON M ((120.86 32.01 1,120.87 32.01 2,120.87 32.02 3,120.86 32.01 4))"\n', "utf-8"
    )
    layer = read_layer(tmp_path / "x.csv", "compounds", "EPSG:4490")
    assert not shapely.has_m(layer.frame.geometry.to_numpy()).any()
    assert codes(layer.issues) == ["vertical_dropped"]
