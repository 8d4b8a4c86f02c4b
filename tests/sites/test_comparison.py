"""Two editions beside each other: what changed is told, once, the same from either side, and nothing else is."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st

from sites.changes import CHANGE_CODES, CHANGES
from sites.comparison import NOWHERE, Comparison, compare
from sites.edition import Edition
from sites.report import Report
from sites.stages import STAGE_CODES, STATUS_CODES
from tests.demo_store import store
from tests.two_editions import a_week_later, edited, without

MIRRORED = {"appeared": "vanished", "moved_on": "moved_back", "rehomed": "rehomed", "reshaped": "reshaped"}


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


@pytest.fixture(scope="module")
def first(edition: Edition) -> str:
    """A building in construction, on track, not finished."""
    rows = edition.buildings
    return str(rows.loc[(rows["stage"] == "construction") & (rows["status"] == "on_track"), "building_id"].iloc[0])


def kinds(comparison: Comparison) -> dict[str, set[str]]:
    """The buildings that each kind of change happened to."""
    rows = comparison.buildings
    return {code: set(rows.loc[rows[code], "building_id"]) for code in CHANGE_CODES}


def only(comparison: Comparison, identifier: str) -> set[str]:
    """What happened to this building; nothing happened to any other."""
    changed = comparison.buildings[comparison.changed]
    assert set(changed["building_id"]) <= {identifier}
    return {code for code, ids in kinds(comparison).items() if ids}


def test_an_edition_equals_itself(edition: Edition) -> None:
    found = compare(edition, edition)
    assert not found.changed.any()
    assert (found.gravest == NOWHERE).all()
    assert not found.compounds[["appeared", "vanished", "accepted"]].to_numpy().any()
    assert found.counts["unchanged"] == len(edition.buildings)
    assert {n for code, n in found.counts.items() if code in CHANGE_CODES} == {0}


def test_the_order_of_rows_is_no_change(edition: Edition) -> None:
    other = replace(
        edition,
        buildings=edition.buildings.sample(frac=1, random_state=1).reset_index(drop=True),
        compounds=edition.compounds.sample(frac=1, random_state=2).reset_index(drop=True),
    )
    assert not compare(edition, other).changed.any()


def test_every_change_of_a_week_is_told_and_no_other(edition: Edition) -> None:
    later, happened = a_week_later(edition)
    found = compare(edition, later)
    assert kinds(found) == happened
    counts = found.counts
    assert {code: counts[code] for code in CHANGE_CODES} == {code: len(ids) for code, ids in happened.items()}
    assert counts["changed"] + counts["unchanged"] == len(found.buildings) == 902
    assert (counts["buildings_before"], counts["buildings_after"]) == (900, 899)
    table = found.by_subdistrict
    for code in CHANGE_CODES:
        assert table[code].sum() == counts[code]
    assert (table["buildings"].sum(), table["changed"].sum()) == (902, counts["changed"])


def test_the_demos_weeks_are_compared() -> None:
    """Between any two weeks of the demo: what it says of stages is what its own columns say."""
    one, other = store().get(3), store().get(9)
    found = compare(one, other)
    order = {code: at for at, code in enumerate(STAGE_CODES)}
    joined = one.buildings.merge(other.buildings, on="building_id", suffixes=("_then", "_now"))
    steps = joined["stage_now"].map(order) - joined["stage_then"].map(order)
    finished = (steps == 0) & joined["finished_now"] & ~joined["finished_then"]
    assert kinds(found)["moved_on"] == set(joined.loc[(steps > 0) | finished, "building_id"])
    assert len(kinds(found)["moved_on"]) > 300
    late = (joined["status_now"] == "behind") & (joined["status_then"] != "behind")
    assert kinds(found)["fell_behind"] == set(joined.loc[late, "building_id"]) != set()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"stage": "acceptance"}, {"moved_on"}),
        ({"stage": "handover", "finished": True}, {"moved_on"}),
        ({"stage": "demolition"}, {"moved_back"}),
        ({"stage": None, "status": "unknown", "days_behind": None}, {"facts_changed"}),
        ({"status": "behind", "days_behind": 20}, {"fell_behind"}),
        ({"status": "at_risk"}, set()),
        ({"planned_finish": pd.Timestamp("2030-01-01")}, {"slipped"}),
        ({"planned_finish": pd.Timestamp("2020-01-01")}, {"facts_changed"}),
        ({"planned_finish": pd.NaT}, {"facts_changed"}),
        ({"compound_id": "C020"}, {"rehomed"}),
        ({"compound_id": None}, {"rehomed"}),
        ({"households": 1}, {"facts_changed"}),
        ({"households": None}, {"facts_changed"}),
        ({"floor_area_m2": 1.0}, {"facts_changed"}),
        ({"building_no": "99"}, {"facts_changed"}),
        ({"remark": "天热"}, set()),
        ({"stage": "acceptance", "status": "behind", "days_behind": 3}, {"moved_on", "fell_behind"}),
    ],
)  # fmt: skip
def test_a_change_is_what_its_name_says(
    edition: Edition, first: str, values: dict[str, Any], expected: set[str]
) -> None:
    assert only(compare(edition, edited(edition, {first: values})), first) == expected


def test_finished_altogether_is_further_than_under_property_management(edition: Edition, first: str) -> None:
    managed = edited(edition, {first: {"stage": "handover", "finished": False}})
    finished = edited(edition, {first: {"stage": "handover", "finished": True}})
    assert only(compare(managed, finished), first) == {"moved_on"}
    assert only(compare(finished, managed), first) == {"moved_back"}


def test_who_is_no_longer_heard_of_has_not_caught_up(edition: Edition, first: str) -> None:
    late = edited(edition, {first: {"status": "behind", "days_behind": 20}})
    silent = edited(edition, {first: {"status": "unknown", "days_behind": None}})
    assert only(compare(late, silent), first) == set()
    assert only(compare(late, edition), first) == {"caught_up"}


def test_what_changed_is_given_before_and_after(edition: Edition, first: str) -> None:
    other = edited(
        edition, {first: {"stage": "acceptance", "households": 77, "compound_id": "C020", "compound": "那里"}}
    )
    row = compare(edition, other).buildings.set_index("building_id").loc[first]
    assert (row["stage_before"], row["stage_after"]) == ("construction", "acceptance")
    was = edition.buildings.set_index("building_id").loc[first]
    assert row["facts"] == {"households": (was["households"], 77)}
    assert (row["compound_before"], row["compound_after"], row["compound"]) == (was["compound"], "那里", "那里")
    assert row["planned_finish_before"] == row["planned_finish_after"] == was["planned_finish"]


def test_a_building_of_one_side_only_is_named_all_the_same(edition: Edition, first: str) -> None:
    less = without(edition, first)
    gone = compare(edition, less).buildings.set_index("building_id").loc[first]
    came = compare(less, edition).buildings.set_index("building_id").loc[first]
    for row, here, there in ((gone, "before", "after"), (came, "after", "before")):
        assert row[f"stage_{here}"] == "construction"
        assert row[["building_no", "compound", "subdistrict"]].all()
        assert row[[f"stage_{there}", f"planned_finish_{there}", f"compound_{there}"]].isna().all()
        assert row[f"row_{there}"] == NOWHERE
    assert only(compare(edition, less), first) == {"vanished"}
    assert only(compare(less, edition), first) == {"appeared"}


# ---- ids that a file does not have ----


def anonymous(edition: Edition, nudge: float = 0.0) -> Edition:
    """The edition as a file without ids brings it: every id is made of the geometry (see sites.footprints)."""
    sites = edition.compounds.assign(compound_id=[f"c-{at:010x}" for at in range(len(edition.compounds))])
    ids = dict(zip(edition.compounds["compound_id"], sites["compound_id"], strict=True))
    buildings = edition.buildings.assign(
        building_id=[f"b-{at:010x}" for at in range(len(edition.buildings))],
        compound_id=edition.buildings["compound_id"].map(ids),
        geometry=shapely.transform(edition.buildings.geometry.to_numpy(), lambda points: points + nudge),
    )
    return replace(edition, compounds=sites, buildings=buildings)


def test_buildings_are_paired_by_name_where_one_side_has_no_ids(edition: Edition) -> None:
    for one, other in ((edition, anonymous(edition)), (anonymous(edition), edition)):
        found = compare(one, other)
        assert not found.changed.any()
        assert not found.compounds[["appeared", "vanished"]].to_numpy().any()


def test_buildings_without_id_and_number_are_paired_by_place(edition: Edition) -> None:
    bare = anonymous(edition, nudge=1e-6)
    bare = replace(bare, buildings=bare.buildings.assign(building_no=None, compound_id=None))
    found = compare(replace(edition, buildings=edition.buildings.assign(building_no=None, compound_id=None)), bare)
    assert found.counts["appeared"] == found.counts["vanished"] == 0


def test_two_ids_that_files_gave_are_two_buildings(edition: Edition, first: str) -> None:
    found = compare(edition, edited(edition, {first: {"building_id": "rebuilt"}}))
    assert (kinds(found)["vanished"], kinds(found)["appeared"]) == ({first}, {"rebuilt"})


def test_what_could_be_two_is_paired_with_neither(edition: Edition) -> None:
    """Two buildings with one number in one compound, drawn over each other: nobody guesses."""
    twins = edition.buildings.iloc[[0, 0]].assign(building_id=["b-0000000001", "b-0000000002"])
    single = edition.buildings.iloc[[0]].assign(building_id=["b-0000000003"])
    found = compare(*(replace(edition, buildings=rows.reset_index(drop=True)) for rows in (twins, single)))
    assert (found.counts["vanished"], found.counts["appeared"]) == (2, 1)


# ---- compounds ----


def test_a_compound_is_accepted_when_its_last_building_passes(edition: Edition) -> None:
    inside = edition.buildings.loc[edition.buildings["compound_id"] == "C012", "building_id"].tolist()
    done = {identifier: {"stage": "handover"} for identifier in inside}
    almost = edited(edition, done | {inside[-1]: {"stage": "acceptance"}})
    whole = edited(edition, done)

    def accepted(one: Edition, other: Edition) -> set[str]:
        sites = compare(one, other).compounds
        return set(sites.loc[sites["accepted"], "compound_id"])

    assert accepted(almost, whole) == {"C012"}
    assert accepted(edition, almost) == accepted(whole, whole) == accepted(whole, almost) == set()
    fresh = replace(almost, compounds=almost.compounds[almost.compounds["compound_id"] != "C012"])
    assert accepted(fresh, whole) == set(), "a compound that was not there has not been accepted since"


def test_compounds_come_and_go(edition: Edition) -> None:
    rest = replace(edition, compounds=edition.compounds.iloc[1:])
    name = edition.compounds["compound_id"].iloc[0]
    for one, other, code in ((edition, rest, "vanished"), (rest, edition, "appeared")):
        found = compare(one, other)
        sites = found.compounds
        assert sites.loc[sites[code], "compound_id"].tolist() == [name]
        assert found.counts[f"compounds_{code}"] == 1
        assert found.counts["rehomed"] == (edition.buildings["compound_id"] == name).sum()


def test_compounds_that_all_buildings_left_are_told_with_none(edition: Edition) -> None:
    homeless = replace(edition, buildings=edition.buildings.assign(compound_id=None, compound=None, subdistrict=None))
    found = compare(edition, homeless)
    assert found.counts["rehomed"] == len(edition.buildings)
    assert not compare(homeless, homeless).changed.any()
    assert (found.compounds["buildings_after"] == 0).all()
    assert not found.compounds["accepted"].any()
    assert found.by_subdistrict.loc["", "buildings"] == len(edition.buildings)


def test_nothing_at_all_is_compared_too(edition: Edition) -> None:
    empty = replace(edition, buildings=edition.buildings.iloc[:0], compounds=edition.compounds.iloc[:0])
    assert compare(empty, empty).counts["changed"] == 0
    assert compare(empty, edition).counts["appeared"] == compare(edition, empty).counts["vanished"] == 900
    assert compare(empty, edition).counts["compounds_appeared"] == 51


# ---- outlines ----

BLOCK = shapely.box(0, 0, 50, 12)


def placed(shape: Any) -> Any:
    """A shape in metres, laid down in the district."""
    return shapely.transform(shape, lambda points: points / [94_500, 110_900] + [120.86, 32.0])


SAME = {
    "another first corner": shapely.Polygon([(50, 12), (0, 12), (0, 0), (50, 0)]),
    "the other way round": shapely.Polygon(list(BLOCK.exterior.coords)[::-1]),
    "as a multipolygon": shapely.MultiPolygon([BLOCK]),
    "a corner on a straight side": shapely.segmentize(BLOCK, 7),
    "rounded to a centimetre": shapely.affinity.translate(BLOCK, 0.01, -0.01),
}  # fmt: skip
OTHER = {
    "a bay": BLOCK.union(shapely.box(10, 12, 16, 13.5)),
    "put ten centimetres to the north": shapely.affinity.translate(BLOCK, 0, 0.1),
    "half of it": shapely.box(0, 0, 25, 12),
    "a court in its middle": BLOCK.difference(shapely.box(20, 4, 30, 8)),
    "in two parts": shapely.MultiPolygon([shapely.box(0, 0, 24, 12), shapely.box(26, 0, 50, 12)]),
    "missing": None,
    "empty": shapely.Polygon(),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_an_outline_drawn_otherwise_is_the_same(edition: Edition, first: str, name: str) -> None:
    found = [edited(edition, {first: {"geometry": placed(shape)}}) for shape in (BLOCK, SAME[name])]
    assert only(compare(*found), first) == only(compare(*found[::-1]), first) == set()


@pytest.mark.parametrize("name", OTHER)
def test_an_outline_of_another_shape_is_another(edition: Edition, first: str, name: str) -> None:
    other = OTHER[name] if OTHER[name] is None else placed(OTHER[name])
    found = [edited(edition, {first: {"geometry": shape}}) for shape in (placed(BLOCK), other)]
    assert only(compare(*found), first) == only(compare(*found[::-1]), first) == {"reshaped"}


def test_an_outline_that_crosses_itself_is_compared_too(edition: Edition, first: str) -> None:
    bow = placed(shapely.Polygon([(0, 0), (50, 12), (50, 0), (0, 12)]))
    assert only(compare(edition, edited(edition, {first: {"geometry": bow}})), first) == {"reshaped"}


# ---- laws ----

IDS = st.sampled_from([f"b{at}" for at in range(8)] + [f"b-{at:010x}" for at in range(4)])
COLUMNS = ("building_id", "stage", "finished", "status", "building_no", "households", "planned_finish")
ROW = st.fixed_dictionaries({
    "building_id": IDS, "stage": st.sampled_from([*STAGE_CODES, None]), "finished": st.booleans(),
    "status": st.sampled_from(STATUS_CODES), "home": st.sampled_from([None, 0, 1, 2]),
    "building_no": st.sampled_from([None, "1", "2"]), "households": st.sampled_from([None, 10, 20]),
    "planned_finish": st.sampled_from([pd.NaT, pd.Timestamp("2022-08-01"), pd.Timestamp("2022-09-01")]),
    "at": st.integers(0, 3), "size": st.sampled_from([10.0, 10.01, 12.0]),
})  # fmt: skip


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """A small edition with whatever may be missing missing."""
    rows = draw(st.lists(ROW, max_size=8, unique_by=lambda row: row["building_id"]))
    n = draw(st.integers(0, 3))
    made = draw(st.booleans())
    sites = GeoDataFrame(
        {
            "compound_id": pd.Series([f"c-{at:010x}" if made else f"c{at}" for at in range(n)], dtype="str"),
            "compound": pd.Series(draw(st.permutations(["甲", "乙", None]))[:n], dtype="str"),
            "subdistrict": pd.Series(["虹桥街道"] * n, dtype="str"),
        },
        geometry=[placed(shapely.box(100 * at, 0, 100 * at + 90, 90)) for at in range(n)], crs=4490,
    )  # fmt: skip
    homes = [row["home"] if row["home"] is not None and row["home"] < n else None for row in rows]
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    text = ("building_id", "stage", "status", "building_no")
    frame = pd.DataFrame({name: pd.Series(columns[name], dtype="str") for name in text})
    for name in ("compound_id", "compound", "subdistrict"):
        values = [None if home is None else sites[name].iloc[home] for home in homes]
        frame[name] = pd.Series(values, dtype="str")
    frame["finished"] = pd.Series(columns["finished"], dtype=bool)
    frame["planned_finish"] = pd.Series(columns["planned_finish"], dtype="datetime64[s]")
    for name in ("households", "built_year", "storeys", "units", "days_behind"):
        frame[name] = pd.Series(columns["households"] if name == "households" else [None] * len(rows), dtype="Int64")
    frame["floor_area_m2"] = frame["progress_pct"] = np.nan
    shapes = [placed(shapely.box(30 * row["at"], 0, 30 * row["at"] + row["size"], 10)) for row in rows]
    buildings = GeoDataFrame(frame, geometry=shapes, crs=4490)
    return Edition(1, date(2022, 8, 31), True, sites, sites, buildings, {}, Report())


def whom(comparison: Comparison, code: str) -> set[tuple[int, int]]:
    """The buildings that a change happened to, each by its places in both editions, the first edition first."""
    rows = comparison.buildings[comparison.buildings[code]]
    return set(zip(rows["row_before"], rows["row_after"], strict=True))


@given(editions(), editions())
def test_backwards_it_is_the_reverse(one: Edition, other: Edition) -> None:
    there, back = compare(one, other), compare(other, one)
    for code, mirror in (MIRRORED | {mirror: code for code, mirror in MIRRORED.items()}).items():
        assert whom(there, code) == {(b, a) for a, b in whom(back, mirror)}, code
    assert there.counts["compounds_appeared"] == back.counts["compounds_vanished"]
    assert (there.counts["behind_before"], there.counts["behind_after"]) == (
        back.counts["behind_after"],
        back.counts["behind_before"],
    )


@given(editions())
def test_nothing_has_changed_against_itself(one: Edition) -> None:
    assert not compare(one, one).changed.any()


@given(editions(), editions())
def test_every_building_of_either_edition_has_one_row(one: Edition, other: Edition) -> None:
    rows = compare(one, other).buildings
    assert sorted(rows.loc[rows["row_before"] != NOWHERE, "row_before"]) == list(range(len(one.buildings)))
    assert sorted(rows.loc[rows["row_after"] != NOWHERE, "row_after"]) == list(range(len(other.buildings)))
    assert len(rows) == (rows[["row_before", "row_after"]] != NOWHERE).any(axis=1).sum()


@given(editions(), editions())
def test_the_counts_add_up(one: Edition, other: Edition) -> None:
    found = compare(one, other)
    counts, table = found.counts, found.by_subdistrict
    assert counts["changed"] + counts["unchanged"] == len(found.buildings)
    assert counts["buildings_after"] - counts["buildings_before"] == counts["appeared"] - counts["vanished"]
    assert {code: int(table[code].sum()) for code in CHANGE_CODES} == {code: counts[code] for code in CHANGE_CODES}
    named = found.buildings[list(CHANGE_CODES)].to_numpy(bool)
    assert [CHANGES[at].code for at in found.gravest if at != NOWHERE] == [
        next(code for code, is_so in zip(CHANGE_CODES, row, strict=True) if is_so) for row in named if row.any()
    ]
