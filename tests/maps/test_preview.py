"""What would be published, on the map: each building under the gravest that the reading says of it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd

from maps import files, preview
from sites.questions import Question
from sites.report import Candidate
from tests.demo_store import store


def test_every_building_has_the_kind_that_the_reading_says_of_it() -> None:
    edition = store().current()
    blocks = edition.buildings.copy()
    number = blocks.columns.get_loc("compound_id")
    blocks.iloc[0, number] = None
    blocks.iloc[[0, 1, 30, 31], blocks.columns.get_loc("reported_on")] = pd.NaT
    site = blocks["compound_id"].iloc[1]
    edition = replace(edition, buildings=blocks)
    asked = (Question("compound", "", "濠东家园", 2, ("a.xlsx",), (Candidate(site, "濠东新村", 0.8),)),)
    found = preview.found(edition, asked)
    other = [at for at in (30, 31) if blocks["compound_id"].iloc[at] != site]
    assert found[0] == preview.HOMELESS
    assert found[1] == preview.NAMED
    assert all(found[at] == preview.SILENT for at in other)
    assert other
    assert (np.delete(found, [0, 1, 30, 31]) == preview.MATCHED).all()


def test_a_building_named_by_its_number_is_marked_alone() -> None:
    edition = store().current()
    blocks = edition.buildings.copy()
    blocks["reported_on"] = pd.Series(pd.NaT, index=blocks.index).astype(blocks["reported_on"].dtype)
    one = blocks.iloc[5]
    asked = (Question("building", one["compound"], "x", 1, (), (Candidate("", one["building_no"], 0.0),)),)
    found = preview.found(replace(edition, buildings=blocks), asked)
    assert np.flatnonzero(found == preview.NAMED).tolist() == [5]


def test_the_marks_say_that_nothing_is_published() -> None:
    edition = store().current()
    address = preview.marks_address(edition, ())
    held = files.get(address)
    assert held
    body = json.loads(held.body)
    assert (len(body["of"]), body["note"]) == (900, "还没有发布")
    assert [kind["code"] for kind in body["kinds"]] == ["homeless", "named", "no_data", "matched"]
