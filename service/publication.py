"""What may be shown outside: small counts hidden, and what would tell them hidden with them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.settings_store import setting
from data.store import Store
from service.publication_cells import Cells, protect

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# What stands in the place of a hidden number: the same for every one, so that it tells nothing.
HIDDEN: Final = "*"


@dataclass(frozen=True)
class Guarded:
    """What of some counts may be shown.

    Attributes
    ----------
    k
        Counts from 1 to ``k - 1`` are small.
    shown
        Of each count, whether it is shown.
    is_small
        Of each count, whether it is hidden because it is small; the rest of what is not shown is
        hidden so that a small one cannot be worked out.  Never to be shown itself.
    totals
        Of each grouping in the order in which they were given, whether a label's sum is shown;
        last, under the label None alone, the sum of everything.
    """

    k: int
    shown: Bools
    is_small: Bools
    totals: tuple[dict[Hashable, bool], ...]

    @property
    def hidden(self) -> int:
        """Return how many counts are hidden."""
        return int((~self.shown).sum())

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return what was hidden and by which rule, to be said beside what is shown."""
        sums = sum(not one for grouping in self.totals for one in grouping.values())
        return told(self.k, len(self.shown), self.hidden, sums)


def publication_k(viewer: Viewer, store: Store) -> int:
    """Return the smallest count above 0 that may be shown, as the office has set it."""
    require(viewer, Action.VIEW_MAP)
    with store.read() as conn:
        return int(str(setting(conn, "publication_k")))


def guard(
    counts: Ints | Sequence[int],
    groups: Sequence[Hashable] | None = None,
    k: int = 5,
    also: Sequence[Sequence[Hashable]] = (),
    unseen: Bools | None = None,
) -> Guarded:
    """Return which counts may be shown when the sums by group are shown too.

    Counts of 1 to ``k - 1`` are hidden; 0 is shown, for nobody is in it.  Then as many more are
    hidden as it takes that whoever subtracts what is shown from the sums cannot say of a small
    count more than that it lies between 1 and ``k``, or above.

    Parameters
    ----------
    counts
        (n,) whole numbers, none below 0: the finest ones that are shown.
    groups
        A label per count, the counts of one label adding up to a sum that is shown here or
        elsewhere (its community, say); None for a count that is in no such sum.  The sum of
        everything counts as shown.  None instead of the labels: no sum is shown anywhere.
    also
        More such labels: the columns of a table whose rows are the groups; streets above the
        communities.
    unseen
        Which counts are shown nowhere, and small or not need no protection: those of no place.

    Raises
    ------
    ValueError
        When there are not as many labels as counts, or a count is below 0.
    """
    values = np.asarray(counts, dtype=np.int64)
    groupings = [] if groups is None else [list(groups), *map(list, also)]
    if values.ndim != 1 or any(len(one) != len(values) for one in groupings):
        raise ValueError("one label for each count, and counts in one row")
    if (values < 0).any():
        raise ValueError("counts are 0 or more")
    nowhere = np.zeros(len(values), dtype=bool) if unseen is None else unseen
    everything = [[...] * len(values)] if groupings else []
    cells = Cells.of(values, [*groupings, *everything], nowhere)
    cell_hidden, sum_hidden = protect(cells, k)
    totals: list[dict[Hashable, bool]] = [{} for _ in range(len(groupings) + bool(groupings))]
    for (at, label), hidden in zip(cells.labels, sum_hidden, strict=True):
        totals[at][None if label is ... else label] = not hidden
    return Guarded(k, ~cell_hidden, cells.small(k)[0], tuple(totals))


def told(k: int, counts: int, hidden: int, sums: int = 0) -> tuple[Sentence, ...]:
    """Return in plain words what was hidden: how many counts of how many, the rule, the number.

    How many of them are small ones is not said: whoever knows it knows more of two that are hidden
    under one sum.
    """
    rule = Sentence(
        "Numbers from 1 to {most} are not shown, nor what they could be worked out from; 0 is"
        " shown, because nobody is in it. {sign} stands for a hidden number.",
        most=k - 1,
        sign=HIDDEN,
    )
    if not hidden:
        return (rule, Sentence("Nothing had to be hidden: {n} numbers are shown.", n=counts))
    said = [
        rule,
        Sentence(
            "Hidden: {hidden} of {n} numbers, small ones and those that would tell them.",
            hidden=hidden,
            n=counts,
        ),
    ]
    if sums:
        said.append(Sentence("Hidden sums: {n}, for the same reasons.", n=sums))
    return tuple(said)
