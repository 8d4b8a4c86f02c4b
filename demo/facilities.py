"""Parking, charging, lifts and pipes, on the free ground between the blocks. EPSG:4549, metres."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from demo.blocks import LANE_M, Floats, Layout, turned
from demo.ground import METRES
from sites.facilities import layer
from sites.stages import STAGE_ORDER

SHAFT_M = 1.6
"""Distance of an added lift from the north wall, at the stair it serves."""
BAY_DEPTH_M, BAY_WIDTH_M = 5.2, 2.5
PARKING_PER_COMPOUND, PARKING_AS_AREA = 3.55, 0.55
CHARGING_PER_COMPOUND = 2.6
PIPES_PER_COMPOUND = 2
PIPE_KINDS = ("rain", "sewage", "water", "gas", "power")
PIPES_APART_M, MAIN_BEYOND_M, BESIDE_BAYS_M = 1.1, 14.0, 5.0
CAR_KW, EBIKE_KW = (7, 11, 20), (1, 2)
LIFT_SHARES = {"intent": 0.62, "notice": 0.14, "approval": 0.10, "construction": 0.08, "in_use": 0.06}


@dataclass(frozen=True)
class Site:
    """What the facilities of a batch need to know.

    Attributes
    ----------
    layout : Layout
        The batch in each compound's own metres.
    origin : ndarray, shape (n, 2)
        Where each compound lies, EPSG:4549, m.
    compound_id, building_id : ndarray of str
        Per compound, per building.
    advance : ndarray of float
        How far each compound's works are on the last date, 0 to 5 in stages.
    """

    layout: Layout
    origin: Floats
    compound_id: NDArray[np.object_]
    building_id: NDArray[np.object_]
    advance: Floats

    def spot(self, compound: NDArray[np.int64], points: Floats) -> Floats:
        """Bring points of the compounds' own metres, shape (n, …, 2), to EPSG:4549."""
        extra = (1,) * (points.ndim - 2)
        angle = self.layout.turn[compound].reshape(-1, *extra)
        return np.round(turned(points, angle) + self.origin[compound].reshape(-1, *extra, 2), 3)


def build(site: Site, rng: np.random.Generator) -> Mapping[str, gpd.GeoDataFrame]:
    """Return the four layers by name, with the columns of ``sites.facilities``, in EPSG:4549."""
    lanes = _lanes(site.layout.buildings)
    layers = {
        "parking": _parking(site, lanes, rng),
        "charging": _charging(site, lanes, rng),
        "elevators": _elevators(site, rng),
        "pipes": _pipes(site, lanes, rng),
    }
    for name, frame in layers.items():
        assert set(layer(name).attributes) <= set(frame.columns)
    return layers


def _lanes(buildings: pd.DataFrame) -> pd.DataFrame:
    """Return the strip south of each row but the last: its middle (m north), clear depth, and ends (m east)."""
    ends = buildings.assign(east=buildings.west + buildings.length, north=buildings.south + buildings.depth)
    rows = ends.groupby(["compound", "row"], as_index=False).agg(
        south=("south", "min"), north=("north", "max"), west=("west", "min"), east=("east", "max")
    )
    below = rows.shift(-1)
    lanes = rows.assign(
        middle=(rows.south + below.north) / 2,
        clear=rows.south - below.north,
        west=np.maximum(rows.west, below.west),
        east=np.minimum(rows.east, below.east),
    )
    lanes = lanes.loc[rows.compound == below.compound, ["compound", "middle", "clear", "west", "east"]]
    return lanes.reset_index(drop=True)


def _simple_status(advance: Floats, rng: np.random.Generator) -> NDArray[np.object_]:
    """Planned before the works, under construction in them, in use after."""
    reached = advance + rng.normal(0, 0.35, len(advance))
    after, during = STAGE_ORDER["acceptance"], STAGE_ORDER["construction"]
    return np.where(reached >= after, "in_use", np.where(reached >= during, "construction", "planned")).astype(object)


def _built(status: NDArray[np.object_], planned: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    share = np.where(
        status == "in_use", 1.0, np.where(status == "construction", rng.uniform(0.1, 0.8, len(status)), 0.0)
    )
    return np.floor(planned * share).astype(np.int64)


def _parking(site: Site, lanes: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    chosen = lanes.iloc[_some(len(lanes), round(PARKING_PER_COMPOUND * len(site.origin)), rng)]
    compound, n = chosen.compound.to_numpy(np.int64), len(chosen)
    west_side = rng.random(n) < 0.5
    inner = LANE_M / 2 + 3
    room = np.where(west_side, -chosen.west, chosen.east) - inner
    bays = np.clip(np.floor(room * rng.uniform(0.35, 0.8, n) / BAY_WIDTH_M), 6, 24).astype(int)
    length = bays * BAY_WIDTH_M
    start = inner + rng.uniform(0.1, 0.9, n) * np.maximum(room - length, 0)
    x0 = np.where(west_side, -start - length, start)
    deep = np.where(chosen.clear > 30, 2 * BAY_DEPTH_M + 6, BAY_DEPTH_M)
    x = np.column_stack([x0, x0 + length, x0 + length, x0])
    half = (deep / 2)[:, None] * np.array([-1, -1, 1, 1])
    area = shapely.polygons(site.spot(compound, np.stack([x, chosen.middle.to_numpy()[:, None] + half], -1)))
    as_area = rng.random(n) < PARKING_AS_AREA
    spaces = (bays * np.where(deep > BAY_DEPTH_M, 2, 1)).astype(np.int64)
    status = _simple_status(site.advance[compound], rng)
    columns = {
        "facility_id": _ids("P", site, compound),
        "compound_id": site.compound_id[compound],
        "status": status,
        "spaces_before": np.floor(spaces * rng.uniform(0.2, 0.7, n)).astype(np.int64),
        "spaces_planned": spaces,
        "spaces_built": _built(status, spaces, rng),
    }
    return gpd.GeoDataFrame(columns, geometry=np.where(as_area, area, shapely.centroid(area)), crs=METRES)


def _charging(site: Site, lanes: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    chosen = lanes.iloc[_some(len(lanes), round(CHARGING_PER_COMPOUND * len(site.origin)), rng)]
    compound, n = chosen.compound.to_numpy(np.int64), len(chosen)
    ebike = rng.random(n) < 0.6
    side = np.where(rng.random(n) < 0.5, -1, 1)
    # A shed stands at the lane's mouth, a car charger out at the kerb of the bays, both clear of the walls.
    x = np.where(
        ebike, side * (LANE_M / 2 + 1), np.where(side < 0, chosen.west, chosen.east) * rng.uniform(0.35, 0.85, n)
    )
    y = chosen.middle + rng.choice([-1, 1], n) * (BAY_DEPTH_M / 2 + 1.2)
    ports = np.where(ebike, rng.choice([10, 12, 16, 20, 24], n), rng.choice([2, 4, 6, 8], n)).astype(np.int64)
    status = _simple_status(site.advance[compound], rng)
    columns = {
        "facility_id": _ids("H", site, compound),
        "compound_id": site.compound_id[compound],
        "status": status,
        "kind": np.where(ebike, "ebike", "car"),
        "ports_planned": ports,
        "ports_live": _built(status, ports, rng),
        "power_kw": np.where(ebike, ports * rng.choice(EBIKE_KW, n), ports * rng.choice(CAR_KW, n)).astype(float),
    }
    points = shapely.points(site.spot(compound, np.column_stack([x, y])))
    return gpd.GeoDataFrame(columns, geometry=points, crs=METRES)


def _elevators(site: Site, rng: np.random.Generator) -> gpd.GeoDataFrame:
    buildings = site.layout.buildings
    units = buildings.units.to_numpy()
    at = np.repeat(np.arange(len(buildings)), units)
    unit = np.arange(units.sum()) - np.repeat(np.cumsum(units) - units, units) + 1
    own = buildings.iloc[at]
    compound = own.compound.to_numpy()
    x = own.west + (unit - 0.5) * own.length / own.units
    spots = site.spot(compound, np.column_stack([x, own.south + own.depth + SHAFT_M]))
    # Neighbours of one building decide together; compounds that are further along have more lifts at work.
    mood = rng.random(len(buildings))[at] * 0.55 + rng.random(len(at)) * 0.45 + site.advance[compound] * 0.13
    rank = np.argsort(np.argsort(mood, kind="stable"), kind="stable") / len(at)
    steps = np.cumsum(list(LIFT_SHARES.values()))[:-1]
    columns = {
        "facility_id": [f"E-{building}-{number}" for building, number in zip(site.building_id[at], unit, strict=True)],
        "compound_id": site.compound_id[compound],
        "status": np.array(list(LIFT_SHARES), dtype=object)[np.searchsorted(steps, rank, side="right")],
        "building_id": site.building_id[at],
        "unit": unit.astype(np.int64),
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(spots), crs=METRES)


def _pipes(site: Site, lanes: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """A main down the lane, and a branch into every strip between two rows, for each kind beside the other."""
    span = lanes.groupby("compound").agg(north=("middle", "max"), south=("middle", "min"))
    kinds = rng.permuted(np.tile(np.arange(len(PIPE_KINDS)), (len(site.origin), 1)), axis=1)[:, :PIPES_PER_COMPOUND]
    compound = np.repeat(span.index.to_numpy(np.int64), PIPES_PER_COMPOUND)
    kind = kinds[span.index.to_numpy(np.int64)].ravel()
    beside = (kind - len(PIPE_KINDS) // 2) * PIPES_APART_M
    mains = pd.DataFrame({"which": np.arange(len(kind)), "compound": compound, "beside": beside})
    branches = mains.merge(lanes, on="compound")
    ends = span.loc[compound]
    main = _lines(beside, ends.north + MAIN_BEYOND_M, beside, ends.south - MAIN_BEYOND_M)
    level = branches.middle + branches.beside + BESIDE_BAYS_M
    branch = _lines(branches.west + 6, level, branches.east - 6, level)
    pipe = np.concatenate([mains.which, branches.which])
    order = np.argsort(pipe, kind="stable")
    lines = shapely.linestrings(site.spot(compound[pipe], np.concatenate([main, branch])))
    columns = {
        "facility_id": _ids("L", site, compound),
        "compound_id": site.compound_id[compound],
        "status": _simple_status(site.advance[compound], rng),
        "kind": np.array(PIPE_KINDS)[kind],
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.multilinestrings(lines[order], indices=pipe[order]), crs=METRES)


def _lines(x0: ArrayLike, y0: ArrayLike, x1: ArrayLike, y1: ArrayLike) -> Floats:
    """Return straight lines, shape (n, 2, 2)."""
    return np.stack([np.column_stack([x0, y0]), np.column_stack([x1, y1])], axis=1)


def _some(total: int, wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.sort(rng.permutation(total)[: min(wanted, total)])


def _ids(letter: str, site: Site, compound: NDArray[np.int64]) -> list[str]:
    """Number the facilities of each compound: ``P-C001-1``. ``compound`` is sorted."""
    number = pd.Series(compound).groupby(compound).cumcount() + 1
    return [f"{letter}-{name}-{count}" for name, count in zip(site.compound_id[compound], number, strict=True)]
