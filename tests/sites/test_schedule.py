from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.columns import DATE_CODES
from sites.schedule import dates_after, earliest_stage, schedule, worst_status
from sites.stages import STAGE_CODES, STATUS_CODES

AS_OF = np.datetime64("2022-08-31")


def stand(stage: str | None = None, finished: bool = False, **dates: str) -> dict[str, Any]:
    row = {code: pd.Timestamp(dates[code]) if code in dates else pd.NaT for code in DATE_CODES}
    assert set(dates) <= set(DATE_CODES)
    frame = pd.DataFrame([row]).astype("datetime64[s]")
    frame["stage"] = pd.Series([stage], dtype="str")
    frame["finished"] = finished
    return schedule(frame, AS_OF, behind_days=0, at_risk_days=7).iloc[0].to_dict()


def test_a_row_with_nothing_in_it_has_no_stage() -> None:
    row = stand()
    assert pd.isna(row["stage"])
    assert row["status"] == "unknown"
    assert pd.isna(row["days_behind"])
    assert pd.isna(row["forecast_finish"])


def test_planned_dates_alone_mean_preparation() -> None:
    assert stand(construction_planned_start="2022-10-01")["stage"] == "preparation"


def test_the_stage_is_the_one_after_the_last_that_ended() -> None:
    assert stand(demolition_actual_end="2022-08-31")["stage"] == "construction"
    assert stand(preparation_actual_end="2022-01-01")["stage"] == "demolition"


def test_a_later_stage_that_has_begun_counts() -> None:
    assert stand(preparation_actual_end="2022-01-01", construction_actual_start="2022-03-01")["stage"] == "construction"


def test_what_comes_after_the_as_of_date_has_not_happened() -> None:
    row = stand(preparation_actual_end="2022-01-01", demolition_actual_end="2022-09-01")
    assert row["stage"] == "demolition"


def test_a_stage_word_decides_where_no_date_does() -> None:
    assert stand("acceptance", construction_planned_end="2022-08-01")["stage"] == "acceptance"
    assert stand("acceptance", preparation_actual_end="2022-01-01")["stage"] == "demolition"


def test_finished_is_handover_with_an_actual_end() -> None:
    row = stand(handover_actual_end="2022-08-01")
    assert (row["stage"], row["finished"], row["status"], row["days_behind"]) == ("handover", True, "on_track", 0)
    assert stand("handover", finished=True)["finished"]
    assert not stand("handover")["finished"]


@pytest.mark.parametrize(
    ("planned_end", "status", "days"),
    [("2022-08-31", "on_track", 0), ("2022-08-30", "behind", 1), ("2022-07-31", "behind", 31)],
)
def test_behind_is_past_the_planned_end_of_the_current_stage(planned_end: str, status: str, days: int) -> None:
    row = stand(
        preparation_actual_end="2022-01-01",
        demolition_actual_start="2022-01-02",
        demolition_planned_start="2022-01-02",
        demolition_planned_end=planned_end,
    )
    assert (row["status"], row["days_behind"]) == (status, days)


@pytest.mark.parametrize(("actual_start", "status"), [("2022-08-08", "on_track"), ("2022-08-09", "at_risk")])
def test_at_risk_is_a_late_start(actual_start: str, status: str) -> None:
    row = stand(
        preparation_actual_end="2022-01-01",
        demolition_planned_start="2022-08-01",
        demolition_actual_start=actual_start,
        demolition_planned_end="2022-12-01",
    )
    assert row["status"] == status


def test_at_risk_is_also_a_start_that_is_overdue() -> None:
    row = stand(
        preparation_actual_end="2022-01-01", demolition_planned_start="2022-08-01", demolition_planned_end="2022-12-01"
    )
    assert row["status"] == "at_risk"


@pytest.mark.parametrize("missing", ["planned_start", "planned_end"])
def test_without_planned_dates_the_status_is_unknown(missing: str) -> None:
    dates = {
        "demolition_planned_start": "2022-01-01",
        "demolition_planned_end": "2022-02-01",
        "preparation_actual_end": "2022-01-01",
    }
    del dates[f"demolition_{missing}"]
    row = stand(**dates)
    assert row["status"] == "unknown"
    assert pd.isna(row["days_behind"])


def test_the_planned_finish_is_the_planned_end_of_the_hand_over() -> None:
    assert stand(handover_planned_end="2022-12-20")["planned_finish"] == pd.Timestamp("2022-12-20")


def test_a_compound_stands_where_its_slowest_building_stands() -> None:
    stages = pd.Series(["construction", "demolition", None, "handover", None, "preparation"], dtype="str")
    groups = np.array([0, 0, 0, 1, 2, -1])
    assert earliest_stage(stages, groups, 4).astype(object).where(lambda word: word.notna(), None).tolist() == [
        "demolition",
        "handover",
        None,
        None,
    ]


def test_a_compound_is_as_bad_as_its_worst_building() -> None:
    statuses = pd.Series(["on_track", "unknown", "behind", "at_risk", "unknown", "behind"])
    assert worst_status(statuses, np.array([0, 0, 1, 1, 2, -1]), 3).tolist() == ["on_track", "behind", "unknown"]


def test_dates_still_to_come_are_counted_by_column() -> None:
    frame = pd.DataFrame({code: pd.Series([pd.NaT], dtype="datetime64[s]") for code in DATE_CODES})
    frame["demolition_actual_end"] = pd.Timestamp("2022-09-01")
    frame["demolition_planned_end"] = pd.Timestamp("2022-09-01")
    assert dates_after(frame, AS_OF) == {"demolition_actual_end": 1}


DAYS = st.none() | st.dates(date(2021, 11, 20), date(2022, 12, 31))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(DATE_CODES, DAYS)), min_size=1, max_size=5))
def test_every_building_has_a_known_stage_and_status_and_time_never_goes_back(rows: list[dict[str, Any]]) -> None:
    frame = pd.DataFrame(rows, dtype=object).apply(lambda column: pd.to_datetime(column)).astype("datetime64[s]")
    frame = frame.assign(stage=pd.Series(index=frame.index, dtype="str"), finished=False)
    before = schedule(frame, np.datetime64("2022-03-31"))
    after = schedule(frame, AS_OF)
    for found in (before, after):
        assert set(found["stage"].dropna()) <= set(STAGE_CODES)
        assert set(found["status"]) <= set(STATUS_CODES)
        assert (found["days_behind"].isna() == (found["status"] == "unknown")).all()
        assert ((found["days_behind"] > 0).fillna(False) == (found["status"] == "behind")).all()
    order = [-1 if pd.isna(word) else STAGE_CODES.index(word) for word in before["stage"]]
    assert all(
        was <= -1 + 1 + STAGE_CODES.index(now)
        for was, now in zip(order, after["stage"].fillna("preparation"), strict=True)
        if was >= 0
    )
