"""Which datum each layer of the demo is in, told from the layers alone."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
import shapely

from loaders.geometry import read_layer
from loaders.intake import GEOMETRY_ROLES
from settings import HOME
from sites.datum import Datum, convert_shapes
from sites.datum_check import Settled, settled
from sites.report import DatumEvidence, Role
from sites.table import Layer

PACKAGE = HOME / "data" / "geo" / "demo.gpkg"
OTHERS: tuple[Datum, ...] = ("gcj02", "bd09")
METRE = 1 / 111_195
Layers = dict[Role, Layer]


@pytest.fixture(scope="module")
def demo() -> Layers:
    return {role: read_layer(PACKAGE, role) for role in GEOMETRY_ROLES}


def moved(layer: Layer, change: object) -> Layer:
    """Return a layer elsewhere: in another datum, or so many metres off."""
    shapes = layer.frame.geometry.to_numpy()
    if isinstance(change, str):
        shapes = convert_shapes(shapes, "wgs84", change)  # type: ignore[arg-type]
    else:
        shapes = shapely.transform(shapes, lambda points: points + np.array(change) * METRE)
    return replace(layer, frame=layer.frame.set_geometry(shapes, crs=layer.frame.crs))


def changed(layers: Layers, changes: Mapping[Role, object]) -> Layers:
    return {role: moved(layer, changes[role]) if role in changes else layer for role, layer in layers.items()}


def bare(layers: Layers) -> Layers:
    """Return layers whose files say no more than that they are in degrees."""
    return {
        role: replace(layer, input=replace(layer.input, crs="EPSG:4326", declared_crs=None)) for role, layer in layers.items()
    }  # fmt: skip


def others(found: Settled) -> dict[Role, str | None]:
    return {role: layer.input.datum for role, layer in found.layers.items() if layer.input.datum != "wgs84"}


def issues(found: Settled) -> list[tuple[str, Role]]:
    return [(issue.code, issue.role) for layer in found.layers.values() for issue in layer.issues]


def furthest(found: Settled, layers: Layers) -> float:
    """Return by how many degrees any corner of any layer differs."""
    pairs = [
        (found.layers[role].frame.geometry.to_numpy(), layer.frame.geometry.to_numpy()) for role, layer in layers.items()
    ]  # fmt: skip
    return max(np.abs(shapely.get_coordinates(one) - shapely.get_coordinates(two)).max() for one, two in pairs)


def used(found: Settled, role: Role) -> DatumEvidence:
    return next(row for row in found.evidence if row.role == role and row.used)


def test_the_demo_as_it_is_gives_nothing_to_say(demo: Layers) -> None:
    found = settled(demo, {})
    assert (others(found), issues(found), furthest(found, demo)) == ({}, [], 0.0)
    assert used(found, "buildings").share_inside == 1.0


@pytest.mark.parametrize("datum", OTHERS)
@pytest.mark.parametrize("role", GEOMETRY_ROLES)
def test_each_single_layer_is_found_and_brought_back(demo: Layers, role: Role, datum: Datum) -> None:
    found = settled(changed(demo, {role: datum}), {})
    assert others(found) == {role: datum}
    assert issues(found) == [("datum_converted", role)]
    assert furthest(found, demo) < 1e-6


@pytest.mark.parametrize(("one", "two"), list(combinations(GEOMETRY_ROLES, 2)))
def test_two_layers_at_a_time_are_found_and_brought_back(demo: Layers, one: Role, two: Role) -> None:
    for first, second in product(OTHERS, repeat=2):
        found = settled(changed(demo, {one: first, two: second}), {})
        assert others(found) == {one: first, two: second}
        assert sorted(issues(found)) == sorted([("datum_converted", one), ("datum_converted", two)])
        assert furthest(found, demo) < 1e-6


def test_the_issue_and_the_evidence_say_how_far_it_was(demo: Layers) -> None:
    found = settled(changed(demo, {"buildings": "gcj02"}), {})
    (issue,) = found.layers["buildings"].issues
    assert issue.values["share_before"] == "0%"
    assert issue.values["share_after"] == "100%"
    assert issue.values["offset_before"] == pytest.approx(468, abs=15)
    assert issue.values["offset_after"] < 15  # type: ignore[operator]
    rows = [row for row in found.evidence if row.role == "buildings"]
    assert len(rows) == 7
    as_read = next(row for row in rows if row.datum == row.against_datum)
    assert (as_read.east_m, as_read.north_m) == pytest.approx((400, -245), abs=15)
    assert [row.datum for row in rows if row.used] == ["gcj02"]


def test_without_names_places_alone_tell(demo: Layers) -> None:
    frame = demo["buildings"].frame[["row", "building_no", "geometry"]]
    nameless = demo | {"buildings": replace(demo["buildings"], frame=frame)}
    assert issues(settled(nameless, {})) == []
    for datum in OTHERS:
        found = settled(changed(nameless, {"buildings": datum}), {})
        assert others(found) == {"buildings": datum}


@pytest.mark.parametrize("metres", [(5, -3), (20, 15), (0, 60)])
def test_a_layer_a_few_metres_off_is_no_datum(demo: Layers, metres: tuple[float, float]) -> None:
    for role in GEOMETRY_ROLES:
        found = settled(changed(demo, {role: metres}), {})
        assert (others(found), [code for code, _role in issues(found) if code != "layers_apart"]) == ({}, [])


@pytest.mark.parametrize("metres", [(0, 300), (-300, 0), (250, 250), (900, -300), (-400, 800)])
def test_a_layer_moved_by_something_else_is_not_converted_but_said(demo: Layers, metres: tuple[float, float]) -> None:
    found = settled(changed(demo, {"buildings": metres}), {})
    assert (others(found), issues(found)) == ({}, [("layers_apart", "buildings")])


def test_a_converted_layer_may_be_a_few_metres_off(demo: Layers) -> None:
    found = settled(changed(changed(demo, {"buildings": (15, -20)}), {"buildings": "bd09"}), {})
    assert others(found) == {"buildings": "bd09"}


def test_all_in_the_same_datum_cannot_be_told_and_is_said_where_nobody_vouches(demo: Layers) -> None:
    everything = changed(demo, dict.fromkeys(GEOMETRY_ROLES, "gcj02"))
    assert issues(settled(everything, {})) == []  # they say that they are CGCS2000
    assert issues(settled(bare(everything), {})) == [("datum_assumed", "compounds")]


@pytest.mark.parametrize("datum", OTHERS)
def test_what_the_user_says_of_all_is_done(demo: Layers, datum: Datum) -> None:
    found = settled(changed(demo, dict.fromkeys(GEOMETRY_ROLES, datum)), dict.fromkeys(GEOMETRY_ROLES, datum))
    assert others(found) == dict.fromkeys(GEOMETRY_ROLES, datum)
    assert {code for code, _role in issues(found)} == {"datum_told"}
    assert furthest(found, demo) < 1e-6


def test_what_the_user_says_of_one_layer_tells_those_that_agree_with_it(demo: Layers) -> None:
    found = settled(changed(demo, dict.fromkeys(GEOMETRY_ROLES, "gcj02")), {"buildings": "gcj02"})
    assert others(found) == dict.fromkeys(GEOMETRY_ROLES, "gcj02")
    assert furthest(found, demo) < 1e-6


def test_nothing_overrides_the_user_but_a_contradiction_is_said(demo: Layers) -> None:
    found = settled(changed(demo, {"buildings": "gcj02"}), {"buildings": "wgs84"})
    assert others(found) == {}
    assert issues(found) == [("datum_told", "buildings"), ("datum_unclear", "buildings")]
    (unclear,) = [issue for issue in found.layers["buildings"].issues if issue.code == "datum_unclear"]
    assert unclear.values["datum"] == "GCJ-02"


def test_plane_coordinates_are_never_converted_unasked(demo: Layers) -> None:
    layers = changed(demo, {"buildings": "gcj02"})
    plane = replace(layers["buildings"], input=replace(layers["buildings"].input, crs="EPSG:4549"))
    found = settled(layers | {"buildings": plane}, {})
    assert (others(found), issues(found)) == ({}, [("datum_unclear", "buildings")])
    asked = settled(layers | {"buildings": plane}, {"buildings": "gcj02"})
    assert others(asked) == {"buildings": "gcj02"}
    assert furthest(asked, demo) < 1e-6


@pytest.mark.parametrize("vouched", [True, False])
def test_most_layers_are_converted_only_where_another_vouches_for_the_rest(demo: Layers, vouched: bool) -> None:
    traced: dict[Role, object] = {role: "gcj02" for role in GEOMETRY_ROLES if role != "subdistricts"}
    layers = bare(changed(demo, traced))
    if vouched:
        layers["subdistricts"] = demo["subdistricts"]
    found = settled(layers, {})
    if vouched:
        assert others(found) == traced
        assert furthest(found, demo) < 1e-6
    else:
        assert others(found) == {}
        assert issues(found) == [("datum_unclear", "compounds")]


def test_two_or_three_buildings_move_nothing(demo: Layers) -> None:
    buildings = demo["buildings"]
    for rows in ([0, 1], [0, 1, 2], [0, 300, 600], list(range(7))):
        few = replace(buildings, frame=buildings.frame.iloc[rows])
        found = settled(changed({"compounds": demo["compounds"], "buildings": few}, {"buildings": "gcj02"}), {})
        assert others(found) == {}
        assert issues(found) in ([], [("datum_unclear", "buildings")])


def test_what_has_no_geometry_or_a_broken_one_does_no_harm(demo: Layers) -> None:
    frame = demo["buildings"].frame.copy()
    shapes = frame.geometry.to_numpy().copy()
    shapes[0], shapes[1] = None, shapely.Polygon()
    shapes[2] = shapely.Polygon([(120.8, 32), (120.9, 32.1), (120.9, 32), (120.8, 32.1)])
    broken = demo | {"buildings": replace(demo["buildings"], frame=frame.set_geometry(shapes, crs=frame.crs))}
    found = settled(changed(broken, {"buildings": "gcj02"}), {})
    assert others(found) == {"buildings": "gcj02"}
    assert len(found.layers["buildings"].frame) == len(frame)


def test_the_same_on_every_run(demo: Layers) -> None:
    layers = changed(demo, {"compounds": "bd09"})
    assert settled(layers, {}).evidence == settled(layers, {}).evidence


@pytest.mark.parametrize("left", [{"compounds"}, {"buildings"}, {"compounds", "subdistricts"}])
def test_layers_with_nothing_to_compare_them_with_are_left_alone(demo: Layers, left: set[Role]) -> None:
    found = settled({role: demo[role] for role in left}, {})
    assert (others(found), issues(found), found.evidence != []) == ({}, [], left == {"compounds", "subdistricts"})
