"""A damaged file of any form is a layer or one clear error."""

import contextlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from geopandas import GeoDataFrame

from loaders.errors import CRSError, LoadError
from loaders.geometry import read_layer
from tests.drawings import LABEL, OUTLINE, dxf, kml
from tests.loaders.damage import damaged

MUTATIONS = 40


@pytest.fixture
def whole(compounds: GeoDataFrame, tmp_path: Path) -> Path:
    """The compounds in each of the forms, as ``a.<suffix>``."""
    shapes = list(compounds.to_crs(4549).geometry)
    names = list(compounds["小区名称"])
    compounds.to_file(tmp_path / "a.fgb", SPATIAL_INDEX="NO")
    compounds.to_parquet(tmp_path / "a.parquet")
    kml(
        tmp_path / "a.kml",
        {"小区": [({"name": name}, shape) for name, shape in zip(names, compounds.geometry, strict=True)]},
    )
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(tmp_path / "a.kml", "doc.kml")
    labels = [("字", LABEL, (name, shape.centroid.coords[0])) for name, shape in zip(names, shapes, strict=True)]
    dxf(tmp_path / "a.dxf", [*(("小区", OUTLINE, shape) for shape in shapes), *labels], "R2000")
    compounds.to_wkt().rename(columns={"geometry": "WKT"}).to_csv(tmp_path / "a.csv", index=False)
    arcs = [[list(point) for point in shape.exterior.coords] for shape in compounds.geometry]
    geometries = [
        f'{{"type":"Polygon","arcs":[[{at}]],"properties":{{"小区名称":"{name}"}}}}' for at, name in enumerate(names)
    ]
    (tmp_path / "a.topojson").write_text(
        f'{{"type":"Topology","objects":{{"小区":{{"type":"GeometryCollection","geometries":[{",".join(geometries)}]}}}},"arcs":{arcs}}}',
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("suffix", ["fgb", "parquet", "kml", "kmz", "dxf", "csv", "topojson"])
def test_damaged_bytes_are_a_layer_or_one_clear_error(whole: Path, suffix: str) -> None:
    path = whole / f"a.{suffix}"
    assert read_layer(path, "compounds").frame["compound"].tolist() == ["虹桥新村一期", "学田苑"]
    data = path.read_bytes()
    chance = random.Random(suffix)
    for _ in range(MUTATIONS):
        path.write_bytes(damaged(data, chance))
        with contextlib.suppress(LoadError):
            read_layer(path, "compounds")


def test_a_part_of_a_zip_without_a_name_is_passed_over(compounds: GeoDataFrame, tmp_path: Path) -> None:
    compounds.to_file(tmp_path / "a.geojson")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.geojson", "a.geojson")
        archive.writestr(zipfile.ZipInfo(""), b"x")
    assert len(read_layer(tmp_path / "a.zip", "compounds").frame) == 2


def test_a_system_of_another_planet_is_one_clear_error(shapefile: Callable[..., Path], compounds: GeoDataFrame) -> None:
    path = shapefile(compounds)
    mars = 'GEOGCS["Mars",DATUM["Mars",SPHEROID["Mars",3396190,169.894]],PRIMEM["Reference_Meridian",0],UNIT["Degree",0.0174532925199433]]'
    path.with_suffix(".prj").write_text(mars)
    with pytest.raises(CRSError, match="Mars"):
        read_layer(path, "compounds")
