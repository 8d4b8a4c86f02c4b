"""The ground of the demo: river, moat, canals, hills, roads, and the sixteen subdistricts that tile the district.

Everything here is in EPSG:4549 (CGCS2000 / 3-degree Gauss-Kruger CM 120E), metres, built from ``demo.sketch``.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from demo import sketch
from sites.official import ADCODE, DEMO_INVOLVED, SUBDISTRICTS

METRES = "EPSG:4549"
DEGREES = "EPSG:4490"
STEP_M = 180.0
"""Distance between the vertices of a drawn line."""
WATER_WOBBLE_M, ROAD_WOBBLE_M, BORDER_WOBBLE_M = 22.0, 7.0, 14.0
"""How far a line strays from its sketch, as a hand would."""

STREET_WIDTH_M, STREET_SPACING_M, STREET_LENGTH_MIN_M = 14.0, 430.0, 240.0
TOWN_RADIUS_M = 4300.0
TOWN_TURN = np.array([[0.9986, -0.0523], [0.0523, 0.9986]])
"""The town's streets are turned by 3° like its main roads."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """The place, EPSG:4549.

    Attributes
    ----------
    subdistricts : geopandas.GeoDataFrame
        subdistrict, adcode, involved; sixteen polygons that share their vertices.
    features : geopandas.GeoDataFrame
        kind (district, river, moat, hill: polygons; canal, road: lines with width_m) and name, in drawing order.
        Side streets are roads without a name.
    roads : shapely geometry
        All roads and streets.
    free : dict of str to shapely geometry
        For each involved subdistrict, the ground that may be built on: away from water, roads, hills and borders.
    """

    subdistricts: gpd.GeoDataFrame
    features: gpd.GeoDataFrame
    roads: BaseGeometry
    free: dict[str, BaseGeometry]


def metres(points: sketch.Points) -> Floats:
    """Project longitude and latitude (EPSG:4490, degrees) to EPSG:4549 (m); shape (n, 2)."""
    x, y = Transformer.from_crs(DEGREES, METRES, always_xy=True).transform(*np.asarray(points, float).T)
    return np.column_stack([x, y])


def curve(points: Floats, wobble_m: float, phase: float, closed: bool = False) -> Floats:
    """Round the corners of a sketched line and let it stray a little.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        EPSG:4549, m.
    wobble_m : float
        Largest distance from the rounded line, m; it dies out at both ends, so that lines still meet.
    phase : float
        Tells one line's wobble from another's.
    closed : bool
        Whether the line is a ring.

    Returns
    -------
    ndarray, shape (m, 2)
        Vertices about ``STEP_M`` apart.
    """
    for _ in range(3):
        first, second = (points, np.roll(points, -1, axis=0)) if closed else (points[:-1], points[1:])
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1).reshape(-1, 2)
        points = cut if closed else np.vstack([points[:1], cut, points[-1:]])
    line = shapely.LineString(np.vstack([points, points[:1]]) if closed else points)
    at = np.linspace(0, line.length, max(int(line.length / STEP_M), 8) + 1)
    along = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    ahead = np.gradient(along, axis=0)
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    waves = sum(np.sin(at / length + phase * turn) for length, turn in ((610, 1.0), (263, 2.3), (131, 3.7)))
    fade = np.clip(np.minimum(at, line.length - at) / 400, 0, 1)
    return np.asarray(along + left * (wobble_m / 3 * waves * fade)[:, None])


def draw() -> Ground:
    """Build the whole place from the sketch; the same on every call."""
    bank = curve(metres(sketch.BANK), WATER_WOBBLE_M, 0.4)
    river = shapely.Polygon(np.vstack([bank, curve(metres(sketch.FAR_BANK), WATER_WOBBLE_M, 1.9)]))
    courses = {
        name: shapely.LineString(curve(metres(points), WATER_WOBBLE_M, phase))
        for phase, (name, (_, points)) in enumerate(sketch.CANALS.items())
    }
    ring = shapely.LinearRing(curve(metres(sketch.MOAT), 0.0, 0.0, closed=True)[:-1])
    subdistricts = _tile(shapely.LineString(bank), courses, ring)
    district = shapely.union_all(subdistricts.geometry.array)
    moat = _moat()
    old_town = shapely.Polygon(shapely.get_exterior_ring(moat))
    canals = {name: _longest(shapely.difference(line, old_town)) for name, line in courses.items()}
    hills = {name: _hill(*hill) for name, hill in sketch.HILLS.items()}
    main = {
        name: shapely.LineString(curve(metres(points), ROAD_WOBBLE_M, 5.0 + phase))
        for phase, (name, (_, points)) in enumerate(sketch.ROADS.items())
    }
    wet = shapely.union_all(
        [river, moat, *(shapely.buffer(line, sketch.CANALS[name][0] / 2) for name, line in canals.items())]
    )
    streets = _streets(district, shapely.union(wet, shapely.union_all(list(hills.values()))))
    taken = shapely.union_all(
        [
            shapely.buffer(wet, 30),
            *(shapely.buffer(line, sketch.ROADS[name][0] / 2 + 14) for name, line in main.items()),
            *shapely.buffer(streets, STREET_WIDTH_M / 2 + 7),
            *shapely.buffer(list(hills.values()), 60),
        ]
    )
    free = {
        row.subdistrict: shapely.difference(shapely.buffer(row.geometry, -15), taken)
        for row in subdistricts[subdistricts.involved].itertuples()
    }
    rows: list[tuple[str, str, float, BaseGeometry]] = [
        ("district", "崇川区", np.nan, district), ("river", "长江", np.nan, river), ("moat", sketch.MOAT_NAME, np.nan, moat)
    ]  # fmt: skip
    rows += [("hill", name, np.nan, hill) for name, hill in hills.items()]
    rows += [("canal", name, sketch.CANALS[name][0], line) for name, line in canals.items()]
    rows += [("road", "", STREET_WIDTH_M, street) for street in streets]
    rows += [("road", name, sketch.ROADS[name][0], line) for name, line in main.items()]
    kind, name, width, geometry = zip(*rows, strict=True)
    columns = {"kind": kind, "name": name, "width_m": np.array(width, float)}
    features = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=METRES)
    return Ground(subdistricts, features, shapely.union_all([*main.values(), *streets]), free)


def _longest(lines: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(lines)
    return parts[shapely.length(parts).argmax()]


def _streets(district: BaseGeometry, blocked: BaseGeometry) -> list[BaseGeometry]:
    """Weave side streets between the main roads of the town: a loose grid, cut by water, thinning out with distance."""
    centre = metres((sketch.OLD_TOWN,))[0]
    reach = np.arange(-TOWN_RADIUS_M, TOWN_RADIUS_M + 1, 60.0)
    lines = []
    for number, offset in enumerate(np.arange(-TOWN_RADIUS_M, TOWN_RADIUS_M + 1, STREET_SPACING_M)):
        bend = 34 * np.sin(reach / 900 + number) + 16 * np.sin(reach / 310 + 2 * number)
        for along in (True, False):
            across = offset + bend + (90 if along else -60)
            points = np.column_stack([reach, across] if along else [across, reach])
            lines.append(shapely.LineString(points @ TOWN_TURN.T + centre))
    town = shapely.intersection(shapely.buffer(shapely.Point(centre), TOWN_RADIUS_M), shapely.buffer(district, -60))
    dry = shapely.difference(town, shapely.buffer(blocked, 18))
    parts = shapely.get_parts(shapely.intersection(shapely.MultiLineString(lines), dry))
    parts = parts[shapely.length(parts) > STREET_LENGTH_MIN_M]
    # The crossings have cut the grid into its sides: without every seventh it is a town, and no chessboard.
    return [shapely.simplify(part, 3.0) for number, part in enumerate(parts) if number % 7 != 3]


def _tile(
    bank: shapely.LineString, canals: dict[str, shapely.LineString], ring: shapely.LinearRing
) -> gpd.GeoDataFrame:
    """Cut the district along all lines at once: faces of one noded network share their vertices exactly."""
    (west, south), (east, north) = metres(((120.80, 31.95), (120.92, sketch.BOUNDARY_MOAT_SOUTH_OF)))
    half = shapely.intersection(ring, shapely.box(west, south, east, north))
    lines: list[BaseGeometry] = [bank, half, shapely.LineString(curve(metres(sketch.BORDER), BORDER_WOBBLE_M, 2.7))]
    lines += [
        shapely.LineString(curve(metres(points), BORDER_WOBBLE_M, phase / 2))
        for phase, points in enumerate(sketch.BOUNDARIES)
    ]
    for name, (west, east) in sketch.BOUNDARY_CANALS.items():
        (left, south), (right, north) = metres(((west, 31.85), (east, 32.15)))
        lines.append(shapely.intersection(canals[name], shapely.box(left, south, right, north)))
    faces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all(lines))]))
    seats = shapely.points(metres(tuple(sketch.SEATS[name] for name in SUBDISTRICTS)))
    # Where lines cross twice a sliver is left over: it goes to the area that it borders longest.
    owner = np.array([next((i for i, seat in enumerate(seats) if face.contains(seat)), -1) for face in faces])
    while (owner < 0).any():
        for piece in np.flatnonzero(owner < 0):
            shared = shapely.length(shapely.intersection(faces[piece], faces)) * (owner >= 0)
            if shared.max() > 0:
                owner[piece] = owner[shared.argmax()]
    areas = [shapely.union_all(faces[owner == index]) for index in range(len(seats))]
    columns = {
        "subdistrict": SUBDISTRICTS,
        "adcode": [ADCODE] * len(areas),
        "involved": [name in DEMO_INVOLVED for name in SUBDISTRICTS],
    }
    return gpd.GeoDataFrame(columns, geometry=areas, crs=METRES)


def _moat() -> BaseGeometry:
    """Draw the ring as a chain of discs whose size follows the sketch, so that it opens into lakes."""
    points, widths = metres(sketch.MOAT), np.array(sketch.MOAT_WIDTHS_M, float)
    course = curve(np.column_stack([points, widths])[:, :2], 0.0, 0.0, closed=True)
    around = np.linspace(0, len(widths), len(course))
    width = np.interp(around, np.arange(len(widths) + 1), np.append(widths, widths[0]))
    discs = shapely.buffer(shapely.points(course), width / 2)
    links = shapely.convex_hull(shapely.union(discs[:-1], discs[1:]))
    return shapely.simplify(shapely.union_all(links), 2.0)


def _hill(lon: float, lat: float, a_m: float, b_m: float) -> BaseGeometry:
    turn = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    radius = 1 + 0.08 * np.sin(3 * turn + lon * 900) + 0.05 * np.sin(5 * turn)
    outline = np.column_stack([a_m * np.cos(turn), b_m * np.sin(turn)]) * radius[:, None]
    return shapely.Polygon(metres(((lon, lat),)) + outline)
