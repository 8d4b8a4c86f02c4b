"""Geometry for the browser: every shape once, as whole numbers, addressed by content."""

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from maps import files
from sites import deltas
from sites.edition import Edition
from sites.facilities import LAYERS


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
        "ground": [part for name in sorted(ground) for part in deltas.ground(ground[name])],
        "subdistricts": {
            "name": deltas.texts(subdistricts["subdistrict"]),
            "involved": [int(x) for x in involved],
            "shapes": deltas.shapes(subdistricts.geometry),
            "at": deltas.points(deltas.label_points(subdistricts.geometry)),
        },
        "compounds": {
            "id": deltas.texts(compounds["compound_id"]),
            "name": deltas.texts(compounds["compound"]),
            "subdistrict": deltas.whole(compounds["subdistrict"].map(of_subdistrict)),
            "buildings": np.bincount(of_compound[of_compound >= 0], minlength=len(compounds)).tolist(),
            "shapes": deltas.shapes(compounds.geometry),
            "at": deltas.points(deltas.label_points(compounds.geometry)),
        },
        "buildings": {
            "id": deltas.texts(buildings["building_id"]),
            "compound": of_compound.tolist(),
            "number": deltas.texts(buildings["building_no"]),
            "households": deltas.whole(buildings["households"], missing=None),
            "storeys": deltas.whole(buildings["storeys"], missing=None),
            "shapes": deltas.shapes(buildings.geometry),
            "at": deltas.points(shapely.point_on_surface(buildings.geometry.to_numpy())),
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
        "id": deltas.texts(frame["facility_id"]),
        "compound": deltas.whole(frame["compound_id"].map(place)),
        "status": deltas.texts(frame["status"]),
        "at": deltas.points(shapely.point_on_surface(frame.geometry.to_numpy())),
    }
    if lines:
        part["shapes"] = deltas.shapes(frame.geometry)
    if "kind" in frame:
        part["kind"] = deltas.texts(frame["kind"])
    if "building_id" in frame:
        ids = edition.buildings["building_id"]
        part["building"] = deltas.whole(frame["building_id"].map(pd.Series(np.arange(len(ids)), index=ids.to_numpy())))
    notes = frame[[name for name in attributes if name in frame and name not in ("building_id", "kind")]]
    if len(notes.columns):
        part["note"] = json.loads(notes.to_json(orient="records"))
    return part
