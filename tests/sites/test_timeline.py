"""The series of the timeline add up, whatever the editions hold."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sites.edition import Edition
from sites.schedule import days_of
from sites.stages import STAGE_CODES
from sites.timeline import MILESTONES, Snapshot, burn_up, curve, heat, snapshot, span
from tests.demo_store import store
from tests.two_editions import a_week_later, edited, without

HERE = "虹桥街道"


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    return [store().get(entry.number) for entry in store().list()]


@pytest.fixture(scope="module")
def taken(editions: list[Edition]) -> list[Snapshot]:
    return [snapshot(edition) for edition in editions]


@pytest.mark.parametrize("milestone", MILESTONES)
@pytest.mark.parametrize("subdistrict", ["", HERE])
def test_a_curve_only_rises_and_stays_a_share(taken: list[Snapshot], milestone: str, subdistrict: str) -> None:
    for one in taken:
        found = curve(one, milestone, subdistrict)
        for series in (found.planned, found.actual, found.early, found.expected, found.late):
            known = series[~np.isnan(series)]
            assert (np.diff(known) >= -1e-12).all()
            assert ((known >= 0) & (known <= 1)).all()
        ahead = ~np.isnan(found.expected)
        assert (found.early[ahead] >= found.expected[ahead] - 1e-9).all()
        assert (found.expected[ahead] >= found.late[ahead] - 1e-9).all()
        assert (found.late[ahead] >= found.now - 1e-12).all()


def test_actual_ends_at_the_day_and_the_forecast_begins_after_it(taken: list[Snapshot]) -> None:
    for one in taken:
        found = curve(one, "stages")
        gone = found.days <= np.datetime64(one.as_of)
        assert (np.isnan(found.actual) == ~gone).all()
        assert (np.isnan(found.expected) == gone).all()


def test_the_shares_are_those_counted_by_hand(editions: list[Edition]) -> None:
    edition = editions[-1]
    buildings, found = edition.buildings, curve(snapshot(edition), "handover")
    at = np.searchsorted(found.days, np.datetime64("2022-08-01"))
    day = pd.Timestamp(found.days[at])
    assert found.actual[at] == pytest.approx((buildings["handover_actual_end"] <= day).mean())
    assert found.planned[at] == pytest.approx((buildings["planned_finish"] <= day).mean())
    assert found.now == pytest.approx(buildings["finished"].mean())
    at = np.searchsorted(found.days, np.datetime64("2022-11-01"))
    due = buildings["forecast_finish"] <= pd.Timestamp(found.days[at])
    assert found.expected[at] == pytest.approx(due.mean())


def test_stages_over_are_the_mean_of_the_five(editions: list[Edition]) -> None:
    edition = editions[5]
    over = (~np.isnat(days_of(edition.buildings, "actual_end"))).mean()
    assert curve(snapshot(edition), "stages").now == pytest.approx(over)


@pytest.mark.parametrize("weight", ["households", "floor_area_m2"])
def test_households_and_area_weigh(editions: list[Edition], weight: str) -> None:
    edition = editions[-1]
    rows = edition.buildings
    wanted = rows.loc[rows["finished"], weight].sum() / rows[weight].sum()
    assert curve(snapshot(edition, weight=weight), "handover").now == pytest.approx(wanted)  # type: ignore[arg-type]


def test_subdistricts_add_up_to_the_district(taken: list[Snapshot]) -> None:
    for one in taken:
        parts = [curve(one, "stages", name).now * one.totals[at] for at, name in enumerate(one.subdistricts)]
        assert sum(parts) == pytest.approx(curve(one, "stages").now * one.totals.sum())


def test_the_burn_up_counts_every_building_once(editions: list[Edition], taken: list[Snapshot]) -> None:
    counts = burn_up(taken)
    assert counts.shape == (12, 6)
    assert (counts.sum(axis=1) == 900).all()
    assert counts[-1].tolist() == [*(int((editions[-1].buildings["stage"] == code).sum()) for code in STAGE_CODES), 0]
    here = burn_up(taken, HERE)
    assert (here.sum(axis=1) == (editions[0].buildings["subdistrict"] == HERE).sum()).all()


def test_the_heat_table_is_shares_of_subdistricts(editions: list[Edition], taken: list[Snapshot]) -> None:
    names, shares = heat(taken, "behind")
    assert len(names) == 10
    assert shares.shape == (10, 12)
    own = editions[-1].buildings[editions[-1].buildings["subdistrict"] == HERE]
    assert shares[names.index(HERE), -1] == pytest.approx((own["status"] == "behind").mean())
    _names, progress = heat(taken, "stages")
    assert (np.diff(progress, axis=1) >= -1e-12).all()  # no stage of the demo is taken back


def test_one_edition_is_enough(taken: list[Snapshot]) -> None:
    assert burn_up(taken[:1]).shape == (1, 6)
    assert heat(taken[:1], "behind")[1].shape == (10, 1)
    assert span(taken[:1]) == (taken[0].first, taken[0].first + taken[0].ended.shape[-1] - 1)


def test_no_edition_gives_empty_series() -> None:
    assert burn_up([]).shape == (0, 6)
    assert heat([], "behind")[1].shape == (0, 0)


def test_editions_with_other_buildings_stand_beside_each_other(editions: list[Edition]) -> None:
    later, _happened = a_week_later(editions[-1])
    gone = without(later, *later.buildings.loc[later.buildings["subdistrict"] == HERE, "building_id"])
    both = [snapshot(editions[-1]), snapshot(later), snapshot(gone)]
    assert burn_up(both).sum(axis=1).tolist() == [900, len(later.buildings), len(gone.buildings)]
    names, shares = heat(both, "behind")
    assert HERE in names
    assert np.isnan(shares[names.index(HERE)]).tolist() == [False, False, True]
    assert np.isnan(curve(both[2], "stages", HERE).now)


def test_curves_of_several_editions_share_their_days(taken: list[Snapshot]) -> None:
    weeks = span(taken)
    found = [curve(one, "stages", weeks=weeks) for one in taken]
    assert len({one.days.tobytes() for one in found}) == 1
    alone = curve(taken[4], "stages")
    at = np.searchsorted(found[4].days, alone.days)
    assert found[4].planned[at] == pytest.approx(alone.planned)


def test_a_stage_without_a_date_counts_from_the_day_it_was_known(editions: list[Edition]) -> None:
    edition = editions[-1]
    done = edition.buildings.loc[edition.buildings["finished"], "building_id"].iloc[0]
    undated = edited(edition, {done: {"handover_actual_end": pd.NaT}})
    before, after = (curve(snapshot(one), "handover") for one in (edition, undated))
    assert after.now == pytest.approx(before.now)
    assert np.nanmax(after.actual) <= np.nanmax(before.actual)


def test_buildings_of_no_subdistrict_count_in_the_whole(editions: list[Edition]) -> None:
    edition = editions[-1]
    first = edition.buildings["building_id"].iloc[0]
    one = snapshot(edited(edition, {first: {"subdistrict": None}}))
    assert one.subdistricts[-1] == ""
    assert one.totals.sum() == 900
    assert burn_up([one]).sum() == 900


def test_a_date_of_the_next_century_does_not_stretch_the_chart(editions: list[Edition]) -> None:
    edition = editions[-1]
    first = edition.buildings["building_id"].iloc[0]
    one = snapshot(edited(edition, {first: {"handover_planned_end": pd.Timestamp("2099-01-01")}}))
    assert one.ended.shape[-1] < 200


def test_an_edition_without_buildings_has_no_curve(editions: list[Edition]) -> None:
    bare = replace(editions[-1], buildings=editions[-1].buildings.iloc[:0], as_of=date(2022, 9, 1))
    one = snapshot(bare)
    assert np.isnan(curve(one, "stages").now)
    assert burn_up([one]).sum() == 0
