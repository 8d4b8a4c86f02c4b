"""Nothing is dropped silently, whatever comes in: laws that hold on every input."""

from datetime import date
from typing import Any

import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(["甲小区", "乙小区", "丙小区", "甲 小区", "甲小区（一期）", "外来小区", "", None])
NUMBERS = st.sampled_from(["1幢", "2号楼", "3#", "０１栋", "1-3幢", "东楼", "99", "", None])
IDS = st.sampled_from(["b0-1", "b0-2", "b1-1", "x", "", None])
ROW = st.fixed_dictionaries(
    {
        "compound": NAMES,
        "building_no": NUMBERS,
        "building_id": IDS,
        "stage": st.sampled_from(["demolition", "handover", None]),
    }
)
SITE = st.fixed_dictionaries({"compound": NAMES})
WORKBOOK = st.tuples(
    st.lists(ROW, max_size=8),
    st.sampled_from([date(2022, 8, 1), date(2022, 8, 31), date(2022, 9, 9)]),
    st.lists(SITE, max_size=4),
)
DEGREES = st.floats(120.795, 120.835)
SHAPE = st.one_of(
    st.none(), st.just(shapely.Polygon()), DEGREES.map(lambda x: shapely.Point(x, 32.001)),
    st.tuples(DEGREES, st.sampled_from([0.0005, 0.02])).map(lambda at: shapely.box(at[0], 32.001, at[0] + at[1], 32.0015)),
    st.sampled_from([shapely.box(120.801, 32.001, 120.8015, 32.0015), shapely.box(120.811, 32.001, 120.8115, 32.0015)]),
    DEGREES.map(lambda x: shapely.Polygon([(x, 32.003), (x + 0.001, 32.004), (x + 0.001, 32.003), (x, 32.004)])),
)  # fmt: skip
BUILDING = st.tuples(st.fixed_dictionaries({"compound": NAMES, "building_no": NUMBERS, "building_id": IDS}), SHAPE)
EXAMPLES = max(settings.default.max_examples // 3, 1)
PATIENT = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def errors(edition: Any, role: str) -> int:
    return sum(issue.severity == "error" and issue.role == role for issue in edition.report.issues)


def holds(edition: Any) -> None:
    report = edition.report
    assert report.conserved
    for role in {entry.role for entry in report.inputs}:
        entries = [entry for entry in report.inputs if entry.role == role]
        assert all(entry.rows_in == entry.rows_joined + entry.rows_rejected + entry.rows_skipped for entry in entries)
        assert errors(edition, role) == sum(entry.rows_rejected for entry in entries), role
    homes = edition.buildings["compound_id"]
    assert edition.buildings["building_id"].is_unique
    assert homes.dropna().isin(edition.compounds["compound_id"]).all()
    listed = {issue.row for issue in report.issues if issue.code == "building_without_compound"}
    assert len(listed) == homes.isna().sum() == report.counts["buildings_without_compound"]
    assert sum(report.counts["buildings_by_stage"].values()) == edition.buildings["stage"].notna().sum()


@PATIENT
@given(st.lists(WORKBOOK, max_size=3))
def test_every_row_is_joined_rejected_or_skipped(district: Any, books: list[Any]) -> None:
    holds(district.join(*(district.workbook(rows, day, sites) for rows, day, sites in books)))


@PATIENT
@given(st.lists(BUILDING, min_size=1, max_size=8), st.lists(NAMES, min_size=1, max_size=4), st.lists(ROW, max_size=5))
def test_every_building_is_in_one_compound_or_listed(
    district: Any, buildings: list[Any], names: list[Any], rows: list[Any]
) -> None:
    district.names = names
    layer = district.buildings([row for row, _shape in buildings], [shape for _row, shape in buildings])
    edition = district.join(district.workbook(rows), buildings=layer)
    holds(edition)


@PATIENT
@given(
    st.lists(
        st.tuples(st.fixed_dictionaries({"compound": NAMES, "facility_id": IDS, "building_id": IDS}), SHAPE), max_size=6
    )
)
def test_every_facility_is_in_one_compound_or_rejected(district: Any, rows: list[Any]) -> None:
    layer = district.facilities("elevators", [row for row, _shape in rows], [shape for _row, shape in rows])
    edition = district.join(facilities={"elevators": layer})
    holds(edition)
    assert edition.facilities["elevators"]["compound_id"].isin(edition.compounds["compound_id"]).all()
