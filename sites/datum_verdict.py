"""What one comparison of two layers says of their datums: apart, alike, open, or nothing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sites.datum import Datum
from sites.datum_evidence import PAIRS, Comparison
from sites.report import DatumEvidence, Role

LEAST_THINGS = 8
"""Fewer things tell nothing that could move a layer."""
LEAST_AREAS = 3
"""One or two compounds may be drawn in the wrong place themselves."""
LEAST_THINGS_UNNAMED, LEAST_AREAS_UNNAMED = 20, 5
SHARE_TO_TELL = 0.5
"""So many must lie where they belong once converted; the rest may be misnamed."""
SHARE_TO_TELL_UNNAMED = 0.85
SHARE_TO_TELL_SUBDISTRICT = 0.95
MARGIN = 0.35
"""By so much the share must beat that of every other pair of datums, for two layers to be told apart or alike."""
OFFSET_MOST_M = 60.0
"""So far off may things lie after the conversion: a layer that is off by more was moved by something else. With few areas
their shapes count: ``OFFSET_MOST_M * 3 / sqrt(areas)`` where that is more."""
LEAST_NAMED = 3
"""Fewer named things neither agree nor disagree."""
SHARE_TO_DOUBT = 0.3
"""From this share on, a pair that beats the layers as read by ``DOUBT`` is worth a warning; named things that lie where they
belong to a smaller share under every pair are said not to fit."""
DOUBT = 0.2
LEAST_DECIDING = 6
"""Against subdistricts, whose areas are far larger than the shift, only what lies near an edge speaks: so many compounds
must lie inside under the best pair alone, for each other pair, and hardly any the other way."""
LARGEST_CONTRADICTION = 1 / 8
DECIDES = 0.2
"""Of a compound, that lies inside under one pair and not under another, for it to speak."""

Verdict = Literal["apart", "alike", "open", "silent"]
"""The two datums differ, and are these; they are the same; something is wrong, but it cannot be told what; nothing."""


@dataclass(frozen=True)
class Finding:
    """What one comparison says."""

    comparison: Comparison
    verdict: Verdict
    best: tuple[Datum, Datum]

    @property
    def roles(self) -> tuple[Role, Role]:
        """The layer of things, and the layer of areas in which they belong."""
        return self.comparison.role, self.comparison.against

    def fits(self, own: Datum, other: Datum) -> bool:
        """Tell whether it allows these two datums."""
        if self.verdict == "apart":
            return (own, other) == self.best
        return self.verdict != "alike" or own == other


def judged(comparison: Comparison) -> Finding:
    """Judge one comparison by its shares, offsets and numbers."""
    shares = [trial.evidence.share_inside for trial in comparison.trials]
    best = int(np.argmax(shares))
    judge = _by_edges if comparison.against == "subdistricts" else _by_places
    return Finding(comparison, judge(comparison, best), PAIRS[best])


def _by_places(comparison: Comparison, best: int) -> Verdict:
    """Judge things by the compounds in which they lie: under the right pair nearly all of them, else hardly one."""
    figures = comparison.trials[best].evidence
    as_read = comparison.trials[0].evidence.share_inside
    lead = figures.share_inside - max(
        trial.evidence.share_inside for at, trial in enumerate(comparison.trials) if at != best
    )
    least = LEAST_NAMED if comparison.named else LEAST_THINGS
    if best == 0 and lead >= MARGIN and figures.n >= least:
        return "alike"
    if best and _places_tell(comparison, figures, lead):
        return "apart"
    if figures.n >= least and figures.share_inside >= SHARE_TO_DOUBT and figures.share_inside - as_read >= DOUBT:
        return "open"
    enough = comparison.named and figures.n >= LEAST_THINGS and comparison.groups >= LEAST_AREAS
    return "open" if enough and figures.share_inside < SHARE_TO_DOUBT else "silent"


def _places_tell(comparison: Comparison, figures: DatumEvidence, lead: float) -> bool:
    """Tell whether there are enough things, and they lie in their compounds under one pair alone, and in the middle of them."""
    if not comparison.named:
        enough = figures.n >= LEAST_THINGS_UNNAMED and comparison.groups >= LEAST_AREAS_UNNAMED
        return enough and lead >= MARGIN and figures.share_inside >= SHARE_TO_TELL_UNNAMED
    enough = figures.n >= LEAST_THINGS and comparison.groups >= LEAST_AREAS
    nearby = figures.offset_m <= OFFSET_MOST_M * max(1.0, 3.0 / comparison.groups**0.5)
    return enough and nearby and lead >= MARGIN and figures.share_inside >= SHARE_TO_TELL


def _by_edges(comparison: Comparison, best: int) -> Verdict:
    """Judge compounds by the subdistricts in which they lie: those near an edge decide, as the areas are so large."""
    held = comparison.trials[best]
    share = held.evidence.share_inside
    doubtful = held.evidence.n >= LEAST_THINGS and share - comparison.trials[0].evidence.share_inside >= DOUBT
    unsure: Verdict = "open" if doubtful and share >= SHARE_TO_DOUBT else "silent"
    if share < SHARE_TO_TELL_SUBDISTRICT:
        return unsure
    for at, trial in enumerate(comparison.trials):
        difference = held.inside - trial.inside
        won, lost = np.count_nonzero(difference >= DECIDES), np.count_nonzero(difference <= -DECIDES)
        if at != best and (won < LEAST_DECIDING or lost > won * LARGEST_CONTRADICTION):
            return unsure
    return "apart" if best else "alike"
