"""Which numbers of the units table may be shown outside."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from casework.access import Viewer
from casework.indicator import Form
from casework.sentence import Sentence
from data.settings_store import office_zone
from data.store import Store
from service.areas import area_path
from service.errors import ServiceError
from service.publication import publication_k
from service.publication_frame import GuardedFrame, guard_frame, guard_shares
from service.units_table import UnitLine, UnitsTable

# In the place of a code, of what lies in none of the units.
_NONE = ""


@dataclass(frozen=True)
class Guarded:
    """What of a table may be shown.

    Attributes
    ----------
    hidden
        By figure, the codes of the units whose numbers are hidden; empty text for what lies in
        none of them.
    hidden_sums
        Figures whose sum over all units is hidden.
    """

    hidden: dict[str, frozenset[str]]
    hidden_sums: frozenset[str]
    notes: tuple[Sentence, ...]

    @classmethod
    def nothing(cls, table: UnitsTable) -> Guarded:
        """Return that everything may be shown: inside."""
        return cls({one.key: frozenset() for one in table.indicators}, frozenset(), ())

    def shows(self, key: str, line: UnitLine) -> bool:
        """Return whether a line's figure may be shown; the whole area's has no code."""
        if line.code is None and not line.name:
            return key not in self.hidden_sums
        return (line.code or _NONE) not in self.hidden[key]


def guarded(viewer: Viewer, store: Store, table: UnitsTable) -> Guarded:
    """Return which numbers of a table may be shown outside, by the office's own threshold.

    Notes
    -----
    Of a share neither n, nor m, nor the rest may be small; of a number per 1,000 households the
    number.  The sums over all units count as shown, and so do those of the units above.  Figures
    that tell the same numbers hide the same units.
    """
    k = publication_k(viewer, store)
    rows = [*table.units, *([table.in_none] if table.in_none else [])]
    above = _above(viewer, store, table)
    hidden: dict[str, set[str]] = {}
    numbers: dict[str, set[tuple[int, ...]]] = {}
    small: set[str] = set()
    for one in table.indicators:
        counts = [_counts(line, one.key) for line in rows]
        frame = pd.DataFrame(counts, columns=["n", "m"])
        frame["above"] = pd.Series([above.get(line.code) for line in rows], dtype=object)
        found = _guard(frame, one.form, k)
        masked = found.mask["n"].to_numpy()
        hidden[one.key] = {
            line.code or _NONE for line, is_hidden in zip(rows, masked, strict=True) if is_hidden
        }
        numbers[one.key] = _told_by(counts, one.form)
        whole = table.whole.figures[one.key]
        parts = (whole.n, whole.m - whole.n) if one.form is Form.SHARE else (whole.n,)
        if any(0 < part < k for part in parts):
            small.add(one.key)
    _hide_alike(hidden, numbers)
    cells = sum(len(codes) for codes in hidden.values())
    return Guarded(
        {key: frozenset(codes) for key, codes in hidden.items()},
        frozenset(small),
        _notes(k, cells, len(rows) * len(table.indicators)),
    )


def _told_by(counts: list[tuple[int, int]], form: Form) -> set[tuple[int, ...]]:
    """Return the columns of numbers a figure tells: n, and of a share m and the rest."""
    told = {tuple(n for n, _ in counts)}
    if form is Form.SHARE:
        told |= {tuple(m for _, m in counts), tuple(m - n for n, m in counts)}
    return told if form is not Form.MEAN else told | {tuple(m for _, m in counts)}


def _hide_alike(hidden: dict[str, set[str]], numbers: dict[str, set[tuple[int, ...]]]) -> None:
    """Hide the same units in figures that tell the same numbers, until nothing is left to hide."""
    is_done = False
    while not is_done:
        is_done = True
        for key, own in hidden.items():
            for other, columns in numbers.items():
                if columns & numbers[key] and not hidden[other] <= own:
                    own |= hidden[other]
                    is_done = False


def _counts(line: UnitLine, key: str) -> tuple[int, int]:
    found = line.figures.get(key)
    return (0, 0) if found is None else (found.n, found.m)


def _guard(frame: pd.DataFrame, form: Form, k: int) -> GuardedFrame:
    if form is Form.SHARE:
        return guard_shares(frame, k, within=["above"])
    counts = ["n", "m"] if form is Form.MEAN else ["n"]
    return guard_frame(frame, counts, k, within=["above"], made_of={"n": counts})


def _above(viewer: Viewer, store: Store, table: UnitsTable) -> dict[str | None, str | None]:
    """Return the unit above each unit, None where there is none or it is no longer in force."""
    if table.ask.by == "unit":
        return {}
    with store.read() as conn:
        on = table.as_of.astimezone(office_zone(conn)).date()
    found: dict[str | None, str | None] = {}
    for line in table.units:
        try:
            path = area_path(viewer, store, line.code, on)
        except ServiceError:
            continue
        found[line.code] = path[-2].code if len(path) > 1 else None
    return found


def _notes(k: int, hidden: int, cells: int) -> tuple[Sentence, ...]:
    return (
        Sentence(
            "For outside: numbers from 1 to {most} are hidden, and as many others as it takes that"
            " none of them can be worked out; 0 is shown, because nobody is in it.",
            most=k - 1,
        ),
        Sentence("Hidden: {hidden} of {cells} figures of units.", hidden=hidden, cells=cells),
        Sentence(
            "Two tables of overlapping periods or of other units can be subtracted from each"
            " other: put out one of them only."
        ),
    )
