"""How well names are matched: precision and recall for each kind of pair, on the half that was tuned on and on the other.

``python -m benchmarks.names``; ``--wrong`` lists what went wrong in the tuned half (never in the other: who looks, tunes).
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import get_args

import pandas as pd

from benchmarks.pairs import Half, Pair, pairs
from sites.compound_index import CompoundIndex


@dataclass(frozen=True)
class Score:
    """What became of some pairs."""

    pairs: int
    wanted: int
    """Pairs that have an answer."""
    given: int
    """Pairs that were joined."""
    right: int

    @property
    def precision(self) -> float:
        """Right answers among those given."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Right answers among those wanted."""
        return self.right / self.wanted if self.wanted else 1.0


def run(wrong: bool = False) -> dict[Half, Score]:
    """Measure, print, and return the scores of both halves."""
    answered = answers(pairs())
    scores: dict[Half, Score] = {}
    for half in get_args(Half):
        mine = [entry for entry in answered if entry[0].half == half]
        scores[half] = score(mine)
        print(f"{half}: {line(scores[half])}")
        for kind in sorted({pair.kind for pair, _found in mine}):
            print(f"  {kind:32}{line(score(entry for entry in mine if entry[0].kind == kind))}")
        if wrong and half == "tuned":
            _tell([(pair, found) for pair, found in mine if found != pair.answer])
    return scores


def answers(asked: list[Pair]) -> list[tuple[Pair, int | None]]:
    """Return the matcher's answer for each pair."""
    index = cache(lambda compounds: CompoundIndex(pd.DataFrame(compounds, columns=["subdistrict", "compound"])))
    found: list[tuple[Pair, int | None]] = []
    for compounds in dict.fromkeys(pair.compounds for pair in asked):
        mine = [pair for pair in asked if pair.compounds == compounds]
        rows = pd.DataFrame(
            {"subdistrict": [pair.subdistrict for pair in mine], "compound": [pair.asked for pair in mine]}
        )
        places = index(compounds).find(rows)
        found += [(pair, int(place) if place >= 0 else None) for pair, place in zip(mine, places, strict=True)]
    return found


def score(answered: Iterable[tuple[Pair, int | None]]) -> Score:
    """Count what is right."""
    entries = list(answered)
    return Score(
        len(entries),
        sum(pair.answer is not None for pair, _found in entries),
        sum(found is not None for _pair, found in entries),
        sum(found is not None and found == pair.answer for pair, found in entries),
    )


def line(found: Score) -> str:
    """Return a score as a line of a table."""
    precision = f"{found.precision:.4f}" if found.given else "     –"
    recall = f"{found.recall:.4f}" if found.wanted else "     –"
    return (
        f"{found.pairs:5} pairs  {found.wanted:5} to join  {found.given:5} joined  {found.right:5} right"
        f"  precision {precision}  recall {recall}"
    )


def _tell(wrong: list[tuple[Pair, int | None]]) -> None:
    for pair, found in wrong:
        names = [None if at is None else pair.compounds[at] for at in (pair.answer, found)]
        print(f"    {pair.kind}: {pair.subdistrict} {pair.asked!r}: wanted {names[0]}, got {names[1]}")


if __name__ == "__main__":
    run(wrong="--wrong" in sys.argv)
