"""A row may speak of one building, of several, or of a whole compound."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.edition import Edition
from sites.report import Issue

Codes = Callable[[Edition], list[str]]
TheIssue = Callable[[Edition, str], Issue]
DAY = pd.Timestamp("2022-04-01")


@pytest.fixture
def place(district: Any) -> Any:
    """The district with eight buildings in each compound."""
    district.per = 8
    return district


def row(number: str | None, compound: str = "甲小区", **more: Any) -> dict[str, Any]:
    return {"compound": compound, "building_no": number, **more}


def column(edition: Edition, code: str, compound: str = "c0") -> list[Any]:
    """The compound's buildings' values, None where absent."""
    values = edition.buildings.loc[edition.buildings["compound_id"] == compound, code]
    return values.astype(object).where(values.notna(), None).tolist()


def test_stages_dates_and_percentages_are_repeated(place: Any, codes: Codes) -> None:
    told = row("1-3幢", stage="construction", progress_pct=40.0, construction_actual_start=DAY, storeys=6)
    edition = place.join(place.workbook([told]))
    assert column(edition, "progress_pct") == [40.0] * 3 + [None] * 5
    assert column(edition, "stage")[:4] == ["construction"] * 3 + [None]
    assert column(edition, "construction_actual_start")[:3] == [DAY] * 3
    assert column(edition, "storeys")[:4] == [6, 6, 6, None]
    assert column(edition, "building_no") == [str(number) for number in range(1, 9)]
    assert codes(edition) == ["row_repeated"]
    assert (edition.report.inputs[-1].rows_joined, edition.report.conserved) == (1, True)


def test_counts_are_divided_equally_where_nothing_is_known(place: Any, the_issue: TheIssue) -> None:
    told = row("1-3幢", households=100, floor_area_m2=1000.0, illegal_listed=7, illegal_removed=5, units=6)
    edition = place.join(place.workbook([told]))
    assert column(edition, "households")[:4] == [34, 33, 33, None]
    assert column(edition, "floor_area_m2")[:3] == [333.34, 333.33, 333.33]
    assert column(edition, "illegal_listed")[:3] == [3, 2, 2]
    assert sum(column(edition, "illegal_removed")[:3]) == 5
    assert column(edition, "units")[:3] == [2, 2, 2]
    issue = the_issue(edition, "row_divided")
    assert (issue.severity, issue.row, issue.values["n"], issue.values["by"]) == ("info", 4, 3, ["平均"])
    assert "户数、建筑面积、违建应拆、违建已拆、单元数" in issue.message


def test_counts_are_divided_by_the_footprints_own_figures(place: Any, the_issue: TheIssue) -> None:
    buildings = place.buildings()
    buildings.frame["households"] = pd.Series([36, 12, 24, *[None] * 21], dtype="Int64")
    buildings.frame["floor_area_m2"] = pd.Series([3000.0, 1000.0, 2000.0, 500.0, *[None] * 20])
    told = [row("1-3幢", households=72, floor_area_m2=6000.0, illegal_listed=6), row("4、5幢", illegal_listed=9)]
    edition = place.join(place.workbook(told), buildings=buildings)
    assert column(edition, "households")[:3] == [36, 12, 24]
    assert column(edition, "illegal_listed")[:5] == [3, 1, 2, 5, 4]
    messages = [issue.message for issue in edition.report.issues if issue.code == "row_divided"]
    assert "按各幢户数、按各幢面积" in messages[0]
    assert "平均" in messages[1]
    assert not [issue for issue in edition.report.issues if issue.code == "attribute_differs"]


def test_fewer_entrances_than_buildings_are_those_of_each(place: Any) -> None:
    edition = place.join(place.workbook([row("1-4幢", units=3), row("5、6幢", units=5)]))
    assert column(edition, "units") == [3, 3, 3, 3, 3, 2, None, None]


def test_a_note_in_brackets_goes_to_the_remarks(place: Any) -> None:
    told = [row("1~3、5号楼(含2单元)", remark="抓紧"), row("6幢（北侧）"), row("7幢", remark="好")]
    edition = place.join(place.workbook(told))
    assert column(edition, "remark")[:7] == [*["抓紧；含2单元"] * 3, None, "抓紧；含2单元", "北侧", "好"]


def test_a_range_with_gaps_joins_those_that_exist(place: Any, the_issue: TheIssue) -> None:
    edition = place.join(place.workbook([row("7-10幢", households=80)]))
    assert column(edition, "households") == [*[None] * 6, 40, 40]
    issue = the_issue(edition, "range_with_gaps")
    assert (issue.severity, issue.values["missing"], issue.values["n"]) == ("warning", ["9", "10"], 2)
    assert edition.report.inputs[-1].rows_joined == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("21-28幢", "unknown_building"), ("12-3", "not_a_range"), ("1-500幢", "not_a_range"), ("2022-01-08", "number_became_date"),
        ("1、2幢等", "several_buildings"), ("全部(除1-8幢外)", "unknown_building"),
    ],
)  # fmt: skip
def test_what_means_no_building_is_rejected(place: Any, number: str, code: str, the_issue: TheIssue) -> None:
    edition = place.join(place.workbook([row(number, stage="handover")]))
    assert (the_issue(edition, code).severity, the_issue(edition, code).value) == ("error", number)
    assert edition.report.rejected == 1
    assert edition.buildings["stage"].isna().all()


def test_a_building_literally_called_12_3_is_that_building(place: Any, codes: Codes) -> None:
    buildings = place.buildings()
    buildings.frame.loc[0, "building_no"] = "12-3"
    edition = place.join(place.workbook([row("12-3幢", stage="handover"), row("12-3、2幢")]), buildings=buildings)
    assert column(edition, "stage")[:2] == ["handover", None]
    assert column(edition, "reported_on")[1] is not None
    assert codes(edition) == ["row_overridden", "row_repeated"]


def test_two_buildings_of_one_number_are_none_of_a_range(place: Any, the_issue: TheIssue) -> None:
    buildings = place.buildings()
    buildings.frame.loc[1, "building_no"] = "1幢"
    edition = place.join(place.workbook([row("1-4幢", stage="handover")]), buildings=buildings)
    assert column(edition, "stage")[:4] == [None, None, "handover", "handover"]
    assert the_issue(edition, "range_with_gaps").values["missing"] == ["1", "2"]


def test_numbers_apart_by_a_space_are_no_larger_number(place: Any, codes: Codes) -> None:
    buildings = place.buildings()
    buildings.frame.loc[7, "building_no"] = "13幢"
    edition = place.join(place.workbook([row("1 3幢", stage="handover")]), buildings=buildings)
    assert [at for at, stage in enumerate(column(edition, "stage"), start=1) if stage] == [1, 3]
    assert codes(edition) == ["row_repeated"]


def test_one_building_counts_before_a_range_and_a_range_before_the_compound(place: Any, codes: Codes) -> None:
    told = [row("全部", stage="preparation"), row("2-4幢", stage="demolition"), row("3幢", stage="construction")]
    edition = place.join(place.workbook(told, sites=[{"compound": "甲小区", "progress_pct": 10.0}]))
    assert column(edition, "stage")[:5] == ["preparation", "demolition", "construction", "demolition", "preparation"]
    assert (edition.report.inputs[-1].rows_joined, edition.report.conserved) == (4, True)
    found = [issue for issue in edition.report.issues if issue.code == "row_overridden"]
    assert [(issue.row, issue.values["n"], issue.values["rows"]) for issue in found] == [
        (4, 3, [5, 6]),
        (5, 1, [6]),
        (4, 3, [5, 6]),
    ]
    assert codes(edition).count("ranges_overlap") == 1


def test_of_two_ranges_the_first_counts(place: Any, the_issue: TheIssue) -> None:
    edition = place.join(place.workbook([row("1-4幢", stage="demolition"), row("4-6幢", stage="handover")]))
    assert column(edition, "stage")[2:6] == ["demolition", "demolition", "handover", "handover"]
    issue = the_issue(edition, "ranges_overlap")
    assert (issue.severity, issue.row, issue.values["rows"], issue.values["named"]) == ("warning", 5, [4], ["4"])


def test_the_others_are_those_that_no_row_names(place: Any, codes: Codes) -> None:
    told = [
        row("其余", households=20, stage="preparation"),
        row("1-3幢", stage="demolition"),
        row("4幢", stage="handover"),
    ]
    edition = place.join(place.workbook(told))
    assert column(edition, "stage") == [*["demolition"] * 3, "handover", *["preparation"] * 4]
    assert column(edition, "households")[4:] == [5, 5, 5, 5]
    assert codes(edition) == ["row_divided", "row_repeated"]


def test_others_that_are_none_are_rejected(place: Any, the_issue: TheIssue) -> None:
    edition = place.join(place.workbook([row("1-8幢"), row("其余")]))
    assert the_issue(edition, "unknown_building").row == 5


def test_a_compounds_row_with_progress_speaks_of_all_its_buildings(
    place: Any, codes: Codes, the_issue: TheIssue
) -> None:
    site = {
        "compound": "乙小区",
        "construction_agent": "某公司",
        "stage": "demolition",
        "illegal_listed": 16,
        "remark": "雨季",
    }
    edition = place.join(place.workbook([row("1幢")], sites=[site, {"compound": "丙小区", "character": "银杏"}]))
    assert column(edition, "stage", "c1") == ["demolition"] * 8
    assert column(edition, "illegal_listed", "c1") == [2] * 8
    assert column(edition, "remark", "c1") == [None] * 8
    assert edition.compounds["construction_agent"].iloc[1] == "某公司"
    assert column(edition, "reported_on", "c2") == [None] * 8
    assert codes(edition) == ["row_divided"]
    issue = the_issue(edition, "row_divided")
    assert (issue.column, issue.value, issue.values["n"]) == ("compound", "乙小区", 8)
    assert (edition.report.inputs[-1].rows_joined, edition.report.conserved) == (3, True)


def test_a_compounds_stage_word_finishes_its_buildings(place: Any) -> None:
    site = {"compound": "乙小区", "stage": "handover", "finished": True}
    edition = place.join(place.workbook([], sites=[site]))
    assert column(edition, "finished", "c1") == [True] * 8


def test_two_rows_of_one_compound_speak_of_none_of_its_buildings(place: Any, codes: Codes) -> None:
    sites = [{"compound": "乙小区", "stage": "demolition"}, {"compound": "乙小区", "stage": "handover"}]
    edition = place.join(place.workbook([], sites=sites))
    assert codes(edition) == ["repeated_row"]
    assert edition.buildings["stage"].isna().all()


def test_a_range_of_a_later_workbook_supersedes(place: Any) -> None:
    old = place.workbook([row("1幢", stage="demolition"), row("2幢", stage="demolition")], date(2022, 8, 1))
    edition = place.join(old, place.workbook([row("2-3幢", stage="construction")], date(2022, 8, 20)))
    assert column(edition, "stage")[:4] == ["demolition", "construction", "construction", None]


CELLS = st.sampled_from(
    [
        "1-8幢",
        "2、3幢",
        "3幢",
        "4#",
        "全部",
        "其余",
        "除2幢外",
        "7-12",
        "12-3",
        "单号",
        "",
        "5-6幢(含1单元)",
        "2022-01-08",
    ]
)
WORDS = st.fixed_dictionaries(
    {
        "compound": st.sampled_from(["甲小区", "乙小区", "外来小区"]),
        "building_no": CELLS,
        "households": st.sampled_from([None, 0, 7, 288]),
    }
)
SITES = st.fixed_dictionaries(
    {"compound": st.sampled_from(["甲小区", "丙小区"]), "progress_pct": st.sampled_from([None, 30.0])}
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=7), st.lists(SITES, max_size=2))
def test_every_row_counts_once_however_many_buildings_it_means(place: Any, rows: list[Any], sites: list[Any]) -> None:
    edition = place.join(place.workbook(rows, sites=sites))
    entry = edition.report.inputs[-1]
    assert edition.report.conserved
    assert entry.rows_in == entry.rows_joined + entry.rows_rejected == len(rows) + len(sites)
    errors = [issue for issue in edition.report.issues if issue.severity == "error" and issue.role == "progress"]
    assert len(errors) == entry.rows_rejected
    alone = [told for told in rows if told["building_no"] == "1-8幢" and told["compound"] == "甲小区"]
    if len(rows) == 1 and alone and not sites:
        households = edition.buildings["households"].sum()
        assert households == (alone[0]["households"] or 0)
