"""A file's rows beside those already kept: new, changed or the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from service.intake.draft import Draft

# What decides where a row lies.
_PLACE = {"lon", "lat", "category"}


def sort_out(draft: Draft, old: pd.DataFrame, facts: list[str]) -> None:
    """Split the draft's rows into new, changed (with the ``id`` of the old row) and unchanged.

    Parameters
    ----------
    old
        The rows kept, indexed by code: ``id`` and the facts.
    facts
        The columns the file speaks about: only these make a difference, and only these change.
    """
    known = old.reindex(draft.frame["code"])
    is_known = known["id"].notna().to_numpy()
    is_same = is_known.copy()
    for name in facts:
        is_same &= _equal(draft.frame[name], known[name])
    draft.unchanged = int(is_same.sum())
    is_changed = is_known & ~is_same
    is_moved = np.zeros(len(known), dtype=bool)
    for name in _PLACE.intersection(facts):
        is_moved |= ~_equal(draft.frame[name], known[name])
    draft.facts = list(facts)
    draft.changed = draft.frame.loc[is_changed].assign(
        id=known["id"].to_numpy()[is_changed], is_moved=is_moved[is_changed]
    )
    draft.frame = draft.frame.loc[~is_known]


def _equal(new: pd.Series[Any], old: pd.Series[Any]) -> np.ndarray:
    """Return where two columns say the same, row by row, whatever their indexes."""
    if pd.api.types.is_float_dtype(new.dtype):
        first, second = new.to_numpy(dtype=float), pd.to_numeric(old).to_numpy(dtype=float)
        return np.asarray(np.isclose(first, second, rtol=0, atol=1e-9, equal_nan=True))
    if pd.api.types.is_datetime64_any_dtype(new.dtype):
        then = pd.to_datetime(old, utc=True)
        return np.asarray((new.array == then.array) | (new.array.isna() & then.array.isna()))
    first = new.astype(object).where(new.notna(), None).to_numpy()
    second = old.astype(object).where(old.notna(), None).to_numpy()
    return np.asarray(first == second, dtype=bool)
