"""The planner's charts: each bar is a filter."""

from typing import Any

import numpy as np

from locales import _
from pages import enquiring, panels, words
from sites import tallies
from sites.enquiry import Answer
from sites.facilities import layer
from sites.stages import STAGES, stage

NO_DATA = {"light": "#c9c4b9", "dark": "#3a4350"}


def panel(found: Answer) -> None:
    """Draw the charts of what is left."""
    panels.deskcharts("charts_panel", _described(found), enquiring.heard("charts_panel", _pressed))


def _described(found: Answer) -> dict[str, Any]:
    edition, now = found.edition, found.enquiry
    stages = tallies.stages_by_subdistrict(edition, found.without("subdistrict", "stage"))
    provided = tallies.per_households(edition, found.without("subdistrict"))
    names = edition.arrays.subdistricts
    return {
        "palette": [
            *({"code": known.code, "label": known.label, "light": known.light, "dark": known.dark} for known in STAGES),
            {"code": "unknown", "label": _("无数据"), **NO_DATA},
        ],
        "stages": {
            "title": _("各街道的阶段 · 幢"),
            "chosen": {"subdistrict": list(now.of("subdistrict")), "stage": list(now.of("stage"))},
            "rows": [
                {"name": name, "n": words.number(row.sum()), "parts": row.tolist()}
                for name, row in zip(names, stages, strict=True)
                if row.any()
            ],
        },
        "plan": {
            "title": _("到期应完与已完 · 幢"),
            "rows": [
                {"code": code, "label": stage(code).label, "planned": planned, "actual": actual}
                for code, planned, actual in tallies.planned_and_actual(edition, found.mask, edition.as_of)
            ],
            "key": _("框：按计划应完成　实：已完成"),
        },
        "provided": {
            "title": _("每百户设施 · 现有 / 计划"),
            "layers": [
                {
                    "label": layer(code).label,
                    "rows": [
                        {"name": name, "planned": round(float(plan), 1), "present": round(float(now_there), 1)}
                        for name, plan, now_there in zip(names, *shares, strict=True)
                        if not np.isnan(plan)
                    ],
                }
                for code, shares in provided.items()
            ],
        },
        "words": {"nothing": _("没有符合条件的楼栋")},
    }


def _pressed(pressed: dict[str, Any]) -> None:
    now = enquiring.enquiry()
    asked = {group: (str(pressed[group]),) for group in ("subdistrict", "stage") if pressed.get(group)}
    again = all(now.of(group) == codes for group, codes in asked.items())  # the same bar once more takes it back
    for group, codes in asked.items():
        now = now.choosing(group, () if again else codes)
    enquiring.ask(now)
