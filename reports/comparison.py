"""What changed between two editions, for a terminal and as plain values for JSON."""

from typing import Any

import pandas as pd

from locales import _
from reports.lines import printable, table
from sites.change_words import lines
from sites.changes import CHANGE_CODES, CHANGES
from sites.comparison import Comparison, Side

EXAMPLES_SHOWN = 5
"""Buildings named for each kind of change; the JSON has all."""
COMPOUND_CHANGES = ("accepted", "appeared", "vanished")
VALUES = ("compound", "stage", "finished", "status", "planned_finish", "days_behind")


def text(comparison: Comparison) -> str:
    """Return a page for a terminal, in the language in use: headline, kinds, subdistricts, compounds, examples."""
    counts = comparison.counts
    head = [
        _("第 {a} 期（{before}）→ 第 {b} 期（{after}）").format(
            a=comparison.before.number, before=comparison.before.as_of,
            b=comparison.after.number, after=comparison.after.as_of,
        ),
        _("楼栋 {buildings_before:,} → {buildings_after:,}，其中滞后 {behind_before:,} → {behind_after:,}").format(**counts),
    ]  # fmt: skip
    sites = _compounds(comparison)
    if not counts["changed"] and not sites:
        return "\n".join([*head, _("两期没有不同")])
    head.append(_("有变化 {changed:,} 幢，未变化 {unchanged:,} 幢").format(**counts))
    parts = [head, _kinds(comparison), _subdistricts(comparison), sites, _examples(comparison)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as plain values.

    Returns
    -------
    dict
        ``before`` and ``after`` (``number, as_of``); ``counts`` (``Comparison.counts``); ``by_subdistrict``, counts by
        name; ``compounds``, lists by ``accepted, appeared, vanished``; ``buildings``, one entry for each that changed:
        who it is, the codes of its ``changes``, ``before`` and ``after`` (null where there was none), and ``facts``.
        Days are ``YYYY-MM-DD``, what is missing is null.
    """
    rows = comparison.buildings[comparison.changed]
    return {
        "before": _side(comparison.before),
        "after": _side(comparison.after),
        "counts": comparison.counts,
        "by_subdistrict": comparison.by_subdistrict.to_dict("index"),
        "compounds": {
            code: _records(comparison.compounds[comparison.compounds[code]], ("compound_id", "compound", "subdistrict"))
            for code in COMPOUND_CHANGES
        },
        "buildings": [_building(row) for row in rows.to_dict("records")],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"number": side.number, "as_of": side.as_of.isoformat()}


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: _plain(row[name]) for name in columns} for row in frame.to_dict("records")]


def _building(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        **{name: _plain(row[name]) for name in ("building_id", "compound", "subdistrict", "building_no")},
        "changes": [code for code in CHANGE_CODES if row[code]],
        **{
            side: {name: _plain(row[f"{name}_{side}"]) for name in VALUES} if row[f"row_{side}"] >= 0 else None
            for side in ("before", "after")
        },
        "facts": {
            code: dict(zip(("before", "after"), map(_plain, pair), strict=True)) for code, pair in row["facts"].items()
        },
    }


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _kinds(comparison: Comparison) -> list[str]:
    happened = [change for change in CHANGES if comparison.counts[change.code]]
    rows = [(change.sign, change.label, f"{comparison.counts[change.code]:,}") for change in happened]
    return table(rows, numbers={2})


def _subdistricts(comparison: Comparison) -> list[str]:
    """Return the changes of each subdistrict under their letters; a kind that never happened has no column."""
    found = comparison.by_subdistrict
    found = found[found["changed"] > 0]
    if found.empty:
        return []
    happened = [change for change in CHANGES if comparison.counts[change.code]]
    head = (_("街道"), _("楼栋"), _("变化"), *(change.sign for change in happened))
    body = [
        (printable(str(name)) or _("（无街道）"), *(f"{row[code]:,}" if row[code] else "" for code in
         ("buildings", "changed", *(change.code for change in happened))))
        for name, row in found.iterrows()
    ]  # fmt: skip
    return table([head, *body], numbers=set(range(1, len(head))))


def _compounds(comparison: Comparison) -> list[str]:
    sites = comparison.compounds
    titles = {
        "accepted": _("全部通过验收的小区：{names}"),
        "appeared": _("新列入的小区：{names}"),
        "vanished": _("不再列入的小区：{names}"),
    }
    return [
        titles[code].format(names=_("、").join(_named(row) for row in sites[sites[code]].to_dict("records")))
        for code in COMPOUND_CHANGES
        if sites[code].any()
    ]


def _named(site: dict[Any, Any]) -> str:
    return printable(str(site["compound_id"] if pd.isna(site["compound"]) else site["compound"]))


def _examples(comparison: Comparison) -> list[str]:
    """Return the first buildings of each kind, each under its gravest change, with all that happened to them."""
    found = []
    for place, change in enumerate(CHANGES):
        rows = comparison.buildings[comparison.gravest == place]
        if rows.empty:
            continue
        found.append(_("{sign} {change} {n:,} 幢").format(sign=change.sign, change=change.label, n=len(rows)))
        for row in rows.head(EXAMPLES_SHOWN).to_dict("records"):
            where = " ".join(
                str(row[name]) for name in ("subdistrict", "compound", "building_no") if not pd.isna(row[name])
            )
            name = _("{where} 幢（{id}）").format(where=where, id=row["building_id"])
            found.append(printable(_("  {name}：{what}").format(name=name, what=_("；").join(lines(row)))))
        if len(rows) > EXAMPLES_SHOWN:
            found.append(_("  ……另有 {n:,} 幢，--json 列出全部").format(n=len(rows) - EXAMPLES_SHOWN))
    return [_("每幢列在最要紧的一项下："), *found] if found else []
