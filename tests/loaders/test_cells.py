from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cells import Unreadable, read, read_date, text


@pytest.mark.parametrize(
    "cell",
    [
        "2022.11.20",
        "2022-11-20",
        "2022/11/20",
        "2022年11月20日",
        "20221120",
        "２０２２.11.20",
        " 2022.11.20 ",
        "2022-11-20 08:30:00",
        44885,
        44885.0,
        "44885",
        date(2022, 11, 20),
        datetime(2022, 11, 20, 9),
    ],
)
def test_a_date_in_every_dress(cell: object) -> None:
    assert read_date(cell) == date(2022, 11, 20)


@pytest.mark.parametrize("cell", ["2022.13.01", "去年", "11月", 12, "1899-01-01", datetime(1900, 1, 1), True])
def test_what_is_no_date_is_not_guessed(cell: object) -> None:
    with pytest.raises(Unreadable):
        read_date(cell)


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "/", "无", "待定"])
def test_words_for_nothing_are_nothing(cell: str) -> None:
    assert read_date(cell) is None
    assert read([cell], "whole").series.isna().all()


@pytest.mark.parametrize(("cell", "number"), [("36户", 36), ("1,234", 1234), ("３６", 36), (36.0, 36), ("6 层", 6)])
def test_whole_numbers_with_their_units(cell: Any, number: int) -> None:
    assert read([cell], "whole").series.tolist() == [number]


@pytest.mark.parametrize("cell", [-1, 3.5, "三十来户", "inf", True, "1e5"])
def test_what_is_no_whole_number_is_said(cell: Any) -> None:
    assert read([cell], "whole").unreadable.tolist() == [0]


def test_a_building_number_that_excel_made_a_number_stays_one() -> None:
    assert [text(cell) for cell in (3.0, 3, "3.0", 3.5, None, float("nan"))] == ["3", "3", "3.0", "3.5", "", ""]


CELLS = (
    st.none()
    | st.text(max_size=8)
    | st.integers()
    | st.floats()
    | st.datetimes()
    | st.booleans()
    | st.times()
    | st.timedeltas()
)


@given(st.lists(CELLS, max_size=6), st.sampled_from(["text", "whole", "number", "share", "date", "stage", "area"]))
def test_any_cell_is_a_value_nothing_or_unreadable(cells: list[Any], kind: Any) -> None:
    values = read(cells, kind)
    assert len(values.series) == len(cells)
    assert values.series.iloc[values.unreadable].isna().all()
    if kind == "share":
        assert values.series.dropna().between(0, 100).all()
    if kind in ("whole", "number", "area"):
        assert (values.series.dropna() >= 0).all()
    assert isinstance(values.series, pd.Series)
