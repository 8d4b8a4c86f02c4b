"""The strip above the map: the five official figures beside the edition's own, what is behind, and the bar of stages."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from locales import _
from pages import panels, words
from sites.edition import Edition
from sites.indicators import kpis, reasons
from sites.official import TOTALS
from sites.selection import Selection
from sites.stages import STAGES
from sites.standing import moved_on


def strip(edition: Edition, mask: NDArray[np.bool_], selection: Selection, before: Edition | None) -> str | None:
    """Draw the strip.

    Parameters
    ----------
    edition : Edition
    mask : numpy.ndarray of bool, shape (buildings,)
        The buildings that pass every filter.
    selection : Selection
    before : Edition or None
        The edition before, for what changed since.

    Returns
    -------
    str or None
        The stage that was pressed while there was no map to act.
    """
    own = kpis(edition, None if selection.empty else mask)
    whole = own if selection.empty else kpis(edition)
    figures, bar = st.columns([6, 5], gap="small", vertical_alignment="center")
    with figures, st.container(horizontal=True, gap="xsmall"):
        for code, name, unit in (
            ("compounds", _("改造小区"), _("个")),
            ("subdistricts", _("涉及街道"), _("个")),
            ("buildings", _("居民楼"), _("幢")),
            ("households", _("住户"), _("户")),
            ("floor_area_m2", _("建筑面积"), ""),
        ):
            with st.container(key="kpi_area" if code == "floor_area_m2" else f"kpi_{code}", width="content"):
                value, size = words.area(own[code]) if code == "floor_area_m2" else (words.number(own[code]), unit)
                note, tone, why = _note(code, own[code], whole[code], selection, edition)
                panels.figure(name, value, size, note, tone, why)
        with st.container(key="kpi_behind", width="content"):
            note, tone = _change(own["behind"], edition, before, selection)
            panels.figure(_("滞后"), words.number(own["behind"]), _("幢"), note, tone)
    with bar, st.container(key="legend"):
        return panels.stagebar("stagebar", _bar(edition, mask, selection, before))


def _note(code: str, own: float, whole: float, selection: Selection, edition: Edition) -> tuple[str, str, str]:
    """The line under a figure: its whole when filtered, else how it stands to the published total, and why."""
    if not selection.empty:
        return _("共 {n}").format(n=_shown(code, whole)), "", ""
    official = TOTALS[code]
    if own == official:
        return _("与公布一致"), "", ""
    template = _("公布 {total}，少 {n}") if own < official else _("公布 {total}，多 {n}")
    note = template.format(total=_shown(code, official), n=_shown(code, abs(own - official)))
    causes = [issue.message for issue in reasons(edition)][:8]
    return note, "differs", "\n".join(causes) or _("本期文件所载如此，没有被退回的行")


def _shown(code: str, value: float) -> str:
    return " ".join(words.area(value)) if code == "floor_area_m2" else words.number(value)


def _change(behind: float, edition: Edition, before: Edition | None, selection: Selection) -> tuple[str, str]:
    if before is None:
        return _("首期"), ""
    earlier = kpis(before, selection.mask(before))["behind"]
    since = before.as_of.isoformat()[5:]
    if behind == earlier:
        return _("较 {day} 持平").format(day=since), ""
    if behind > earlier:
        return _("较 {day} ▲ {n}").format(n=int(behind - earlier), day=since), "late"
    return _("较 {day} ▼ {n}").format(n=int(earlier - behind), day=since), ""


def _bar(edition: Edition, mask: NDArray[np.bool_], selection: Selection, before: Edition | None) -> dict[str, Any]:
    counted = edition.arrays.counted(mask)
    stages = [{"code": s.code, "label": s.label, "light": s.light, "dark": s.dark} for s in STAGES]
    if counted["unknown"]:
        stages.append({"code": "unknown", "label": _("无数据"), "light": "#c9c4b9", "dark": "#3a4350"})
    return {
        "title": _("各阶段楼栋 · {n} 幢"),
        "moved": _moved(edition, mask, before),
        "filtered": bool(selection.stages),
        "stages": [
            {**stage, "n": counted[stage["code"]], "chosen": stage["code"] in selection.stages} for stage in stages
        ],
    }


def _moved(edition: Edition, mask: NDArray[np.bool_], before: Edition | None) -> str:
    if before is None:
        return ""
    return _("{n} 幢较上期前进").format(n=moved_on(edition, before, mask))
