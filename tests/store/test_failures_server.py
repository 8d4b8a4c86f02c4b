"""PostgreSQL goes away and comes back: what is current goes on being shown, with an alarm that ends by itself."""

import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import text

from settings import HOME
from store import database
from store.database import Database
from store.editions import Publication
from store.errors import StoreError, Unreachable
from store.history import Store
from tests.faults import warm
from tests.faults.killing import moments
from tests.postgres import ADMIN, PATIENCE_S, Postgres, Stop
from tests.store import deeds
from tests.store.filled import Filled

Made = Callable[[int], Publication]


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """Only a server can be restarted."""
    return postgres_url


@pytest.fixture
def running(filled: Filled, postgres: Postgres) -> Iterator[Store]:
    """A store in use."""
    store = filled.again().open()
    store.current()
    yield store
    store.database.close()
    if not postgres.running:
        postgres.start()


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def shows(store: Store, digest: str) -> bool:
    return store.current().digest == digest


@pytest.mark.parametrize("how", Stop)
def test_the_server_is_restarted_under_a_store_in_use(
    running: Store, filled: Filled, few: Made, postgres: Postgres, how: Stop
) -> None:
    postgres.restart(how)
    assert shows(running, filled.digests[-1])
    until(lambda: running.answers() and running.list() and not running.alarms())
    assert running.publish(few(2), "", "") == 3
    assert shows(running, few(2).digest)
    running.database.close()
    assert filled.assert_whole(*filled.digests, few(2).digest)


def test_while_the_server_is_away_the_current_edition_is_shown_with_an_alarm(
    running: Store, filled: Filled, few: Made, postgres: Postgres
) -> None:
    postgres.stop(Stop.IMMEDIATE)
    until(lambda: running.list() and running.alarms())
    assert shows(running, filled.digests[-1])
    assert not running.answers()
    with pytest.raises(Unreachable):
        running.publish(few(2), "", "")
    begun = filled.open()  # a process that starts now shows the spare
    assert shows(begun, filled.digests[-1])
    assert begun.alarms()
    postgres.start()
    for store in (running, begun):
        until(lambda store=store: store.answers() and store.list() and not store.alarms())
        assert store.check() == ()
    assert begun.publish(few(2), "", "") == 3
    until(lambda: shows(running, few(2).digest))
    begun.database.close()


def test_a_server_that_is_away_is_not_asked_again_by_every_page(
    running: Store, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.stop(Stop.FAST)
    until(lambda: running.list() and running.alarms())
    monkeypatch.setattr(database, "RETRY_S", 3600)
    running.answers()
    asked = []
    monkeypatch.setattr(running.database.engine, "connect", lambda: asked.append(1))
    for _page in range(100):
        running._asked = float("-inf")
        assert running.list()
        assert running.current()
    assert len(asked) == 0


def test_a_publish_cut_by_the_server_left_nothing_half(
    filled: Filled, few: Made, postgres: Postgres, trials: int
) -> None:
    deed = partial(deeds.publish, filled.url, filled.spare, few(2))
    after = (*filled.digests, few(2).digest)
    seconds = warm.length(lambda: (filled.again(), deed)[1])
    outcomes = {"old": 0, "new": 0}
    for at, moment in enumerate(moments(seconds, trials, seed=9)):
        filled.again()
        process, said = warm.begun(deed)
        time.sleep(moment)
        postgres.restart((Stop.KILL, Stop.IMMEDIATE, Stop.FAST)[at % 3])
        outcome = warm.heard(process, said)
        assert outcome.error in ("", "Unreachable"), outcome.traceback
        new = filled.assert_whole(*after)
        assert new or not outcome.ended
        outcomes["new" if new else "old"] += 1
    print(f"{trials} restarts over {seconds:.3f} s: {outcomes}")


def test_a_database_without_postgis_is_told_in_one_line(postgres: Postgres) -> None:
    with postgres.connect() as connection:
        connection.execute("DROP DATABASE IF EXISTS bare")
        connection.execute("CREATE DATABASE bare TEMPLATE template0 OWNER onemap")
    store = Store(postgres.url("bare"), HOME / "data")
    with pytest.raises(Unreachable, match="postgis") as told:
        store.head()
    assert "\n" not in str(told.value)
    assert store.list() == ()
    assert store.alarms()
    store.database.close()
    postgres.drop("bare")


def test_a_database_without_the_right_to_make_tables_is_told_in_one_line(postgres: Postgres) -> None:
    url = postgres.create("strangers")
    with postgres.connect("strangers") as connection:
        connection.execute(f"ALTER DATABASE strangers OWNER TO {ADMIN}")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC, onemap")
        connection.execute(f"ALTER SCHEMA public OWNER TO {ADMIN}")
    with pytest.raises(StoreError, match="permission denied") as told, Database(url).writing():
        pass
    assert "\n" not in str(told.value)
    postgres.drop("strangers")


def test_a_wrong_password_is_told_and_not_repeated(postgres: Postgres, postgres_url: str) -> None:
    url = postgres_url.replace(postgres_url.split(":")[2].split("@")[0], "wrongpassword")
    with pytest.raises(Unreachable) as told, Database(url).reading():
        pass
    assert "wrongpassword" not in str(told.value)


def test_tables_that_are_gone_are_told(filled: Filled) -> None:
    store = filled.again().open()
    with store.database.writing() as connection:
        connection.execute(text("DROP TABLE reports"))
    assert store.check()
    assert store.current().digest == filled.digests[-1]
    store.database.close()
