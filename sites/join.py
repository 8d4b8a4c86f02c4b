"""Compounds, buildings, progress and facilities become one edition: by key, then by geometry, then by name; nothing is dropped silently.

Source of the rules: docs/design.md, "Join" and "Conservation".
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sites.aliases import NO_ALIASES, Aliases
from sites.edition import Edition
from sites.forecast import with_forecast
from sites.indicators import counts, official_issues
from sites.placing import Placement, place
from sites.progress import apply_progress
from sites.report import Report
from sites.schemas import edition_buildings, validated
from sites.table import Layer, Workbook
from sites.tickets import Tickets, no_tickets, settle_tickets


def join(
    compounds: Layer,
    buildings: Layer,
    progress: Sequence[Workbook],
    facilities: Mapping[str, Layer],
    subdistricts: Layer | None,
    as_of: date,
    number: int = 1,
    aliases: Aliases = NO_ALIASES,
    tickets: Tickets | None = None,
) -> Edition:
    """Join the layers and the workbooks to an edition.

    Parameters
    ----------
    compounds, buildings : Layer
        EPSG:4490; see ``sites.schemas``.
    progress : sequence of Workbook
        Later ones supersede earlier ones building by building; those dated after ``as_of`` are skipped.
    facilities : mapping of str to Layer
        By layer name.
    subdistricts : Layer or None
        May hold all sixteen.
    as_of : datetime.date
        The date of the picture.
    number : int
        The edition's place in the history.
    aliases : Aliases
        What planners have confirmed of names.
    tickets : Tickets or None
        Those opened after ``as_of`` are skipped.

    Returns
    -------
    Edition
        Its report accounts for every row of every input.
    """  # fmt: skip
    return picture(place(compounds, buildings, facilities, subdistricts, aliases), progress, as_of, number, tickets)


def picture(
    placement: Placement, progress: Sequence[Workbook], as_of: date, number: int = 1, tickets: Tickets | None = None
) -> Edition:
    """Join workbooks to what has been placed; geometry is shared with every other edition of the same ground."""
    report = Report(inputs=[replace(entry) for entry in placement.inputs])
    report.add(placement.issues)
    buildings, compounds = apply_progress(placement, progress, as_of, report)
    settled = settle_tickets(tickets, placement, as_of, report) if tickets else no_tickets()
    edition = with_forecast(Edition(
        number=number, as_of=as_of, synthetic=placement.synthetic, subdistricts=placement.subdistricts,
        compounds=compounds, buildings=buildings, facilities=placement.facilities, report=report,
        tickets=settled,
    ))  # fmt: skip
    validated(edition.buildings, edition_buildings())
    report.counts = counts(edition)
    report.add(official_issues(edition))
    report.homes_add_up = homes_add_up(edition)
    return edition


def homes_add_up(edition: Edition) -> bool:
    """Tell whether every building is in exactly one compound or listed, and every empty compound is listed."""
    buildings, compounds, report = edition.buildings, edition.compounds, edition.report
    homeless = buildings["compound_id"].isna()
    listed = {code: sum(issue.code == code for issue in report.issues) for code in LISTED}
    joined = {role: sum(entry.rows_joined for entry in report.inputs if entry.role == role) for role in LISTED.values()}
    return bool(
        buildings["building_id"].is_unique
        and compounds["compound_id"].is_unique
        and (buildings["compound_id"].isin(compounds["compound_id"]) | homeless).all()
        and compounds["buildings"].sum() == (~homeless).sum()
        and listed["building_without_compound"] == homeless.sum()
        and listed["compound_without_buildings"] == (compounds["buildings"] == 0).sum()
        and joined == {"buildings": len(buildings), "compounds": len(compounds)}
    )


LISTED = {"building_without_compound": "buildings", "compound_without_buildings": "compounds"}
