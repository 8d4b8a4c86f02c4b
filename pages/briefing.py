"""The meeting's steps as the screen shows them: plain values, every text in the language in use."""

from datetime import date
from typing import Any

from babel.dates import format_skeleton

import locales
from locales import _
from pages import photos, words
from sites.briefing import Lagging, Step
from sites.changes import change
from sites.rules import Finding, rule
from sites.stages import stage

GOOD = frozenset({"caught_up", "moved_on"})
BAD = frozenset({"fell_behind", "moved_back", "slipped"})
LESS_IS_BETTER = frozenset({"behind", "at_risk"})
NAME_LETTERS = 24
"""Of a compound, within a sentence: the whole name stands above it."""
UP, DOWN = "▲", "▼"


def day(value: date, near: date | None = None) -> str:
    """Return a date as it is said: 8 月 31 日, Aug 31; with its year where that is not the year of ``near``."""
    known = near is not None and near.year == value.year
    if locales.current() != locales.SOURCE:
        return str(format_skeleton("MMMd" if known else "yMMMd", value, locale=locales.current()))
    said = f"{value.month} 月 {value.day} 日" if known else f"{value.year} 年 {value.month} 月 {value.day} 日"
    return said.replace(" ", "\u00a0")


def step(told: Step, as_of: date, since: date | None) -> dict[str, Any]:
    """Return one step of the tour."""
    shown = {
        "key": told.key,
        "place": {"kind": told.kind, "id": told.compound_id or told.subdistrict},
        "title": title(told),
        "subtitle": _subtitle(told, as_of, since),
        "name": told.name,
        "totals": _totals(told),
        "figures": _figures(told),
        "stages": list(told.stages.values()),
        "changes": _changes(told),
        "list": [row(entry, as_of) for entry in told.lagging] if told.kind != "compound" else [],
        "behind": told.figures["behind"],
    }
    if told.kind == "compound":
        shown |= _compound(told, as_of)
    elif told.behind:
        shown["loose"] = _("另有 {n} 幢滞后楼栋不属于任何小区").format(n=len(told.behind))
    return shown


def title(told: Step) -> str:
    """Return what the step is called."""
    if told.kind == "district":
        return _("崇川区 · 2022 年老旧小区改造")
    return told.name or _("（无街道）")


def _subtitle(told: Step, as_of: date, since: date | None) -> str:
    parts = [told.subdistrict] if told.kind == "compound" and told.subdistrict else []
    parts.append(_("截至 {day}").format(day=day(as_of)))
    if since:
        parts.append(_("较 {day}").format(day=day(since, as_of)))
    return " · ".join(parts)


def _totals(told: Step) -> list[dict[str, Any]]:
    """The published five; of a smaller place those that are not one."""
    counted = (
        ("compounds", _("个小区")),
        ("subdistricts", _("个街道")),
        ("buildings", _("幢居民楼")),
        ("households", _("户居民")),
    )
    left_out = {"district": 0, "subdistrict": ("subdistricts",), "compound": ("compounds", "subdistricts")}[told.kind]
    shown = [
        {"value": words.number(told.figures[code]), "unit": unit, "change": _plain_change(told, code)}
        for code, unit in counted
        if not left_out or code not in left_out
    ]
    value, unit = words.area(told.figures["floor_area_m2"])
    return [*shown, {"value": value, "unit": unit, "change": _plain_change(told, "floor_area_m2")}]


def _plain_change(told: Step, code: str) -> str:
    if told.before is None or told.figures[code] == told.before[code]:
        return ""
    more = told.figures[code] - told.before[code]
    size = " ".join(words.area(abs(more))) if code == "floor_area_m2" else words.number(abs(more))
    return f"{UP if more > 0 else DOWN} {size}"


def _figures(told: Step) -> list[dict[str, Any]]:
    names = (
        ("behind", _("滞后")),
        ("at_risk", _("预警")),
        ("under_way", _("施工及以后")),
        ("handed_over", _("物业接管")),
    )
    return [
        {
            "code": code,
            "name": name,
            "value": words.number(told.figures[code]),
            "unit": _("幢"),
            "tone": "late" if code == "behind" and told.figures[code] else "",
            "change": _change(told, code),
        }
        for code, name in names
    ]


def _change(told: Step, code: str) -> dict[str, str] | None:
    """How a figure moved, in a sign, a number and a word: neither colour nor arrow alone says good or bad."""
    if told.before is None:
        return None
    more = told.figures[code] - told.before[code]
    if not more:
        return {"text": _("持平"), "tone": ""}
    less = code in LESS_IS_BETTER
    better = (more < 0) == less
    said = (
        (_("{sign} {n} 好转") if better else _("{sign} {n} 变差"))
        if less
        else (_("{sign} {n} 推进") if better else _("{sign} {n} 倒退"))
    )
    return {
        "text": said.format(sign=UP if more > 0 else DOWN, n=words.number(abs(more))),
        "tone": "good" if better else "bad",
    }


def _changes(told: Step) -> list[dict[str, str]]:
    shown = [
        {
            "name": change(code).label,
            "n": _("{n} 幢").format(n=words.number(n)),
            "tone": "good" if code in GOOD else "bad" if code in BAD else "",
        }
        for code, n in told.changes.items()
    ]
    if told.accepted:
        n = _("{n} 个").format(n=len(told.accepted))
        shown.append({"name": _("小区全部通过验收"), "n": n, "tone": "good"})
    return shown


def row(entry: Lagging, as_of: date) -> dict[str, Any]:
    """Return a row of the lagging list: the gravest finding, and the names of the rules that fired beside it."""
    gravest = entry.gravest
    others = [rule(finding.rule).label for finding in entry.findings[1:]]
    return {
        "key": entry.key,
        "name": entry.name or _("不属于任何小区的楼栋"),
        "subdistrict": entry.subdistrict,
        "tone": rule(gravest.rule).gravity,
        "rule": rule(gravest.rule).label,
        "lead": _("{n} 天").format(n=gravest.days) if gravest.days else rule(gravest.rule).label,
        "note": " · ".join([_fired(gravest), *others]),
    }


def _fired(finding: Finding) -> str:
    parts = [rule(finding.rule).label]
    if finding.stage:
        parts.append(stage(finding.stage).label)
    if len(finding.buildings):
        parts.append(_("{n} 幢").format(n=words.number(len(finding.buildings))))
    return " · ".join(parts)


def _compound(told: Step, as_of: date) -> dict[str, Any]:
    (entry,) = told.lagging
    missing = _("台账未填")
    return {
        "flags": [_flag(finding, as_of) for finding in entry.findings],
        "why": list(told.remarks) or [_("台账没有备注，请{subdistrict}说明").format(subdistrict=told.subdistrict)],
        "who": [
            {"name": _("街道"), "value": told.subdistrict or missing},
            {"name": _("代建单位"), "value": told.agent or missing},
            {"name": _("施工单位"), "value": told.contractor or missing},
        ],
        "ask": [ask(told, finding, as_of) for finding in entry.findings[:1]],
        "photos": photos.of_compound(told.compound_id, told.name, as_of),
    }


def _flag(finding: Finding, as_of: date) -> dict[str, str]:
    n = words.number(len(finding.buildings))
    where = stage(finding.stage).label if finding.stage else ""
    due = day(finding.due, as_of) if finding.due else "–"
    if finding.rule == "behind_plan":
        lead = _("滞后 {n} 天").format(n=finding.days)
        note = _("{n} 幢超过计划；最久的在{stage}，应于 {due}完成")
    elif finding.rule == "at_risk":
        lead = _("预警")
        note = _("{n} 幢开工晚于计划；最晚的在{stage}，晚 {days} 天，应于 {due}完成")
    else:
        return {"lead": rule(finding.rule).label, "note": _fired(finding), "tone": rule(finding.rule).gravity}
    return {
        "lead": lead,
        "note": note.format(n=n, stage=where, due=due, days=finding.days),
        "tone": rule(finding.rule).gravity,
    }


def ask(told: Step, finding: Finding, as_of: date) -> str:
    """Return what the meeting is asked for: what the plan itself asks, and no date that nobody has set."""
    where = stage(finding.stage).label if finding.stage else ""
    name = told.name if len(told.name) <= NAME_LETTERS else f"{told.name[: NAME_LETTERS - 1]}…"
    if finding.rule == "behind_plan" and told.finish and told.finish > as_of:
        return _("{compound}尽快完成{stage}，补回 {n} 天，全部工程仍按计划在 {day}前完成").format(
            compound=name, stage=where, n=finding.days, day=day(told.finish, as_of)
        )
    if finding.rule == "behind_plan":
        return _("会上定下{compound}完成{stage}的日期：原计划的日期都已过去").format(compound=name, stage=where)
    if finding.rule == "at_risk" and finding.due:
        return _("{compound}在 {day}前完成{stage}，不要拖成滞后").format(
            compound=name, stage=where, day=day(finding.due, as_of)
        )
    return _("{compound}：解决“{rule}”").format(compound=name, rule=rule(finding.rule).label)
