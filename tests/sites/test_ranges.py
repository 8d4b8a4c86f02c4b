import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.ranges import WIDEST, is_plain, read

NUMBERS = st.integers(1, 99)
UNITS = st.sampled_from(["", "幢", "号楼", "#", "栋", "#楼"])
DASHES = st.sampled_from(["-", "~", "～", "－", "—", "–", "至", "到", " - ", "——"])
SEPARATORS = st.sampled_from(["、", ",", "，", ";", "/", "及", "和", " 、 "])


def span(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-8幢", "1 2 3 4 5 6 7 8"), ("3#、5#、7#楼", "3 5 7"), ("1~3、5号楼(含2单元)", "1 2 3 5"), ("1、2、3幢", "1 2 3"),
        ("1至8号楼", "1 2 3 4 5 6 7 8"), ("1-3,5,7-9", "1 2 3 5 7 8 9"), ("甲、乙幢", "甲 乙"), ("A1-A4", "A1 A2 A3 A4"),
        ("A1-4幢", "A1 A2 A3 A4"), ("1-8（单号）", "1 3 5 7"), ("1-8双号", "2 4 6 8"), ("1-7单", "1 3 5 7"), ("1幢及2幢", "1 2"),
        ("01-08栋", "1 2 3 4 5 6 7 8"), ("１～３＃", "1 2 3"), ("1幢-3幢", "1 2 3"), ("第1至3幢", "1 2 3"), ("一至三号楼", "1 2 3"),
        ("A-D幢", "A B C D"), ("甲-丁", "甲 乙 丙 丁"), ("12A-12C", "12A 12B 12C"), ("(1-3幢)", "1 2 3"), ("1 3 5幢", "1 3 5"),
        ("3#5#7#", "3 5 7"), ("1幢\n2幢", "1 2"), ("1.2.3幢", "1 2 3"), ("3、3、5幢", "3 5"), ("1、2、3等3幢", "1 2 3"),
        ("1-3幢共3幢", "1 2 3"), ("1-3幢、", "1 2 3"), ("3幢(2单元)", "3"), ("3幢2单元", "3"), ("3幢1、2单元", "3"), ("12A、12B", "12A 12B"),
    ],
)  # fmt: skip
def test_forms_of_the_field_are_read(text: str, numbers: str) -> None:
    found = read(text)
    assert found is not None
    assert not found.doubt
    assert found.numbers == tuple(numbers.split())


@pytest.mark.parametrize(
    "text",
    [
        "全部",
        "所有",
        "整个小区",
        "全小区",
        "全部楼栋",
        "所有居民楼",
        "小区全部",
        "各幢",
        "每幢",
        "全部8幢",
        "共8幢",
        "整体",
    ],
)
def test_every_building_of_the_compound_is_meant(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found.every
    assert found.takes("7")
    assert found.takes(None)


@pytest.mark.parametrize(
    ("text", "taken", "left"),
    [
        ("除3幢外", ["1", "东楼"], ["3"]), ("全部(除3、5幢外)", ["1"], ["3", "5"]), ("除1-3幢外其余楼栋", ["4"], ["1", "2", "3"]),
        ("1-8幢除3、5幢外", ["1", "8"], ["3", "5", "9"]), ("1-8幢(不含3幢)", ["1", "8"], ["3", "9"]), ("单号", ["1", "A3"], ["2", "东楼"]),
        ("全部双号楼", ["2"], ["1", None]), ("其余楼栋", ["1", None], []),
    ],
)  # fmt: skip
def test_some_are_taken_and_some_left(text: str, taken: list[str | None], left: list[str | None]) -> None:
    found = read(text)
    assert found is not None
    assert [found.takes(label) for label in taken] == [True] * len(taken)
    assert [found.takes(label) for label in left] == [False] * len(left)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("1~3、5号楼(含2单元)", "含2单元"), ("1-3幢、5幢(不含2单元)", "不含2单元"), ("3幢（北侧）", "北侧"),
        ("1-3幢（一标段）、5幢（二标段）", "一标段；二标段"), ("3幢12单元", "12单元"), ("1-3幢", ""), ("全部(除3幢外)", ""),
    ],
)  # fmt: skip
def test_what_else_was_said_is_kept(text: str, note: str) -> None:
    found = read(text)
    assert found is not None
    assert found.note == note


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("12-3", "no_range"), ("8-1幢", "no_range"), ("3-3", "no_range"), ("1-500", "no_range"), ("D-A", "no_range"),
        ("A1-B4", "unclear"), ("1-2-3", "unclear"), ("1-8(", "unclear"), ("1、2、3幢等", "unclear"), ("详见附表、3幢", "unclear"),
        ("1-3、5-9(单号)", "unclear"), ("除外", "unclear"), ("1-楼", "unclear"), ("1-" + "9" * 5000, "unclear"),
        ("1," * 600, "unclear"), ("2022-01-08", "date"), ("1月8日", "date"), ("2022/1/8", "date"), ("1932-01-01", "date"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_no_guess(text: str, doubt: str) -> None:
    found = read(text)
    assert found is not None
    assert found.doubt == doubt


@pytest.mark.parametrize(
    ("text", "guess"), [("2022-01-08", "1-8"), ("2026-12-03", "12-3"), ("1月8日", "1-8"), ("1932-01-01", "1-32")]
)
def test_a_date_says_what_was_typed(text: str, guess: str) -> None:
    found = read(text)
    assert found is not None
    assert found.guess == guess


@pytest.mark.parametrize("text", ["3幢", "3号楼", "12A", "东楼", "计生楼", "详见附表", "3号楼东", "-", "", "、", "1.5"])
def test_the_name_of_one_building_is_none_of_it(text: str) -> None:
    assert read(text) is None


def test_a_building_that_is_called_so_is_that_building() -> None:
    known = {"12-3", "1-2", "东楼", "甲-1", "3幢(北)"}
    for text, numbers in (
        ("12-3幢", ("12-3",)),
        ("12-3、1-2", ("12-3", "1-2")),
        ("东楼、5幢", ("东楼", "5")),
        ("甲-1、1-3", ("甲-1", "1", "2", "3")),
        ("3幢(北)", ("3幢(北)",)),
    ):
        found = read(text, known)
        assert found is not None
        assert found.numbers == numbers


@pytest.mark.parametrize("text", ["1 3幢", "1幢\u3000３幢", "3幢（北侧）", "3幢2单元", "3幢[含车库]"])
def test_what_says_more_than_one_number_is_not_plain(text: str) -> None:
    assert not is_plain(text)


@pytest.mark.parametrize("text", ["13 幢", " 13幢 ", "东楼", "12-3", "A座"])
def test_the_number_or_name_of_one_building_is_plain(text: str) -> None:
    assert is_plain(text)


@given(NUMBERS, st.integers(1, 50), DASHES, UNITS, UNITS)
def test_a_range_is_every_number_of_it(first: int, more: int, dash: str, unit: str, last_unit: str) -> None:
    found = read(f"{first}{unit}{dash}{first + more}{last_unit}")
    assert found is not None
    assert list(found.numbers) == span(first, first + more)


@given(st.lists(NUMBERS, min_size=2, max_size=12), SEPARATORS, UNITS)
def test_a_list_is_what_stands_in_it_once(numbers: list[int], separator: str, unit: str) -> None:
    found = read(separator.join(f"{number}{unit}" for number in numbers))
    assert found is not None
    assert found.numbers == tuple(dict.fromkeys(map(str, numbers)))


@given(NUMBERS, st.integers(0, 400))
def test_a_range_goes_up_and_is_no_wider_than_may_be(first: int, more: int) -> None:
    found = read(f"{first}-{first + more}幢")
    assert found is not None
    assert (found.doubt == "no_range") == (not 0 < more < WIDEST)


@given(st.text("0123456789-~、,#幢号楼栋除外全部单双()（） 甲AB至等共其余.月日元", max_size=24))
def test_whatever_stands_there_is_read_or_doubted(text: str) -> None:
    found = read(text, {"1", "12-3"})
    if found is not None:
        assert bool(found.doubt) != bool(found.numbers or found.every or found.rest)
        assert len(set(found.numbers)) == len(found.numbers)
