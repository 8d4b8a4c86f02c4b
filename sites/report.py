"""What a reading did with every row: the counts that must add up, and the issues with their place and cure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from locales import N_, _
from sites.columns import label
from sites.datum import Datum
from sites.facilities import LAYERS
from sites.issue_codes import BY_CODE, Severity

Role = Literal[
    "compounds",
    "buildings",
    "progress",
    "subdistricts",
    "parking",
    "charging",
    "elevators",
    "pipes",
    "tickets",
    "aliases",
]
ROLE_TITLES: dict[Role, str] = {
    "subdistricts": N_("街道"), "compounds": N_("小区"), "buildings": N_("楼栋"), "progress": N_("台账"),
    "tickets": N_("工单"), "aliases": N_("别名表"), **{cast(Role, kind.name): kind.title for kind in LAYERS},
}  # fmt: skip
OUR_WORDS = frozenset({"kind", "column", "columns", "layer", "what", "shape", "by", "stage", "earlier", "dated", "was"})


@dataclass(frozen=True)
class Candidate:
    """A compound or building that a name may mean, for a person to choose."""

    id: str
    name: str
    score: float
    """How alike the names are, 0 to 1."""


@dataclass(frozen=True)
class Issue:
    """One thing that was found, and where. What it says is put into words when it is shown."""

    code: str
    """Stable, snake_case, one of ``sites.issue_codes``, explained in docs/issue-codes.md."""
    role: Role
    values: Mapping[str, object] = field(default_factory=dict)
    """What fills the message's ``{names}``; the values of ``OUR_WORDS`` are translated, data never is. A list is told
    as one."""
    near: tuple[str, ...] = ()
    """The names in the data that come closest to ``value``, best first."""
    path: str = ""
    sheet: str = ""
    row: int | None = None
    """The row number that Excel shows; for a geometry file, the feature's place counted from 1."""
    column: str = ""
    value: str = ""
    candidates: tuple[Candidate, ...] = ()
    """What ``value`` may mean, best first, where a choice can be confirmed as an alias."""

    @property
    def severity(self) -> Severity:
        """``error`` (the row was rejected), ``warning`` or ``info``."""
        return BY_CODE[self.code].severity

    @property
    def message(self) -> str:
        """What was found, in the language in use."""
        return self._say(BY_CODE[self.code].message)

    @property
    def suggestion(self) -> str:
        """What to do about it, in the language in use."""
        if near := self.near or tuple(entry.name for entry in self.candidates):
            return _("最接近的：{names}").format(names=_("、").join(near))
        return self.cure

    @property
    def cure(self) -> str:
        """What to do about every issue of this code, in the language in use."""
        return self._say(BY_CODE[self.code].cure)

    def _say(self, template: str) -> str:
        words = {
            key: label(str(word)) if key == "column" else _said(word, ours=key in OUR_WORDS)
            for key, word in self.values.items()
        }
        return _(template).format(**{"value": self.value, **words})


def _said(word: object, ours: bool) -> object:
    """Return a value as it stands in a sentence."""
    if isinstance(word, list):
        return _("、").join(str(_said(part, ours)) for part in word)
    return _(str(word)) if ours else word


@dataclass
class Input:
    """One file in one role, its sheets summed."""

    role: Role
    path: str
    sha256: str = ""
    format: str = ""
    crs: str | None = None
    declared_crs: str | None = None
    datum: str | None = None
    encoding: str | None = None
    rows_in: int = 0
    """Every row that is not blank: joined + rejected + skipped."""
    rows_joined: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0

    @property
    def conserved(self) -> bool:
        """Whether every row is joined, rejected or skipped."""
        return self.rows_in == self.rows_joined + self.rows_rejected + self.rows_skipped


@dataclass(frozen=True)
class DatumEvidence:
    """How well one layer lies in another, if each were in a certain datum. Equal datums stand for any that both share."""

    role: Role
    against: Role
    datum: Datum
    """Of ``role``."""
    against_datum: Datum
    n: int
    """Things looked at."""
    share_inside: float
    """Of them, those inside of where they belong: 0-1."""
    east_m: float
    north_m: float
    """How far they typically lie off (see ``sites.datum_evidence``)."""
    used: bool = False
    """Whether the layers were read so."""

    @property
    def offset_m(self) -> float:
        """The length of the offset."""
        return math.hypot(self.east_m, self.north_m)


@dataclass
class Report:
    """Everything that happened to the rows on their way into an edition."""

    inputs: list[Input] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    datum: list[DatumEvidence] = field(default_factory=list)
    """What the layers' datums were told by."""
    homes_add_up: bool = True
    """Every building is in exactly one compound or listed as homeless; every empty compound is listed."""

    @property
    def conserved(self) -> bool:
        """Whether nothing was dropped: every input's rows add up, and every building is accounted for."""
        return self.homes_add_up and all(entry.conserved for entry in self.inputs)

    @property
    def rejected(self) -> int:
        """How many rows were rejected over all inputs."""
        return sum(entry.rows_rejected for entry in self.inputs)

    def add(self, issues: Iterable[Issue]) -> None:
        """Append issues in the order in which they were found."""
        self.issues.extend(issues)
