"""A clock that is wrong changes no order: the number orders editions, the date of the picture says what a day shows."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from store import aliases, audit, clock, copying, drafts, editions, history
from store.desk import Desk
from store.editions import Publication
from store.history import Store
from tests.store.filled import Filled

Made = Callable[[int], Publication]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Put the clock so far off."""
    right = datetime(2022, 9, 7, 12)

    def put(off: timedelta) -> None:
        for module in (clock, aliases, audit, drafts, editions, history):
            monkeypatch.setattr(module, "now", lambda: right + off)

    return put


@pytest.mark.parametrize("off", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1)])
def test_a_wrong_clock_changes_no_order(
    store: Store, few: Made, set_clock: Callable[[timedelta], None], off: timedelta
) -> None:
    set_clock(timedelta())
    store.publish(few(0), "", "")
    set_clock(off)
    store.publish(few(1), "", "")
    set_clock(timedelta())
    store.publish(few(2), "", "")
    store.roll_back(1, "", "")
    entries = store.list()
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert entries[1].published_at - entries[0].published_at == off
    assert store.current().number == 4
    assert [store.on(few(week).edition.as_of).digest for week in (1, 2)] == [few(0).digest] * 2  # gone back to
    assert store.on(date(2000, 1, 1)).number == 1
    assert store.check() == ()


def test_a_clock_that_jumps_before_every_deed_changes_no_order(
    filled: Filled, few: Made, set_clock: Callable[[timedelta], None], trials: int
) -> None:
    for seed in range(trials):
        chance = random.Random(seed)
        store = filled.again().open()
        for week in range(2, 6):
            set_clock(chance.choice([-1, 1]) * chance.choice([timedelta(hours=1), timedelta(days=1)]))
            before = store.list()
            chosen = chance.choice(before[:-1])
            if chance.random() < 0.4 and chosen.digest != before[-1].digest:
                store.roll_back(chosen.number, "", "")
                made = chosen.digest, chosen.as_of
            else:
                store.publish(few(week), "", "")
                made = few(week).digest, few(week).edition.as_of
            entries = store.list()
            assert entries[:-1] == before
            assert (entries[-1].number, entries[-1].digest) == (before[-1].number + 1, made[0])
            assert (store.current().number, store.on(made[1]).number) == (entries[-1].number,) * 2
        store.database.close()
        store = filled.open()  # a process that starts at such a time
        assert store.list() == entries
        assert store.check() == store.alarms() == ()
        store.database.close()


def test_what_is_kept_aside_in_one_second_is_kept_twice(
    store: Store, few: Made, set_clock: Callable[[timedelta], None]
) -> None:
    set_clock(timedelta())
    store.publish(few(0), "", "")
    backup = store.spare.with_name("b.sqlite")
    copying.backup(store.database, backup)
    kept = []
    for week in (1, 2):
        store.publish(few(week), "", "")
        kept.append(store.restore(backup, "王五"))
    assert len({path for path in kept if path is not None and path.exists()}) == 2


def test_a_working_set_is_taken_over_whatever_the_clock_says(
    store: Store, few: Made, set_clock: Callable[[timedelta], None]
) -> None:
    set_clock(timedelta())
    desk = Desk(store)
    draft = desk.begin("李四")
    set_clock(timedelta(days=-1))
    desk.add(draft, "a.csv", b"1,2\n")
    assert [file.name for file in desk.open(draft).files] == ["a.csv"]
    store.publish(few(0), "", "")
    assert desk.open(draft).base == 0
