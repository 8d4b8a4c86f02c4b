"""KML and KMZ, read as a stream of events: folders are layers, ExtendedData are columns.

Neither driver of GDAL will do: one leaves ExtendedData and features without geometry out, the other loses Chinese column
names. The parser refuses DOCTYPE at its first word, so entities are never declared.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from xml.parsers import expat

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from loaders.errors import FormatError, LayerError, broken, not_what_it_says
from loaders.geometry.found import Features, Found, Opened, shapes_of
from loaders.geometry.vector import rings_closed
from locales import _
from sites.report import Role

DEEPEST = 200
"""Elements inside one another; real files have a dozen."""
CONTAINERS = frozenset({"Document", "Folder"})
ROOTS = CONTAINERS | {"kml", "Placemark"}
SINGLE = {"Point": shapely.Point, "LineString": shapely.LineString, "LinearRing": shapely.LinearRing}
KEPT = frozenset({"name", "coordinates", "value", "SimpleData", "description"})
"""Elements whose text is read."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]+)["'][^>]{0,100}\?>""")
_GBK = frozenset({"GBK", "GB2312", "GB18030", "CP936"})


@dataclass
class Placemark:
    """A feature on its way."""

    folders: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    geometry: list[Any] = field(default_factory=list)
    open_rings: int = 0


class ForeignRoot(Exception):
    """The outermost element is not one of KML."""


class _Reader:
    """Collects placemarks from the parser's events."""

    def __init__(self) -> None:
        self.placemarks: list[Placemark] = []
        self.linked = False
        self._open: list[str] = []
        self._folders: list[str] = []
        self._words: list[str] | None = None
        self._place: Placemark | None = None
        self._column = ""
        self._rings: list[Any] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self._open and name not in ROOTS:
            raise ForeignRoot(name)
        self._open.append(name)
        if len(self._open) > DEEPEST:
            raise ValueError("too deep")
        if name in CONTAINERS:
            self._folders.append("")
        elif name == "Placemark":
            self._place = Placemark(tuple(self._folders))
        elif name in ("Data", "SimpleData"):
            self._column = attributes.get("name", "")
        elif name == "Polygon":
            self._rings = []
        elif name == "NetworkLink":
            self.linked = True
        if name in KEPT:
            self._words = []

    def text(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        name = self._open.pop()
        text = "".join(self._words or ()).strip()
        if name in KEPT:
            self._words = None
        if name in CONTAINERS:
            self._folders.pop()
        elif name == "name" and self._open and self._open[-1] in CONTAINERS:
            self._folders[-1] = text
        elif self._place is not None:
            self._end_in_place(name, text, self._place)

    def _end_in_place(self, name: str, text: str, place: Placemark) -> None:
        if name == "Placemark":
            self.placemarks.append(place)
            self._place = None
        elif name in ("name", "description") and self._open[-1] == "Placemark":
            place.values.setdefault(name, text)
        elif name in ("value", "SimpleData") and self._column:
            place.values[self._column] = text
        elif name == "coordinates":
            self._end_of_coordinates(text, place)
        elif name == "Polygon" and self._rings:
            place.geometry.append(shapely.Polygon(self._rings[0], self._rings[1:]))

    def _end_of_coordinates(self, text: str, place: Placemark) -> None:
        kind = self._open[-1] if self._open else ""
        points = _points(text)
        if kind not in SINGLE or points is None:
            return
        in_polygon = kind == "LinearRing" and "Polygon" in self._open
        if in_polygon and (points[0] != points[-1]):
            points.append(points[0])
            place.open_rings += 1
        try:
            shape = SINGLE[kind](points if kind != "Point" else points[0])
        except (ValueError, shapely.errors.GEOSException):
            return  # too few points for a line or a ring: the placemark has no geometry
        if in_polygon:
            self._rings.append(shape)
        else:
            place.geometry.append(shapely.LineString(shape) if kind == "LinearRing" else shape)


def found(opened: Opened) -> list[Found]:
    """List the folders of a KML; those of one only folder where everything lies in one.

    Raises
    ------
    FormatError
        It is damaged, or declares a DOCTYPE.
    LayerError
        It holds no placemark.
    """
    data, encoding = _in_utf8(opened)
    reader = _parsed(data, opened)
    if not reader.placemarks:
        cure = _("请打开链接的文件后另存") if reader.linked else _("请核对导出的图层")
        raise LayerError(opened.shown, _("里面没有地标"), cure)
    layers: dict[str, list[Placemark]] = {}
    places = reader.placemarks
    depth = _depth(places)
    for place in places:
        named = place.folders[: depth + 1]
        layers.setdefault(named[-1] if named and named[-1] else opened.title, []).append(place)
    return [_layer(opened, name, members, encoding) for name, members in layers.items()]


def _depth(places: list[Placemark]) -> int:
    """Return the level of folders that tells placemarks apart: the first one with several, and no placemark above it."""
    deepest = min(len(place.folders) for place in places)
    for level in range(deepest):
        if len({place.folders[: level + 1] for place in places}) > 1:
            return level
    return max(deepest - 1, 0) if all(len(place.folders) == deepest for place in places) else deepest


def _layer(opened: Opened, name: str, places: list[Placemark], encoding: str) -> Found:
    columns = list(Counter(column for place in places for column in place.values))
    geometry = np.array([_whole(place.geometry) for place in places], dtype=object)
    data = {
        column: pd.Series([place.values.get(column) or None for place in places], dtype="str") for column in columns
    }
    frame = GeoDataFrame(data, geometry=geometry)
    unclosed = sum(place.open_rings > 0 for place in places)
    reader = partial(_read, Features(frame, None, CRS.from_epsg(4326), encoding), unclosed, opened)
    return Found(name, shapes_of(geometry), len(places), tuple(columns), reader)


def _read(features: Features, unclosed: int, opened: Opened, role: Role) -> Features:
    return replace(features, issues=(rings_closed(unclosed, role, opened.shown),) if unclosed else ())


def _whole(parts: list[Any]) -> Any:
    """Put the parts of a MultiGeometry together: of one kind they are a multi-geometry."""
    if len(parts) < 2:
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    return shapely.MultiPoint(parts) if kinds == {"Point"} else shapely.GeometryCollection(parts)


def _points(text: str) -> list[tuple[float, ...]] | None:
    """Read longitude, latitude and an optional height each; None where they cannot be read."""
    words = re.sub(r"\s*,\s*", ",", text).split()
    try:
        points = [tuple(map(float, word.split(",")[:2])) for word in words]
    except ValueError:
        return None
    return points if points and all(len(point) == 2 for point in points) else None


def _parsed(data: bytes, opened: Opened) -> _Reader:
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text

    def refuse(*_words: object) -> None:
        raise FormatError(opened.shown, _("里面有 DOCTYPE"), _("请从原软件重新导出"))

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except ForeignRoot as error:
        raise not_what_it_says(opened.path) from error
    except (expat.ExpatError, ValueError) as error:
        raise broken(opened.shown) from error
    return reader


def _in_utf8(opened: Opened) -> tuple[bytes, str]:
    """Return the file in UTF-8 and the encoding that it was in; what its first line claims counts last."""
    data = opened.path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = [("utf-16", "UTF-16")]
    else:
        declared = _DECLARED.match(data)
        codecs = [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")]
        if declared and declared[1].decode().upper() in _GBK:
            codecs.reverse()
    for codec, name in codecs:
        try:
            return data.decode(codec).encode(), name
        except UnicodeDecodeError:
            continue
    raise broken(opened.shown)
