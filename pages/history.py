"""历史 · the history: every edition, newest first, and one of them looked at closely."""

import itertools
from typing import Any

import numpy as np
import streamlit as st

from locales import _
from pages import address, filters, live, navigation, origins, panels, rollback, what_changed
from sites.standing import moved_on
from store.editions import Entry
from store.errors import StoreError
from store.history import store

MOVED_SHOWN = 24
"""How many of the newest editions say how many buildings moved on: each has to be read for it."""
SECTIONS = ("changes", "files", "report", "log")


def page() -> None:
    """Draw the page."""
    _read()
    entries = store().list()
    if not entries:
        live.empty()
        return
    navigation.links()
    with st.sidebar:
        filters.languages()
    chosen = _chosen(entries)
    live.notices()
    rows, closely = st.columns([1, 2], gap="small")
    with rows, st.container(key="editions"):
        pressed = panels.editions("editions_panel", _told(entries, chosen))
    if pressed and pressed != chosen.number:
        st.session_state["looked_at"] = pressed
        st.rerun()
    with closely, st.container(key="edition"):
        _closely(chosen, entries)
    rollback.dialog(entries)
    _write(chosen, entries)
    live.watch()
    if _compute_moved(entries):
        st.rerun()  # the rows stand already; now they say how many moved on


def _read() -> None:
    """Take over the address when the session comes here by one that names an edition."""
    state, query = st.session_state, st.query_params
    if address.arrive("history"):
        state["looked_at"] = address.number(query.get("edition", "")) or state.get(
            "looked_at"
        )  # unknown ones: see _chosen
        state["against"] = address.number(query.get("against", ""))
        if query.get("show") in SECTIONS:
            state["section"] = query["show"]


def _write(chosen: Entry, entries: tuple[Entry, ...]) -> None:
    query = {} if chosen == entries[-1] else {"edition": str(chosen.number)}
    against = st.session_state.get("against")
    if against in {entry.number for entry in entries} - {_before(chosen, entries)}:
        query["against"] = str(against)
    if st.session_state.get("section") not in (None, SECTIONS[0]):
        query["show"] = st.session_state["section"]
    address.put(query)


def _chosen(entries: tuple[Entry, ...]) -> Entry:
    """Return what is looked at: the newest edition unless another was pressed."""
    known = {entry.number: entry for entry in entries}
    looked_at = known.get(st.session_state.get("looked_at") or 0)
    if looked_at is None or looked_at == entries[-1]:
        st.session_state["looked_at"] = None  # follows what is published
        return entries[-1]
    return looked_at


def _before(chosen: Entry, entries: tuple[Entry, ...]) -> int | None:
    earlier = [entry.number for entry in entries if entry.number < chosen.number]
    return earlier[-1] if earlier else None


def _told(entries: tuple[Entry, ...], chosen: Entry) -> dict[str, Any]:
    """Return the rows in words."""
    rows = [_row(entry, before, chosen, entries[-1]) for before, entry in zip((None, *entries), entries, strict=False)]
    words = {"title": _("各期，新的在前"), "published": _("{time} · {who}")}
    return {"rows": rows[::-1], "words": words}


def _row(entry: Entry, before: Entry | None, chosen: Entry, current: Entry) -> dict[str, Any]:
    more = entry.figures["behind"] - before.figures["behind"] if before else 0
    moved = _moved().get(_pair(before, entry)) if before else None
    return {
        "number": entry.number,
        "title": _("第 {n} 期").format(n=entry.number),
        "as_of": _("截至 {as_of}").format(as_of=entry.as_of.isoformat()),
        "published_at": f"{entry.published_at.isoformat()}Z",
        "who": entry.who,
        "note": entry.note,
        "marks": marks(entry, current),
        "behind": _("滞后 {n}").format(n=f"{entry.figures['behind']:,}"),
        "change": "" if before is None else f"▲ {more}" if more > 0 else f"▼ {-more}" if more else "–",
        "worse": more > 0,
        "moved": "" if moved is None else _("前进 {n}").format(n=f"{moved:,}"),
        "chosen": entry == chosen,
    }


def marks(entry: Entry, current: Entry) -> list[str]:
    """Return what is special about an edition."""
    found = [_("当前")] if entry == current else []
    if entry.equal_to is not None:
        found.append(_("等于第 {n} 期").format(n=entry.equal_to))
    if entry.synthetic:
        found.append(_("演示"))
    return found


def _closely(chosen: Entry, entries: tuple[Entry, ...]) -> None:
    head, ways = st.columns([3, 2], gap="small", vertical_alignment="center")
    with head:
        st.subheader(_("第 {n} 期 · 截至 {day}").format(n=chosen.number, day=chosen.as_of.isoformat()), anchor=False)
        if chosen.synthetic:
            st.caption(_("演示数据（虚构）"))
    with ways, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        navigation.to_map(_("看这一期的地图"), None if chosen == entries[-1] else chosen.number)
        rollback.offer(chosen, entries[-1])
    titles = {"changes": _("前后变化"), "files": _("来源文件"), "report": _("读入报告"), "log": _("操作记录")}
    st.session_state.setdefault("section", SECTIONS[0])
    shown = st.segmented_control(
        _("看什么"),
        SECTIONS,
        key="section",
        format_func=titles.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    try:
        if shown == "files":
            origins.files(chosen)
        elif shown == "report":
            origins.report(chosen)
        elif shown == "log":
            origins.log()
        else:
            what_changed.section(chosen, entries, _before(chosen, entries))
    except StoreError as error:
        st.error(_("这一部分无法读取："))
        st.text(str(error))  # as text: it quotes what is in the store


@st.cache_resource
def _moved() -> dict[tuple[str, str], int | None]:
    """Return how many buildings moved on between two editions, as far as it is known: by digest, so it never changes."""
    return {}


def _pair(before: Entry, entry: Entry) -> tuple[str, str]:
    return before.digest, entry.digest


def _compute_moved(entries: tuple[Entry, ...]) -> bool:
    """Find out what the rows do not say yet, the newest first; return whether there was anything."""
    newest = entries[-MOVED_SHOWN - 1 :]
    due = [(a, b) for a, b in itertools.pairwise(newest) if _pair(a, b) not in _moved()]
    place = st.empty()
    for before, entry in due[::-1]:
        place.empty()  # lets a run that somebody asked for meanwhile begin
        _moved()[_pair(before, entry)] = _count_moved(before, entry)
    return bool(due)


def _count_moved(before: Entry, entry: Entry) -> int | None:
    try:
        earlier, edition = store().get(before.number), store().get(entry.number)
    except (StoreError, KeyError):
        return None  # said by an alarm
    return moved_on(edition, earlier, np.ones(len(edition.buildings), bool))
