"""What changes is told in a few bytes, and nothing of the data's own text is among them."""

import base64
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maps import files, state
from maps.state import Choice, State
from sites.edition import Edition
from sites.stages import STAGE_CODES, STATUS_CODES

BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def told(encoded: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(base64.b64decode(encoded, validate=True))
    return body


def shown(mask: str, n: int) -> list[bool]:
    """The buildings of a mask, as frontend/src/map.js reads it: one bit each, lowest first; nothing means all."""
    if not mask:
        return [True] * n
    packed = base64.b64decode(mask, validate=True)
    return [bool(packed[i >> 3] >> (i & 7) & 1) for i in range(n)]


def of(mask: list[bool], **more: Any) -> State:
    return State(
        "a/geometry.json", "b/edition.json", "c/words.json", np.array(mask, bool), **{"choice": Choice(), **more}
    )


@given(st.lists(st.booleans(), max_size=70))
def test_the_mask_says_which_buildings_pass(mask: list[bool]) -> None:
    assert shown(told(of(mask).encode())["mask"], len(mask)) == mask


@given(st.text(), st.text(), st.text(), st.text())
def test_nothing_but_base64_leaves_whatever_was_typed_or_named(
    search: str, identifier: str, echo: str, code: str
) -> None:
    choice = Choice(stages=(code,), select={"kind": "compound", "id": identifier})
    encoded = of([True, False], choice=choice, fit=search, echo=echo, fly=search).encode()
    assert BASE64.fullmatch(encoded)
    assert told(encoded)["fit"] == search
    assert told(encoded)["select"]["id"] == identifier


def test_nine_thousand_buildings_are_filtered_in_two_kilobytes() -> None:
    mask = np.random.default_rng(1).random(9000) < 0.5
    assert len(of(mask.tolist()).encode()) < 2500


def test_marks_are_named_with_what_was_chosen_of_them_and_only_where_there_are_any() -> None:
    assert "marks" not in told(of([True], choice=Choice(marks=("slipped",))).encode())
    body = told(of([True], marks="d/marks.json", choice=Choice(marks=("slipped", "vanished"))).encode())
    assert body["marks"] == {"file": "../../map/d/marks.json", "chosen": ["slipped", "vanished"]}


def test_the_files_are_named_as_the_frame_asks_for_them() -> None:
    body = told(of([True]).encode())
    assert [body[name] for name in ("geometry", "edition", "words")] == [
        "../../map/a/geometry.json",
        "../../map/b/edition.json",
        "../../map/c/words.json",
    ]


def test_an_editions_file_says_stage_status_and_days_of_every_building(edition: Edition) -> None:
    found = files.get(state.address(edition))
    assert found
    body = json.loads(found.body)
    buildings = edition.buildings
    codes = [*STAGE_CODES, None]
    assert (body["number"], body["as_of"]) == (edition.number, edition.as_of.isoformat())
    assert [codes[at] for at in body["stage"]] == [
        code if isinstance(code, str) else None for code in buildings["stage"]
    ]
    assert [STATUS_CODES[at] for at in body["status"]] == buildings["status"].tolist()
    assert body["days"] == buildings["days_behind"].fillna(0).astype(int).tolist()


def test_a_building_without_data_has_a_place_of_its_own(small: Edition) -> None:
    bare = replace(small, buildings=small.buildings.assign(stage=None, status="unknown", days_behind=None))
    found = files.get(state.address(bare))
    assert found
    assert json.loads(found.body)["stage"] == [len(STAGE_CODES)] * 2


def test_a_roomful_reads_another_map_and_where_it_looks_is_no_text_of_a_template() -> None:
    assert "stage" not in told(of([True]).encode())
    place = {"kind": "subdistrict", "id": "{{ 7*7 }}</script>"}
    encoded = of([True], stage=True, place=place).encode()
    assert BASE64.fullmatch(encoded)
    assert told(encoded)["stage"] == {"place": place}
    assert told(of([True], stage=True).encode())["stage"] == {"place": {"kind": "district", "id": ""}}


def test_only_a_page_that_steps_speaks_of_steps() -> None:
    assert "stepped" not in told(of([True]).encode())
    assert told(of([True], stepped="").encode())["stepped"] == ""
    assert told(of([True], stepped="a:3").encode())["stepped"] == "a:3"
