"""Marks reach the browser as a hashed file, one place for each building, and nonsense does not get there."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maps import files, marks
from maps.marks import UNMARKED, Kind
from sites.edition import Edition

KINDS = (
    Kind("unmatched", "未匹配", "#800084", "#cda5ff", "未", badge=True),
    Kind("matched", "已匹配", "#2c83c6", "#3e85ce"),
)


def body(address: str) -> dict[str, Any]:
    found = files.get(address)
    assert found
    parsed: dict[str, Any] = json.loads(found.body)
    return parsed


def test_every_building_has_its_mark(small: Edition) -> None:
    told = body(marks.address(small, "发布预览", KINDS, np.array([1, UNMARKED]), {1: ["没有台账"]}, "说明"))
    assert (told["title"], told["note"]) == ("发布预览", "说明")
    assert told["of"] == [1, -1]
    assert told["lines"] == {"1": ["没有台账"]}
    assert told["kinds"][0] == {
        "code": "unmatched", "label": "未匹配", "light": "#800084", "dark": "#cda5ff", "sign": "未", "badge": True,
        "hollow": False,
    }  # fmt: skip


def test_the_same_marks_have_the_same_address(small: Edition) -> None:
    one, again, other = (marks.address(small, "甲", KINDS, np.array(of)) for of in ([0, 1], [0, 1], [1, 1]))
    assert one == again != other


@pytest.mark.parametrize("of", [[0], [0, 1, 1], [0, 2], [0, -2], []])
def test_marks_that_do_not_fit_are_refused(small: Edition, of: list[int]) -> None:
    with pytest.raises(ValueError, match="marks"):
        marks.address(small, "甲", KINDS, np.array(of, int))


def test_two_kinds_with_one_code_are_refused(small: Edition) -> None:
    with pytest.raises(ValueError, match="one code"):
        marks.address(small, "甲", (KINDS[0], KINDS[0]), np.array([0, 1]))


def test_an_edition_without_buildings_may_be_marked(small: Edition) -> None:
    assert (
        body(marks.address(replace(small, buildings=small.buildings.iloc[:0]), "甲", KINDS, np.array([], int)))["of"]
        == []
    )
