"""What a footprint must be before it can be joined: there, of the right shape, valid, once, and with an id of its own."""

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from locales import N_
from sites.report import Issue, Role

POLYGONS = ("Polygon", "MultiPolygon")
SHAPES = {
    "Point": N_("点"), "LineString": N_("线"), "LinearRing": N_("线"), "Polygon": N_("面"), "MultiPoint": N_("多点"),
    "MultiLineString": N_("多线"), "MultiPolygon": N_("多面"), "GeometryCollection": N_("几何集合"),
}  # fmt: skip
ID_LENGTH = 10

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Cleaned:
    """The rows that can be joined, the number of those that cannot, and why."""

    frame: GeoDataFrame
    rejected: int
    issues: list[Issue]


def clean(
    frame: GeoDataFrame, role: Role, path: str, id_column: str, shapes: tuple[str, ...] = POLYGONS, title: str = ""
) -> Cleaned:
    """Keep the rows whose geometry can be used, each with an id of its own.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        EPSG:4490, with ``row`` and ``id_column``.
    role, path : str
        Where the rows come from, for the issues.
    id_column : str
        Filled from a hash of the geometry where empty; a repeated id gets a suffix such as ``#2``.
    shapes : tuple of str
        The geometry types that the layer may hold.
    title : str
        The layer's title, for the issue.

    Returns
    -------
    Cleaned
        ``frame`` with a fresh index; ``rejected`` + ``len(frame)`` is the number of rows given.
    """
    issues: list[Issue] = []

    def drop(frame: GeoDataFrame, bad: npt.NDArray[np.bool_], found: list[Issue]) -> GeoDataFrame:
        issues.extend(found)
        return frame.loc[~bad] if bad.any() else frame

    total = len(frame)
    geometry = _simplest(frame.geometry.to_numpy())
    frame = frame.set_geometry(geometry, crs=frame.crs) if geometry is not None else frame
    shape = frame.geometry.to_numpy()
    bad = shapely.is_missing(shape) | shapely.is_empty(shape)
    rows = frame["row"].to_numpy()
    frame = drop(frame, bad, [Issue("empty_geometry", role, path=path, row=int(row)) for row in rows[bad]])

    types = frame.geometry.geom_type.to_numpy()
    bad = ~np.isin(types, shapes)
    code = "not_a_polygon" if shapes == POLYGONS else "wrong_geometry_type"
    frame = drop(frame, bad, [
        Issue(code, role, {"shape": SHAPES[kind], "layer": title}, path=path, row=int(row), value=kind)
        for row, kind in zip(frame["row"].to_numpy()[bad], types[bad], strict=True)
    ])  # fmt: skip

    if "Polygon" in shapes:
        frame, bad = _repair(frame, role, path, issues)
        rows = frame["row"].to_numpy()[bad]
        frame = drop(frame, bad, [Issue("broken_geometry", role, path=path, row=int(row)) for row in rows])
    if shapes == POLYGONS:
        first = first_equal(frame.geometry.to_numpy())
        bad = first != np.arange(len(frame))
        rows = frame["row"].to_numpy()
        frame = drop(frame, bad, [
            Issue("duplicate_geometry", role, {"first": int(rows[first[at]])}, path=path, row=int(rows[at]))
            for at in np.flatnonzero(bad)
        ])  # fmt: skip
    frame = _own_ids(frame.reset_index(drop=True), role, path, id_column, issues)
    return Cleaned(frame, total - len(frame), issues)


def first_equal(shapes: Shapes) -> npt.NDArray[np.int64]:
    """Return, for each geometry, the place of the first one with the same points, whatever its start or winding."""
    first = np.arange(len(shapes))
    bounds = pd.DataFrame(shapely.bounds(shapes))
    twins = np.flatnonzero(bounds.duplicated(keep=False).to_numpy())
    if len(twins):
        codes, _ = pd.factorize(shapely.to_wkb(shapely.normalize(shapes[twins])))
        _, firsts = np.unique(codes, return_index=True)
        first[twins] = twins[firsts[codes]]
    return first


def _simplest(shapes: Shapes) -> Shapes | None:
    """Take a lone point out of its multi-point; None when nothing changes."""
    lone = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    if not lone.any():
        return None
    out = shapes.copy()
    out[lone] = shapely.get_geometry(shapes[lone], 0)
    return out


def _repair(
    frame: GeoDataFrame, role: Role, path: str, issues: list[Issue]
) -> tuple[GeoDataFrame, npt.NDArray[np.bool_]]:
    """Make invalid polygons valid, keeping their polygonal part; say which could not be."""
    shapes = frame.geometry.to_numpy().copy()
    invalid = ~shapely.is_valid(shapes)
    broken = np.zeros(len(shapes), dtype=bool)
    for at in np.flatnonzero(invalid):
        parts = shapely.get_parts(shapely.make_valid(shapes[at]))
        parts = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
        if len(parts) == 0 or not shapely.area(parts).sum() > 0:
            broken[at] = True
            continue
        shapes[at] = parts[0] if len(parts) == 1 else shapely.union_all(parts)
        issues.append(Issue("geometry_repaired", role, path=path, row=int(frame["row"].iloc[at])))
    return (frame.set_geometry(shapes, crs=frame.crs) if invalid.any() else frame), broken


def _own_ids(frame: GeoDataFrame, role: Role, path: str, column: str, issues: list[Issue]) -> GeoDataFrame:
    """Give every row an id that no other row has."""
    ids = frame[column].astype(object).where(frame[column].notna(), None).to_numpy(dtype=object).copy()
    absent = np.array([not word for word in ids], dtype=bool)
    for at, wkb in zip(np.flatnonzero(absent), shapely.to_wkb(frame.geometry.to_numpy()[absent]), strict=True):
        ids[at] = f"{role[0]}-{hashlib.sha256(wkb).hexdigest()[:ID_LENGTH]}"
    if absent.any():
        issues.append(Issue("ids_generated", role, {"n": int(absent.sum())}, path=path, column=column))
    repeats = pd.Series(ids).duplicated().to_numpy()
    if repeats.any():
        taken = set(ids)
        seen: dict[str, int] = {}
        firsts = {word: at for at, word in reversed(list(enumerate(ids)))}
        rows = frame["row"].to_numpy()
        for at in np.flatnonzero(repeats):
            old = ids[at]
            count = seen.get(old, 1) + 1
            while f"{old}#{count}" in taken:
                count += 1
            seen[old] = count
            ids[at] = f"{old}#{count}"
            taken.add(ids[at])
            if not absent[at]:
                values = {"id": old, "first": int(rows[firsts[old]]), "new": ids[at]}
                issues.append(
                    Issue("repeated_id", role, values, path=path, row=int(rows[at]), column=column, value=old)
                )
    return frame.assign(**{column: pd.Series(ids, index=frame.index, dtype="str")})
