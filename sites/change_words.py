"""What happened to a building from one edition to another, in the words of whoever reads: a line a kind of change."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from locales import _
from sites.changes import CHANGES
from sites.columns import COLUMNS, label
from sites.stages import STAGE_ORDER, stage


def lines(row: Mapping[Any, Any]) -> list[str]:
    """Return a line for each change of a building, the gravest first.

    Parameters
    ----------
    row : mapping
        A row of ``Comparison.buildings``, by column.
    """
    return [_line(change.code, change.label, row) for change in CHANGES if row[change.code]]


def _line(code: str, title: str, row: Mapping[Any, Any]) -> str:
    if code == "fell_behind" and not pd.isna(row["days_behind_after"]):
        return _("{change}：{n} 天").format(change=title, n=row["days_behind_after"])
    if code in ("moved_on", "moved_back"):
        return _from_to(title, *(_stage(row, side) for side in ("before", "after")))
    if code == "slipped":
        return _from_to(title, *(value(row[f"planned_finish_{side}"]) for side in ("before", "after")))
    if code == "rehomed":
        return _from_to(title, *(value(row[f"compound_{side}"]) for side in ("before", "after")))
    if code == "facts_changed":
        facts = [
            _from_to(_title(name), *(value(_word(name, cell)) for cell in pair)) for name, pair in row["facts"].items()
        ]
        return _("{change}（{facts}）").format(change=title, facts=_("；").join(facts))
    return title


def _from_to(title: str, before: str, after: str) -> str:
    return _("{change}：{before} → {after}").format(change=title, before=before, after=after)


def _stage(row: Mapping[Any, Any], side: str) -> str:
    name = stage(row[f"stage_{side}"]).label
    return _("{stage}（已完成）").format(stage=name) if row[f"finished_{side}"] else name


def _title(code: str) -> str:
    return label(code) if code in COLUMNS else _("计划完工")


def _word(name: str, cell: Any) -> Any:
    return stage(cell).label if name == "stage" and cell in STAGE_ORDER else cell


def value(cell: Any) -> str:
    """Return a cell as people read it: a day without its hour, a dash for what is missing."""
    if pd.isna(cell):
        return "—"
    return (
        f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else f"{cell:.10g}" if isinstance(cell, float) else str(cell)
    )
