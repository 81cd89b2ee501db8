"""What people told us as a file: the numbers that may be shown, and the rule beside them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd

from casework.access import Action, Viewer, require
from casework.period import Period
from casework.sentence import Sentence, Term
from data.store import Store
from data.writers.files import write_book, write_table
from service.language import say
from service.publication import HIDDEN
from service.voices import OFFICIAL, TAG_TERMS, Voices, VoicesBy, voices
from service.voices_counts import Tag


def export_voices(
    viewer: Viewer,
    store: Store,
    path: Path,
    tag: Tag,
    by: VoicesBy,
    period: Period,
    as_of: datetime,
    area: str | None = None,
    language: str = "zh",
) -> Voices:
    """Write what `voices` returns into a file and return it.

    Parameters
    ----------
    path
        ``.csv`` for the table, ``.xlsx`` for the table and the rule on a sheet of its own.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    found = voices(viewer, store, tag, by, period, as_of, area)
    frame = _frame(found, language)
    if path.suffix.lower() == ".xlsx":
        about = [
            Sentence("Period: {period}", period=found.period.name),
            Sentence("As of {as_of:%Y-%m-%d}.", as_of=found.as_of),
            *found.sentences,
        ]
        title = say(Term("About these numbers"), language)
        notes = pd.DataFrame({title: [say(one, language) for one in about]})
        write_book(path, {say(Term("Numbers"), language): frame, title: notes})
    else:
        write_table(path, frame)
    return found


def _frame(found: Voices, language: str) -> pd.DataFrame:
    lines = [*found.lines, found.whole]
    names = [
        OFFICIAL[tag] if language == "zh" else say(TAG_TERMS[found.tag][tag], language)
        for tag in found.tags
    ]
    columns: dict[str, list[object]] = {
        say(Term("Code"), language): [line.code or "" for line in lines],
        say(Term("Part of the district"), language): [
            say(line.name, language) if line is found.whole else line.name for line in lines
        ],
        say(Term("Households"), language): [line.households for line in lines],
    }
    for at, name in enumerate(names):
        columns[name] = _column([line.counts[at] for line in lines])
    columns[say(Term("All"), language)] = _column([line.total for line in lines])
    rates: list[object] = [line.rate_text(line.total) for line in lines]
    columns[say(Term("per 1,000 households"), language)] = rates
    return pd.DataFrame({name: pd.Series(values) for name, values in columns.items()})


def _column(values: list[int | None]) -> list[object]:
    """Return numbers where all may be shown, else text with a sign for the hidden ones."""
    if None not in values:
        return list(values)
    return [HIDDEN if one is None else str(one) for one in values]
