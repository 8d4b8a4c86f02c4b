"""Who plays which role: each role of a layer goes to the one part that has most to say for itself."""

from collections.abc import Sequence
from dataclasses import replace

from loaders.contents import LayerSeen
from loaders.recognise import naming
from loaders.recognise.part import CLAIM_TITLES, Claim, Part, Sure, titled
from loaders.recognise.standing import (
    AHEAD,
    CERTAIN,
    CLEAR_OF_OTHERS,
    LIKELY,
    WORTH_A_GUESS,
    Standing,
    is_ground,
    standings,
)
from locales import _

SEVERAL: frozenset[Claim] = frozenset({"progress", "control"})
"""Roles that more than one part may have."""
RANK: dict[Sure, int] = {"certain": 2, "likely": 1, "unsure": 0}


def cast_layers(parts: Sequence[Part], seen: Sequence[LayerSeen], single: Sequence[bool]) -> list[Part]:
    """Propose a role for each layer.

    Parameters
    ----------
    parts : sequence of Part
        Of layers, without roles.
    seen : sequence of LayerSeen
    single : sequence of bool
        Whether a layer is the only one of its file.

    Returns
    -------
    list of Part
        In the same order; of two layers that claim one role the weightier has it, and the other says so.
    """
    stems = [part.files[0].rpartition("/")[2].rpartition(".")[0] for part in parts]
    weighed = standings(list(zip(stems, seen, single, strict=True)))
    cast = [_cast(part, layer, standing) for part, layer, standing in zip(parts, seen, weighed, strict=True)]
    weights = [standing.weights.get(part.role, 0) for part, standing in zip(cast, weighed, strict=True)]  # type: ignore[arg-type]
    settled = once_each(cast, weights)
    return [replace(part, head=titled(part.role, layer.titles)) for part, layer in zip(settled, seen, strict=True)]


def once_each(parts: Sequence[Part], weights: Sequence[int]) -> list[Part]:
    """Leave each role to one part, but for those that several may have.

    Parameters
    ----------
    parts : sequence of Part
    weights : sequence of int
        How much speaks for each in its role; of equals the one with more rows has it, and is not certain.
    """
    found = list(parts)
    for role in {part.role for part in parts if part.role is not None} - SEVERAL:
        claims = [at for at, part in enumerate(parts) if part.role == role]
        claims.sort(key=lambda at: (not parts[at].troubles, weights[at], parts[at].rows), reverse=True)
        first, *others = claims
        for at in others:
            why = _("像{role}，但“{name}”更像").format(role=_(CLAIM_TITLES[role]), name=parts[first].name)
            found[at] = replace(parts[at], role=None, why=why, sure="unsure", others=(role, *parts[at].others))
        if any(weights[at] >= weights[first] - AHEAD and not parts[at].troubles for at in others):
            found[first] = replace(parts[first], sure=min("likely", parts[first].sure, key=lambda sure: RANK[sure]))
    return found


def _cast(part: Part, seen: LayerSeen, standing: Standing) -> Part:
    """Propose a role for one layer, whatever the others claim."""
    if is_ground(seen):
        return replace(part, why=_("是地图的底图，不用读入"))
    if not seen.rows and seen.trouble is None:
        return replace(part, why=_("里面没有要素"))
    if not standing.weights:
        guess = naming.exact(seen.name) or naming.spoken(seen.name)
        return replace(part, why=_("没有能用的图形"), others=(guess,) if guess else ())
    best, weight = standing.order[0], standing.weights[standing.order[0]]
    others = tuple(role for role in standing.order[1:] if standing.weights[role] > 0)
    if weight < WORTH_A_GUESS or standing.lead < 1:
        maybe = tuple(role for role in standing.order if standing.weights[role] >= max(weight, 0))
        return replace(part, why=_("从名称、列名和图形都看不出是什么"), others=maybe)
    sure: Sure = "unsure"
    if weight >= LIKELY and standing.lead >= AHEAD:
        sure = "certain" if weight >= CERTAIN and standing.lead >= CLEAR_OF_OTHERS else "likely"
    return replace(part, role=best, why=standing.why[best], sure=sure, others=others)
