"""What two layers say about each other's datum: whether things lie where they belong, under each pair of datums.

Only the difference of two datums can be measured. At Nantong GCJ-02 lies some 465 m from WGS 84, BD-09 some 1,100 m, and
some 900 m from GCJ-02, each in a direction of its own; so a pair of layers that differ tells which of them is which, and
a pair that agrees tells nothing of what both are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sites.compound_index import CompoundIndex, Places
from sites.datum import DATUMS, Datum, Points, convert
from sites.matching import NOWHERE
from sites.names import subdistrict_name
from sites.repairs import outlines
from sites.report import DatumEvidence, Role
from sites.schemas import COMPOUND_KEYS
from sites.table import Layer, with_columns

SAMPLE = 5_000
"""So many things of a layer are looked at, chosen by ``SEED``: a share is then known to one per cent."""
PLOT_SAMPLE = 500
"""The same for compounds, each of which is looked at by its corners."""
SEED = 320_613
NEAR_M = 2_000.0
"""Something further from where it belongs is misnamed, not shifted: BD-09, the longest shift, is some 1,100 m."""
CORNERS = 16
"""At most so many corners of a compound are looked at."""
OUTLINE_SHRUNK = 0.9
"""A compound's corners are drawn in a little before they are held against a subdistrict: both follow the same street."""
DETAIL = 2e-5
"""Degrees: two metres of a subdistrict's outline do not matter here."""
DEGREE_M = 111_195.0
"""Of latitude, on the mean sphere."""
PAIRS: tuple[tuple[Datum, Datum], ...] = (
    ("wgs84", "wgs84"), *((one, other) for one in DATUMS for other in DATUMS if one != other),
)  # fmt: skip
"""What is tried. The first stands for both being the same, whatever that is."""
HELD_AGAINST_COMPOUNDS: tuple[Role, ...] = ("buildings", "parking", "charging", "elevators", "pipes")

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Trial:
    """A layer held against another under one pair of datums.

    Attributes
    ----------
    evidence : DatumEvidence
        The figures.
    inside : numpy.ndarray, shape (n,)
        How much of each thing lies where it belongs, 0-1.
    """

    evidence: DatumEvidence
    inside: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """A layer of things held against the layer of areas in which they belong, under each of ``PAIRS``."""

    role: Role
    against: Role
    named: bool
    """Each thing has an area of its own; else any will do."""
    groups: int
    """In how many areas they belong, or lie under the best pair."""
    trials: tuple[Trial, ...]

    def trial(self, own: Datum, other: Datum) -> Trial:
        """Return the trial of a pair of datums."""
        return self.trials[0 if own == other else PAIRS.index((own, other))]


def comparisons(layers: Mapping[Role, Layer]) -> list[Comparison]:
    """Hold against each other what can be: buildings and facilities against compounds, compounds against subdistricts.

    Parameters
    ----------
    layers : mapping of role to Layer
        As they were read, EPSG:4490, uncleaned.

    Returns
    -------
    list of Comparison
        Only those with something to look at.
    """
    if "compounds" not in layers:
        return []
    plots = _usable(with_columns(layers["compounds"].frame, COMPOUND_KEYS))
    plots = plots.loc[plots["compound"].notna()].reset_index(drop=True)
    if plots.empty:
        return []
    index, areas = CompoundIndex(plots), plots.geometry.to_numpy()
    found = []
    for role in HELD_AGAINST_COMPOUNDS:
        if role in layers:
            rows = _usable(_sample(layers[role].frame, SAMPLE))
            found.append(_compared(role, "compounds", _things(rows, index.exact(rows)), areas))
    if "subdistricts" in layers:
        found.append(_in_subdistricts(_sample(plots, PLOT_SAMPLE), layers["subdistricts"]))
    return [entry for entry in found if entry is not None]


def _in_subdistricts(plots: pd.DataFrame, layer: Layer) -> Comparison | None:
    """Hold compounds against the subdistricts that they name; a subdistrict may consist of several rows."""
    if "subdistrict" not in layer.frame:
        return None
    frame = _usable(layer.frame.loc[layer.frame["subdistrict"].notna()])
    names = frame["subdistrict"].map(subdistrict_name).to_numpy(dtype=object)
    whole = {name: shapely.union_all(frame.geometry.to_numpy()[names == name]) for name in dict.fromkeys(names)}
    areas = shapely.simplify(np.array(list(whole.values()), dtype=object), DETAIL)
    place = {name: at for at, name in enumerate(whole)}
    table = {word: place.get(subdistrict_name(word), NOWHERE) for word in plots["subdistrict"].dropna().unique()}
    home = plots["subdistrict"].map(table).fillna(NOWHERE).to_numpy("int64")
    named = home >= 0
    points, owner = _outline_points(plots.geometry.to_numpy()[named])
    things = _Things(points, home[named][owner], owner, named=True)
    return _compared("compounds", "subdistricts", things, areas)


@dataclass(frozen=True)
class _Things:
    """Points that stand for the things of a layer."""

    points: Points
    home: Places
    """The area in which each belongs."""
    owner: Places
    """The thing of each point, from 0."""
    named: bool


def _things(frame: pd.DataFrame, home: Places) -> _Things:
    """Take those with a known area alone, unless there are hardly any."""
    points, told = _points(frame), home >= 0
    named = bool(told.sum() * 2 > len(home))
    if named:
        points, home = points[told], home[told]
    return _Things(points, home, np.arange(len(points)), named)


def _compared(role: Role, against: Role, things: _Things, areas: Shapes) -> Comparison | None:
    """Try every pair."""
    if not len(things.points):
        return None
    shapely.prepare(areas)
    tree = None if things.named else shapely.STRtree(areas)
    moved = [convert(things.points, own, other) for own, other in PAIRS]
    if tree is None:
        known = things.home
        lies = [shapely.contains_xy(areas[known], points) for points in moved]
    else:  # what lies in an area under the best pair is taken to belong there
        places = [_where(points, tree) for points in moved]
        lies = [at >= 0 for at in places]
        known = places[int(np.argmax([inside.sum() for inside in lies]))]
    told = np.flatnonzero(known >= 0)
    middles = shapely.get_coordinates(shapely.centroid(areas))
    trials = []
    for (own, other), points, inside in zip(PAIRS, moved, lies, strict=True):
        if against == "subdistricts":
            east, north = _gaps(points, areas[known], inside)
        else:
            east, north = _from_middle(points[told], middles[known[told]])
        share = np.bincount(things.owner, inside) / np.bincount(things.owner)
        figures = DatumEvidence(role, against, own, other, len(share), float(share.mean()), east, north)
        trials.append(Trial(figures, share))
    return Comparison(role, against, things.named, len(np.unique(known[told])), tuple(trials))


def _where(points: Points, tree: shapely.STRtree) -> Places:
    """Return an area that holds each point, ``NOWHERE`` where there is none."""
    at = np.full(len(points), NOWHERE, dtype="int64")
    one, other = tree.query(shapely.points(points), predicate="within")
    at[one] = other
    return at


def _from_middle(points: Points, middles: Points) -> tuple[float, float]:
    """Return the median way from the middle of the area to the thing, metres east and north: misnamed things hardly move it."""
    if not len(points):
        return 0.0, 0.0
    east, north = np.median(_metres(points - middles, points[:, 1]), axis=0)
    return float(east), float(north)


def _gaps(points: Points, areas: Shapes, inside: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the mean way from the area's edge to the thing, metres east and north, nothing for what lies inside.

    Areas of kilometres have no middle in which things belong.
    """
    out = ~inside
    ways = shapely.get_coordinates(shapely.shortest_line(areas[out], shapely.points(points[out]))).reshape(-1, 2, 2)
    gaps = _metres(ways[:, 1] - ways[:, 0], points[out, 1])
    gaps = gaps[np.hypot(gaps[:, 0], gaps[:, 1]) <= NEAR_M]
    n = len(gaps) + np.count_nonzero(inside)
    east, north = gaps.sum(axis=0) / max(n, 1)
    return float(east), float(north)


def _metres(steps: Points, latitude: Points) -> Points:
    """Turn steps in degrees into metres east and north."""
    return np.asarray(steps * np.column_stack([np.cos(np.radians(latitude)), np.ones(len(steps))]) * DEGREE_M)


def _sample(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return at most so many rows, the same ones on every run, in their order."""
    if len(frame) <= most:
        return frame
    rows = np.random.default_rng(SEED).choice(len(frame), most, replace=False)
    return frame.iloc[np.sort(rows)]


def _usable(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out what has no geometry, or one that cannot be measured; lines that end where they begin are areas."""
    shapes = frame.geometry.to_numpy()
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes) & shapely.is_valid(shapes)
    kept: pd.DataFrame = frame.loc[there].set_geometry(outlines(shapes[there])[0])
    return kept


def _points(frame: pd.DataFrame) -> Points:
    """Return a point for each thing: its centroid, for a line some point on it."""
    shapes = frame.geometry.to_numpy()
    line = shapely.get_dimensions(shapes) == 1
    points = np.where(line, shapely.point_on_surface(shapes), shapely.centroid(shapes))
    return np.asarray(shapely.get_coordinates(points))


def _outline_points(shapes: Shapes) -> tuple[Points, Places]:
    """Return the middle and some corners of each area, drawn in by ``OUTLINE_SHRUNK``, and which area each point is of."""
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    counts = np.bincount(owner, minlength=len(shapes))
    rank = np.arange(len(owner)) - (np.cumsum(counts) - counts)[owner]
    kept = rank % np.ceil(counts / CORNERS).astype("int64")[owner] == 0
    corners, owner = corners[kept], owner[kept]
    drawn_in = middle[owner] + (corners - middle[owner]) * OUTLINE_SHRUNK
    return np.vstack([drawn_in, middle]), np.concatenate([owner, np.arange(len(shapes))])
