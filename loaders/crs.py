"""Reference systems: what a file's numbers mean, and their way to EPSG:4490."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from loaders.errors import CRSError, OptionError
from locales import _
from sites.report import Role
from sites.table import CRS as HOUSE

SAME_AS_HOUSE = frozenset({4326, 4490, 4979, 4480})
"""WGS 84 and CGCS2000 longitude and latitude agree within centimetres; nothing is gained by a transformation."""
CHINA = (72.0, 3.0, 136.0, 54.0)
"""West, south, east, north, degrees: numbers in here look like longitude and latitude of the country."""


def named(text: str, option: str) -> CRS:
    """Return the reference system that an option names, such as ``EPSG:4549``."""
    try:
        return CRS.from_user_input(text)
    except ProjError as error:
        raise OptionError(
            option, _("不认识坐标系“{text}”").format(text=text), _("请写成 EPSG:编号，例如 EPSG:4549")
        ) from error


def label(crs: CRS) -> str:
    """Return a short name: EPSG:n where there is one, else the system's own name."""
    code = crs.to_epsg(min_confidence=70)
    return f"EPSG:{code}" if code else str(crs.name)


def looks_like_degrees(frame: GeoDataFrame) -> bool:
    """Tell whether every coordinate lies where longitudes and latitudes of China do."""
    west, south, east, north = frame.total_bounds
    return bool(west >= CHINA[0] and south >= CHINA[1] and east <= CHINA[2] and north <= CHINA[3])


def to_house(frame: GeoDataFrame, crs: CRS, path: str, role: Role) -> GeoDataFrame:
    """Return the frame in EPSG:4490, without heights.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        In ``crs``, whatever it says itself.

    Raises
    ------
    CRSError
        The numbers do not fit the system.
    """
    frame = frame.set_crs(crs, allow_override=True)
    if crs.to_epsg(min_confidence=70) in SAME_AS_HOUSE:
        frame = frame.set_crs(HOUSE, allow_override=True)
    else:
        try:
            frame = frame.to_crs(HOUSE)
        except (ProjError, ValueError) as error:
            raise CRSError(path, _("不能从 {crs} 转换").format(crs=label(crs)), _cure(role)) from error
    bounds = shapely.bounds(frame.geometry.to_numpy())
    there = bounds[~np.isnan(bounds).any(axis=1)]
    inside = (
        np.isfinite(there).all() and (np.abs(there[:, [0, 2]]) <= 180).all() and (np.abs(there[:, [1, 3]]) <= 90).all()
    )
    if not inside:
        raise CRSError(path, _("坐标数值与坐标系 {crs} 不符").format(crs=label(crs)), _cure(role))
    return frame


def missing(path: str, role: Role, frame: GeoDataFrame) -> CRSError:
    """Return the error for a file whose reference system is not said and cannot be told."""
    x, y = frame.total_bounds[:2]
    return CRSError(path, _("没有写明坐标系，数值（{x:.0f}, {y:.0f}）也不像经纬度").format(x=x, y=y), _cure(role))


def _cure(role: Role) -> str:
    return _("请用 --crs {role}=EPSG:n 指明，例如 EPSG:4549").format(role=role)
