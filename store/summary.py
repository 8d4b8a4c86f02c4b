"""What a check found, as a page of text for a terminal."""

from collections import Counter
from typing import cast

from locales import _
from sites.datum import TITLES, Datum
from sites.datum_check import ROLE_TITLES
from sites.edition import Edition
from sites.indicators import TOTAL_NAMES
from sites.issue_codes import BY_CODE
from sites.official import TOTALS
from sites.report import Report
from sites.stages import STAGES

EXAMPLES_SHOWN = 10


def summary(edition: Edition) -> str:
    """Return the figures beside the published ones, what became of the rows, and the first rejected ones."""
    report = edition.report
    return "\n".join([*_figures(edition), "", *_rows(report), "", *_datums(report), *_issues(report)])


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


def _datums(report: Report) -> list[str]:
    """Return which datum the layers are in, and what that was told by."""
    layers = [entry for entry in report.inputs if entry.datum is not None]
    moved = [entry for entry in layers if entry.datum != "wgs84"]
    if not layers:
        return []
    if not moved:
        lines = [_("坐标基准：各图层都按 WGS 84（CGCS2000）读入")]
    else:
        named = [
            _("{kind} {datum}").format(kind=_(ROLE_TITLES[entry.role]), datum=TITLES[cast(Datum, entry.datum)]) for entry in moved
        ]  # fmt: skip
        rest = _("坐标基准：{layers}，已换算；其余按 WGS 84（CGCS2000）读入")
        whole = rest if len(moved) < len(layers) else _("坐标基准：{layers}，已换算")
        lines = [whole.format(layers=_("、").join(named))]
    shown = {"buildings", "compounds", *(entry.role for entry in moved)}
    told = [
        _("{kind}在所属{what}内 {share:.0%}，偏移 {offset:.0f} 米").format(
            kind=_(ROLE_TITLES[row.role]), what=_(ROLE_TITLES[row.against]), share=row.share_inside, offset=row.offset_m
        )
        for row in report.datum
        if row.used and row.role in shown
    ]
    return [*lines, *([_("依据：{told}").format(told=_("；").join(told))] if told else []), ""]


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
