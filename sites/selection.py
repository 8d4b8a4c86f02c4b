"""Which buildings a choice of filters leaves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sites.edition import Edition
from sites.search import find
from sites.stages import STAGE_CODES, STATUS_CODES


@dataclass(frozen=True)
class Selection:
    """A choice of filters; what is empty filters nothing.

    Attributes
    ----------
    subdistrict, compound : str
        Names.
    stages, statuses : tuple of str
        Codes; ``unknown`` among the stages means no data.
    search : str
        See ``sites.search.find``.
    """

    subdistrict: str = ""
    compound: str = ""
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    search: str = ""

    def place(self, edition: Edition) -> NDArray[np.bool_]:
        """Return the buildings that pass subdistrict, compound and search, shape (buildings,)."""
        own = edition.arrays
        mask = find(edition, self.search)
        if self.subdistrict:
            mask &= np.append(np.array(own.subdistricts) == self.subdistrict, False)[own.subdistrict]
        if self.compound:
            mask &= np.append((edition.compounds["compound"] == self.compound).to_numpy(bool), False)[own.compound]
        return mask

    def mask(self, edition: Edition) -> NDArray[np.bool_]:
        """Return the buildings that pass every filter, shape (buildings,)."""
        own = edition.arrays
        mask = self.place(edition)
        if self.stages:
            mask &= np.isin((*STAGE_CODES, "unknown"), self.stages)[own.stage]
        if self.statuses:
            mask &= np.isin(STATUS_CODES, self.statuses)[own.status]
        return mask

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Selection()
