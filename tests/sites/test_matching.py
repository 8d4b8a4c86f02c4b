"""What a name means, and what is never guessed."""

from typing import Any

import pandas as pd
import pytest

from sites.aliases import Alias, Aliases
from sites.compound_index import CompoundIndex
from sites.matching import AMBIGUOUS, NOWHERE
from sites.subdistricts import Subdistricts

AREA = "虹桥街道"


def index(*names: str, areas: tuple[str, ...] = (), aliases: tuple[Alias, ...] = ()) -> CompoundIndex:
    frame = pd.DataFrame({"compound": names, "subdistrict": areas or (AREA,) * len(names)})
    return CompoundIndex(frame.assign(compound_id=[f"c{at}" for at in range(len(names))]), Aliases(aliases))


def asked(name: str, area: str | None = AREA, **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"compound": [name], "subdistrict": [area], "row": [4], "sheet": ["进度"], **more})


def find(found: CompoundIndex, name: str, area: str | None = AREA) -> int:
    return int(found.find(asked(name, area))[0])


@pytest.mark.parametrize(
    ("compounds", "name"),
    [
        (("虹桥新村一期", "学田苑"), "虹桥新村"),
        (("虹桥新村", "学田苑"), "虹桥新村一期"),
        (("虹桥新村一期", "虹桥新村二期"), "虹桥一期"),
        (("虹桥新村", "学田苑"), "虹桥"),
        (("虹桥新村东区", "虹桥新村西区"), "虹桥新村（东）"),
        (("虹桥新村", "学田苑"), "虹侨新村"),
        (("虹桥新村", "学田苑"), "虹桥心村"),
        (("望仙桥小区", "学田苑"), "旺仙桥小区"),
        (("电影机械厂宿舍", "学田苑"), "电影机厂宿舍"),
        (("电影机械厂宿舍", "学田苑"), "电机影械厂宿舍"),
        (("虹桥新村", "红桥新村"), "虹桥新村"),
    ],
)
def test_what_can_be_one_compound_only_is_that_compound(compounds: tuple[str, ...], name: str) -> None:
    assert find(index(*compounds), name) == 0


@pytest.mark.parametrize(
    ("compounds", "name"),
    [
        (("虹桥新村一期", "虹桥新村二期"), "虹桥新村"),
        (("虹桥新村一期", "虹桥新村二期"), "虹桥"),
        (("虹桥新村", "虹桥花园"), "虹桥"),
        (("虹桥新村", "红桥新村"), "洪桥新村"),
    ],
)
def test_what_can_be_either_is_ambiguous_and_both_are_suggested(compounds: tuple[str, ...], name: str) -> None:
    found = index(*compounds)
    assert find(found, name) == AMBIGUOUS
    assert set(found.nearest(name, AREA)) == set(compounds)
    assert {entry.id for entry in found.candidates(name, AREA)} == {"c0", "c1"}


@pytest.mark.parametrize(
    ("compounds", "name"),
    [
        (("虹桥新村一期", "虹桥新村二期"), "虹桥新村三期"),
        (("虹桥新村二期",), "虹桥新村"),
        (("虹桥新村",), "虹桥新村二期"),
        (("虹桥新村一期", "虹桥新村二期"), "虹桥新村一、二期"),
        (("城南新村东区", "城南新村西区"), "城南新村南区"),
        (("城南新村东区",), "城南新村"),
        (("城南新村",), "城南新村东区"),
        (("城南新村",), "城南新苑"),
        (("学田北苑", "学田南苑"), "学田东苑"),
        (("学田北苑",), "学田苑"),
        (("新桥一村", "新桥二村"), "新桥三村"),
        (("新桥一村",), "新桥新村"),
        (("虹桥新村",), "虹梅新村"),
        (("虹桥新村", "红桥花园"), "红桥新村"),
        (("望仙桥小区",), "望江桥小区"),
        (("棉纺厂宿舍",), "毛纺厂宿舍"),
        (("濠东新村",), "濠西新村"),
        (("学田苑",), "学田园"),
        (("虹桥新村",), "老虹桥新村"),
        (("虹桥新村", "学田苑"), "虹桥新村、学田苑"),
    ],
)
def test_what_may_be_something_else_is_never_guessed(compounds: tuple[str, ...], name: str) -> None:
    assert find(index(*compounds), name) == NOWHERE


def test_letters_that_are_almost_alike_count_within_one_subdistrict_only() -> None:
    found = index("虹桥新村", "学田苑", areas=(AREA, "学田街道"))
    assert find(found, "虹侨新村") == 0
    assert find(found, "虹侨新村", "学田街道") == NOWHERE
    assert find(found, "虹侨新村", None) == NOWHERE
    assert find(found, "虹桥街道虹侨新村", None) == 0


def test_an_exact_name_counts_in_its_own_subdistrict_first_and_elsewhere_where_nothing_else_can_be_meant() -> None:
    found = index("光明新村", "光明新村", "学田苑", "光明花园", areas=(AREA, "任港街道", "学田街道", "学田街道"))
    assert find(found, "光明新村", "任港") == 1
    assert find(found, "光明新村", None) == AMBIGUOUS
    assert find(found, "学田苑") == 2
    (note,) = found.notes(asked("学田苑"), "progress", "w.xlsx")
    assert (note.code, note.severity) == ("subdistrict_differs", "warning")
    assert "虹桥街道" in note.message
    assert "学田街道" in note.message
    assert find(found, "光明花园") == AMBIGUOUS  # 虹桥街道 has a 光明新村: either column may be wrong
    assert found.nearest("光明花园", AREA)[0] == "光明花园"


def test_two_of_one_name_are_suggested_with_their_subdistricts() -> None:
    found = index("光明新村", "光明新村", areas=(AREA, "任港街道"))
    assert set(found.nearest("光明新村")) == {"光明新村（虹桥街道）", "光明新村（任港街道）"}


def test_what_is_not_quite_the_name_is_told_once_with_the_number_of_rows() -> None:
    found = index("虹桥新村一期", "学田苑")
    names = ["虹桥新村一期", "虹侨新村一期", "虹桥", "虹侨新村一期", "没有的"]
    rows = pd.DataFrame({"compound": names, "subdistrict": AREA, "row": range(4, 9), "sheet": "进度"})
    notes = found.notes(rows, "progress", "w.xlsx")
    told = [(note.code, note.value, note.row, note.sheet, note.values["found"], note.values["n"]) for note in notes]
    assert told == [
        ("matched_by_similarity", "虹侨新村一期", 5, "进度", "虹桥新村一期", 2),
        ("name_completed", "虹桥", 6, "进度", "虹桥新村一期", 1),
    ]


def test_rows_with_a_known_id_are_not_told() -> None:
    found = index("虹桥新村", "学田苑")
    assert found.notes(asked("虹侨新村", compound_id=["c1"]), "progress", "w.xlsx") == []


@pytest.mark.parametrize(
    ("word", "name"),
    [("虹桥", AREA), ("虹桥街道", AREA), ("虹橋街道辦事處", AREA), ("虹桥街道办", AREA), ("红桥街道", AREA), ("崇川区虹桥", AREA), ("狼山镇", "狼山镇街道"),
     ("观音三街道", "观音山街道"), ("新城街道", "新城街道"), ("文风街道", "文峰街道"), ("城西街道", "城西街道"), ("开发区", "开发区"), ("", "")],
)  # fmt: skip
def test_subdistricts_are_read_in_every_dress_and_the_nearest_only_with_a_margin(word: str, name: str) -> None:
    assert Subdistricts().read(word).name == name


def test_a_subdistrict_that_is_misspelt_is_told() -> None:
    (note,) = index("虹桥新村").notes(asked("虹桥新村", "红桥街道"), "progress", "w.xlsx")
    assert (note.code, note.column, note.value, note.values["found"]) == (
        "matched_by_similarity",
        "subdistrict",
        "红桥街道",
        AREA,
    )


@pytest.mark.parametrize(
    ("compound", "number", "split"),
    [
        ("虹桥新村一期", "虹桥新村3幢", ("虹桥新村一期", "3幢")),
        ("虹桥新村", "虹桥新村3幢", ("虹桥新村", "3幢")),
        (None, "虹桥新村一期3幢", ("虹桥新村一期", "3幢")),
        (None, "虹桥新村1-8幢", ("虹桥新村", "1-8幢")),
        (None, "学田苑三号楼", ("学田苑", "三号楼")),
        ("虹桥新村12幢", None, ("虹桥新村", "12幢")),
        ("学田苑", "虹桥新村3幢", ("学田苑", "虹桥新村3幢")),
        (None, "没有的3幢", (None, "没有的3幢")),
        ("虹桥新村", "3幢", ("虹桥新村", "3幢")),
    ],
)
def test_a_compound_before_the_number_is_split_off_where_it_is_there(
    compound: str | None, number: str | None, split: tuple[str | None, str | None]
) -> None:
    rows = index("虹桥新村一期", "学田苑").unfold(asked("", building_no=pd.Series([number], dtype="str")).assign(
        compound=pd.Series([compound], dtype="str")))  # fmt: skip
    assert rows[["compound", "building_no"]].astype(object).where(rows.notna(), None).iloc[0].tolist() == list(split)


def test_a_file_full_of_strangers_gets_no_endless_suggestions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sites.compound_index.SUGGESTED_MOST", 2)
    found = index("虹桥新村")
    assert [bool(found.candidates(f"虹桥新村{at}", AREA)) for at in range(4)] == [True, True, False, False]
    assert found.candidates("虹桥新村0", AREA)
