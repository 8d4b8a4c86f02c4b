"""The issues of a report as a list: one row each, the gravest first, and those that want the same done together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from loaders.workbook.marking import GRAVITY
from locales import N_, _
from sites.columns import COLUMNS, label
from sites.issue_codes import BY_CODE, Severity
from sites.report import ROLE_TITLES, Issue
from store.summary import SEVERITY_TITLES

HEAD = (
    (N_("程度"), 8), (N_("怎么办"), 34), (N_("文件"), 20), (N_("工作表"), 12), (N_("行"), 7), (N_("列"), 14),
    (N_("内容"), 18), (N_("问题"), 42), (N_("建议"), 30), (N_("代码"), 22),
)  # fmt: skip
"""Titles, and widths in characters."""
ROW = 4
"""The place of the row's number."""
Row = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Group:
    """Issues of one code.

    Attributes
    ----------
    code : str
    severity : {"error", "warning", "info"}
    cure : str
        What to do, in the language in use.
    n : int
    files : tuple of str
    """

    code: str
    severity: Severity
    cure: str
    n: int
    files: tuple[str, ...]


def ordered(issues: Iterable[Issue]) -> list[Issue]:
    """Return the gravest first, then what is to be done alike, then by place."""
    return sorted(issues, key=_order)


def row(issue: Issue) -> Row:
    """Return an issue under ``HEAD``, in the language in use."""
    column = label(issue.column) if issue.column in COLUMNS else issue.column
    more = issue.suggestion if issue.suggestion != issue.cure else ""
    return (
        _(SEVERITY_TITLES[issue.severity]), issue.cure, file_of(issue), issue.sheet, issue.row, column, issue.value,
        issue.message, more, issue.code,
    )  # fmt: skip


def file_of(issue: Issue) -> str:
    """Return what people call the file; what is in none is called by its kind."""
    return PurePath(issue.path).name or _(ROLE_TITLES[issue.role])


def grouped(issues: Sequence[Issue]) -> tuple[Group, ...]:
    """Return what there is to do, the gravest first, then what most issues want."""
    by_code: dict[str, list[Issue]] = {}
    for issue in issues:
        by_code.setdefault(issue.code, []).append(issue)
    found = [
        Group(code, BY_CODE[code].severity, same[0].cure, len(same), tuple(dict.fromkeys(file_of(one) for one in same)))
        for code, same in by_code.items()
    ]
    return tuple(sorted(found, key=lambda group: (GRAVITY.index(group.severity), -group.n, group.code)))


def filtered(
    issues: Iterable[Issue], severities: Sequence[str] = (), files: Sequence[str] = (), codes: Sequence[str] = (), text: str = ""
) -> list[Issue]:  # fmt: skip
    """Return the issues that pass; what is empty lets everything through. ``text`` is looked for in the whole row."""
    sought = text.casefold().strip()
    return [
        issue for issue in issues
        if (not severities or issue.severity in severities)
        and (not files or file_of(issue) in files)
        and (not codes or issue.code in codes)
        and (not sought or any(sought in str(cell).casefold() for cell in row(issue) if cell is not None))
    ]  # fmt: skip


def _order(issue: Issue) -> tuple[object, ...]:
    return (GRAVITY.index(issue.severity), issue.code, issue.path, issue.sheet, issue.row or 0, issue.column)
