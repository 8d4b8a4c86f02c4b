"""What is given away is the extract, whole and nothing more, in forms that others read."""

import csv
import io
import json
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from publishing import open_data
from publishing.columns import PUBLIC
from publishing.extract import Extract, extract
from publishing.open_data import PACKAGE, README, SCHEMA, files
from publishing.open_layers import layers
from settings import settings
from sites.edition import Edition

LICENCE = "CC BY 4.0"


@pytest.fixture(scope="module")
def public(demo: Edition) -> Extract:
    return extract(demo)


@pytest.fixture(scope="module")
def points(public: Extract) -> dict[str, bytes]:
    """As it is unless footprints are set."""
    return files(public, False, LICENCE)


@pytest.fixture(scope="module")
def footprints(public: Extract) -> dict[str, bytes]:
    return files(public, True, LICENCE)


def collection(made: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made[f"{name}.geojson"])["features"]
    return found


def cells(made: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made[f"{name}.csv"].decode("utf-8-sig"))))


def test_there_are_two_files_for_each_layer_and_one_package(points: dict[str, bytes]) -> None:
    assert set(points) == {f"{name}.{form}" for name in PUBLIC for form in ("geojson", "csv")} | {
        PACKAGE,
        SCHEMA,
        README,
    }
    assert not [name for name in points if "pipe" in name]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_form_has_every_row_and_only_public_columns(
    name: str, public: Extract, points: dict[str, bytes], tmp_path: Path
) -> None:
    n = len(public.layers[name])
    rows = collection(points, name)
    assert len(rows) == n
    assert {tuple(row["properties"]) for row in rows} == {PUBLIC[name]}
    assert [row["id"] for row in rows] == public.layers[name][PUBLIC[name][0]].tolist()
    table = cells(points, name)
    assert len(table) == n
    assert tuple(table[0]) == (*PUBLIC[name], "lon", "lat")
    (tmp_path / PACKAGE).write_bytes(points[PACKAGE])
    packed = pyogrio.read_dataframe(tmp_path / PACKAGE, layer=name)
    assert len(packed) == n
    assert tuple(packed.columns) == (*PUBLIC[name], "geometry")
    assert packed.crs.to_epsg() == 4490


def test_a_building_is_a_point_of_a_metre_unless_footprints_are_set(
    public: Extract, points: dict[str, bytes], footprints: dict[str, bytes]
) -> None:
    shapes = [row["geometry"] for row in collection(points, "buildings")]
    assert {shape["type"] for shape in shapes} == {"Point"}
    places = np.array([shape["coordinates"] for shape in shapes])
    assert np.array_equal(places, np.round(places, 5))
    outlines = public.layers["buildings"].geometry
    assert shapely.distance(outlines.to_numpy(), shapely.points(places)).max() < 1e-5
    assert {row["geometry"]["type"] for row in collection(footprints, "buildings")} <= {"Polygon", "MultiPolygon"}


def test_no_form_holds_a_corner_of_a_footprint_unless_set(
    public: Extract, points: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / PACKAGE).write_bytes(points[PACKAGE])
    assert set(pyogrio.read_dataframe(tmp_path / PACKAGE, layer="buildings").geom_type) == {"Point"}
    corners = shapely.get_coordinates(public.layers["buildings"].geometry.to_numpy())
    told = b"".join(body for name, body in points.items() if name.startswith("buildings"))
    assert not [x for x in corners[:, 0] if f"{x:.7f}".encode() in told]


def test_outlines_are_valid_and_turn_as_the_standard_says(footprints: dict[str, bytes]) -> None:
    for name in ("subdistricts", "compounds", "buildings"):
        shapes = shapely.from_geojson([json.dumps(row["geometry"]) for row in collection(footprints, name)])
        assert shapely.is_valid(shapes).all()
        parts = shapely.get_parts(shapes)
        assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()


def test_geojson_is_read_by_others(footprints: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "buildings.geojson").write_bytes(footprints["buildings.geojson"])
    found = pyogrio.read_dataframe(tmp_path / "buildings.geojson")
    assert found.crs.to_epsg() == 4326
    assert found["planned_finish"].notna().any()


def test_the_schema_describes_every_column_and_holds(points: dict[str, bytes]) -> None:
    schema = json.loads(points[SCHEMA])
    assert set(schema["$defs"]) == set(PUBLIC)
    for name, own in schema["$defs"].items():
        assert tuple(own["properties"]) == PUBLIC[name]
        for column in own["properties"].values():
            assert column["x-title"]["en"].isascii()
            assert not column["x-title"]["zh_CN"].isascii()
        validator = jsonschema.Draft202012Validator(own)
        for row in collection(points, name):
            validator.validate(row["properties"])
    buildings = schema["$defs"]["buildings"]["properties"]
    assert buildings["storeys"]["x-unit"] == {"zh_CN": "层", "en": "storeys"}
    assert buildings["stage"]["x-values"]["demolition"] == {"zh_CN": "违建拆除", "en": "Demolition"}


def test_the_package_tells_what_its_columns_are(points: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / PACKAGE).write_bytes(points[PACKAGE])
    with closing(sqlite3.connect(tmp_path / PACKAGE)) as connection:
        told = connection.execute("SELECT table_name, column_name, title FROM gpkg_data_columns").fetchall()
        words = dict(
            connection.execute(
                "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'buildings_stage'"
            ).fetchall()
        )
        about = connection.execute("SELECT table_name, identifier, description FROM gpkg_contents").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {row[:2] for row in told} == {(name, code) for name, columns in PUBLIC.items() for code in columns}
    assert ("buildings", "planned_finish", "计划完成") in told
    assert words["handover"] == "物业管理"
    assert ("buildings", "楼栋", LICENCE) in about


def test_the_note_names_edition_licence_and_source_in_both_languages(public: Extract, points: dict[str, bytes]) -> None:
    note = points[README].decode("utf-8-sig")
    for words in (
        f"许可：{LICENCE}",
        f"Licence: {LICENCE}",
        f"第 {public.number} 期",
        f"Edition {public.number}",
        "示意图",
    ):
        assert words in note
    assert "ask the publisher" in files(public, False)[README].decode("utf-8-sig")


def test_equal_content_gives_equal_bytes(public: Extract, demo: Edition, points: dict[str, bytes]) -> None:
    time.sleep(1.1)  # another second by the clock
    again = files(extract(demo), False, LICENCE)
    assert [name for name in points if points[name] != again[name]] == []
    later = files(replace(public, as_of=date(2022, 9, 30)), False, LICENCE)
    assert points[PACKAGE] != later[PACKAGE]


def test_a_cell_of_csv_is_no_formula(public: Extract) -> None:
    changed = public.layers["compounds"].assign(character="=1+1", compound="@x")
    made = files(replace(public, layers={**public.layers, "compounds": changed}), False)
    assert cells(made, "compounds")[0]["character"] == "'=1+1"
    assert cells(made, "compounds")[0]["compound"] == "'@x"
    assert collection(made, "compounds")[0]["properties"]["character"] == "=1+1"


def test_a_word_that_is_no_code_is_left_out(public: Extract) -> None:
    """A file may call a charging point's kind anything: what no list knows may name somebody."""
    changed = public.layers["charging"].assign(kind="王先生 13800000000")
    made = files(replace(public, layers={**public.layers, "charging": changed}), False)
    assert {row["properties"]["kind"] for row in collection(made, "charging")} == {None}
    assert not [name for name, body in made.items() if "王先生".encode() in body or b"13800000000" in body]


def test_no_canary_of_a_private_column_is_in_any_file(canaries: tuple[Edition, dict[str, str]]) -> None:
    edition, told = canaries
    for exact in (False, True):
        made = files(extract(edition), exact, LICENCE)
        found = [
            (where, name) for where, canary in told.items() for name, body in made.items() if canary.encode() in body
        ]
        assert found == []


def test_layers_without_a_row_are_written(public: Extract) -> None:
    empty = {name: frame.iloc[:0] for name, frame in public.layers.items()}
    made = files(replace(public, layers=empty), False)
    assert collection(made, "elevators") == []
    assert cells(made, "buildings") == []


def test_what_is_missing_is_null(public: Extract) -> None:
    changed = public.layers["buildings"].assign(
        built_year=pd.array([pd.NA] * 900, "Int64"), stage=pd.Series([None] * 900, dtype="str"), planned_finish=pd.NaT
    )
    made = files(replace(public, layers={**public.layers, "buildings": changed}), False)
    row = collection(made, "buildings")[0]["properties"]
    assert (row["built_year"], row["stage"], row["planned_finish"]) == (None, None, None)
    assert cells(made, "buildings")[0]["stage"] == ""


def test_nothing_is_offered_unless_set(public: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_data.offered(public) == {}
    monkeypatch.setattr(settings(), "open_data", True)
    monkeypatch.setattr(settings(), "open_licence", LICENCE)
    offered = open_data.offered(public)
    assert collection(offered, "buildings")[0]["geometry"]["type"] == "Point"
    assert LICENCE in offered[README].decode("utf-8-sig")
    monkeypatch.setattr(settings(), "open_footprints", True)
    assert collection(open_data.offered(public), "buildings")[0]["geometry"]["type"] == "Polygon"


def test_layers_do_not_change_the_extract(public: Extract) -> None:
    before = {name: frame.copy() for name, frame in public.layers.items()}
    layers(public, False)
    for name, frame in before.items():
        assert frame.equals(public.layers[name])
