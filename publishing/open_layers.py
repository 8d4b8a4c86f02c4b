"""The layers of the extract as they are given away: footprints only where they may be, coordinates no finer than they are good for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from publishing.extract import Extract
from publishing.open_schema import fields, key

POINT_DECIMALS = 5
"""Of a degree, for a building that is only a point: a metre."""
SHAPE_STEP = 1e-7
"""Of a degree, for outlines: a centimetre."""


def layers(extract: Extract, exact: bool) -> dict[str, GeoDataFrame]:
    """Return the layers to be given away, EPSG:4490, degrees, outer rings counter-clockwise as RFC 7946 wants them.

    Parameters
    ----------
    exact : bool
        Whether buildings keep their footprints; else each is a point on its surface.
    """
    given = {}
    for name, held in extract.layers.items():
        frame = _known(name, held)
        if name == "buildings" and not exact:
            given[name] = frame.set_geometry(shapely.points(positions(frame)), crs=frame.crs)
        else:
            shapes = shapely.set_precision(frame.geometry.to_numpy(), SHAPE_STEP)
            given[name] = frame.set_geometry(shapely.orient_polygons(shapes), crs=frame.crs)
    return given


def _known(name: str, frame: GeoDataFrame) -> GeoDataFrame:
    """Leave out, in columns of codes, what is none of them: a word that nobody knows may say anything."""
    unknown = {
        field.code: frame[field.code].where(frame[field.code].isin(list(field.values)))
        for field in fields(name)
        if field.values
    }
    return frame.assign(**unknown)


def positions(frame: GeoDataFrame) -> NDArray[np.float64]:
    """Return a point on the surface of each shape; shape (rows, 2), degrees, longitude first."""
    points = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    rounded: NDArray[np.float64] = np.round(points, POINT_DECIMALS)
    return rounded


def features(name: str, frame: GeoDataFrame, columns: Sequence[str], shapes: bool = True) -> list[dict[str, Any]]:
    """Return rows as GeoJSON features; what is missing is null, days are ``YYYY-MM-DD``.

    Parameters
    ----------
    name : str
        The layer's.
    columns : sequence of str
        What stands in ``properties``.
    shapes : bool
        Whether there are geometries; else they are null.
    """
    drawn: Iterable[Any] = [None] * len(frame)
    if shapes:
        drawn = [json.loads(text) if text else None for text in shapely.to_geojson(frame.geometry.to_numpy())]
    values = [plain(frame[code]) for code in columns]
    rows = zip(*values, strict=True) if values else iter([()] * len(frame))
    return [
        {"type": "Feature", "id": own, "geometry": shape, "properties": dict(zip(columns, row, strict=True))}
        for own, shape, row in zip(frame[key(name)], drawn, rows, strict=True)
    ]


def plain(column: "pd.Series[Any]") -> list[Any]:
    """Return a column's values as JSON has them."""
    held = column.dt.strftime("%Y-%m-%d") if str(column.dtype).startswith("datetime64") else column
    values: list[Any] = held.astype(object).where(held.notna(), None).tolist()
    return values


def bounds(frame: GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north in degrees; None for a layer without a row."""
    found = frame.total_bounds
    return None if np.isnan(found).any() else (float(found[0]), float(found[1]), float(found[2]), float(found[3]))


def codes(frame: GeoDataFrame) -> list[str]:
    """Return a layer's columns without the geometry."""
    return [str(name) for name in frame.columns if name != frame.geometry.name]


Layers = Mapping[str, GeoDataFrame]
