"""What changed from one edition to another: by kind, on the map, by subdistrict, building by building."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

import locales
from locales import _
from maps import comparison as drawing
from maps import frame, geometry, state, words
from pages import panels
from sites.change_words import lines
from sites.changes import CHANGES
from sites.comparison import Comparison, compare
from sites.edition import Edition
from store.editions import Entry
from store.history import store

KEPT = 6
"""Comparisons held in memory."""
VIEWS = ("marks", "before", "after")
BUILDINGS_SHOWN = 5_000
TABLE_HEIGHT_PX = 360


def section(chosen: Entry, entries: tuple[Entry, ...], usual: int | None) -> None:
    """Draw what changed up to the chosen edition since another, at first the one before it (``usual``)."""
    others = [entry for entry in entries[::-1] if entry != chosen]
    if not others:
        st.write(_("只有这一期，没有可以比较的。"))
        return
    by_number = {entry.number: entry for entry in others}
    if st.session_state.get("against") not in by_number:
        st.session_state["against"] = usual if usual is not None else others[-1].number
    left, right = st.columns([1, 1], gap="small", vertical_alignment="bottom")
    with left:
        st.selectbox(_("与哪一期比较"), list(by_number), key="against", format_func=lambda n: _name(by_number[n]))
    against = by_number[st.session_state["against"]]
    before, after = store().get(against.number), store().get(chosen.number)
    with right:
        view = _view(against, chosen)
    with st.spinner(_("正在比较两期…"), show_time=False):
        found = _compared(before.digest, after.digest, against.number, chosen.number)
    panels.changes(_told(found))
    _map(before, after, found, view)
    _subdistricts(found)
    _buildings(found)


def _name(entry: Entry) -> str:
    return _("第 {n} 期（{day}）").format(n=entry.number, day=entry.as_of.isoformat())


def _view(against: Entry, chosen: Entry) -> str:
    titles = {
        "marks": _("前后变化"),
        "before": _("第 {n} 期").format(n=against.number),
        "after": _("第 {n} 期").format(n=chosen.number),
    }
    st.session_state.setdefault("compared_view", VIEWS[0])
    return str(
        st.segmented_control(_("地图上看"), VIEWS, key="compared_view", format_func=titles.__getitem__, required=True)
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT)
def _compared(before: str, after: str, number_before: int, number_after: int) -> Comparison:
    """Compare two editions, named by digest; their numbers stand in what is said."""
    return compare(store().get(number_before), store().get(number_after))


def _told(found: Comparison) -> dict[str, Any]:
    counts = found.counts
    happened = [change for change in CHANGES if counts[change.code]]
    accepted = found.compounds[found.compounds["accepted"]]["compound"].dropna()
    told = []
    if counts["changed"]:
        told.append(
            _("有变化 {changed:,} 幢，未变化 {unchanged:,} 幢；滞后 {behind_before:,} → {behind_after:,} 幢").format(
                **counts
            )
        )
    if counts["compounds_appeared"] or counts["compounds_vanished"]:
        told.append(_("新列入小区 {compounds_appeared} 个，不再列入 {compounds_vanished} 个").format(**counts))
    if len(accepted):
        told.append(_("全部通过验收的小区：{names}").format(names=_("、").join(accepted)))
    title = _("第 {a} 期 → 第 {b} 期").format(a=found.before.number, b=found.after.number)
    return {
        "title": title,
        "lines": told or [_("两期没有不同")],
        "kinds": [
            {"label": kind.label, "sign": kind.sign, "light": kind.light, "dark": kind.dark, "n": f"{counts[kind.code]:,}"}
            for kind in happened
        ],
    }  # fmt: skip


def _map(before: Edition, after: Edition, found: Comparison, view: str) -> None:
    """Draw the map: the changes, or either edition as it was. The frame keeps standing; only what it is told changes."""
    ground = store().ground()
    told = st.session_state.get("history_map") or {}
    marked = ""
    if view == "marks":
        drawn = _drawn(before.digest, after.digest, before.number, after.number, locales.current())
        shapes, standing, marked = drawn.geometry, drawn.edition, drawn.marks
        n = len(found.buildings)
    else:
        shown = before if view == "before" else after
        shapes, standing, n = geometry.address(shown, ground), state.address(shown), len(shown.buildings)
    choice = state.Choice(
        stages=tuple(told.get("stages", ())), statuses=tuple(told.get("statuses", ())),
        layers=tuple(told.get("layers", ())), select=told.get("select"), marks=tuple(told.get("marks", ())),
    )  # fmt: skip
    if told.get("clear"):
        choice = state.Choice(layers=choice.layers)
    with st.container(key="map"):
        frame.show(
            state.State(
                geometry=shapes, edition=standing, words=words.address(after.synthetic), mask=np.ones(n, bool),
                choice=choice, echo=str(told.get("nonce", "")), marks=marked,
            ),
            key="history_map",
        )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _drawn(before: str, after: str, number_before: int, number_after: int, language: str) -> drawing.Addresses:
    held = store()
    found = _compared(before, after, number_before, number_after)
    return drawing.addresses(held.get(number_before), held.get(number_after), found, held.ground())


def _subdistricts(found: Comparison) -> None:
    table = found.by_subdistrict
    happened = [change for change in CHANGES if found.counts[change.code]]
    table = table.loc[table["changed"] > 0, ["changed", *(change.code for change in happened)]]
    if table.empty:
        return
    table.index = pd.Index([name or _("（无街道）") for name in table.index])
    titles = {"changed": _("有变化"), **{change.code: change.label for change in happened}}
    st.dataframe(
        table.rename(columns=titles).reset_index(names=_("街道")),
        hide_index=True,
        height="content",
    )


def _buildings(found: Comparison) -> None:
    rows = _listed(found.before.number, found.after.number, id(found), locales.current(), found)
    if rows.empty:
        return
    if len(rows) < found.counts["changed"]:
        st.caption(_("只列出前 {n} 幢，全部请用 cli.py diff").format(n=f"{len(rows):,}"))
    st.dataframe(rows, hide_index=True, height=TABLE_HEIGHT_PX)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def _listed(before: int, after: int, which: int, language: str, _found: Comparison) -> pd.DataFrame:
    """Return the buildings that changed, the gravest first, in words."""
    order = np.argsort(_found.gravest[_found.changed], kind="stable")
    rows = _found.buildings[_found.changed].iloc[order].head(BUILDINGS_SHOWN)
    said = [_("；").join(lines(row)) for row in rows.to_dict("records")]
    return pd.DataFrame(
        {
            _("街道"): rows["subdistrict"].to_numpy(),
            _("小区"): rows["compound"].to_numpy(),
            _("幢号"): rows["building_no"].to_numpy(),
            _("变化"): said,
        }
    )
