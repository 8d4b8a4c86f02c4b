"""Name pairs with their right answers: a district of confusable compounds, and the ways in which a workbook writes them.

Made by rules of its own from the parts that each compound is built of, so that the answer is known by construction; it shares
nothing with the matcher that it measures. Equal on every run. The half of a pair hangs on a hash of its words: tune on one
half, report on the other.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

from benchmarks.pair_rules import RIGHT, WRONG, Asked, Built
from benchmarks.pair_words import KINDS, LONG, LONG_KINDS, MIDDLE, SHORT, SUBDISTRICTS, TWINS

SEED = 20221
FAMILIES = 30
"""Cores a subdistrict; each gives one compound or a few siblings."""
ASKED_RIGHT, ASKED_WRONG = 5, 4
"""Spellings asked for each compound, at most: those that mean it, and those that mean no compound or not one alone."""
BY_HAND = Path(__file__).with_name("pairs.csv")
AREAS = ("{}街道",) * 6 + ("{}", "{}街道办", "{}街道办事处", "{}办事处", "崇川区{}街道", " {} 街道")
Half = Literal["tuned", "held"]


@dataclass(frozen=True)
class Pair:
    """What is asked in a subdistrict, of which compounds, and the right answer: a place in them, or None to reject."""

    kind: str
    compounds: tuple[tuple[str, str], ...]
    """Subdistrict and name."""
    subdistrict: str
    asked: str
    answer: int | None

    @property
    def half(self) -> Half:
        """Which half the pair is in."""
        word = f"{SEED}|{self.kind}|{self.subdistrict}|{self.asked}|{self.answer}"
        return "held" if hashlib.sha256(word.encode()).digest()[0] % 2 else "tuned"


def pairs() -> list[Pair]:
    """Return every pair: the generated ones, then the hand-written ones."""
    return [*generated(), *by_hand()]


def by_hand() -> list[Pair]:
    """Return the pairs of ``pairs.csv``; each has compounds of its own, all in one subdistrict."""
    found = []
    with BY_HAND.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            names = row["compounds"].split("|")
            answer = names.index(row["answer"]) if row["answer"] else None
            sites = tuple((row["subdistrict"], name) for name in names)
            found.append(Pair(row["kind"], sites, row["subdistrict"], row["asked"], answer))
    return found


def frozen(found: list[Pair], half: Half) -> str:
    """Return the fingerprint of one half, to show that it stayed as it was."""
    digest = hashlib.sha256()
    for pair in found:
        if pair.half == half:
            digest.update(f"{pair.kind}|{pair.subdistrict}|{pair.asked}|{pair.answer}|{pair.compounds}\n".encode())
    return digest.hexdigest()


def generated() -> list[Pair]:
    """Return the pairs over one large district."""
    chance = Random(SEED)
    built = [site for area in SUBDISTRICTS for site in _subdistrict(area, chance)]
    names = tuple((f"{site.subdistrict}街道", site.name) for site in built)
    found: dict[tuple[str, str], Pair] = {}
    for at, site in enumerate(built):
        family = [other for other in built if other.subdistrict == site.subdistrict and other.core == site.core]
        cores = {other.core for other in built if other.subdistrict == site.subdistrict}
        asked = Asked(site, family, cores, chance)
        for rules, wanted in ((RIGHT, ASKED_RIGHT), (WRONG, ASKED_WRONG)):
            made = 0
            for rule in chance.sample(rules, len(rules)):
                text = rule(asked)
                if made == wanted or not text or (site.subdistrict, text) in found:
                    continue
                if rules is WRONG and (f"{site.subdistrict}街道", text) in names:
                    continue
                area = chance.choice(AREAS).format(site.subdistrict)
                found[site.subdistrict, text] = Pair(rule.__name__, names, area, text, at if rules is RIGHT else None)
                made += 1
    return list(found.values())


def _subdistrict(area: str, chance: Random) -> Iterator[Built]:
    """Give the compounds of one subdistrict, with siblings that are easily confused."""
    cores = [
        *chance.sample(SHORT, FAMILIES // 2 + 3),
        *chance.sample(MIDDLE, FAMILIES // 4),
        *chance.sample(LONG, FAMILIES // 6),
    ]
    twins = chance.choice(TWINS)
    taken = set()
    for core in dict.fromkeys((*twins, *cores)):
        if (
            any(len(set(core) & set(other)) == len(core) - 1 and len(core) == len(other) for other in taken)
            and core not in twins
        ):
            continue  # siblings by chance would make the answers doubtful
        taken.add(core)
        kind = chance.choice(LONG_KINDS if core in LONG else KINDS)
        plain = Built(area, core, kind)
        match (
            "plain"
            if core in twins
            else chance.choice(("plain",) * 4 + ("phases", "first", "second", "zones", "sides", "numbers", "kinds"))
        ):
            case "phases":
                yield from (replace(plain, phase=number) for number in range(1, chance.choice((3, 4))))
            case "first":
                yield replace(plain, phase=1)
            case "second":
                yield replace(plain, phase=2)
            case "zones":
                yield from (
                    replace(plain, zone=zone)
                    for zone in chance.choice((("东区", "西区"), ("南区", "北区"), ("1区", "2区"), ("A区", "B区")))
                )
            case "sides":
                yield from (
                    replace(plain, side=side, kind=chance.choice("苑村")) for side in chance.choice(("东西", "南北"))
                )
            case "numbers":
                yield from (replace(plain, number=number, kind="村") for number in range(1, 4))
            case "kinds":
                yield from (replace(plain, kind=word) for word in chance.sample(("新村", "花园", "公寓", "小区"), 2))
            case _:
                yield plain
