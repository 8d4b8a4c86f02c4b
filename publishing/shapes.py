"""The extract as the public page reads it: shapes in one file, what changes from week to week in another (frontend/src/public/)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from publishing.extract import COUNTED, Extract
from sites import deltas
from sites.search import spellings
from sites.stages import STAGE_ORDER

STEPS = 500_000
"""Of a degree: some 20 cm. The page draws a sketch, and exact footprints are no part of it."""
METRE = 1e-5
"""Degrees, near enough at this latitude for a tolerance."""
COARSENESS_M = {"buildings": 0.3, "compounds": 0.5, "subdistricts": 8.0, "ground": 4.0}
"""How far a simplified line may lie off, metres."""
NO_STAGE = len(STAGE_ORDER)
Pages = Mapping[str, str]


def geometry(extract: Extract, ground: Mapping[str, GeoDataFrame], pages: Pages) -> dict[str, Any]:
    """Return what seldom changes: shapes, names, where facilities are.

    Parameters
    ----------
    extract : Extract
    ground : mapping of str to geopandas.GeoDataFrame
        The sketch under the map, EPSG:4490; may be empty.
    pages : mapping of str to str
        Each compound's own page, by its id.
    """
    subdistricts, compounds, buildings = (extract.layers[name] for name in ("subdistricts", "compounds", "buildings"))
    place = _places(compounds["compound_id"])
    of_compound = _found(buildings["compound_id"], place)
    involved = subdistricts["subdistrict"].isin(compounds["subdistrict"])
    body: dict[str, Any] = {
        "steps": STEPS,
        "ground": [
            part for name in sorted(ground)
            for part in deltas.ground(_simple(ground[name], COARSENESS_M["ground"]), STEPS)
        ],
        "subdistricts": {
            "name": deltas.texts(subdistricts["subdistrict"]),
            "involved": [int(each) for each in involved],
            "shapes": _shapes(subdistricts, "subdistricts"),
            "at": deltas.points(deltas.label_points(subdistricts.geometry), STEPS),
        },
        "compounds": {
            "id": deltas.texts(compounds["compound_id"]),
            "page": [pages[str(name)] for name in compounds["compound_id"]],
            "name": deltas.texts(compounds["compound"]),
            "pinyin": [" ".join(spellings(str(name))[1:]) for name in compounds["compound"]],
            "subdistrict": _found(compounds["subdistrict"], _places(subdistricts["subdistrict"])),
            "buildings": np.bincount([at for at in of_compound if at >= 0], minlength=len(compounds)).tolist(),
            "character": deltas.texts(compounds["character"]),
            "shapes": _shapes(compounds, "compounds"),
            "at": deltas.points(deltas.label_points(compounds.geometry), STEPS),
        },
        "buildings": {
            "id": deltas.texts(buildings["building_id"]),
            "compound": of_compound,
            "number": deltas.texts(buildings["building_no"]),
            "year": deltas.whole(buildings["built_year"], 0),
            "storeys": deltas.whole(buildings["storeys"], 0),
            "shapes": _shapes(buildings, "buildings"),
            "at": _at(buildings),
        },
        "facilities": {
            name: _facilities(extract.layers[name], place, _places(buildings["building_id"]))
            for name in ("parking", "charging", "elevators")
            if name in extract.layers
        },
    }  # fmt: skip
    body["hash"] = hashlib.sha256(_dump(body)).hexdigest()[:16]
    return body


def state(extract: Extract) -> dict[str, Any]:
    """Return what changes from week to week: stages, planned finishes, what facilities there are, progress by subdistrict."""
    buildings = extract.layers["buildings"]
    finish = buildings["planned_finish"].to_numpy("datetime64[D]")
    days = np.where(np.isnat(finish), 0, finish.astype(np.int64))
    return {
        "number": extract.number,
        "as_of": extract.as_of.isoformat(),
        "synthetic": extract.synthetic,
        "stage": buildings["stage"].map(STAGE_ORDER).fillna(NO_STAGE).astype(int).tolist(),
        "finish": days.tolist(),
        "facilities": {
            name: _stand(extract.layers[name]) for name in ("parking", "charging", "elevators") if name in extract.layers
        },
        "progress": [_row(row) for _at, row in extract.progress.iterrows()],
    }  # fmt: skip


def script(name: str, value: Any) -> bytes:
    """Return a value as a classic script that hands it to the page: a page opened from a disk may load no other kind."""
    return b"(self.onemapData=self.onemapData||{})." + name.encode("ascii") + b"=" + _dump(value) + b";\n"


def _facilities(frame: GeoDataFrame, compound: "pd.Series[int]", building: "pd.Series[int]") -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": deltas.texts(frame["facility_id"]),
        "compound": _found(frame["compound_id"], compound),
        "at": _at(frame),
    }
    if "kind" in frame:
        found["kind"] = deltas.texts(frame["kind"])
    if "building_id" in frame:
        found["building"] = _found(frame["building_id"], building)
    return found


def _stand(frame: GeoDataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {"status": deltas.texts(frame["status"])}
    counted = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    if counted:
        found["note"] = json.loads(pd.DataFrame(frame[counted]).to_json(orient="records"))
    return found


def _row(row: "pd.Series[Any]") -> dict[str, Any]:
    stages = None if pd.isna(row[COUNTED[0]]) else [int(row[code]) for code in COUNTED]
    return {
        "subdistrict": str(row["subdistrict"]), "compounds": int(row["compounds"]), "buildings": int(row["buildings"]),
        "households": None if pd.isna(row["households"]) else int(row["households"]), "stages": stages,
    }  # fmt: skip


def _shapes(frame: GeoDataFrame, name: str) -> dict[str, list[int]]:
    return deltas.shapes(_simple(frame, COARSENESS_M[name]).geometry, STEPS)


def _simple(frame: GeoDataFrame, metres: float) -> GeoDataFrame:
    kept = frame.geometry.to_numpy()
    simple = shapely.simplify(kept, metres * METRE, preserve_topology=True)
    return frame.set_geometry(np.where(shapely.is_empty(simple), kept, simple), crs=frame.crs)


def _at(frame: GeoDataFrame) -> list[int]:
    return deltas.points(shapely.point_on_surface(frame.geometry.to_numpy()), STEPS)


def _places(ids: "pd.Series[Any]") -> "pd.Series[int]":
    return pd.Series(np.arange(len(ids)), index=ids.to_numpy())


def _found(ids: "pd.Series[Any]", places: "pd.Series[int]") -> list[int]:
    return [int(each) for each in ids.map(places).fillna(-1)]


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
