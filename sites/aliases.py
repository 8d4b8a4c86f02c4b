"""What planners have confirmed: this spelling means that compound, subdistrict or building. It holds until it is changed."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args

from locales import N_
from sites.names import building_label, subdistrict_name
from sites.report import Input, Issue
from sites.spelling import Speller

Kind = Literal["compound", "subdistrict", "building"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_NAMES: dict[Kind, str] = {"compound": N_("小区"), "subdistrict": N_("街道"), "building": N_("楼栋")}
Key = TypeVar("Key", bound=Hashable)
Target = TypeVar("Target", bound=Hashable)


@dataclass(frozen=True)
class Alias:
    """One decision.

    Attributes
    ----------
    kind : {"compound", "subdistrict", "building"}
    scope : str
        Where the spelling means this: a subdistrict for a compound (empty for anywhere), a compound's id or name for a building.
    spelling : str
        As it was written.
    means : str
        The id of the compound or building, or its name, number or the subdistrict's name where there is no lasting id.
    who, on : str
        Who confirmed it, and the day (``2022-08-31``).
    row : int
        The row of the file, as a spreadsheet shows it; 0 for what the store remembers.
    """

    kind: Kind
    scope: str
    spelling: str
    means: str
    who: str = ""
    on: str = ""
    row: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Scope and spelling, each in one way of writing, so that an alias serves every dress of its spelling."""
        if self.kind == "compound":
            read = _SPELLER.read(self.spelling)
            return subdistrict_name(self.scope) or read.area, read.key
        word = building_label(self.spelling) if self.kind == "building" else subdistrict_name(self.spelling)
        return self.scope, word


@dataclass(frozen=True)
class Aliases:
    """All decisions, oldest first, and what their file's rows came to."""

    entries: tuple[Alias, ...] = ()
    input: Input | None = None
    issues: tuple[Issue, ...] = ()

    def of(self, kind: Kind) -> tuple[Alias, ...]:
        """Return the decisions of one kind; the later by date, then by row, last."""
        return tuple(
            sorted((entry for entry in self.entries if entry.kind == kind), key=lambda entry: (entry.on, entry.row))
        )


NO_ALIASES = Aliases()


@dataclass(frozen=True)
class Settled:
    """Decisions of one kind, looked up in what is there now."""

    issues: tuple[Issue, ...]
    stale: int
    """How many of the file's point to something that no longer exists."""


def settle(
    aliases: Aliases, kind: Kind, key: Callable[[Alias], Key], target: Callable[[Alias], Target | None]
) -> tuple[dict[Key, Target], Settled]:
    """Look every decision up; where two disagree, the later one counts.

    Parameters
    ----------
    key : callable
        Under what an alias is looked up.
    target : callable
        What it means now; None where that no longer exists.

    Returns
    -------
    meanings : dict
        By key.
    settled : Settled
        ``alias_stale`` for each that points to nothing, ``alias_disagrees`` for each later one that says otherwise.
    """
    path = aliases.input.path if aliases.input else ""
    found: dict[Key, Target] = {}
    said: dict[Key, Alias] = {}
    issues: list[Issue] = []
    stale = 0
    for alias in aliases.of(kind):
        meaning = target(alias)
        if meaning is None:
            stale += alias.row > 0
            values: dict[str, object] = {"means": alias.means}
            issues.append(Issue("alias_stale", "aliases", values, path=path, row=alias.row, value=alias.spelling))
            continue
        at = key(alias)
        if at in found and found[at] != meaning:
            values = {"means": alias.means, "before": said[at].means, "first": said[at].row}
            issues.append(Issue("alias_disagrees", "aliases", values, path=path, row=alias.row, value=alias.spelling))
        found[at], said[at] = meaning, alias
    return found, Settled(tuple(issues), stale)


def account(entry: Input, settled: Iterable[Settled]) -> Input:
    """Return the file's account: decisions that point to nothing are skipped, the others count."""
    stale = sum(part.stale for part in settled)
    usable = entry.rows_in - entry.rows_rejected - entry.rows_skipped
    return replace(entry, rows_joined=usable - stale, rows_skipped=entry.rows_skipped + stale)


_SPELLER = Speller()
