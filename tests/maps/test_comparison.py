"""What is drawn of two editions: everything of the later one, what vanished of the earlier, each painted by what happened."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import locales
from maps import files
from maps.comparison import addresses, drawn
from sites.changes import CHANGE_CODES, CHANGES, UNCHANGED
from sites.comparison import compare
from sites.edition import Edition
from tests.two_editions import a_week_later, edited, without


@pytest.fixture(scope="module")
def later(edition: Edition) -> Edition:
    return a_week_later(edition)[0]


@pytest.fixture
def english() -> Iterator[None]:
    before = locales.current()
    locales.use("en")
    yield
    locales.use(before)


def body(address: str) -> dict[str, Any]:
    found = files.get(address)
    assert found
    parsed: dict[str, Any] = json.loads(found.body)
    return parsed


def test_what_vanished_is_drawn_with_the_rest_in_the_comparisons_order(edition: Edition, later: Edition) -> None:
    found = compare(edition, later)
    shown = drawn(edition, later, found)
    assert shown.buildings["building_id"].tolist() == found.buildings["building_id"].tolist()
    assert (shown.number, shown.as_of) == (later.number, later.as_of)
    gone = shown.buildings.set_index("building_id").loc["C012-01"]
    assert gone["geometry"].equals(edition.buildings.set_index("building_id").loc["C012-01", "geometry"])
    assert shown.arrays.counted(np.ones(902, bool))["handover"] > 0


def test_three_files_speak_of_the_same_buildings(edition: Edition, later: Edition) -> None:
    found = compare(edition, later)
    at = addresses(edition, later, found, {})
    shapes, standing, marks = (body(address) for address in (at.geometry, at.edition, at.marks))
    assert len(shapes["buildings"]["id"]) == len(standing["stage"]) == len(marks["of"]) == 902
    codes = [kind["code"] for kind in marks["kinds"]]
    assert codes == [*CHANGE_CODES, UNCHANGED.code]
    painted = {identifier: codes[of] for identifier, of in zip(shapes["buildings"]["id"], marks["of"], strict=True)}
    _later, happened = a_week_later(edition)
    assert {code: {i for i, kind in painted.items() if kind == code} for code in CHANGE_CODES} == happened
    assert [(kind["light"], kind["dark"]) for kind in marks["kinds"]] == [
        (k.light, k.dark) for k in (*CHANGES, UNCHANGED)
    ]
    assert [kind["code"] for kind in marks["kinds"] if kind["hollow"]] == ["vanished"]
    assert set(marks["lines"]) == {str(place) for place in np.flatnonzero(found.changed)}


def test_of_several_changes_the_gravest_paints_and_all_are_said(edition: Edition) -> None:
    first = edition.buildings.loc[edition.buildings["stage"] == "demolition", "building_id"].iloc[0]
    other = edited(edition, {first: {"stage": "construction", "status": "behind", "days_behind": 9, "households": 3}})
    other = edited(other, {}, number=13)
    found = compare(edited(edition, {first: {"status": "on_track"}}), other)
    marks = body(addresses(edition, other, found, {}).marks)
    place = other.buildings["building_id"].tolist().index(first)
    assert marks["kinds"][marks["of"][place]]["code"] == "fell_behind"
    said = marks["lines"][str(place)]
    assert said[:2] == ["转为滞后：9 天", "向前推进：违建拆除 → 改造实施"]
    assert said[2].startswith("数据更改（户数：")


def test_a_compound_that_vanished_is_there_for_its_buildings(edition: Edition) -> None:
    inside = edition.buildings.loc[edition.buildings["compound_id"] == "C012", "building_id"]
    rest = without(edition, *inside)
    rest = replace(rest, compounds=rest.compounds[rest.compounds["compound_id"] != "C012"].reset_index(drop=True))
    shown = drawn(edition, rest, compare(edition, rest))
    assert set(shown.compounds["compound_id"]) == set(edition.compounds["compound_id"])
    assert (shown.arrays.compound >= 0).all()


def test_equal_editions_are_drawn_as_they_are(edition: Edition) -> None:
    found = compare(edition, edition)
    at = addresses(edition, edition, found, {})
    assert drawn(edition, edition, found).buildings is edition.buildings
    assert set(body(at.marks)["of"]) == {len(CHANGES)}
    assert body(at.marks)["lines"] == {}


def test_the_words_are_those_of_the_language_and_the_geometry_is_not(
    edition: Edition, later: Edition, english: None
) -> None:
    found = compare(edition, later)
    here = addresses(edition, later, found, {})
    locales.use("zh_CN")
    there = addresses(edition, later, found, {})
    assert (here.geometry, here.edition) == (there.geometry, there.edition)
    assert here.marks != there.marks
