"""时间轴 · the timeline: the editions one after the other on one map, with what was planned and what is forecast."""

import logging
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from loaders.errors import LoadError
from locales import _
from maps import frame, state, steps, words
from pages import address, filters, live, panels, series, shown
from sites.edition import Edition
from sites.forecast import Forecast, forecast
from sites.timeline import Snapshot, snapshot
from store.errors import StoreError
from store.history import store

log = logging.getLogger(__name__)
EVERYTHING = 2_000_000
"""Buildings of all editions together, up to which the browser fetches every edition at once."""


def page() -> None:
    """Draw the page."""
    _read()
    _hear_map()
    try:
        edition = shown.edition() if store().list() else None
    except (LoadError, StoreError) as error:
        live.unreadable(error)
        return
    if edition is None:
        live.empty()
        return
    filters.heading(edition)
    subdistrict = filters.place(edition, st.session_state.get("timeline_places", ()))
    live.notices()
    bar = st.container(key="timeline")  # its place is kept by frontend/src/panels/page.css
    _map(edition, subdistrict)  # before the history is summed: the first picture need not wait for it
    below = st.container()
    live.watch()
    try:
        told = _told(_entries(), edition.number, subdistrict)
    except (LoadError, StoreError) as error:
        log.error("the history cannot be shown: %s", error)
        with bar:
            st.error(_("有一期数据无法读取，时间轴暂不能显示："))
            st.text(str(error))
        return
    with bar:
        panels.timebar("timebar", told["bar"], _stepped)
    with below:
        with st.container(key="charts"):
            panels.timecharts("timecharts", told["charts"], _pressed_cell)
        with st.container(key="forecasts"):
            panels.forecasts("forecast_table", _forecasts(edition, subdistrict), _pressed_row)
    _write(edition, subdistrict)


# ---- what the session holds ----


def _read() -> None:
    """Take over what the address says when the session comes here."""
    own, query = st.session_state, st.query_params
    if not address.arrive("timeline"):
        return
    own.setdefault("timeline_decided", 0)
    own["timeline_stepped"] = f"server:{own['timeline_decided']}"
    if "as_of" in query or "edition" in query:
        own["day"], own["edition"] = address.day(query.get("as_of", "")), address.number(query.get("edition", ""))
    if "subdistrict" in query:
        own["filter_subdistrict"] = query["subdistrict"]


def _entries() -> tuple[tuple[int, str], ...]:
    """Return number and digest of every edition that pages show, oldest first by its date."""
    entries = sorted(store().list(), key=lambda entry: (entry.as_of, entry.number))
    return tuple((entry.number, entry.digest) for entry in entries)


def _look_at(number: int) -> None:
    """Look at an edition; at the newest one the session follows what is published."""
    newest = store().latest().number
    st.session_state.update({"day": None, "edition": None if number == newest else number})


def _stepped() -> None:
    """Take over the edition that the bar came to rest at; the map shows it already."""
    told = st.session_state["timebar"].get("stepped")
    if isinstance(told, dict) and isinstance(told.get("number"), int):
        _look_at(told["number"])
        st.session_state["timeline_stepped"] = str(told.get("nonce", ""))


def _pressed_cell() -> None:
    """Go to the edition and the subdistrict of a cell of the heat table; an empty name is the whole district."""
    own, told = st.session_state, st.session_state["timecharts"].get("pressed")
    if isinstance(told, dict) and isinstance(told.get("number"), int):
        _look_at(told["number"])
        own["timeline_decided"] += 1  # the bar follows a decision that it has not seen yet
        own["timeline_stepped"] = f"server:{own['timeline_decided']}"
        own["filter_subdistrict"] = str(told.get("subdistrict") or "") or None


def _pressed_row() -> None:
    """Fly to the compound of a row."""
    told = st.session_state["forecast_table"].get("pressed")
    if isinstance(told, dict) and told.get("compound_id"):
        address.choose("compound", str(told["compound_id"]))


def _hear_map() -> None:
    """Take over what the map's frame told, once a message. Layers are off at first: the stages are the story."""
    own, told = st.session_state, st.session_state.get("timeline_map")
    if not told or told.get("nonce") in (None, own.get("timeline_heard")):
        return
    own["timeline_heard"] = told["nonce"]
    if told.get("clear"):
        own["timeline_chosen"], own["filter_subdistrict"] = {}, None
        return
    own["timeline_chosen"] = {name: tuple(told.get(name, ())) for name in ("stages", "statuses", "layers")}
    select = told.get("select")
    own["select"] = {"kind": select["kind"], "id": str(select["id"])} if address.is_selection(select) else None


def _write(edition: Edition, subdistrict: str) -> None:
    """Write the view to the address: its day where that finds the edition, else its number."""
    query: dict[str, str] = {}
    if edition.number != store().latest().number:
        same_day = store().on(edition.as_of).number == edition.number
        query = {"as_of": edition.as_of.isoformat()} if same_day else {"edition": str(edition.number)}
    if subdistrict:
        query["subdistrict"] = subdistrict
    address.put(query)


# ---- the map ----


def _map(edition: Edition, subdistrict: str) -> None:
    own = st.session_state
    stages, shapes = _files(edition)
    with st.container(key="map"):
        frame.show(
            state.State(
                geometry=shapes,
                edition=stages,
                words=words.address(edition.synthetic),
                mask=_place(edition, subdistrict),
                choice=state.Choice(select=own.get("select"), **own.get("timeline_chosen", {})),
                echo=own.get("timeline_heard", ""),
                fit=subdistrict,
                fly=str(own.get("fly", "")),
                stepped=own["timeline_stepped"],
            ),
            key="timeline_map",
        )


def _place(edition: Edition, subdistrict: str) -> NDArray[np.bool_]:
    own = edition.arrays
    if not subdistrict:
        return np.ones(len(own.stage), bool)
    at = own.subdistricts.index(subdistrict) if subdistrict in own.subdistricts else len(own.subdistricts)
    return np.asarray(own.subdistrict == at)


def _files(edition: Edition) -> tuple[str, str]:
    """Return the addresses of an edition's stages and geometry; of it alone while nobody has asked for the others."""
    if "timeline_places" in st.session_state:
        entries = _entries()
        return _addresses(entries)[[entry[0] for entry in entries].index(edition.number)]
    return _own_files(edition.number, edition.digest)


@st.cache_resource(show_spinner=False, max_entries=64)
def _own_files(number: int, digest: str) -> tuple[str, str]:
    return steps.addresses([store().get(number)], store().ground())[0]


# ---- what the panels are told ----


@st.cache_resource(show_spinner=False)
def _snapshot(number: int, digest: str) -> Snapshot:
    return snapshot(store().get(number), _forecast(number, digest))


@st.cache_resource(show_spinner=False, max_entries=16)
def _forecast(number: int, digest: str) -> Forecast:
    edition = store().get(number)
    return forecast(edition.buildings, edition.as_of)


@st.cache_resource(show_spinner=False, max_entries=4)
def _addresses(entries: tuple[tuple[int, str], ...]) -> list[tuple[str, str]]:
    return steps.addresses((store().get(number) for number, _digest in entries), store().ground())


@st.cache_resource(show_spinner=False, max_entries=64)
def _masks(entries: tuple[tuple[int, str], ...], subdistrict: str) -> dict[str, str]:
    """Return what shows of each geometry when a subdistrict is chosen."""
    masks: dict[str, str] = {}
    for (number, _digest), (_stages, geometry) in zip(entries, _addresses(entries), strict=True):
        if geometry not in masks:
            masks[geometry] = state.bits(_place(store().get(number), subdistrict))
    return masks


@st.cache_resource(show_spinner=False, max_entries=64)
def _series(entries: tuple[tuple[int, str], ...], subdistrict: str, language: str) -> dict[str, dict[str, Any]]:
    taken = [_snapshot(*entry) for entry in entries]
    masks = _masks(entries, subdistrict) if subdistrict else {}
    everything = sum(one.stages.sum() for one in taken) <= EVERYTHING
    return series.told(taken, _addresses(entries), masks, subdistrict, bool(everything))


def _told(entries: tuple[tuple[int, str], ...], number: int, subdistrict: str) -> dict[str, dict[str, Any]]:
    """Return what bar and charts are told in this run: the series, and where the server stands."""
    own = st.session_state
    at = [entry[0] for entry in entries].index(number)
    own["timeline_places"] = {name for entry in entries for name in _snapshot(*entry).subdistricts}
    now = {"at": at, "stepped": own["timeline_stepped"], "decided": own["timeline_decided"]}
    return {name: {**part, **now} for name, part in _series(entries, subdistrict, address.language()).items()}


def _forecasts(edition: Edition, subdistrict: str) -> dict[str, Any]:
    return _forecast_table(edition.number, edition.digest, subdistrict, address.language())


@st.cache_resource(show_spinner=False, max_entries=64)
def _forecast_table(number: int, digest: str, subdistrict: str, language: str) -> dict[str, Any]:
    edition = store().get(number)
    return series.forecast_table(edition, _forecast(number, digest), _place(edition, subdistrict))
