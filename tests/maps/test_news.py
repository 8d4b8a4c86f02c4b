"""What open pages ask for: the newest edition and whether something is wrong, small and never kept."""

import json
from pathlib import Path

import pytest
from starlette.requests import Request

from maps import news
from maps.routes import edition
from settings import HOME
from store.history import Store
from tests.demo_store import copied


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store(copied(tmp_path), HOME / "data")
    monkeypatch.setattr(news, "store", lambda: made)
    return made


def ask() -> tuple[object, str]:
    """The body, and how long it may be kept."""
    answer = edition(Request({"type": "http", "method": "GET", "path": "/edition", "headers": []}))
    return json.loads(bytes(answer.body)), answer.headers["cache-control"]


def test_the_news_is_the_newest_edition_and_is_never_kept(held: Store) -> None:
    assert ask() == ({"number": 12, "digest": held.entry(12).digest, "alarms": ""}, "no-store")
    held.roll_back(9, "", "test")
    assert ask() == ({"number": 13, "digest": held.entry(9).digest, "alarms": ""}, "no-store")


def test_an_empty_store_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Store(f"sqlite:///{tmp_path / 'new.sqlite'}", HOME / "data")
    monkeypatch.setattr(news, "store", lambda: empty)
    assert news.newest() == {"number": 0, "digest": "", "alarms": ""}


def test_an_alarm_is_news_and_says_nothing_of_what_it_is(held: Store) -> None:
    held._alarms.tell("test", "a secret path")
    told = news.newest()
    assert told["alarms"]
    assert "secret" not in told["alarms"]
    held._alarms.tell("test", "another")
    assert news.newest()["alarms"] != told["alarms"]
