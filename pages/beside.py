"""Two maps side by side on the desk: the same enquiry as of another edition, or of another subdistrict."""

from dataclasses import replace

import streamlit as st

from loaders.errors import LoadError
from locales import _
from pages import address, enquiring, panels, shown, words
from sites import enquiry
from sites.enquiry import Answer
from store.errors import StoreError
from store.history import store

MAP = "map_beside"
EDITION, SUBDISTRICT = "edition", "subdistrict"


def answer(found: Answer) -> Answer | None:
    """Return what the second map shows; None where nothing is to be compared, or what was asked is not there."""
    kind, value = _asked()
    try:
        if kind == EDITION and shown.is_known(number := address.number(value)):
            edition = store().get(int(number or 0))
            return enquiry.answer(edition, enquiring.known(found.enquiry, edition))
    except (LoadError, StoreError):
        return None  # said by an alarm
    if kind == SUBDISTRICT and value in found.edition.arrays.subdistricts:
        there = found.enquiry.choosing(SUBDISTRICT, (value,)).choosing("compound", ())
        return enquiry.answer(found.edition, replace(there, picked=()))
    return None


def is_apart() -> bool:
    """Tell whether the two maps look at different places."""
    return _asked()[0] == SUBDISTRICT


def menu(found: Answer) -> None:
    """Draw the menu that chooses what stands beside."""
    opened = st.popover(
        _("并排"), icon=":material/splitscreen_right:", key="beside_menu", on_change="rerun", width="content"
    )
    if not opened.open:
        return
    kind, value = _asked()
    entries = {
        str(entry.number): _edition_name(entry.number, entry.as_of.isoformat()) for entry in store().list()[::-1]
    }
    with opened:
        for title, name, options, known in (
            (_("另一期"), EDITION, [n for n in entries if n != str(found.edition.number)], entries),
            (_("另一个街道"), SUBDISTRICT, list(found.edition.arrays.subdistricts), {}),
        ):
            key = f"beside_{name}"
            st.session_state[key] = value if kind == name and value in options else None
            st.selectbox(
                title, options, key=key, index=None, placeholder=_("不并排"), on_change=_chosen, args=(name,),
                format_func=lambda option, known=known: known.get(option, option),
            )  # fmt: skip


def captions(found: Answer, other: Answer) -> None:
    """Say above the maps which is which, and what each shows."""
    with st.container(key="beside_captions"):
        for column, one in zip(st.columns(2, gap="small"), (found, other), strict=True):
            with column:
                panels.card(_title(one), [(_line(one), "faint")])


def _title(one: Answer) -> str:
    places = _("、").join(one.enquiry.of(SUBDISTRICT)) or _("全区")
    return f"{places} · {_edition_name(one.edition.number, one.edition.as_of.isoformat())}"


def _line(one: Answer) -> str:
    own = one.edition.arrays
    behind = int((one.mask & (own.days_behind > 0)).sum())
    return _("{n} 幢，滞后 {behind} 幢").format(n=words.number(int(one.mask.sum())), behind=words.number(behind))


def _edition_name(number: int, day: str) -> str:
    return _("第 {n} 期 · {day}").format(n=number, day=day)


def _asked() -> tuple[str, str]:
    kind, _colon, value = str(st.session_state.get("beside") or "").partition(":")
    return kind, value


def _chosen(kind: str) -> None:
    value = st.session_state.get(f"beside_{kind}")
    st.session_state["beside"] = f"{kind}:{value}" if value else ""
