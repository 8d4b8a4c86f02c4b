from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from sites.edition import Edition
from sites.indicators import differences, kpis, reasons, stage_counts
from sites.report import Issue

Codes = Callable[[Edition], list[str]]
TheIssue = Callable[[Edition, str], Issue]


def plan(compound: str, number: str, **more: Any) -> dict[str, Any]:
    return {"compound": compound, "building_no": number, **more}


def test_rows_find_their_building_by_compound_and_number(district: Any, codes: Codes) -> None:
    edition = district.join(district.workbook([plan("甲 小区", "２号楼", stage="construction", progress_pct=40.0)]))
    row = edition.buildings.set_index("building_id").loc["b0-2"]
    assert (row["stage"], row["progress_pct"], row["compound"], row["subdistrict"], row["building_no"]) == (
        "construction",
        40.0,
        "甲小区",
        "虹桥街道",
        "2",
    )
    assert edition.report.conserved
    assert codes(edition) == []
    assert edition.report.counts["buildings_without_progress"] == 8


def test_the_buildings_own_id_counts_before_its_name(district: Any, the_issue: TheIssue) -> None:
    edition = district.join(district.workbook([plan("甲小区", "2幢", building_id="b1-3", stage="handover")]))
    assert edition.buildings.set_index("building_id").loc["b1-3", "stage"] == "handover"
    assert the_issue(edition, "building_id_differs").row == 4


def test_a_stranger_is_rejected_with_the_names_that_come_closest(district: Any, the_issue: TheIssue) -> None:
    edition = district.join(district.workbook([plan("甲小苑", "1幢")]))
    issue = the_issue(edition, "unknown_compound")
    assert (issue.severity, issue.sheet, issue.row, issue.column, issue.value) == (
        "error",
        "楼栋",
        4,
        "compound",
        "甲小苑",
    )
    assert "甲小区" in issue.suggestion
    assert edition.report.inputs[-1].rows_rejected == 1


def test_an_unknown_number_is_rejected_with_numbers_of_that_compound(district: Any, the_issue: TheIssue) -> None:
    issue = the_issue(district.join(district.workbook([plan("甲小区", "33幢")])), "unknown_building")
    assert issue.near[:1] == ("3",)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (plan("甲小区", "1、2幢等"), "several_buildings"),
        ({"compound": "甲小区"}, "row_without_building"),
        ({"building_no": "3幢"}, "row_without_compound"),
        ({}, "row_without_building"),
        ({"building_id": "nowhere"}, "unknown_building"),
    ],
)
def test_a_row_that_is_not_one_building_is_rejected(
    district: Any, row: dict[str, Any], code: str, the_issue: TheIssue
) -> None:
    edition = district.join(district.workbook([row]))
    assert the_issue(edition, code).severity == "error"
    assert edition.report.rejected == 1
    assert edition.report.conserved


def test_the_second_row_of_one_building_is_rejected(district: Any, the_issue: TheIssue) -> None:
    edition = district.join(
        district.workbook([plan("甲小区", "1幢", stage="demolition"), plan("甲小区", "1号楼", stage="handover")])
    )
    assert edition.buildings["stage"].iloc[0] == "demolition"
    assert (the_issue(edition, "repeated_row").row, dict(the_issue(edition, "repeated_row").values)) == (
        5,
        {"first": 4},
    )


def test_a_later_workbook_supersedes_and_both_are_joined(district: Any, codes: Codes) -> None:
    old = district.workbook(
        [plan("甲小区", "1幢", stage="demolition"), plan("甲小区", "2幢", stage="demolition")], date(2022, 8, 1)
    )
    new = district.workbook([plan("甲小区", "1幢", stage="construction")], date(2022, 8, 20))
    edition = district.join(new, old)
    assert edition.buildings["stage"].iloc[:2].tolist() == ["construction", "demolition"]
    assert [entry.rows_joined for entry in edition.report.inputs if entry.role == "progress"] == [2, 1]
    assert edition.buildings["reported_on"].iloc[:2].dt.date.tolist() == [date(2022, 8, 20), date(2022, 8, 1)]
    assert codes(edition) == []


def test_a_workbook_dated_after_the_as_of_date_is_skipped(district: Any, codes: Codes) -> None:
    edition = district.join(district.workbook([plan("甲小区", "1幢", stage="demolition")], date(2022, 9, 7)))
    assert edition.report.inputs[-1].rows_skipped == 1
    assert edition.report.conserved
    assert codes(edition) == ["workbook_after_as_of"]
    assert edition.buildings["stage"].isna().all()


def test_the_buildings_own_compound_is_a_key_and_geometry_that_disagrees_is_named(
    district: Any, the_issue: TheIssue
) -> None:
    buildings = district.buildings()
    buildings.frame["compound"] = pd.Series(["乙小区", *[None] * 8], dtype="str")
    edition = district.join(buildings=buildings)
    assert edition.buildings["compound_id"].iloc[0] == "c1"
    issue = the_issue(edition, "compound_differs")
    assert "乙小区" in issue.message
    assert "甲小区" in issue.message


def test_a_named_compound_that_does_not_exist_leaves_it_to_the_place(district: Any, the_issue: TheIssue) -> None:
    buildings = district.buildings()
    buildings.frame["compound"] = pd.Series(["甲小院", *[None] * 8], dtype="str")
    edition = district.join(buildings=buildings)
    assert edition.buildings["compound"].iloc[0] == "甲小区"
    assert the_issue(edition, "compound_name_unknown").near[0] == "甲小区"


@pytest.mark.parametrize(("shift", "home"), [(0.0004, "c0"), (0.00055, None)])
def test_a_building_belongs_where_half_of_it_lies(district: Any, shift: float, home: str | None, codes: Codes) -> None:
    edge = 120.8 + 0.0099
    shapes = [shapely.box(edge - 0.001 + shift, 32.001, edge + shift, 32.002)]
    edition = district.join(buildings=district.buildings([{"building_id": "x"}], shapes))
    assert edition.buildings["compound_id"].astype(object).where(
        edition.buildings["compound_id"].notna(), None
    ).tolist() == [home]
    assert ("building_without_compound" in codes(edition)) == (home is None)
    assert edition.report.counts["buildings_without_compound"] == (home is None)
    assert edition.report.counts["compounds_without_buildings"] == 3 - (home is not None)
    assert edition.report.conserved


def test_what_is_no_footprint_is_rejected_and_what_is_broken_is_repaired(district: Any, codes: Codes) -> None:
    good = district.footprint(0, 0)
    bow = shapely.Polygon([(120.803, 32.003), (120.804, 32.004), (120.804, 32.003), (120.803, 32.004)])
    turned = shapely.Polygon([*list(good.exterior.coords)[1:-1], good.exterior.coords[0]])
    shapes = [good, None, shapely.Point(120.801, 32.001), shapely.Polygon(), turned, bow]
    edition = district.join(buildings=district.buildings([{"building_id": f"b{at}"} for at in range(6)], shapes))
    assert edition.buildings["building_id"].tolist() == ["b0", "b5"]
    assert edition.buildings.geometry.is_valid.all()
    found = codes(edition)
    assert sorted(set(found)) == [
        "compound_without_buildings",
        "duplicate_geometry",
        "empty_geometry",
        "geometry_repaired",
        "not_a_polygon",
    ]
    assert found.count("empty_geometry") == 2
    assert edition.report.inputs[1].rows_rejected == 4
    assert edition.report.conserved


def test_a_repeated_id_gets_a_name_of_its_own_and_a_missing_one_is_made(district: Any, codes: Codes) -> None:
    rows = [{"building_id": "x"}, {"building_id": "x"}, {"building_id": None}]
    shapes = [district.footprint(0, at) for at in range(3)]
    first, second = (district.join(buildings=district.buildings(rows, shapes)) for _ in range(2))
    ids = first.buildings["building_id"].tolist()
    assert ids[:2] == ["x", "x#2"]
    assert ids == second.buildings["building_id"].tolist()
    assert {"repeated_id", "ids_generated"} <= set(codes(first))


def test_a_compound_without_name_is_rejected_and_a_repeated_name_is_told(
    district: Any, codes: Codes, the_issue: TheIssue
) -> None:
    district.names = ["甲小区", None, "甲小区"]
    edition = district.join(district.workbook([plan("甲小区", "1幢")]))
    assert len(edition.compounds) == 2
    assert the_issue(edition, "missing_compound_name").row == 2
    assert the_issue(edition, "repeated_compound").row == 3
    assert "ambiguous_compound" in codes(edition)
    assert edition.report.conserved


def test_a_compound_takes_its_subdistrict_from_the_layer_where_it_names_none(district: Any) -> None:
    areas = district.compounds()
    areas.input.role = "subdistricts"
    areas.frame["subdistrict"] = pd.Series(["虹桥", "任港街道", "学田"], dtype="str")
    compounds = district.compounds()
    compounds.frame["subdistrict"] = pd.Series([None] * 3, dtype="str")
    edition = district.join(compounds=compounds, subdistricts=areas)
    assert edition.compounds["subdistrict"].tolist() == ["虹桥街道", "任港街道", "学田街道"]
    assert edition.subdistricts["involved"].all()
    assert kpis(edition)["subdistricts"] == 3


def test_facilities_belong_by_key_by_building_or_by_place(district: Any, the_issue: TheIssue) -> None:
    inside, outside = shapely.Point(120.815, 32.005), shapely.Point(121.5, 32.5)
    rows = [
        {"facility_id": "e1", "compound_id": "c2", "status": "approval"}, {"facility_id": "e2", "building_id": "b0-1"},
        {"facility_id": "e3"}, {"facility_id": "e4"}, {"facility_id": "e5", "compound": "甲小区"},
    ]  # fmt: skip
    layer = district.facilities("elevators", rows, [outside, outside, inside, outside, outside])
    edition = district.join(facilities={"elevators": layer})
    found = edition.facilities["elevators"]
    assert dict(zip(found["facility_id"], found["compound_id"], strict=True)) == {
        "e1": "c2",
        "e2": "c0",
        "e3": "c1",
        "e5": "c0",
    }
    assert found["status"].tolist() == ["approval", "unknown", "unknown", "unknown"]
    assert the_issue(edition, "facility_outside").value == "e4"
    assert edition.report.conserved


def test_lines_belong_where_most_of_them_lies(district: Any) -> None:
    line = shapely.LineString([(120.805, 32.005), (120.8115, 32.005)])
    edition = district.join(facilities={"pipes": district.facilities("pipes", [{"facility_id": "p"}], [line])})
    assert edition.facilities["pipes"]["compound_id"].tolist() == ["c0"]


def test_facts_come_from_the_footprints_and_where_missing_from_the_workbook(district: Any, the_issue: TheIssue) -> None:
    buildings = district.buildings()
    buildings.frame["households"] = pd.Series([36, *[None] * 8], dtype="Int64")
    book = district.workbook([plan("甲小区", "1幢", households=40, storeys=6), plan("甲小区", "2幢", households=24)])
    edition = district.join(book, buildings=buildings)
    assert edition.buildings["households"].iloc[:2].tolist() == [36, 24]
    assert edition.buildings["storeys"].iloc[0] == 6
    issue = the_issue(edition, "attribute_differs")
    assert (issue.values["n"], issue.values["kept"], issue.values["given"]) == (1, 36, 40)
    assert kpis(edition)["households"] == 60
    assert edition.compounds["households"].iloc[0] == 60


def test_compounds_stand_where_their_slowest_building_stands(district: Any) -> None:
    book = district.workbook(
        [plan("甲小区", "1幢", stage="handover"), plan("甲小区", "2幢", stage="demolition")],
        sites=[{"compound": "甲小区", "character": "百年银杏", "parking_planned": 80}],
    )
    edition = district.join(book)
    first = edition.compounds.iloc[0]
    assert (first["stage"], first["buildings"], first["character"], first["parking_planned"]) == (
        "demolition",
        3,
        "百年银杏",
        80,
    )
    assert edition.compounds["stage"].isna().tolist() == [False, True, True]
    assert stage_counts(edition.buildings) == {
        "preparation": 0,
        "demolition": 1,
        "construction": 0,
        "acceptance": 0,
        "handover": 1,
        "unknown": 7,
    }


def test_geometry_is_the_same_object_in_every_edition(district: Any) -> None:
    from sites.join import picture
    from sites.placing import place

    placement = place(district.compounds(), district.buildings(), {}, None)
    one, two = (
        picture(placement, [district.workbook([plan("甲小区", "1幢")], day)], day)
        for day in (date(2022, 8, 1), date(2022, 8, 8))
    )
    assert all(a is b for a, b in zip(one.buildings.geometry, two.buildings.geometry, strict=True))
    assert one.report.inputs[0] is not two.report.inputs[0]


def test_a_difference_to_the_published_totals_is_told_with_its_reasons(district: Any) -> None:
    edition = district.join()
    assert differences(edition)["buildings"] == (900, 9)
    assert {issue.code for issue in reasons(edition)} == {"buildings_without_progress"}
    only = np.arange(9) < 3
    assert kpis(edition, pd.Series(only))["compounds"] == 1
