"""What the timeline's panels are told: plain values, in the reader's words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from locales import _
from maps import files
from pages import words
from sites.edition import Edition
from sites.forecast import BASIS_WORDS, Forecast, basis_words, of_compounds
from sites.paces import BASES
from sites.stages import GROUND, LATE, STAGES
from sites.timeline import MILESTONES, SERIES, Snapshot, burn_up, curve, heat, span

EPOCH = date(1970, 1, 1)
ROWS_SHOWN = 60
"""Compounds in the table; those most days late come first."""
FULL_BEHIND, FULL_STAGES = 400, 1000
"""Per mille from which on a cell of the heat table has its full colour."""
NOTHING = 8
"""Per mille of a line that nobody sees."""
PLAIN = {"light": "#f1efe9", "dark": "#1f2630"}
DEEP = {"light": "#1f5fa8", "dark": "#7db4f5"}
"""The accent, as the map has it (frontend/src/theme.js)."""
NO_DATA = {"light": "#c9c4b9", "dark": "#3a4350"}


def told(
    taken: Sequence[Snapshot],
    addresses: Sequence[tuple[str, str]],
    masks: dict[str, str],
    subdistrict: str,
    everything: bool,
) -> dict[str, dict[str, Any]]:
    """Return what bar and charts show of a history.

    Parameters
    ----------
    taken : sequence of Snapshot
        Oldest first, at least one.
    addresses : sequence of (str, str)
        Stages and geometry of each, as ``maps.steps.addresses`` gives them.
    masks : dict of str to str
        Geometry's address to what shows of it (``maps.state.bits``).
    subdistrict : str
        Empty for the whole district.
    everything : bool
        Whether the browser may fetch all editions at once.
    """
    counts = burn_up(taken, subdistrict)
    entries = [_entry(one, counts[at], subdistrict) for at, one in enumerate(taken)]
    bar = {
        "editions": [
            {**entry, "edition": files.from_frame(stages), "geometry": files.from_frame(shapes)}
            for entry, (stages, shapes) in zip(entries, addresses, strict=True)
        ],
        "masks": {files.from_frame(address): bits for address, bits in masks.items()},
        "everything": everything,
        **_curves(taken, subdistrict),
        "late": LATE,
        "words": {
            "title": _("时间轴"), "slider": _("选择一期"), "curve": _("曲线所示"), "which": _("第 {n} 期"), "play": _("播放"), "pause": _("暂停"), "back": _("上一期"),
            "on": _("下一期"), "months": months(), "planned": _("计划"), "expected": _("预计"), "said": _("实际 {actual} · 计划 {planned}"),
        },
    }  # fmt: skip
    charts = {
        "editions": entries,
        "stages": _stages(counts),
        "measures": [
            _measure("behind", _("滞后"), taken, LATE, FULL_BEHIND),
            _measure("stages", _("阶段完成"), taken, DEEP, FULL_STAGES),
        ],
        "subdistrict": subdistrict,
        "late": LATE,
        "words": {"burn_up": _("各阶段楼栋数"), "heat": _("各街道 · 每期"), "months": months()},
    }
    return {"bar": bar, "charts": charts}


def forecast_table(edition: Edition, found: Forecast, mask: NDArray[np.bool_]) -> dict[str, Any]:
    """Return the table of compounds with their forecast finish.

    Parameters
    ----------
    edition : Edition
    found : Forecast
        Of its buildings.
    mask : numpy.ndarray of bool, shape (buildings,)
        The buildings that count.
    """
    rows = of_compounds(edition, found, mask)
    dates = rows[["planned", "earliest", "latest"]].stack()
    today = _day(edition.as_of)
    first = min([today, *(_day(day) for day in (dates.min(), rows["expected"].min()) if pd.notna(day))])
    last = max([today + 30, *(_day(day) for day in (dates.max(),) if pd.notna(day))])
    shown = [_row(row) for row in rows.head(ROWS_SHOWN).to_dict("records")]
    more = (
        _("共 {n} 个小区，这里列出预计最晚于计划的 {shown} 个").format(n=len(rows), shown=ROWS_SHOWN)
        if len(rows) > ROWS_SHOWN
        else ""
    )
    note = _("点为预计完成日，色带为十次中约有八次会落入的范围，竖线为计划完成日。依据：{bases}，按所占天数计。")
    return {
        "rows": shown,
        "from": first - 4,
        "to": min(last, today + 3 * 365) + 10,
        "today": today,
        "bases": BASES,
        "late": LATE,
        "columns": [
            {"code": "compound", "label": _("小区")}, {"code": "done", "label": _("完成幢数")}, {"code": "range", "label": _("预计范围")},
            {"code": "expected", "label": _("预计完成")}, {"code": "late", "label": _("较计划")}, {"code": "basis", "label": _("依据")},
        ],
        "words": {
            "title": _("各小区预计完成"), "note": note.format(bases=_("、").join(_(word) for word in BASIS_WORDS.values())),
            "empty": _("没有符合条件的小区"), "more": more, "months": months(),
        },
    }  # fmt: skip


def months() -> list[str]:
    """Return the short names of the months in the language in use."""
    return _("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月").split()


def _entry(one: Snapshot, counts: NDArray[np.int64], subdistrict: str) -> dict[str, Any]:
    rows = one.rows(subdistrict)
    behind, total = int(one.behind[rows].sum()), int(counts.sum())
    done = curve(one, "handover", subdistrict).now
    finished = 0 if np.isnan(done) else round(done * float(one.totals[rows].sum()))
    return {
        "number": one.number, "as_of": one.as_of.isoformat(), "short": f"{one.as_of:%m-%d}", "day": _day(one.as_of), "stages": counts.tolist(),
        "done": _("完成 {n} / {total} 幢").format(n=words.number(finished), total=words.number(total)),
        "behind": _("滞后 {n} 幢").format(n=words.number(behind)), "late": behind,
    }  # fmt: skip


def _curves(taken: Sequence[Snapshot], subdistrict: str) -> dict[str, Any]:
    weeks = span(taken)
    found: dict[str, list[dict[str, Any]]] = {code: [] for code in MILESTONES}
    days: list[int] = []
    for code in MILESTONES:
        for one in taken:
            lines = curve(one, code, subdistrict, weeks)
            days = lines.days.astype(np.int64).tolist()
            told: dict[str, Any] = {name: _per_mille(getattr(lines, name)) for name in SERIES}
            found[code].append({**told, "now": _per_mille(np.array([lines.now]))[0]})
    quiet = _quiet(found)
    if quiet:
        days = days[:-quiet]
        for told in (one for lines in found.values() for one in lines):
            told.update({name: told[name][:-quiet] for name in SERIES})
    labels = {"stages": _("阶段完成率"), "construction": _("施工完成率"), "handover": _("全部完成率")}
    return {"days": days, "curves": found, "milestones": [{"code": code, "label": labels[code]} for code in MILESTONES]}


def _quiet(found: dict[str, list[dict[str, Any]]]) -> int:
    """Return how many weeks at the end nothing happens in any line: the last few buildings' far edges would stretch the chart."""
    lines = [one[name] for told in found.values() for one in told for name in SERIES if one[name][-1] is not None]
    moves = [sum(share >= line[-1] - NOTHING for share in line if share is not None) - 1 for line in lines]
    return max(0, min(moves, default=0) - 1)


def _stages(counts: NDArray[np.int64]) -> list[dict[str, Any]]:
    """The stages as layers, in their order; those without data only where there are any."""
    listed: list[dict[str, Any]] = [
        {"slot": slot, "label": stage.label, "light": stage.light, "dark": stage.dark}
        for slot, stage in enumerate(STAGES)
    ]
    if counts[:, len(STAGES)].any():
        listed.append({"slot": len(STAGES), "label": _("无数据"), **NO_DATA})
    return listed


def _measure(code: Any, label: str, taken: Sequence[Snapshot], colour: dict[str, str], full: int) -> dict[str, Any]:
    names, shares = heat(taken, code)
    rows: list[dict[str, Any]] = [
        {"subdistrict": name, "name": name, "shares": _per_mille(shares[at])} for at, name in enumerate(names) if name
    ]
    whole = [
        one.behind.sum() / max(one.stages.sum(), 1) if code == "behind" else curve(one, "stages").now for one in taken
    ]
    rows.append({"subdistrict": "", "name": _("全区合计"), "shares": _per_mille(np.array(whole)), "whole": True})
    return {"code": code, "label": label, "rows": rows, "colour": colour, "ground": PLAIN, "full": full}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    days = [None if pd.isna(row[name]) else _day(row[name]) for name in ("earliest", "expected", "latest")]
    over = row["finished"] == row["buildings"]
    early, expected, late = (
        None if pd.isna(row[name]) else row[name].date() for name in ("earliest", "expected", "latest")
    )
    against = 0 if pd.isna(row["late_days"]) else int(row["late_days"])
    shares = {base: round(row[f"from_{base}"], 3) for base in BASES}
    return {
        "id": row["compound_id"], "compound": row["compound"], "subdistrict": row["subdistrict"] or "",
        "done": f"{row['finished']} / {row['buildings']}", "days": days, "over": over,
        "planned": None if pd.isna(row["planned"]) else _day(row["planned"]),
        "expected": words.day(expected), "between": "" if over or early is None else words.span(early, late),
        "late": against, "against": _against(row, against, expected), "shares": shares, "basis": _basis(row, shares, over),
    }  # fmt: skip


def _against(row: dict[str, Any], days: int, expected: date | None) -> str:
    if expected is None or pd.isna(row["planned"]):
        return "–"
    if days > 0:
        return _("晚 {n} 天").format(n=days)
    return _("早 {n} 天").format(n=-days) if days < 0 else _("按期")


def _basis(row: dict[str, Any], shares: dict[str, float], over: bool) -> str:
    if over:
        return _("已完成")
    told = basis_words(shares)
    if row["unknown"]:
        missing = _("{n} 幢无法预计").format(n=row["unknown"])
        return f"{told} · {missing}" if told else missing
    return told


def _per_mille(shares: NDArray[np.float64]) -> list[int | None]:
    return [None if np.isnan(share) else round(share * 1000) for share in shares]


def _day(day: Any) -> int:
    """Return days since 1970, as the panels count."""
    return (day.date() if isinstance(day, pd.Timestamp) else day).toordinal() - EPOCH.toordinal()


assert set(GROUND) == set(PLAIN) == set(DEEP)
