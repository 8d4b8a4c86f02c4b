"""What a planner asks for: filters that work together, and for each option how many buildings it would leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sites.edition import Edition
from sites.provision import Mask, Provision
from sites.search import find

Ring = tuple[tuple[float, float], ...]
Span = tuple[int | None, int | None]
ANY: Span = (None, None)
GROUPS = ("subdistrict", "compound", "stage", "status", "rule", "parking", "charging", "elevators", "pipes", "agent")
"""Lists of options: several of one list mean any of them, several lists mean all of them."""
GAPS = ("no_elevator", "few_spaces", "few_ports")
SPACES = 10
"""Parking spaces per 100 households under which a compound is not covered, unless another number is given."""
PORTS = 5
IN_FRAME = ("stage", "status", "area")
"""What the map's frame filters by itself, at once."""


@dataclass(frozen=True)
class Enquiry:
    """A choice of filters; what is empty filters nothing.

    Attributes
    ----------
    chosen : mapping of str to tuple of str
        Options by group, see ``GROUPS``.
    gaps : tuple of str
        Of ``GAPS``; a building must have each of them.
    spaces, ports : int
        Per 100 households; fewer are few.
    storeys, years : (int or None, int or None)
        Both ends belong to the span.
    search : str
        See ``sites.search.find``.
    area : tuple of (lon, lat)
        The corners of a polygon, degrees, EPSG:4490; buildings whose inner point lies in it.
    box : tuple of float
        West, south, east, north: the part of the map that is in view.
    picked : tuple of str
        Ids of compounds and buildings that were picked in the table.
    """

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    spaces: int = SPACES
    ports: int = PORTS
    storeys: Span = ANY
    years: Span = ANY
    search: str = ""
    area: Ring = ()
    box: tuple[float, ...] = ()
    picked: tuple[str, ...] = ()

    def of(self, group: str) -> tuple[str, ...]:
        """Return the options that are chosen of a group."""
        return self.chosen.get(group, ())

    def choosing(self, group: str, codes: tuple[str, ...]) -> "Enquiry":
        """Return this enquiry with other options of one group."""
        kept = {name: own for name, own in self.chosen.items() if name != group}
        return replace(self, chosen={**kept, group: codes} if codes else kept)

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Enquiry(spaces=self.spaces, ports=self.ports)


@dataclass(frozen=True)
class Answer:
    """Which buildings an enquiry leaves.

    Attributes
    ----------
    edition : Edition
    parts : dict of str to numpy.ndarray of bool, shape (buildings,)
        What each filter that is set lets through.
    """

    edition: Edition
    provision: Provision
    enquiry: Enquiry
    parts: dict[str, Mask]

    @cached_property
    def _refused(self) -> NDArray[np.uint8]:
        """By how many filters a building is refused."""
        n = np.zeros(len(self.edition.buildings), np.uint8)
        for part in self.parts.values():
            n += ~part
        return n

    @cached_property
    def mask(self) -> Mask:
        """The buildings that pass every filter."""
        return self.without()

    def without(self, *names: str) -> Mask:
        """Return the buildings that pass every filter but these."""
        own = [~self.parts[name] for name in names if name in self.parts]
        refused = self._refused - np.sum(own, axis=0, dtype=np.uint8) if own else self._refused
        passed: Mask = refused == 0
        return passed

    def counts(self, group: str) -> dict[str, int]:
        """Return how many buildings each option of a group would leave, if it alone were chosen of the group."""
        return self.provision.groups[group].counts(self.without(group))

    def gap_counts(self) -> dict[str, int]:
        """Return how many buildings each gap would leave."""
        return {name: int((_gap(self.provision, self.enquiry, name) & self.without(name)).sum()) for name in GAPS}

    def span(self, name: str) -> tuple[int, int] | None:
        """Return the least and the most storeys or years among what the other filters leave; None for nothing."""
        values = _numbers(self.provision, name)[self.without(name)]
        known = values[~np.isnan(values)]
        return (int(known.min()), int(known.max())) if len(known) else None


def answer(edition: Edition, enquiry: Enquiry) -> Answer:
    """Return what an enquiry leaves of an edition."""
    own = edition.provision
    parts = {name: own.groups[name].mask(codes) for name, codes in enquiry.chosen.items() if name in own.groups}
    parts |= {name: _gap(own, enquiry, name) for name in enquiry.gaps}
    for name in ("storeys", "years"):
        low, high = getattr(enquiry, name)
        if low is not None or high is not None:
            values = _numbers(own, name)
            parts[name] = (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))
    if enquiry.search.strip():
        parts["search"] = find(edition, enquiry.search)
    if enquiry.area:
        parts["area"] = inside(own, enquiry.area)
    if enquiry.box:
        west, south, east, north = enquiry.box
        parts["box"] = (own.lon >= west) & (own.lon <= east) & (own.lat >= south) & (own.lat <= north)
    if enquiry.picked:
        parts["picked"] = _picked(edition, enquiry.picked)
    return Answer(edition, own, enquiry, parts)


def inside(provision: Provision, ring: Ring) -> Mask:
    """Return the buildings whose inner point lies in a polygon, which may cross itself (even-odd)."""
    found = np.zeros(len(provision.lon), bool)
    x, y = provision.lon, provision.lat
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if ay != by:
            crossed = (ay > y) != (by > y)
            found ^= crossed & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return found


def _numbers(provision: Provision, name: str) -> NDArray[np.float64]:
    return provision.storeys if name == "storeys" else provision.built_year


def _gap(provision: Provision, enquiry: Enquiry, name: str) -> Mask:
    if name == "no_elevator":
        return provision.no_elevator
    few: Mask = provision.spaces < enquiry.spaces if name == "few_spaces" else provision.ports < enquiry.ports
    return few  # what nothing is known of (NaN) is not few


def _picked(edition: Edition, picked: tuple[str, ...]) -> Mask:
    ids = list(picked)
    compounds = np.append(edition.compounds["compound_id"].isin(ids).to_numpy(bool), False)
    found: Mask = edition.buildings["building_id"].isin(ids).to_numpy(bool) | compounds[edition.arrays.compound]
    return found
