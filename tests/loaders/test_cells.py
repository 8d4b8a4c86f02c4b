from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cells import Dating, Unreadable, read, read_date, text


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


PLAN = Dating(year=2022, end=True, tolerant=True)
DONE = Dating(year=2022, latest=date(2022, 8, 31), happened=True, tolerant=True)


@pytest.mark.parametrize(
    ("cell", "plan", "done"),
    [
        ("11月20日", "2022-11-20", "2021-11-20"),
        ("11-20", "2022-11-20", "2021-11-20"),
        ("3.1", "2022-03-01", "2022-03-01"),
        (11.25, "2022-11-25", "2021-11-25"),
        ("2022年2月", "2022-02-28", "2022-02-01"),
        ("2022.11", "2022-11-30", "2022-11-01"),
        (202211, "2022-11-30", "2022-11-01"),
        ("11月底", "2022-11-30", "2021-11-30"),
        ("6月上旬", "2022-06-10", "2022-06-01"),
        ("2022年下半年", "2022-12-31", "2022-07-01"),
        ("二季度", "2022-06-30", "2022-04-01"),
        ("年底", "2022-12-31", "2021-12-31"),
        ("二〇二二年十一月二十日", "2022-11-20", "2022-11-20"),
        ("22.11.20", "2022-11-20", "2022-11-20"),
        ("2022.5.20前", "2022-05-20", "2022-05-20"),
        ("约2022.5.20", "2022-05-20", "2022-05-20"),
    ],
)
def test_a_date_is_completed_by_what_its_column_is_of(cell: Any, plan: str, done: str) -> None:
    for dating, day in ((PLAN, plan), (DONE, done)):
        values = read([cell], "date", dating=dating)
        assert str(values.series[0])[:10] == day
    with pytest.raises(Unreadable):
        read_date("11月20日")


@pytest.mark.parametrize(
    "cell", [11.2, 2022.1, "2月30日", "13月1日", "22.11", "已完成", "85.3.1", "#REF!", "2022.3.1、2022.5.1"]
)
def test_a_date_in_doubt_is_not_guessed(cell: Any) -> None:
    assert read([cell], "date", dating=PLAN).unreadable.tolist() == [0]


def test_a_forecast_is_no_actual_date() -> None:
    assert read(["预计2022.5.20"], "date", dating=PLAN).assumed.keys() == {"approximate_value"}
    assert read(["预计2022.5.20"], "date", dating=DONE).unreadable.tolist() == [0]


def test_serial_numbers_count_from_1900_or_1904() -> None:
    assert [str(read([43423], "date", dating=Dating(date1904=flag)).series[0])[:10] for flag in (False, True)] == [
        "2018-11-19",
        "2022-11-20",
    ]


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("3.05万㎡", 30_500),
        ("3,050㎡", 3_050),
        ("1.2万", 12_000),
        (0.305, 3_050),
        ("0.305", 3_050),
        ("３.05万平方米", 30_500),
    ],
)
def test_a_unit_in_the_cell_goes_before_that_of_the_head(cell: Any, area: float) -> None:
    assert read([cell], "area", 10_000.0).series.tolist() == [area]


def test_a_layer_takes_nothing_rough() -> None:
    assert read(["约36户"], "whole").unreadable.tolist() == [0]
    assert read(["约36户"], "whole", dating=PLAN).series.tolist() == [36]
