"""What a check found, as a page of text for a terminal."""

from collections import Counter

from locales import _
from sites.edition import Edition
from sites.indicators import TOTAL_NAMES
from sites.issue_codes import BY_CODE
from sites.official import TOTALS
from sites.report import Report
from sites.stages import STAGES

EXAMPLES_SHOWN = 10


def summary(edition: Edition) -> str:
    """Return the figures beside the published ones, what became of the rows, and the first rejected ones."""
    return "\n".join([*_figures(edition), "", *_rows(edition.report), "", *_issues(edition.report)])


def _figures(edition: Edition) -> list[str]:
    counts = edition.report.counts
    lines = [_("截至 {as_of}").format(as_of=edition.as_of)]
    for code, total in TOTALS.items():
        same = "" if counts[code] == total else _("（公布数 {total:,}）").format(total=total)
        lines.append(_("{name}：{n:,}{same}").format(name=_(TOTAL_NAMES[code]), n=counts[code], same=same))
    stages = counts["buildings_by_stage"]
    lines.append(_("、").join(_("{name} {n:,}").format(name=stage.label, n=stages[stage.code]) for stage in STAGES))
    return lines


def _rows(report: Report) -> list[str]:
    template = _("{role} {path}：{rows_in:,} 行，并入 {joined:,}，退回 {rejected:,}，略过 {skipped:,}")
    lines = [
        template.format(role=entry.role, path=entry.path, rows_in=entry.rows_in, joined=entry.rows_joined,
                        rejected=entry.rows_rejected, skipped=entry.rows_skipped)
        for entry in report.inputs
    ]  # fmt: skip
    return [*lines, _("每一行都有着落") if report.conserved else _("有的行没有着落，这是程序的错误，请报告")]


def _issues(report: Report) -> list[str]:
    lines = [
        _("{severity} {code}：{n:,}").format(severity=BY_CODE[code].severity, code=code, n=n)
        for code, n in Counter(issue.code for issue in report.issues).most_common()
    ]
    errors = [issue for issue in report.issues if issue.severity == "error"]
    for issue in errors[:EXAMPLES_SHOWN]:
        place = " ".join(str(part) for part in (issue.path, issue.sheet, issue.row, issue.column) if part)
        lines.append(_("{place}：{message}。{cure}").format(place=place, message=issue.message, cure=issue.suggestion))
    if len(errors) > EXAMPLES_SHOWN:
        lines.append(_("……共退回 {n:,} 行，全部写在 --report 的文件里").format(n=len(errors)))
    return lines
