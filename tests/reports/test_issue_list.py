"""The issues as a list: grouped by what to do, the gravest first, and filtered."""

from pathlib import Path

import pytest

from reports import issue_list
from sites.questions import others, questions
from sites.report import Candidate, Issue
from tests.demo_store import store

ISSUES = [
    Issue("plan_revised", "progress", {"n": 1, "example": "a", "stage": "改造实施", "what": "计划完工", "before": "x", "now": "y"}, path="/tmp/a.xlsx"),
    Issue("unknown_compound", "progress", path="/tmp/a.xlsx", sheet="进度", row=7, column="compound", value="彩虹新村",
          candidates=(Candidate("C9", "虹桥新村", 0.8),)),
    Issue("unknown_compound", "progress", path="/tmp/b.xlsx", sheet="进度", row=3, column="compound", value="彩虹新村"),
    Issue("unreadable_value", "progress", {"kind": "数字"}, path="/tmp/a.xlsx", row=5, column="households", value="三十来户"),
]  # fmt: skip


def test_the_gravest_group_comes_first_and_names_its_files_without_folders() -> None:
    groups = issue_list.grouped(ISSUES)
    assert [(group.severity, group.code, group.n) for group in groups] == [
        ("error", "unknown_compound", 2), ("warning", "unreadable_value", 1), ("info", "plan_revised", 1)]  # fmt: skip
    assert groups[0].files == ("a.xlsx", "b.xlsx")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [0, 1, 2, 3]), ({"severities": ["error"]}, [1, 2]), ({"files": ["b.xlsx"]}, [2]),
        ({"codes": ["plan_revised"]}, [0]), ({"text": "  户数 "}, [3]), ({"text": "彩虹", "files": ["a.xlsx"]}, [1]),
        ({"text": "UNREADABLE"}, [3]), ({"text": "nobody"}, []),
    ],
)  # fmt: skip
def test_filters_work_together(asked: dict[str, list[str]], found: list[int]) -> None:
    assert issue_list.filtered(ISSUES, **asked) == [ISSUES[at] for at in found]  # type: ignore[arg-type]


def test_a_row_has_a_cell_for_each_title_and_no_folder() -> None:
    for issue in ISSUES:
        row = issue_list.row(issue)
        assert len(row) == len(issue_list.HEAD)
        assert row[2] == Path(issue.path).name


def test_a_spelling_is_asked_once_for_all_its_rows() -> None:
    asked = questions(ISSUES)
    assert [(one.spelling, one.rows, one.files) for one in asked] == [("彩虹新村", 2, ("/tmp/a.xlsx", "/tmp/b.xlsx"))]
    alias, name = asked[0].answered(asked[0].suggested[0], "张三")
    assert (alias.kind, alias.spelling, alias.means, alias.who, name) == (
        "compound",
        "彩虹新村",
        "C9",
        "张三",
        "虹桥新村",
    )


def test_everything_else_can_be_chosen_too() -> None:
    edition = store().current()
    asked = questions(ISSUES)[0]
    found = others(asked, edition)
    assert len(found) == len(edition.compounds)
    known = questions(
        [
            Issue(
                "unknown_building",
                "progress",
                {"compound": "濠东新村"},
                ("3",),
                row=1,
                column="building_no",
                value="3甲",
            )
        ]
    )
    numbers = [one.name for one in others(known[0], edition)]
    assert "3" not in numbers
    assert numbers[:2] == ["1", "2"]
