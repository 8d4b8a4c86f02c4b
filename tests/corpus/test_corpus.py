"""Every form and every fault that is met, with its exact outcome down to sheet, row and code."""

import importlib
import re
from collections import Counter
from pathlib import Path

import pytest

from loaders.errors import LoadError
from loaders.intake import read_all
from tests.corpus.case import QUIET, Case, Found

HERE = Path(__file__).parent
FRAME = {"case", "district", "test_corpus", "__init__"}
CASES: list[Case] = [
    case
    for path in sorted(HERE.glob("*.py"))
    if path.stem not in FRAME
    for case in importlib.import_module(f"tests.corpus.{path.stem}").CASES
]


def test_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, tmp_path: Path) -> None:
    files = case.make(tmp_path)
    if case.refused is not None:
        with pytest.raises(LoadError) as caught:
            read_all(files)
        assert isinstance(caught.value, case.refused.kind)
        assert re.search(case.refused.says, str(caught.value)), str(caught.value)
        assert "\n" not in str(caught.value)
        return
    edition = read_all(files)
    report = edition.report
    assert report.conserved
    found = Counter(
        Found(issue.code, issue.role, issue.row, issue.sheet) for issue in report.issues if issue.code not in QUIET
    )
    assert found == Counter(case.issues)
    for role, expected in case.rows.items():
        entries = [entry for entry in report.inputs if entry.role == role]
        sums = tuple(
            sum(getattr(entry, name) for entry in entries) for name in ("rows_joined", "rows_rejected", "rows_skipped")
        )
        assert sums == expected, role
    if case.holds is not None:
        assert case.holds(edition) is not False
