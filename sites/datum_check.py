"""Which datum each layer is in, decided from evidence alone; what is not in WGS 84 is converted, and what is unclear is said.

A pair of layers that lie apart by just the way from one datum to another tells both (``sites.datum_evidence``); a pair that
fits tells that both are the same. What fits every pair, with the fewest conversions, is taken. docs/datum.en.md has the
reasoning and how often it is right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
from pyproj import CRS
from pyproj.exceptions import CRSError

from sites.datum import DATUMS, TITLES, Datum, convert_shapes
from sites.datum_evidence import comparisons
from sites.datum_verdict import SHARE_TO_DOUBT, Finding, judged
from sites.report import ROLE_TITLES, DatumEvidence, Input, Issue, Role
from sites.table import Layer

CGCS2000 = frozenset({"EPSG:4490", "EPSG:4480"})


@dataclass(frozen=True)
class Settled:
    """The layers in WGS 84, and what their datums were told by."""

    layers: dict[Role, Layer]
    evidence: list[DatumEvidence]


def settled(layers: Mapping[Role, Layer], told: Mapping[Role, Datum]) -> Settled:
    """Bring every layer to WGS 84.

    Parameters
    ----------
    layers : mapping of role to Layer
        As read, EPSG:4490 in name.
    told : mapping of role to {"wgs84", "gcj02", "bd09"}
        What the user says of a layer; nothing overrides it.

    Returns
    -------
    Settled
        New layers, of which ``input.datum`` says what the file was in, and ``issues`` what was done or is unclear.
    """
    findings = [judged(comparison) for comparison in comparisons(layers)]
    used = _decided(layers, told, findings)
    done = {role: _converted(layer, used[role]) for role, layer in layers.items()}
    for role, datum in used.items():
        if role in told:
            done[role].issues.append(_issue("datum_told", done[role], {"datum": TITLES[datum]}))
        elif datum != "wgs84":
            done[role].issues.append(_told_by(role, used, findings, done[role]))
    doubts = _doubts(used, findings)
    for role, (code, values) in doubts.items():
        done[role].issues.append(_issue(code, done[role], values | {"role": role}))
    if set(used.values()) == {"wgs84"} and not told and not doubts and _is_loose(layers, findings):
        done["compounds"].issues.append(_issue("datum_assumed", done["compounds"], {}))
    return Settled(done, [row for finding in findings for row in _rows(finding, used)])


def _decided(
    layers: Mapping[Role, Layer], told: Mapping[Role, Datum], findings: Sequence[Finding]
) -> dict[Role, Datum]:
    """Choose the datums that contradict the fewest findings with the fewest conversions; WGS 84 for all where several do."""
    roles = list(layers)
    choices = np.array(np.meshgrid(*[_allowed(role, layers[role], told) for role in roles], indexing="ij"))
    choices = choices.reshape(len(roles), -1)
    against = np.zeros(choices.shape[1], dtype="int64")
    for finding in findings:
        one, other = (choices[roles.index(role)] for role in finding.roles)
        allowed = np.array([[finding.fits(own, its) for its in DATUMS] for own in DATUMS])
        against += ~allowed[one, other]
    moved = (choices > 0).sum(axis=0)
    order = np.lexsort((moved, against))
    best = order[0]
    plain = {role: told.get(role, "wgs84") for role in roles}
    tied = len(order) > 1 and against[order[1]] == against[best] > 0 and moved[order[1]] == moved[best]
    found = dict(zip(roles, (DATUMS[at] for at in choices[:, best]), strict=True))
    return plain if tied or not _is_anchored(found, layers, told, findings) else found


def _allowed(role: Role, layer: Layer, told: Mapping[Role, Datum]) -> npt.NDArray[np.int64]:
    """Return the places in ``DATUMS`` that a layer may have: numbers of a plane system are never converted unasked."""
    if role in told:
        return np.array([DATUMS.index(told[role])])
    return np.arange(1) if _standing(layer.input) == 2 else np.arange(len(DATUMS))


def _is_anchored(
    found: Mapping[Role, Datum], layers: Mapping[Role, Layer], told: Mapping[Role, Datum], findings: Sequence[Finding]
) -> bool:
    """Tell whether most layers may be converted: only where one that stays is better founded than all of them.

    Otherwise the one that stays may just as well be the wrong one, corrected twice.
    """
    heard = {role for finding in findings if finding.verdict in ("apart", "alike") for role in finding.roles}
    moved = [role for role, datum in found.items() if datum != "wgs84" and role not in told]
    stay = [role for role in heard if found[role] == "wgs84"]
    if len(moved) <= len(stay) or any(told.get(role, "wgs84") != "wgs84" for role in heard):
        return True
    best = max((3 if role in told else _standing(layers[role].input) for role in stay), default=0)
    return best > max(_standing(layers[role].input) for role in moved)


def _standing(entry: Input) -> int:
    """Return how well founded it is that a file is in WGS 84: 2 a plane system, 1 it says CGCS2000, 0 neither."""
    return 2 if _is_plane(entry.crs or "") else int(entry.declared_crs in CGCS2000)


@cache
def _is_plane(crs: str) -> bool:
    try:
        return bool(CRS.from_user_input(crs).is_projected)
    except CRSError:  # a name of its own
        return False


def _is_loose(layers: Mapping[Role, Layer], findings: Sequence[Finding]) -> bool:
    """Tell whether layers agree, and none of them says that it comes from a survey."""
    agree = any(finding.verdict == "alike" for finding in findings)
    return agree and not any(_standing(layer.input) for layer in layers.values())


def _converted(layer: Layer, datum: Datum) -> Layer:
    entry = replace(layer.input, datum=datum)
    frame = layer.frame
    if datum != "wgs84":
        frame = frame.set_geometry(convert_shapes(frame.geometry.to_numpy(), datum, "wgs84"), crs=frame.crs)
    return replace(layer, input=entry, frame=frame, issues=list(layer.issues))


def _doubts(used: Mapping[Role, Datum], findings: Sequence[Finding]) -> dict[Role, tuple[str, dict[str, object]]]:
    """Return, for each layer against whose datum something speaks, the code and the values of an issue."""
    found: dict[Role, tuple[str, dict[str, object]]] = {}
    for finding in findings:
        own, other = (used[role] for role in finding.roles)
        best = (other, other) if finding.verdict == "alike" else finding.best
        if finding.fits(own, other) and finding.verdict != "open":
            continue
        now, then = finding.comparison.trial(own, other).evidence, finding.comparison.trial(*best).evidence
        values = {
            "kind": ROLE_TITLES[now.role], "what": ROLE_TITLES[now.against], "share": _per_cent(now),
            "offset": round(now.offset_m), "share_best": _per_cent(then),
        }  # fmt: skip
        if then.share_inside < SHARE_TO_DOUBT:
            found.setdefault(finding.roles[0], ("layers_apart", values))
            continue
        for role, its, likely in zip(finding.roles, (own, other), best, strict=True):
            if its != likely:
                found.setdefault(role, ("datum_unclear", values | {"datum": TITLES[likely]}))
    return found


def _told_by(role: Role, used: Mapping[Role, Datum], findings: Sequence[Finding], layer: Layer) -> Issue:
    """Say what a layer was, and the figures before and after: of the comparison that tells most."""
    finding = max(
        (finding for finding in findings if role in finding.roles and finding.verdict in ("apart", "alike")),
        key=lambda finding: (finding.verdict == "apart", finding.comparison.trials[0].evidence.n),
    )  # fmt: skip
    own, other = (used[name] for name in finding.roles)
    raw: tuple[Datum, Datum] = ("wgs84", other) if role == finding.roles[0] else (own, "wgs84")
    before, after = finding.comparison.trial(*raw).evidence, finding.comparison.trial(own, other).evidence
    values = {
        "datum": TITLES[used[role]], "kind": ROLE_TITLES[after.role], "what": ROLE_TITLES[after.against],
        "share_before": _per_cent(before), "share_after": _per_cent(after),
        "offset_before": round(before.offset_m), "offset_after": round(after.offset_m), "role": role,
    }  # fmt: skip
    return _issue("datum_converted", layer, values)


def _issue(code: str, layer: Layer, values: Mapping[str, object]) -> Issue:
    return Issue(code, layer.input.role, values, path=layer.input.path, value=str(layer.input.datum))


def _per_cent(figures: DatumEvidence) -> str:
    return f"{figures.share_inside:.0%}"


def _rows(finding: Finding, used: Mapping[Role, Datum]) -> list[DatumEvidence]:
    own, other = (used[role] for role in finding.roles)
    chosen = finding.comparison.trial(own, other)
    return [replace(trial.evidence, used=trial is chosen) for trial in finding.comparison.trials]
