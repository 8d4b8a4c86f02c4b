"""What a forecast promises: nothing before the as-of date, nothing out of nothing, later plans and slower peers never make it earlier."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.columns import DATE_CODES
from sites.edition import Edition
from sites.forecast import REASONS, basis_words, forecast, of_compounds, with_forecast
from sites.paces import BASES, lengths, quantiles
from sites.stages import STAGE_CODES
from tests.demo_store import store

AS_OF = date(2022, 6, 1)
TODAY = np.datetime64(AS_OF)
START = date(2022, 1, 1)
PLAN = (40, 30, 60, 30, 20)


def day(offset: float) -> pd.Timestamp:
    return pd.Timestamp(START) + pd.Timedelta(days=int(offset))


def building(
    over: int = 0, running: bool = True, pace: float = 1.0, late: int = 0, plan: bool = True, **more: Any
) -> dict[str, Any]:
    """A building with so many stages over, each taking ``pace`` of its plan, the next one begun; ``late`` shifts every plan."""
    row: dict[str, Any] = {"compound_id": "c1", "subdistrict": "虹桥街道", "stage": None, "finished": over == 5}
    at, planned = 0.0, 0.0
    for place, code in enumerate(STAGE_CODES):
        if plan:
            row[f"{code}_planned_start"], row[f"{code}_planned_end"] = (
                day(planned + late),
                day(planned + late + PLAN[place]),
            )
        planned += PLAN[place]
        if place < over or (place == over and running):
            row[f"{code}_actual_start"] = day(at)
        at += PLAN[place] * pace
        if place < over:
            row[f"{code}_actual_end"] = day(at)
    row["stage"] = STAGE_CODES[min(over, 4)]
    return {**row, **more}


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows)).reindex(columns=[*DATE_CODES, "stage", "finished", "compound_id", "subdistrict"])
    return made.astype(dict.fromkeys(DATE_CODES, "datetime64[s]")).astype({"finished": bool})


def finish(*rows: dict[str, Any]) -> Any:
    """Earliest, expected and latest finish of the first of some buildings."""
    return forecast(frame(*rows), AS_OF).finish[0]


def test_a_finished_building_has_its_actual_end() -> None:
    found = forecast(frame(building(5, pace=0.5)), AS_OF)
    assert (found.finish[0] == np.datetime64("2022-04-01")).all()
    assert found.reason[0] == "finished"
    assert found.basis[0] == ""


def test_a_finished_building_without_a_date_has_none_and_says_so() -> None:
    found = forecast(frame(building(0, running=False, plan=False, finished=True, stage="handover")), AS_OF)
    assert np.isnat(found.finish).all()
    assert found.reason[0] == "finished_undated"


def test_without_any_data_there_is_no_forecast_and_a_reason() -> None:
    found = forecast(frame(building(0, running=False, plan=False, stage=None)), AS_OF)
    assert np.isnat(found.finish).all()
    assert found.reason[0] == "no_stage"
    found = forecast(frame(building(1, plan=False)), AS_OF)
    assert np.isnat(found.finish).all()
    assert found.reason[0] == "no_basis"


def test_a_plan_alone_gives_a_wide_range_that_says_so() -> None:
    early, expected, late = finish(building(0))
    found = forecast(frame(building(0)), AS_OF)
    assert found.basis[0] == "plan"
    assert early < expected < late
    assert late - expected > expected - early  # plans are more often overrun


def test_a_stage_that_began_counts_from_its_start() -> None:
    peers = [building(5, pace=0.5, compound_id="c2") for _ in range(30)]
    began = building(1, pace=0.1, demolition_actual_start=pd.Timestamp("2022-05-28"))
    later = building(1, pace=0.1, demolition_actual_start=pd.Timestamp("2022-05-31"))
    assert finish(later, *peers)[1] - finish(began, *peers)[1] == np.timedelta64(3, "D")


def test_a_stage_that_overruns_still_needs_time_and_more_the_longer_it_lasts() -> None:
    peers = [building(5, pace=0.3, compound_id="c2") for _ in range(30)]
    little, much = (
        building(2, pace=0.3, construction_actual_start=pd.Timestamp(began)) for began in ("2022-04-20", "2022-02-01")
    )
    assert finish(much, *peers)[2] > finish(little, *peers)[2]
    assert (finish(much, *peers) > TODAY).all()


def test_peers_of_the_subdistrict_come_before_those_elsewhere() -> None:
    slow = [building(5, pace=0.8, compound_id="c2", subdistrict="虹桥街道") for _ in range(20)]
    quick = [building(5, pace=0.4, compound_id="c3", subdistrict="学田街道") for _ in range(20)]
    here, there = building(1), building(1, subdistrict="学田街道", compound_id="c9")
    assert finish(here, *slow, *quick)[1] > finish(there, *slow, *quick)[1]
    found = forecast(frame(here, *slow, *quick), AS_OF)
    assert found.basis[0] == "subdistrict"


def test_own_pace_weighs_most_once_there_is_enough_of_it() -> None:
    own = [building(5, pace=0.5) for _ in range(30)]
    found = forecast(frame(building(2, pace=0.5), *own), AS_OF)
    assert found.basis[0] == "own"
    assert found.shares.sum(axis=1) == pytest.approx([1.0] + [0.0] * 30)


def test_what_comes_after_the_as_of_date_is_not_known() -> None:
    known, future = building(1), building(1, demolition_actual_end=pd.Timestamp("2022-06-02"))
    assert (finish(known) == finish(future)).all()


def test_a_compound_is_finished_with_its_last_building() -> None:
    edition = store().current()
    found = forecast(edition.buildings, edition.as_of)
    rows = of_compounds(edition, found)
    assert len(rows) == 51
    assert rows["buildings"].sum() == 900
    for row in rows.to_dict("records"):
        own = found.finish[(edition.buildings["compound_id"] == row["compound_id"]).to_numpy()]
        assert [row[name] for name in ("earliest", "expected", "latest")] == [
            pd.Timestamp(np.nanmax(own[:, i])) for i in range(3)
        ]
        assert row["finished"] == row["buildings"] or sum(row[f"from_{base}"] for base in BASES) == pytest.approx(1)
    assert rows["late_days"].dropna().is_monotonic_decreasing


def test_an_edition_gets_the_expected_finish_and_nothing_else_changes() -> None:
    edition = store().current()
    bare = replace(edition, buildings=edition.buildings.assign(forecast_finish=pd.NaT))
    filled = with_forecast(bare)
    assert filled.buildings.drop(columns="forecast_finish").equals(edition.buildings.drop(columns="forecast_finish"))
    assert filled.buildings["forecast_finish"].equals(edition.buildings["forecast_finish"])
    assert filled.buildings["forecast_finish"].notna().all()


@pytest.mark.parametrize("number", [1, 4, 6, 9, 12])
def test_the_demo_is_never_forecast_before_its_day_and_every_gap_has_a_reason(number: int) -> None:
    edition = store().get(number)
    found = forecast(edition.buildings, edition.as_of)
    ranged = found.reason == ""
    assert (found.finish[ranged] > np.datetime64(edition.as_of)).all()
    assert (found.finish[ranged, 0] <= found.finish[ranged, 1]).all()
    assert (found.finish[ranged, 1] <= found.finish[ranged, 2]).all()
    assert np.isnat(found.finish[np.isin(found.reason, ["no_stage", "no_basis"])]).all()
    assert set(found.reason) <= set(REASONS)
    assert found.shares[ranged].sum(axis=1) == pytest.approx(1)
    assert (found.shares[~ranged] == 0).all()


def back_test(then: Edition, now: Edition) -> tuple[int, int]:
    """Forecasts of stage ends whose range had closed by the later edition, and how many came true within it."""
    ends = forecast(then.buildings, then.as_of).ends
    actual = np.stack([now.buildings[f"{code}_actual_end"].to_numpy("datetime64[D]") for code in STAGE_CODES], axis=1)
    closed = (ends[:, :, 0] > np.datetime64(then.as_of)) & (ends[:, :, 2] <= np.datetime64(now.as_of))
    inside = closed & (actual >= ends[:, :, 0]) & (actual <= ends[:, :, 2])
    return int(closed.sum()), int(inside.sum())


def test_forecasts_of_the_sixth_edition_come_true_about_four_times_in_five() -> None:
    closed, inside = back_test(store().get(6), store().get(12))
    assert closed > 900
    assert 0.72 <= inside / closed <= 0.92


BUILDINGS = st.builds(
    building, over=st.integers(0, 4), running=st.booleans(), pace=st.floats(0.3, 1.5), late=st.integers(0, 90), plan=st.booleans(),
    compound_id=st.sampled_from(["c1", "c2", "c3"]), subdistrict=st.sampled_from(["虹桥街道", "学田街道"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(BUILDINGS, min_size=1, max_size=8))
def test_an_unfinished_building_is_never_forecast_for_the_past(rows: list[dict[str, Any]]) -> None:
    found = forecast(frame(*rows), AS_OF)
    known = ~np.isnat(found.finish[:, 1])
    assert (found.finish[known] > TODAY).all()
    assert (np.diff(found.finish[known].astype(np.int64), axis=1) >= 0).all()
    assert (known == (found.reason == "")).all()
    # stages follow each other
    expected = found.ends[known, :, 1]
    assert all((np.diff(row[~np.isnat(row)].astype(np.int64)) >= 0).all() for row in expected)


@settings(max_examples=40, deadline=None)
@given(BUILDINGS, st.lists(BUILDINGS, max_size=6), st.integers(0, 60), st.integers(0, 4))
def test_a_later_plan_never_makes_it_earlier(
    row: dict[str, Any], peers: list[dict[str, Any]], by: int, at: int
) -> None:
    open_from = STAGE_CODES.index(row["stage"])
    code = f"{STAGE_CODES[max(at, open_from)]}_planned_end"
    moved = {**row, code: row[code] + pd.Timedelta(days=by)} if code in row else row
    before, after = finish(row, *peers), finish(moved, *peers)
    assert np.isnat(before).all() or (after[1] >= before[1])


@given(st.lists(st.floats(10, 100), min_size=1, max_size=20), st.floats(1, 3))
def test_slower_peers_never_make_it_quicker(taken: list[float], slower: float) -> None:
    n = len(taken) + 1
    planned, places = np.full(n, 40.0), np.zeros(n, np.int64)
    quick, slow = (lengths(np.array([np.nan, *(x * by for x in taken)]), planned, places, places) for by in (1, slower))
    assert (slow.days[0] >= quick.days[0] - 1e-9).all()


@given(st.lists(st.tuples(st.integers(-1, 3), st.floats(-1e6, 1e6) | st.just(np.nan)), max_size=40))
def test_quantiles_of_groups_are_those_of_numpy(pairs: list[tuple[int, float]]) -> None:
    groups, values = (np.array([pair[at] for pair in pairs], kind) for at, kind in ((0, np.int64), (1, np.float64)))
    found, counts = quantiles(values, groups, 4)
    for group in range(4):
        own = values[(groups == group) & ~np.isnan(values)]
        assert counts[group] == len(own)
        wanted = np.quantile(own, (0.1, 0.5, 0.9)) if len(own) else np.full(3, np.nan)
        assert found[group] == pytest.approx(wanted, nan_ok=True)


def test_the_steadier_measure_is_taken() -> None:
    """A stage that follows its plan is told by the plan, one that takes its time whatever the plan says by that time."""
    nobody = np.full(40, -1, np.int64)
    planned = np.linspace(20, 200, 40)
    follows, steady = planned * 1.1, np.full(40, 42.0)
    followed, steadily = (lengths(taken, planned, nobody, nobody).days[:, 1] for taken in (follows, steady))
    assert followed[0] < 30
    assert followed[-1] > 180
    assert steadily[:30] == pytest.approx(42, rel=0.35)


def test_the_words_name_the_heaviest_first_and_leave_out_crumbs() -> None:
    assert basis_words({"own": 0.02, "subdistrict": 0.28, "district": 0.7, "plan": 0.0}) == "全区 70% · 同街道 28%"
