"""The demo's workbooks: every stage, every status, and something for every rule to find."""

import itertools
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from demo.names import LABEL
from sites.columns import BUILDING_COLUMNS, COMPOUND_COLUMNS, STAGE_DATES
from sites.official import TOTALS
from sites.stages import STAGE_CODES, STAGES, read_stage
from tests.demo.committed import WORKBOOKS, building_rows, cells, compound_rows, layer, when

LAST = WORKBOOKS[-1]
AS_OF = date(2022, 8, 31)
AT_RISK_DAYS, ROOF_GAP_DAYS = 7, 14
FLOOD_SEASON = (date(2022, 5, 1), date(2022, 9, 30))


def dates(row: dict[str, Any], stage: int) -> tuple[date | None, ...]:
    """Planned and actual start, planned and actual end of a stage."""
    parts = ("计划开工", "实际开工", "计划完工", "实际完工")
    return tuple(row[STAGES[stage].name + part] or None for part in parts)


def stage_by_dates(row: dict[str, Any], as_of: date) -> tuple[int, bool]:
    """The stage after the last one that ended, or a later one that began; and whether all is over."""
    at = 0
    for order in range(len(STAGES)):
        _, begun, _, ended = dates(row, order)
        if ended and ended <= as_of:
            at = max(at, order + 1)
        elif begun and begun <= as_of:
            at = max(at, order)
    return min(at, len(STAGES) - 1), at == len(STAGES)


def status(row: dict[str, Any], as_of: date) -> str:
    """The schedule status as docs/domain.md words it."""
    stage, finished = stage_by_dates(row, as_of)
    planned, begun, due, _ = dates(row, stage)
    if finished:
        return "on_track"
    if planned is None or due is None:
        return "unknown"
    if as_of > due:
        return "behind"
    return "at_risk" if ((begun or as_of) - planned).days > AT_RISK_DAYS else "on_track"


def test_there_are_a_dozen_workbooks_in_the_programme_the_last_of_31_august() -> None:
    assert len(WORKBOOKS) == 12
    assert when(LAST) == AS_OF
    assert any(when(path) == date(2022, 7, 31) for path in WORKBOOKS)
    assert all(date(2021, 11, 20) < when(path) <= date(2022, 12, 31) for path in WORKBOOKS)


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_every_building_has_one_row_that_finds_it_by_name_and_number(path: Any) -> None:
    rows = building_rows(path)
    buildings = layer("buildings")
    known = set(zip(buildings["compound"], buildings.building_no, strict=True))
    named = Counter((row["小区"], row["幢号"].removesuffix("幢")) for row in rows)
    assert set(named) == known
    assert set(named.values()) == {1}
    assert sum(row["户数"] for row in rows) == TOTALS["households"]
    assert sum(row["建筑面积(m²)"] for row in rows) == TOTALS["floor_area_m2"]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_nothing_is_known_before_it_happens_and_the_words_agree_with_the_dates(path: Any) -> None:
    as_of = when(path)
    for row in building_rows(path):
        stage, finished = stage_by_dates(row, as_of)
        assert read_stage(row["当前阶段"]) == (STAGE_CODES[stage], finished)
        for order in range(len(STAGES)):
            planned, begun, due, ended = dates(row, order)
            assert all(day is None or day <= as_of for day in (begun, ended))
            assert not (begun and ended) or begun <= ended
            assert not (planned and due) or planned <= due <= date(2022, 12, 31)
        assert row["违建已拆"] <= row["违建应拆"]
        share = 1 if row["形象进度"] == "100%" else row["形象进度"]
        assert 0 <= share <= 1
        assert (share == 1) == (stage > 2)


def test_titles_are_the_vocabularys_and_sums_stand_where_an_office_puts_them() -> None:
    rows = cells(LAST, "楼栋进度")
    assert "演示数据（虚构）" in rows[0][0]
    assert rows[1][0] == "填报日期：2022-08-31"
    heads = set(building_rows(LAST)[0])
    titles = {column.title for column in (*BUILDING_COLUMNS, *STAGE_DATES)} - {"楼栋编号", "建筑面积"}
    assert titles | {"建筑面积(m²)"} == heads
    assert sum(row[1] == "小计" for row in rows) == TOTALS["compounds"]
    total = next(row for row in rows if row[0] == "合计")
    assert total[6] == TOTALS["households"]
    assert total[7] == TOTALS["floor_area_m2"]
    assert any(str(row[0]).startswith("备注") for row in rows)
    assert str(rows[-1][0]).startswith("填表人")
    compound_heads = {head.removesuffix("(万元)") for head in compound_rows(LAST)[0]}
    assert {column.title for column in COMPOUND_COLUMNS} - {"小区编号"} <= compound_heads
    assert len(compound_rows(LAST)) == TOTALS["compounds"]


def test_every_stage_and_every_status_occurs_on_31_august() -> None:
    rows = building_rows(LAST)
    stages = Counter(stage_by_dates(row, AS_OF)[0] for row in rows)
    assert all(stages[order] >= 90 for order in range(len(STAGES)))
    found = Counter(status(row, AS_OF) for row in rows)
    assert 35 <= found["behind"] <= 70
    assert 45 <= found["at_risk"] <= 85
    assert 12 <= found["unknown"] <= 30
    late = Counter(row["小区"] for row in rows if status(row, AS_OF) == "behind")
    assert sum(count > 3 for count in late.values()) in range(3, 8), "lateness gathers in a few compounds"
    assert any(count == 1 for count in late.values())


def test_things_move_from_workbook_to_workbook() -> None:
    steps = [sum(stage_by_dates(row, when(path))[0] for row in building_rows(path)) for path in WORKBOOKS]
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)
    first, last = (
        {(row["小区"], row["幢号"]): row["竣工验收计划完工"] for row in building_rows(path)}
        for path in (WORKBOOKS[6], LAST)
    )
    assert any(first[key] and last[key] and first[key] != last[key] for key in first), "some plans were revised"


def test_every_rule_of_the_domain_finds_something_on_31_august() -> None:
    rows, compounds = building_rows(LAST), compound_rows(LAST)
    works: dict[str, list[float]] = {}
    for row in rows:
        works.setdefault(row["小区"], []).append(1.0 if row["形象进度"] == "100%" else row["形象进度"])
    share = {name: sum(parts) / len(parts) for name, parts in works.items()}

    def gap(row: dict[str, Any]) -> int:
        down = dates(row, 1)[3]
        begun = [day for day in (row["防水开始"], row["平改坡开始"]) if day]
        return (min(begun, default=AS_OF) - down).days if down else 0

    assert any(gap(row) > ROOF_GAP_DAYS and (row["防水开始"] or row["平改坡开始"]) for row in rows), "roof_gap"
    assert any(gap(row) > ROOF_GAP_DAYS and not (row["防水开始"] or row["平改坡开始"]) for row in rows), (
        "roof_gap, open"
    )
    assert any(share[row["小区"]] >= 0.8 and not row["业主管理委员会成立"] for row in compounds), "owners_committee"
    assert any(status(row, AS_OF) == "behind" for row in rows), "behind_plan"
    assert any(not row["临时党支部成立"] for row in compounds), "party_branch"
    assert any(not row["接待室"] for row in compounds), "reception_room"
    assert any((planned := dates(row, 2)[0]) and FLOOD_SEASON[0] <= planned <= FLOOD_SEASON[1] for row in rows), (
        "season"
    )
    assert any(row["备注"].startswith("本周未报") for row in compounds), "stale_report"
    assert any(abs(row["已拨付资金(万元)"] / row["资金总额(万元)"] - share[row["小区"]]) > 0.25 for row in compounds), (
        "fund_mismatch"
    )


def test_reports_come_at_least_monthly_until_summer_is_over() -> None:
    days = [when(path) for path in WORKBOOKS]
    assert max(later - earlier for earlier, later in itertools.pairwise(days)) <= timedelta(days=31)


def test_the_compounds_facilities_agree_with_the_map() -> None:
    parking, charging, lifts = (layer(name).groupby("compound_id") for name in ("parking", "charging", "elevators"))
    ids = layer("compounds").set_index("compound").compound_id
    for row in compound_rows(LAST):
        own = ids[row["小区"]]
        spaces = parking.spaces_built.sum()
        assert row["停车位建成"] == spaces.get(own, 0)
        assert row["充电启用"] == charging.ports_live.sum().get(own, 0)
        assert row["电梯投用"] == (lifts.get_group(own).status == "in_use").sum()


def test_every_workbook_says_that_it_is_made_up() -> None:
    assert "synthetic" in LABEL
    for path in WORKBOOKS:
        for sheet in ("楼栋进度", "小区情况"):
            assert "演示数据（虚构）" in cells(path, sheet)[0][0]
