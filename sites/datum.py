"""The three datums that look alike in degrees: WGS 84 (CGCS2000 agrees within centimetres), GCJ-02 and BD-09.

GCJ-02 (Amap, Tencent) moves every point by some hundred metres, BD-09 (Baidu) moves it once more. Neither was ever
published officially; the formulas are those in common use, first written down for GCJ-02 in on4wp7 (2013,
on4wp7.codeplex.com, changeset 21483) and for BD-09 by coolypf (blog.csdn.net/coolypf/article/details/8569813). They meet
the map services' own answers within two metres or so. Points far outside China are not moved by either.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

Datum = Literal["wgs84", "gcj02", "bd09"]
Points = npt.NDArray[np.float64]

DATUMS: tuple[Datum, ...] = ("wgs84", "gcj02", "bd09")
TITLES: dict[Datum, str] = {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}
SEMI_MAJOR_M = 6378245.0
"""Krasovsky 1940."""
ECCENTRICITY_2 = 0.00669342162296594323
ORIGIN = (105.0, 35.0)
"""Longitude and latitude from which the shift to GCJ-02 is reckoned."""
X_PI = np.pi * 3000.0 / 180.0
BD09_SHIFT = (0.0065, 0.006)
SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north, degrees: outside of this box the services shift nothing."""
CLOSE_ENOUGH = 1e-8
"""Degrees: the inverse stops after a step in which no point moves further than this; the next would be a hundred times shorter."""
MOST_STEPS = 12
_BLOCK = 1 << 13
"""Points at a time, so that the intermediate arrays stay in the processor's cache."""


def convert(points: Points, source: Datum, target: Datum) -> Points:
    """Return points of one datum in another.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        Longitude and latitude, degrees. Points that are not finite stay so.
    source, target : {"wgs84", "gcj02", "bd09"}

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        A new array; points outside of ``SHIFTED`` are as they were. Back and forth agrees within 1e-9 degrees, but for a
        strip of a kilometre along the edge of that box, which lies in the sea and in other countries.
    """
    points = np.asarray(points, dtype="float64")
    found = points.copy()
    if source == target:
        return found
    west, south, east, north = SHIFTED
    lng, lat = points[:, 0], points[:, 1]
    inside = np.flatnonzero((lng >= west) & (lng <= east) & (lat >= south) & (lat <= north))
    for start in range(0, len(inside), _BLOCK):
        rows = inside[start : start + _BLOCK]
        found[rows] = np.column_stack(_converted(lng[rows], lat[rows], source, target))
    return found


def convert_shapes(shapes: npt.NDArray[np.object_], source: Datum, target: Datum) -> npt.NDArray[np.object_]:
    """Return geometries of one datum in another, all coordinates at once; missing ones stay missing.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries, or a geopandas.GeoSeries
        Longitude and latitude, degrees, two-dimensional.
    """
    array = np.asarray(shapes, dtype=object)
    return np.asarray(shapely.transform(array, lambda points: convert(points, source, target)), dtype=object)


def _converted(lng: Points, lat: Points, source: Datum, target: Datum) -> tuple[Points, Points]:
    """Go up or down the ladder WGS 84, GCJ-02, BD-09."""
    at, end = DATUMS.index(source), DATUMS.index(target)
    for step in range(at, end):
        lng, lat = (_to_gcj02, _to_bd09)[step](lng, lat)
    for step in range(at, end, -1):
        lng, lat = _undone((_to_gcj02, _to_bd09)[step - 1], lng, lat)
    return lng, lat


def _undone(
    shift: Callable[[Points, Points], tuple[Points, Points]], lng: Points, lat: Points
) -> tuple[Points, Points]:
    """Find the points that ``shift`` brings to the given ones: the shift hardly changes over its own length."""
    x, y = lng, lat
    for _step in range(MOST_STEPS):
        there_x, there_y = shift(x, y)
        miss_x, miss_y = lng - there_x, lat - there_y
        x, y = x + miss_x, y + miss_y
        if max(np.abs(miss_x).max(), np.abs(miss_y).max()) < CLOSE_ENOUGH:
            break
    return x, y


def _to_gcj02(lng: Points, lat: Points) -> tuple[Points, Points]:
    """Shift by a polynomial and sums of sines, given in metres and divided by the length of a degree."""
    x, y = lng - ORIGIN[0], lat - ORIGIN[1]
    root = np.sqrt(np.abs(x))
    turn = np.sin(2 * np.pi * x)
    both = turn * (80 - 80 * turn * turn)  # 20 sin 3a + 20 sin a, since sin 3a = 3 sin a - 4 sin³ a
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (both + _waves(x) + 150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * (2 / 3)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (both + _waves(y) + 160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * (2 / 3)
    sine = np.sin(np.radians(lat))
    curve = 1 - ECCENTRICITY_2 * sine * sine
    normal = SEMI_MAJOR_M / np.sqrt(curve)
    meridian = normal / curve * (1 - ECCENTRICITY_2)
    parallel = normal * np.sqrt(1 - sine * sine)
    return lng + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _waves(t: Points) -> Points:
    """Return 20 sin 3a + 40 sin a for a = pi t / 3."""
    third: Points = np.sin(np.pi / 3 * t)
    return third * (100 - 80 * third * third)


def _to_bd09(lng: Points, lat: Points) -> tuple[Points, Points]:
    """Stretch and turn about longitude 0, latitude 0 by a little, then shift by a constant."""
    stretch = 1 + 2e-5 * np.sin(lat * X_PI) / np.hypot(lng, lat)
    turn = 3e-6 * np.cos(lng * X_PI)
    cos, sin = stretch * np.cos(turn), stretch * np.sin(turn)
    return lng * cos - lat * sin + BD09_SHIFT[0], lat * cos + lng * sin + BD09_SHIFT[1]
