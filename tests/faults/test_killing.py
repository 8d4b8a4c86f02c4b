"""Programs are killed all along their length, and a transaction that was killed happened as a whole or not at all."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy

from tests.faults.killing import kill, length, moments
from tests.postgres import PATIENCE_S, Postgres

PUBLISH = """
import sqlalchemy
engine = sqlalchemy.create_engine({url!r})
with engine.connect() as connection:
    connection.execute(sqlalchemy.text("SELECT 1"))
    print("begins", flush=True)
    connection.execute(sqlalchemy.text("DELETE FROM buildings"))
    for number in range(100):
        connection.execute(sqlalchemy.text("INSERT INTO buildings VALUES ('new', :number)"), {{"number": number}})
    connection.commit()
    print("ends", flush=True)
"""
OLD, NEW = {("old", number) for number in range(10)}, {("new", number) for number in range(100)}
WORK = """
import time
print("begins", flush=True)
while True:
    time.sleep(0.01)
    print("a step", flush=True)
"""


def old(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE IF EXISTS buildings"))
        connection.execute(sqlalchemy.text("CREATE TABLE buildings (edition VARCHAR(9), number INTEGER)"))
        for edition, number in OLD:
            insert = sqlalchemy.text("INSERT INTO buildings VALUES (:edition, :number)")
            connection.execute(insert, {"edition": edition, "number": number})
    engine.dispose()


def rows(url: str) -> set[tuple[str, int]]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = {(row[0], row[1]) for row in connection.execute(sqlalchemy.text("SELECT * FROM buildings"))}
    engine.dispose()
    return found


def test_a_killed_transaction_happened_as_a_whole_or_not_at_all(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    program = PUBLISH.format(url=database_url)
    old(database_url)
    seconds, unfinished = length(program), 0
    for after in moments(seconds, 40 if request.config.getoption("--slow") else 10, seed=5):
        old(database_url)
        trial = kill(program, after)
        unfinished += not trial.ended
        if database_url.startswith("postgresql"):
            server: Postgres = request.getfixturevalue("postgres")
            server.settle(database_url.rpartition("/")[2])
        found = rows(database_url)
        assert found in (OLD, NEW)
        assert found == NEW or not trial.ended
    assert unfinished
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_program_is_stopped_in_the_midst_of_what_it_does() -> None:
    trial = kill(WORK, 0.1)
    assert (trial.returncode, trial.ended) == (-9, False)
    assert trial.stdout.startswith("begins\n")


def test_a_program_that_was_faster_had_its_end() -> None:
    trial = kill('print("begins"); print("ends", flush=True); import time; time.sleep(600)', 0)
    assert (trial.returncode, trial.ended) == (-9, True)


def test_a_length_is_that_of_the_work_and_not_of_the_start() -> None:
    start = time.perf_counter()
    found = length('import time; time.sleep(1); print("begins", flush=True); print("ends", flush=True)', runs=1)
    assert 0 < found < time.perf_counter() - start - 1


def test_moments_are_spread_over_the_whole_length() -> None:
    found = moments(20, 10, seed=1)
    assert [int(moment // 2) for moment in found] == list(range(10))
    assert found == moments(20, 10, seed=1) != moments(20, 10, seed=2)


def test_children_are_killed_with_their_parent(tmp_path: Path) -> None:
    program = f"""
import os, time
if os.fork() == 0:
    with open({str(tmp_path / "pid")!r}, "w") as file:
        file.write(str(os.getpid()))
    print("begins", flush=True)
time.sleep(600)
"""
    kill(program, 0)
    stat = Path("/proc", (tmp_path / "pid").read_text(), "stat")
    until = time.monotonic() + PATIENCE_S
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until


@pytest.mark.parametrize("program", ["1 / 0", 'print("ends")', 'print("begins", flush=True); 1 / 0'])
def test_a_program_that_fails_by_itself_is_no_trial(program: str) -> None:
    with pytest.raises(RuntimeError, match="fails by itself"):
        length(program)


def test_a_program_that_never_begins_is_no_trial() -> None:
    with pytest.raises(RuntimeError, match="fails by itself"):
        kill("1 / 0", 0)
