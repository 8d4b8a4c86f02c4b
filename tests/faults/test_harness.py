"""Faults really happen where they are asked for, and SQLite comes through them all with its old rows or its new ones."""

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.faults import harness
from tests.faults.harness import GROWING, KINDS, Fault, Kind, Outcome, count, run, spread

OLD, NEW = [("old", number) for number in range(40)], [("new", number) for number in range(400)]
PUBLISH = """
import sqlite3, sys
with sqlite3.connect({database!r}) as connection:
    connection.execute("PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = EXTRA")  # FULL leaves it open whether the journal is gone after a power cut
    connection.execute("PRAGMA cache_size = 4")  # so that the database itself is written before the commit
    connection.execute("DELETE FROM buildings")
    connection.executemany("INSERT INTO buildings VALUES ('new', ?, zeroblob(300))", [(number,) for number in range(400)])
connection.close()
print("published", flush=True)
"""
TRIALS = 10


@pytest.fixture(params=["delete", "wal"])
def journal(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def fresh(tmp_path: Path, journal: str) -> Callable[[], Path]:
    """A folder with the old database and nothing else, each time it is asked for."""

    def make() -> Path:
        folder = tmp_path / "store"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with closing(sqlite3.connect(folder / "one.sqlite")) as connection:
            connection.execute(f"PRAGMA journal_mode = {journal}")
            connection.execute("CREATE TABLE buildings (edition TEXT, number INTEGER, shape BLOB)")
            connection.executemany("INSERT INTO buildings VALUES (?, ?, zeroblob(300))", OLD)
            connection.commit()
        return folder

    return make


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> int:
    return 10_000 if request.config.getoption("--slow") else TRIALS


def publish(folder: Path, journal: str) -> str:
    return PUBLISH.format(database=str(folder / "one.sqlite"), journal=journal)


def rows(folder: Path) -> list[tuple[str, int]]:
    """What a reader finds afterwards; the file must be sound."""
    with closing(sqlite3.connect(folder / "one.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT edition, number FROM buildings ORDER BY number").fetchall()


def told(outcome: Outcome) -> bool:
    """Whether the program said that it had published."""
    return outcome.stdout == "published\n"


CASES: dict[str, tuple[Kind | tuple[Kind, ...], dict[str, Any]]] = {
    "a write fails once": ("write", {"errno": errno.EIO}),
    "the disk is broken from then on": (KINDS, {"errno": errno.EIO, "forever": True}),
    "the disk is full from then on": (GROWING, {"errno": errno.ENOSPC, "forever": True}),
    "the disk fills up within a write": ("write", {"errno": errno.ENOSPC, "short": True, "forever": True}),
    "the disk is read-only from then on": (KINDS, {"errno": errno.EROFS, "forever": True}),
    "an fsync fails once": ("sync", {"errno": errno.EIO}),
    "fsyncs fail from then on": ("sync", {"errno": errno.EIO, "forever": True}),
    "any call fails once": (KINDS, {"errno": errno.EIO}),
    "killed before a call": (KINDS, {"kill": "before"}),
    "killed within a write": ("write", {"kill": "half"}),
    "killed after a call": (KINDS, {"kill": "after"}),
}


@pytest.mark.parametrize("case", CASES)
def test_sqlite_keeps_the_old_rows_or_has_the_new_ones(
    case: str, fresh: Callable[[], Path], journal: str, trials: int
) -> None:
    call, what = CASES[case]
    folder = fresh()
    places = count(publish(folder, journal), folder, call)
    assert rows(folder) == NEW
    seen = set()
    for at in spread(places, trials, seed=5):
        folder = fresh()
        outcome = run(publish(folder, journal), folder, Fault(at, call, **what))
        assert [struck.number for struck in outcome.struck][:1] == [at], "the fault did not happen"
        assert (outcome.returncode == -9) == ("kill" in what)
        found = rows(folder)
        assert found in (OLD, NEW), f"a mix after {outcome.struck[0]}"
        assert found == NEW or not told(outcome), f"lost what was said to be published, after {outcome.struck[0]}"
        seen.add(found[0][0])
    # the first and the last call of all lie on the two sides of the commit
    assert call != KINDS or seen == {"old", "new"}


def test_every_kind_of_call_of_a_program_is_seen(tmp_path: Path) -> None:
    program = f"""
import os, shutil
os.chdir({str(tmp_path)!r})
os.mkdir("room")
with open("room/a", "wb") as file:
    file.write(b"12345678")
    file.flush()
    os.writev(file.fileno(), [b"123", b"45678"])
    os.pwrite(file.fileno(), b"1234", 20)
    os.pwritev(file.fileno(), [b"12"], 30)
    os.fsync(file.fileno())
    os.fdatasync(file.fileno())
    os.ftruncate(file.fileno(), 9)
    os.posix_fallocate(file.fileno(), 0, 100)
shutil.copyfile("room/a", "room/b")
os.rename("room/b", "room/c")
os.link("room/c", "d")
os.unlink("d")
there = os.open("room", os.O_RDONLY)
os.close(os.open("e", os.O_WRONLY | os.O_CREAT, dir_fd=there))
os.fsync(there)
open("room/a", "r+b").close()
open("room/a").read()
open("/dev/null", "w").write("elsewhere")
"""
    calls = [(call.kind, call.path, call.size) for call in run(program, tmp_path).calls]
    copying = [call for call in calls if call[:2] == ("write", "room/b")]  # in as many bytes and steps as Python likes
    assert copying
    assert [call for call in calls if call not in copying] == [
        ("create", "room", 0),
        ("create", "room/a", 0),
        ("write", "room/a", 8),
        ("write", "room/a", 8),
        ("write", "room/a", 4),
        ("write", "room/a", 2),
        ("sync", "room/a", 0),
        ("sync", "room/a", 0),
        ("truncate", "room/a", 9),
        ("allocate", "room/a", 100),
        ("create", "room/b", 0),
        ("rename", "room/c", 0),
        ("link", "d", 0),
        ("unlink", "d", 0),
        ("create", "room/e", 0),
        ("sync", "room", 0),
        ("open", "room/a", 0),
    ]


WRITER = """
import os
file = os.open({path!r}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
for letter in b"abc":
    try:
        print(os.{call}, flush=True)
    except OSError as error:
        print(error.errno, flush=True)
"""
WRITES = {
    "write": "write(file, bytes([letter]) * 10)",
    "writev": "writev(file, [bytes([letter]) * 4, bytes([letter]) * 6])",
}


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES.keys())
@pytest.mark.parametrize(
    ("fault", "said", "written"),
    [
        (Fault(2, "write", errno=errno.ENOSPC), ["10", str(errno.ENOSPC), "10"], "a" * 10 + "c" * 10),
        (Fault(2, "write", errno=errno.EIO, forever=True), ["10", str(errno.EIO), str(errno.EIO)], "a" * 10),
        (Fault(2, "write", short=True), ["10", "5", "10"], "a" * 10 + "b" * 5 + "c" * 10),
        (
            Fault(2, "write", errno=errno.ENOSPC, short=True, forever=True),
            ["10", "5", str(errno.ENOSPC)],
            "a" * 10 + "b" * 5,
        ),
        (Fault(2, "write", kill="before"), ["10"], "a" * 10),
        (Fault(2, "write", kill="half"), ["10"], "a" * 10 + "b" * 5),
        (Fault(2, "write", kill="after"), ["10"], "a" * 10 + "b" * 10),
    ],
    ids=str,
)
def test_a_fault_does_what_it_says(tmp_path: Path, call: str, fault: Fault, said: list[str], written: str) -> None:
    path = tmp_path / "file"
    outcome = run(WRITER.format(path=str(path), call=call), tmp_path, fault)
    assert outcome.stdout.split() == said
    assert path.read_text() == written
    assert outcome.returncode == (-9 if fault.kill else 0)


def test_a_folder_behind_a_link_is_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    program = f"import os; os.mkdir({str(tmp_path / 'link' / 'new')!r})"
    assert count(program, tmp_path / "real") == 1
    (tmp_path / "real" / "new").rmdir()
    assert count(program, tmp_path / "link") == 1


def test_a_neighbour_with_a_longer_name_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store2").mkdir()
    assert run(f"open({str(tmp_path / 'store2' / 'a')!r}, 'w').write('x')", tmp_path / "store").calls == ()


def test_children_count_with_their_parents(tmp_path: Path) -> None:
    program = f"""
import os, subprocess, sys
os.mkdir({str(tmp_path / "a")!r})
subprocess.run([sys.executable, "-c", {f"import os; os.mkdir({str(tmp_path / 'b')!r})"!r}])
"""
    outcome = run(program, tmp_path, Fault(2, errno=errno.EROFS))
    assert [(call.number, call.path, call.deed) for call in outcome.calls] == [(1, "a", "pass"), (2, "b", "fail")]
    assert "Read-only file system" in outcome.stderr


def test_a_program_whose_calls_are_not_seen_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no change"):
        count("pass", tmp_path)
    with pytest.raises(RuntimeError, match="fails by itself"):
        count("1 / 0", tmp_path)


def test_without_a_compiler_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(RuntimeError, match="apt-get install gcc"):
        harness.library.__wrapped__()


@pytest.mark.parametrize(
    "what",
    [
        {"at": 0, "errno": errno.EIO},
        {"at": 1},
        {"at": 1, "kill": "after", "errno": errno.EIO},
        {"at": 1, "kill": "after", "forever": True},
        {"at": 1, "call": "sync", "short": True},
    ],
    ids=str,
)
def test_a_fault_that_means_nothing_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"nothing|clear|short"):
        Fault(**what)


def test_places_are_spread_over_the_whole_length() -> None:
    assert spread(7, 10, seed=1) == [1, 2, 3, 4, 5, 6, 7]
    picked = spread(1000, 10, seed=1)
    assert (picked[0], picked[-1], len(picked)) == (1, 1000, 10)
    assert all(124 * i < place <= 124 * i + 130 for i, place in enumerate(picked[1:-1]))
    assert picked == spread(1000, 10, seed=1) != spread(1000, 10, seed=2)
