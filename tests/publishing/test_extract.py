"""The extract holds the columns of the allow-list, and nothing else; sums over few households are left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from publishing.columns import FEWEST_HOUSEHOLDS, PUBLIC
from publishing.extract import COUNTED, extract
from sites.columns import COLUMNS
from sites.edition import Edition
from tests.two_editions import edited


def test_every_layer_has_exactly_its_public_columns(demo: Edition) -> None:
    found = extract(demo)
    assert {name: tuple(frame.columns) for name, frame in found.layers.items()} == {
        name: (*columns, "geometry") for name, columns in PUBLIC.items()
    }
    assert all(frame.crs.to_epsg() == 4490 for frame in found.layers.values())
    assert len(found.layers["buildings"]) == len(demo.buildings)


def test_nothing_internal_stands_in_the_allow_list() -> None:
    public = {column for columns in PUBLIC.values() for column in columns}
    assert not {name for name in public if name in COLUMNS and COLUMNS[name].internal}
    assert not public & {"households", "floor_area_m2", "status", "days_behind", "remark"} - {"status"}
    assert "status" not in PUBLIC["buildings"], "who is late is nobody's business outside"
    assert "pipes" not in PUBLIC


def test_a_column_that_is_new_is_private(demo: Edition) -> None:
    more = replace(demo, buildings=demo.buildings.assign(telephone="13800000000"))
    assert "telephone" not in extract(more).layers["buildings"]


def test_a_word_that_is_none_of_ours_is_left_out_of_a_column_of_codes(demo: Edition) -> None:
    charging = demo.facilities["charging"].copy()
    charging.loc[0, "kind"] = "王先生 13800138000"
    told = extract(replace(demo, facilities={**demo.facilities, "charging": charging})).layers["charging"]
    assert told["kind"].isna().tolist() == [True, *[False] * (len(told) - 1)]


def test_lifts_are_public_from_the_works_on(demo: Edition) -> None:
    shown = extract(demo).layers["elevators"]
    assert set(shown["status"]) == {"construction", "in_use"}
    assert set(demo.facilities["elevators"]["status"]) > set(shown["status"])
    assert len(shown) == demo.facilities["elevators"]["status"].isin(["construction", "in_use"]).sum()


def test_the_progress_adds_up(demo: Edition) -> None:
    progress = extract(demo).progress.set_index("subdistrict")
    whole, parts = progress.loc[""], progress.drop("")
    for column in ("compounds", "buildings", "households", *COUNTED):
        assert parts[column].sum() == whole[column]
    assert whole["households"] == 33_520
    assert whole[list(COUNTED)].sum() == whole["buildings"] == 900


@pytest.mark.parametrize(
    ("households", "hidden"),
    [
        ({"虹桥街道": 4}, {"虹桥街道", "smallest"}),  # one alone could be worked out from the whole
        ({"虹桥街道": 4, "学田街道": 3}, {"虹桥街道", "学田街道"}),
        ({"虹桥街道": 2, "学田街道": 1}, {"虹桥街道", "学田街道", "smallest"}),  # together still fewer than five
        ({"虹桥街道": FEWEST_HOUSEHOLDS}, set()),
    ],
)
def test_sums_over_few_households_are_left_out_and_cannot_be_worked_out(
    demo: Edition, households: dict[str, int], hidden: set[str]
) -> None:
    buildings = demo.buildings.copy()
    for name, n in households.items():
        inside = np.flatnonzero(buildings["subdistrict"] == name)
        buildings.loc[inside, "households"] = 0
        buildings.loc[inside[0], "households"] = n
    progress = extract(replace(demo, buildings=buildings)).progress.set_index("subdistrict")
    sums = buildings.groupby("subdistrict")["households"].sum()
    names = {"smallest": sums[sums >= FEWEST_HOUSEHOLDS].idxmin()}
    left_out = {names.get(name, name) for name in hidden}
    assert set(progress.index[progress["households"].isna()]) == left_out
    assert set(progress.index[progress["construction"].isna()]) == left_out
    assert progress["buildings"].notna().all()


def test_a_buildings_own_stage_is_shown_however_few_live_there(demo: Edition) -> None:
    first = demo.buildings["building_id"].iloc[0]
    few = edited(demo, {first: {"households": 1}})
    assert (
        extract(few).layers["buildings"].set_index("building_id").loc[first, "stage"] == few.buildings["stage"].iloc[0]
    )


def test_a_building_without_data_has_no_stage(demo: Edition) -> None:
    first = demo.buildings["building_id"].iloc[0]
    bare = edited(demo, {first: {"stage": None, "planned_finish": pd.NaT}})
    found = extract(bare)
    assert pd.isna(found.layers["buildings"].loc[0, "stage"])
    assert found.progress.loc[0, "unknown"] == 1
