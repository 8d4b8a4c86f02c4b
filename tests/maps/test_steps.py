"""Stepping through editions needs one geometry file for all that look alike, and another where anything drawn differs."""

from dataclasses import replace

import pytest

from maps import files, geometry, steps
from sites.edition import Edition
from tests.demo_store import store
from tests.two_editions import edited, shifted, without


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


def test_the_demos_editions_share_one_geometry() -> None:
    numbers = [entry.number for entry in store().list()]
    found = steps.addresses((store().get(number) for number in numbers), {})
    assert len({shapes for _stages, shapes in found}) == 1
    assert len({stages for stages, _shapes in found}) == 12
    assert all(files.get(address) for pair in found for address in pair)


def test_what_is_alike_has_the_same_file_and_what_differs_another(edition: Edition) -> None:
    first = edition.buildings["building_id"].iloc[0]
    shape = edition.buildings.geometry.iloc[0]
    parking = edition.facilities["parking"]
    others = {
        "a stage": edited(edition, {first: {"stage": "handover"}}),
        "a copy": replace(edition, buildings=edition.buildings.copy(), compounds=edition.compounds.copy()),
        "a building gone": without(edition, first),
        "a building moved": edited(edition, {first: {"geometry": shifted(shape, 3)}}),
        "another number": edited(edition, {first: {"building_no": "99"}}),
        "a facility": replace(edition, facilities={**edition.facilities, "parking": parking.assign(status="unknown")}),
        "a layer less": replace(edition, facilities={}),
    }
    for what, other in others.items():
        alike = geometry.address(edition, {}) == geometry.address(other, {})
        assert steps.same_shapes(edition, other) == alike, what
    assert [steps.same_shapes(edition, others[what]) for what in ("a stage", "a copy")] == [True, True]


def test_geometry_is_encoded_again_only_after_a_change(edition: Edition) -> None:
    later = without(edition, edition.buildings["building_id"].iloc[0])
    found = [shapes for _stages, shapes in steps.addresses([edition, edition, later, later], {})]
    assert found[0] == found[1] != found[2] == found[3]
