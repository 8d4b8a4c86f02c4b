"""Are the forecasts true? Each edition of the store forecasts, the last one tells: ``.venv/bin/python -m benchmarks.forecast``.

A store that is empty is left so: the demo's history is judged instead.

A forecast of a stage's end is judged once its range has closed by the last edition's date; judging those that came true earlier as well, but not
those that did not, would flatter it. The demo is invented, and steadier than life: the figures say that the arithmetic holds, not how well it will
do on a real district.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from settings import HOME
from sites.edition import Edition
from sites.forecast import forecast
from sites.schedule import days_of
from sites.stages import STAGE_CODES
from store.filling import fill
from store.folder import Folder
from store.history import Store, store


@dataclass(frozen=True)
class Judged:
    """How the forecasts of one stage, made by one edition, came out."""

    edition: int
    stage: str
    closed: int
    inside: int
    early: int
    late: int
    off_days: float
    """Median of how far the expected end was off, where it has come, days."""


def judge(then: Edition, now: Edition) -> Iterator[Judged]:
    """Compare what an edition forecast with what a later one shows, stage by stage."""
    ends = forecast(then.buildings, then.as_of).ends
    actual = days_of(now.buildings, "actual_end")
    made = ends[:, :, 0] > np.datetime64(then.as_of)
    for place, code in enumerate(STAGE_CODES):
        low, expected, high = (ends[made[:, place], place, level] for level in range(3))
        came = actual[made[:, place], place]
        closed = high <= np.datetime64(now.as_of)
        off = np.abs((came - expected)[~np.isnat(came)].astype(np.float64))
        yield Judged(
            then.number, code, int(closed.sum()), int((closed & (came >= low) & (came <= high)).sum()), int((closed & (came < low)).sum()),
            int((closed & (np.isnat(came) | (came > high))).sum()), float(np.median(off)) if len(off) else np.nan,
        )  # fmt: skip


def judged(kept: Store) -> Iterator[Judged]:
    """Judge the forecasts of every edition of a store but the last."""
    editions = [kept.get(entry.number) for entry in kept.list()]
    for then in editions[:-1]:
        yield from (row for row in judge(then, editions[-1]) if row.closed)


def _demo(folder: Path) -> Store:
    made = Store(f"sqlite:///{folder / 'demo.sqlite'}", HOME / "data")
    fill(made, Folder(HOME / "data"), "benchmark")
    return made


def main() -> None:
    """Print a table, a line an edition and stage, and the whole below."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(judged(store() if store().list() else _demo(Path(folder))))
    print(f"{'edition':>7} {'stage':<13} {'closed':>6} {'inside':>7} {'early':>6} {'late':>6} {'median days off':>16}")
    for row in found:
        shares = (row.inside / row.closed, row.early / row.closed, row.late / row.closed)
        told = " ".join(f"{share:>6.0%}" for share in shares)
        print(f"{row.edition:>7} {row.stage:<13} {row.closed:>6} {told} {row.off_days:>16.0f}")
    for name, rows in (("all", found), ("from 6", [row for row in found if row.edition >= 6])):
        closed = sum(row.closed for row in rows)
        print(
            f"{name}: {sum(row.inside for row in rows) / max(closed, 1):.0%} of {closed} inside the range (wanted 80%)"
        )


if __name__ == "__main__":
    main()
