"""The district as it is: nothing to report."""

from tests.corpus.case import Case
from tests.corpus.district import files, subdistricts

CASES = (
    Case("clean", files, rows={"compounds": (3, 0, 0), "buildings": (12, 0, 0), "progress": (12, 0, 3)}),
    Case(
        "clean-with-subdistricts",
        lambda folder: files(folder, subdistricts=subdistricts()),
        rows={"subdistricts": (2, 0, 0)},
        holds=lambda edition: set(edition.buildings["stage"]) == {"construction"},
    ),
)
