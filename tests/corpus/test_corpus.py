"""Every form and every fault that is met, with its exact outcome down to sheet, row and code."""

import importlib
import re
from collections import Counter
from pathlib import Path

import pytest

from loaders.errors import LoadError, ReaderFailed
from loaders.files import GEOMETRY, WORKBOOKS
from loaders.intake import read_all
from sites.issue_codes import BY_CODE
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


def test_every_issue_code_has_a_case() -> None:
    assert {entry.code for case in CASES for entry in case.issues} | QUIET == set(BY_CODE)


def test_every_form_of_file_has_a_case(tmp_path: Path) -> None:
    read: set[str] = set()
    for at, case in enumerate(CASES):
        folder = tmp_path / str(at)
        folder.mkdir()
        files = case.make(folder)
        paths = [*files.layers.values(), *files.progress]
        read |= {path.suffix.lower().partition(":")[0].partition("|")[0] for path in paths}
    assert read >= {*GEOMETRY, *WORKBOOKS}


def test_every_way_to_refuse_a_file_has_a_case() -> None:
    kinds = {case.refused.kind for case in CASES if case.refused}
    assert kinds >= set(LoadError.__subclasses__()) - {ReaderFailed}, (
        "ReaderFailed is held by tests/loaders/test_guard.py"
    )


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
