"""What a choice of filters leaves is what passes each of them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.edition import Edition
from sites.selection import Selection
from sites.stages import STAGE_CODES, STATUS_CODES

NAMES = ["甲小区", "乙小区", "丙小区"]
SUBDISTRICTS = ["虹桥街道", "虹桥街道", "任港街道"]


@pytest.fixture
def edition(district: Any) -> Edition:
    compounds = district.compounds()
    compounds.frame["subdistrict"] = SUBDISTRICTS
    rows = [
        {"compound": name, "building_no": str(number), "stage": stage}
        for name, stages in zip(NAMES, [STAGE_CODES[:3], STAGE_CODES[2:], ("construction",)], strict=True)
        for number, stage in enumerate(stages, 1)
    ]  # 丙小区's buildings 2 and 3 have no row, and so no stage
    built: Edition = district.join(district.workbook(rows), compounds=compounds)
    return built


def ids(edition: Edition, **filters: Any) -> set[str]:
    return set(edition.buildings.loc[Selection(**filters).mask(edition), "building_id"])


def test_no_filter_leaves_every_building(edition: Edition) -> None:
    assert Selection().empty
    assert len(ids(edition)) == 9


def test_each_filter_leaves_what_it_names(edition: Edition) -> None:
    assert ids(edition, subdistrict="任港街道") == {"b2-1", "b2-2", "b2-3"}
    assert ids(edition, compound="乙小区") == {"b1-1", "b1-2", "b1-3"}
    assert ids(edition, stages=("construction",)) == {"b0-3", "b1-1", "b2-1"}
    assert ids(edition, stages=("construction", "handover")) == {"b0-3", "b1-1", "b2-1", "b1-3"}
    assert ids(edition, search="jxq 2") == {"b0-2"}


def test_buildings_without_data_can_be_asked_for(edition: Edition) -> None:
    assert ids(edition, stages=("unknown",)) == {"b2-2", "b2-3"}
    assert ids(edition, statuses=("unknown",)) >= {"b2-2", "b2-3"}


def test_filters_narrow_each_other(edition: Edition) -> None:
    assert ids(edition, subdistrict="虹桥街道", stages=("construction",), compound="甲小区") == {"b0-3"}
    assert ids(edition, subdistrict="任港街道", compound="甲小区") == set()
    assert ids(edition, search="2幢", compound="甲小区") == {"b0-2"}


@pytest.mark.parametrize(
    "filters", [{"subdistrict": "没有街道"}, {"compound": "没有小区"}, {"stages": ("nonsense",)}, {"statuses": ("x",)}]
)
def test_what_nobody_knows_leaves_nothing(edition: Edition, filters: dict[str, Any]) -> None:
    assert ids(edition, **filters) == set()


def test_the_place_looks_at_neither_stage_nor_status(edition: Edition) -> None:
    chosen = Selection(subdistrict="虹桥街道", stages=("handover",), statuses=("behind",))
    assert chosen.place(edition).sum() == 6


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["", *SUBDISTRICTS]),
    st.sampled_from(["", *NAMES]),
    st.lists(st.sampled_from([*STAGE_CODES, "unknown"]), unique=True).map(tuple),
    st.lists(st.sampled_from(STATUS_CODES), unique=True).map(tuple),
)
def test_a_building_passes_when_it_passes_each_filter(
    edition: Edition, subdistrict: str, compound: str, stages: tuple[str, ...], statuses: tuple[str, ...]
) -> None:
    mask = Selection(subdistrict, compound, stages, statuses).mask(edition)
    for passed, row in zip(mask, edition.buildings.itertuples(), strict=True):
        stage = row.stage if isinstance(row.stage, str) else "unknown"
        assert passed == (
            subdistrict in ("", row.subdistrict)
            and compound in ("", row.compound)
            and (not stages or stage in stages)
            and (not statuses or row.status in statuses)
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*STAGE_CODES, "unknown"]), unique=True, min_size=1))
def test_choosing_stages_one_by_one_or_together_is_the_same(edition: Edition, stages: list[str]) -> None:
    together = Selection(stages=tuple(stages)).mask(edition)
    assert (
        np.logical_or.reduce([Selection(stages=(stage,)).mask(edition) for stage in stages]).tolist()
        == together.tolist()
    )
