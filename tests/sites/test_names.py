import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.names import building_key, building_label, compound_key, is_several, nearest, subdistrict_name, tidy

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    "word",
    ["3幢", "3号楼", "3#", "03栋", "３幢", "三号楼", "3", "3＃楼", " 3 幢", "第3幢", "3座", "3号", "3幢楼", "3栋楼", "No.3", "no3幢", "楼3", "③幢",
     "Ⅲ幢", "III幢", "3棟", "3號樓", "3幢1单元", "3#楼二单元", "3号居民楼", "（3）幢", "叁号楼"],
)  # fmt: skip
def test_every_spelling_of_one_number_is_that_number(word: str) -> None:
    assert building_key(word) == "3"


@pytest.mark.parametrize(
    ("word", "key"),
    [("12A", "12A"), ("12a幢", "12A"), ("甲", "甲"), ("甲幢", "甲"), ("3幢甲", "3甲"), ("3甲幢", "3甲"), ("A3", "A3"), ("东1幢", "东1"),
     ("十二幢", "12"), ("二十号楼", "20"), ("二十三", "23"), ("一百零五幢", "105"), ("二〇三", "203"), ("十", "10"), ("100幢", "100"), ("廿一幢", "21"), ("1幢东", "1东"), ("3幢（东）", "3东"), ("A座", "A"), ("i", "I"), ("VII幢", "7"), ("甲3幢", "甲3")],
)  # fmt: skip
def test_letters_are_kept_and_chinese_numerals_read(word: str, key: str) -> None:
    assert building_key(word) == key


@pytest.mark.parametrize("word", ["1-8幢", "3#、5#、7#楼", "1~3、5号楼", "全部", "1至3幢", "１－８幢", "3,5幢"])
def test_several_buildings_are_never_read_as_one(word: str) -> None:
    assert building_key(word) is None
    assert is_several(word)


@pytest.mark.parametrize("word", ["3-1", "虹桥新村3幢", "3幢101室", "十五十幢", "门卫楼", ""])
def test_what_is_not_the_number_of_one_building_is_not_read_as_one(word: str) -> None:
    assert building_key(word) is None


def test_a_name_that_is_no_number_is_kept_as_it_is() -> None:
    assert building_key("东楼") is None
    assert building_label(" 东 楼 ") == "东楼"
    assert not is_several("东楼")


@pytest.mark.parametrize(
    "other",
    [
        "虹桥新村(一期)",
        "虹桥新村（一期）",
        "虹桥新村 一期",
        "虹桥新村\u3000一期",
        "虹桥新村【一期】",
        "\ufeff虹桥新村一期",
    ],
)
def test_brackets_and_spaces_do_not_make_another_compound(other: str) -> None:
    assert compound_key(other) == compound_key("虹桥新村一期")


@pytest.mark.parametrize("other", ["虹桥新村二期", "虹桥新村", "虹桥一村一期"])
def test_another_phase_is_another_compound(other: str) -> None:
    assert compound_key(other) != compound_key("虹桥新村一期")


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("虹桥", "虹桥街道"),
        ("虹桥街道", "虹桥街道"),
        ("狼山镇", "狼山镇街道"),
        (" 任 港", "任港街道"),
        ("虹桥街道办事处", "虹桥街道"),
        ("虹橋街道辦事處", "虹桥街道"),
        ("虹桥街道办", "虹桥街道"),
        ("虹桥办事处", "虹桥街道"),
        ("南通市崇川区虹桥街道", "虹桥街道"),
        ("某某镇", "某某镇"),
        ("开发区", "开发区"),
    ],
)
def test_subdistricts_carry_their_suffix(short: str, full: str) -> None:
    assert subdistrict_name(short) == full


def test_the_likeliest_names_come_first() -> None:
    assert nearest("虹桥新村三期", ["学田苑", "虹桥新村一期", "虹桥二村"])[0] == "虹桥新村一期"
    assert nearest("毫不相干", ["虹桥新村一期"]) == ()


def test_invisible_characters_are_not_shown() -> None:
    assert tidy(" 虹桥\u200b\n新村 ") == "虹桥 新村"


@given(st.text())
def test_keys_are_fixed_points(text: str) -> None:
    assert compound_key(compound_key(text)) == compound_key(text)
    key = building_key(text)
    assert key is None or building_key(key) == key
    assert subdistrict_name(subdistrict_name(text)) == subdistrict_name(text)


@given(
    st.integers(1, 999),
    st.sampled_from(["幢", "栋", "号楼", "#", "#楼", "号", "座", ""]),
    st.booleans(),
    st.integers(0, 2),
)
def test_any_number_in_any_dress_is_that_number(number: int, unit: str, full_width: bool, zeros: int) -> None:
    digits = "0" * zeros + str(number)
    if full_width:
        digits = digits.translate({ord(str(digit)): ord("０") + digit for digit in range(10)})
    assert building_key(digits + unit) == str(number)


@given(st.integers(1, 999))
def test_chinese_numerals_are_read_as_they_are_written(number: int) -> None:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    word = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        word += (DIGITS[tens] if tens > 1 or hundreds else "") + "十"
    elif hundreds and ones:
        word += "零"
    word += DIGITS[ones] if ones else ""
    assert building_key(word + "号楼") == str(number)


@pytest.mark.parametrize("word", ["9" * 5000, "二〇" * 2000 + "幢", "9" * 5000 + "幢", "Ⅲ" * 500])
def test_a_number_without_end_is_no_number(word: str) -> None:
    assert building_key(word) is None
    assert building_label(word)
