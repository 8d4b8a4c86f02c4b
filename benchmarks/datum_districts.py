"""Districts made by chance, some of whose layers are in GCJ-02 or BD-09, to count how often the datum check is right.

Nothing in here is real, and much is worse than real: a handful of buildings, wrong names, drawing errors, layers moved by
something else.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from sites.datum import Datum, convert_shapes
from sites.report import Input, Role
from sites.table import CRS, Layer

NANTONG = (120.89, 31.98)
DEGREE_M = 111_195.0
CELL_M = 330.0
"""Compounds stand on a loose grid of this size."""
OTHERS: tuple[Datum, ...] = ("gcj02", "bd09")


@dataclass(frozen=True)
class District:
    """Layers as they would be read, and the truth about them.

    Attributes
    ----------
    layers : dict of role to Layer
        Each in the datum that ``truth`` says.
    buildings, named : int, bool
        How many, and whether they name their compounds.
    moved_m : float
        How far the buildings were moved by something that is no datum.
    """

    layers: dict[Role, Layer]
    truth: dict[Role, Datum]
    buildings: int
    named: bool
    moved_m: float


def district(seed: int) -> District:
    """Make the district of a seed: 2 to 40 compounds, 3 to 30 buildings or up to ten times as many, and what goes with them."""
    rng = np.random.default_rng([seed, 320_613])
    few = rng.random() < 0.5
    count = int(rng.integers(3, 31) if few else rng.integers(31, 301))
    middles, plots = _plots(int(rng.integers(2, 41)), rng)
    owner = np.sort(rng.integers(0, len(plots), count))
    named = bool(rng.random() < 0.7)
    moved = float(rng.choice([0.0, 0.0, 0.0, 15.0, 60.0, 150.0, 300.0]))
    heading = rng.uniform(0, 2 * np.pi)
    way = moved * np.array([np.cos(heading), np.sin(heading)])
    names = np.array([f"小区{at}" for at in range(len(plots))], dtype=object)
    areas, area_of = _areas(middles, rng)
    layers: dict[Role, Layer] = {
        "compounds": _layer("compounds", plots, {"compound": names, "subdistrict": area_of}),
        "buildings": _layer(
            "buildings", _boxes(middles[owner] + way, plots[owner], rng), _labels(names, owner, named, rng)
        ),
    }
    if rng.random() < 0.6:
        own = rng.integers(0, len(plots), int(rng.integers(2, 60)))
        spots = shapely.points(middles[own] + rng.normal(0, 30, (len(own), 2)))
        layers["parking"] = _layer("parking", spots, _labels(names, own, named, rng))
    if rng.random() < 0.7:
        layers["subdistricts"] = _layer(
            "subdistricts", areas, {"subdistrict": np.array(["甲街道", "乙街道", "丙街道"], dtype=object)}
        )
    truth: dict[Role, Datum] = dict.fromkeys(layers, "wgs84")
    for role in rng.choice(list(layers), int(rng.choice([0, 1, 1, 2])), replace=False):
        truth[role] = OTHERS[int(rng.integers(2))]
    said = "EPSG:4490" if rng.random() < 0.5 else None
    found = {role: _in_datum(layer, truth[role], said) for role, layer in layers.items()}
    return District(found, truth, count, named, moved)


def _plots(count: int, rng: np.random.Generator) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Return the middles and outlines of compounds, metres: turned rectangles of 80 to 300 m, a street apart at least."""
    side = int(np.ceil(np.sqrt(count * 2)))
    cells = rng.choice(side * side, count, replace=False)
    middles = np.column_stack([cells % side, cells // side]) * CELL_M + rng.uniform(-20, 20, (count, 2))
    half = rng.uniform(40, 150, (count, 2))
    turn = rng.uniform(-0.2, 0.2)
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half[:, None, :] + rng.normal(0, 8, (count, 4, 2))
    turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return middles, shapely.polygons(turned + middles[:, None, :])


def _boxes(
    middles: npt.NDArray[np.float64], plots: npt.NDArray[np.object_], rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    """Return slabs of 12 by 40 m, spread over their compounds, each drawn some metres off."""
    reach = np.sqrt(shapely.area(plots))[:, None] * 0.4
    x, y = (middles + rng.uniform(-1, 1, (len(middles), 2)) * reach + rng.normal(0, 4, (len(middles), 2))).T
    return np.asarray(shapely.box(x - 20, y - 6, x + 20, y + 6))


def _areas(
    middles: npt.NDArray[np.float64], rng: np.random.Generator
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return three subdistricts side by side, whose borders are drawn some ten metres off, and which one each compound is in."""
    west, south = middles.min(axis=0) - 1_000
    east, north = middles.max(axis=0) + 1_000
    border = np.sort(rng.uniform(middles[:, 0].min(), middles[:, 0].max() + 1, 2))
    edges = [west, *(border + rng.normal(0, 30, 2)), east]
    areas = shapely.box(edges[:-1], south, edges[1:], north)
    return areas, np.array(["甲街道", "乙街道", "丙街道"], dtype=object)[np.searchsorted(border, middles[:, 0])]


def _labels(
    names: npt.NDArray[np.object_], owner: npt.NDArray[np.int64], named: bool, rng: np.random.Generator
) -> dict[str, npt.NDArray[np.object_]]:
    """Name each thing's compound, 10 to 30 per cent of them wrongly; or none."""
    if not named:
        return {}
    wrong = rng.random(len(owner)) < rng.uniform(0.1, 0.3)
    return {"compound": names[np.where(wrong, rng.integers(0, len(names), len(owner)), owner)]}


def _layer(role: Role, shapes: npt.NDArray[np.object_], columns: dict[str, npt.NDArray[np.object_]]) -> Layer:
    """Put shapes in metres to where they belong, in degrees."""
    metres = np.array([DEGREE_M * np.cos(np.radians(NANTONG[1])), DEGREE_M])
    placed = shapely.transform(shapes, lambda points: points / metres + NANTONG)
    frame = pd.DataFrame(
        {name: pd.Series(words, dtype="str") for name, words in columns.items()}, index=range(len(shapes))
    )
    entry = Input(role, f"{role}.geojson", crs="EPSG:4326", rows_in=len(shapes), datum="wgs84")
    return Layer(entry, GeoDataFrame(frame.assign(row=np.arange(1, len(shapes) + 1)), geometry=placed, crs=CRS))


def _in_datum(layer: Layer, datum: Datum, said: str | None) -> Layer:
    """Convert a layer from WGS 84; one that stays there may say that it is CGCS2000."""
    layer.input.declared_crs = said if datum == "wgs84" else None
    shapes = convert_shapes(layer.frame.geometry.to_numpy(), "wgs84", datum)
    return replace(layer, frame=layer.frame.set_geometry(shapes, crs=CRS))
