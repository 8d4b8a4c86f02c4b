"""A planner's filters: they work together, and each option says what it would leave."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.edition import Edition
from sites.enquiry import GAPS, GROUPS, Enquiry, answer, inside
from sites.provision import ELEVATOR_STOREYS
from tests.demo_store import store


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


def left(edition: Edition, enquiry: Enquiry) -> int:
    return int(answer(edition, enquiry).mask.sum())


@st.composite
def enquiries(draw: st.DrawFn) -> Enquiry:
    groups = store().current().provision.groups
    chosen = {}
    for name in draw(st.lists(st.sampled_from(GROUPS), unique=True, max_size=3)):
        chosen[name] = tuple(draw(st.lists(st.sampled_from(groups[name].options), unique=True, min_size=1, max_size=4)))
    low = draw(st.one_of(st.none(), st.integers(1, 8)))
    return Enquiry(
        chosen=chosen, gaps=tuple(draw(st.lists(st.sampled_from(GAPS), unique=True, max_size=2))),
        spaces=draw(st.integers(0, 200)), storeys=(low, draw(st.one_of(st.none(), st.integers(low or 1, 9)))),
        search=draw(st.sampled_from(["", "hq", "新村", "3"])),
    )  # fmt: skip


@given(enquiries())
@settings(max_examples=60, deadline=None)
def test_an_option_leaves_what_it_says(enquiry: Enquiry) -> None:
    edition = store().current()
    found = answer(edition, enquiry)
    for group in GROUPS:
        counts = found.counts(group)
        for option in (*counts,)[:4]:
            assert counts[option] == left(edition, enquiry.choosing(group, (option,)))
    for gap, n in found.gap_counts().items():
        assert n == left(edition, replace(enquiry, gaps=tuple({*enquiry.gaps, gap})))


@given(enquiries())
@settings(max_examples=40, deadline=None)
def test_filters_work_together(enquiry: Enquiry) -> None:
    """What passes all of them is what passes each alone."""
    edition = store().current()
    alone = [Enquiry(chosen={name: codes}) for name, codes in enquiry.chosen.items()]
    alone += [Enquiry(gaps=(gap,), spaces=enquiry.spaces) for gap in enquiry.gaps]
    alone += [Enquiry(storeys=enquiry.storeys), Enquiry(search=enquiry.search)]
    together = np.logical_and.reduce([answer(edition, one).mask for one in alone])
    assert answer(edition, enquiry).mask.tolist() == together.tolist()


def test_what_is_not_chosen_filters_nothing(edition: Edition) -> None:
    assert Enquiry().empty
    assert left(edition, Enquiry()) == len(edition.buildings)
    assert not Enquiry(search="hq").empty


def test_buildings_of_hongqiao_without_elevator_behind_plan(edition: Edition) -> None:
    enquiry = Enquiry(chosen={"subdistrict": ("虹桥街道",), "rule": ("behind_plan",)}, gaps=("no_elevator",))
    rows = edition.buildings[answer(edition, enquiry).mask]
    lifts = edition.facilities["elevators"]
    expected = {
        row.building_id
        for row in edition.buildings.itertuples()
        if row.subdistrict == "虹桥街道" and row.status == "behind" and row.storeys >= ELEVATOR_STOREYS
        and set(lifts.loc[lifts["building_id"] == row.building_id, "status"]) <= {"intent", "notice"}
    }  # fmt: skip
    assert expected
    assert set(rows["building_id"]) == expected


@pytest.mark.parametrize(("gap", "field", "columns"), [
    ("few_spaces", "spaces", ["parking_before", "parking_planned", "parking_built"]),
    ("few_ports", "ports", ["charging_planned", "charging_live"]),
])  # fmt: skip
def test_few_means_fewer_than_the_number_per_hundred_households(
    edition: Edition, gap: str, field: str, columns: list[str]
) -> None:
    for n in (0, 10, 25, 60, 500):
        rows = edition.buildings[answer(edition, replace(Enquiry(gaps=(gap,)), **{field: n})).mask]
        households = edition.buildings.groupby("compound_id")["households"].sum()
        expected = {
            row["compound_id"]
            for _at, row in edition.compounds.iterrows()
            if max(row[columns]) * 100 / households[row["compound_id"]] < n
        }
        assert set(rows["compound_id"]) == expected


def test_what_nothing_is_known_of_is_not_few(edition: Edition) -> None:
    unsaid = edition.compounds.assign(parking_before=None, parking_planned=None, parking_built=None)
    bare = replace(edition, compounds=unsaid, facilities={})
    assert left(bare, Enquiry(gaps=("few_spaces",), spaces=10_000)) == 0
    assert left(bare, Enquiry(gaps=("no_elevator",))) == 0


def test_an_area_takes_the_buildings_whose_point_lies_in_it(edition: Edition) -> None:
    own = edition.provision
    ring = ((120.85, 31.99), (120.90, 32.00), (120.88, 32.03), (120.86, 32.01))
    shape = shapely.Polygon(ring)
    expected = shapely.contains_xy(shape, own.lon, own.lat)
    assert 0 < expected.sum() < len(expected)
    assert inside(own, ring).tolist() == expected.tolist()


def test_picked_are_compounds_and_buildings(edition: Edition) -> None:
    first = edition.buildings["building_id"].iloc[-1]
    found = edition.buildings[answer(edition, Enquiry(picked=("C001", first))).mask]
    assert set(found["building_id"]) == {first, *edition.buildings.query("compound_id == 'C001'")["building_id"]}


def test_storeys_and_years_hold_both_ends(edition: Edition) -> None:
    rows = edition.buildings[answer(edition, Enquiry(storeys=(6, 6), years=(1985, None))).mask]
    assert set(rows["storeys"]) == {6}
    assert rows["built_year"].min() == 1985
    assert answer(edition, Enquiry(storeys=(6, 6))).span("storeys") == (5, 7)


def test_a_code_that_nobody_has_leaves_nothing(edition: Edition) -> None:
    assert left(edition, Enquiry(chosen={"subdistrict": ("没有街道",)})) == 0
