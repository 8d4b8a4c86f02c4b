"""The sketch under the map: river, canals, roads and green of a data folder, drawn and never joined."""

from pathlib import Path

import pyogrio
from geopandas import GeoDataFrame

from loaders.errors import broken
from loaders.files import GEOMETRY, source
from loaders.geometry import layers
from sites.table import CRS

PREFIX = "ground"


def read_ground(path: Path) -> dict[str, GeoDataFrame]:
    """Return a file's layers whose names start with ``ground``, EPSG:4490, by name; none where there are none.

    Raises
    ------
    LoadError
        The file cannot be used.
    """
    checked = source(path, GEOMETRY)
    names = [name for name in layers(path) if name.startswith(PREFIX)]
    try:
        frames = {name: pyogrio.read_dataframe(checked.path, layer=name) for name in names}
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise broken(path) from error
    return {name: frame.set_crs(CRS, allow_override=True) for name, frame in frames.items()}
