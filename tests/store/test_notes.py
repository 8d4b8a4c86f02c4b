"""What a meeting decided is there at the next one, with its state, and the log knows of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from settings import HOME
from store import audit, copying
from store.database import SCHEMA, Database
from store.editions import Publication
from store.errors import Refused
from store.history import Store
from store.notes import LETTERS, Notes

Made = Callable[[int], Publication]


@pytest.fixture
def filled(store: Store, publication: Made) -> Store:
    store.publish(publication(0), "", "张三")
    return store


def test_a_note_is_shown_at_the_next_meeting_until_and_after_it_is_done(filled: Store, publication: Made) -> None:
    notes = Notes(filled)
    first = notes.write(1, "compound", "C013", "虹桥新村二期", "9 月 10 日前完成验收", "李四")
    filled.publish(publication(1), "", "张三")
    (told,) = notes.all()
    assert (told.id, told.number, told.place, told.text, told.who, told.done) == (
        first, 1, "C013", "9 月 10 日前完成验收", "李四", False,
    )  # fmt: skip
    assert told.as_of == filled.entry(1).as_of
    notes.settle(first, True, "王五")
    second = notes.write(2, "district", "", "", "每周一报进度")
    assert [(note.id, note.done, note.done_by) for note in notes.all()] == [
        (second, False, None),
        (first, True, "王五"),
    ]
    notes.settle(first, False)
    assert not any(note.done for note in notes.all())


def test_each_step_is_a_line_of_the_log_and_editions_still_fit_it(filled: Store) -> None:
    notes = Notes(filled)
    note = notes.write(1, "subdistrict", "虹桥街道", "虹桥街道", "抓紧", "李四")
    notes.settle(note, True, "王五")
    notes.settle(note, True, "王五")  # once is enough
    with filled.database.reading() as connection:
        assert [(line.action, line.who) for line in audit.lines(connection)[1:]] == [
            ("note", "李四"),
            ("note_done", "王五"),
        ]
        assert audit.verify(connection).problems == ()


@pytest.mark.parametrize("said", ["", " \n\t", "\u0000", "长" * (LETTERS + 1)])
def test_nothing_and_too_much_are_refused(filled: Store, said: str) -> None:
    with pytest.raises(Refused):
        Notes(filled).write(1, "district", "", "", said)
    assert Notes(filled).all() == ()


def test_what_is_not_there_is_refused(filled: Store) -> None:
    with pytest.raises(Refused):
        Notes(filled).write(7, "district", "", "", "甲")
    with pytest.raises(Refused):
        Notes(filled).write(1, "planet", "", "", "甲")
    with pytest.raises(Refused):
        Notes(filled).settle(1, True)


def test_text_stays_as_it_was_typed_on_one_line(filled: Store) -> None:
    typed = "=1+1 <b>![x](http://a)</b> {{ 7*7 }}\r\n  '；--"
    Notes(filled).write(1, "district", "", "", typed)
    assert Notes(filled).all()[0].text == "=1+1 <b>![x](http://a)</b> {{ 7*7 }} '；--"


def test_a_backup_holds_the_notes(filled: Store, tmp_path: Path) -> None:
    Notes(filled).write(1, "district", "", "", "抓紧", "李四")
    copying.backup(filled.database, tmp_path / "b.sqlite")
    there = Store(f"sqlite:///{tmp_path / 'there.sqlite'}", HOME / "data")
    there.restore(tmp_path / "b.sqlite", "李四")
    assert Notes(there).all() == Notes(filled).all()
    there.database.close()


def test_a_backup_of_an_older_program_is_restored(filled: Store, tmp_path: Path) -> None:
    backup = tmp_path / "b.sqlite"
    copying.backup(filled.database, backup)
    older = Database(f"sqlite:///{backup}")
    with older.engine.begin() as connection:
        for younger in ("releases", "views", "meeting_notes"):
            connection.execute(text(f"DROP TABLE {younger}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    older.close()
    before = backup.read_bytes()
    there = Store(f"sqlite:///{tmp_path / 'there.sqlite'}", HOME / "data")
    there.restore(backup, "李四")
    assert [entry.number for entry in there.list()] == [1]
    assert Notes(there).all() == ()
    assert backup.read_bytes() == before
    there.database.close()


def test_a_store_of_the_first_schema_is_brought_up_to_date(database_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(HOME / "store" / "migrations"))
    first = Database(database_url)
    with first.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    first.close()
    database = Database(database_url)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM meeting_notes")).scalar() == 0
    assert database.version() == SCHEMA
    database.close()
