"""Rows that go in column by column are those that SQLAlchemy's own way brings back, and the other way round."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, delete, insert, select

from settings import HOME
from sites.edition import Edition
from store import bulk, contents, editions
from store import tables as t
from store.copying import write_file
from store.database import Database
from store.errors import Refused
from tests import demo_store

EMPTY = (t.tickets, t.meeting_notes)
"""What the demo has none of."""
LONG = 2 * bulk.AT_ONCE + 1


def rows(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(*table.c).order_by(*table.primary_key.columns))]


@pytest.fixture
def copied(tmp_path: Path) -> Database:
    return Database(demo_store.copied(tmp_path))


@pytest.mark.parametrize(
    "name", [table.name for table in t.metadata.sorted_tables if "place" in table.c and table not in EMPTY]
)
def test_columns_and_rows_write_the_same(copied: Database, name: str) -> None:
    table = t.metadata.tables[name]
    with copied.writing() as connection:
        before = rows(connection, table)
        assert before
        named = [column.name for column in table.c]
        for write in (
            lambda: bulk.put(connection, table, dict(zip(named, zip(*before, strict=True), strict=True))),
            lambda: connection.execute(insert(table), [dict(zip(named, row, strict=True)) for row in before]),
        ):
            connection.exec_driver_sql("pragma defer_foreign_keys = on")
            connection.execute(delete(table))
            write()
            assert rows(connection, table) == before


def test_what_is_moved_between_two_files_is_the_same_to_the_bit(copied: Database, tmp_path: Path) -> None:
    with copied.reading() as connection:
        write_file(connection, tmp_path / "moved.sqlite", t.metadata.sorted_tables)
        with Database(f"sqlite:///{tmp_path / 'moved.sqlite'}").reading() as other:
            for table in t.metadata.sorted_tables:
                raw = bulk.take(connection, select(*table.c).order_by(*table.primary_key.columns))
                assert bulk.take(other, select(*table.c).order_by(*table.primary_key.columns)) == raw


def test_more_rows_than_are_handed_over_at_once_all_arrive(tmp_path: Path) -> None:
    database = Database(demo_store.url(tmp_path / "long.sqlite"))
    days = [date(2022, 8, 31) if at % 3 else None for at in range(LONG)]
    with database.writing() as connection:
        connection.exec_driver_sql("pragma defer_foreign_keys = on")
        held = {"number": [1] * LONG, "place": range(LONG), "finished": [True] * LONG, "planned_finish": days}
        bulk.put(connection, t.progress, held)
        found = connection.execute(select(t.progress.c.planned_finish).order_by(t.progress.c.place)).scalars().all()
        assert found == days
        connection.execute(delete(t.progress))


def test_an_empty_frame_writes_nothing(copied: Database) -> None:
    with copied.writing() as connection:
        bulk.put(connection, t.audit_head, {"id": [], "seq": [], "hash": []})
        assert len(rows(connection, t.audit_head)) == 1


def edition() -> Edition:
    return demo_store.store().current()


def test_an_edition_comes_back_from_its_tables(tmp_path: Path) -> None:
    made = contents.stored(edition(), 1)
    parts = contents.parts(edition())
    database = Database(demo_store.url(tmp_path / "one.sqlite"))
    with database.writing() as connection:
        editions.publish(connection, editions.prepared(edition(), ()), "", "", 0)
        found = contents.read(connection, 1, made.as_of, made.synthetic, made.digest, kept={})
    assert found.digest == parts.digest(parts.hashes(), made.as_of, made.synthetic)
    for ours, theirs in ((found.buildings, made.buildings), (found.compounds, made.compounds)):
        assert ours.equals(theirs)
        assert list(ours.dtypes) == list(theirs.dtypes)


@pytest.mark.parametrize("when", ["before", "after", "gone"])
def test_a_file_that_is_not_what_was_read_is_refused(tmp_path: Path, when: str) -> None:
    """Before the transaction, and in it."""
    path = tmp_path / "notes.csv"
    path.write_text("1", encoding="utf-8")
    files = [("columns", path)]
    database = Database(demo_store.url(tmp_path / "one.sqlite"))
    if when == "after":
        made = editions.prepared(edition(), files)
        path.write_text("2", encoding="utf-8")
        with pytest.raises(Refused), database.writing() as connection:
            editions.publish(connection, made, "", "", 0)
        return
    path.unlink() if when == "gone" else path.write_text("2", encoding="utf-8")
    with pytest.raises(Refused, match=r"notes\.csv"):
        editions.prepared(edition(), files, {path: "0" * 64})


def test_a_workbook_that_the_report_read_otherwise_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "2022-08-31.xlsx"
    book.write_bytes((HOME / "data" / "progress" / "2022-08-15.xlsx").read_bytes())
    with pytest.raises(Refused, match=r"2022-08-31\.xlsx"):
        editions.prepared(edition(), [("progress", book)])
