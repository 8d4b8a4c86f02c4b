"""Reference systems: what a file's numbers mean, told by the file, by the numbers, or by the user; and their way to EPSG:4490."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import ProjError

from loaders.errors import CRSError, OptionError
from locales import _
from sites.official import PLACE
from sites.report import Role
from sites.table import CRS as HOUSE

SAME_AS_HOUSE = frozenset({4326, 4490, 4979, 4480})
"""WGS 84 and CGCS2000 longitude and latitude agree within centimetres; nothing is gained by a transformation."""
SURE = 70
"""Per cent: PROJ gives this to a system that differs from EPSG's by its name alone."""
CHINA = (72.0, 3.0, 136.0, 54.0)
"""West, south, east, north, degrees: numbers in here look like longitude and latitude of the country."""
REACH = (1.45, 1.35)
"""How far from ``sites.official.PLACE`` files may lie, degrees east and north. An easting without its zone's number is the
same under every central meridian; it is told only by where it should be, and so this must stay under half of 3°."""
MOST = 0.5
"""More than this share of the features must lie where a reading of the numbers puts them; the others are wrong themselves."""
THREE_DEGREE = {zone: 4513 + zone - 25 for zone in range(25, 46)}
"""CGCS2000 / 3-degree Gauss-Kruger by the number before the easting: EPSG:4513 to 4533."""
SIX_DEGREE = {zone: 4491 + zone - 13 for zone in range(13, 24)}
"""CGCS2000 / Gauss-Kruger by the number before the easting: EPSG:4491 to 4501."""
WITHOUT_ZONE = {meridian: 4534 + (meridian - 75) // 3 for meridian in range(75, 136, 3)}
"""CGCS2000 / 3-degree Gauss-Kruger by its central meridian: EPSG:4534 to 4554."""
UTM_MERIDIANS = frozenset(range(75, 136, 6))
"""Here metres without a zone may also be UTM, a kilometre aside; nothing tells the two apart."""
WEB_MERCATOR = 3857
DOUBTFUL = 0
"""No system's code."""

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """How a file's numbers are read."""

    crs: CRS
    swapped: bool = False
    """Whether the first number is the northing or latitude."""


def named(text: str, option: str) -> CRS:
    """Return the reference system that an option names, such as ``EPSG:4549``."""
    try:
        crs = CRS.from_user_input(text)
    except ProjError as error:
        raise OptionError(
            option, _("不认识坐标系“{text}”").format(text=text), _("请写成 EPSG:编号，例如 EPSG:4549")
        ) from error
    if not (crs.is_geographic or crs.is_projected):
        raise OptionError(option, _("{crs} 不是平面或经纬度坐标系").format(crs=text), _("请换一个坐标系"))
    return crs


def label(crs: CRS) -> str:
    """Return a short name: EPSG:n where there is one, also for a .prj in ESRI's words, else the system's own name."""
    code = crs.to_epsg(min_confidence=SURE)
    return f"EPSG:{code}" if code else str(crs.name)


def points_of(frame: GeoDataFrame) -> Points:
    """Return the middle of each feature that says anything: not empty, not infinite, not the origin; shape (n, 2)."""
    bounds = shapely.bounds(frame.geometry.to_numpy())
    middle = np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])
    return np.asarray(middle[np.isfinite(middle).all(axis=1) & (middle != 0).any(axis=1)])


def tell(points: Points) -> Reading | None:
    """Tell what numbers mean where nothing else does; None when they leave a doubt.

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)
        As written, first and second number of each.

    Returns
    -------
    Reading or None
        Degrees of China in either order; metres with a zone's number; metres that lie near ``PLACE`` under one
        system only.

    Examples
    --------
    >>> tell(np.array([[40581250.0, 3543180.0]])).crs.to_epsg(), tell(np.array([[581250.0, 3543180.0]])).crs.to_epsg()
    (4528, 4549)
    >>> tell(np.array([[32.01, 120.86]])).swapped, tell(np.array([[81250.0, 43180.0]]))
    (True, None)
    """
    if not len(points):
        return None
    either = [(points, False), (points[:, ::-1], True)]
    for ordered, swapped in either:
        if _share(_in_china(ordered)) > MOST:
            return Reading(CRS.from_user_input(HOUSE), swapped)
    near = [(code, swapped) for ordered, swapped in either for code in _near(ordered)]
    far = [
        (zone[0], swapped)
        for ordered, swapped in either
        if (zone := _zone(ordered)) and fits(CRS.from_epsg(zone[0]), ordered)
    ]
    found = near or far
    if len(found) != 1 or found[0][0] == DOUBTFUL:
        return None
    return Reading(CRS.from_epsg(found[0][0]), found[0][1])


def check(points: Points, crs: CRS) -> Reading | None:
    """Return how numbers that should be in ``crs`` are to be read: in their order, or swapped; None when they do not fit."""
    if not len(points) or fits(crs, points):
        return Reading(crs)
    return Reading(crs, True) if fits(crs, points[:, ::-1]) else None


def fits(crs: CRS, points: Points) -> bool:
    """Tell whether most points, read in a system, lie in China."""
    return _share(_in_china(_degrees(points, crs))) > MOST


def to_house(frame: GeoDataFrame, reading: Reading, path: str, role: Role) -> GeoDataFrame:
    """Return the frame in EPSG:4490.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Coordinates as written, whatever the frame says itself.
    reading : Reading
    path, role : str
        For the error.

    Raises
    ------
    CRSError
        There is no way from the system to EPSG:4490.
    """
    geometry = frame.geometry.to_numpy()
    if reading.swapped:
        geometry = shapely.transform(geometry, lambda pairs: pairs[:, ::-1])
    frame = frame.set_geometry(geometry, crs=None).set_crs(reading.crs, allow_override=True)
    if reading.crs.to_epsg(min_confidence=SURE) in SAME_AS_HOUSE:
        return frame.set_crs(HOUSE, allow_override=True)
    try:
        return frame.to_crs(HOUSE)
    except (ProjError, ValueError) as error:
        raise CRSError(path, _("不能从 {crs} 转换").format(crs=label(reading.crs)), cure(role)) from error


def missing(path: str, role: Role, points: Points) -> CRSError:
    """Return the error for a file whose reference system is not said and cannot be told."""
    x, y = np.median(points, axis=0)
    return CRSError(
        path, _("没有写明坐标系，从数值（{x:.0f}, {y:.0f}）也看不出，可能是地方坐标系").format(x=x, y=y), cure(role)
    )


def unfit(path: str, role: Role, crs: CRS) -> CRSError:
    """Return the error for a file whose numbers are not of the system that it, or the user, names."""
    return CRSError(path, _("坐标数值与坐标系 {crs} 不符").format(crs=label(crs)), cure(role))


def cure(role: Role) -> str:
    """Return how to say what the numbers mean."""
    return _(
        "请用 --crs {role}=EPSG:n 指明，例如 EPSG:4549；地方坐标系请给控制点：--crs {role}=points.csv，每行写 x,y,经度,纬度，至少两个点"
    ).format(role=role)


def _near(points: Points) -> list[int]:
    """Return the systems of metres under which the points lie near the place that this is about."""
    zone = _zone(points)
    if zone:
        planes, east = {zone[1]: zone[0]}, points[:, 0] % 1_000_000
    else:
        planes = {meridian: DOUBTFUL if meridian in UTM_MERIDIANS else code for meridian, code in WITHOUT_ZONE.items()}
        east = points[:, 0]
    found = []
    for meridian, code in planes.items():
        plane = Proj(proj="tmerc", lon_0=meridian, x_0=500_000, ellps="GRS80")
        if _share(_in_china(np.column_stack(plane(east, points[:, 1], inverse=True)), near=True)) > MOST:
            found.append(code)
    mercator = Proj(proj="merc", a=6378137, b=6378137)
    if _share(_in_china(np.column_stack(mercator(points[:, 0], points[:, 1], inverse=True)), near=True)) > MOST:
        found.append(WEB_MERCATOR)
    return found


def _zone(points: Points) -> tuple[int, int] | None:
    """Return the system whose zone's number stands before most eastings, and its central meridian; None without one."""
    zones, counts = np.unique(points[:, 0] // 1_000_000, return_counts=True)
    zone = int(zones[counts.argmax()]) if np.isfinite(zones).all() else 0
    if counts.max() <= MOST * len(points):
        return None
    if zone in THREE_DEGREE:
        return THREE_DEGREE[zone], 3 * zone
    return (SIX_DEGREE[zone], 6 * zone - 3) if zone in SIX_DEGREE else None


def _degrees(points: Points, crs: CRS) -> Points:
    if crs.is_geographic:
        return points
    x, y = Transformer.from_crs(crs, HOUSE, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([x, y])


def _in_china(points: Points, near: bool = False) -> npt.NDArray[np.bool_]:
    west, south, east, north = CHINA
    if near:
        west, south, east, north = PLACE[0] - REACH[0], PLACE[1] - REACH[1], PLACE[0] + REACH[0], PLACE[1] + REACH[1]
    x, y = points.T
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def _share(inside: npt.NDArray[np.bool_]) -> float:
    return float(inside.mean()) if len(inside) else 0.0
