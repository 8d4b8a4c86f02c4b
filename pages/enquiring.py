"""The planner's enquiry in the session and in the URL: the session leads, the URL follows after each run."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from pages import address
from settings import settings
from sites.edition import Edition
from sites.enquiry import GAPS, GROUPS, PORTS, SPACES, Enquiry, Ring, Span
from sites.facilities import LAYER_NAMES

PLANNING = "planning"
ROWS = ("compounds", "buildings")
MOST_CORNERS = 100
LARGEST = 9_999
_DEFAULTS = {"rows": ROWS[0], "sort": "-days_behind"}


@dataclass(frozen=True)
class Look:
    """How the page looks at what the enquiry leaves: which rows, in which order, from which page on."""

    rows: str = ROWS[0]
    sort: str = "-days_behind"
    page: int = 0
    layers: tuple[str, ...] = address.DEFAULT_LAYERS


def enquiry() -> Enquiry:
    """Return what the session asks for."""
    found: Enquiry = st.session_state["enquiry"]
    return found


def look() -> Look:
    """Return how the session looks at it."""
    found: Look = st.session_state["look"]
    return found


def ask(new: Enquiry) -> None:
    """Ask for something else; the table begins anew."""
    st.session_state["enquiry"] = new
    st.session_state["look"] = replace(look(), page=0)


def ask_same_page(new: Enquiry) -> None:
    """Ask for something else that leaves the table where it is."""
    st.session_state["enquiry"] = new


def see(**changes: Any) -> None:
    """Look at it in another way."""
    st.session_state["look"] = replace(look(), **changes)


def read() -> None:
    """Fill the session's state from the URL when it comes here by an address that says something."""
    state, query = st.session_state, st.query_params
    new = address.arrive(PLANNING)
    if "enquiry" in state and not (new and bool(query)):
        return
    take({name: query.get_all(name) for name in query})
    state["day"], state["edition"] = address.day(query.get("as_of", "")), address.number(query.get("edition", ""))


def take(query: dict[str, list[str]]) -> None:
    """Fill the session's state from a query; values that nothing knows are left out."""
    state = st.session_state
    one = {name: values[-1] for name, values in query.items() if values}
    state["enquiry"] = Enquiry(
        chosen={name: found for name in GROUPS if (found := _many(query.get(name, [])))},
        gaps=tuple(gap for gap in GAPS if gap in _many(query.get("gap", []))),
        spaces=_number(one.get("spaces", ""), SPACES),
        ports=_number(one.get("ports", ""), PORTS),
        storeys=_span(one.get("storeys", "")),
        years=_span(one.get("built", "")),
        search=one.get("q", ""),
        area=ring([part.split(",") for part in one.get("area", "").split(";")]),
        box=box(one.get("box", "").split(",")),
        picked=_many(query.get("picked", [])),
    )
    rows = one.get("rows", ROWS[0])
    layers = tuple(code for code in LAYER_NAMES if code in one["layers"].split(",")) if "layers" in one else None
    state["look"] = Look(
        rows=rows if rows in ROWS else ROWS[0],
        sort=one.get("sort", _DEFAULTS["sort"]),
        layers=address.DEFAULT_LAYERS if layers is None else layers,
    )
    state["beside"] = one.get("beside", "")
    kind, _colon, identifier = one.get("select", "").partition(":")
    if kind in ("building", "compound") and identifier:
        address.choose(kind, identifier)
    else:
        state["select"] = None


def keep_known(edition: Edition) -> None:
    """Leave out options that this edition does not have: an address or an earlier edition may name them."""
    now = enquiry()
    if (new := known(now, edition)) != now:
        st.session_state["enquiry"] = new


def known(now: Enquiry, edition: Edition) -> Enquiry:
    """Return an enquiry without the options that an edition does not have."""
    own = edition.provision.groups
    chosen = {
        name: tuple(code for code in codes if code in own[name].options)
        for name, codes in now.chosen.items()
        if name in own
    }
    return replace(now, chosen={name: codes for name, codes in chosen.items() if codes})


def query() -> dict[str, list[str]]:
    """Return the view as a query, leaving out what is at its default."""
    now, seen, state = enquiry(), look(), st.session_state
    found: dict[str, list[str]] = {name: list(codes) for name, codes in now.chosen.items() if codes}
    plain = {
        "gap": ",".join(now.gaps),
        "spaces": str(now.spaces) if now.spaces != SPACES else "",
        "ports": str(now.ports) if now.ports != PORTS else "",
        "storeys": _written(now.storeys),
        "built": _written(now.years),
        "q": now.search,
        "area": ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in now.area),
        "box": ",".join(f"{value:.5f}" for value in now.box),
        "rows": seen.rows if seen.rows != ROWS[0] else "",
        "sort": seen.sort if seen.sort != _DEFAULTS["sort"] else "",
        "edition": str(state["edition"]) if state.get("edition") is not None else "",
        "as_of": state["day"].isoformat() if state.get("edition") is None and state.get("day") else "",
        "beside": state.get("beside", ""),
        "select": f"{state['select']['kind']}:{state['select']['id']}" if state.get("select") else "",
        "lang": address.language() if address.language() != settings().lang else "",
    }
    if set(seen.layers) != set(address.DEFAULT_LAYERS):
        plain["layers"] = ",".join(seen.layers) or "none"
    if now.picked:
        found["picked"] = list(now.picked)
    return found | {name: [value] for name, value in plain.items() if value}


def write() -> None:
    """Write the view to the URL, only when it is another."""
    new = query()
    if {name: st.query_params.get_all(name) for name in st.query_params} != new:
        st.query_params.from_dict(new)


def heard_of(key: str) -> str:
    """Return the number of the last thing that a map's frame told."""
    return str(st.session_state.get("heard" if key == "map" else f"heard_{key}", ""))


def hear(told: dict[str, Any] | None, key: str = "map") -> None:
    """Take over what a map's frame told, once a message, before anything is computed."""
    state = st.session_state
    if not told or told.get("nonce") == heard_of(key):
        return
    state["heard" if key == "map" else f"heard_{key}"] = told["nonce"]
    if told.get("clear"):
        ask(Enquiry())
        return
    now = enquiry().choosing("stage", _known(told, "stages")).choosing("status", _known(told, "statuses"))
    now = replace(now, area=ring(told.get("area")), box=box(told.get("box")))
    if now != enquiry():
        ask(now)
    see(layers=tuple(code for code in LAYER_NAMES if code in told.get("layers", ())))
    select = told.get("select")
    state["select"] = {"kind": select["kind"], "id": str(select["id"])} if address.is_selection(select) else None


def heard(key: str, act: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
    """Return what a panel calls when something was pressed in it, before the page runs."""

    def on_pressed() -> None:
        pressed = st.session_state[key].get("pressed")
        if isinstance(pressed, dict):
            act(pressed)

    return on_pressed


def ring(told: object) -> Ring:
    """Return the corners that were told; none where they are no polygon."""
    try:
        corners = tuple((float(lon), float(lat)) for lon, lat in told)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return ()
    good = 3 <= len(corners) <= MOST_CORNERS and all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in corners)
    return corners if good else ()


def box(told: object) -> tuple[float, ...]:
    """Return west, south, east and north as they were told; nothing where they are no box."""
    try:
        sides = tuple(float(side) for side in told)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return ()
    return sides if len(sides) == 4 and all(math.isfinite(side) for side in sides) else ()


def span(low: object, high: object) -> Span:
    """Return a span of whole numbers from what was typed."""
    return _end(low), _end(high)


def _end(typed: object) -> int | None:
    return (
        min(address.number(str(typed).strip()) or 0, LARGEST)
        if address.number(str(typed).strip()) is not None
        else None
    )


def _known(told: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(code for code in told.get(name, ()) if isinstance(code, str))


def _many(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for value in values for part in value.split(",") if part))


def _number(text: str, default: int) -> int:
    found = address.number(text)
    return default if found is None else min(found, LARGEST)


def _span(text: str) -> Span:
    low, dash, high = text.partition("-")
    return span(low, high if dash else low)


def _written(ends: Span) -> str:
    low, high = ("" if end is None else str(end) for end in ends)
    return f"{low}-{high}" if low or high else ""
