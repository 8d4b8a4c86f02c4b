import re
from string import Formatter

import pytest

from settings import HOME
from sites.issue_codes import BY_CODE, ISSUE_CODES, IssueCode
from sites.report import Issue

PAGE = (HOME / "docs" / "issue-codes.md").read_text(encoding="utf-8")
# | `code` | severity | 含义 | meaning | example | 处理 | cure |
ROWS = {
    row[0]: row[1:]
    for row in re.findall(r"^\| `(\w+)` \| " + r" \| ".join([r"([^|]+?)"] * 6) + r" \|$", PAGE, re.MULTILINE)
}
SOURCES = [path for room in ("sites", "loaders", "store", "publishing") for path in (HOME / room).rglob("*.py")]


def used_codes() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in SOURCES if path.name != "issue_codes.py"]
    return {word for text in texts for word in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', text)} & set(BY_CODE)


def test_every_code_is_used_and_every_issue_has_a_code() -> None:
    assert used_codes() == set(BY_CODE)
    for path in SOURCES:
        made = re.findall(r'(?:\bIssue|_issue)\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
        assert set(made) <= set(BY_CODE), path


@pytest.mark.parametrize("entry", ISSUE_CODES, ids=lambda entry: entry.code)
def test_every_code_is_documented_with_its_severity_an_example_and_a_cure(entry: IssueCode) -> None:
    assert entry.code in ROWS, f"docs/issue-codes.md does not name {entry.code}"
    assert ROWS[entry.code][0] == entry.severity


def test_the_documentation_names_no_code_that_does_not_exist() -> None:
    assert set(ROWS) == set(BY_CODE)


@pytest.mark.parametrize("entry", ISSUE_CODES, ids=lambda entry: entry.code)
def test_every_code_can_be_put_into_words(entry: IssueCode) -> None:
    names = {name for text in (entry.message, entry.cure) for _, name, _, _ in Formatter().parse(text) if name}
    issue = Issue(entry.code, "buildings", dict.fromkeys(names - {"value"}, "x"), value="{0}")
    assert issue.message
    assert issue.suggestion


def test_braces_in_data_are_only_data() -> None:
    issue = Issue("unknown_building", "progress", {"compound": "{value.__class__}"}, value="{0}")
    assert "{value.__class__}" in issue.message
    assert "{0}" in issue.message
