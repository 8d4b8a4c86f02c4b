"""Which of some compounds a name means: by its parts, never by letters alone; what is not clear is not guessed.

A name that has the same parts as a compound's is that compound. Otherwise what may be left out (the kind, phase one) or
mistaken (a character or two of the core) is weighed, within one subdistrict, and the best counts only with a margin over the second.
Names that differ in a number, letter or direction never match. See docs/matching.en.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from sites.alike import mistakes, same_look, same_sound, swap_cost
from sites.names import NEAREST_SCORE, NEAREST_SHOWN, compound_key
from sites.spelling import DIRECTIONS, Speller, Spelling

NOWHERE = -1
AMBIGUOUS = -2
LEAST = 0.84
"""A likeness below this is none. One character of two that sounds alike gives 0.85."""
MARGIN = 0.08
"""The best must be better than the second by this."""
LEFT_OUT = 0.08
"""What it costs to leave out the kind, phase one, or the word 区 behind a direction."""
_NEVER = -1.0
_WORTH_WEIGHING = 45.0
"""Cores less alike than this (rapidfuzz ratio, 0-100) have hardly a character in common."""
_ROUNDING = 1e-9
Way = Literal["exact", "alias", "completed", "similar", "elsewhere", "none"]


@dataclass(frozen=True)
class Match:
    """What a name means.

    Attributes
    ----------
    place : int
        The compound's position; ``NOWHERE`` or ``AMBIGUOUS``.
    way : {"exact", "alias", "completed", "similar", "elsewhere", "none"}
        By the same parts; by what a planner confirmed; by parts that were left out; by likeness; by the same parts in another subdistrict than was said.
    score : float
        0 to 1.
    """

    place: int
    way: Way
    score: float


NO_MATCH = Match(NOWHERE, "none", 0.0)
UNCLEAR = Match(AMBIGUOUS, "none", 0.0)


class Matcher:
    """Tells which compound a name means.

    Parameters
    ----------
    names : sequence of str
        The compounds' names; a compound's place is its position.
    areas : sequence of str
        Their subdistricts, with the suffix; empty where not known.
    """

    def __init__(self, names: Sequence[str], areas: Sequence[str]) -> None:
        self._names, self._areas = names, areas
        self._speller = Speller(area for area in areas if area)
        self._scopes: dict[str, _Scope] = {}
        self._plain: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self._plain.setdefault(compound_key(name), []).append(place)

    def exact(self, name: str, area: str = "") -> int:
        """Return the place of the compound with this very name, or with the same parts, in the subdistrict, or anywhere if none is said."""
        plain = self._pick(self._plain.get(compound_key(name), []), area)
        if plain != NOWHERE:
            return plain
        asked = self._speller.read(name)
        return self._pick(self._spelled.get(asked.key, []), area or asked.area)

    def match(self, name: str, area: str = "") -> Match:
        """Return what the name means: exactly, by likeness within the subdistrict, or exactly but elsewhere."""
        if (same := self.exact(name, area)) != NOWHERE:
            return Match(same, "exact", 1.0)
        asked = self._speller.read(name)
        scope = self._scope(area or asked.area)
        found = scope.match(asked)
        elsewhere = self._elsewhere(name, area)
        if found.place != NOWHERE or elsewhere == NOWHERE:
            return found
        # where the subdistrict has a compound of the same core, it may as well be that one, misnamed
        return UNCLEAR if elsewhere == AMBIGUOUS or asked.core in scope.cores else Match(elsewhere, "elsewhere", 1.0)

    def _elsewhere(self, name: str, area: str) -> int:
        """Return the place of the compound of exactly this name, whatever subdistrict was said."""
        asked = self._speller.read(name)
        if not (area or asked.area):
            return NOWHERE
        plain = self._pick(self._plain.get(compound_key(name), []), "")
        return self._pick(self._spelled.get(asked.key, []), "") if plain == NOWHERE else plain

    def suggest(self, name: str, area: str = "") -> list[tuple[int, float]]:
        """Return up to three places whose names look most like this one, best first, with scores 0 to 1.

        A compound of this very name in another subdistrict comes first, then those of the subdistrict; where none of
        them is like it, those of the others.
        """
        asked = self._speller.read(name)
        found = self._scope(area or asked.area).suggest(asked) or self._scope("").suggest(asked)
        if (elsewhere := self._elsewhere(name, area)) >= 0:
            found = [(elsewhere, 1.0), *(entry for entry in found if entry[0] != elsewhere)]
        return found[:NEAREST_SHOWN]

    def _pick(self, places: list[int], area: str) -> int:
        """Choose among compounds of one name; those of no known subdistrict may be in any."""
        if area:
            inside = [place for place in places if self._areas[place] == area]
            places = inside or [place for place in places if not self._areas[place]]
        return NOWHERE if not places else places[0] if len(places) == 1 else AMBIGUOUS

    @cached_property
    def _spelled(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self._names):
            found.setdefault(self._speller.read(name).key, []).append(place)
        return found

    def _scope(self, area: str) -> "_Scope":
        if area not in self._scopes:
            known = [
                (place, self._speller.read(name))
                for place, (name, own) in enumerate(zip(self._names, self._areas, strict=True))
                if not area or own in ("", area)
            ]
            self._scopes[area] = _Scope(known, local=bool(area))
        return self._scopes[area]


class _Scope:
    """The compounds of one subdistrict, or all of them.

    Only within one subdistrict (``local``) do characters that look or sound alike count.
    """

    def __init__(self, known: list[tuple[int, Spelling]], local: bool) -> None:
        self._local = local
        self.cores = {spelling.core for _place, spelling in known}
        self._texts = {place: spelling.text for place, spelling in known}
        self._tellings: dict[tuple[str, ...], list[tuple[int, Spelling]]] = {}
        self._families: dict[tuple[str, str, tuple[str, ...]], set[tuple[int, ...]]] = {}
        for place, spelling in known:
            self._tellings.setdefault(spelling.telling, []).append((place, spelling))
            self._families.setdefault(_family(spelling), set()).add(spelling.phases)

    def match(self, asked: Spelling) -> Match:
        """Return what a name means that no compound carries."""
        near = self._tellings.get(asked.telling, [])
        own = [entry for entry in near if entry[1].core == asked.core]  # the core of one is no misspelling of another's
        if self._several(asked, own):
            return UNCLEAR
        scored = sorted(((self._score(asked, known), place) for place, known in own or near), reverse=True)[:2]
        if not scored or scored[0][0] < LEAST - _ROUNDING:
            return NO_MATCH
        best, place = scored[0]
        if len(scored) > 1 and best - scored[1][0] < MARGIN - _ROUNDING:
            return UNCLEAR
        return Match(place, "completed" if own else "similar", best)

    def suggest(self, asked: Spelling) -> list[tuple[int, float]]:
        """Return up to three places whose names look most like this one, best first, with scores 0 to 1.

        Where several carry its very core, only those.
        """
        own = [place for place, known in self._tellings.get(asked.telling, []) if known.core == asked.core]
        texts = {place: self._texts[place] for place in own} if len(own) > 1 else self._texts
        found = process.extract(asked.text, texts, scorer=fuzz.ratio, limit=NEAREST_SHOWN, score_cutoff=NEAREST_SCORE)
        return [(int(place), round(score / 100, 2)) for _text, score, place in found]

    def _several(self, asked: Spelling, own: Iterable[tuple[int, Spelling]]) -> bool:
        """Tell whether the phase is what was left out, and there are several."""
        phases = {known.phases for _place, known in own if _same_but_phase(asked, known)}
        return not asked.phases and len(phases) > 1

    def _score(self, asked: Spelling, known: Spelling) -> float:
        """Return how well a name fits, 0 to 1; ``_NEVER`` where a part says no. What tells apart is the same in both."""
        phase = self._phase_cost(asked, known)
        parts = _parts_cost(asked.parts, known.parts)
        body = _body_cost(asked, known, self._local)
        return _NEVER if min(phase, parts, body) < 0 else 1 - phase - parts - body

    def _phase_cost(self, asked: Spelling, known: Spelling) -> float:
        """A name without a phase means phase one where there is no other phase, and the other way round."""
        if asked.phases == known.phases:
            return 0.0
        family = self._families[_family(known)]
        left_out = {asked.phases, known.phases} == {(), (1,)} and len(family) == 1
        return LEFT_OUT if left_out else _NEVER


def _family(spelling: Spelling) -> tuple[str, str, tuple[str, ...]]:
    return spelling.core, spelling.kind, spelling.parts


def _same_but_phase(asked: Spelling, known: Spelling) -> bool:
    return asked.core == known.core and asked.parts == known.parts and asked.kind in ("", known.kind)


def _parts_cost(asked: tuple[str, ...], known: tuple[str, ...]) -> float:
    """Only the word behind a direction may be left out: 虹桥新村（东） for 虹桥新村东区."""
    if asked == known:
        return 0.0
    if len(asked) != len(known):
        return _NEVER
    unlike = [sorted(pair, key=len) for pair in zip(asked, known, strict=True) if pair[0] != pair[1]]
    bare = all(short in DIRECTIONS and long.startswith(short) for short, long in unlike)
    return LEFT_OUT if bare else _NEVER


def _body_cost(asked: Spelling, known: Spelling, local: bool) -> float:
    """Return what core and kind cost: a kind left out from the right core, or mistakes in the core before the same kind."""
    if asked.core == known.core and asked.kind != known.kind:
        if "" in (asked.kind, known.kind):
            return LEFT_OUT
    elif asked.core == known.core:
        return 0.0
    elif local and asked.kind == known.kind and fuzz.ratio(asked.core, known.core) >= _WORTH_WEIGHING:
        return mistakes(asked.core, known.core) / len(known.core)
    return _slip_cost(asked.body, known.body) if local else _NEVER


def _slip_cost(asked: str, known: str) -> float:
    """Return the cost of a single slip anywhere in core and kind (虹桥心村), where even the tone is the same, or the look."""
    wrong = [(one, other) for one, other in zip(asked, known, strict=False) if one != other]
    if len(asked) != len(known) or len(wrong) != 1 or not (same_sound(*wrong[0], toned=True) or same_look(*wrong[0])):
        return _NEVER
    return swap_cost(*wrong[0]) / len(known)
