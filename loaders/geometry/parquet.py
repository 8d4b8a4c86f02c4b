"""GeoParquet, through geopandas."""

import json
from functools import partial

import geopandas
import pandas as pd
import pyarrow
import pyarrow.parquet
import shapely
from pyproj import CRS
from pyproj.exceptions import ProjError

from loaders.errors import LayerError, broken
from loaders.geometry.found import Features, Found, Opened
from loaders.geometry.vector import plain
from locales import _
from sites.report import Role

_BROKEN = (
    pyarrow.ArrowException, ProjError, OSError, ValueError, TypeError, LookupError, AttributeError, shapely.errors.GEOSException,
)  # fmt: skip
"""What pyarrow and geopandas raise for damaged files and metadata."""


def found(opened: Opened) -> list[Found]:
    """Return the one layer of a GeoParquet file.

    Raises
    ------
    FormatError
        It is damaged.
    LayerError
        It is a Parquet file without geometry.
    """
    try:
        held = pyarrow.parquet.read_metadata(opened.path)
        said = json.loads((held.metadata or {}).get(b"geo", b"null"))
        columns = tuple(map(str, held.schema.to_arrow_schema().names))
        if said is None:
            raise LayerError(opened.shown, _("图层没有图形"), _("请导出为 GeoParquet"))
        kinds = said["columns"][said["primary_column"]].get("geometry_types", [])
    except _BROKEN as error:
        raise broken(opened.shown) from error
    shapes = frozenset(plain(str(kind)) for kind in kinds) or frozenset({"Unknown"})
    return [Found(opened.title, shapes, held.num_rows, columns, partial(_read, opened))]


def _read(opened: Opened, _role: Role) -> Features:
    try:
        frame = geopandas.read_parquet(opened.path)
        texts = frame.select_dtypes("str")
        frame[texts.columns] = texts.astype(object)  # damaged text shows here, and not when it is looked at
    except _BROKEN as error:
        raise broken(opened.shown) from error
    frame.columns = pd.Index([str(name) for name in frame.columns])
    return Features(frame.reset_index(drop=True), _named(frame.crs))


def _named(crs: CRS | None) -> CRS | None:
    """Return EPSG:4326 for longitude and latitude on WGS 84 under the name that GeoParquet has for it."""
    return CRS.from_epsg(4326) if crs is not None and crs.to_authority() == ("OGC", "CRS84") else crs
