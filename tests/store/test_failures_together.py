"""Several processes at once: an empty store is made once and filled once, copies are of one moment."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from settings import HOME
from store import audit, copying
from store.editions import Publication
from store.history import Store
from tests.faults import warm
from tests.store import deeds
from tests.store.filled import Filled, newest

Made = Callable[[int], Publication]


def at_once(prepares: list[warm.Prepare]) -> list[warm.Outcome]:
    """Let processes act at the same moment."""
    begun = [warm.begun(prepare) for prepare in prepares]
    return [warm.heard(*one) for one in begun]


def test_two_processes_open_an_empty_store_at_the_same_moment(
    postgres_url: str, tmp_path: Path, trials: int, few: Made
) -> None:
    for at in range(max(3, trials // 10)):
        url = f"sqlite:///{tmp_path / str(at) / 'a.sqlite'}"
        outcomes = at_once([partial(deeds.first, url, tmp_path / f"{n}.sqlite") for n in range(3)])
        assert [outcome.result for outcome in outcomes] == [0, 0, 0], outcomes
    outcomes = at_once([partial(deeds.first, postgres_url, tmp_path / f"{n}.sqlite") for n in range(3)])
    assert [outcome.result for outcome in outcomes] == [0, 0, 0], outcomes
    store = Store(postgres_url, HOME / "data", tmp_path / "spare.sqlite")
    assert store.publish(few(0), "", "") == 1
    assert store.check() == ()
    store.database.close()


def test_two_apps_that_start_on_one_empty_store_fill_it_once(database_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "progress").mkdir(parents=True)
    (data / "geo").symlink_to(HOME / "data" / "geo")
    books = sorted((HOME / "data" / "progress").glob("*.xlsx"))[-3:]
    for book in books:
        (data / "progress" / book.name).symlink_to(book)
    outcomes = at_once([partial(deeds.fill, database_url, tmp_path / "spare.sqlite", data) for _app in range(2)])
    assert [outcome.error for outcome in outcomes] == ["", ""], outcomes
    assert sum(outcome.result for outcome in outcomes) == 3
    store = Store(database_url, HOME / "data", tmp_path / "spare.sqlite")
    assert [entry.as_of.isoformat() for entry in store.list()] == [book.stem for book in books]
    assert store.check() == ()
    assert newest(tmp_path / "spare.sqlite") == store.latest().digest
    store.database.close()


class Busy:
    """A thread that does something again and again until the block ends; what it raises is raised there."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self.deed, self.times = deed, 0
        self.errors: list[Exception] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.deed()
                self.times += 1
            except Exception as error:
                self.errors.append(error)
                return

    def __enter__(self) -> "Busy":
        self.thread.start()
        return self

    def __exit__(self, *_what: object) -> None:
        self.over.set()
        self.thread.join()
        assert not self.errors, self.errors
        assert self.times


def test_a_backup_while_others_publish_is_of_one_moment(filled: Filled, few: Made, trials: int) -> None:
    filled.again()
    own, others = filled.open(), filled.open()
    known = {few(week).digest for week in range(8)}
    weeks = iter(range(10**6))
    with Busy(lambda: others.publish(few(next(weeks) % 8), "", "", renew=False)):
        for at in range(max(3, trials // 5)):
            path = filled.folder / f"{at}.sqlite"
            copying.backup(own.database, path)
            held = Store(f"sqlite:///{path}", HOME / "data", filled.folder / "none")
            assert held.check() == ()
            assert {entry.digest for entry in held.list()} <= known
            held.database.close()
    own.database.close()
    others.database.close()


def test_a_restore_while_others_read_and_publish(filled: Filled, few: Made, trials: int) -> None:
    """A reader sees what was, or what is; a publish comes before the restore, after it, or is refused."""
    filled.again()
    own, reader, others = filled.open(), filled.open(), filled.open()
    known = {few(week).digest for week in range(8)}
    weeks = iter(range(10**6))

    def publish() -> None:
        others.publish(few(next(weeks) % 8), "", "", renew=False)

    def read() -> None:
        reader._asked = float("-inf")
        reader._shelf._editions.clear()
        assert reader.current().digest in known
        with reader.database.reading() as connection:
            assert audit.verify(connection).problems == ()

    with Busy(publish), Busy(read):
        for _time in range(max(2, trials // 5)):
            own.restore(filled.backup, "王五")
    assert own.check() == ()
    assert own.publish(few(9), "", "") == own.head()
    for store in (own, reader, others):
        store.database.close()
