"""The log: an edited or removed line is found, and so is an edition that is not the one it tells of."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from sites.aliases import Alias
from store import audit
from store.desk import Desk
from store.editions import Publication
from store.history import Store


@pytest.fixture
def written(store: Store, publication: Callable[[int], Publication]) -> Store:
    for week in range(2):
        store.publish(publication(week), f"{week}", "张三")
    Desk(store).confirm([(Alias("compound", "", "虹桥一期", "C001"), "虹桥新村一期")], "李四")
    store.roll_back(1, "", "李四")
    return store


def problems(store: Store) -> tuple[str, ...]:
    with store.database.reading() as connection:
        return audit.verify(connection).problems


def test_an_untouched_log_holds(written: Store) -> None:
    assert problems(written) == ()
    with written.database.reading() as connection:
        lines = audit.lines(connection)
    assert [(line.seq, line.action, line.number, line.who) for line in lines] == [
        (1, "publish", 1, "张三"), (2, "publish", 2, "张三"), (3, "alias", None, "李四"), (4, "rollback", 3, "李四"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET who = '王五' WHERE seq = 2",
        "UPDATE audit SET at = '2020-01-01T00:00:00' WHERE seq = 1",
        "UPDATE audit SET detail = '{}' WHERE seq = 3",
        "UPDATE audit SET number = 9 WHERE seq = 4",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 4",
        "DELETE FROM audit WHERE seq > 2",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "UPDATE editions SET digest = 'x' WHERE number = 2",
        "UPDATE editions SET note = '改过' WHERE number = 2",
        "UPDATE editions SET who = '王五' WHERE number = 1",
        "UPDATE editions SET as_of = '2020-01-01' WHERE number = 1",
        "UPDATE audit SET hash = previous WHERE seq = 4",
    ],
)
def test_a_change_is_found(written: Store, change: str) -> None:
    with written.database.writing() as connection:
        connection.execute(text(change))
    assert problems(written)
    assert any(said in alarm for said in problems(written)[:1] for alarm in [" ".join(written.check())])


def test_a_line_that_was_written_anew_does_not_fit_the_next(written: Store) -> None:
    with written.database.writing() as connection:
        row = dict(connection.execute(text("SELECT * FROM audit WHERE seq = 2")).one()._mapping)
        row["who"] = "王五"
        row["hash"] = audit._hash(row)
        connection.execute(text("UPDATE audit SET who = :who, hash = :hash WHERE seq = 2"), row)
    assert problems(written)
