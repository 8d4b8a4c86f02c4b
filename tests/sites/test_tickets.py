"""Every ticket belongs to a building, a compound or a subdistrict, or is rejected or skipped; none is lost."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.columns import TICKET_COLUMNS
from sites.edition import Edition
from sites.join import picture
from sites.placing import place
from sites.report import Input
from sites.schemas import TICKET_PLACE, edition_tickets, validated
from sites.table import with_columns
from sites.tickets import CLOSED, Tickets, no_tickets
from tests.sites.conftest import AS_OF, District

GROUND = place(District().compounds(), District().buildings(), {}, None)
DAYS = [None, pd.Timestamp("2022-08-01"), pd.Timestamp("2022-12-31")]
CELLS: dict[str, list[Any]] = {
    "ticket_id": [None, "T1", "T2"], "compound": [None, "甲小区", "乙小院", "没有"], "subdistrict": [None, "虹桥", "某处"],
    "building_no": [None, "1幢", "9幢", "2幢301室", "1-3幢"], "building_id": [None, "b1-1", "x"], "opened_on": DAYS, "closed_on": DAYS,
    "state": [None, "已办结", "办理中"],
}  # fmt: skip


def settled(rows: list[dict[str, Any]]) -> Edition:
    frame = pd.DataFrame(rows, index=range(len(rows))).assign(sheet="工单", row=np.arange(len(rows)) + 2)
    for code in ("opened_on", "closed_on"):
        if code in frame:
            frame[code] = frame[code].astype("datetime64[s]")
    typed = with_columns(frame.astype({"sheet": "str"}), (*TICKET_COLUMNS, *TICKET_PLACE))
    tickets = Tickets(Input("tickets", "12345.xlsx", rows_in=len(rows) + 1, rows_skipped=1), typed)
    return picture(GROUND, [], AS_OF, 1, tickets)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({code: st.sampled_from(values) for code, values in CELLS.items()}), max_size=8))
def test_every_ticket_is_joined_rejected_or_skipped(rows: list[dict[str, Any]]) -> None:
    edition = settled(rows)
    entry = edition.report.inputs[-1]
    assert edition.report.conserved
    errors = [issue for issue in edition.report.issues if issue.role == "tickets" and issue.severity == "error"]
    assert (entry.rows_joined, entry.rows_rejected) == (len(edition.tickets), len(errors))
    assert len({issue.row for issue in errors}) == len(errors)
    found = edition.tickets
    assert (found["compound_id"].notna() | found["subdistrict"].notna()).all()
    assert (found["building_id"].isna() | found["compound_id"].notna()).all()
    homes = edition.buildings.set_index("building_id")["compound_id"]
    built = found.dropna(subset=["building_id"])
    assert (built["building_id"].map(homes) == built["compound_id"]).all()


def test_the_door_of_an_address_is_not_kept() -> None:
    found = settled([{"compound": "甲小区", "building_no": "2幢301室"}]).tickets
    assert list(found["building_no"]) == ["2"]


def test_an_edition_without_tickets_has_an_empty_table_of_the_same_form() -> None:
    assert len(validated(no_tickets(), edition_tickets())) == 0
    assert list(picture(GROUND, [], AS_OF).tickets) == list(settled([{"compound": "甲小区"}]).tickets)


def test_words_for_a_ticket_that_is_done() -> None:
    assert all(CLOSED.fullmatch(word) for word in ("已办结", "办结", "已结案", "按期办结", "处置完成", "已解决", "是"))
    assert not any(CLOSED.fullmatch(word) for word in ("未办结", "办理中", "待办结", "否", "超期未结", "不是"))


def test_all_of_a_ticket_is_internal() -> None:
    assert all(column.internal for column in TICKET_COLUMNS)
