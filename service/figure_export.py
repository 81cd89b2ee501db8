"""The cases behind a figure as a file for the office, and its guarded sums for outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from casework.access import Action, Viewer, require
from casework.indicator import Form, NamedFigure
from casework.indicators import REGISTRY
from casework.sentence import Sentence, Term
from data.settings_store import office_zone
from data.store import Store
from data.writers.files import write_book, write_table
from service.figure import Figure
from service.figure_groups import groups
from service.figure_list import SHEET_TERMS, FigureAsk, figure_list
from service.figure_words import worded
from service.figures import figure, figure_tables, is_per_home
from service.language import say
from service.map_view import MapData
from service.publication import publication_k
from service.publication_frame import GuardedFrame, guard_frame, guard_shares

OutsideBy = Literal["community", "street"]
FORM_TERMS: Final = {
    Form.SHARE: Term("a share in percent"),
    Form.MEAN: Term("a mean"),
    Form.COUNT: Term("a number"),
    Form.PER_THOUSAND: Term("a number per 1,000 households"),
}
_MADE_OF: Final = ("value", "low", "high")


def export_rows(
    viewer: Viewer, store: Store, ask: FigureAsk, path: Path, language: str = "zh"
) -> int:
    """Write the rows behind a figure by the file's ending and return how many.

    Parameters
    ----------
    path
        ``.csv`` for the rows, ``.xlsx`` for the rows and a sheet that says what the figure is.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    ServiceError
        When the figure cannot be asked for so (`service.figures.figure`).
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    with store.read() as conn:
        zone = office_zone(conn).key
    frame = worded(figure_list(viewer, store, ask), language, zone)
    if path.suffix.lower() == ".xlsx":
        sheets = {say(Term("Rows"), language): frame}
        write_book(path, sheets | about_sheet(_figure(viewer, store, ask), language))
    else:
        write_table(path, frame)
    return len(frame)


def export_outside(
    viewer: Viewer,
    store: Store,
    ask: FigureAsk,
    path: Path,
    by: OutsideBy = "community",
    language: str = "zh",
) -> GuardedFrame:
    """Write a figure by area with all that must not go outside hidden, and return the table.

    Only sums, never rows; small numbers and what would tell them are hidden
    (`service.publication`).  Raises like `export_rows`.

    Notes
    -----
    What is hidden is found for the whole district and then narrowed to the viewer's part, so that
    files of a part and of the whole do not tell each other's hidden numbers.
    """
    require(viewer, Action.EXPORT)
    found = guarded_areas(viewer, store, ask, by)
    frame = found.as_text().rename(columns=lambda name: say(_OUTSIDE[name], language))
    if path.suffix.lower() == ".xlsx":
        one = _figure(viewer, store, ask)
        about = about_sheet(one, language, found.sentences, has_value=False)
        write_book(path, {say(Term("Numbers"), language): frame} | about)
    else:
        write_table(path, frame)
    return found


_OUTSIDE: Final = {
    "code": Term("Code"),
    "name": Term("Part of the district"),
    "n": Term("Numerator"),
    "m": Term("Denominator"),
    "value": Term("Value"),
    "low": Term("Interval from"),
    "high": Term("Interval to"),
}


def guarded_areas(viewer: Viewer, store: Store, ask: FigureAsk, by: OutsideBy) -> GuardedFrame:
    """Return a figure by area as it may go outside.

    Returns
    -------
    GuardedFrame
        ``code, name, n, m, value, low, high`` by code: of a count n alone, of what is told for
        1,000 households n is guarded and m, the households, is not.
    """
    require(viewer, Action.VIEW_CASES)
    whole = replace(viewer, scope=None)
    days = (ask.period_from, ask.period_to)
    table = figure_tables(whole, store, [ask.key], by, *days, ask.as_of, None, ask.unit)[ask.key]
    lines = [line for line in (*table.lines, *table.nothing_due) if line.code is not None]
    lines.sort(key=lambda line: str(line.code))
    figures, street_of = [line.figure for line in lines], _street_of(store, ask)
    frame = pd.DataFrame(
        {
            "code": [line.code for line in lines],
            "name": [line.name for line in lines],
            "street": [street_of.get(str(line.code)) for line in lines],
            "n": [one.n for one in figures],
            "m": [one.m for one in figures],
            "value": [_rounded(one.amount) for one in figures],
            "low": [_rounded(one.interval[0]) if one.interval else None for one in figures],
            "high": [_rounded(one.interval[1]) if one.interval else None for one in figures],
        }
    ).astype({name: object for name in _MADE_OF})
    found = _guarded(frame, REGISTRY[ask.key], publication_k(viewer, store))
    with store.read() as conn:
        inside = groups(conn, by, viewer, ask.area)
    is_inside = frame["code"].isin(inside)
    return replace(
        found,
        frame=found.frame[is_inside].drop(columns="street").reset_index(drop=True),
        mask=found.mask[is_inside].drop(columns="street").reset_index(drop=True),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _guarded(frame: pd.DataFrame, one: NamedFigure, k: int) -> GuardedFrame:
    if one.form is Form.SHARE:
        return guard_shares(frame, k, within=["street"], made_of=_MADE_OF)
    # Of a mean n is a sum over the m rows: hidden with them, and they with it.
    counts = ["n"] if one.form is Form.COUNT or is_per_home(one) else ["n", "m"]
    made_of = dict.fromkeys(_MADE_OF, counts) | ({"m": ["n"]} if one.form is Form.COUNT else {})
    return guard_frame(frame, counts, k, within=["street"], made_of=made_of)


def _street_of(store: Store, ask: FigureAsk) -> Mapping[str, str]:
    with store.read() as conn:
        on = ask.as_of.astimezone(office_zone(conn)).date()
    units = MapData.of(store).grids(on).units
    return dict(zip(units["code"], units["parent_code"], strict=True))


def about_sheet(
    one: Figure, language: str, more: tuple[Sentence, ...] = (), *, has_value: bool = True
) -> dict[str, pd.DataFrame]:
    """Return the sheet that says what a figure is: name, formula, source, exclusions, rules.

    Parameters
    ----------
    has_value
        Whether the value is told: not in a file for outside.
    """
    indicator = REGISTRY[one.key]
    period = Sentence("{first} to {last}", first=one.period_from, last=one.period_to)
    rows: list[tuple[Term, str]] = [
        (Term("Official name"), one.chinese),
        (Term("Name"), say(one.name, language)),
        (Term("Formula"), say(one.formula, language)),
        (Term("Formula from"), say(whose_formula(one), language)),
        (Term("Source"), one.source),
        (Term("What it is"), say(FORM_TERMS[one.form], language)),
        (Term("One row is"), say(SHEET_TERMS[indicator.sheet], language)),
        (Term("Period"), say(period, language)),
        (Term("As of"), say(Sentence("{moment:%Y-%m-%d %H:%M}", moment=one.as_of), language)),
    ]
    if has_value:
        rows.append((Term("Value"), say(one.text, language)))
        rows += [(Term("Remark"), say(said, language)) for said in one.remarks]
    rows += [(Term("Left out"), say(said, language)) for said in one.exclusions]
    rows += [(Term("Hidden"), say(said, language)) for said in more]
    title = say(Term("Formula"), language)
    frame = pd.DataFrame(
        [(say(name, language), said) for name, said in rows],
        columns=[say(Term("About"), language), title],
    )
    return {title: frame}


def whose_formula(one: Figure) -> Term:
    """Return whose the formula is: printed by the source, or ours."""
    return Term("a local definition") if one.is_local else Term("printed in the source")


def _figure(viewer: Viewer, store: Store, ask: FigureAsk) -> Figure:
    days = (ask.period_from, ask.period_to)
    return figure(viewer, store, ask.key, *days, ask.as_of, ask.area, ask.unit)
