"""Which edition a session looks at: the one that its address names, the one of a day, or the current one, which moves on."""

from datetime import date

import streamlit as st

from sites.edition import Edition
from store.history import store


def is_known(number: int | None) -> bool:
    """Tell whether pages show an edition of this number."""
    return number is not None and any(entry.number == number for entry in store().list())


def edition() -> Edition:
    """Return the edition that the session looks at: the one that its address names, the one of its day, or the current one.

    Raises
    ------
    StoreError, FileMissing
        It cannot be shown.
    """
    state, held = st.session_state, store()
    if not is_known(state.get("edition")):
        state["edition"] = None
    day = state.get("day")
    if day is not None and held.list()[-1].as_of <= day:
        state["day"] = day = None  # the newest is of that day: the session follows what is published
    asked = state.get("edition")
    found = held.get(asked) if asked is not None else held.on(day) if day else held.current()
    state["as_of"] = found.as_of
    return found


def days(looked_at: Edition) -> list[date]:
    """Return the days to choose from, the latest first: each leads to an edition of that very day.

    After a roll-back to an earlier one, what was published since is reached by its number alone. The day of the edition
    that is shown is among them all the same.
    """
    found = {looked_at.as_of}
    newer = date.max
    for entry in store().list()[::-1]:
        if entry.as_of < newer:
            newer = entry.as_of
            found.add(newer)
    return sorted(found, reverse=True)


def is_chosen() -> bool:
    """Tell whether the session asked for an edition or a day, instead of following what is published."""
    return any(st.session_state.get(key) is not None for key in ("edition", "day"))


def day_chosen() -> None:
    """Look at the edition of the chosen day, whatever number was looked at before."""
    st.session_state.update({"edition": None, "day": st.session_state["as_of"]})


def to_current() -> None:
    """Look at the current edition from the next run on, and follow what is published."""
    st.session_state.update({"edition": None, "day": None})
