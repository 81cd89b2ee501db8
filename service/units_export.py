"""The units table to take away, with its formulas; for outside with small numbers hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from casework.access import Action, Viewer, require
from casework.indicator import Form
from casework.sentence import Sentence
from data.settings_store import office_zone
from data.store import Store
from service.figure import Figure
from service.language import say
from service.units_guard import Guarded, guarded
from service.units_stages import stage_of
from service.units_table import LEVEL_TERMS, UnitLine, UnitsAsk, UnitsTable, units_table

Column = Sequence[object] | pd.api.extensions.ExtensionArray


@dataclass(frozen=True)
class UnitsFile:
    """What is written into a file.

    Attributes
    ----------
    figures
        A line per unit by code, then what lies in none of them, then all together; a figure has
        its value (shares in percent), ``n``, ``m`` and interval in columns of their own.
    formulas
        A line per figure: formula, source, what is left out, period, as-of time.
    notes
        What was hidden for outside, and by which rule; empty for inside.
    hidden
        Codes of units of which something is hidden, by figure.
    """

    figures: pd.DataFrame
    formulas: pd.DataFrame
    notes: tuple[Sentence, ...]
    hidden: dict[str, frozenset[str]]

    def sheets(self, language: str) -> dict[str, pd.DataFrame]:
        """Return the sheets of a workbook by name."""
        found = {say("Figures", language): self.figures, say("Formulas", language): self.formulas}
        if not self.notes:
            return found
        notes = pd.DataFrame({say("Hidden", language): [say(one, language) for one in self.notes]})
        return {**found, say("Hidden", language): notes}


def units_file(
    viewer: Viewer,
    store: Store,
    ask: UnitsAsk,
    as_of: datetime,
    language: str,
    *,
    is_for_outside: bool = False,
) -> UnitsFile:
    """Return the units table as it is written into a file, asked for and refused like it.

    Parameters
    ----------
    language
        Of the headings.
    is_for_outside
        Hide small numbers and what would tell them; changes are left out then, for the period
        before is a table of its own.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    """
    require(viewer, Action.EXPORT)
    table = units_table(viewer, store, ask, as_of)
    found = guarded(viewer, store, table) if is_for_outside else Guarded.nothing(table)
    rows = [
        *((line, _group(table, line)) for line in table.units),
        *([(table.in_none, Sentence("in none of them"))] if table.in_none else []),
        (table.whole, Sentence("all together")),
    ]
    columns: dict[str, Column] = {
        say("Code", language): [line.code or "" for line, _ in rows],
        say("Name", language): [line.name if line.code else "" for line, _ in rows],
        say("Group", language): [say(group, language) for _, group in rows],
    }
    for one in table.indicators:
        title = one.chinese if language == "zh" else say(one.name, language)
        figures = [line.figures.get(one.key) for line, _ in rows]
        shown = [found.shows(one.key, line) for line, _ in rows]
        columns |= _columns(title, one.form, figures, shown, language)
        if not is_for_outside:
            changes = [line.changes.get(one.key) for line, _ in rows]
            columns[f"{title} {say('change from the period before', language)}"] = [
                None if change is None else round(change.amount, 1) for change in changes
            ]
    with store.read() as conn:
        looked_at = as_of.astimezone(office_zone(conn))
    return UnitsFile(
        pd.DataFrame(columns), _formulas(table, looked_at, language), found.notes, found.hidden
    )


def _group(table: UnitsTable, line: UnitLine) -> Sentence:
    if line in table.lines:
        return Sentence("compared")
    if line in table.nothing_due:
        return Sentence("nothing was due")
    return Sentence("no requests")


def _columns(
    title: str,
    form: Form,
    figures: Sequence[Figure | None],
    shown: Sequence[bool],
    language: str,
) -> dict[str, Column]:
    """Return the columns of one figure; what is hidden and what is not there is empty."""
    seen = [one if ok else None for one, ok in zip(figures, shown, strict=True)]
    if form is Form.COUNT:
        return {title: _whole(None if one is None else one.n for one in seen)}
    times, digits = (100, 1) if form is Form.SHARE else (1, 1 if form is Form.PER_THOUSAND else 2)
    unit = " (%)" if form is Form.SHARE else ""
    found: dict[str, Column] = {
        title + unit: [
            None if one is None or one.amount is None else round(one.amount * times, digits)
            for one in seen
        ],
        f"{title} n": _whole(None if one is None else one.n for one in seen),
        f"{title} m": _whole(None if one is None else one.m for one in seen),
    }
    if form is not Form.MEAN:
        for at, word in ((0, say("from", language)), (1, say("to", language))):
            found[f"{title} 95 {word}"] = [
                None if one is None or one.interval is None else round(one.interval[at] * times, 1)
                for one in seen
            ]
    return found


def _whole(numbers: Iterable[int | None]) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(numbers), dtype="Int64")


def _formulas(table: UnitsTable, as_of: datetime, language: str) -> pd.DataFrame:
    def told(*said: Sentence) -> str:
        return "; ".join(say(one, language) for one in said)

    period = say(table.ask.period.name, language)
    rows = [
        {
            say("Stage", language): say(stage_of(one.key).name, language),
            say("Figure", language): one.chinese,
            say("Name", language): say(one.name, language),
            say("Formula", language): told(one.formula),
            say("Source", language): one.source,
            say("Left out", language): told(*one.excluded),
            say("Local definition", language): say("yes" if one.is_local else "no", language),
            say("Units", language): say(LEVEL_TERMS[table.ask.by], language),
            say("Area", language): table.ask.area or "",
            say("Period", language): period,
            say("As of", language): f"{as_of:%Y-%m-%d %H:%M}",
            say("All together", language): told(table.whole.figures[one.key].text),
        }
        for one in table.indicators
    ]
    return pd.DataFrame(rows)
