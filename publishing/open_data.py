"""The public extract as files to take away: GeoJSON, CSV, one GeoPackage, what the columns mean, and a note with the licence."""

import csv
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
from geopandas import GeoDataFrame

import locales
from loaders.aliases import guarded
from locales import _
from publishing import open_schema
from publishing.extract import Extract
from publishing.open_layers import Layers, codes, features, layers, plain, positions
from settings import settings
from sites import source_line
from store.export import for_gdal

PACKAGE, SCHEMA, README = "onemap.gpkg", "schema.json", "README.txt"
AREAS = ("subdistricts", "compounds")
"""Layers that are areas always; buildings are when their footprints are given."""
_ABOUT_COLUMNS = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope) VALUES
  ('gpkg_data_columns', 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
"""
"""The tables of the GeoPackage standard's extension for schemas."""


def offered(extract: Extract) -> dict[str, bytes]:
    """Return the files that the settings allow: none unless open data is on."""
    own = settings()
    return files(extract, own.open_footprints, own.open_licence) if own.open_data else {}


def files(extract: Extract, exact: bool, licence: str = "") -> dict[str, bytes]:
    """Return the open data by file name; equal content gives equal bytes.

    Parameters
    ----------
    exact : bool
        Whether buildings keep their footprints; else each is a point, rounded to 5 decimals of a degree.
    licence : str
        Under what terms the data may be used, for the note.
    """
    given = layers(extract, exact)
    made = {f"{name}.geojson": _geojson(name, frame, extract) for name, frame in given.items()}
    made |= {f"{name}.csv": _csv(frame) for name, frame in given.items()}
    made[PACKAGE] = _package(given, extract, licence)
    made[SCHEMA] = json.dumps(open_schema.json_schema(extract), ensure_ascii=False, indent=1).encode()
    made[README] = readme(extract, exact, licence).encode("utf-8-sig")
    return made


def readme(extract: Extract, exact: bool, licence: str) -> str:
    """Return the note that goes with the files, in every language."""
    return "\n\n".join(open_schema.spoken(lambda: _note(extract, exact, licence)).values()).replace("\n", "\r\n")


def _note(extract: Extract, exact: bool, licence: str) -> str:
    as_of = _("第 {number} 期，截至 {as_of}").format(number=extract.number, as_of=extract.as_of)
    lines = [
        _("旧改一张图：公开数据"), as_of, *source_line.parts(extract.synthetic), "",
        _("许可：{licence}").format(licence=licence) if licence else _("没有写明许可，使用前请先询问发布单位。"), "",
        _("*.geojson：每个图层一个文件，RFC 7946，经度在前"),
        _("*.csv：同样的行，带经纬度，UTF-8；像公式的单元格前面加了一个撇号"),
        _("{name}：全部图层，CGCS2000 经纬度（EPSG:4490）").format(name=PACKAGE),
        _("{name}：每一列的中英文名称、类型和单位").format(name=SCHEMA), "",
        _("坐标是 CGCS2000；GeoJSON 按规定当作 WGS 84 读，两者相差不到一米。"),
        _("楼栋是轮廓。") if exact else _("楼栋是一个点，取到小数点后五位（约一米）；轮廓不公开。"),
        _("轮廓不能用来量尺寸或认定产权。计划完成是计划，不是承诺。"),
    ]  # fmt: skip
    return "\n".join(lines)


def _geojson(name: str, frame: GeoDataFrame, extract: Extract) -> bytes:
    """Write a feature collection, one feature a line."""
    head = {"type": "FeatureCollection", "name": name, "edition": extract.number, "as_of": extract.as_of.isoformat()}
    rows = [_compact(feature) for feature in features(name, frame, codes(frame))]
    return "".join((_compact(head)[:-1], ',"features":[\n', ",\n".join(rows), "\n]}\n")).encode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _csv(frame: GeoDataFrame) -> bytes:
    """Write the rows with the place of each, in UTF-8 with a mark, which Excel and WPS know; a formula is made a text."""
    stream = io.StringIO()
    lines = csv.writer(stream, lineterminator="\r\n")
    columns = codes(frame)
    lines.writerow([*columns, "lon", "lat"])
    for row in zip(*(plain(frame[code]) for code in columns), *positions(frame).T.tolist(), strict=True):
        lines.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _package(given: Layers, extract: Extract, licence: str) -> bytes:
    """Write one GeoPackage with every layer; its titles are Chinese, and its only moment is the as-of date."""
    with tempfile.TemporaryDirectory(prefix="onemap-open-") as folder, locales.speaking(locales.SOURCE):
        path = Path(folder) / PACKAGE
        for name, frame in given.items():
            kinds = frame.geom_type.unique()
            areas = name in AREAS or (name == "buildings" and "Point" not in kinds)
            one = str(kinds[0]) if len(kinds) == 1 else "Unknown"
            pyogrio.write_dataframe(
                for_gdal(frame), path, layer=name, driver="GPKG", append=path.exists(), use_arrow=True,
                geometry_type="MultiPolygon" if areas else one, promote_to_multi=areas,
                layer_options={"IDENTIFIER": open_schema.title(name), "DESCRIPTION": licence},
            )  # fmt: skip
        _finish(path, tuple(given), extract)
        return path.read_bytes()


def _finish(path: Path, names: Iterable[str], extract: Extract) -> None:
    """Add what columns and codes are called, in the language in use, and take out when the file was made."""
    known = [(name, field, f"{name}_{field.code}") for name in names for field in open_schema.fields(name)]
    columns = [
        (name, field.code, field.title, _(field.unit) or None, own if field.values else None)
        for name, field, own in known
    ]
    values = [(own, code, _(word)) for _name, field, own in known for code, word in field.values.items()]
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_ABOUT_COLUMNS)
        with connection:
            connection.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, title, description, constraint_name) "
                "VALUES (?, ?, ?, ?, ?)",
                columns,
            )
            connection.executemany(
                "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) "
                "VALUES (?, 'enum', ?, ?)",
                values,
            )
            connection.execute("UPDATE gpkg_contents SET last_change = ?", (f"{extract.as_of}T00:00:00.000Z",))
        connection.execute("VACUUM")  # nothing stays of rows that were written over
