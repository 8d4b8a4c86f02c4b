"""A planner's desk: working sets outlive the process, names are remembered, tickets stay with their edition."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from settings import HOME
from sites.aliases import Alias
from sites.edition import Edition
from sites.tickets import no_tickets
from store import editions
from store.desk import Desk
from store.editions import Publication
from store.history import Store


def files(store: Store) -> int:
    with store.database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM files")).scalar_one())


def test_a_working_set_is_there_for_the_next_process(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    draft = desk.begin("张三")
    content = bytes(range(256)) * 40_000  # more than one part
    desk.add(draft, "C:\\资料\\本周.xlsx", content)
    desk.add(draft, "../../楼栋.geojson", b"{}")
    desk.save(draft, {"roles": {"本周.xlsx": "progress"}})
    store.database.close()
    again = Desk(Store(store.database.url.render_as_string(hide_password=False), HOME / "data", tmp_path / "spare"))
    found = again.open(draft)
    assert (found.who, found.base, dict(found.body)) == ("张三", 0, {"roles": {"本周.xlsx": "progress"}})
    assert {file.name: file.sha256 for file in found.files} == {
        "本周.xlsx": hashlib.sha256(content).hexdigest(), "楼栋.geojson": hashlib.sha256(b"{}").hexdigest(),
    }  # fmt: skip
    out = tmp_path / "out"
    out.mkdir()
    assert {path.name: path.read_bytes() for path in again.unpack(draft, out)} == {
        "本周.xlsx": content,
        "楼栋.geojson": b"{}",
    }
    assert [one.id for one in again.all()] == [draft]


def test_a_file_of_the_same_name_takes_the_place_of_the_first(store: Store) -> None:
    desk = Desk(store)
    draft = desk.begin()
    desk.add(draft, "a.csv", b"1")
    desk.add(draft, "a.csv", b"2")
    assert [file.sha256 for file in desk.open(draft).files] == [hashlib.sha256(b"2").hexdigest()]


def test_what_is_discarded_goes_with_its_files_but_not_with_others(
    store: Store, publication: Callable[[int], Publication]
) -> None:
    store.publish(publication(0), "", "")
    held = files(store)
    desk = Desk(store)
    one, two = desk.begin(), desk.begin()
    workbook = (HOME / "data/progress/2022-08-31.xlsx").read_bytes()  # an edition has it too
    for draft in (one, two):
        desk.add(draft, "a.xlsx", workbook)
        desk.add(draft, "b.csv", b"b")
    desk.add(one, "c.csv", b"c")
    assert files(store) == held + 2
    desk.discard(one)
    assert files(store) == held + 1
    assert store.file(store.files(1)[0].sha256) == workbook
    with pytest.raises(KeyError):
        desk.open(one)
    with pytest.raises(KeyError):
        desk.add(one, "d.csv", b"d")
    desk.remove(two, "b.csv")
    assert [file.name for file in desk.open(two).files] == ["a.xlsx"]
    assert files(store) == held


def test_what_was_confirmed_is_remembered_once_and_may_be_changed(store: Store) -> None:
    desk = Desk(store)
    first = Alias("compound", "虹桥街道", "虹桥一期", "C001")
    desk.confirm([(first, "虹桥新村一期"), (first, "虹桥新村一期")], "张三")
    desk.confirm([(first, "虹桥新村一期")], "李四")
    assert [(alias.spelling, alias.means, alias.who) for alias in desk.aliases()] == [("虹桥一期", "C001", "张三")]
    desk.confirm([(replace(first, means="C002"), "虹桥新村二期")], "李四")
    assert [alias.means for alias in desk.aliases()] == ["C001", "C002"]
    assert store.check() == ()
    desk.forget(replace(first, means="C002"), "李四")
    assert [alias.means for alias in desk.aliases()] == ["C001"]
    assert store.check() == ()


def test_tickets_stay_with_their_edition(store: Store, real: Callable[[int], Edition]) -> None:
    ticket = {"ticket_id": "T1", "text": "漏水", "opened_on": pd.Timestamp("2022-08-01").as_unit("s"), "closed": True}
    tickets = pd.concat([no_tickets(), pd.DataFrame([ticket])]).astype(no_tickets().dtypes)
    store.publish(editions.prepared(replace(real(0), tickets=tickets), []), "", "")
    found = store.get(1).tickets
    pd.testing.assert_frame_equal(found, tickets.reset_index(drop=True)[found.columns])
