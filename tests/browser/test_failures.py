"""The app whose store is damaged, or whose database goes away: it starts, shows the last good edition, and says so."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from settings import HOME
from store import spare
from store.database import Database
from store.history import Store
from tests.browser.browsing import View
from tests.browser.conftest import Open
from tests.browser.serving import PATIENCE_S, health, serve
from tests.demo_store import copied
from tests.demo_store import store as demo_store
from tests.postgres import Postgres, Stop

ALARM = ".st-key-alarm"


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def shown(view: View) -> int:
    return sum(view.counts().values())


@pytest.mark.parametrize("damage", ["header", "edition", "empty"])
def test_the_app_starts_on_a_damaged_file(visit: Open, tmp_path: Path, damage: str) -> None:
    url = copied(tmp_path)
    file = tmp_path / "onemap.sqlite"
    if damage == "header":
        content = file.read_bytes()
        file.write_bytes(b"x" + content[1:])
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("UPDATE progress SET stage = 'handover' WHERE number = 12 AND place < 100")
            connection.commit()
    with serve(database_url=url, ready=503 if damage == "header" else 200) as server:
        view = visit(at=server)
        view.page.wait_for_selector(ALARM)
        assert shown(view) == 900
        stages = demo_store().current().report.counts["buildings_by_stage"]
        assert {stage: n for stage, n in view.counts().items() if n} == {stage: n for stage, n in stages.items() if n}


def test_postgresql_is_restarted_under_the_running_app(
    visit: Open, postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    file = demo_store().database.file
    assert file is not None
    kept = spare.usual_path(Database(postgres_url))
    store = Store(postgres_url, HOME / "data", tmp_path / "spare.sqlite")
    try:
        store.restore(file, "admin")
        with serve(database_url=postgres_url) as server:
            view = visit(at=server)
            assert shown(view) == 900
            postgres.stop(Stop.KILL)
            until(lambda: health(server) == 503)
            view.page.wait_for_selector(ALARM)  # without a reload
            view.open("?subdistrict=虹桥街道")
            assert shown(view) == len(demo_store().current().buildings.query("subdistrict == '虹桥街道'"))
            postgres.start()
            until(lambda: health(server) == 200)
            view.open()
            view.page.wait_for_selector(ALARM, state="detached")
            assert shown(view) == 900
            assert store.roll_back(1, "", "admin") == 13
            assert health(server) == 200
    finally:
        store.database.close()
        kept.unlink(missing_ok=True)
