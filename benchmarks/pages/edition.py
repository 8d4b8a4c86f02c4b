"""The edition as a file: what a page that knows nothing of the app reads."""

import os
from pathlib import Path

import geopandas as gpd

PACKAGE = "BENCH_PACKAGE"
"""The environment variable that names ``E.gpkg``."""


def buildings() -> gpd.GeoDataFrame:
    """Return id, subdistrict, stage and shape of every building, EPSG:4326."""
    frame = gpd.read_file(Path(os.environ[PACKAGE]), layer="buildings").to_crs(4326)
    return frame[["building_id", "subdistrict", "stage", "geometry"]]
