"""会议 · the meeting: the map and one panel, read by a roomful, gone through by keys alone.

The panel (frontend/src/panels/meeting.js) has every step's words and acts at once; it tells the server after, which
writes the address, keeps the notes and brings the words anew when the earlier edition or the order is another.
"""

import logging
from datetime import date
from typing import Any

import streamlit as st

import locales
from loaders.errors import LoadError
from locales import _
from maps import frame, geometry, state, words
from pages import address, briefing, live, panels, photos
from reports import notes as notes_report
from sites.briefing import Order, steps
from sites.edition import Edition
from sites.stages import STAGES
from store.errors import StoreError
from store.history import store
from store.notes import Note, Notes

SECONDS = 20
"""How long a step stands while the timer runs."""
MAP = "meeting_map"
"""Not the overview's key: what is told here shall not be heard there."""
log = logging.getLogger(__name__)


def page() -> None:
    """Draw the page."""
    _read()
    try:
        edition = _edition()
    except (LoadError, StoreError) as error:
        live.unreadable(error)
        return
    if edition is None:
        st.info(_("还没有可以显示的数据：请在“导入”页发布第一期。"))
        return
    since = _since(edition)
    told = _told(edition.number, edition.digest, since, _order(), locales.current(), photos.fingerprint())
    start = _start(told)
    with st.container(key="map"):
        place = st.session_state.setdefault("meeting_place", told["steps"][start]["place"])
        frame.show(_state(edition, place), key=MAP)
    kept = _notes()
    said = panels.meeting("meeting_board", _data(edition, told, start, since, kept))
    _export(kept, edition)
    if _heard(said, edition):
        st.rerun()
    _write(edition)


# ---- the address ----


def _read() -> None:
    """Fill the session's state from the URL, once a session."""
    if "meeting_read" in st.session_state:
        return
    query = st.query_params
    subdistrict = query.get("subdistrict", "")
    st.session_state.update(
        {
            "meeting_read": True,
            "meeting_since": query.get("since", ""),
            "meeting_order": query.get("order", ""),
            "meeting_at": query.get("step", "") or (f"subdistrict:{subdistrict}" if subdistrict else ""),
            "meeting_day": query.get("as_of", ""),
        }
    )


def _write(edition: Edition) -> None:
    """Write the session's state to the URL, leaving out what is at its default."""
    asked = st.session_state
    query = {}
    if asked["meeting_at"] not in ("", "district"):
        query["step"] = asked["meeting_at"]
    if asked["meeting_since"]:
        query["since"] = asked["meeting_since"]
    if _order() != "worst":
        query["order"] = _order()
    if edition.number != store().latest().number:
        query["as_of"] = edition.as_of.isoformat()
    if address.language() != locales.SOURCE or "lang" in st.query_params:
        query["lang"] = address.language()
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def _edition() -> Edition | None:
    if not store().list():
        return None
    try:
        return store().on(date.fromisoformat(st.session_state["meeting_day"]))
    except ValueError:
        return store().current()


def _since(edition: Edition) -> int | None:
    """The earlier edition that this one is compared with: the one asked for, else the one before; None for the first."""
    earlier = [entry.number for entry in store().list() if entry.number < edition.number]
    asked = st.session_state["meeting_since"]
    if asked.isdecimal() and int(asked) in earlier:
        return int(asked)
    st.session_state["meeting_since"] = ""
    return earlier[-1] if earlier else None


def _order() -> Order:
    return "listed" if st.session_state["meeting_order"] == "listed" else "worst"


def _start(told: dict[str, Any]) -> int:
    keys = [step["key"] for step in told["steps"]]
    at = st.session_state["meeting_at"]
    return keys.index(at) if at in keys else 0


# ---- what the panel and the map are given ----


@st.cache_data(show_spinner=False, max_entries=32)
def _told(number: int, digest: str, since: int | None, order: Order, language: str, taken: str) -> dict[str, Any]:
    """The tour in words; ``digest``, ``language`` and ``taken``, of the photographs, are part of the key alone."""
    edition = store().get(number)
    before = None if since is None else store().get(since)
    tour = steps(edition, before, order)
    return {
        "key": f"{digest} {since} {order} {language} {taken}",
        "steps": [briefing.step(one, edition.as_of, before.as_of if before else None) for one in tour],
    }


def _data(edition: Edition, told: dict[str, Any], start: int, since: int | None, kept: tuple[Note, ...]) -> Any:
    entries = [entry for entry in store().list() if entry.number < edition.number]
    return told | {
        "start": start,
        "number": edition.number,
        "since": since,
        "order": _order(),
        "seconds": SECONDS,
        "editions": [
            {"number": entry.number, "label": _edition_name(entry.number, entry.as_of)} for entry in reversed(entries)
        ],
        "notes": [_note(note) for note in kept],
        "refused": st.session_state.pop("meeting_refused", ""),
        "palette": [{"label": s.label, "light": s.light, "dark": s.dark} for s in STAGES]
        + [{"label": _("无数据"), "light": "#c9c4b9", "dark": "#3a4350"}],
        "demo": _("演示数据（虚构）") if edition.synthetic else "",
        "source": _("旧改一张图 · {edition}").format(edition=_edition_name(edition.number, edition.as_of)),
        "words": _words(),
        "keys": _keys(),
    }


def _edition_name(number: int, as_of: date) -> str:
    return _("第 {number} 期 · {day}").format(number=number, day=briefing.day(as_of))


def _words() -> dict[str, str]:
    return {
        "changed": _("与上次会议相比"),
        "nothing": _("没有变化"),
        "first": _("首期，没有更早的数据可比"),
        "list": _("需要会议盯住"),
        "calm": _("没有滞后或预警的小区"),
        "more": _("及另外 {n} 个"),
        "why": _("原因"),
        "who": _("谁负责"),
        "photos": _("改造前后"),
        "ask": _("要求"),
        "decided": _("会上决定"),
        "open": _("未办"),
        "done": _("已办"),
        "no_notes": _("还没有决定"),
        "note_for": _("记在“{place}”名下"),
        "note_text": _("写下决定，按回车保存"),
        "note_who": _("记录人"),
        "save": _("保存"),
        "settle": _("办结"),
        "reopen": _("重开"),
        "subdistricts": _("街道"),
        "behind": _("滞后 {n} 幢"),
        "keys": _("按键"),
        "since": _("与哪一期相比"),
        "hint": _("→ 下一步　空格 播放　? 按键"),
        "playing": _("自动播放，按任意键停"),
        "back": _("返回总览"),
        "close": _("Esc 关闭"),
        "next": _("下一步"),
        "previous": _("上一步"),
        "printed": _("打印于 {day}").format(day=briefing.day(date.today())),
        "code": _("这个视图的网址，二维码"),
        "panel": _("会议"),
    }


def _keys() -> list[dict[str, str]]:
    return [
        {"keys": "→  PageDown", "means": _("下一步")},
        {"keys": "←  PageUp", "means": _("上一步")},
        {"keys": "Space", "means": _("自动播放，再按停止")},
        {"keys": "Home  End", "means": _("全区；最后一步")},
        {"keys": "1 – 9, 0", "means": _("第几个街道")},
        {"keys": "L", "means": _("街道和滞后清单，↑↓ 选，回车前往")},
        {"keys": "N", "means": _("会上决定")},
        {"keys": "E", "means": _("与哪一期相比")},
        {"keys": "O", "means": _("街道按滞后多少，或按固定顺序")},
        {"keys": "D", "means": _("深色、浅色")},
        {"keys": "F", "means": _("全屏")},
        {"keys": "Ctrl P", "means": _("打印这一页")},
        {"keys": "Esc", "means": _("关闭")},
    ]


def _state(edition: Edition, place: dict[str, str]) -> state.State:
    return state.State(
        geometry=_geometry(edition.number, edition.digest),
        edition=_stages(edition.number, edition.digest),
        words=words.address(edition.synthetic),
        mask=edition.arrays.stage >= 0,
        choice=state.Choice(),
        echo=(st.session_state.get(MAP) or {}).get("nonce", ""),
        stage=True,
        place=place,
    )


@st.cache_data(show_spinner=False)
def _geometry(number: int, digest: str) -> str:
    return geometry.address(store().get(number), store().ground())


@st.cache_data(show_spinner=False)
def _stages(number: int, digest: str) -> str:
    return state.address(store().get(number))


# ---- notes ----


def _notes() -> tuple[Note, ...]:
    try:
        return Notes(store()).all()
    except StoreError as error:
        log.error("the notes cannot be read: %s", error)
        st.session_state["meeting_refused"] = str(error)
        return ()


def _note(note: Note) -> dict[str, Any]:
    who = [note.who] if note.who else []
    return {
        "id": note.id,
        "key": f"{note.kind}:{note.place}" if note.kind != "district" else "district",
        "place": note.name or _("崇川区"),
        "text": note.text,
        "done": note.done,
        "about": " · ".join([note.name or _("崇川区"), briefing.day(note.as_of), *who]),
    }


def _heard(said: Any, edition: Edition) -> bool:
    """Take over what the panel told; return whether the page must be drawn anew for it."""
    if said.at:
        st.session_state["meeting_at"] = str(said.at)
    asked = said.asked
    if not isinstance(asked, dict):
        return False
    if "since" in asked:
        st.session_state["meeting_since"] = str(asked["since"])
    if "order" in asked:
        st.session_state["meeting_order"] = str(asked["order"])
    try:
        if "note" in asked:
            kind, _colon, place = str(asked["key"]).partition(":")
            name = "" if kind == "district" else str(asked["name"])
            Notes(store()).write(edition.number, kind, place, name, str(asked["note"]), str(asked.get("who", "")))
        if "settle" in asked:
            Notes(store()).settle(int(asked["settle"]), bool(asked["done"]), str(asked.get("who", "")))
    except StoreError as error:
        log.warning("a note was not kept: %s", error)
        st.session_state["meeting_refused"] = str(error)
    return True


def _export(kept: tuple[Note, ...], edition: Edition) -> None:
    """Two files of the notes; shown with the list of notes alone (meeting.css)."""
    with st.container(key="meeting_export", horizontal=True):
        for form, kind in (
            ("csv", "text/csv"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            made = _file(kept, form, locales.current())
            st.download_button(
                _("导出 {form}").format(form=form), made, notes_report.file_name(edition.number, form), kind,
                on_click="ignore", disabled=not kept, key=f"notes_{form}",
            )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=8)
def _file(kept: tuple[Note, ...], form: str, language: str) -> bytes:
    """The notes as a file; ``language`` is part of the key alone."""
    return notes_report.csv(kept) if form == "csv" else notes_report.xlsx(kept)
