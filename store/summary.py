"""What a check found, as a page of text for a terminal."""

from pathlib import Path
from typing import cast

from locales import N_, _
from sites.columns import COLUMNS, label
from sites.datum import TITLES, Datum
from sites.edition import Edition
from sites.indicators import TOTAL_NAMES
from sites.issue_codes import Severity
from sites.official import TOTALS
from sites.report import ROLE_TITLES, Issue, Report
from sites.stages import STAGES

EXAMPLES_SHOWN = 10
SEVERITY_TITLES: dict[Severity, str] = {"error": N_("退回"), "warning": N_("警告"), "info": N_("说明")}


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
        template.format(role=_(ROLE_TITLES[entry.role]), path=Path(entry.path).name, rows_in=entry.rows_in, joined=entry.rows_joined,
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
    """Return a line for each kind of issue, the gravest first, and the first of the rows that were rejected."""
    kinds: dict[str, list[Issue]] = {}
    for issue in report.issues:
        kinds.setdefault(issue.code, []).append(issue)
    lines = []
    for severity, title in SEVERITY_TITLES.items():
        of_this = [(code, found) for code, found in kinds.items() if found[0].severity == severity]
        for code, found in sorted(of_this, key=lambda kind: -len(kind[1])):
            template = (
                _("{severity}：{message}（{code}）")
                if len(found) == 1
                else _("{severity} {n:,} 处，如：{message}（{code}）")
            )
            lines.append(template.format(severity=_(title), n=len(found), message=found[0].message, code=code))
    errors = [issue for issue in report.issues if issue.severity == "error"]
    if errors:
        lines += ["", _("退回的行：")]
    for issue in errors[:EXAMPLES_SHOWN]:
        lines.append(
            _("{place}：{message}。{cure}").format(place=_place(issue), message=issue.message, cure=issue.suggestion)
        )
    if len(errors) > EXAMPLES_SHOWN:
        lines.append(_("……共退回 {n:,} 行，全部写在 --report 的文件里").format(n=len(errors)))
    return lines


def _place(issue: Issue) -> str:
    """Return where an issue is, as people find it: file, sheet, row and column."""
    row = _("第 {row} 行").format(row=issue.row) if issue.row is not None else ""
    column = label(issue.column) if issue.column in COLUMNS else issue.column
    return " ".join(part for part in (Path(issue.path).name, issue.sheet, row, column) if part)
