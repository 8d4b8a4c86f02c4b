"""Geometry for the browser: every shape once, as whole numbers, addressed by content."""

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from maps import files
from sites.edition import Edition
from sites.facilities import LAYERS

STEPS_PER_DEGREE = 1e7
"""Coordinates are written as differences of whole ten-millionths of a degree: about a centimetre."""


def address(edition: Edition, ground: dict[str, GeoDataFrame]) -> str:
    """Encode an edition's geometry and return its address below ``/map/``.

    Parameters
    ----------
    edition : Edition
        Frames in EPSG:4490, degrees.
    ground : dict of str to geopandas.GeoDataFrame
        The sketched background, EPSG:4490; may be empty.
    """
    body = _encode(edition, ground)
    body["hash"] = hashlib.sha256(_dump(body)).hexdigest()
    return files.put("geometry.json", _dump(body))


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _encode(edition: Edition, ground: dict[str, GeoDataFrame]) -> dict[str, Any]:
    compounds, buildings, subdistricts = edition.compounds, edition.buildings, edition.subdistricts
    place = pd.Series(np.arange(len(compounds)), index=compounds["compound_id"].to_numpy())
    of_compound = buildings["compound_id"].map(place).fillna(-1).astype(int)
    of_subdistrict = pd.Series(np.arange(len(subdistricts)), index=subdistricts["subdistrict"].to_numpy())
    involved = subdistricts["subdistrict"].isin(compounds["subdistrict"])
    return {
        "ground": [part for name in sorted(ground) for part in _ground(ground[name])],
        "subdistricts": {
            "name": _texts(subdistricts["subdistrict"]),
            "involved": [int(x) for x in involved],
            "shapes": _shapes(subdistricts.geometry),
            "at": _points(_label_points(subdistricts.geometry)),
        },
        "compounds": {
            "id": _texts(compounds["compound_id"]),
            "name": _texts(compounds["compound"]),
            "subdistrict": _whole(compounds["subdistrict"].map(of_subdistrict)),
            "buildings": np.bincount(of_compound[of_compound >= 0], minlength=len(compounds)).tolist(),
            "shapes": _shapes(compounds.geometry),
            "at": _points(_label_points(compounds.geometry)),
        },
        "buildings": {
            "id": _texts(buildings["building_id"]),
            "compound": of_compound.tolist(),
            "number": _texts(buildings["building_no"]),
            "households": _whole(buildings["households"], missing=None),
            "storeys": _whole(buildings["storeys"], missing=None),
            "shapes": _shapes(buildings.geometry),
            "at": _points(shapely.point_on_surface(buildings.geometry.to_numpy())),
        },
        "facilities": {
            layer.name: _facilities(edition.facilities[layer.name], layer.attributes, place, edition)
            for layer in LAYERS
            if layer.name in edition.facilities
        },
    }


def _facilities(frame: GeoDataFrame, attributes: tuple[str, ...], place: pd.Series, edition: Edition) -> dict[str, Any]:
    lines = frame.geometry.geom_type.isin(["LineString", "MultiLineString"]).any()
    part: dict[str, Any] = {
        "id": _texts(frame["facility_id"]),
        "compound": _whole(frame["compound_id"].map(place)),
        "status": _texts(frame["status"]),
        "at": _points(shapely.point_on_surface(frame.geometry.to_numpy())),
    }
    if lines:
        part["shapes"] = _shapes(frame.geometry)
    if "kind" in frame:
        part["kind"] = _texts(frame["kind"])
    if "building_id" in frame:
        ids = edition.buildings["building_id"]
        part["building"] = _whole(frame["building_id"].map(pd.Series(np.arange(len(ids)), index=ids.to_numpy())))
    notes = frame[[name for name in attributes if name in frame and name not in ("building_id", "kind")]]
    if len(notes.columns):
        part["note"] = json.loads(notes.to_json(orient="records"))
    return part


def _ground(frame: GeoDataFrame) -> list[dict[str, Any]]:
    """One part a kind, areas before lines, in the order in which the file has them."""
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
                    "name": _texts(rows["name"]) if "name" in rows else [],
                    "width": [None if np.isnan(x) else round(float(x), 1) for x in width.astype(float)],
                    "shapes": _shapes(rows.geometry),
                }
            )
    return parts


def _texts(column: "pd.Series[Any]") -> list[str]:
    return ["" if value is None or value is pd.NA or value != value else str(value) for value in column]


def _whole(column: "pd.Series[Any]", missing: int | None = -1) -> list[int | None]:
    return [missing if value is None or value is pd.NA or value != value else int(value) for value in column]


def _label_points(geometry: Any) -> NDArray[np.object_]:
    """Where a name stands: the middle of the largest circle that fits inside."""
    return shapely.get_point(shapely.maximum_inscribed_circle(geometry.to_numpy(), tolerance=1e-4), 0)


def _points(points: NDArray[np.object_]) -> list[int]:
    return _deltas(shapely.get_coordinates(points))


def _shapes(geometry: Any) -> dict[str, list[int]]:
    """Rings a feature, points a ring, coordinate differences. Rings are written without their closing point."""
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
        "xy": _deltas(coordinates),
    }


def _deltas(coordinates: NDArray[np.float64]) -> list[int]:
    steps = np.rint(coordinates * STEPS_PER_DEGREE).astype(np.int64)
    result: list[int] = np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()
    return result
