"""What the reader sends arrives as it was, and what does not fit is refused: nothing that arrives is trusted."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from loaders import geometry, guard, tickets, workbook
from loaders.guard import ragged, values, wire
from settings import HOME
from sites.report import Input, Issue
from sites.table import CRS, Layer

DEMO = HOME / "data" / "geo" / "demo.gpkg"
WEEK = HOME / "data" / "progress" / "2022-08-31.xlsx"


def sent(value: Any, hint: Any) -> Any:
    """Send a value through the wire."""
    said, pieces = wire.opened(b"".join(wire.answer(value, [])))
    return wire.value(said["value"], pieces, hint)


@pytest.mark.parametrize("role", ["subdistricts", "compounds", "buildings", "parking", "elevators", "pipes"])
def test_a_layer_read_in_the_guard_is_the_layer_read_here(role: Any) -> None:
    ours, theirs = geometry.read_layer(DEMO, role), guard.read_layer(DEMO, role)
    assert_geodataframe_equal(theirs.frame, ours.frame)
    assert replace(theirs, frame=None) == replace(ours, frame=None)  # type: ignore[arg-type]


def test_a_workbook_read_in_the_guard_is_the_workbook_read_here() -> None:
    ours, theirs = workbook.read_workbook(WEEK), guard.read_workbook(WEEK)
    pd.testing.assert_frame_equal(theirs.buildings, ours.buildings)
    pd.testing.assert_frame_equal(theirs.compounds, ours.compounds)
    assert (theirs.input, theirs.as_of, theirs.issues) == (ours.input, ours.as_of, ours.issues)
    assert guard.layers(DEMO) == geometry.layers(DEMO)


def test_tickets_read_in_the_guard_are_the_tickets_read_here(tmp_path: Path) -> None:
    path = tmp_path / "12345.csv"
    path.write_text(
        "编号,小区,受理时间,内容,电话\nT1,学田苑,2022-08-01 10:22,漏水,1\nT2,,尽快,停车,2\n", encoding="utf-8"
    )
    ours, theirs = tickets.read_tickets(path, date(2022, 8, 31)), guard.read_tickets(path, date(2022, 8, 31))
    pd.testing.assert_frame_equal(theirs.frame, ours.frame)
    assert (theirs.input, theirs.issues) == (ours.input, ours.issues)


@given(st.binary(max_size=200))
def test_bytes_arrive_as_they_were(data: bytes) -> None:
    assert sent(data, bytes) == data


@pytest.mark.parametrize("said", [{"bytes": 1}, {"bytes": -1}, {"bytes": "0"}, {"bytes": None}, {}, "x", [1, 2], None])
def test_bytes_that_are_none_are_refused(said: Any) -> None:
    with pytest.raises(wire.Garbled):
        wire.value(said, [memoryview(b"abc")], bytes)


COLUMNS = {
    "text": pd.Series(["虹桥", np.nan, "", "a\x00b\n"], dtype="str"),
    "whole": pd.Series([1, None, -(2**62), 0], dtype="Int64"),
    "number": pd.Series([0.1, np.nan, np.inf, -0.0]),
    "row": pd.Series([1, 2, 3, 4], dtype="int64"),
    "day": pd.Series(np.array(["2022-08-31", "NaT", "1980-01-01", "2064-12-31"], dtype="datetime64[s]")),
    "finished": pd.Series([True, False, True, True]),
    "maybe": pd.Series([True, None, False, True], dtype="boolean"),
}
SHAPES = [
    "POINT (1 2)", "POINT EMPTY", "LINESTRING (0 0, 1 1)", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "POLYGON EMPTY",
    "POLYGON ((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1))", "MULTIPOINT (1 1, 2 2)", "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))", "GEOMETRYCOLLECTION EMPTY",
    "GEOMETRYCOLLECTION (POINT (1 2), POLYGON ((0 0, 1 0, 1 1, 0 0)), POINT EMPTY)", "MULTIPOLYGON EMPTY",
]  # fmt: skip


@pytest.mark.parametrize("rows", [slice(0, 4), slice(0, 0), slice(1, 2)])
def test_every_type_of_column_arrives_as_it_was(rows: slice) -> None:
    frame = pd.DataFrame(COLUMNS).iloc[rows].reset_index(drop=True)
    found = sent(frame, pd.DataFrame)
    pd.testing.assert_frame_equal(found, frame)
    found.loc[:, "row"] += 1  # its memory is its own, to be written to
    assert list(found["row"]) == list(frame["row"] + 1)


@given(st.lists(st.none() | st.text(), max_size=20))
def test_every_text_arrives_as_it_was(texts: list[str | None]) -> None:
    kept = [text if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    frame = pd.DataFrame({"text": pd.Series(kept, dtype="str")})
    pd.testing.assert_frame_equal(sent(frame, pd.DataFrame), frame)


@given(st.lists(st.sampled_from([None, *SHAPES]), max_size=12))
def test_every_geometry_arrives_as_it_was(texts: list[str | None]) -> None:
    shapes = np.array([None if text is None else shapely.from_wkt(text) for text in texts], dtype=object)
    frame = GeoDataFrame({"row": np.arange(len(shapes))}, geometry=shapes, crs=CRS)
    found = sent(frame, GeoDataFrame)
    assert list(shapely.to_wkt(found.geometry.to_numpy())) == list(shapely.to_wkt(shapes))
    assert found.crs == CRS


def test_collections_within_collections_become_one() -> None:
    deep = shapely.from_wkt("POINT (1 1)")
    for at in range(20):
        deep = shapely.GeometryCollection([deep, shapely.Point(at, at)])
    frame = GeoDataFrame({"row": [1, 2]}, geometry=[shapely.Point(0, 0), deep], crs=CRS)
    found = sent(frame, GeoDataFrame).geometry.iloc[1]
    assert len(found.geoms) == 21
    assert {part.geom_type for part in found.geoms} == {"Point"}


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [object()]}), pd.DataFrame({"a": [1]}, index=[5]), pd.DataFrame({"a": pd.Categorical(["x"])}),
        GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=4549), GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)]),
    ],
)  # fmt: skip
def test_what_does_not_travel_is_an_error_where_it_starts(frame: pd.DataFrame) -> None:
    with pytest.raises(TypeError):
        wire.answer(frame, [])


@dataclass
class _Inner:
    a: int
    b: str | None = None


@dataclass
class _Outer:
    day: date
    path: Path
    inner: list[_Inner]
    pair: tuple[str, int] = ("x", 1)
    many: tuple[str, ...] = ()
    kind: Literal["one", "two"] = "one"
    words: dict[str, float] = field(default_factory=dict)
    anything: dict[str, object] = field(default_factory=dict)


WHOLE = _Outer(
    date(2022, 8, 31), Path("a/b"), [_Inner(1), _Inner(2, "y")], ("z", 3), ("p", "q"), "two", {"w": 1.5},
    {"n": 3, "day": date(2022, 1, 1), "names": ("a", "b"), "none": None},
)  # fmt: skip


def test_a_dataclass_arrives_as_it_was() -> None:
    assert sent(WHOLE, _Outer) == WHOLE


def _packed(value: Any) -> Any:
    return values.packed(value, lambda _array: 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("day", "2022-08-31"), ("day", {"date": "x"}), ("path", "x"), ("path", {"path": 3}), ("inner", {}), ("inner", [{"fields": {}}]), ("inner", [{"fields": {"a": True}}]),
     ("inner", [{"fields": {"a": "1"}}]), ("inner", [{"fields": {"a": 1, "c": 2}}]), ("inner", [{"fields": {"a": 1, "b": 2}}]), ("pair", ["x"]),
     ("pair", ["x", 1, 2]), ("many", "xy"), ("many", [1]), ("kind", "three"), ("kind", None), ("words", {"map": [["w", "x"]]}),
     ("words", {"map": [[1, 1.0]]}), ("anything", {"map": [[{"frame": 1}, 2]]}), ("nothing", 1)],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    said = _packed(WHOLE)
    said["fields"][name] = value
    with pytest.raises(wire.Garbled):
        wire.value(said, [], _Outer)


def test_an_issue_with_no_words_is_refused() -> None:
    from loaders.guard.outcome import _check

    frame = GeoDataFrame({"row": [1]}, geometry=[shapely.Point(0, 0)], crs=CRS)
    _check(Layer(Input("buildings", "x"), frame, [Issue("unknown_compound", "buildings", value="{x}")]))
    for issue in (Issue("no_such_code", "buildings"), Issue("vertical_dropped", "buildings", {"m": 1})):
        with pytest.raises((KeyError, ValueError)):
            _check(Layer(Input("buildings", "x"), frame, [issue]))


def arrays() -> tuple[dict[str, Any], list[Any]]:
    """Return geometries as they are sent: two polygons and a collection."""
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3), shapely.from_wkt(SHAPES[10])], dtype=object)
    held: list[Any] = []
    return ragged.packed(shapes, lambda array: held.append(array) or len(held) - 1), held  # type: ignore[func-returns-value]


@given(st.data())
def test_no_array_of_offsets_leads_shapely_astray(data: st.DataObject) -> None:
    """Whatever numbers arrive, they give geometries or are refused; a wild one would end this very process."""
    said, held = arrays()
    at = data.draw(st.integers(0, len(held) - 1))
    numbers = held[at].copy()
    if len(numbers):
        place = data.draw(st.integers(0, len(numbers) - 1))
        numbers[place] = (
            data.draw(st.integers(-128, 127)) if numbers.dtype == "int8" else data.draw(st.integers(0, 255))
        )
    cut = data.draw(st.integers(0, len(numbers)))
    held[at] = numbers[:cut] if data.draw(st.booleans()) else numbers
    try:
        found = ragged.unpacked(
            said, lambda place, dtype: np.frombuffer(np.ascontiguousarray(held[place]).tobytes(), dtype)
        )  # type: ignore[call-overload]
    except (ValueError, IndexError, shapely.errors.GEOSException):
        return
    assert len(found) == 3
    shapely.to_wkt(found)


@given(st.binary(max_size=300))
def test_whatever_bytes_arrive_they_are_an_answer_or_refused(data: bytes) -> None:
    try:
        wire.opened(data)
    except wire.Garbled:
        return
    assert data[:4] == bytes(4)
