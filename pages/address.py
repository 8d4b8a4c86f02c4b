"""The view as an address: filters live in the URL's query, so that a view can be sent.

The session's state leads and the URL follows: read once when the session starts, written after each run. Widgets are
not bound to the query, because a bound widget does not follow the session's state (a press in the map changes it).
"""

from datetime import date

import streamlit as st

import locales
from maps.state import Choice
from settings import settings
from sites.arrays import NO_STAGE
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.selection import Selection
from sites.stages import STAGE_CODES, STATUS_CODES

DEFAULT_LAYERS = ("parking", "charging", "elevators")
_LISTS = {
    "filter_stage": ("stage", (*STAGE_CODES, "unknown"), ()),
    "filter_status": ("status", STATUS_CODES, ()),
    "filter_layers": ("layers", LAYER_NAMES, DEFAULT_LAYERS),
}
_TEXTS = {"filter_subdistrict": "subdistrict", "filter_compound": "compound", "search": "q"}
_WIDGETS = (*_TEXTS, *_LISTS, "as_of", "lang")
HOME = "overview"


def language() -> str:
    """Return the session's language: what was switched to, else the URL's, else the setting's."""
    state = st.session_state
    chosen = state.get("lang") or st.query_params.get("lang") or state.get("language") or settings().lang
    state["language"] = chosen if chosen in locales.LANGUAGES else locales.SOURCE
    return str(state["language"])


def arrive(page: str) -> bool:
    """Keep what was chosen while another page is looked at, whose widgets are others; return whether this page is new.

    Streamlit forgets the state of a widget that a run does not draw, unless it is set again.
    """
    state = st.session_state
    new = state.get("page") != page
    state["page"] = page
    for key in _WIDGETS if new else () if page == HOME else _WIDGETS[:-1]:
        if key in state:
            state[key] = state[key]
    return new


def read() -> None:
    """Fill the session's state from the URL when the session starts, or comes back by a link that says something.

    Values that nothing knows are left out.
    """
    back = arrive(HOME) and bool(st.query_params)
    if "address_read" in st.session_state and not back:
        return
    st.session_state["address_read"] = True
    query = st.query_params
    for key, name in _TEXTS.items():
        st.session_state[key] = query.get(name) or ("" if key == "search" else None)
    for key, (name, known, default) in _LISTS.items():
        given = [code for code in query[name].split(",") if code in known] if name in query else list(default)
        st.session_state[key] = given
    st.session_state["day"] = day(query.get("as_of", ""))
    st.session_state["edition"] = number(query.get("edition", ""))
    kind, _colon, identifier = query.get("select", "").partition(":")
    if kind in ("building", "compound") and identifier:
        choose(kind, identifier)
    else:
        st.session_state["select"] = None


def keep_known(edition: Edition) -> None:
    """Leave out what this edition does not have: an address or an earlier edition may name it."""
    state, compounds = st.session_state, edition.compounds
    if state.get("filter_subdistrict") not in set(compounds["subdistrict"]):
        state["filter_subdistrict"] = None
    chosen = state["filter_subdistrict"]
    within = compounds if chosen is None else compounds[compounds["subdistrict"] == chosen]
    if state.get("filter_compound") not in set(within["compound"]):
        state["filter_compound"] = None
    if not (edition.arrays.stage == NO_STAGE).any():
        state["filter_stage"] = [code for code in state["filter_stage"] if code != "unknown"]


def number(text: str) -> int | None:
    """Return the number that a text is, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def day(text: str) -> date | None:
    """Return the day that a text is, None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def write() -> None:
    """Write the session's state to the URL, leaving out what is at its default."""
    state = st.session_state
    query: dict[str, str] = {name: state[key] for key, name in _TEXTS.items() if state.get(key)}
    for key, (name, _known, default) in _LISTS.items():
        if set(state[key]) != set(default):
            query[name] = ",".join(state[key])
    if state.get("edition") is not None:
        query["edition"] = str(state["edition"])
    elif state.get("day") is not None:
        query["as_of"] = state["day"].isoformat()
    if state.get("select"):
        query["select"] = f"{state['select']['kind']}:{state['select']['id']}"
    put(query)


def put(query: dict[str, str]) -> None:
    """Write a query to the URL, with the language where it is not the setting's; only when it is another."""
    if language() != settings().lang:
        query["lang"] = language()
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def selection() -> Selection:
    """Return the filters of the session."""
    state = st.session_state
    return Selection(
        subdistrict=state.get("filter_subdistrict") or "",
        compound=state.get("filter_compound") or "",
        stages=tuple(state["filter_stage"]),
        statuses=tuple(state["filter_status"]),
        search=state.get("search") or "",
    )


def choice() -> Choice:
    """Return what the map's own controls hold in this session."""
    state = st.session_state
    return Choice(
        stages=tuple(state["filter_stage"]),
        statuses=tuple(state["filter_status"]),
        layers=tuple(state["filter_layers"]),
        select=state.get("select"),
    )


def hear(told: dict | None) -> None:
    """Take over what the map's frame told, once a message, before any widget is made."""
    state = st.session_state
    if "staged" in state:
        state["filter_stage"] = state.pop("staged")
    if not told or told.get("nonce") == state.get("heard"):
        return
    state["heard"] = told["nonce"]
    state["map_stands"] = True
    if told.get("clear"):
        clear()
        return
    for key, name in (("filter_stage", "stages"), ("filter_status", "statuses"), ("filter_layers", "layers")):
        known = _LISTS[key][1]
        state[key] = [code for code in known if code in told.get(name, ())]
    select = told.get("select")
    state["select"] = {"kind": select["kind"], "id": str(select["id"])} if is_selection(select) else None


def is_selection(value: object) -> bool:
    """Tell whether the frame told a building or compound."""
    return (
        isinstance(value, dict) and value.get("kind") in ("building", "compound") and isinstance(value.get("id"), str)
    )


def clear() -> None:
    """Take every filter away."""
    st.session_state.update(
        {"filter_subdistrict": None, "filter_compound": None, "filter_stage": [], "filter_status": [], "search": ""}
    )


def choose(kind: str, identifier: str) -> None:
    """Select a building or compound and let the map fly there."""
    st.session_state["select"] = {"kind": kind, "id": identifier}
    st.session_state["fly"] = st.session_state.get("fly", 0) + 1


def subdistrict_changed() -> None:
    """A compound of another subdistrict would leave nothing: it goes when the subdistrict changes."""
    st.session_state["filter_compound"] = None


def toggle_stage(code: str) -> None:
    """Choose a stage, or take it back, from the next run on."""
    chosen = set(st.session_state["filter_stage"]) ^ {code}
    st.session_state["staged"] = [known for known in _LISTS["filter_stage"][1] if known in chosen]
    st.rerun()


def fit() -> str:
    """Return a text that changes when the map should fit what is shown: with the place, not with stage or status."""
    return "|".join(str(st.session_state.get(key) or "") for key in _TEXTS)
