"""Going back: an old edition published again as a new one, after a note and a second look."""

import getpass

import streamlit as st

from locales import _
from store.editions import Entry
from store.errors import StaleBase, StoreError
from store.history import store

NOTE_LONGEST = 500
WHO_LONGEST = 80


def offer(chosen: Entry, current: Entry) -> None:
    """Draw the button that begins a roll-back to the chosen edition; nothing for the current one."""
    if chosen.number != current.number:
        st.button(_("回滚到这一期"), key="rollback", icon=":material/undo:", on_click=_begin, args=(chosen.number,))


def dialog(entries: tuple[Entry, ...]) -> None:
    """Ask for a note and a yes, while a roll-back is begun: whatever is published meanwhile, what was typed stays."""
    wanted = st.session_state.get("rolling_back")
    chosen = next((entry for entry in entries if wanted is not None and entry.number == wanted["to"]), None)
    if chosen is not None:
        title = _("回滚到第 {n} 期").format(n=chosen.number)
        st.dialog(title, on_dismiss=_end, icon=":material/undo:")(_ask)(chosen, entries[-1])


def _begin(number: int) -> None:
    st.session_state["rolling_back"] = {"to": number, "base": store().head(), "told": ""}


def _end() -> None:
    st.session_state.pop("rolling_back", None)


def _ask(chosen: Entry, current: Entry) -> None:
    begun = st.session_state["rolling_back"]
    st.write(
        _(
            "将发布一期新的，内容与第 {n} 期（截至 {day}）完全相同。现在的第 {current} 期和其他各期都保留，还可以再回来。"
        ).format(n=chosen.number, day=chosen.as_of.isoformat(), current=current.number)
    )
    note = st.text_input(_("发布说明"), key="rollback_note", max_chars=NOTE_LONGEST, placeholder=_("为什么回滚"))
    who = st.text_input(_("署名"), key="rollback_who", value=account(), max_chars=WHO_LONGEST)
    if begun["told"]:
        st.error(_("没有发布："))
        st.text(begun["told"])  # as text: it may quote the database
    if st.button(_("发布"), key="rollback_confirm", type="primary"):
        _go(chosen, note, who or account())


def _go(chosen: Entry, note: str, who: str) -> None:
    begun = st.session_state["rolling_back"]
    try:
        new = store().roll_back(chosen.number, note, who, begun["base"])
    except StaleBase as error:
        begun["base"] = error.current
        begun["told"] = _("{what}。再按一次“发布”，就在第 {current} 期之后回滚。").format(
            what=error, current=error.current
        )
    except StoreError as error:
        begun["told"] = str(error)
    else:
        _end()
        st.session_state["looked_at"] = new
    st.rerun()


def account() -> str:
    """Return the name of the account that the app runs under: who works at this machine, while there is no login."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
