"""What a meeting is told, step by step: the district, each subdistrict, and the compounds in it that lag."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites import pairing
from sites.arrays import AT_RISK
from sites.comparison import Comparison, compare
from sites.edition import Edition
from sites.indicators import kpis
from sites.official import SUBDISTRICTS
from sites.rules import NOWHERE, Finding, findings, homes, rule
from sites.stages import STAGE_ORDER

Mask = NDArray[np.bool_]
Order = Literal["worst", "listed"]
TOLD = ("fell_behind", "moved_back", "slipped", "vanished", "appeared", "caught_up", "moved_on")
"""The changes that a meeting hears of; what was only drawn or written otherwise is not its business."""
REMARKS = 3
REMARK_LETTERS = 60


@dataclass(frozen=True)
class Lagging:
    """A compound in the lagging list, or the buildings of a subdistrict that are in no compound."""

    key: str
    """Of its step."""
    name: str
    subdistrict: str
    findings: tuple[Finding, ...]
    """The gravest first."""

    @property
    def gravest(self) -> Finding:
        """The finding that it stands in the list for."""
        return self.findings[0]


@dataclass(frozen=True)
class Step:
    """One stop of the tour.

    Attributes
    ----------
    key : str
        ``district``, ``subdistrict:<name>`` or ``compound:<id>``; stands in addresses.
    kind : str
        ``district``, ``subdistrict`` or ``compound``.
    name : str
        Empty for the district, and for what is in no subdistrict.
    subdistrict, compound_id : str
        Empty where they do not apply.
    figures : mapping
        ``sites.indicators.kpis``, and in buildings ``at_risk, under_way`` (in renovation works or later) and
        ``handed_over``.
    before : mapping or None
        The same of the earlier edition; None without one, or where there was no such place.
    stages : dict of str to int
        Buildings by stage, and ``unknown``.
    changes : dict of str to int
        How many buildings went through each of ``TOLD``, those that nobody went through left out.
    accepted : tuple of str
        Compounds that passed acceptance since.
    lagging : tuple of Lagging
        The compounds in it that lag, gravest first; of a compound its own entry.
    behind : tuple of str
        The ids of the buildings behind plan that this step itself must speak of: each is in exactly one step.
    remarks : tuple of str
        Why: what the rows of those buildings remark, each once, shortened.
    agent, contractor : str
        Who answers, of a compound.
    finish : datetime.date or None
        The last planned finish of its buildings.
    """

    key: str
    kind: str
    name: str
    figures: Mapping[str, int | float]
    before: Mapping[str, int | float] | None
    stages: Mapping[str, int]
    subdistrict: str = ""
    compound_id: str = ""
    changes: Mapping[str, int] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    lagging: tuple[Lagging, ...] = ()
    behind: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    agent: str = ""
    contractor: str = ""
    finish: date | None = None


def steps(edition: Edition, before: Edition | None = None, order: Order = "worst") -> tuple[Step, ...]:
    """Return the tour through an edition.

    Parameters
    ----------
    edition : Edition
    before : Edition, optional
        An earlier one, for what changed since.
    order : {"worst", "listed"}
        Subdistricts by their buildings behind and at risk, or in the official order. Compounds go by their findings,
        the gravest first.

    Returns
    -------
    tuple of Step
        The district, then each subdistrict with its lagging compounds after it.
    """
    return tuple(_Tour(edition, before).steps(order))


class _Tour:
    """An edition, the earlier one, and what both have in common, looked up once."""

    def __init__(self, edition: Edition, before: Edition | None) -> None:
        self.edition, self.before = edition, before
        self.homes = homes(edition)
        self.earlier_homes = homes(before) if before else np.array([], object)
        self.comparison: Comparison | None = compare(before, edition) if before else None
        self.site = pairing.compounds(before.compounds, edition.compounds) if before else None
        self.found: dict[str, list[Finding]] = {}
        for finding in findings(edition):
            self.found.setdefault(self._key(finding), []).append(finding)

    def steps(self, order: Order) -> Iterator[Step]:
        everything = np.ones(len(self.homes), bool)
        yield self._district(everything)
        for name in self._names(order):
            mask = np.asarray(self.homes == name)
            lagging = self._lagging(self.found, name)
            yield self._step(
                f"subdistrict:{name}", "subdistrict", name, mask, self.earlier_homes == name, name,
                lagging=lagging, **self._loose(name),
            )  # fmt: skip
            for entry in lagging:
                if entry.gravest.compound != NOWHERE:
                    yield self._compound(entry)

    def _district(self, everything: Mask) -> Step:
        earlier = np.ones(len(self.earlier_homes), bool)
        return self._step("district", "district", "", everything, earlier, lagging=self._lagging(self.found))

    def _compound(self, entry: Lagging) -> Step:
        place = entry.gravest.compound
        row = self.edition.compounds.iloc[place]
        mask = self.edition.arrays.compound == place
        was = self.site[place] if self.site is not None else NOWHERE
        earlier = self.before.arrays.compound == was if self.before and was >= 0 else None
        late = _rows(entry.findings, "late")
        return self._step(
            entry.key, "compound", entry.name, mask, earlier, entry.subdistrict, lagging=(entry,),
            behind=self._behind(entry.findings), compound_id=str(row["compound_id"]),
            remarks=self._remarks(late if len(late) else _rows(entry.findings)),
            agent=_text(row.get("construction_agent")), contractor=_text(row.get("contractor")),
        )  # fmt: skip

    def _step(
        self, key: str, kind: str, name: str, mask: Mask, earlier: Mask | None, subdistrict: str = "", **more: Any
    ) -> Step:
        whole = kind == "district"
        known = self.before is not None and earlier is not None and (whole or bool(earlier.any()))
        changes, accepted = self._changes(mask, kind, name)
        planned = self.edition.arrays.planned_finish[mask]
        planned = planned[~np.isnat(planned)]
        return Step(
            key, kind, name, _figures(self.edition, mask, whole),
            _figures(self.before, earlier, whole) if known and self.before and earlier is not None else None,
            self.edition.arrays.counted(mask), subdistrict, changes=changes, accepted=accepted,
            finish=pd.Timestamp(planned.max()).date() if len(planned) else None, **more,
        )  # fmt: skip

    def _names(self, order: Order) -> list[str]:
        """The subdistricts with a compound or a building, what is in none of them last."""
        there = dict.fromkeys([*self.edition.compounds["subdistrict"].fillna("").astype(str), *self.homes])
        listed = sorted(
            there, key=lambda name: (not name, _place(name), name)
        )  # in the official order, others after it
        if order == "listed":
            return listed
        late, risk = (self._count(gravity) for gravity in ("late", "risk"))
        return sorted(listed, key=lambda name: (not name, -late.get(name, 0), -risk.get(name, 0)))

    def _count(self, gravity: str) -> dict[str, int]:
        """How many buildings of each subdistrict the rules of this gravity fire for."""
        counted: dict[str, int] = {}
        for them in self.found.values():
            name = them[0].subdistrict
            counted[name] = counted.get(name, 0) + len(_rows(them, gravity))
        return counted

    def _key(self, finding: Finding) -> str:
        if finding.compound == NOWHERE:
            return f"subdistrict:{finding.subdistrict}"
        return f"compound:{self.edition.compounds['compound_id'].iloc[finding.compound]}"

    def _lagging(self, found: Mapping[str, list[Finding]], subdistrict: str | None = None) -> tuple[Lagging, ...]:
        return tuple(
            Lagging(key, self._name(them[0]), them[0].subdistrict, tuple(them))
            for key, them in found.items()
            if subdistrict in (None, them[0].subdistrict)
        )

    def _name(self, finding: Finding) -> str:
        if finding.compound == NOWHERE:
            return ""
        row = self.edition.compounds.iloc[finding.compound]
        return _text(row["compound"]) or str(row["compound_id"])

    def _loose(self, subdistrict: str) -> dict[str, Any]:
        """What a subdistrict's step says itself: of buildings that are in no compound."""
        them = self.found.get(f"subdistrict:{subdistrict}", [])
        return {"behind": self._behind(them), "remarks": self._remarks(_rows(them))}

    def _behind(self, them: Iterable[Finding]) -> tuple[str, ...]:
        rows = _rows([finding for finding in them if finding.rule == "behind_plan"])
        return tuple(self.edition.buildings["building_id"].iloc[rows])

    def _remarks(self, rows: NDArray[np.int64]) -> tuple[str, ...]:
        if "remark" not in self.edition.buildings or not len(rows):
            return ()
        said = self.edition.buildings["remark"].iloc[rows].dropna().astype(str).str.split().str.join(" ")
        often = said[said != ""].value_counts(sort=True).index[:REMARKS]
        return tuple(text if len(text) <= REMARK_LETTERS else f"{text[: REMARK_LETTERS - 1]}…" for text in often)

    def _changes(self, mask: Mask, kind: str, name: str) -> tuple[dict[str, int], tuple[str, ...]]:
        if self.comparison is None:
            return {}, ()
        rows, sites = self._happened, self.comparison.compounds
        at = rows["row_after"].to_numpy()
        gone = np.ones(len(rows), bool) if kind == "district" else (rows[kind] == name).to_numpy(bool, na_value=False)
        inside = np.where(at >= 0, np.append(mask, False)[at], gone)
        if kind == "compound":
            return {code: int(rows[code].to_numpy(bool)[inside].sum()) for code in TOLD if rows[code][inside].any()}, ()
        passed = sites[sites["accepted"]]
        passed = passed if kind == "district" else passed[passed["subdistrict"] == name]
        counted = {code: int(rows[code].to_numpy(bool)[inside].sum()) for code in TOLD}
        return {code: n for code, n in counted.items() if n}, tuple(passed["compound"].dropna().astype(str))

    @cached_property
    def _happened(self) -> pd.DataFrame:
        assert self.comparison is not None
        return self.comparison.buildings


def _rows(them: Iterable[Finding], gravity: str = "") -> NDArray[np.int64]:
    """The buildings of some findings, each once."""
    parts = [one.buildings for one in them if not gravity or rule(one.rule).gravity == gravity]
    return np.unique(np.concatenate(parts)) if parts else np.array([], np.int64)


def _figures(edition: Edition, mask: Mask, whole: bool) -> dict[str, int | float]:
    own = edition.arrays
    return kpis(edition, None if whole else mask) | {
        "at_risk": int((own.status[mask] == AT_RISK).sum()),
        "under_way": sum(own.counted(mask)[code] for code in STAGE_ORDER if STAGE_ORDER[code] >= _WORKS),
        "handed_over": own.counted(mask)["handover"],
    }


_WORKS = STAGE_ORDER["construction"]


def _place(name: str) -> int:
    return SUBDISTRICTS.index(name) if name in SUBDISTRICTS else len(SUBDISTRICTS)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else " ".join(str(value).split())
