"""What every family of formats gives: the layers that a file holds, and the features of the one that is chosen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from loaders.errors import FormatError
from sites.report import Issue, Role


@dataclass(frozen=True)
class Opened:
    """A file on its way.

    Attributes
    ----------
    path : pathlib.Path
        Where its bytes are.
    shown : pathlib.Path
        What the user calls it: the zip, when it came out of one.
    folder : pathlib.Path
        Room for copies; gone once the file has been read.
    title : str
        Its name without suffix: that of its layer where the format has no names for layers.
    format : str
        One of the values of ``loaders.files.GEOMETRY``, once the file passed its checks.
    """

    path: Path
    shown: Path
    folder: Path
    title: str
    format: str = ""


@dataclass(frozen=True)
class Features:
    """The features of one layer, as the file has them.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        n features with the file's own columns, coordinates as written.
    declared : pyproj.CRS or None
        What the file says of its reference system.
    implied : pyproj.CRS or None
        What the format means by definition where the file says nothing.
    encoding : str or None
        How its text is encoded.
    rows : numpy.ndarray of int64 or None
        n row numbers; counted from 1 where there are none.
    skipped : int
        Heads, notes, labels: what the layer holds beside features.
    issues : tuple of Issue
    """

    frame: GeoDataFrame
    declared: CRS | None = None
    implied: CRS | None = None
    encoding: str | None = "UTF-8"
    rows: npt.NDArray[np.int64] | None = None
    skipped: int = 0
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Found:
    """A layer of a file, before its features are read.

    Attributes
    ----------
    name : str
    shapes : frozenset of str
        Geometry types without Z and M; ``Unknown`` where the file does not say, none for a mere table.
    count : int
        Features, -1 where only reading would tell.
    columns : tuple of str
    read : callable
        Reads the features for a role.
    """

    name: str
    shapes: frozenset[str]
    count: int
    columns: tuple[str, ...]
    read: Callable[[Role], Features]


def shapes_of(geometry: npt.NDArray[np.object_]) -> frozenset[str]:
    """Return the geometry types that occur, the way a file names them."""
    ids = np.unique(shapely.get_type_id(geometry))
    return frozenset(NAMES[at] for at in ids if at >= 0)


NAMES = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection",
)  # fmt: skip
"""In the order of ``shapely.GeometryType``."""


def in_utf8(opened: Opened, unreadable: FormatError) -> tuple[Opened, str]:
    """Return a file of text in UTF-8, copied where it was in GBK, and the encoding that its bytes were in.

    Raises
    ------
    FormatError
        ``unreadable``, where it is in neither.
    """
    data = opened.path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise unreadable from error
        copy = opened.folder / f"utf8{opened.path.suffix}"
        copy.write_bytes(text.encode())
        return replace(opened, path=copy), "GBK"
    return opened, "UTF-8"
