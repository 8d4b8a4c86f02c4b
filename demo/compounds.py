"""Where the compounds lie: on free ground, along the roads, denser around the old town. EPSG:4549, metres."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from demo import sketch
from demo.blocks import Floats, Layout
from demo.ground import METRES, Ground, metres
from demo.names import NAMES, further
from sites.official import DEMO_INVOLVED

TRIES = 500
CLUSTER_M = 2300.0
"""How far from its quarter a compound goes for more room around it."""
APART_M = 26.0
"""Least distance between two compounds."""
ROOMY_M = 620.0
"""Distance to the next compound beyond which more is no better."""
QUARTER_M = 2600.0
"""No further compound stands so near to the middle of a quarter: the 51 are there."""
CELL_M = 400.0
"""Side of the cell for one compound where the demo is scaled up: the largest plot, turned, fits."""
EXTENSION_LON_LAT = (121.06, 31.80)
"""South-western corner of the invented land to the east that takes what the district cannot hold."""


def listed() -> pd.DataFrame:
    """List the 51: subdistrict, compound, character; x and y are NaN until ``place`` finds room for them."""
    return pd.DataFrame(NAMES, columns=["subdistrict", "compound", "character"]).assign(x=np.nan, y=np.nan)


def further_listed(ground: Ground, count: int) -> pd.DataFrame:
    """List ``count`` compounds beyond the 51, which stand in a grid.

    Returns
    -------
    pandas.DataFrame
        The columns of ``listed``; x and y in EPSG:4549, m, first on the district's free ground away from the town,
        then on the invented land of ``extension``. The index goes on from the 51.
    """
    cells = _cells(ground, count)
    number = cells.groupby("subdistrict").cumcount()
    cells[["compound", "character"]] = [further(*pair) for pair in zip(cells.subdistrict, number, strict=True)]
    return cells.set_index(cells.index + len(NAMES))


def place(layout: Layout, listed: pd.DataFrame, ground: Ground, rng: np.random.Generator) -> Floats:
    """Find a place for each compound of a batch.

    Parameters
    ----------
    layout : Layout
        The batch, whose outlines are moved.
    listed : pandas.DataFrame
        The batch's rows of ``listed`` or ``further_listed``.
    ground : Ground
        The place.

    Returns
    -------
    ndarray, shape (n, 2)
        Origin of each compound, EPSG:4549, m.
    """
    origin = listed[["x", "y"]].to_numpy(float, copy=True)
    drawn = np.isnan(origin[:, 0])
    if drawn.any():
        origin[drawn] = _choose(layout.outlines[drawn], ground, rng)
    return origin


def frame(layout: Layout, origin: Floats, listed: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return the compounds: compound_id, compound, subdistrict, built_year, character; polygons in EPSG:4549."""
    columns = {
        "compound_id": [compound_id(number) for number in listed.index],
        "compound": listed["compound"].to_numpy(),
        "subdistrict": listed.subdistrict.to_numpy(),
        "built_year": np.clip(np.round(rng.normal(1989, 5, len(origin))), 1978, 1999).astype(np.int64),
        "character": listed.character.to_numpy(),
    }
    return gpd.GeoDataFrame(columns, geometry=moved(layout.outlines, origin), crs=METRES)


def grown(subdistricts: gpd.GeoDataFrame, count: int, ground: Ground) -> gpd.GeoDataFrame:
    """Return the subdistricts, the involved ones with their strip of invented land where ``count`` further compounds need it."""
    beyond = count - len(_free_cells(ground))
    if beyond <= 0:
        return subdistricts
    strips = extension(int(np.ceil(np.sqrt(beyond))))
    own = [
        shapely.MultiPolygon([row.geometry, strips[row.subdistrict]]) if row.subdistrict in strips else row.geometry
        for row in subdistricts.itertuples()
    ]
    return subdistricts.set_geometry(gpd.GeoSeries(own, crs=METRES))


def extension(side: int) -> dict[str, BaseGeometry]:
    """Return the invented land to the east, ``side`` cells square, as a strip for each involved subdistrict."""
    corner = metres((EXTENSION_LON_LAT,))[0]
    cuts = _strip_edges(side) * CELL_M + corner[1]
    east = corner[0] + side * CELL_M
    return {
        name: shapely.box(corner[0], south, east, north)
        for name, south, north in zip(DEMO_INVOLVED, cuts[:-1], cuts[1:], strict=True)
        if north > south
    }


def compound_id(index: int) -> str:
    """Return the id of the compound with this index, such as ``C001``."""
    return f"C{index + 1:03d}"


def moved(shapes: NDArray[np.object_], by: Floats) -> NDArray[np.object_]:
    """Move each shape by its own vector (m)."""
    count = shapely.get_num_coordinates(shapes)
    return np.asarray(
        shapely.set_coordinates(shapes.copy(), shapely.get_coordinates(shapes) + np.repeat(by, count, axis=0))
    )


def _choose(outlines: NDArray[np.object_], ground: Ground, rng: np.random.Generator) -> Floats:
    """Place the compounds one after the other, the best of many tries each: near its quarter and a road, but apart."""
    shapely.prepare(ground.roads)
    centres = {name: shapely.Point(metres((seat,))[0]) for name, seat in sketch.QUARTERS.items()}
    origin = np.zeros((len(outlines), 2))
    placed: list[BaseGeometry] = []
    for number in np.argsort(-shapely.area(outlines), kind="stable"):
        free = ground.free[NAMES[number][0]]
        shapely.prepare(free)
        points = _scatter(free, TRIES, rng)
        tries = moved(np.repeat(outlines[number], TRIES), points)
        fits = shapely.contains_properly(free, tries)
        if placed:
            near = shapely.distance(tries, shapely.union_all(placed))
            fits &= near > APART_M
        else:
            near = np.full(TRIES, ROOMY_M)
        if not fits.any():
            raise RuntimeError(f"no free ground for {NAMES[number][1]}")
        score = (
            np.minimum(near, ROOMY_M) / ROOMY_M
            - shapely.distance(tries, centres[NAMES[number][0]]) / CLUSTER_M
            - np.minimum(shapely.distance(tries, ground.roads), 300) / 500
        )
        best = np.where(fits, score, -np.inf).argmax()
        origin[number] = points[best]
        placed.append(tries[best])
    return origin


def _scatter(free: BaseGeometry, count: int, rng: np.random.Generator) -> Floats:
    """Draw points inside a shape."""
    west, south, east, north = free.bounds
    found = np.empty((0, 2))
    while len(found) < count:
        points = rng.uniform((west, south), (east, north), (count * 2, 2))
        found = np.vstack([found, points[shapely.contains_xy(free, points)]])
    return found[:count]


def _free_cells(ground: Ground) -> pd.DataFrame:
    """Return the grid cells on free ground, from the old town outwards, away from the quarters of the 51."""
    quarters = shapely.union_all(shapely.buffer(shapely.points(metres(tuple(sketch.QUARTERS.values()))), QUARTER_M))
    found = []
    for subdistrict, ground_left in ground.free.items():
        free = shapely.difference(ground_left, quarters)
        if free.is_empty:
            continue
        shapely.prepare(free)
        west, south, east, north = free.bounds
        grid = np.stack(np.meshgrid(np.arange(west, east, CELL_M), np.arange(south, north, CELL_M)), -1).reshape(-1, 2)
        inside = shapely.contains(free, shapely.box(*grid.T, *(grid + CELL_M).T))
        found.append(pd.DataFrame(grid[inside] + CELL_M / 2, columns=["x", "y"]).assign(subdistrict=subdistrict))
    cells = pd.concat(found)
    old_town = metres((sketch.OLD_TOWN,))[0]
    away = np.hypot(cells.x - old_town[0], cells.y - old_town[1])
    return cells.iloc[np.argsort(away.to_numpy(), kind="stable")].reset_index(drop=True)


def _cells(ground: Ground, count: int) -> pd.DataFrame:
    """Return ``count`` grid cells: the district's free ones, then the extension's, row by row."""
    cells = _free_cells(ground)
    beyond = count - len(cells)
    if beyond <= 0:
        return cells[:count].copy()
    side = int(np.ceil(np.sqrt(beyond)))
    row, column = np.divmod(np.arange(beyond), side)
    strip = np.searchsorted(_strip_edges(side), row, side="right") - 1
    corner = metres((EXTENSION_LON_LAT,))[0]
    further_ = {
        "x": corner[0] + (column + 0.5) * CELL_M,
        "y": corner[1] + (row + 0.5) * CELL_M,
        "subdistrict": np.array(DEMO_INVOLVED, dtype=object)[strip],
    }
    return pd.concat([cells, pd.DataFrame(further_)], ignore_index=True)


def _strip_edges(side: int) -> Floats:
    return np.round(np.linspace(0, side, len(DEMO_INVOLVED) + 1))
