"""The history as scripts read it: listed, compared, gone back to; and its log, which tells who touched it."""

import json
import sqlite3

import pytest
from sqlalchemy import make_url

from settings import HOME
from store.history import Store
from tests.commands.running import BOOKS, cli, refused

LAST = len(BOOKS)


def database(store: str) -> sqlite3.Connection:
    return sqlite3.connect(str(make_url(store).database))


def test_the_history_is_a_list_oldest_first(demo: str) -> None:
    done = cli(demo, "editions", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    listed = json.loads(done.stdout)
    assert [entry["number"] for entry in listed] == list(range(1, LAST + 1))
    assert {"number", "as_of", "published_at", "note", "released"} <= set(listed[0])
    plain = cli(demo, "editions").stdout.splitlines()
    assert len(plain) == LAST + 1
    assert plain[-1].split()[:2] == [str(LAST), BOOKS[-1].stem]


def test_an_empty_store_has_an_empty_history(store: str) -> None:
    assert json.loads(cli(store, "editions", "--json").stdout) == []
    assert cli(store, "editions").stdout == "还没有发布过\n"


def test_a_note_cannot_play_with_the_terminal(demo: str) -> None:
    assert cli(demo, "rollback", 1, "--note", "\x1b[2Jgone").returncode == 0
    assert "\x1b" not in cli(demo, "editions").stdout + cli(demo, "audit", "show").stdout


def test_going_back_is_a_new_edition_equal_to_the_old_one(demo: str) -> None:
    done = cli(demo, "rollback", 3, "--note", "退回", "--who", "王工")
    assert (done.returncode, done.stdout) == (0, f"已发布第 {LAST + 1} 期，内容与第 3 期相同\n")
    held = Store(demo, HOME / "data")
    assert (held.latest().equal_to, held.latest().who, held.latest().note) == (3, "王工", "退回")
    assert held.latest().digest == held.entry(3).digest
    assert held.get(LAST + 1).report.counts == held.get(3).report.counts


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rollback", 99], "99"),
        (["rollback", LAST], str(LAST)),
        (["rollback", 1, "--base", 3], str(LAST)),
        (["diff", 1, 99], "99"),
    ],
)
def test_what_is_not_there_or_stale_is_refused(demo: str, words: list[object], told: str) -> None:
    assert refused(cli(demo, *words), 3, told)
    assert Store(demo, HOME / "data").head() == LAST


def test_two_editions_are_compared(demo: str) -> None:
    done = cli(demo, "diff", LAST - 1, LAST, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [found[side]["number"] for side in ("before", "after")] == [LAST - 1, LAST]
    assert len(found["buildings"]) == found["counts"]["changed"] > 0
    assert f"{found['counts']['changed']:,}" in cli(demo, "diff", LAST - 1, LAST).stdout
    assert json.loads(cli(demo, "diff", 2, 2, "--json").stdout)["buildings"] == []


def test_a_log_that_nobody_touched_holds(demo: str) -> None:
    done = cli(demo, "audit", "verify")
    with database(demo) as held:
        n, head = held.execute("select count(*), max(hash) filter (where seq = ?) from audit", (LAST,)).fetchone()
    assert (done.returncode, done.stderr, n) == (0, "", LAST)
    assert f"{n} 行" in done.stdout
    assert head in done.stdout


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update audit set who = 'somebody else' where seq = 5", ["第 5 行"]),
        ("update audit set detail = 'no json' where seq = 5", ["第 5 行"]),
        (f"delete from audit where seq = {LAST}", [f"第 {LAST} 行", f"第 {LAST} 期"]),
        ("delete from audit where seq = 5", ["第 5 至 5 行", "第 5 期"]),
        ("delete from audit", [f"第 {LAST} 行"]),
        ("update editions set digest = (select digest from editions where number = 1) where number = 4", ["第 4 期"]),
    ],
)
def test_a_line_that_was_changed_or_removed_is_found(demo: str, statement: str, told: list[str]) -> None:
    with database(demo) as held:
        held.execute(statement)
    done = cli(demo, "audit", "verify")
    assert done.returncode == 3
    problems = done.stderr.splitlines()
    assert all(any(place in line for line in problems) for place in told), problems


def test_a_changed_building_is_found_by_the_long_look(demo: str) -> None:
    with database(demo) as held:
        held.execute("update progress set stage = 'handover' where number = 4 and place = 7 and stage <> 'handover'")
    assert cli(demo, "audit", "verify").returncode == 0
    done = cli(demo, "audit", "verify", "--all")
    assert done.returncode == 3
    assert "第 4 期" in done.stderr.splitlines()[-1]


def test_the_log_can_be_read(demo: str) -> None:
    lines = json.loads(cli(demo, "audit", "show", "--json").stdout)
    assert [(line["seq"], line["action"], line["number"]) for line in lines] == [
        (at, "publish", at) for at in range(1, LAST + 1)
    ]
    assert len(cli(demo, "audit", "show").stdout.splitlines()) == LAST
