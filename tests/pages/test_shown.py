"""Which edition a session looks at: a number, a day, or the current one; and which days are offered."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import shown
from settings import HOME
from store.history import Store
from tests.demo_store import copied


def script() -> None:
    """A run of a page: the address is read, the edition found, the address written."""
    import streamlit as st

    from pages import address, shown

    address.read()
    edition = shown.edition()
    st.session_state["number"] = edition.number
    st.session_state["offered"] = shown.days(edition)
    st.session_state["chosen"] = shown.is_chosen()
    address.write()


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own, which the pages read."""
    made = Store(copied(tmp_path), HOME / "data")
    monkeypatch.setattr(shown, "store", lambda: made)
    yield made
    made.database.close()


def opened(**query: str) -> AppTest:
    session = AppTest.from_function(script, default_timeout=60)
    for name, value in query.items():
        session.query_params[name] = value
    session.run()
    assert not session.exception
    return session


def query(session: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in session.query_params.items()}


def test_without_a_word_the_current_edition_is_shown_and_followed(held: Store) -> None:
    session = opened()
    assert (session.session_state["number"], session.session_state["chosen"]) == (12, False)
    held.roll_back(9, "", "test")
    session.run()
    assert session.session_state["number"] == 13
    assert query(session) == {}


def test_a_number_is_that_very_edition_even_when_it_is_no_longer_current(held: Store) -> None:
    session = opened(edition="12")
    held.roll_back(9, "", "test")
    session.run()
    assert session.session_state["number"] == 12
    assert query(session) == {"edition": "12"}


def test_a_day_is_the_highest_numbered_edition_on_or_before_it(held: Store) -> None:
    assert opened(as_of="2022-07-20").session_state["number"] == 9
    held.roll_back(9, "", "test")  # edition 13, of the same day
    assert opened(as_of="2022-07-15").session_state["number"] == 13
    assert opened(as_of="2022-06-30").session_state["number"] == 8


@pytest.mark.parametrize("text", ["99", "-1", "0", "9.0", "九", "٩", "1" * 40, "", "{{9}}"])
def test_a_number_that_no_edition_has_is_left_out(held: Store, text: str) -> None:
    session = opened(edition=text)
    assert session.session_state["number"] == 12
    assert "edition" not in query(session)


def test_every_day_is_offered_once_the_latest_first(held: Store) -> None:
    offered = opened().session_state["offered"]
    assert offered == sorted({entry.as_of for entry in held.list()}, reverse=True)
    held.roll_back(11, "", "test")
    held.roll_back(12, "", "test")
    assert opened().session_state["offered"] == offered


def test_a_day_that_leads_to_an_edition_of_another_day_is_not_offered(held: Store) -> None:
    held.roll_back(9, "", "test")
    assert opened().session_state["offered"][:2] == [date(2022, 7, 15), date(2022, 6, 24)]
    assert opened(edition="12").session_state["offered"][:2] == [date(2022, 8, 31), date(2022, 7, 15)]
    for day in opened().session_state["offered"]:
        assert held.on(day).as_of == day
