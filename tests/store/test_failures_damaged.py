"""A damaged file: the last good edition is shown, an alarm says so, and nothing is shown that was not published."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from loaders.errors import FileMissing
from settings import HOME
from sites.aliases import Alias
from sites.edition import Edition
from store import contents, filling
from store.desk import Desk
from store.editions import Publication
from store.errors import Refused, StoreError
from store.history import Store
from tests.store.filled import Filled

Made = Callable[[int], Publication]
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def sound(few: Made, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A file with three editions, and what planners confirmed of names."""
    folder = tmp_path_factory.mktemp("sound")
    found = Filled.made(f"sqlite:///{folder / 'x'}", None, folder, [few(0), few(1), few(2)])
    store = Store(f"sqlite:///{found.kept / 'onemap.sqlite'}", HOME / "data", found.kept / "spare.sqlite")
    Desk(store).confirm([(Alias("compound", "", "虹桥一期", "C001"), "虹桥新村一期")], "李四")
    store.database.close()
    return found


@pytest.fixture(autouse=True)
def nothing_in_memory() -> None:
    """Each store is that of a process which has just started."""
    contents._kept.clear()


@pytest.fixture
def offsets(sound: Filled, request: pytest.FixtureRequest) -> list[int]:
    """Places spread over the file; of the short count each in another kind of page, the header's own among them."""
    slow = request.config.getoption("--slow")
    size = (sound.kept / "onemap.sqlite").stat().st_size
    chance = random.Random(7)
    n = 200 if slow else 5
    spread = [int(size * (at + chance.random()) / n) for at in range(n)]
    kinds = ["sqlite_schema", "editions", "audit", "sqlite_autoindex_progress_1", "files"]
    return [chance.randrange(100), *(chance.choice(places(sound, name)) for name in kinds), *spread]


def places(sound: Filled, name: str) -> range:
    """The bytes of the first page of a table or index."""
    with closing(sqlite3.connect(sound.kept / "onemap.sqlite")) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        root = (
            1
            if name == "sqlite_schema"
            else connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [name]).fetchone()[0]
        )
    return range((root - 1) * size + (100 if root == 1 else 0), root * size)


def rows(path: Path) -> Rows | None:
    """Every row of every table; None where SQLite cannot give them."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            names = [
                name.decode() for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            return {name: connection.execute(f"SELECT * FROM {name} NOT INDEXED").fetchall() for name in sorted(names)}
    except (sqlite3.Error, ValueError):
        return None


def assert_safe(sound: Filled, few: Made, spare: bool) -> None:
    """Assert what holds of a store whatever became of its file."""
    contents._kept.clear()
    hurt = rows(sound.file) != rows(sound.kept / "onemap.sqlite")
    store = sound.open(spare)
    try:
        edition: Edition | None = store.current()
    except (StoreError, FileMissing):
        edition = None
    told = bool(store.alarms())
    assert edition is not None or not spare
    if edition is not None:
        held = contents.parts(edition)
        content = held.digest(held.hashes(), edition.as_of, edition.synthetic)
        assert content in (sound.digests[-1:] if spare else sound.digests)
        assert told or content == sound.digests[-1]
    for number in (1, 2, 3):
        try:
            assert store.get(number).digest in sound.digests
            store.before(number)
            for source in store.files(number):
                store.file(source.sha256)
        except (StoreError, KeyError):
            pass
    store.check()
    assert store.alarms() or not hurt
    try:
        store.publish(few(9), "", "")
    except StoreError:
        pass
    else:
        assert store.current().digest == few(9).digest
    store.database.close()


@pytest.mark.parametrize("spare", [True, False], ids=["with its spare", "without one"])
def test_a_bit_flipped(sound: Filled, few: Made, offsets: list[int], spare: bool) -> None:
    chance = random.Random(11)
    for offset in offsets:
        sound.again()
        content = bytearray(sound.file.read_bytes())
        bit = chance.randrange(8)
        content[offset] ^= 1 << bit
        sound.file.write_bytes(content)
        print("flipped", offset, bit, flush=True)
        assert_safe(sound, few, spare)


def test_cut_short(sound: Filled, few: Made, request: pytest.FixtureRequest) -> None:
    trials = 200 if request.config.getoption("--slow") else 10
    size = (sound.kept / "onemap.sqlite").stat().st_size
    chance = random.Random(13)
    for at in (0, 1, 100, 4096, *(chance.randrange(size) for _ in range(trials - 4))):
        sound.again()
        with sound.file.open("rb+") as stream:
            stream.truncate(at)
        print("cut at", at, flush=True)
        assert_safe(sound, few, spare=True)


def test_a_journal_that_another_file_left_behind(sound: Filled, few: Made) -> None:
    """Who copies a file over another, with a crash's journal beside it, is told; the spare shows the last good edition."""
    sound.again()
    journal = sound.file.with_name("onemap.sqlite-journal")
    with closing(sqlite3.connect(sound.file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # the file itself is written to before the commit
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE progress SET remark = hex(randomblob(400))")
        left = journal.read_bytes()
    assert len(left) > 512
    sound.again()
    store = sound.open()
    for week in range(3, 6):
        store.publish(few(week), "", "")
    store.database.close()
    journal.write_bytes(left)
    contents._kept.clear()
    store = sound.open()
    assert store.current().digest == few(5).digest
    assert store.check()
    assert store.alarms()
    store.database.close()


@pytest.mark.parametrize("left", [b"", b"nonsense" * 100, bytes(4096)])
def test_a_journal_that_is_none(sound: Filled, few: Made, left: bytes) -> None:
    sound.again()
    sound.file.with_name("onemap.sqlite-journal").write_bytes(left)
    assert sound.assert_whole(*sound.digests)


def test_a_schema_that_cannot_be_read_is_no_empty_store(
    sound: Filled, few: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is lost of the list of tables: the demo is not put in the place of what was published."""
    for name in (b"alembic_version", b"editions", b"audit"):
        for spare in (True, False):
            sound.again()
            content = sound.file.read_bytes()
            sound.file.write_bytes(content.replace(name, bytes([name[0] ^ 1]) + name[1:]))
            before = sound.file.read_bytes()
            store = sound.open(spare)
            monkeypatch.setattr(filling, "store", lambda store=store: store)
            filling.fill_empty()
            assert store.alarms()
            if spare:
                assert store.current().digest == sound.digests[-1]
            assert sound.file.read_bytes() == before
            store.database.close()


def test_a_file_emptied_under_a_store_with_a_spare_is_not_filled_nor_published_into(
    sound: Filled, few: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound.again()
    sound.file.write_bytes(b"")
    store = sound.open()
    monkeypatch.setattr(filling, "store", lambda: store)
    filling.fill_empty()
    assert store.current().digest == sound.digests[-1]
    with pytest.raises(Refused, match="restore"):
        store.publish(few(9), "", "")
    store.restore(sound.backup, "王五")
    assert store.alarms() == ()
    assert store.publish(few(9), "", "") == 4
    store.database.close()


def test_what_is_published_over_a_damaged_layer_mends_it(sound: Filled, few: Made) -> None:
    sound.again()
    with closing(sqlite3.connect(sound.file)) as connection:
        connection.execute("UPDATE buildings SET units = units + 1 WHERE place = 3")
        connection.execute("UPDATE file_parts SET content = zeroblob(length(content))")
        connection.commit()
    store = sound.open()
    assert store.current().digest == sound.digests[-1]
    assert len(store.check()) == 6  # three editions, three files
    assert store.publish(few(2), "", "") == 4
    assert store.current().digest == few(2).digest
    assert len(store.check()) == 2  # the other editions' own files
    store.database.close()


def test_a_spare_is_not_given_up_for_a_copy_of_what_is_damaged(sound: Filled) -> None:
    sound.again()
    with closing(sqlite3.connect(sound.file)) as connection:
        connection.execute("UPDATE progress SET remark = 'x' WHERE number = 3 AND place = 3")
        connection.execute("UPDATE editions SET note = 'x' WHERE number = 3")
        connection.commit()
    before = sound.spare.read_bytes()
    store = sound.open()
    store.save()
    assert sound.spare.read_bytes() == before
    assert store.current().digest == sound.digests[-1]
    store.database.close()


def test_a_spare_that_is_missing_or_old_is_renewed_when_the_store_is_looked_after(sound: Filled) -> None:
    sound.again()
    good = sound.spare.read_bytes()
    sound.spare.unlink()
    store = sound.open()
    store.look_after()
    assert sound.spare.read_bytes() == good
    store.database.close()


def test_a_file_that_cannot_be_used_is_moved_away_and_a_backup_restored(sound: Filled, few: Made) -> None:
    """As docs/failures tells it."""
    sound.again()
    sound.file.write_bytes(b"x" + sound.file.read_bytes()[1:])
    store = sound.open()
    with pytest.raises(StoreError):
        store.restore(sound.backup, "王五")
    store.database.close()
    for path in (sound.file, sound.spare):
        path.rename(path.with_suffix(".old"))
    store = sound.open()
    assert store.restore(sound.backup, "王五") is None
    store.database.close()
    store = sound.open()
    assert store.current().digest == sound.digests[-1]
    assert store.check() == store.alarms() == ()
    assert store.publish(few(9), "", "") == 4
    store.database.close()
