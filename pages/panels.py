"""The pages' own panels: small scripts that get plain values and write them as text, never as markup."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from maps.assets import panel
from maps.news import News
from sites.stages import LATE


def _component(name: str, isolate: bool = True) -> Any:
    script, style = panel(name)
    return st.components.v2.component(f"onemap_{name}", js=script, css=style, isolate_styles=isolate)


_page = _component("page", isolate=False)
_figure = _component("figure")
_stagebar = _component("stagebar")
_details = _component("details")
_asked = _component("asked")
_desk = _component("desk")
_deskcharts = _component("deskcharts")
_rows = _component("rows")
_card = _component("card")
_uploader = _component("uploader", isolate=False)
_timebar = _component("timebar")
_timecharts = _component("timecharts")
_forecasts = _component("forecasts")
_notice = _component("notice")
_editions = _component("editions")
_changes = _component("changes")
_meeting = _component("meeting", isolate=False)


def page(known: News) -> None:
    """Set the spacing that the theme has no option for, and run the page again when there is other news than this."""
    _page(key="page", data=known, height=1, on_news_change=_nothing)


def notice(key: str, text: str, action: str = "", alarm: bool = False) -> bool:
    """Say one sentence above the map; return whether its action was pressed."""
    data = {"text": text, "action": action, "alarm": alarm, "late": LATE}
    return bool(_notice(key=key, data=data, on_pressed_change=_nothing).pressed)


def editions(key: str, data: dict[str, Any]) -> int | None:
    """Draw the history as rows; return the number of the edition that was pressed."""
    pressed: int | None = _editions(key=key, data={**data, "late": LATE}, on_pressed_change=_nothing).pressed
    return pressed


def changes(data: dict[str, Any]) -> None:
    """Draw what happened between two editions: ``title``, ``lines`` and ``kinds`` with sign, label, colours and number."""
    _changes(data=data)


def figure(name: str, value: str, unit: str, note: str, tone: str = "", why: str = "") -> None:
    """Draw a headline figure.

    Parameters
    ----------
    tone : {"", "late", "differs"}
        How the line under the value is coloured.
    why : str
        Shown when the pointer rests on that line.
    """
    _figure(data={"name": name, "value": value, "unit": unit, "note": note, "tone": tone, "why": why, "late": LATE})


def uploader(button: str, limit: str) -> None:
    """Set the words of Streamlit's own place for files: what its button says, and how large a file may be."""
    _uploader(key="uploader", data={"button": button, "limit": limit}, height=1)


def card(title: str, lines: Sequence[str | tuple[str, str]] = (), tone: str = "", key: str | None = None) -> None:
    """Draw a title and lines below it.

    Parameters
    ----------
    lines : sequence of str or (str, str)
        Text, or text and tone: ``faint``, ``strong``, ``bad`` or nothing.
    tone : {"", "notice", "good", "bad"}
        Of the whole.
    """
    told = [
        {"text": line, "tone": ""} if isinstance(line, str) else {"text": line[0], "tone": line[1]} for line in lines
    ]
    _card(key=key, data={"title": title, "lines": told, "tone": tone, "late": LATE})


def stagebar(key: str, data: dict[str, Any]) -> Any:
    """Draw the bar of stages; return the stage pressed while there was no map to act, or None."""
    return _stagebar(key=key, data=data, on_pressed_change=_nothing).pressed


def details(key: str, data: dict[str, Any], pressed: Callable[[], None] | None = None) -> Any:
    """Draw the details; return what was pressed (``{"subdistrict"}``, ``{"close"}`` or ``{"tab"}``), or None."""
    return _details(key=key, data={**data, "late": LATE}, on_pressed_change=pressed or _nothing).pressed


def asked(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw what is left and what was asked; ``pressed`` is called for a filter that is taken back (``{"chip", "code"}`` or ``{"clear"}``)."""
    _asked(key=key, data={**data, "late": LATE}, on_pressed_change=pressed)


def desk(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw the planner's filters; ``pressed`` is called for each that is set (see ``pages.desk_filters``)."""
    _desk(key=key, data=data, on_pressed_change=pressed)


def deskcharts(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw the planner's charts; ``pressed`` is called for a bar (``{"subdistrict", "stage"}``)."""
    _deskcharts(key=key, data={**data, "late": LATE}, on_pressed_change=pressed)


def rows(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw the planner's table; ``pressed`` is called when it is sorted, turned, or rows are picked."""
    _rows(key=key, data={**data, "late": LATE}, on_pressed_change=pressed)


def meeting(key: str, data: dict[str, Any]) -> Any:
    """Draw the meeting's screen around the map.

    Returns
    -------
    object
        ``at``: the key of the step that it stands at; ``asked``: what was asked of the server last, or None.
    """
    return _meeting(
        key=key, data={**data, "late": LATE}, on_at_change=_nothing, on_asked_change=_nothing, default={"at": ""}
    )


def timebar(key: str, data: dict[str, Any], stepped: Callable[[], None]) -> None:
    """Draw the bar of time; ``stepped`` is called once it rests at another edition (``{"number", "nonce"}``)."""
    _timebar(key=key, data=data, on_stepped_change=stepped)


def timecharts(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw burn-up and heat table; ``pressed`` is called for a cell (``{"subdistrict", "number"}``)."""
    _timecharts(key=key, data=data, on_pressed_change=pressed)


def forecasts(key: str, data: dict[str, Any], pressed: Callable[[], None]) -> None:
    """Draw the table of forecasts; ``pressed`` is called for a row (``{"compound_id"}``)."""
    _forecasts(key=key, data=data, on_pressed_change=pressed)


def _nothing() -> None:
    """Streamlit asks for a callback where a trigger is to be heard."""
