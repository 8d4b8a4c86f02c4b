"""What cannot be true together is told; what may be is left alone."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from sites.edition import Edition

QUIET = {"official_differs", "buildings_without_progress", "row_repeated", "row_divided"}
WEEK_BEFORE = date(2022, 8, 24)


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2022-{text}")


def row(number: str = "1幢", **more: Any) -> dict[str, Any]:
    return {"compound": "甲小区", "building_no": number, **more}


def found(edition: Edition) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.row) for issue in edition.report.issues if issue.code not in QUIET]


CALM = {
    "nothing but a word": row(stage="handover", progress_pct=100.0),
    "a word of the stage that has just ended": row(stage="demolition", demolition_actual_end=day("05-01")),
    "stages that overlap": row(
        stage="demolition", demolition_actual_start=day("03-01"), construction_actual_start=day("04-01")
    ),
    "a building without illegal structures": row(
        stage="handover", illegal_listed=0, illegal_removed=0, progress_pct=100.0, demolition_planned_end=day("04-01"),
        preparation_actual_end=day("03-01"), construction_actual_end=day("06-01"), acceptance_actual_end=day("07-01"),
    ),
    "all of them removed on no known day": row(
        stage="handover", illegal_listed=3, illegal_removed=3, demolition_actual_start=day("03-01"),
        construction_actual_end=day("06-01"), progress_pct=100.0,
    ),
    "a workbook that keeps only starts": row(
        stage="handover", demolition_actual_start=day("03-01"), construction_actual_start=day("04-01"), progress_pct=100.0
    ),
    "a stage of one day": row(demolition_actual_start=day("03-01"), demolition_actual_end=day("03-01")),
    "two stages over on one day": row(preparation_actual_end=day("03-01"), demolition_actual_end=day("03-01")),
    "works done, not reported complete": row(stage="construction", progress_pct=100.0),
}  # fmt: skip


@pytest.mark.parametrize("told", CALM.values(), ids=CALM.keys())
def test_what_may_be_is_left_alone(district: Any, told: dict[str, Any]) -> None:
    assert found(district.join(district.workbook([told]))) == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (row(illegal_listed=3, illegal_removed=4), "removed_more_than_listed"),
        (row(stage="handover", illegal_listed=3, illegal_removed=2), "accepted_before_demolition"),
        (
            row(acceptance_actual_end=day("07-01"), demolition_actual_start=day("03-01")),
            "accepted_before_demolition",
        ),
        (row(handover_planned_start=day("09-01"), handover_planned_end=day("08-01")), "finish_before_start"),
        (row(demolition_actual_end=day("02-28"), preparation_actual_end=day("03-01")), "stages_out_of_order"),
        (row(construction_planned_end=pd.Timestamp("1999-12-31")), "implausible_date"),
        (row(construction_planned_end=pd.Timestamp("2065-01-01")), "implausible_date"),
        (row(construction_actual_end=day("06-01"), progress_pct=99.0), "end_without_full_progress"),
        (row(construction_actual_start=day("06-01"), stage="preparation"), "stage_word_differs"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_once_with_its_row(district: Any, told: dict[str, Any], code: str) -> None:
    edition = district.join(district.workbook([row("2幢"), told]))
    assert found(edition) == [(code, 5)]
    issue = next(issue for issue in edition.report.issues if issue.code == code)
    assert (issue.severity, issue.sheet, issue.path) == ("warning", "楼栋", "2022-08-31.xlsx")
    assert issue.column
    assert "nan" not in issue.message.casefold()
    assert "NaT" not in issue.message


def test_a_row_of_many_buildings_is_told_once(district: Any) -> None:
    assert found(district.join(district.workbook([row("1-3幢", illegal_listed=30, illegal_removed=60)]))) == [
        ("removed_more_than_listed", 4)
    ]


def test_the_message_says_what_and_when(district: Any) -> None:
    told = row(construction_actual_start=day("06-01"), construction_actual_end=day("05-01"), progress_pct=100.0)
    issue = next(
        issue for issue in district.join(district.workbook([told])).report.issues if issue.code == "finish_before_start"
    )
    assert issue.message == "改造实施的实际完工是 2022-05-01，早于开工的 2022-06-01"
    assert (issue.column, issue.value) == ("construction_actual_end", "2022-05-01")


def test_dates_that_have_not_happened_contradict_nothing(district: Any) -> None:
    told = row(construction_actual_end=day("12-01"), progress_pct=60.0, stage="construction")
    assert found(district.join(district.workbook([told]))) == [("date_after_as_of", None)]


def weeks(district: Any, before: list[dict[str, Any]], now: list[dict[str, Any]]) -> Edition:
    return district.join(district.workbook(before, WEEK_BEFORE), district.workbook(now))


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        (row(progress_pct=60.0), row(progress_pct=45.0), ["progress_fell"]),
        (row(progress_pct=60.0), row(progress_pct=None), []),
        (row(progress_pct=60.0), row("1-3幢", progress_pct=45.0), []),
        (row(stage="acceptance"), row(stage="construction"), ["stage_fell"]),
        (row(stage="acceptance"), row(), []),
        (row(demolition_actual_start=day("03-05")), row(demolition_actual_start=day("03-15")), ["actual_date_changed"]),
        (row(demolition_actual_start=day("03-05")), row(), []),
        (row(demolition_planned_end=day("05-01")), row(demolition_planned_end=day("06-01")), ["plan_revised"]),
        (row(demolition_planned_end=day("05-01")), row("1-3幢", demolition_planned_end=day("06-01")), []),
        (row(demolition_planned_end=None), row(demolition_planned_end=day("06-01")), []),
    ],
)
def test_weeks_are_compared(district: Any, before: dict[str, Any], now: dict[str, Any], codes: list[str]) -> None:
    assert [code for code, _row in found(weeks(district, [before], [now]))] == codes


def test_a_date_that_others_still_have_is_gone(district: Any) -> None:
    kept = {"demolition_actual_start": day("03-05")}
    edition = weeks(district, [row(**kept), row("2幢", **kept)], [row(stage="demolition"), row("2幢", **kept)])
    assert found(edition) == [("actual_date_gone", 4)]


def test_only_the_week_before_counts(district: Any) -> None:
    books = [
        district.workbook([row(progress_pct=share)], date(2022, 8, at))
        for at, share in ((10, 60.0), (17, 40.0), (24, 50.0))
    ]
    assert found(district.join(*books)) == []


def test_a_revision_is_told_of_each_workbook_with_an_example(district: Any) -> None:
    plans = [("05-01", 8), ("05-01", 15), ("06-01", 22), ("07-01", 29)]
    books = [
        district.workbook(
            [row(number, demolition_planned_end=day(end)) for number in ("1幢", "2幢")], date(2022, 8, at)
        )
        for end, at in plans
    ]
    told = [issue for issue in district.join(*books).report.issues if issue.code == "plan_revised"]
    assert [(issue.path, issue.values["n"]) for issue in told] == [("2022-08-22.xlsx", 2), ("2022-08-29.xlsx", 2)]
    assert told[0].message.endswith("例如甲小区 1，违建拆除的计划完工由 2022-05-01 改为 2022-06-01")
