import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.characters import read_number, simplified
from sites.spelling import Speller

SPELLER = Speller()


def key(name: str) -> str:
    return SPELLER.read(name).key


@pytest.mark.parametrize(
    "other",
    ["虹桥新村(一期)", "虹桥新村（1期）", "虹桥新村I期", "虹桥新村Ⅰ期", "虹桥新村①期", "虹桥新村①", "虹桥新村（一）", "虹桥新村第一期", "虹桥新村-一期",
     "虹桥新村·一期", "虹桥新村１期", "虹橋新村一期", "虹桥新邨一期", "虹桥 新村 一期", "虹桥新村一期工程", "崇川区虹桥新村一期", "南通市崇川区虹桥街道虹桥新村一期",
     "虹桥街道办事处虹桥新村一期", "虹桥新村一期老旧小区改造项目", "2022年虹桥新村老旧小区改造工程（一期）", "虹桥新村（一期）小区", "“虹桥新村”一期"],
)  # fmt: skip
def test_every_dress_of_a_name_is_that_name(other: str) -> None:
    assert key(other) == key("虹桥新村一期")


@pytest.mark.parametrize(
    "other",
    ["虹桥新村", "虹桥新村二期", "虹桥新村十一期", "虹桥新村一、二期", "虹桥新村1-2期", "虹桥新村一二期", "虹桥新村一区", "虹桥一村", "虹桥新村东区一期", "虹桥新村1",
     "虹桥小区一期", "红桥新村一期", "虹桥新村一期、学田苑"],
)  # fmt: skip
def test_what_differs_in_a_part_is_another_name(other: str) -> None:
    assert key(other) != key("虹桥新村一期")


@pytest.mark.parametrize(
    ("name", "core", "kind", "parts", "phases"),
    [
        ("虹桥新村东区（二期）", "虹桥", "新村", ("东区",), (2,)),
        ("学田北苑", "学田", "苑", ("<北",), ()),
        ("新桥第二村", "新桥", "村", ("<2",), ()),
        ("濠南苑", "濠南", "苑", (), ()),
        ("柳桥里Ａ区", "柳桥", "里", ("a区",), ()),
        ("虹桥新村（东）", "虹桥", "新村", ("东",), ()),
        ("虹桥新村一至三期", "虹桥", "新村", (), (1, 2, 3)),
        ("第二印染厂宿舍", "2印染厂", "宿舍", (), ()),
        ("老旧小区改造项目", "老旧小区改造项目", "", (), ()),
        ("新村", "新村", "", (), ()),
        ("甲小区", "甲小区", "", (), ()),
    ],
)
def test_a_name_is_taken_apart(
    name: str, core: str, kind: str, parts: tuple[str, ...], phases: tuple[int, ...]
) -> None:
    read = SPELLER.read(name)
    assert (read.core, read.kind, read.parts, read.phases) == (core, kind, parts, phases)


def test_the_subdistrict_before_a_name_is_read_and_no_part_of_it() -> None:
    assert SPELLER.read("狼山镇街道山前新村").area == SPELLER.read("狼山镇山前新村").area == "狼山镇街道"
    assert Speller(["星湖街道"]).read("星湖街道山前新村").area == "星湖街道"
    assert SPELLER.read("虹桥新村").area == ""


@given(st.text())
def test_any_text_can_be_taken_apart_and_its_plain_form_reads_the_same(name: str) -> None:
    read = SPELLER.read(name)
    assert read.key == Speller().read(name).key
    assert list(read.phases) == sorted(set(read.phases))


def test_traditional_characters_become_simplified_one_for_one() -> None:
    assert simplified("虹橋新邨東區學田圖書館") == "虹桥新村东区学田图书馆"
    assert simplified("abc虹桥") == "abc虹桥"


@pytest.mark.parametrize(
    ("word", "number"),
    [("廿一", 21), ("卅", 30), ("ix", 9), ("xiv", 14), ("贰", 2), ("二〇三", 203), ("十五十", None), ("ab", None)],
)
def test_numbers_are_read_in_every_script(word: str, number: int | None) -> None:
    assert read_number(word) == number
