"""What a planner can settle by a word: names that rejected rows carry, each asked once, with what they may mean."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sites.aliases import Alias, Kind
from sites.edition import Edition
from sites.report import Candidate, Issue

_COMPOUNDS = ("unknown_compound", "ambiguous_compound")
_BUILDINGS = ("unknown_building",)


@dataclass(frozen=True)
class Question:
    """A spelling that was not found.

    Attributes
    ----------
    kind : {"compound", "building"}
    scope : str
        The compound of a building; empty for a compound.
    spelling : str
        As it was written.
    rows : int
        How many rows it rejected.
    files : tuple of str
    suggested : tuple of Candidate
        Best first.
    """

    kind: Kind
    scope: str
    spelling: str
    rows: int
    files: tuple[str, ...]
    suggested: tuple[Candidate, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the others."""
        return self.kind, self.scope, self.spelling

    def answered(self, chosen: Candidate, who: str = "") -> tuple[Alias, str]:
        """Return the decision, and what people call what it means."""
        return Alias(self.kind, self.scope, self.spelling, chosen.id or chosen.name, who), chosen.name


@dataclass
class _Asked:
    rows: int = 0
    files: dict[str, None] = field(default_factory=dict)
    suggested: tuple[Candidate, ...] = ()


def questions(issues: Iterable[Issue]) -> tuple[Question, ...]:
    """Return the questions of a report, those that most rows wait for first."""
    asked: dict[tuple[Kind, str, str], _Asked] = {}
    for issue in issues:
        told = _told(issue)
        if told is None:
            continue
        key, suggested = told
        held = asked.setdefault(key, _Asked())
        held.rows += 1
        held.files[issue.path] = None
        held.suggested = held.suggested or suggested
    found = (Question(*key, held.rows, tuple(held.files), held.suggested) for key, held in asked.items())
    return tuple(sorted(found, key=lambda question: -question.rows))


def others(question: Question, edition: Edition) -> tuple[Candidate, ...]:
    """Return everything else that the spelling could mean in this edition, in the order of people."""
    taken = {candidate.id or candidate.name for candidate in question.suggested}
    if question.kind == "compound":
        table = edition.compounds.sort_values(["subdistrict", "compound"], kind="stable")
        twice = table["compound"].duplicated(keep=False)
        found = [
            Candidate(str(key), f"{name}（{area}）" if again and isinstance(area, str) else str(name), 0.0)
            for key, name, area, again in zip(
                table["compound_id"], table["compound"], table["subdistrict"], twice, strict=True
            )
        ]
    else:
        inside = edition.buildings[edition.buildings["compound"] == question.scope]
        found = [
            Candidate(str(key), str(number), 0.0)
            for key, number in zip(inside["building_id"], inside["building_no"], strict=True) if isinstance(number, str)
        ]  # fmt: skip
        found.sort(key=lambda entry: (not entry.name.isdecimal(), len(entry.name), entry.name))
        taken |= {candidate.name for candidate in question.suggested}
    return tuple(entry for entry in found if entry.id not in taken and entry.name not in taken)


def _told(issue: Issue) -> tuple[tuple[Kind, str, str], tuple[Candidate, ...]] | None:
    """Return what an issue asks, and what it suggests; None where a word settles nothing."""
    if not issue.value:
        return None
    if issue.code in _COMPOUNDS and issue.column == "compound":
        return ("compound", "", issue.value), issue.candidates
    if issue.code in _BUILDINGS and issue.column == "building_no":
        near = tuple(Candidate("", name, 0.0) for name in issue.near)
        return ("building", str(issue.values["compound"]), issue.value), issue.candidates or near
    return None
