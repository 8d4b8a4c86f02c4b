"""The kinds of change are told apart by every eye, and never by colour alone."""

from itertools import combinations

import pytest

from sites.changes import ALARMS, CHANGE_CODES, CHANGES, UNCHANGED, change
from sites.stages import GROUND, LATE
from tests.sites.test_stages import EYES, LEAST_CONTRAST, LEAST_DIFFERENCE, THEMES, contrast, difference

pytestmark = pytest.mark.filterwarnings("ignore:.*simulation of tritanomaly.*")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_every_two_colours_are_told_apart(theme: str, eye: str) -> None:
    shades = {getattr(kind, theme) for kind in (*CHANGES, UNCHANGED)}
    assert len(shades) == 9
    apart = {pair: difference(*pair, eye) for pair in combinations(sorted(shades), 2)}
    assert {pair: far for pair, far in apart.items() if far < LEAST_DIFFERENCE} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_change_stands_out_from_the_ground_and_the_unchanged_does_not(theme: str) -> None:
    against = {kind.code: contrast(getattr(kind, theme), GROUND[theme]) for kind in CHANGES}
    assert {code: ratio for code, ratio in against.items() if ratio < LEAST_CONTRAST} == {}
    assert contrast(getattr(UNCHANGED, theme), GROUND[theme]) < 2


def test_red_is_for_what_is_late_alone() -> None:
    assert [kind.code for kind in CHANGES if (kind.light, kind.dark) == (LATE["light"], LATE["dark"])] == [
        "fell_behind"
    ]


def test_every_change_has_a_letter_of_its_own() -> None:
    signs = [kind.letter for kind in CHANGES]
    assert len(set(signs)) == len(signs) == 10
    assert all(len(sign) == 1 for sign in signs)


def test_the_codes_are_those_that_others_ask_for() -> None:
    assert CHANGE_CODES == (
        "fell_behind", "moved_back", "slipped", "vanished", "appeared", "rehomed", "caught_up", "moved_on", "reshaped",
        "facts_changed",
    )  # fmt: skip
    assert set(CHANGE_CODES) > ALARMS
    assert [change(code).code for code in CHANGE_CODES] == list(CHANGE_CODES)
