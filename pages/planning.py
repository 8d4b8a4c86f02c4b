"""计划台 · the planner's desk: filters at the left, the map, charts or details at the right, the table below; one selection."""

from dataclasses import replace
from typing import Any

import streamlit as st

from loaders.errors import LoadError
from maps import frame, state, words
from pages import (
    beside,
    desk_charts,
    desk_details,
    desk_filters,
    desk_rows,
    enquiring,
    exporting,
    filters,
    live,
    panels,
    shown,
)
from pages.overview import _geometry_file, _state_file
from sites import enquiry as enquiries
from sites.enquiry import Answer, Enquiry
from store.errors import StoreError
from store.history import store


def page() -> None:
    """Draw the page."""
    enquiring.read()
    enquiring.hear(st.session_state.get("map"))
    enquiring.hear(st.session_state.get(beside.MAP), beside.MAP)
    try:
        edition = shown.edition() if store().list() else None
    except (LoadError, StoreError) as error:
        live.unreadable(error)
        return
    if edition is None:
        live.empty()
        return
    enquiring.keep_known(edition)
    found = enquiries.answer(edition, enquiring.enquiry())
    other = beside.answer(found)
    above, main, below = st.container(), st.container(), st.container()
    with main:
        left, right = st.columns([1, 1] if other else [4.7, 1], gap="small")
    with left:
        _map(found, "map", other is not None)  # first in time, as on the overview
    filters.heading(edition)
    desk_filters.sidebar(found)
    with above:
        live.notices(edition)
        _asked(found)
        if other:
            beside.captions(found, other)
    with right:
        if other:
            _map(other, beside.MAP, True)
        elif st.session_state.get("select"):
            desk_details.panel(edition)
        else:
            desk_charts.panel(found)
    with below:
        live.watch()
        desk_rows.panel(found)
    enquiring.write()


def _map(found: Answer, key: str, paired: bool) -> None:
    edition, now = found.edition, found.enquiry
    with st.container(key=key):
        frame.show(
            state.State(
                geometry=_geometry_file(edition.number, edition.digest),
                edition=_state_file(edition.number, edition.digest),
                words=words.address(edition.synthetic),
                mask=found.without(*enquiries.IN_FRAME, "box"),
                choice=state.Choice(
                    stages=now.of("stage"),
                    statuses=now.of("status"),
                    layers=enquiring.look().layers,
                    select=st.session_state.get("select"),
                ),
                echo=enquiring.heard_of(key),
                fit=_fit(now),
                fly=str(st.session_state.get("fly", "")),
                desk={"area": now.area, "box": now.box},
                beside={"apart": beside.is_apart()} if paired else None,
            ),
            key=key,
        )


def _fit(now: Enquiry) -> str:
    """Changes when the map should fit what is shown: with the place and what was picked, not with what else is asked."""
    return "|".join([*now.of("subdistrict"), "", *now.of("compound"), "", now.search, *now.picked])


def _asked(found: Answer) -> None:
    """One line: what is left, what was asked, and beside it what is needed more seldom."""
    with st.container(key="asked", horizontal=True, gap="small", vertical_alignment="center"):
        panels.asked("asked_panel", desk_filters.told(found), enquiring.heard("asked_panel", _taken_back))
        beside.menu(found)
        exporting.views()
        exporting.menu(found)


def _taken_back(pressed: dict[str, Any]) -> None:
    now = enquiring.enquiry()
    if pressed.get("clear"):
        enquiring.ask(Enquiry(spaces=now.spaces, ports=now.ports))
    elif "chip" in pressed:
        group, code = str(pressed["chip"]), str(pressed.get("code", ""))
        if group in enquiries.GROUPS:
            enquiring.ask(now.choosing(group, tuple(kept for kept in now.of(group) if kept != code)))
        elif group == "gap":
            enquiring.ask(replace(now, gaps=tuple(gap for gap in now.gaps if gap != code)))
        elif group in ("storeys", "years"):
            enquiring.ask(replace(now, **{group: enquiries.ANY}))
        elif group in ("search", "area", "box", "picked"):
            enquiring.ask(replace(now, **{group: "" if group == "search" else ()}))
