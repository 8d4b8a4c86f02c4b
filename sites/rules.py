"""The one vocabulary of what a meeting must watch: each rule's title and gravity, and where it fires in an edition.

A rule that is added to ``RULES`` shows up in the lagging list and in the meeting's tour by itself.
Source: docs/domain.md, "What the leaders said must be watched".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from locales import N_, _
from sites.arrays import AT_RISK, BEHIND
from sites.columns import date_code
from sites.edition import Edition
from sites.stages import STAGE_CODES

Gravity = Literal["late", "risk"]
GRAVITIES: tuple[Gravity, ...] = ("late", "risk")
"""The gravest first: ``late`` is shown in red, ``risk`` is not."""
NOWHERE = -1
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Finding:
    """Where a rule fired.

    Attributes
    ----------
    rule : str
        Its code.
    compound : int
        Row of the edition's compounds, -1 for buildings of no compound.
    subdistrict : str
        Empty for none.
    buildings : numpy.ndarray of int
        Rows of the edition's buildings; empty where the rule speaks of the compound itself.
    days : int
        The most, of those buildings; 0 where the rule counts no days.
    stage : str or None
        The stage that it is about: of the building with the most days.
    due : datetime.date or None
        The planned date that was missed, or is next.
    """

    rule: str
    compound: int
    subdistrict: str
    buildings: Rows
    days: int = 0
    stage: str | None = None
    due: date | None = None


@dataclass(frozen=True)
class Rule:
    """A rule; ``look`` finds where it fires, at most once a compound (and once a subdistrict for what has none)."""

    code: str
    name: str
    gravity: Gravity
    look: Callable[[Edition], Iterable[Finding]]

    @property
    def label(self) -> str:
        """The title in the language in use."""
        return _(self.name)


def _behind_plan(edition: Edition) -> Iterable[Finding]:
    """The planned end of the current stage is over."""
    days = edition.arrays.days_behind.astype(np.int64)
    return _by_compound("behind_plan", edition, edition.arrays.status == BEHIND, days, "planned_end")


def _at_risk(edition: Edition) -> Iterable[Finding]:
    """The current stage began, or has yet to begin, later than planned; its end is still ahead."""
    own, today = edition.arrays, np.datetime64(edition.as_of, "D")
    planned, actual = (_of_stage(edition, part) for part in ("planned_start", "actual_start"))
    began = np.where(np.isnat(actual) | (actual > today), today, actual)
    late = np.where(np.isnat(planned), 0, (began - planned).astype(np.int64)).astype(np.int64)
    return _by_compound("at_risk", edition, own.status == AT_RISK, late, "planned_end")


RULES = (
    Rule("behind_plan", N_("超过计划"), "late", _behind_plan),
    Rule("at_risk", N_("预警"), "risk", _at_risk),
)
"""The gravest first."""
RULE_CODES = tuple(rule.code for rule in RULES)


def rule(code: str) -> Rule:
    """Return the rule with this code; ``ValueError`` when there is none."""
    return RULES[RULE_CODES.index(code)]


def findings(edition: Edition) -> tuple[Finding, ...]:
    """Return where each rule fires: the gravest rule first, within it the most days, then the most buildings."""
    found = [finding for one in RULES for finding in one.look(edition)]
    return tuple(sorted(found, key=lambda it: (RULE_CODES.index(it.rule), -it.days, -len(it.buildings), it.compound)))


def homes(edition: Edition) -> NDArray[np.object_]:
    """Return each building's subdistrict: its compound's, else its own; empty for none. Shape (buildings,)."""
    own = edition.arrays
    of_compound = np.append(edition.compounds["subdistrict"].fillna("").to_numpy(object), "")
    of_building = np.append(np.array(own.subdistricts, object), "")[own.subdistrict]
    return np.where(own.compound >= 0, of_compound[own.compound], of_building)


def _by_compound(code: str, edition: Edition, fires: NDArray[np.bool_], days: Rows, due: str) -> Iterable[Finding]:
    """One finding for each compound with a building that fires; those of no compound go by their subdistrict."""
    own, subdistricts = edition.arrays, homes(edition)
    ends = _of_stage(edition, due)
    rows = np.flatnonzero(fires)
    keys = [(int(own.compound[row]), str(subdistricts[row])) for row in rows]
    for compound, subdistrict in dict.fromkeys(keys):
        its = np.array([row for row, key in zip(rows, keys, strict=True) if key == (compound, subdistrict)], np.int64)
        worst = its[days[its].argmax()]
        place = int(own.stage[worst])
        end = ends[worst]
        yield Finding(
            code, compound, subdistrict, its, int(days[worst]),
            STAGE_CODES[place] if place < len(STAGE_CODES) else None,
            None if np.isnat(end) else pd.Timestamp(end).date(),
        )  # fmt: skip


def _of_stage(edition: Edition, part: str) -> NDArray[np.datetime64]:
    """Return a date of each building's current stage, such as ``planned_end``; NaT where there is none."""
    found = np.full(len(edition.buildings), np.datetime64("NaT", "D"))
    for place, code in enumerate(STAGE_CODES):
        column = date_code(code, part)
        if column in edition.buildings:
            now = edition.arrays.stage == place
            found[now] = edition.buildings[column].to_numpy("datetime64[D]")[now]
    return found
