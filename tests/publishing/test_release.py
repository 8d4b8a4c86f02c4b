"""To release is a decision of its own: what may go out, what falls back, what is gone, and what the log tells."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from sqlalchemy import text

from locales import _
from publishing import site as sites_of
from publishing.extract import extract
from publishing.release import Publisher, differences
from publishing.standing import Gone, Outside
from settings import settings
from sites.edition import Edition
from store import audit, copying
from store.errors import Refused, StaleBase
from store.history import Store
from tests.publishing.conftest import REVIEW_NO
from tests.two_editions import edited, shifted

Publish = Callable[[Edition], int]


@pytest.fixture(scope="module")
def demo(demo: Edition) -> Edition:  # the whole one says no more, and each release of it takes a second
    """The demo's latest edition, of four compounds."""
    named = set(demo.compounds["compound_id"][:4])
    part = {name: of_these(getattr(demo, name), named) for name in ("compounds", "buildings")}
    return replace(demo, **part, facilities={name: of_these(frame, named) for name, frame in demo.facilities.items()})


def of_these(frame: GeoDataFrame, compounds: set[str]) -> GeoDataFrame:
    return frame[frame["compound_id"].isin(compounds)].reset_index(drop=True)


@pytest.fixture
def week(demo: Edition) -> Callable[[int], Edition]:
    """Real editions: each week another building is in another stage."""

    def made(at: int) -> Edition:
        building = demo.buildings.iloc[at]
        stage = "handover" if building["stage"] != "handover" else "acceptance"
        return edited(replace(demo, synthetic=False), {building["building_id"]: {"stage": stage}})

    return made


def forget(outside: Outside) -> None:
    outside.forget()


def test_a_publish_alone_shows_nothing_outside(outside: Outside, publish: Publish, demo: Edition) -> None:
    publish(demo)
    assert not outside.is_public()
    page = outside.page("index.html")
    assert page is not None
    assert "目前没有公开的内容" in page.read_text("utf-8")


def test_the_demo_goes_out_without_a_review_number_and_nothing_else_does(
    outside: Outside, publish: Publish, demo: Edition, week: Callable[[int], Edition]
) -> None:
    publish(demo)
    seq, made = outside.publisher.release(1, "张三")
    assert (seq, made.number) == (1, 1)
    publish(week(1))
    for number in ("", "  ", "x"):
        settings_before = settings().map_review_no
        try:
            settings().map_review_no = number
            assert outside.publisher.look(2).missing
            with pytest.raises(Refused, match="ONEMAP_MAP_REVIEW_NO"):
                outside.publisher.release(2, "张三")
        finally:
            settings().map_review_no = settings_before
    settings().map_review_no = "none"
    try:
        assert not outside.publisher.look(2).missing
        assert outside.publisher.release(2, "张三")[0] == 2
    finally:
        settings().map_review_no = settings_before


@pytest.mark.usefixtures("reviewed")
def test_released_withdrawn_and_back(
    store: Store, outside: Outside, publish: Publish, week: Callable[[int], Edition]
) -> None:
    for at in (1, 2):
        publish(week(at))
        outside.publisher.release(at, "张三")
        forget(outside)
        assert outside.bring_up()
    first, second = outside.publisher.releases.all()
    assert (first.number, second.number, second.review_no, second.who) == (1, 2, REVIEW_NO, "张三")
    only_second = set(second.addresses) - set(first.addresses)
    assert only_second
    assert all(isinstance(outside.hashed(each), Path) for each in second.addresses)

    taken = outside.publisher.withdraw("李四")
    forget(outside)
    assert taken.number == 2
    assert outside.stand() is not None
    assert outside.stand().number == 1  # type: ignore[union-attr]
    assert {outside.hashed(each) for each in only_second} == {Gone.GONE}
    assert all(isinstance(outside.hashed(each), Path) for each in first.addresses)
    assert set(outside.purge(taken)) >= {f"/open/{each}" for each in only_second}
    assert not set(outside.purge(taken)) & {f"/open/{each}" for each in first.addresses}

    outside.publisher.withdraw("李四")
    forget(outside)
    assert not outside.is_public()
    assert "目前没有公开的内容" in outside.page("index.html").read_text("utf-8")  # type: ignore[union-attr]
    assert outside.page("c/C001.html") is None
    style = sites_of.notice().addresses[0]
    assert isinstance(outside.hashed(style), Path), "the notice has its style"
    with pytest.raises(Refused):
        outside.publisher.withdraw("李四")

    outside.publisher.release(2, "王五")
    forget(outside)
    assert all(isinstance(outside.hashed(each), Path) for each in second.addresses), (
        "what is public again is no more gone"
    )
    assert store.check() == ()


@pytest.mark.usefixtures("reviewed")
def test_what_looks_private_is_not_released(outside: Outside, publish: Publish, week: Callable[[int], Edition]) -> None:
    bad = week(1)
    bad = replace(bad, compounds=bad.compounds.assign(character="负责人 13800138000"))
    publish(bad)
    seen = outside.publisher.look(1)
    assert len(seen.problems) == len(bad.compounds)
    with pytest.raises(Refused, match="13800138000"):
        outside.publisher.release(1, "张三")
    assert outside.publisher.releases.all() == ()
    assert not outside.is_public()


@pytest.mark.usefixtures("reviewed")
def test_of_two_who_decide_at_once_the_second_is_told(
    outside: Outside, publish: Publish, week: Callable[[int], Edition]
) -> None:
    publish(week(1))
    publish(week(2))
    outside.publisher.release(1, "张三", after=0)
    with pytest.raises(StaleBase):
        outside.publisher.release(2, "李四", after=0)
    with pytest.raises(StaleBase):
        outside.publisher.withdraw("李四", after=0)
    assert [each.number for each in outside.publisher.releases.all()] == [1]
    with pytest.raises(Refused, match=_("没有第 {number} 期").format(number=9)):
        outside.publisher.release(9, "李四")


def test_a_released_demo_steps_out_of_sight_with_the_first_real_publish(
    outside: Outside, publish: Publish, demo: Edition, week: Callable[[int], Edition]
) -> None:
    publish(demo)
    outside.publisher.release(1, "张三")
    forget(outside)
    assert outside.is_public()
    publish(week(1))
    forget(outside)
    assert not outside.is_public()
    with pytest.raises(Refused):
        outside.publisher.release(1, "张三")


@pytest.mark.usefixtures("reviewed")
def test_the_log_tells_of_it_and_finds_what_was_changed(
    store: Store, outside: Outside, publish: Publish, week: Callable[[int], Edition]
) -> None:
    publish(week(1))
    outside.publisher.release(1, "张三")
    outside.publisher.withdraw("李四")
    outside.publisher.release(1, "王五")
    outside.publisher.releases.renew(2, ["a" * 64 + "/public.js"])
    with store.database.reading() as connection:
        told = [(line.action, line.who) for line in audit.lines(connection)]
        assert told == [
            ("publish", "张三"),
            ("release", "张三"),
            ("withdraw", "李四"),
            ("release", "王五"),
            ("release_renewed", ""),
        ]
        assert audit.verify(connection).problems == ()
    for statement in (
        "UPDATE releases SET review_no = '无' WHERE seq = 1", "UPDATE releases SET withdrawn_at = NULL, withdrawn_by = NULL WHERE seq = 1",
        "DELETE FROM releases WHERE seq = 2",
    ):  # fmt: skip
        with store.database.engine.connect() as connection, connection.begin() as transaction:
            connection.execute(text(statement))
            assert audit.verify(connection).problems == ("公开的各期与记录不符",)
            transaction.rollback()


@pytest.mark.usefixtures("reviewed")
def test_a_backup_takes_along_what_is_public(
    store: Store, outside: Outside, publish: Publish, week: Callable[[int], Edition], tmp_path: Path
) -> None:
    publish(week(1))
    outside.publisher.release(1, "张三")
    copying.backup(store.database, tmp_path / "backup.sqlite")
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}", store.folder.data)
    other.restore(tmp_path / "backup.sqlite", "")
    assert Publisher(other).releases.all() == outside.publisher.releases.all()
    assert Publisher(other).site(1).addresses == outside.publisher.site(1).addresses


@pytest.mark.usefixtures("reviewed")
def test_what_changes_outside_is_told_before(
    outside: Outside, publish: Publish, week: Callable[[int], Edition]
) -> None:
    publish(week(1))
    outside.publisher.release(1, "张三")
    second = week(2)
    second = edited(second, {second.buildings["building_id"].iloc[5]: {"remark": "内部", "households": 77}})
    publish(second)
    seen = outside.publisher.look(2)
    assert (seen.number, seen.before, seen.problems, seen.missing) == (2, 1, (), "")
    ids = second.buildings["building_id"]
    assert set(seen.changes["id"]) == {ids.iloc[1], ids.iloc[2]}, "what is private makes no difference outside"
    assert set(seen.changes["column"]) == {"stage"}
    assert (seen.changes["layer"] == "buildings").all()
    assert seen.rows["buildings"] == (len(second.buildings),) * 2


def test_every_layer_counts(demo: Edition) -> None:
    parking = demo.facilities["parking"].copy()
    parking.loc[0, "spaces_built"] = 999
    moved = demo.buildings.copy()
    moved.loc[3, "geometry"] = shifted(moved.geometry.iloc[3], 5)
    changed = replace(
        demo, buildings=moved.iloc[:-1], compounds=demo.compounds.assign(character=["新特色", *demo.compounds["character"][1:]]),
        facilities={**demo.facilities, "parking": parking},
    )  # fmt: skip
    found = differences(extract(demo), extract(changed))
    assert sorted(zip(found["layer"], found["column"], strict=True)) == [
        ("buildings", "shape"), ("buildings", "vanishes"), ("compounds", "character"), ("parking", "spaces_built"),
    ]  # fmt: skip
    assert found.loc[found["layer"] == "parking", "after"].tolist() == ["999"]


def test_differences_of_an_extract_and_itself_are_none(demo: Edition) -> None:
    found = extract(demo)
    assert differences(found, found).empty
    assert set(differences(None, found)["column"]) == {"appears"}


@pytest.mark.usefixtures("reviewed")
def test_where_the_database_is_away_what_stood_stays(
    outside: Outside, publish: Publish, week: Callable[[int], Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.errors import Unreachable

    publish(week(1))
    outside.publisher.release(1, "张三")
    forget(outside)
    assert outside.bring_up()

    def away() -> None:
        raise Unreachable("away")

    monkeypatch.setattr(outside.publisher.releases, "history", away)
    forget(outside)
    assert outside.is_public()
    assert outside.page("index.html") is not None


@pytest.mark.usefixtures("reviewed")
def test_a_page_that_cannot_be_made_leaves_a_standing_one_and_never_a_withdrawn_one(
    outside: Outside, publish: Publish, week: Callable[[int], Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(week(1))
    publish(week(2))
    outside.publisher.release(1, "张三")
    forget(outside)
    assert outside.bring_up()
    monkeypatch.setattr(outside, "_write", lambda *_given: (_ for _ in ()).throw(OSError("full")))
    outside.publisher.release(2, "张三")
    forget(outside)
    assert outside.page("index.html") is not None, "edition 1 still stands, and is shown until there is room"
    outside.publisher.withdraw("张三")
    outside.publisher.withdraw("张三")
    forget(outside)
    assert outside.page("index.html") is None


def test_an_address_that_is_no_address_is_nothing(outside: Outside, publish: Publish, demo: Edition) -> None:
    publish(demo)
    outside.publisher.release(1, "")
    for asked in (
        "../../etc/passwd",
        "a" * 64 + "/../x",
        "A" * 64 + "/public.js",
        "",
        ".site.json",
        "a" * 64 + "/none.js",
    ):
        assert outside.hashed(asked) is None
    for asked in ("../index.html", "c/../index.html", ".release", "open/x", "c/C001.html.br"):
        assert outside.page(asked) is None
