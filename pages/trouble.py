"""What a page says when something is wrong that nobody foresaw: one plain sentence, and where the log tells more."""

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from locales import _

log = logging.getLogger(__name__)


def reference() -> str:
    """Return a short number that stands on the screen and in the log, such as ``7F3A-09``."""
    drawn = secrets.token_hex(3).upper()
    return f"{drawn[:4]}-{drawn[4:]}"


def guarded(run: Callable[[], None]) -> None:
    """Run a page; what it fails with goes into the log whole, and onto the screen as a sentence with its reference.

    Streamlit's own way to stop a run or to begin it anew is no exception of this kind and passes.
    """
    try:
        run()
    except Exception:
        number = reference()
        log.exception("%s: a page failed", number)
        st.error(sentence(number))


def sentence(number: str) -> str:
    """Return what to do, with the reference."""
    return _("这一页没有显示完整。请刷新再试；还不行，请把编号 {number} 告诉管理员，日志里按它查得到原因。").format(
        number=number
    )
