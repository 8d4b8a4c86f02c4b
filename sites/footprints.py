"""What a footprint must be before it can be joined: there, of the right shape, valid, once, and with an id of its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from locales import N_
from sites import metres, overlaps, repairs
from sites.repairs import Least
from sites.report import Issue, Role

POLYGONS = ("Polygon", "MultiPolygon")
SHAPES = {
    "Point": N_("点"), "LineString": N_("线"), "LinearRing": N_("线"), "Polygon": N_("面"), "MultiPoint": N_("多点"),
    "MultiLineString": N_("多线"), "MultiPolygon": N_("多面"), "GeometryCollection": N_("几何集合"),
}  # fmt: skip
ID_LENGTH = 10
FAR_M = 100_000.0
"""A district is 30 km long: what lies further than this from the others has wrong coordinates, 0,0 most often."""
FEWEST_FOR_MIDDLE = 3
LEAST: Mapping[str, Least] = {
    "subdistricts": Least(area=10_000.0, part=100.0, width=10.0),
    "compounds": Least(area=100.0, part=10.0, width=2.0),
    "buildings": Least(area=2.0, part=1.0, width=0.5),
}
"""Below these nobody draws on purpose: real kiosks go down to 4 m², the smallest compound is one house with its yard."""
LEAST_OF_FACILITIES = Least(area=2.0, part=1.0, width=0.5)
DIMENSIONS = {"Point": 0, "LineString": 1, "Polygon": 2}

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Cleaned:
    """The rows that can be joined, the number of those that cannot, and why."""

    frame: GeoDataFrame
    rejected: int
    issues: list[Issue]


@dataclass
class _Rows:
    """The rows that are left, and what was found so far."""

    frame: GeoDataFrame
    role: Role
    path: str
    issues: list[Issue] = field(default_factory=list)

    @property
    def shapes(self) -> repairs.Shapes:
        return np.asarray(self.frame.geometry.to_numpy())

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        return np.asarray(self.frame["row"].to_numpy())

    def draw(self, shapes: repairs.Shapes) -> None:
        """Put other geometries in place."""
        self.frame = self.frame.set_geometry(shapes, crs=self.frame.crs)

    def say(self, code: str, at: int, values: Mapping[str, object] | None = None, value: str = "") -> None:
        """Report something of one row."""
        self.issues.append(Issue(code, self.role, values or {}, path=self.path, row=int(self.numbers[at]), value=value))

    def count(self, code: str, n: int) -> None:
        """Report something of so many rows; nothing for none."""
        if n:
            self.issues.append(Issue(code, self.role, {"n": n}, path=self.path))

    def reject(
        self, bad: Mask, code: str, values: Sequence[Mapping[str, object]] = (), words: Sequence[str] = ()
    ) -> None:
        """Take the bad rows out, each with its one error; ``values`` and ``words`` are given for the bad rows only."""
        for place, at in enumerate(np.flatnonzero(bad)):
            self.say(code, int(at), values[place] if values else None, words[place] if words else "")
        if bad.any():
            self.frame = self.frame.loc[~bad]


def clean(
    frame: GeoDataFrame, role: Role, path: str, id_column: str, shapes: tuple[str, ...] = POLYGONS, title: str = "",
    around: tuple[float, float] | None = None,
) -> Cleaned:  # fmt: skip
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
    around : tuple of float, optional
        Longitude and latitude where a layer with few rows should lie.

    Returns
    -------
    Cleaned
        ``frame`` with a fresh index; ``rejected`` + ``len(frame)`` is the number of rows given.
    """
    rows = _Rows(frame, role, path)
    rows.draw(repairs.simplest(rows.shapes))
    rows.reject(shapely.is_missing(rows.shapes) | shapely.is_empty(rows.shapes), "empty_geometry")
    rows.reject(repairs.impossible(rows.shapes), "impossible_coordinates")
    _take_what_is_wanted(rows, shapes)
    _reject_far_away(rows, around)
    kinds = rows.frame.geometry.geom_type.to_numpy()
    bad = ~np.isin(kinds, shapes)
    code = "not_a_polygon" if shapes == POLYGONS else "wrong_geometry_type"
    rows.reject(bad, code, [{"shape": SHAPES[kind], "layer": title} for kind in kinds[bad]], list(kinds[bad]))
    if "Polygon" in shapes:
        _repair(rows)
    if shapes == POLYGONS:
        _reject_duplicates(rows)
    kept = _own_ids(rows.frame.reset_index(drop=True), role, path, id_column, rows.issues)
    return Cleaned(kept, len(frame) - len(kept), rows.issues)


def middle(frame: GeoDataFrame) -> tuple[float, float] | None:
    """Return the longitude and latitude that half of the shapes lie west and south of; None for no shapes."""
    if frame.empty:
        return None
    lon, lat = np.median(metres.middles(frame.geometry.to_numpy()), axis=0)
    return float(lon), float(lat)


def _reject_far_away(rows: _Rows, around: tuple[float, float] | None) -> None:
    """Reject what lies far from the middle of the layer, or from where it should be when the layer has hardly a middle."""
    own = middle(rows.frame) if len(rows.frame) >= FEWEST_FOR_MIDDLE else around
    if own is None:
        return
    points = metres.middles(rows.shapes)
    far = metres.distances(points, own)
    bad = far > FAR_M
    if 2 * bad.sum() > len(bad) and own is not around:
        return  # there is no middle: nothing tells who is far from whom
    words = [f"{lon:.4f}, {lat:.4f}" for lon, lat in points[bad]]
    rows.reject(bad, "far_away", [{"km": round(metre / 1000)} for metre in far[bad]], words)


def _take_what_is_wanted(rows: _Rows, shapes: tuple[str, ...]) -> None:
    """Take polygons, else lines, out of collections, and close outlines that were drawn as lines."""
    dimension = max(DIMENSIONS.get(kind, 0) for kind in shapes)
    drawn, taken = repairs.parts_of(rows.shapes, dimension)
    closed = np.zeros(len(drawn), dtype=bool)
    if "Polygon" in shapes and "LineString" not in shapes:
        drawn, closed = repairs.outlines(drawn)
    if taken.any() or closed.any():
        rows.draw(drawn)
    for at in np.flatnonzero(taken):
        rows.say("parts_taken", int(at))
    rows.count("outline_closed", int(closed.sum()))


def _repair(rows: _Rows) -> None:
    """Make polygons valid and plain, and drop what is too small to be drawn on purpose."""
    drawn, repaired, broken = repairs.valid(rows.shapes)
    rows.draw(drawn)
    for at in np.flatnonzero(repaired):
        rows.say("geometry_repaired", int(at))
    rows.reject(broken, "broken_geometry")
    drawn, dropped, slivers = repairs.without_slivers(rows.shapes, LEAST.get(rows.role, LEAST_OF_FACILITIES))
    drawn, shorter = repairs.plain(drawn)
    rows.draw(drawn)
    rows.count("repeated_points", shorter)
    for at in np.flatnonzero((dropped > 0) & ~slivers):
        rows.say("sliver_part_dropped", int(at), {"n": int(dropped[at])})
    sizes = metres.areas(rows.shapes[slivers])
    rows.reject(
        slivers, "sliver_polygon", [{"area": f"{size:.1f}"} for size in sizes], [f"{size:.1f}" for size in sizes]
    )


def _reject_duplicates(rows: _Rows) -> None:
    """Reject what was drawn before point by point; name what was drawn almost so."""
    first = overlaps.first_equal(rows.shapes)
    bad = first != np.arange(len(first))
    rows.reject(bad, "duplicate_geometry", [{"first": int(row)} for row in rows.numbers[first[bad]]])
    for one, other, share in overlaps.near_duplicates(rows.shapes):
        rows.say("near_duplicate", other, {"first": int(rows.numbers[one]), "share": f"{share:.0%}"})


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
