"""The demo's geometry files: one GeoPackage with all layers, and the compounds as a Shapefile in GBK."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from demo.ground import DEGREES
from demo.names import LABEL

GEOPACKAGE = Path("geo/demo.gpkg")
SHAPEFILE = Path("geo/demo_compounds_gbk.shp")
WRITTEN_ON = "2022-09-01"
"""Stands in both files instead of the clock, so that they are the same on every run."""
DECIMALS = 7
"""Of a degree: about a centimetre."""
SHORT_NAMES = {"compound_id": "小区编号", "compound": "小区名称", "subdistrict": "所属街道", "built_year": "建成年份"}
"""A DBF's field names hold ten bytes: four characters and a half in GBK... eight are used."""


def degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame in EPSG:4490, degrees, rounded to ``DECIMALS``."""
    frame = frame.to_crs(DEGREES)
    frame.geometry = shapely.transform(frame.geometry.array, lambda points: points.round(DECIMALS))
    return frame


def put(folder: Path, layer: str, frame: gpd.GeoDataFrame, append: bool = False) -> None:
    """Write or append one layer of ``GEOPACKAGE``; the frame is in EPSG:4549, the layer in EPSG:4490."""
    _stop_the_clock()
    options = {} if append else {"layer_options": {"DESCRIPTION": LABEL, "IDENTIFIER": f"{layer} {LABEL}"}}
    pyogrio.write_dataframe(
        degrees(frame).assign(synthetic=True), folder / GEOPACKAGE, layer=layer, driver="GPKG", append=append, **options
    )


def put_shapefile(folder: Path, compounds: gpd.GeoDataFrame, append: bool = False) -> None:
    """Write the compounds as ``SHAPEFILE``, encoded in GBK, with its .cpg."""
    _stop_the_clock()
    short = degrees(compounds)[[*SHORT_NAMES, "geometry"]].rename(columns=SHORT_NAMES).assign(说明="演示数据（虚构）")
    options = {} if append else {"layer_options": {"DBF_DATE_LAST_UPDATE": WRITTEN_ON}}
    pyogrio.write_dataframe(
        short, folder / SHAPEFILE, driver="ESRI Shapefile", encoding="GBK", append=append, **options
    )


def _stop_the_clock() -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{WRITTEN_ON}T00:00:00.000Z"})
