"""Counts told of several buildings together, divided among them so that nothing is gained or lost."""

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def divide(totals: Floats, group: Whole, weights: Floats) -> Whole:
    """Divide whole numbers within groups in proportion to weights, by largest remainder.

    Parameters
    ----------
    totals : numpy.ndarray of float64, shape (groups,)
        Whole numbers, 0 or more.
    group : numpy.ndarray of int64, shape (n,)
        The group of each part.
    weights : numpy.ndarray of float64, shape (n,)
        0 or more; a group whose weights sum to nothing is divided equally.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        The parts of each group sum to its total. No part with a whole weight is larger than that weight when the
        total is no larger than the weights' sum. Of equal remainders the earlier part gets the odd one.

    Examples
    --------
    >>> divide(np.array([10.0]), np.array([0, 0, 0]), np.ones(3)).tolist()
    [4, 3, 3]
    """
    n = len(totals)
    sums = np.bincount(group, weights, n)
    weights = np.where(sums[group] > 0, weights, 1.0)
    sums = np.bincount(group, weights, n)
    exact = totals[group] * weights / sums[group]
    parts = np.floor(exact + _NOISE)
    left = totals - np.bincount(group, parts, n)
    order = np.lexsort((np.arange(len(group)), -np.round(exact - parts, _DIGITS), group))
    counts = np.bincount(group, minlength=n)
    rank = np.empty(len(group), dtype="int64")
    rank[order] = np.arange(len(group)) - np.repeat(np.cumsum(counts) - counts, counts)
    whole = (parts + (rank < left[group])).astype("int64")
    # beyond some 10^9 floating point loses units: they go to the first part
    np.add.at(whole, order[(np.cumsum(counts) - counts)[counts > 0]], _missing(totals, group, whole)[counts > 0])
    return whole


def _missing(totals: Floats, group: Whole, parts: Whole) -> Whole:
    sums = np.zeros(len(totals), dtype="int64")
    np.add.at(sums, group, parts)
    return totals.astype("int64") - sums


_NOISE = 1e-9
_DIGITS = 9
"""Remainders that differ by less are equal: what is left of a division in floating point."""


def basis(group: Whole, candidates: list[Floats], n: int) -> tuple[Floats, Whole]:
    """Choose what each group is divided by: the first candidate that is known of all its parts.

    Parameters
    ----------
    group : numpy.ndarray of int64, shape (parts,)
    candidates : list of numpy.ndarray, each of shape (parts,)
        NaN where not known; best first.
    n : int
        Number of groups.

    Returns
    -------
    weights : numpy.ndarray, shape (parts,)
    which : numpy.ndarray of int64, shape (n,)
        The candidate's place; ``len(candidates)`` where none is known: those are divided equally.
    """
    weights = np.ones(len(group))
    which = np.full(n, len(candidates))
    for at, values in reversed(list(enumerate(candidates))):
        unknown = np.bincount(group, ~(values >= 0), n) > 0
        fits = ~unknown & (np.bincount(group, np.nan_to_num(values), n) > 0)
        weights = np.where(fits[group], values, weights)
        which = np.where(fits, at, which)
    return weights, which
