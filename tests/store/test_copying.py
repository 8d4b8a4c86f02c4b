"""Backup and restore: nothing is lost between SQLite and PostGIS, in either direction, while the store is used."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.errors import FileMissing, FormatError
from settings import HOME
from sites.aliases import Alias
from store import audit, copying
from store.database import Database
from store.desk import Desk
from store.editions import Publication
from store.history import Store
from store.tables import metadata

Made = Callable[[int], Publication]


def content(database: Database) -> dict[str, str]:
    """Return a hash of every table's rows."""
    from sqlalchemy import select

    with database.reading() as connection:
        return {
            table.name: hashlib.sha256(
                repr([
                    tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                    for row in connection.execute(select(*table.c).order_by(*table.primary_key.columns))
                ]).encode()
            ).hexdigest()
            for table in metadata.sorted_tables
        }  # fmt: skip


@pytest.fixture
def filled(store: Store, publication: Made) -> Store:
    for week in range(2):
        store.publish(publication(week), f"{week}", "张三")
    desk = Desk(store)
    desk.confirm([(Alias("compound", "", "虹桥一期", "C001"), "虹桥新村一期")], "李四")
    desk.add(desk.begin("李四"), "a.csv", b"1,2\n")
    return store


def other(url: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Store:
    """Return an empty store on the other database."""
    if url.startswith("sqlite"):
        return Store(request.getfixturevalue("postgres_url"), HOME / "data", tmp_path / "other-spare.sqlite")
    return Store(f"sqlite:///{tmp_path / kind}.sqlite", HOME / "data")


def test_a_store_goes_to_the_other_database_and_back_without_loss(
    filled: Store, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before = content(filled.database)
    copying.backup(filled.database, tmp_path / "one.sqlite")
    there = other(database_url, "there", tmp_path, request)
    there.restore(tmp_path / "one.sqlite", "admin")
    assert content(there.database) == before
    copying.backup(there.database, tmp_path / "two.sqlite")
    assert (tmp_path / "two.sqlite").read_bytes() == (tmp_path / "one.sqlite").read_bytes()
    assert filled.restore(tmp_path / "two.sqlite", "admin") is None
    assert content(filled.database) == before
    assert [entry.digest for entry in there.list()] == [entry.digest for entry in filled.list()]
    assert there.current().buildings["stage"].equals(filled.current().buildings["stage"])
    there.database.close()


def test_a_restore_that_would_lose_something_keeps_it_aside_and_says_so(
    filled: Store, publication: Made, tmp_path: Path
) -> None:
    copying.backup(filled.database, tmp_path / "old.sqlite")
    filled.publish(publication(2), "", "张三")
    lost = content(filled.database)
    assert filled.latest().number == 3
    aside = filled.restore(tmp_path / "old.sqlite", "王五")
    assert filled.latest().number == 2  # seen at once
    assert aside is not None
    kept = Database(f"sqlite:///{aside}")
    assert content(kept) == lost
    kept.close()
    with filled.database.reading() as connection:
        assert audit.verify(connection).problems == ()
        last = audit.lines(connection)[-1]
    assert (last.action, last.who) == ("restore", "王五")
    assert filled.publish(publication(3), "", "张三") == 3  # and life goes on


def test_a_backup_of_yesterday_into_an_empty_store_is_that_store(filled: Store, tmp_path: Path) -> None:
    copying.backup(filled.database, tmp_path / "b.sqlite")
    empty = Store(f"sqlite:///{tmp_path / 'empty.sqlite'}", HOME / "data")
    assert empty.restore(tmp_path / "b.sqlite", "admin") is None
    assert content(empty.database) == content(filled.database)
    empty.database.close()


@pytest.mark.parametrize("damage", ["text", "empty", "truncated", "flipped", "other"])
def test_what_is_no_backup_changes_nothing(filled: Store, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "b.sqlite"
    copying.backup(filled.database, path)
    held = path.read_bytes()
    at = held.rindex(b'"base": ')  # within a line of the log
    path.write_bytes({
        "text": b"hello", "empty": b"", "truncated": held[: len(held) // 2],
        "flipped": held[:at] + b"\"BASE\": " + held[at + 8 :], "other": (HOME / "data/geo/demo.gpkg").read_bytes(),
    }[damage])  # fmt: skip
    before = content(filled.database)
    with pytest.raises(FormatError):
        filled.restore(path, "admin")
    with pytest.raises(FileMissing):
        filled.restore(tmp_path / "nowhere", "admin")
    assert content(filled.database) == before
