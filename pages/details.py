"""The panel beside the map: what there is to say of the selected building or compound, or of the district."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from locales import _
from pages import address, panels, words
from sites import profile
from sites.edition import Edition
from sites.facilities import LAYERS, STATUS_WORDS
from sites.profile import Profile, Span
from sites.stages import STAGES, stage, status


def panel(edition: Edition, mask: NDArray[np.bool_]) -> None:
    """Draw the details of the session's selection, or of the buildings that pass the filter."""
    found = _chosen(edition) or profile.of_district(edition, mask, st.session_state.get("filter_subdistrict") or "")
    with st.container(key="details"):
        pressed = panels.details("details_panel", describe(found, edition.as_of))
    if pressed:
        _act(pressed)


def _chosen(edition: Edition) -> Profile | None:
    """What is selected on the map, else the one compound that is filtered by."""
    selected = st.session_state.get("select")
    if selected:
        ask = profile.of_building if selected["kind"] == "building" else profile.of_compound
        return ask(edition, selected["id"])
    compounds = edition.compounds
    named = compounds.loc[compounds["compound"] == st.session_state.get("filter_compound"), "compound_id"]
    return profile.of_compound(edition, named.iloc[0]) if len(named) == 1 else None


def _act(pressed: dict[str, Any]) -> None:
    # Widgets already stand in this run: what was pressed is taken over at the start of the next.
    st.session_state["pressed"] = pressed
    st.rerun()


def hear() -> None:
    """Take over what was pressed in the panel, before any widget is made."""
    pressed = st.session_state.pop("pressed", None)
    if not pressed:
        return
    if pressed.get("close"):
        if not st.session_state.get("select"):
            st.session_state["filter_compound"] = None
        st.session_state["select"] = None
    if pressed.get("compound_id"):
        address.choose("compound", str(pressed["compound_id"]))
    if pressed.get("subdistrict"):
        st.session_state["filter_subdistrict"] = pressed["subdistrict"]
        address.subdistrict_changed()


def describe(found: Profile, as_of: date) -> dict[str, Any]:
    """Return what the panel shows, every text in the language in use."""
    area, unit = words.area(found.floor_area_m2)
    return {
        "title": _title(found),
        "subtitle": _subtitle(found),
        "closable": found.kind in ("building", "compound"),
        "flags": _flags(found),
        "spans": [_span(span, found, as_of) for span in found.spans],
        "today": _share(as_of),
        "parts": [_part(part) for part in found.parts],
        "palette": [{"light": s.light, "dark": s.dark} for s in STAGES] + [{"light": "#c9c4b9", "dark": "#3a4350"}],
        "groups": _groups(found, f"{area} {unit}"),
        "note": _("点选地图上的小区或楼栋，查看计划、进度和设施。") if found.kind == "district" else "",
        "words": {
            "schedule": _("阶段与计划"),
            "parts": _("各小区 · 滞后多者在前") if found.name else _("各街道 · 滞后多者在前"),
            "close": _("关闭"),
            "key": _("灰：计划　彩：实际　竖线：截至日"),
        },
    }


def _title(found: Profile) -> str:
    if found.kind == "building":
        return _("{compound} {number} 幢").format(compound=found.compound, number=found.name)
    return found.name or _("崇川区")


def _subtitle(found: Profile) -> str:
    area, unit = words.area(found.floor_area_m2)
    parts = [found.subdistrict] if found.subdistrict else []
    if found.kind != "building":
        parts.append(_("{n} 幢").format(n=words.number(found.buildings)))
    parts.append(_("{n} 户").format(n=words.number(found.households)))
    parts.append(f"{area} {unit}".replace(" ", "\u00a0"))
    if found.built_year and found.kind != "district":
        parts.append(_("建于 {year}").format(year=found.built_year))
    return " · ".join(parts)


def _flags(found: Profile) -> list[dict[str, str]]:
    flags = []
    if found.kind == "building":
        now = stage(found.stage).label if found.stage else _("无数据")
        if found.status == "behind":
            flags.append({"tone": "late", "title": _("滞后 {n} 天").format(n=found.days_behind), "note": now})
        elif found.status == "at_risk":
            flags.append({"tone": "risk", "title": _("预警：本阶段开工晚于计划"), "note": now})
        elif found.status == "unknown":
            flags.append({"tone": "risk", "title": _("缺计划日期，无法判断进度"), "note": now})
        else:
            flags.append({"tone": "calm", "title": now, "note": status(found.status).label})
        return flags
    if found.behind:
        note = _("最长 {n} 天").format(n=found.days_behind)
        flags.append({"tone": "late", "title": _("滞后 {n} 幢").format(n=words.number(found.behind)), "note": note})
    if found.at_risk:
        note = _("本阶段开工晚于计划")
        flags.append({"tone": "risk", "title": _("预警 {n} 幢").format(n=words.number(found.at_risk)), "note": note})
    return flags


PROGRAMME = (date(2021, 11, 20), date(2022, 12, 31))
"""The Gantt's span: from the mobilisation meeting to the programme's end."""


def _share(day: date) -> float:
    start, end = PROGRAMME
    return min(1.0, max(0.0, (day - start) / (end - start)))


def _span(span: Span, found: Profile, as_of: date) -> dict[str, Any]:
    known = stage(span.stage)
    planned = (
        span.planned_start
        and span.planned_end
        and [_share(span.planned_start), _share(span.planned_end + timedelta(1))]
    )
    until = span.actual_end or as_of
    actual = span.actual_start and [_share(span.actual_start), _share(until + timedelta(1))]
    dates = (
        words.span(span.actual_start, span.actual_end)
        if span.actual_start
        else words.span(span.planned_start, span.planned_end)
    )
    template = _("实际 {dates}") if span.actual_start else _("计划 {dates}")
    return {
        "label": known.label,
        "light": known.light,
        "dark": known.dark,
        "planned": planned or None,
        "actual": actual or None,
        "current": span.stage == found.stage,
        "text": template.format(dates=dates),
    }


def _part(part: Profile) -> dict[str, Any]:
    return {
        "name": part.name,
        "press": part.attributes,
        "n": words.number(part.buildings),
        "behind": _("滞后 {n}").format(n=part.behind) if part.behind else "",
        "stages": list(part.stages.values()),
    }


def _groups(found: Profile, area: str) -> list[dict[str, Any]]:
    if found.kind == "district":
        return []
    groups = []
    if found.kind == "building":
        groups.append({"title": _("楼栋情况"), "rows": _rows([
            (_("住户"), words.number(found.households)),
            (_("建筑面积"), area),
            (_("层数 · 单元"), f"{found.storeys or '–'} · {found.units or '–'}"),
            (_("形象进度"), f"{found.progress_pct:.0f}%" if found.progress_pct is not None else ""),
            (_("违建 已拆 / 应拆"), _pair(found.attributes.get("illegal_removed"), found.attributes.get("illegal_listed"))),
            (_("防水开始"), _date(found.attributes.get("waterproofing_start"))),
            (_("平改坡开始"), _date(found.attributes.get("roof_start"))),
            (_("备注"), _text(found.attributes.get("remark"))),
        ])})  # fmt: skip
    else:
        own = found.attributes
        groups.append({"title": _("小区"), "rows": _rows([
            (_("形象进度"), f"{found.progress_pct:.0f}%" if found.progress_pct is not None else ""),
            (_("停车位"), _change(own.get("parking_before"), own.get("parking_planned"), own.get("parking_built"))),
            (_("充电接口 启用 / 计划"), _pair(own.get("charging_live"), own.get("charging_planned"))),
            (_("电梯 投用 / 计划"), _pair(own.get("elevators_in_use"), own.get("elevators_planned"))),
            (_("一小区一特色"), _text(own.get("character"))),
            (_("代建单位"), _text(own.get("construction_agent"))),
            (_("施工单位"), _text(own.get("contractor"))),
            (_("物业企业"), _text(own.get("property_company"))),
            (_("临时党支部"), _date(own.get("party_branch_on")) or _("未设立")),
            (_("业主管理委员会"), _date(own.get("owners_committee_on")) or _("未成立")),
        ])})  # fmt: skip
    facilities = []
    for layer in LAYERS:
        tally = found.facilities.get(layer.name)
        if tally:
            known = [(code, tally[code]) for code in reversed(layer.statuses) if tally.get(code)]
            facilities.append((layer.label, " · ".join(f"{n} {_(STATUS_WORDS[code])}" for code, n in known)))
    if facilities:
        groups.append({"title": _("设施"), "rows": facilities})
    return groups


def _rows(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in rows if value]


def _missing(value: Any) -> bool:
    return value is None or value != value or str(value) in ("", "NaT", "<NA>")


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)


def _date(value: Any) -> str:
    return "" if _missing(value) else words.day(value.date() if hasattr(value, "date") else value)


def _pair(first: Any, second: Any) -> str:
    if _missing(first) and _missing(second):
        return ""
    return " / ".join("–" if _missing(value) else words.number(value) for value in (first, second))


def _change(before: Any, planned: Any, built: Any) -> str:
    if _missing(before) or _missing(planned):
        return ""
    arrow = f"{words.number(before)} → {words.number(planned)}"
    return arrow if _missing(built) else _("{arrow}（已建 {n}）").format(arrow=arrow, n=words.number(built))
