"""What a check prints: the gravest first, in words, with the place as Excel shows it."""

from datetime import date

import pytest

import locales
from sites.edition import Edition
from sites.report import Issue
from store.summary import summary
from tests.demo_store import store


@pytest.fixture
def edition() -> Edition:
    """The demo with a few issues of its own."""
    found = store().on(date(2022, 8, 31))
    book = "weeks/35.xlsx"
    issues = [
        Issue("unknown_column", "progress", path=book, sheet="进度", row=3, column="天气", value="天气"),
        *(Issue("unknown_compound", "progress", path=book, sheet="进度", row=row, column="compound", value="甲小院") for row in range(4, 16)),
        Issue("share_exactly_one", "progress", path=book, sheet="进度", row=5, column="形象进度", value="1"),
    ]  # fmt: skip
    report = type(found.report)(inputs=found.report.inputs, issues=issues, counts=found.report.counts)
    return type(found)(
        found.number, found.as_of, True, found.subdistricts, found.compounds, found.buildings, found.facilities, report
    )


def test_the_gravest_comes_first_and_says_what_it_is(edition: Edition) -> None:
    lines = summary(edition).splitlines()
    told = [line.split("：")[0] for line in lines if line.startswith(("退回 ", "警告", "说明"))]
    assert told == ["退回 12 处，如", "警告", "说明"]
    assert "退回 12 处，如：找不到小区“甲小院”（unknown_compound）" in lines


def test_rejected_rows_are_named_with_file_sheet_row_and_column(edition: Edition) -> None:
    lines = summary(edition).splitlines()
    shown = [line for line in lines if line.startswith("35.xlsx 进度 第 ")]
    assert shown[0].startswith("35.xlsx 进度 第 4 行 小区：找不到小区“甲小院”。")
    assert len(shown) == 10
    assert lines[-1].startswith("……共退回 12 行")


def test_in_english_too(edition: Edition) -> None:
    before = locales.current()
    locales.use("en")
    try:
        text = summary(edition)
    finally:
        locales.use(before)
    assert "rejected, 12 in all, such as: " in text
    assert "35.xlsx 进度 row 4 compound: " in text.casefold()
