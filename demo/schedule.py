"""Planned and actual dates of every building and stage, worked out backwards from where it stands on the last date.

Dates are days since the programme's start (``START``), as float arrays of shape (buildings, stages, 4 parts in the
order of ``PARTS``); NaN where there is none. What a workbook shows is ``known``: the truth as of its date.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from demo.blocks import Floats, Ints
from sites.stages import STAGE_ORDER, STAGES

START, DEADLINE = date(2021, 11, 20), date(2022, 12, 31)
DATES = tuple(
    date(*day)
    for day in (
        (2021, 12, 31), (2022, 1, 21), (2022, 2, 18), (2022, 3, 18), (2022, 4, 15), (2022, 5, 13),
        (2022, 5, 31), (2022, 6, 24), (2022, 7, 15), (2022, 7, 31), (2022, 8, 15), (2022, 8, 31),
    )
)  # fmt: skip
"""The dates of the workbooks, oldest first."""
LAST = (DATES[-1] - START).days
END = (DEADLINE - START).days
PARTS = ("planned_start", "actual_start", "planned_end", "actual_end")
PLAN_START, ACTUAL_START, PLAN_END, ACTUAL_END = range(4)
STAGE_SHARES = (0.136, 0.222, 0.252, 0.262, 0.128)
"""Share of the buildings in each stage on the last date."""
USUAL_DAYS = np.array([60.0, 42.0, 80.0, 36.0, 24.0])
"""How long a stage takes; the preparation takes whatever lies before the demolition."""
BEHIND_COMPOUNDS, BEHIND_SINGLES, AT_RISK_SHARE = 5, 6, 0.068
UNKNOWN_BLOCK, UNKNOWN_SINGLES = 9, 10
SPARE_DAYS = 2
"""Every plan ends so many days before the programme does."""
WAITING_SHARE = 0.10
REVISED_ON = (date(2022, 6, 10) - START).days
REVISED_BY_DAYS = 16
"""A few compounds' plans were moved by so much from ``REVISED_ON`` on; workbooks before it show the first plan."""

DEMOLITION, CONSTRUCTION, HANDOVER = STAGE_ORDER["demolition"], STAGE_ORDER["construction"], STAGE_ORDER["handover"]


@dataclass(frozen=True)
class Schedule:
    """The whole truth about a batch of buildings.

    Attributes
    ----------
    days : ndarray, shape (n, 5, 4)
        Days since ``START``.
    waterproofing, roof : ndarray, shape (n,)
        Start of the waterproofing and of the flat-to-slope roof.
    illegal : ndarray of int, shape (n,)
        Listed illegal structures.
    revised : ndarray of bool, shape (n,)
        Whether the plan was revised.
    silent : ndarray of bool, shape (n,)
        Whether the compound sent no report for the last workbook.
    """

    days: Floats
    waterproofing: Floats
    roof: Floats
    illegal: Ints
    revised: NDArray[np.bool_]
    silent: NDArray[np.bool_]

    def stage(self, day: float = LAST) -> Ints:
        """Return the order of the stage that each building is in on a day: after the last one ended, or later if begun."""
        ended = self.days[:, :, ACTUAL_END] <= day
        begun = self.days[:, :, ACTUAL_START] <= day
        orders = np.arange(len(STAGES))
        after = np.where(ended, orders + 1, 0).max(axis=1)
        latest = np.maximum(after, np.where(begun, orders, 0).max(axis=1))
        return np.asarray(np.minimum(latest, len(STAGES) - 1), dtype=np.int64)

    def finished(self, day: float = LAST) -> NDArray[np.bool_]:
        """Tell which buildings are finished altogether on a day."""
        return np.asarray(self.days[:, -1, ACTUAL_END] <= day)

    def progress(self, day: float = LAST) -> Floats:
        """Return the share of the works done (形象进度), 0 to 1, rounded to whole per cents."""
        start, end = self.days[:, CONSTRUCTION, ACTUAL_START], self.days[:, CONSTRUCTION, ACTUAL_END]
        length = np.where(np.isnan(end), np.maximum(self.days[:, CONSTRUCTION, PLAN_END], day + 6) - start, end - start)
        share = np.where(start <= day, np.clip((day - start + 1) / (length + 2), 0.01, 0.97), 0.0)
        return np.asarray(np.round(np.where(end <= day, 1.0, np.nan_to_num(share)), 2))

    def removed(self, day: float = LAST) -> Ints:
        """Return how many illegal structures are down."""
        start, end = self.days[:, DEMOLITION, ACTUAL_START], self.days[:, DEMOLITION, ACTUAL_END]
        length = np.where(np.isnan(end), USUAL_DAYS[DEMOLITION] + 6, end - start)
        share = np.where(start <= day, np.clip((day - start) / np.maximum(length, 1), 0, 0.95), 0.0)
        return np.floor(self.illegal * np.where(end <= day, 1.0, np.nan_to_num(share))).astype(np.int64)

    def known(self, day: int) -> "Schedule":
        """Return what was known on a day: nothing that happened later, and the plan of that day."""
        days = self.days.copy()
        for part in (ACTUAL_START, ACTUAL_END):
            days[:, :, part][days[:, :, part] > day] = np.nan
        if day < REVISED_ON:
            for part in (PLAN_START, PLAN_END):
                days[self.revised, CONSTRUCTION:, part] -= REVISED_BY_DAYS
        hide = [np.where(start > day, np.nan, start) for start in (self.waterproofing, self.roof)]
        return replace(self, days=days, waterproofing=hide[0], roof=hide[1])


def plan(compound: Ints, rng: np.random.Generator) -> Schedule:
    """Make the schedule of a batch; ``compound`` tells each building's compound (sorted, from 0)."""
    n, compounds = len(compound), int(compound.max()) + 1
    stage = _stages(compound, rng)
    # The buildings of a compound are worked on together, give or take a few days.
    through = np.clip(rng.uniform(0.12, 0.88, compounds)[compound] + rng.normal(0, 0.11, n), 0.05, 0.95)
    late, risky, unknown, gappy = _troubles(compound, stage, rng)
    waiting = (rng.random(n) < WAITING_SHARE) & (stage > 0) & ~late
    finished = (stage == HANDOVER) & (rng.random(n) < 0.55)
    late &= ~finished
    risky &= ~finished & ~late
    pace = np.clip(rng.normal(1, 0.06, compounds), 0.9, 1.1)[compound][:, None]
    usual = np.round(USUAL_DAYS * pace)
    kick_off = rng.integers(0, 26, compounds)[compound].astype(float)
    tendered = LAST + rng.integers(4, 27, compounds)[compound].astype(float)
    days = np.full((n, len(STAGES), 4), np.nan)
    _current(days, stage, through, usual, kick_off, tendered, late, risky, waiting & ~finished, finished, rng)
    _past(days, stage, usual, kick_off, rng)
    _future(days, stage, usual)
    waterproofing, roof = _roofs(days, gappy, rng)
    days[unknown & ~finished, stage[unknown & ~finished], PLAN_END] = np.nan
    bare = unknown & ~finished & (rng.random(n) < 0.6)
    days[bare, stage[bare], PLAN_START] = np.nan
    fresh = np.where((days[:, :, [ACTUAL_START, ACTUAL_END]] > LAST - 12).any(axis=(1, 2)), 1, 0)
    quiet = np.bincount(compound, fresh) + np.bincount(compound, late) * 2
    revised = np.isin(compound, rng.permutation(compounds)[: max(compounds // 12, 1)])
    silent = np.isin(compound, np.argsort(quiet, kind="stable")[: max(compounds // 25, 1)])
    illegal = np.where(rng.random(n) < 0.12, 0, rng.poisson(5.2, n)).astype(np.int64)
    return Schedule(days, waterproofing, roof, illegal, revised, silent)


def _stages(compound: Ints, rng: np.random.Generator) -> Ints:
    """Rank the buildings by their compound's lead and their own, and cut the ranking at the shares of the stages."""
    lead = rng.permutation(np.linspace(0, 1, int(compound.max()) + 1))
    score = lead[compound] + rng.normal(0, 0.10, len(compound))
    rank = np.argsort(np.argsort(score, kind="stable"), kind="stable") / len(compound)
    return np.searchsorted(np.cumsum(STAGE_SHARES)[:-1], rank, side="right").astype(np.int64)


def _troubles(compound: Ints, stage: Ints, rng: np.random.Generator) -> tuple[NDArray[np.bool_], ...]:
    """Choose who is late (mostly together, in a few compounds), at risk, without a plan, and with an open roof."""
    n, scale = len(compound), max(round(len(compound) / 900), 1)
    busy = np.bincount(compound, (stage < HANDOVER) & (stage > 0), int(compound.max()) + 1)
    order = rng.permutation(np.flatnonzero(busy >= 11))
    cut = BEHIND_COMPOUNDS * scale
    in_late = np.isin(compound, order[:cut]) & (rng.random(n) < 0.5)
    single = np.isin(np.arange(n), rng.permutation(n)[: BEHIND_SINGLES * scale])
    late = (in_late & (stage > 0) & (stage < HANDOVER)) | single
    in_risky = np.isin(compound, order[cut : cut * 2]) & (rng.random(n) < 0.35)
    risky = (in_risky | (rng.random(n) < AT_RISK_SHARE * 0.55)) & ~late
    blocks = order[cut * 2 : cut * 2 + scale]
    first = np.isin(compound, blocks) & (_place(compound) < UNKNOWN_BLOCK)
    unknown = (first | np.isin(np.arange(n), rng.permutation(n)[: UNKNOWN_SINGLES * scale])) & ~late & ~risky
    gappy = np.isin(compound, order[: cut + 1]) & (rng.random(n) < 0.6)
    return late, risky, unknown, gappy


def _place(compound: Ints) -> Ints:
    counts = np.bincount(compound)
    return np.arange(len(compound)) - np.repeat(np.cumsum(counts) - counts, counts)


def _current(
    days: Floats,
    stage: Ints,
    through: Floats,
    usual: Floats,
    kick_off: Floats,
    tendered: Floats,
    late: NDArray[np.bool_],
    risky: NDArray[np.bool_],
    waiting: NDArray[np.bool_],
    finished: NDArray[np.bool_],
    rng: np.random.Generator,
) -> None:
    """Date the stage that a building is in on the last date, so that its status comes out as chosen."""
    n, rows = len(stage), np.arange(len(stage))
    takes = usual[rows, stage]
    start = LAST - np.round(through * takes)
    ended = LAST - rng.integers(2, 46, n).astype(float)
    start = np.where(finished, ended - np.round(takes * 0.9), start)
    tardy = np.where(risky, rng.integers(9, 17, n), rng.integers(0, 5, n))
    start = np.where(stage == 0, kick_off + tardy, start)
    lag = np.where(risky, rng.integers(8, 17, n), rng.integers(-2, 6, n)).astype(float)
    planned = np.where(waiting, LAST - np.where(risky, lag, rng.integers(-6, 7, n)), start - lag)
    planned = np.where(stage == 0, kick_off, planned)
    due = np.where(stage == 0, tendered, planned + takes)
    due = np.where(~finished & (stage > 0), np.maximum(due, LAST + rng.integers(1, 9, n)), due)
    overdue = LAST - rng.integers(3, 33, n).astype(float)
    due = np.where(late, overdue, due)
    planned = np.where(late & (stage > 0), np.minimum(overdue - takes, start), planned)
    days[rows, stage, PLAN_START] = planned
    days[rows, stage, ACTUAL_START] = np.where(waiting, np.nan, start)
    days[rows, stage, PLAN_END] = due
    days[rows, stage, ACTUAL_END] = np.where(finished, ended, np.nan)


def _past(days: Floats, stage: Ints, usual: Floats, kick_off: Floats, rng: np.random.Generator) -> None:
    """Date the stages before it, the lag shrinking the further one goes back."""
    n = len(stage)
    for order in range(len(STAGES) - 1, 0, -1):
        past = stage >= order
        begun = np.where(
            np.isnan(days[:, order, ACTUAL_START]), LAST + 1 - rng.integers(1, 6, n), days[:, order, ACTUAL_START]
        )
        end = begun - rng.integers(1, 5, n)
        takes = np.round(usual[:, order - 1] * rng.uniform(0.88, 1.06, n))
        start = kick_off + rng.integers(0, 5, n) if order == 1 else end - takes
        start = np.minimum(start, end - 15) if order == 1 else start
        lag = begun - days[:, order, PLAN_START]
        due = days[:, order, PLAN_START] - 1
        planned = np.minimum(start - np.round(lag * 0.6) + rng.integers(-1, 3, n), due - np.round(takes * 0.6))
        planned = np.maximum(np.minimum(kick_off, due - 15), 0) if order == 1 else planned
        for part, value in zip(range(4), (planned, np.maximum(start, 0), due, end), strict=True):
            days[past, order - 1, part] = value[past]


def _future(days: Floats, stage: Ints, usual: Floats) -> None:
    """Plan the stages after it, quicker where the deadline is near."""
    for order in range(1, len(STAGES)):
        ahead = stage < order
        before = days[:, order - 1, PLAN_END]
        room = END - SPARE_DAYS - before
        need = usual[:, order:].sum(axis=1) + len(STAGES) - order
        takes = np.floor(usual[:, order] * np.clip(room / need, 0.3, 1.0))
        days[ahead, order, PLAN_START] = before[ahead] + 1
        days[ahead, order, PLAN_END] = np.minimum(before + 1 + takes, END)[ahead]


def _roofs(days: Floats, gappy: NDArray[np.bool_], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Start waterproofing soon after the demolition, but for those with a gap; some roofs become slopes after it."""
    n = len(days)
    down, done = days[:, DEMOLITION, ACTUAL_END], days[:, CONSTRUCTION, ACTUAL_END]
    gap = np.where(gappy, rng.integers(17, 40, n), rng.integers(2, 11, n))
    waterproofing = np.where(rng.random(n) < 0.93, down + gap, np.nan)
    waterproofing = np.where(np.isnan(done), waterproofing, np.minimum(waterproofing, done - 5))
    roof = np.where(rng.random(n) < 0.55, waterproofing + rng.integers(8, 26, n), np.nan)
    roof = np.where(np.isnan(done), roof, np.minimum(roof, done - 2))
    return waterproofing, np.where(np.isnan(waterproofing), down + gap, roof)


def day(number: float) -> date:
    """Return the date of a day since ``START``."""
    return START + timedelta(days=int(number))
