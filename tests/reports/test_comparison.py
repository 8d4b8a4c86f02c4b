"""What a comparison prints and writes: everything that happened, in words, and nothing that moves a terminal."""

import json
from collections.abc import Iterator

import pytest

import locales
from reports.comparison import as_json, text
from sites.changes import CHANGE_CODES, CHANGES
from sites.comparison import Comparison, compare
from sites.edition import Edition
from sites.stages import stage
from tests.demo_store import store
from tests.two_editions import a_week_later, edited


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


@pytest.fixture(scope="module")
def week(edition: Edition) -> Comparison:
    return compare(edition, a_week_later(edition)[0])


@pytest.fixture
def english() -> Iterator[None]:
    before = locales.current()
    locales.use("en")
    yield
    locales.use(before)


def test_the_page_says_which_editions_and_how_many_changed(week: Comparison) -> None:
    lines = text(week).splitlines()
    assert lines[:3] == [
        "第 12 期（2022-08-31）→ 第 13 期（2022-09-07）",
        "楼栋 900 → 899，其中滞后 52 → 51",
        "有变化 83 幢，未变化 819 幢",
    ]
    shown = {line.split()[1]: int(line.split()[2]) for line in lines[4:14]}
    assert shown == {change.name: week.counts[change.code] for change in CHANGES}
    assert "  虹桥街道 虹桥新村一期 1 幢（C012-01）：不再列入" in lines
    assert "  和平桥街道 濠西小区 8 幢（C010-08）：数据更改（户数：24 → 25）" in lines
    assert "  和平桥街道 任港路小区 11 幢（C008-11）：换了小区：西寺里 → 任港路小区" in lines
    assert any(line.startswith("  城东街道 启秀里 9 幢（C004-09）：向前推进：改造实施 → 竣工验收") for line in lines)


def test_numbers_of_the_subdistricts_stand_under_their_letters(week: Comparison) -> None:
    lines = text(week).splitlines()
    head = next(at for at, line in enumerate(lines) if line.startswith("街道"))
    rows = [line.encode("gb18030") for line in lines[head : head + 5]]  # two bytes where a terminal takes two columns
    end = rows[0].index("新".encode("gb18030")) + 2
    assert {row[end - 2 : end].strip() for row in rows[1:]} == {b"", b"2"}


def test_two_equal_editions_are_told_in_three_lines(edition: Edition) -> None:
    lines = text(compare(edition, edition)).splitlines()
    assert lines[-1] == "两期没有不同"
    assert len(lines) == 3


def test_compounds_are_named(edition: Edition) -> None:
    inside = edition.buildings.loc[edition.buildings["compound_id"] == "C012", "building_id"]
    done = edited(edition, {identifier: {"stage": "handover"} for identifier in inside})
    found = compare(edition, done)
    assert "全部通过验收的小区：虹桥新村一期" in text(found)
    named = as_json(found)["compounds"]
    assert named == {
        "accepted": [{"compound_id": "C012", "compound": "虹桥新村一期", "subdistrict": "虹桥街道"}],
        "appeared": [],
        "vanished": [],
    }


@pytest.mark.parametrize("name", ["\x1b[2J虹桥", "虹桥\r\n第 1 期", "\u202e里桥虹", "虹\x00桥"])
def test_a_name_moves_no_cursor(edition: Edition, name: str) -> None:
    first = edition.buildings["building_id"].iloc[0]
    odd = edited(edition, {first: {"compound": name, "subdistrict": name, "building_no": name, "status": "behind"}})
    page = text(compare(edition, odd))
    assert all(letter.isprintable() for letter in page.replace("\n", ""))
    assert len(page.splitlines()) == len(text(compare(edition, edited(odd, {first: {"compound": "甲", "subdistrict": "甲", "building_no": "甲"}}))).splitlines())  # fmt: skip


def test_the_json_holds_every_change_with_what_was_and_is(week: Comparison) -> None:
    body = json.loads(json.dumps(as_json(week), allow_nan=False))
    assert (body["before"], body["after"]) == (
        {"number": 12, "as_of": "2022-08-31"},
        {"number": 13, "as_of": "2022-09-07"},
    )
    assert body["counts"] == week.counts
    assert len(body["buildings"]) == week.counts["changed"]
    listed = {code: sum(code in entry["changes"] for entry in body["buildings"]) for code in CHANGE_CODES}
    assert listed == {code: week.counts[code] for code in CHANGE_CODES}
    assert sum(row["changed"] for row in body["by_subdistrict"].values()) == week.counts["changed"]
    entries = {entry["building_id"]: entry for entry in body["buildings"]}
    assert entries["C012-01"]["after"] is None
    assert entries["N1"]["before"] is None
    assert entries["C010-08"]["facts"] == {"households": {"before": 24, "after": 25}}
    moved = entries["C004-09"]
    assert (moved["before"]["stage"], moved["after"]["stage"]) == ("construction", "acceptance")


def test_what_is_missing_is_null_and_the_demo_can_be_written() -> None:
    one, other = store().get(1), store().current()
    bare = edited(
        other, {"C001-01": {"stage": None, "planned_finish": None, "floor_area_m2": None, "households": None}}
    )
    body = json.loads(json.dumps(as_json(compare(one, bare)), allow_nan=False))
    entry = next(entry for entry in body["buildings"] if entry["building_id"] == "C001-01")
    assert entry["after"]["stage"] is entry["after"]["planned_finish"] is None
    assert entry["facts"]["floor_area_m2"]["after"] is entry["facts"]["stage"]["after"] is None
    assert entry["facts"]["stage"]["before"] == entry["before"]["stage"]


def test_stages_are_said_in_the_language_in_use(week: Comparison, english: None) -> None:
    assert f"{stage('construction').label} → {stage('acceptance').label}" in text(week)
    assert stage("acceptance").label != "竣工验收"
