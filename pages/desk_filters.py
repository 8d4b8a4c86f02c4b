"""The planner's filters: one panel of lists with their counts, and the line that says what was asked."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import streamlit as st

from locales import _
from pages import enquiring, panels, shown, words
from pages.filters import languages
from sites import rules
from sites.enquiry import GAPS, GROUPS, Answer
from sites.facilities import LAYERS, STATUS_WORDS, layer
from sites.provision import ELEVATOR_STOREYS, NONE
from sites.stages import stage, status

OPEN = ("subdistrict", "stage", "status")
LISTED = ("subdistrict", "stage", "status", "rule")
LAST = ("agent", "compound")


def sidebar(found: Answer) -> None:
    """Draw the filters in the sidebar."""
    with st.sidebar:
        days = shown.days(found.edition)
        st.selectbox(_("截至"), days, key="as_of", format_func=date.isoformat, on_change=shown.day_chosen)
        panels.desk("desk_panel", _described(found), enquiring.heard("desk_panel", _pressed))
        languages()


def titles() -> dict[str, str]:
    """Return the lists' titles."""
    return {
        "subdistrict": _("街道"), "compound": _("小区"), "stage": _("阶段"), "status": _("状态"), "rule": _("督办规则"),
        "agent": _("代建单位"), **{known.name: known.label for known in LAYERS},
    }  # fmt: skip


def option(group: str, code: str) -> str:
    """Return an option in the reader's words."""
    if group == "stage":
        return _("无数据") if code == "unknown" else stage(code).label
    if group == "status":
        return status(code).label
    if group == "rule":
        return rules.rule(code).label
    if group in STATUS_LAYERS:
        return _("没有") if code == NONE else _(STATUS_WORDS[code])
    return code


STATUS_LAYERS = tuple(known.name for known in LAYERS)


def gap_label(gap: str, n: object) -> str:
    """Return a gap in words."""
    if gap == "no_elevator":
        return _("{n} 层以上无电梯").format(n=ELEVATOR_STOREYS)
    return (_("每百户车位少于 {n}") if gap == "few_spaces" else _("每百户充电口少于 {n}")).format(n=n)


def _beside_number(gap: str) -> str:
    """A gap in words, where its number can be typed beside."""
    if gap == "no_elevator":
        return gap_label(gap, 0)
    return _("每百户车位少于") if gap == "few_spaces" else _("每百户充电口少于")


def told(found: Answer) -> dict[str, Any]:
    """Return the line above the map: how much is left, and every filter with its way back."""
    now, own = found.enquiry, found.edition.arrays
    mask = found.mask
    chips = [
        {
            "chip": group,
            "code": code,
            "text": option(group, code)
            if group not in STATUS_LAYERS
            else f"{layer(group).label} · {option(group, code)}",
        }
        for group in GROUPS
        for code in now.of(group)
    ]
    chips += [{"chip": "gap", "code": gap, "text": gap_label(gap, _limit(found, gap))} for gap in now.gaps]
    ends = {"storeys": _("{low}–{high} 层"), "years": _("建于 {low}–{high}")}
    for name, template in ends.items():
        low, high = getattr(now, name)
        if low is not None or high is not None:
            text = template.format(low="" if low is None else low, high="" if high is None else high)
            chips.append({"chip": name, "text": text})
    if now.search:
        chips.append({"chip": "search", "text": f"“{now.search}”"})
    if now.area:
        chips.append({"chip": "area", "text": _("图上圈定")})
    if now.picked:
        chips.append({"chip": "picked", "text": _("表中选中 {n} 行").format(n=len(now.picked))})
    inside = own.compound[mask & (own.compound >= 0)]
    return {
        "figures": [
            (words.number(mask.sum()), _("幢楼")),
            (words.number(len(np.unique(inside))), _("个小区")),
            (words.number(own.households[mask].sum()), _("户居民")),
        ],
        "behind": (words.number(found.provision.groups["status"].counts(mask)["behind"]), _("幢滞后")),
        "of": _("共 {n} 幢").format(n=words.number(len(mask))),
        "chips": chips,
        "in_view": bool(now.box),
        "words": {"clear": _("全部清除"), "in_view": _("只看视野内"), "remove": _("取消：{what}"), "none": _("未筛选")},
    }


def _limit(found: Answer, gap: str) -> int:
    return found.enquiry.spaces if gap == "few_spaces" else found.enquiry.ports


def _described(found: Answer) -> dict[str, Any]:
    now, name = found.enquiry, titles()
    lists = {group: _list(found, group, name[group]) for group in GROUPS if group in found.provision.groups}
    gaps = found.gap_counts()
    spans = {"storeys": (_("层数"), now.storeys), "years": (_("建成年份"), now.years)}
    return {
        "search": now.search,
        "first": [lists[group] for group in LISTED if group in lists],
        "gaps": {
            "title": _("未覆盖"),
            "options": [
                {"code": gap, "text": _beside_number(gap), "n": gaps[gap], "chosen": gap in now.gaps,
                 "limit": None if gap == "no_elevator" else _limit(found, gap)}
                for gap in GAPS
            ],
        },
        "facilities": {"title": _("设施状态"), "lists": [lists[group] for group in STATUS_LAYERS if group in lists]},
        "spans": [
            {"code": code, "title": title, "low": own[0], "high": own[1], "known": found.span(code)}
            for code, (title, own) in spans.items()
        ],
        "spans_title": _("层数与年份"),
        "last": [lists[group] for group in LAST if group in lists],
        "words": {"search": _("搜索"), "hint": _("小区、楼号、拼音 hqxc"), "from": _("从"), "to": _("到"), "number": _("每百户的数目")},
    }  # fmt: skip


def _list(found: Answer, group: str, title: str) -> dict[str, Any]:
    chosen = found.enquiry.of(group)
    counts = found.counts(group)
    options = [
        {"code": code, "text": option(group, code), "n": n, "chosen": code in chosen}
        for code, n in counts.items()
        if n or code in chosen or (group in ("stage", "status", "subdistrict") and code != "unknown")
    ]
    return {"group": group, "title": title, "options": options, "open": group in OPEN}


def _pressed(pressed: dict[str, Any]) -> None:
    now = enquiring.enquiry()
    if "search" in pressed:
        enquiring.ask(replace(now, search=str(pressed["search"])[:100]))
    elif pressed.get("group") in GROUPS:
        group, code = str(pressed["group"]), str(pressed["code"])
        had = now.of(group)
        enquiring.ask(now.choosing(group, tuple(kept for kept in had if kept != code) if code in had else (*had, code)))
    elif pressed.get("gap") in GAPS:
        enquiring.ask(replace(now, gaps=tuple(gap for gap in GAPS if (gap in now.gaps) != (gap == pressed["gap"]))))
    elif pressed.get("limit") in ("few_spaces", "few_ports"):
        low, _high = enquiring.span(pressed.get("n"), "")
        if low is not None:
            enquiring.ask(replace(now, **{"spaces" if pressed["limit"] == "few_spaces" else "ports": low}))
    elif pressed.get("span") in ("storeys", "years"):
        enquiring.ask(replace(now, **{pressed["span"]: enquiring.span(pressed.get("low"), pressed.get("high"))}))
