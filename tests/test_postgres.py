"""The tests' PostgreSQL is what a deployment has, comes through crashes, and never outlives the tests."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from settings import HOME
from tests.ports import free_port
from tests.postgres import ADMIN, OWNER, PATIENCE_S, NoPostgres, Postgres, Stop


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """A database whose name the test knows."""
    postgres.create("known")
    yield "known"
    postgres.drop("known")


def test_a_database_has_postgis_and_belongs_to_an_ordinary_role(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        point = connection.scalar(sqlalchemy.text("SELECT ST_AsText(ST_SetSRID(ST_MakePoint(120.9, 32), 4490))"))
        mighty = connection.scalar(sqlalchemy.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
        connection.execute(sqlalchemy.text("CREATE TABLE compounds (id int, shape geometry(MultiPolygon, 4490))"))
        # as a migration would say it
        connection.execute(sqlalchemy.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        connection.commit()
    engine.dispose()
    assert (point, mighty) == ("POINT(120.9 32)", False)


@pytest.mark.parametrize("_time", [1, 2])
def test_each_test_gets_an_empty_database(postgres_url: str, _time: int) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE only_mine (id int)"))
    engine.dispose()


def test_there_is_a_database_of_each_kind(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE editions (number int)"))
        assert connection.scalar(sqlalchemy.text("SELECT count(*) FROM editions")) == 0
    engine.dispose()


def test_the_server_keeps_its_promises_and_is_not_root(postgres: Postgres) -> None:
    with postgres.connect() as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)
    assert Path(f"/proc/{postgres.pid}").stat().st_uid != 0


def test_a_stranger_is_not_let_in(postgres: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=postgres.port, user=ADMIN, password="guess", dbname="postgres")


@pytest.mark.parametrize("how", Stop)
def test_what_was_committed_outlives_a_restart_at_the_same_address(
    postgres: Postgres, database: str, how: Stop
) -> None:
    url, pid = postgres.url(database), postgres.pid
    with postgres.connect(database, OWNER) as before:
        before.execute("CREATE TABLE editions AS SELECT 12 AS number")
        postgres.restart(how)
        with pytest.raises(psycopg.OperationalError):
            before.execute("SELECT 1")
    assert (postgres.url(database), postgres.pid == pid) == (url, False)
    with postgres.connect(database, OWNER) as after:
        assert after.execute("SELECT number FROM editions").fetchall() == [(12,)]


def test_a_stopped_server_answers_nobody_until_it_is_started(postgres: Postgres, database: str) -> None:
    postgres.stop()
    with pytest.raises(psycopg.OperationalError):
        postgres.connect(database)
    postgres.start()
    postgres.connect(database).close()


def test_a_port_that_is_taken_is_no_end(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = [postgres.port, postgres.port]
    monkeypatch.setattr("tests.postgres.free_port", lambda: offered.pop() if offered else free_port())
    with Postgres() as another:
        assert offered == []
        assert another.port != postgres.port
        another.connect().close()


STARTER = """
import signal
import time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
from tests.postgres import Postgres
with Postgres() as server:
    print(server.pid, server.folder, flush=True)
    time.sleep(600)
"""


def lives(pid: str) -> bool:
    """Whether a process runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_the_tests_however_they_end(sent: signal.Signals) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER], cwd=HOME, stdout=subprocess.PIPE, text=True)
    assert starter.stdout
    pid, folder = starter.stdout.readline().split()
    starter.send_signal(sent)
    starter.communicate()
    until = time.monotonic() + PATIENCE_S
    while lives(pid):
        assert time.monotonic() < until
        time.sleep(0.05)
    if sent is signal.SIGINT:
        assert not Path(folder).exists()
    else:
        subprocess.run(["rm", "-r", folder], check=True)


def test_without_postgres_the_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.postgres.VERSIONS", tmp_path)
    with pytest.raises(NoPostgres, match="apt-get install"):
        Postgres()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_without_an_ordinary_user_root_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pwd, "getpwall", lambda: [])
    with pytest.raises(NoPostgres, match="root"):
        Postgres()
