"""A comparison as tables that are read: figures, and the cases that differ with the reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from casework.sentence import Sentence, Term
from service.figure_words import HEADINGS, WORDS
from service.language import say
from service.overview.short import figure_name
from service.packs.comparing import CaseBeside, Comparison, FigureBeside

_NOTHING: Final = "-"


def figures_beside(found: Comparison, language: str) -> pd.DataFrame:
    """Return one row per figure: as in the pack, as told today, cases that came in and went out."""
    rows = [_figure(one, language) for one in found.figures]
    return pd.DataFrame(rows, columns=_headings(_FIGURE_HEADINGS, language))


def cases_beside(found: Comparison, language: str, zone: str) -> pd.DataFrame:
    """Return one row per case that differs: which figures, what changed, why."""
    names = {one.key: figure_name(one, language) for one in found.figures}
    rows = [_case(one, names, language, zone) for one in found.cases]
    return pd.DataFrame(rows, columns=_headings(_CASE_HEADINGS, language))


def summary(found: Comparison) -> Sentence:
    """Return in one sentence how much differs."""
    figures = sum(one.differs for one in found.figures)
    if found.is_same:
        return Sentence(
            "Nothing differs in the figures and the cases behind them; lists, decisions and who"
            " covers what are not compared here: check the pack for them."
        )
    return Sentence(
        "{figures} of {all} figures differ, by {cases} cases.",
        figures=figures,
        all=len(found.figures),
        cases=len(found.cases),
    )


_FIGURE_HEADINGS: Final = (
    Term("Figure"),
    Term("In the pack"),
    Term("By the records of today"),
    Term("Cases that came in"),
    Term("Cases that went out"),
)
_CASE_HEADINGS: Final = (
    Term("Case number"),
    Term("Figures concerned"),
    Term("What changed"),
    Term("Why"),
)


def _headings(terms: tuple[Term, ...], language: str) -> list[str]:
    return [say(one, language) for one in terms]


def _figure(one: FigureBeside, language: str) -> list[object]:
    return [figure_name(one, language), one.frozen, one.told, one.entered, one.left]


def _case(one: CaseBeside, names: dict[str, str], language: str, zone: str) -> list[str]:
    comma = "、" if language == "zh" else ", "
    figures = comma.join(names.get(key, key) for key in one.figures) or _NOTHING
    if one.is_new:
        changed = say(Sentence("not among the cases of the pack"), language)
    elif one.is_gone:
        changed = say(Sentence("no longer there"), language)
    else:
        parts = (
            f"{say(HEADINGS[name], language)}: {_told(name, was, language, zone)} →"
            f" {_told(name, now, language, zone)}"
            for name, was, now in one.changed
        )
        changed = comma.join(parts) or _NOTHING
    return [one.code, figures, changed, comma.join(say(why, language) for why in one.why)]


def _told(name: str, value: object, language: str, zone: str) -> str:
    if value is None:
        return _NOTHING
    if name.endswith("_at"):
        local = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(zone))
        return f"{local:%Y-%m-%d %H:%M}"
    word = WORDS.get(name, {}).get(value)
    return str(value) if word is None else say(word, language)
