"""The stages' words are the field's; their colours are told apart by every eye, on both grounds."""

import unicodedata
from itertools import combinations

import colour
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sites.stages import GROUND, LATE, STAGE_CODES, STAGES, STATUS_CODES, STATUSES, read_stage, stage, status

LEAST_DIFFERENCE = 12.0
"""CIEDE2000 between any two stage colours; see STYLE.md."""
LEAST_CONTRAST = 3.0
"""WCAG 2.2, 1.4.11: graphical objects against what lies around them."""
THEMES = ("light", "dark")
EYES = ("normal", "Protanomaly", "Deuteranomaly", "Tritanomaly")
# Machado's matrices approximate tritanopia, and the package says so each time.
pytestmark = pytest.mark.filterwarnings("ignore:.*simulation of tritanomaly.*")
Colour = NDArray[np.float64]


def rgb(code: str) -> Colour:
    return np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def seen(code: str, eye: str) -> Colour:
    """A colour as an eye sees it, CIE L*a*b*: Machado, Oliveira and Fernandes 2009, severity 1, on linear light."""
    linear = colour.cctf_decoding(rgb(code), function="sRGB")
    if eye != "normal":
        linear = np.clip(colour.matrix_cvd_Machado2009(eye, 1.0) @ linear, 0, 1)
    white = colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"]
    lab: Colour = colour.XYZ_to_Lab(colour.RGB_to_XYZ(linear, "sRGB", apply_cctf_decoding=False), white)
    return lab


def difference(one: str, other: str, eye: str) -> float:
    return float(colour.delta_E(seen(one, eye), seen(other, eye), method="CIE 2000"))


def luminance(code: str) -> float:
    return float(colour.cctf_decoding(rgb(code), function="sRGB") @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measures_are_the_published_ones() -> None:
    """Black on white is 21:1; Sharma, Wu and Dalal 2005 give their first pair 2.0425."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    pair = [[50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485]]
    assert float(colour.delta_E(*pair, method="CIE 2000")) == pytest.approx(2.0425, abs=1e-4)
    assert difference("#ff0000", "#00ff00", "normal") > 3 * difference("#ff0000", "#9c8b00", "Protanomaly")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_every_two_stages_are_told_apart(theme: str, eye: str) -> None:
    shades = {stage.code: getattr(stage, theme) for stage in STAGES}
    apart = {pair: difference(shades[pair[0]], shades[pair[1]], eye) for pair in combinations(shades, 2)}
    assert len(apart) == 10
    assert {pair: far for pair, far in apart.items() if far < LEAST_DIFFERENCE} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_the_red_of_what_is_late_is_no_stage(theme: str, eye: str) -> None:
    apart = {stage.code: difference(getattr(stage, theme), LATE[theme], eye) for stage in STAGES}
    assert {code: far for code, far in apart.items() if far < LEAST_DIFFERENCE} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_stage_stands_out_from_the_ground(theme: str) -> None:
    against = {stage.code: contrast(getattr(stage, theme), GROUND[theme]) for stage in STAGES}
    against["late"] = contrast(LATE[theme], GROUND[theme])
    assert {code: ratio for code, ratio in against.items() if ratio < LEAST_CONTRAST} == {}


def test_the_stages_stand_in_the_order_of_the_programme() -> None:
    assert STAGE_CODES == ("preparation", "demolition", "construction", "acceptance", "handover")
    assert STATUS_CODES == ("on_track", "at_risk", "behind", "unknown")
    assert [stage(code).code for code in STAGE_CODES] == list(STAGE_CODES)
    assert [status(code).code for code in STATUS_CODES] == list(STATUS_CODES)


def test_status_is_never_told_by_colour_alone() -> None:
    letters = [entry.sign for entry in STATUSES if entry.code != "on_track"]
    assert all(letters)
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(
    ("word", "code", "finished"),
    [
        ("前期准备", "preparation", False),
        ("民意征集", "preparation", False),
        ("未开工", "preparation", False),
        ("招投标", "preparation", False),
        ("违建拆除", "demolition", False),
        ("拆违中", "demolition", False),
        ("拆违完成", "construction", False),
        ("施工中", "construction", False),
        ("在建", "construction", False),
        ("雨污管网施工", "construction", False),
        ("已完工", "acceptance", False),
        ("竣工", "acceptance", False),
        ("待验收", "acceptance", False),
        ("竣工验收", "acceptance", False),
        ("已验收", "handover", False),
        ("物业管理", "handover", False),
        ("已移交", "handover", True),
        ("物业已进驻", "handover", True),
        ("常态管理", "handover", True),
    ],
)
def test_the_words_of_the_field_are_read(word: str, code: str, finished: bool) -> None:
    assert read_stage(word) == (code, finished)
    assert read_stage(f" {word[:2]}　{word[2:]}\n") == (code, finished)


def test_a_word_belongs_to_one_stage_only() -> None:
    words = [word for entry in STAGES for word in (*entry.doing, *entry.done)]
    assert len(words) == len(set(words))
    assert all(read_stage(entry.name) == (entry.code, False) for entry in STAGES)


@pytest.mark.parametrize("word", ["", "   ", "？", "大概快了", "constructionn", "已"])
def test_an_unknown_word_is_not_guessed(word: str) -> None:
    assert read_stage(word) is None


@given(
    st.sampled_from([word for entry in STAGES for word in (*entry.doing, *entry.done)]),
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
)
def test_a_word_is_read_in_every_unicode_form(word: str, form: str) -> None:
    assert read_stage(unicodedata.normalize(form, word)) == read_stage(word) is not None  # type: ignore[arg-type]
