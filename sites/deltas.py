"""Shapes as the browser reads them: whole numbers, each the difference to the one before, so that they pack well."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

FINE = 10_000_000
"""Steps a degree: about a centimetre."""


def ground(frame: GeoDataFrame, steps: int = FINE) -> list[dict[str, Any]]:
    """Return a layer of the sketch under the map: one part a kind, areas before lines, in the order in which the file has them."""
    parts = []
    area = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    for is_area in (True, False):
        for kind in frame.loc[area == is_area, "kind"].unique():
            rows = frame[(frame["kind"] == kind) & (area == is_area)]
            width = rows["width_m"] if "width_m" in rows else pd.Series(np.nan, index=rows.index)
            parts.append(
                {
                    "kind": str(kind),
                    "area": is_area,
                    "name": texts(rows["name"]) if "name" in rows else [],
                    "width": [None if np.isnan(x) else round(float(x), 1) for x in width.astype(float)],
                    "shapes": shapes(rows.geometry, steps),
                }
            )
    return parts


def texts(column: "pd.Series[Any]") -> list[str]:
    """Return a column as text, empty where nothing is known."""
    return ["" if value is None or value is pd.NA or value != value else str(value) for value in column]


def whole(column: "pd.Series[Any]", missing: int | None = -1) -> list[int | None]:
    """Return a column as whole numbers."""
    return [missing if value is None or value is pd.NA or value != value else int(value) for value in column]


def label_points(geometry: Any) -> NDArray[np.object_]:
    """Return where a name stands: the middle of the largest circle that fits inside."""
    return np.asarray(shapely.get_point(shapely.maximum_inscribed_circle(geometry.to_numpy(), tolerance=1e-4), 0))


def points(at: NDArray[np.object_], steps: int = FINE) -> list[int]:
    """Return points as differences, longitude and latitude in turn."""
    return _deltas(shapely.get_coordinates(at), steps)


def shapes(geometry: Any, steps: int = FINE) -> dict[str, list[int]]:
    """Return polygons or lines: rings a feature, points a ring, coordinate differences. Rings are written without their closing point."""
    array = geometry.to_numpy()
    parts, feature = shapely.get_parts(array, return_index=True)
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    if polygons.all():
        rings, of_part = shapely.get_rings(parts, return_index=True)
        feature = feature[of_part]
        coordinates, ring = shapely.get_coordinates(rings, return_index=True)
        closing = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.array([], bool)
        coordinates, ring = coordinates[~closing], ring[~closing]
    else:
        rings = parts
        coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    return {
        "rings": np.bincount(feature, minlength=len(array)).tolist(),
        "points": np.bincount(ring, minlength=len(rings)).tolist(),
        "xy": _deltas(coordinates, steps),
    }


def _deltas(coordinates: NDArray[np.float64], steps: int) -> list[int]:
    at = np.rint(coordinates * steps).astype(np.int64)
    result: list[int] = np.diff(at, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return result
