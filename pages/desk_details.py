"""The planner's details of a compound or building: as on the overview, and beside it history, tickets and report rows."""

from pathlib import PurePath
from typing import Any

import streamlit as st

from locales import _
from pages import address, details, enquiring, panels, photos
from sites import profile
from sites.edition import Edition
from sites.profile import Profile
from sites.stages import STAGE_CODES, stage
from store.errors import StoreError
from store.history import store

TABS = ("facts", "history", "tickets", "source")
MOST_LINES = 60


def panel(edition: Edition) -> None:
    """Draw the details of what is selected."""
    selected = st.session_state["select"]
    ask = profile.of_building if selected["kind"] == "building" else profile.of_compound
    found = ask(edition, selected["id"])
    if found is None:  # an address may name what this edition does not have
        st.session_state["select"] = None
        st.rerun()
        return
    tab = st.session_state.get("details_tab", TABS[0])
    told = details.describe(found, edition.as_of)
    if found.kind == "compound" and tab == TABS[0]:
        told["photos"] = photos.of_compound(selected["id"], found.name, edition.as_of)
    told["tabs"] = [{"code": code, "text": text, "chosen": code == tab} for code, text in _titles().items()]
    if tab != TABS[0]:
        told |= {
            "spans": [],
            "flags": [],
            "groups": [{"title": _titles()[tab], "lines": True, "rows": _lines(edition, found, selected, tab)}],
        }
    with st.container(key="details"):
        panels.details("plan_details", told, enquiring.heard("plan_details", _pressed))


def _titles() -> dict[str, str]:
    return {"facts": _("概况"), "history": _("历期"), "tickets": _("工单"), "source": _("来源行")}


def _pressed(pressed: dict[str, Any]) -> None:
    if pressed.get("close"):
        st.session_state["select"] = None
    if pressed.get("tab") in TABS:
        st.session_state["details_tab"] = pressed["tab"]
    if pressed.get("compound_id"):
        address.choose("compound", str(pressed["compound_id"]))


def _lines(edition: Edition, found: Profile, selected: dict[str, str], tab: str) -> list[tuple[str, str]]:
    if tab == "history":
        lines = _history(selected["kind"], selected["id"], tuple((e.number, e.digest) for e in store().list()))
    elif tab == "tickets":
        lines = _tickets(edition, selected)
    else:
        lines = _sources(edition, found)
    return lines[:MOST_LINES] or [(_("没有记录"), "")]


@st.cache_data(show_spinner=False, max_entries=200)
def _read(kind: str, identifier: str, number: int, digest: str) -> tuple[str, dict[str, int], int, int] | None:
    """Return an edition's day, the thing's buildings by stage, how many are behind and by how many days at most."""
    edition = store().get(number)
    found = (profile.of_building if kind == "building" else profile.of_compound)(edition, identifier)
    if found is None:
        return None
    stages = found.stages or {found.stage or "unknown": 1}
    return edition.as_of.isoformat(), stages, found.behind or int(found.status == "behind"), found.days_behind


def _history(kind: str, identifier: str, entries: tuple[tuple[int, str], ...]) -> list[tuple[str, str]]:
    """One line an edition, the newest first."""
    lines = []
    for number, digest in entries[::-1]:
        try:
            told = _read(kind, identifier, number, digest)
        except StoreError:
            told = None  # said by an alarm
        if told is None:
            continue
        day, stages, behind, days = told
        words = [f"{stage(code).label} {stages[code]}" for code in STAGE_CODES if stages.get(code)]
        if behind:
            words.append(_("滞后 {n} 幢，最长 {days} 天").format(n=behind, days=days))
        lines.append((_("第 {n} 期 · {day}").format(n=number, day=day), " · ".join(words)))
    return lines


def _tickets(edition: Edition, selected: dict[str, str]) -> list[tuple[str, str]]:
    """The open ones first; internal, like the whole page."""
    rows = edition.tickets
    rows = rows[rows["building_id" if selected["kind"] == "building" else "compound_id"] == selected["id"]]
    rows = rows.sort_values(["closed", "opened_on"], ascending=[True, False], kind="stable")
    return [
        (f"{row.source if row.source == row.source else ''} {row.ticket_id if row.ticket_id == row.ticket_id else ''}".strip() or "–",
         f"{_('已办结') if row.closed else _('未办结')} · {row.text if row.text == row.text else ''}")
        for row in rows.itertuples()
    ]  # fmt: skip


def _sources(edition: Edition, found: Profile) -> list[tuple[str, str]]:
    """The files that the edition was made from, then what its report says of this compound, with file, sheet and row."""
    name = found.compound or found.name
    own = [
        (_place(issue.path, issue.sheet, issue.row), issue.message)
        for issue in edition.report.issues
        if issue.value == name or name in {str(value) for value in issue.values.values()}
    ]
    files = [
        (PurePath(entry.path).name, _("{joined} 行并入，{rejected} 行退回").format(joined=entry.rows_joined, rejected=entry.rows_rejected))
        for entry in edition.report.inputs
    ]  # fmt: skip
    return [*own, *files]


def _place(path: str, sheet: str, row: int | None) -> str:
    parts = [PurePath(path).name, sheet, _("第 {row} 行").format(row=row) if row else ""]
    return " · ".join(part for part in parts if part) or "–"
