"""What looks private is found in any dress, and what does not is let through."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.extract import extract
from publishing.screening import kind_of, problems
from sites.edition import Edition
from tests.two_editions import edited

PRIVATE = [
    ("13800138000", "phone"), ("138 0013 8000", "phone"), ("138-0013-8000", "phone"), ("１３８００１３８０００", "phone"), ("+86 138 0013 8000", "phone"),
    ("一三八零零一三八零零零", "phone"), ("0513-85512345", "phone"), ("(0513) 8551 2345", "phone"), ("联系电话85512345", "phone"),
    ("138\u200b0013\u200b8000", "phone"), ("400-123-4567", "phone"),
    ("32060219900101123X", "id_number"), ("320602 19900101 1234", "id_number"), ("320602900101123", "id_number"),
    ("6222021234567890123", "bank_card"), ("6222 0212 3456 7890", "bank_card"),
    ("zhang.san@example.org", "email"), ("zhang＠example.cn", "email"),
    ("3幢302室", "address"), ("3幢2单元302", "address"), ("3号楼302室", "address"), ("3#302", "address"), ("2单元 1203", "address"),
    ("3-302", "address"), ("3-2-1201", "address"), ("５栋１０１室", "address"),
]  # fmt: skip
PLAIN = [
    "虹桥新村", "虹桥新村二期", "人民中路123号小区", "13-2", "12", "3幢", "A座", "甲3", "80后花园", "2000年建", "20221130完成", "智慧停车与安全岛", "1-8幢", "濠南路57号",
    "三号楼", "一小区一特色", "55-57号", "七里香溪", "九九小区", "Harbour 21", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), PRIVATE)
def test_what_looks_private_is_found(text: str, kind: str) -> None:
    assert kind_of(text) == kind
    assert kind_of(f"虹桥新村（{text}）") == kind


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_ones_own_is_let_through(text: str) -> None:
    assert kind_of(text) == ""


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "—", ".", "\u3000"]))
def test_any_mobile_number_is_found_however_it_is_parted(number: str, between: str) -> None:
    assert kind_of(between.join((number[:3], number[3:7], number[7:]))) == "phone"


def test_the_demo_has_nothing_to_hide_in_its_extract(demo: Edition) -> None:
    assert problems(demo, extract(demo), ["长江", "濠河"]) == ()


@pytest.mark.parametrize(
    ("changed", "layer", "column"),
    [
        ({"building_no": "3幢302室"}, "buildings", "building_no"),
        ({"compound": "联系 13800138000"}, "buildings", "compound"),
    ],
)
def test_a_building_that_tells_too_much_is_named(
    demo: Edition, changed: dict[str, str], layer: str, column: str
) -> None:
    first = demo.buildings["building_id"].iloc[0]
    bad = edited(demo, {first: changed})
    (found,) = problems(bad, extract(bad))
    assert (found.layer, found.column, found.place, found.value) == (layer, column, first, changed[column])
    assert changed[column] in str(found)


@pytest.mark.parametrize("column", ["remark", "construction_agent", "contractor", "property_company", "reception_room"])
def test_private_text_of_the_same_edition_that_came_into_a_public_column_is_found(demo: Edition, column: str) -> None:
    compounds = demo.compounds.copy()
    compounds.loc[0, column] = "王家老宅改建"
    compounds.loc[1, "character"] = "邻里客厅（王家 老宅改建）"
    bad = replace(demo, compounds=compounds)
    (found,) = problems(bad, extract(bad))
    assert (found.kind, found.column) == ("private", "character")


def test_a_ticket_counts_and_three_letters_do_not(demo: Edition) -> None:
    compounds = demo.compounds.copy()
    compounds.loc[0, "remark"] = "已完工"
    compounds.loc[1, "character"] = "已完工的花园"
    same = replace(demo, compounds=compounds)
    assert problems(same, extract(same)) == ()
    tickets = demo.tickets.reindex(range(1))
    tickets["text"], tickets["closed"] = "车棚漏水严重", False
    compounds.loc[1, "character"] = "车棚漏水严重"
    bad = replace(demo, compounds=compounds, tickets=tickets)
    assert [found.kind for found in problems(bad, extract(bad))] == ["private"]


def test_names_of_the_sketch_are_looked_at_too(demo: Edition) -> None:
    (found,) = problems(demo, extract(demo), ["通吕运河", "联系 13800138000"])
    assert (found.layer, found.kind) == ("ground", "phone")
