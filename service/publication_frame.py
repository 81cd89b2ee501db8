"""Tables of counts as they may be shown outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from casework.sentence import Sentence
from service.publication import HIDDEN, guard, told

# Tables of other days or of other classes hold nearly the same rows: no table can guard them all.
DIFFERENCES = Sentence(
    "Two tables of overlapping periods or of other classes can be subtracted from each other: put"
    " out one of them only."
)


@dataclass(frozen=True)
class GuardedFrame:
    """A table of which only what may be shown is left.

    Attributes
    ----------
    frame
        The table; hidden numbers are None, so that they are in no file, sum or chart.
    sentences
        What was hidden, and by which rule.
    mask
        The same columns, True where a number was hidden and is not merely missing.
    hidden
        How many counts are hidden.
    """

    frame: pd.DataFrame
    mask: pd.DataFrame
    sentences: tuple[Sentence, ...]
    hidden: int
    k: int

    def as_text(self) -> pd.DataFrame:
        """Return the table with a sign in the place of each hidden number.

        A column in which something is hidden is text; the others are numbers.
        """
        columns = {}
        for name in self.frame.columns:
            left, hidden = self.frame[name], self.mask[name]
            is_told = left.notna() | hidden
            text = left.map(str).astype(object).mask(hidden, HIDDEN).where(is_told, None)
            columns[name] = text if hidden.any() else left.infer_objects()
        return pd.DataFrame(columns)


def guard_frame(
    frame: pd.DataFrame,
    counts: Sequence[str],
    k: int,
    total: str | None = None,
    within: Sequence[str] = (),
    made_of: Mapping[str, str | Sequence[str]] | None = None,
) -> GuardedFrame:
    """Return a table whose small counts, and what would tell them, are None.

    Parameters
    ----------
    frame
        One row per area, class or the like.
    counts
        Columns of whole numbers.  Their sums over all rows count as shown, here or elsewhere.
    total
        A column that holds the sum of the counts of its row; without it no such sum is shown.
    within
        Columns of labels (the community, the street) whose sums by label are shown elsewhere.
    made_of
        Columns made of counts, such as rates: None where one of these is.
    """
    values = frame[list(counts)].to_numpy(dtype=np.int64)
    rows, columns = values.shape
    wide = np.tile(np.arange(columns), rows)
    groups: list[Sequence[object]] = [list(wide)]
    if total is not None:
        groups.append(list(np.repeat(np.arange(rows), columns)))
    for name in within:
        labels = np.repeat(frame[name].to_numpy(dtype=object), columns)
        known = [not pd.isna(label) for label in labels]
        both = zip(labels, wide, known, strict=True)
        groups.append([(label, at) if is_known else None for label, at, is_known in both])
        if total is not None:
            groups.append([one if ok else None for one, ok in zip(labels, known, strict=True)])
    found = guard(values.ravel(), groups[0], k, groups[1:])
    shown = {name: found.shown.reshape(values.shape)[:, at] for at, name in enumerate(counts)}
    if total is not None:
        shown[total] = np.array([found.totals[1][row] for row in range(rows)], dtype=bool)
    for name, parts in (made_of or {}).items():
        of = [parts] if isinstance(parts, str) else parts
        shown[name] = np.logical_and.reduce([shown[part] for part in of])
    mask = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    for name, may in shown.items():
        mask[name] = ~may
    left = frame.astype({name: object for name in shown}).mask(mask, None)
    sums = 0 if total is None else int((~shown[total]).sum())
    words = (*told(k, len(found.shown), found.hidden, sums), DIFFERENCES)
    return GuardedFrame(left, mask, words, found.hidden, k)


def guard_shares(
    frame: pd.DataFrame,
    k: int,
    n: str = "n",
    m: str = "m",
    within: Sequence[str] = (),
    made_of: Sequence[str] = (),
) -> GuardedFrame:
    """Return a table of shares ``n`` of ``m`` in which neither n, nor m, nor the rest is told.

    A share and one of its two numbers tell the other, so all three are hidden together; and where
    all but three were in time, these three are a small count like any other.

    Parameters
    ----------
    made_of
        Columns made of n and m, such as the share and its interval.
    """
    rest = "_rest"
    apart = frame.assign(**{rest: frame[m].to_numpy() - frame[n].to_numpy()})
    found = guard_frame(
        apart, [n, rest], k, total=m, within=within, made_of={one: (n, m) for one in made_of}
    )
    left, mask = (one.drop(columns=rest) for one in (found.frame, found.mask))
    return GuardedFrame(left, mask, found.sentences, found.hidden, k)
