"""Numbers, areas and dates in the reader's form."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import locales
from pages import words


@pytest.fixture
def english() -> Iterator[None]:
    locales.use("en")
    yield
    locales.use(locales.SOURCE)


@pytest.mark.parametrize(
    ("square_metres", "said"),
    [
        (3_050_000, ("305", "万 m²")),
        (12_345, ("1.23", "万 m²")),
        (9_999, ("9,999", "m²")),
        (0, ("0", "m²")),
        (24_680_000, ("2,468", "万 m²")),
    ],
)
def test_areas_in_chinese(square_metres: float, said: tuple[str, str]) -> None:
    assert words.area(square_metres) == said


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("square_metres", "said"), [(3_050_000, "3.05 million m²"), (305_000, "305,000 m²"), (0, "0 m²")]
)
def test_areas_in_english(square_metres: float, said: str) -> None:
    assert " ".join(words.area(square_metres)).replace("\u00a0", " ") == said


@given(st.floats(0, 1e9))
def test_an_area_reads_back_to_what_it_was_to_one_in_a_hundred(square_metres: float) -> None:
    value, unit = words.area(square_metres)
    read = float(value.replace(",", "")) * (10_000 if "万" in unit else 1)
    assert read == pytest.approx(square_metres, rel=0.01, abs=0.5)


def test_a_round_number_keeps_its_zeros() -> None:
    assert words.area(3_000_000) == ("300", "万 m²")
    assert words.area(100_000) == ("10", "万 m²")
    assert words.area(10_000_000) == ("1,000", "万 m²")
    assert words.number(33_520) == "33,520"


def test_a_span_says_its_years_where_they_differ_and_what_is_open() -> None:
    start, end = date(2022, 3, 1), date(2022, 8, 31)
    assert words.span(start, end) == "2022-03-01 – 08-31"
    assert words.span(date(2021, 12, 1), end) == "2021-12-01 – 2022-08-31"
    assert "2022-03-01" in words.span(start, None)
    assert "2022-08-31" in words.span(None, end)
    assert words.span(None, None) == "–"
