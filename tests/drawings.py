"""Drawings and archives as other programs write them: KML, DXF, zip files with names in GBK."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import ezdxf
import shapely

OUTLINE, LABEL, HATCH, BLOCK = "outline", "label", "hatch", "block"


def kml(path: Path, folders: Mapping[str, Sequence[tuple[Mapping[str, str], Any]]], encoding: str = "UTF-8") -> Path:
    """Write folders of placemarks, each with its columns (``name`` apart) and a polygon, line, point or KML text."""
    parts = []
    for name, places in folders.items():
        marks = "".join(_placemark(values, shape) for values, shape in places)
        parts.append(f"<Folder><name>{escape(name)}</name>{marks}</Folder>")
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>崇川</name>{''.join(parts)}</Document></kml>"
    )
    path.write_bytes(text.encode(encoding))
    return path


def _placemark(values: Mapping[str, str], shape: Any) -> str:
    data = "".join(
        f'<Data name="{escape(name)}"><value>{escape(value)}</value></Data>' for name, value in values.items() if name != "name"
    )  # fmt: skip
    geometry = shape if isinstance(shape, str) else _geometry(shape)
    return f"<Placemark><name>{escape(values.get('name', ''))}</name><ExtendedData>{data}</ExtendedData>{geometry}</Placemark>"


def _geometry(shape: Any) -> str:
    if shape.geom_type != "Polygon":
        return f"<{shape.geom_type}><coordinates>{coordinates(shape.coords)}</coordinates></{shape.geom_type}>"
    return f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{coordinates(shape.exterior.coords)}</coordinates></LinearRing></outerBoundaryIs></Polygon>"


def coordinates(points: Sequence[tuple[float, ...]]) -> str:
    """Write points as KML does."""
    return " ".join(",".join(repr(float(number)) for number in point) for point in points)


def dxf(path: Path, entities: Sequence[tuple[str, str, Any]], version: str = "R2010") -> Path:
    """Write a drawing of (layer, kind, what): outlines and hatches of polygons, labels at points, blocks of a square."""
    drawing = ezdxf.new(version)
    if version < "R2007":
        drawing.header["$DWGCODEPAGE"] = "ANSI_936"
        drawing.encoding = "gbk"
    square = drawing.blocks.new("楼块")
    square.add_lwpolyline([(0, 0), (30, 0), (30, 10), (0, 10)], close=True)
    space = drawing.modelspace()
    for layer, kind, what in entities:
        on = {"layer": layer}
        if kind == OUTLINE:
            closed = isinstance(what, shapely.Polygon)
            points = list(what.exterior.coords)[:-1] if closed else list(what.coords)
            space.add_lwpolyline(points, close=closed, dxfattribs=on)
        elif kind == HATCH:
            space.add_hatch(dxfattribs=on).paths.add_polyline_path(list(what.exterior.coords), is_closed=True)
        elif kind == LABEL:
            text, point = what
            add = space.add_mtext if "\\" in text else space.add_text
            add(text, dxfattribs={**on, "insert": point})
        else:
            space.add_blockref("楼块", what, dxfattribs=on)
    drawing.saveas(path)
    return path


def gbk_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive the way Windows in Chinese does: names in GBK, and no flag that says so."""
    body, directory = b"", b""
    for name, data in files.items():
        raw, crc = name.encode("gbk"), zlib.crc32(data)
        sizes = struct.pack("<III", crc, len(data), len(data))
        head = struct.pack("<HHHHH", 20, 0, 0, 0, 33) + sizes + struct.pack("<HH", len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + head + raw + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path
