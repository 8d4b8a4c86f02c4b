from collections import Counter

from benchmarks.pairs import frozen, pairs

HELD = "3266c4108805bbf540791a4f260a3e44bbe9e8505833efce1e2a74bba472a62a"
"""The held-back half as it was before the matcher was tuned."""


def test_the_held_back_half_is_as_it_was() -> None:
    assert frozen(pairs(), "held") == HELD


def test_both_halves_hold_hundreds_of_pairs_to_join_and_to_reject() -> None:
    sizes = Counter((pair.half, pair.answer is not None) for pair in pairs())
    assert all(sizes[half, right] >= 400 for half in ("tuned", "held") for right in (True, False))


def test_an_answer_is_a_compound_of_the_subdistrict() -> None:
    for pair in pairs():
        if pair.answer is not None:
            area = pair.compounds[pair.answer][0]
            assert area.removesuffix("街道") in pair.subdistrict, pair
