"""Plans that a later workbook revises: every workbook carries the planned dates in force, and a revision is told."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sites.columns import DATE_PARTS, date_code
from sites.report import Issue
from sites.rows import BuildingIndex
from sites.stages import STAGES
from sites.table import Workbook

PLANNED = [
    (stage.name, title, date_code(stage.code, part))
    for stage in STAGES
    for part, title, _words in DATE_PARTS
    if part.startswith("planned_")
]


def revisions(said: Sequence[pd.DataFrame], books: Sequence[Workbook], index: BuildingIndex) -> list[Issue]:
    """Return an info for each workbook whose plans differ from those before, with one example.

    Parameters
    ----------
    said : sequence of pandas.DataFrame
        For each workbook, oldest first, one row a building, indexed by its place, with ``reach``: a plan told of
        several buildings is no revision of a plan of one.
    books : sequence of Workbook
    index : BuildingIndex
    """
    codes = [code for _stage, _title, code in PLANNED]
    found: list[Issue] = []
    force: pd.DataFrame | None = None
    for rows, book in zip(said, books, strict=True):
        now = rows[[*codes, "reach"]]
        if force is not None:
            both = force.index.intersection(now.index)
            old, new = force.loc[both], now.loc[both]
            was, then = (frame[codes].to_numpy("datetime64[D]") for frame in (old, new))
            same = (old["reach"] == new["reach"]).to_numpy()[:, None]
            moved = (was != then) & ~np.isnat(was) & ~np.isnat(then) & same
            if moved.any():
                at, column = (int(place[0]) for place in np.nonzero(moved))
                stage, title, _code = PLANNED[column]
                values = {
                    "n": int(moved.any(axis=1).sum()), "example": index.call(int(both[at])), "stage": stage,
                    "what": title, "before": str(was[at, column]), "now": str(then[at, column]),
                }  # fmt: skip
                found.append(Issue("plan_revised", "progress", values, path=book.input.path))
            now = pd.concat([force, now])
        force = now.loc[~now.index.duplicated(keep="last")]
    return found
