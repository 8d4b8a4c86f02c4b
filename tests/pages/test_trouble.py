"""A page that fails says so in one plain sentence, and the log tells the rest under the same number."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest


def failing() -> None:
    from pages import trouble

    def page() -> None:
        raise KeyError("/srv/secret/path of a file")

    trouble.guarded(page)


def stopping() -> None:
    import streamlit as st

    from pages import trouble

    def page() -> None:
        st.text("before")
        st.stop()

    trouble.guarded(page)
    st.text("after")


def test_the_screen_has_a_sentence_and_the_log_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        shown = AppTest.from_function(failing).run()
    (said,) = (error.value for error in shown.error)
    number = re.search(r"[0-9A-F]{4}-[0-9A-F]{2}", said)
    assert number
    assert "secret" not in said
    (record,) = (one for one in caplog.records if number[0] in one.getMessage())
    assert record.exc_info
    assert not shown.exception


def test_a_page_that_stops_by_itself_is_no_failure() -> None:
    shown = AppTest.from_function(stopping).run()
    assert [text.value for text in shown.text] == ["before"]
    assert not shown.error
