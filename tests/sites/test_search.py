"""People find buildings by what they type: characters, pinyin, initials, a number."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.edition import Edition
from sites.search import find, spellings

PLACES = [
    ("虹桥新村一期", "虹桥街道"),
    ("虹桥新村二期", "虹桥街道"),
    ("长青里", "任港街道"),
    ("濠东新村", "城东街道"),
    ("12号院", "城东街道"),
]


@pytest.fixture
def edition(district: Any) -> Edition:
    district.names = [name for name, _ in PLACES]
    compounds = district.compounds()
    compounds.frame["subdistrict"] = [subdistrict for _, subdistrict in PLACES]
    built: Edition = district.join(district.workbook([]), compounds=compounds)
    return built


def found(edition: Edition, query: str) -> set[str]:
    """The compounds found, and a building's number where not all of a compound's were."""
    hits = edition.buildings[find(edition, query)]
    whole = hits.groupby("compound").size() == 3
    return {row.compound if whole[row.compound] else f"{row.compound} {row.building_no}" for row in hits.itertuples()}


@pytest.mark.parametrize("query", ["", "   ", "\u3000"])
def test_a_blank_finds_every_building(edition: Edition, query: str) -> None:
    assert find(edition, query).tolist() == [True] * 15


@pytest.mark.parametrize(
    "query", ["hqxc", "HQXC", "ｈｑｘｃ", "虹桥新村", "虹桥 新村", "hongqiaoxincun", "hongqiaox", " hqxc "]
)
def test_initials_pinyin_and_characters_find_the_same(edition: Edition, query: str) -> None:
    assert found(edition, query) == {"虹桥新村一期", "虹桥新村二期"}


def test_part_of_a_name_is_enough(edition: Edition) -> None:
    assert found(edition, "二期") == {"虹桥新村二期"}
    assert found(edition, "xc") == {"虹桥新村一期", "虹桥新村二期", "濠东新村"}
    assert found(edition, "xincun") == {"虹桥新村一期", "虹桥新村二期", "濠东新村"}


def test_a_subdistrict_is_found_too(edition: Edition) -> None:
    assert found(edition, "城东") == {"濠东新村", "12号院"}
    assert found(edition, "rengang") == {"长青里"}
    assert found(edition, "rgjd") == {"长青里"}


@pytest.mark.parametrize(
    "query",
    [
        "虹桥新村一期3幢",
        "虹桥新村一期 3",
        "hqxcyq 3",
        "hqxcyq3#",
        "虹桥新村一期3号楼",
        "虹桥新村一期03栋",
        "虹桥新村一期３幢",
    ],
)
def test_a_name_and_a_number_find_one_building(edition: Edition, query: str) -> None:
    assert found(edition, query) == {"虹桥新村一期 3"}


@pytest.mark.parametrize("query", ["2幢", "02", "2号楼", "2 #", "２栋"])
def test_a_number_alone_finds_it_everywhere(edition: Edition, query: str) -> None:
    assert found(edition, query) == {f"{name} 2" for name, _ in PLACES}


def test_a_name_that_ends_in_a_number_is_a_name_first(edition: Edition) -> None:
    assert found(edition, "12号院") == {"12号院"}


def test_what_nobody_is_called_finds_nothing(edition: Edition) -> None:
    assert found(edition, "紫禁城") == set()
    assert found(edition, "zzz 3") == set()
    assert found(edition, "虹桥新村一期99") == set()


@pytest.mark.parametrize("query", ["'; DROP TABLE", ".*", "\\", "[", "(?P<", "{{7*7}}", "%", "_"])
def test_signs_are_signs(edition: Edition, query: str) -> None:
    assert found(edition, query) == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_is_typed_there_is_one_answer_a_building(edition: Edition, query: str) -> None:
    mask = find(edition, query)
    assert (mask.shape, mask.dtype) == ((15,), bool)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), st.integers(0, 2))
def test_every_name_finds_itself_however_it_is_spelt(edition: Edition, place: tuple[str, str], way: int) -> None:
    assert place[0] in found(edition, spellings(place[0])[way])


def test_asking_twice_changes_nothing(edition: Edition) -> None:
    for query in ("hqxc", "hqxc 3", "3幢", ""):
        first = find(edition, query)
        n = first.sum()
        first &= False  # whoever asked may narrow the answer
        assert find(edition, query).sum() == n > 0
