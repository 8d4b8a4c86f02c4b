"""An edition (一期): an immutable, numbered snapshot of everything the map shows on an as-of date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd
from geopandas import GeoDataFrame

from sites import arrays
from sites.arrays import Arrays
from sites.report import Report
from sites.tickets import no_tickets

if TYPE_CHECKING:
    from sites.provision import Provision


@dataclass(frozen=True)
class Edition:
    """Compounds, buildings and facilities as they stood on one date, EPSG:4490 throughout.

    Attributes
    ----------
    number : int
        Its place in the history, from 1.
    as_of : datetime.date
        The date of the picture.
    synthetic : bool
        True for the demo; labelled wherever it is shown.
    subdistricts, compounds, buildings : geopandas.GeoDataFrame
        See ``sites.schemas``.
    facilities : mapping of str to geopandas.GeoDataFrame
        By layer name, see ``sites.facilities``.
    tickets : pandas.DataFrame
        See ``sites.tickets``; internal, and in no export.
    """

    number: int
    as_of: date
    synthetic: bool
    subdistricts: GeoDataFrame
    compounds: GeoDataFrame
    buildings: GeoDataFrame
    facilities: Mapping[str, GeoDataFrame]
    report: Report
    tickets: pd.DataFrame = field(default_factory=no_tickets)
    digest: str = ""
    """SHA-256 of everything that it shows, once it has been stored; by this its pictures are kept."""

    @cached_property
    def arrays(self) -> Arrays:
        """The buildings' columns that filters count, made once."""
        return arrays.of(self.buildings, self.compounds)

    @cached_property
    def provision(self) -> "Provision":
        """What the buildings are provided with and chosen by, made once, when somebody first asks for it."""
        from sites import provision  # it knows editions itself

        return provision.of(self)
