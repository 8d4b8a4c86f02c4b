"""What a panel says of a building, a compound or the district adds up to the buildings it speaks of."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sites.edition import Edition
from sites.profile import of_building, of_compound, of_district
from sites.selection import Selection
from sites.stages import STAGE_CODES

NAMES = ["甲小区", "乙小区", "丙小区"]


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


@pytest.fixture
def edition(district: Any) -> Edition:
    compounds = district.compounds()
    compounds.frame["subdistrict"] = ["虹桥街道", "虹桥街道", "任港街道"]
    dates = {
        "preparation_planned_start": day("2021-12-01"), "preparation_planned_end": day("2022-02-01"),
        "preparation_actual_start": day("2021-12-02"), "preparation_actual_end": day("2022-02-03"),
        "demolition_planned_start": day("2022-02-05"), "demolition_planned_end": day("2022-08-01"),
        "demolition_actual_start": day("2022-02-06"),
    }  # fmt: skip
    rows = [
        {"compound": "甲小区", "building_no": "1", "households": 30, "floor_area_m2": 1500.5, "built_year": 1985, "progress_pct": 20.0, **dates},
        {"compound": "甲小区", "building_no": "2", "households": 40, "floor_area_m2": 2000.0, "built_year": 1983, "progress_pct": 60.0,
         "stage": "handover"},
        {"compound": "乙小区", "building_no": "1", "households": 50, "floor_area_m2": 2500.0, "stage": "construction"},
    ]  # fmt: skip
    built: Edition = district.join(district.workbook(rows), compounds=compounds)
    return built


def everything(edition: Edition) -> np.ndarray:
    return np.ones(len(edition.buildings), bool)


def test_a_building_says_its_own_facts(edition: Edition) -> None:
    said = of_building(edition, "b0-1")
    assert said
    assert (said.name, said.compound, said.subdistrict, said.kind) == ("1", "甲小区", "虹桥街道", "building")
    assert (said.stage, said.status, said.days_behind) == ("demolition", "behind", 30)
    assert (said.households, said.floor_area_m2, said.built_year, said.progress_pct) == (30, 1500.5, 1985, 20.0)


def test_a_buildings_spans_stand_in_the_order_of_the_stages(edition: Edition) -> None:
    said = of_building(edition, "b0-1")
    assert said
    assert tuple(span.stage for span in said.spans) == STAGE_CODES
    first, second, third = said.spans[:3]
    assert (first.planned_start, first.planned_end) == (date(2021, 12, 1), date(2022, 2, 1))
    assert (first.actual_start, first.actual_end) == (date(2021, 12, 2), date(2022, 2, 3))
    assert (second.actual_start, second.actual_end) == (date(2022, 2, 6), None)
    assert (third.planned_start, third.planned_end, third.actual_start, third.actual_end) == (None,) * 4


def test_a_building_without_data_says_so_in_plain_values(edition: Edition) -> None:
    said = of_building(edition, "b2-3")
    assert said
    assert (said.stage, said.status, said.days_behind) == (None, "unknown", 0)
    assert (said.households, said.floor_area_m2, said.built_year, said.storeys, said.progress_pct) == (
        0,
        0.0,
        None,
        None,
        None,
    )


def test_a_compound_sums_its_buildings(edition: Edition) -> None:
    said = of_compound(edition, "c0")
    assert said
    assert (said.name, said.subdistrict, said.buildings) == ("甲小区", "虹桥街道", 3)
    assert (said.households, said.floor_area_m2, said.built_year, said.progress_pct) == (70, 3500.5, 1983, 40.0)
    assert (said.stage, said.behind, said.at_risk, said.days_behind) == ("demolition", 1, 0, 30)
    assert said.stages == {
        "preparation": 0,
        "demolition": 1,
        "construction": 0,
        "acceptance": 0,
        "handover": 1,
        "unknown": 1,
    }


def test_a_stage_of_a_compound_ends_only_when_every_building_ended_it(edition: Edition) -> None:
    said = of_compound(edition, "c0")
    assert said
    preparation = said.spans[0]
    assert preparation.actual_start == date(2021, 12, 2)
    assert preparation.actual_end is None


@pytest.mark.parametrize("ask", [of_building, of_compound])
@pytest.mark.parametrize("identifier", ["", "nobody", "b0-1' OR 1=1"])
def test_nobody_has_no_profile(edition: Edition, ask: Any, identifier: str) -> None:
    assert ask(edition, identifier) is None


def test_the_district_is_the_sum_of_its_subdistricts(edition: Edition) -> None:
    said = of_district(edition, everything(edition))
    assert (said.buildings, said.households, said.behind) == (9, 120, 1)
    assert sum(part.buildings for part in said.parts) == 9
    assert {part.name: part.attributes for part in said.parts} == {
        "虹桥街道": {"subdistrict": "虹桥街道"},
        "任港街道": {"subdistrict": "任港街道"},
    }
    for code, n in said.stages.items():
        assert sum(part.stages[code] for part in said.parts) == n


def test_a_subdistrict_is_told_by_its_compounds_the_latest_first(edition: Edition) -> None:
    said = of_district(edition, Selection(subdistrict="虹桥街道").mask(edition), "虹桥街道")
    assert (said.name, said.buildings) == ("虹桥街道", 6)
    assert [(part.name, part.behind, part.attributes) for part in said.parts] == [
        ("甲小区", 1, {"compound_id": "c0"}),
        ("乙小区", 0, {"compound_id": "c1"}),
    ]


def test_what_the_filter_hides_is_not_counted(edition: Edition) -> None:
    said = of_district(edition, Selection(stages=("construction",)).mask(edition))
    assert (said.buildings, said.households) == (1, 50)
    assert [part.name for part in said.parts] == ["虹桥街道"]


def test_nothing_left_is_nothing_and_no_error(edition: Edition) -> None:
    said = of_district(edition, ~everything(edition))
    assert (said.buildings, said.households, said.floor_area_m2, said.days_behind, said.parts) == (0, 0, 0.0, 0, ())
    assert said.progress_pct is None
