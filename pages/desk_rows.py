"""The planner's table: compounds or buildings, sorted, picked, and found again on the map."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from locales import _
from pages import enquiring, panels, words
from sites import standing
from sites.edition import Edition
from sites.enquiry import Answer
from sites.facilities import STATUS_WORDS, layer
from sites.provision import Mask
from sites.stages import STAGE_CODES, STATUS_CODES, stage, status

PAGE = 100
"""Rows that are sent at a time."""
MOST_PICKED = 200
_NUMBERS = ("buildings", "households", "days_behind", "progress_pct", "storeys", "built_year", "spaces", "ports")


def panel(found: Answer) -> None:
    """Draw the table."""
    panels.rows("rows_panel", _described(found), enquiring.heard("rows_panel", _pressed))


def _described(found: Answer) -> dict[str, Any]:
    edition, look = found.edition, enquiring.look()
    mask = found.without("picked")
    frame = compounds(edition, mask) if look.rows == "compounds" else buildings(edition, mask)
    key, down = look.sort.removeprefix("-"), look.sort.startswith("-")
    if key in frame.columns:
        frame = frame.sort_values(key, ascending=not down, kind="stable", na_position="last", ignore_index=True)
    selected = _selected(edition, look.rows)
    page = _page(frame, selected, look.page)
    rows = frame.iloc[page * PAGE : (page + 1) * PAGE]
    shown = [name for name in frame.columns if name != "id"]
    return {
        "columns": [{"key": name, "label": _labels()[name], "number": name in _NUMBERS} for name in shown],
        "rows": _rows(rows, shown),
        "kind": "compound" if look.rows == "compounds" else "building",
        "sort": key,
        "down": down,
        "picked": list(found.enquiry.picked),
        "selected": selected,
        "pages": {"at": page, "last": max(0, (len(frame) - 1) // PAGE), "from": page * PAGE + 1, "to": page * PAGE + len(rows)},
        "title": _("{n} 行").format(n=words.number(len(frame))),
        "kinds": [{"code": "compounds", "text": _("小区")}, {"code": "buildings", "text": _("楼栋")}],
        "of": look.rows,
        "words": {
            "pick": _("选中"), "show": _("在地图上看"), "nothing": _("没有符合条件的楼栋"), "clear": _("清除筛选"),
            "before": _("上一页"), "next": _("下一页"), "table": _("筛选结果表"),
            "picked": _("地图只显示选中的行"),
        },
    }  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "subdistrict": _("街道"), "compound": _("小区"), "building_no": _("楼号"), "buildings": _("楼栋"),
        "households": _("住户"), "stage": _("阶段"), "status": _("状态"), "days_behind": _("滞后天数"),
        "progress_pct": _("形象进度"), "planned_finish": _("计划完成"), "storeys": _("层数"), "built_year": _("建成年份"),
        "spaces": _("车位/百户"), "ports": _("充电口/百户"), "elevator": _("电梯"), "agent": _("代建单位"),
    }  # fmt: skip


def compounds(edition: Edition, mask: Mask) -> pd.DataFrame:
    """Return a row a compound with a building in the mask, sorted as ``standing`` does; ``stage`` and ``status`` are places."""
    rows = standing.of_compounds(edition, mask)
    known = edition.compounds.set_index("compound_id")
    own = edition.provision
    first = np.full(len(known), -1)
    inside = np.flatnonzero(edition.arrays.compound >= 0)
    first[edition.arrays.compound[inside][::-1]] = inside[::-1]
    at = first[known.index.get_indexer(rows["compound_id"])]
    return pd.DataFrame(
        {
            "id": rows["compound_id"], "subdistrict": rows["subdistrict"], "compound": rows["compound"],
            "stage": rows["stage"].map({code: n for n, code in enumerate(STAGE_CODES)}),
            "status": np.where(rows["behind"] > 0, 2000 + rows["behind"], np.where(rows["at_risk"] > 0, 1000 + rows["at_risk"], 0)),
            "days_behind": rows["days_behind"], "progress_pct": rows["progress_pct"], "buildings": rows["buildings"],
            "households": rows["households"], "spaces": own.spaces[at].round(1), "ports": own.ports[at].round(1),
            "agent": known["construction_agent"].reindex(rows["compound_id"]).to_numpy(object),
            "planned_finish": rows["planned_finish"],
        }
    )  # fmt: skip


def buildings(edition: Edition, mask: Mask) -> pd.DataFrame:
    """Return a row a building in the mask; ``stage`` and ``status`` are places, ``elevator`` the furthest status of its elevators."""
    rows, own = edition.buildings[mask], edition.arrays
    lifts = edition.provision.groups.get("elevators")
    order = list(layer("elevators").statuses)
    furthest = np.full(len(rows), -1)
    if lifts is not None:
        for place, code in enumerate(order):
            furthest[lifts.mask((code,))[mask]] = place
    return pd.DataFrame(
        {
            "id": rows["building_id"], "subdistrict": rows["subdistrict"], "compound": rows["compound"],
            "building_no": rows["building_no"], "stage": np.where(own.stage[mask] < len(STAGE_CODES), own.stage[mask], np.nan),
            "status": own.status[mask], "days_behind": own.days_behind[mask], "progress_pct": own.progress_pct[mask],
            "storeys": rows["storeys"], "built_year": rows["built_year"], "households": rows["households"],
            "elevator": furthest, "planned_finish": rows["planned_finish"],
        }
    ).reset_index(drop=True)  # fmt: skip


def _selected(edition: Edition, rows: str) -> str:
    """The row of what is selected on the map; of a building, its compound where rows are compounds."""
    select = st.session_state.get("select")
    if not select:
        return ""
    if select["kind"] == "building" and rows == "compounds":
        found = edition.buildings.loc[edition.buildings["building_id"] == select["id"], "compound_id"]
        return str(found.iloc[0]) if len(found) else ""
    return str(select["id"])


def _page(frame: pd.DataFrame, selected: str, page: int) -> int:
    """The page that was turned to, or that of a row that was selected since."""
    last = max(0, (len(frame) - 1) // PAGE)
    if selected and st.session_state.get("rows_follow") != selected:
        at = np.flatnonzero((frame["id"] == selected).to_numpy(bool))
        page = int(at[0]) // PAGE if len(at) else page
        enquiring.see(page=page)
    st.session_state["rows_follow"] = selected
    return min(page, last)


def _rows(frame: pd.DataFrame, shown: list[str]) -> list[dict[str, Any]]:
    columns = [[_cell(name, value) for value in frame[name]] for name in shown]
    late = (frame["days_behind"] > 0).tolist()
    return [
        {"id": identifier, "late": is_late, "cells": list(cells)}
        for identifier, is_late, *cells in zip(frame["id"].astype(str), late, *columns, strict=True)
    ]


def _cell(name: str, value: Any) -> str:
    if name == "elevator":
        return _(STATUS_WORDS[layer("elevators").statuses[int(value)]]) if value >= 0 else _("没有")
    if value is None or value is pd.NA or value != value:
        return _("无数据") if name == "stage" else "–"
    if name == "stage":
        return stage(STAGE_CODES[int(value)]).label
    if name == "status":
        return _standing(int(value))
    if name == "planned_finish":
        return words.day(value.date())
    if name == "progress_pct":
        return f"{int(value)}%"
    if name == "built_year":
        return str(int(value))
    if name in ("spaces", "ports"):
        return f"{value:.1f}"
    return words.number(value) if name in _NUMBERS else str(value)


def _standing(value: int) -> str:
    """The status of a building, or of a compound with the number of its buildings (2000 + behind, 1000 + at risk)."""
    if value >= 2000:
        return _("滞后 {n} 幢").format(n=value - 2000)
    if value >= 1000:
        return _("预警 {n} 幢").format(n=value - 1000)
    return status(STATUS_CODES[value]).label


def _pressed(pressed: dict[str, Any]) -> None:
    now, look = enquiring.enquiry(), enquiring.look()
    if "sort" in pressed:
        key = str(pressed["sort"])
        down = look.sort == key if look.sort.removeprefix("-") == key else key in _NUMBERS
        enquiring.see(sort=f"-{key}" if down else key, page=0)
    elif "of" in pressed and pressed["of"] in enquiring.ROWS:
        enquiring.see(rows=pressed["of"], page=0)
        if now.picked:
            enquiring.ask(replace(now, picked=()))
    elif "page" in pressed:
        enquiring.see(page=max(0, int(pressed["page"])))
    elif isinstance(pressed.get("picked"), list):
        enquiring.ask_same_page(replace(now, picked=tuple(map(str, pressed["picked"]))[:MOST_PICKED]))
    elif pressed.get("clear"):
        enquiring.ask(type(now)())
