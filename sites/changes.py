"""The one place that knows what can happen to a building from one edition to another: order, words, colours, signs."""

from dataclasses import dataclass

from locales import N_, _
from sites.stages import LATE


@dataclass(frozen=True)
class Change:
    """A kind of change; a building may have gone through several."""

    code: str
    name: str
    letter: str
    """Shown on the map and in lists, so that a change is never told by its colour alone."""
    light: str
    """Fill on the light ground, #rrggbb."""
    dark: str
    """Fill on the dark ground, #rrggbb."""

    @property
    def label(self) -> str:
        """The change in the language in use."""
        return _(self.name)

    @property
    def sign(self) -> str:
        """The letter in the language in use."""
        return _(self.letter)


# Searched for near the stages' colours: any two at least 12 apart (CIEDE2000), the neutral of the unchanged included, seen
# normally and under the three deficiencies of colour vision; each but that neutral at least 3:1 against the ground.
_RECORD = ("#888585", "#878d95")
"""What changed in the record and not on the ground: grey, the letter tells which."""
CHANGES = (
    Change("fell_behind", N_("转为滞后"), N_("滞"), LATE["light"], LATE["dark"]),
    Change("moved_back", N_("阶段倒退"), N_("退"), "#800084", "#cda5ff"),
    Change("slipped", N_("计划推迟"), N_("延"), "#c37b19", "#fbc32d"),
    Change("vanished", N_("不再列入"), N_("消"), "#2a2b32", "#f2f4f8"),
    Change("appeared", N_("新列入"), N_("新"), "#788f63", "#b59786"),
    Change("rehomed", N_("换了小区"), N_("迁"), *_RECORD),
    Change("caught_up", N_("不再滞后"), N_("赶"), "#1e5d50", "#6ecaba"),
    Change("moved_on", N_("向前推进"), N_("进"), "#2c83c6", "#3e85ce"),
    Change("reshaped", N_("轮廓改变"), N_("形"), *_RECORD),
    Change("facts_changed", N_("数据更改"), N_("数"), *_RECORD),
)
"""The gravest first: a building that went through several is painted as the first of them. What a meeting must speak of
comes before what went well, and what is only drawn or written otherwise comes last, or a new survey would hide it all."""
UNCHANGED = Change("unchanged", N_("未变化"), "", "#d6d2c8", "#3a4350")
CHANGE_CODES = tuple(change.code for change in CHANGES)
ALARMS = frozenset({"fell_behind", "moved_back", "vanished"})
"""Seen from afar, where a ring stands for a compound and one building of forty is a hair's breadth."""


def change(code: str) -> Change:
    """Return the kind of change with this code; ``ValueError`` when there is none."""
    return CHANGES[CHANGE_CODES.index(code)]
