"""Figures of how much there is: came in, was closed, is in hand, per household."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from casework import conditions as when
from casework.case_status import CaseStatus
from casework.indicator import Form, Indicator, Sheet
from casework.sentence import Sentence, Term

_USUAL: Final = "接诉即办、12345 通报常用量 (无公式)"
_VOICES: Final = "民情家访: 信、怕、怨、盼与九盼"
_TODAY: Final = Sentence("households that are not there today, whatever the period")


def _of_period(key: str, name: Term, chinese: str, formula: Sentence) -> Indicator:
    """Return the count of requests reported in the period."""
    return Indicator(
        key=key,
        name=name,
        chinese=chinese,
        formula=formula,
        source=_USUAL,
        sheet=Sheet.CASES,
        belongs="reported_at",
        stays=when.not_in(CaseStatus.VOID, CaseStatus.MERGED),
        counts=when.all_rows,
        excluded=(when.VOID_OUT, when.MERGED_OUT),
        form=Form.COUNT,
        is_local=True,
    )


def _per_thousand(one: Indicator) -> Indicator:
    return replace(one, form=Form.PER_THOUSAND, excluded=(*one.excluded, _TODAY))


REPORTED: Final = _of_period(
    "reported", Term("requests received"), "受理量", Sentence("requests reported in the period")
)
_IN_HAND: Final = Indicator(
    key="open_now",
    name=Term("in hand"),
    chinese="在办",
    formula=Sentence("cases reported and not closed at the as-of time"),
    source=_USUAL,
    sheet=Sheet.CASES,
    belongs="reported_at",
    stays=when.is_open_then,
    counts=when.all_rows,
    excluded=(when.VOID_OUT,),
    form=Form.COUNT,
    is_local=True,
    is_stock=True,
    better="less",
)

VOLUME: Final = (
    REPORTED,
    replace(
        REPORTED,
        key="closed_count",
        name=Term("cases closed"),
        chinese="办结量",
        formula=Sentence("cases closed in the period"),
        belongs="closed_at",
        stays=when.is_real,
        excluded=when.DONE_WITH_OUT,
    ),
    _IN_HAND,
    replace(
        _IN_HAND,
        key="overdue_now",
        name=Term("open and overdue"),
        chinese="超期未办",
        formula=Sentence("open cases whose due time has passed at the as-of time"),
        stays=lambda row, window: when.is_open_then(row, window) & (row["due_at"] < window.as_of),
        excluded=(when.VOID_OUT, when.DATELESS_OUT),
    ),
    replace(
        _IN_HAND,
        key="due_soon",
        name=Term("due within 24 hours"),
        chinese="24小时内到期",
        formula=Sentence("open cases that fall due within 24 hours after the as-of time"),
        stays=when.is_due_soon,
        excluded=(when.VOID_OUT, when.DATELESS_OUT),
        better=None,
    ),
    _per_thousand(
        _of_period(
            "reported_per_1000",
            Term("requests per 1,000 households"),
            "每千户受理量",
            Sentence("requests reported in the period / households of today x 1,000"),
        )
    ),
    _per_thousand(
        replace(
            _of_period(
                "needs_per_1000",
                Term("needs per 1,000 households"),
                "每千户需求",
                Sentence(
                    "requests with a wish reported in the period / households of today x 1,000"
                ),
            ),
            about=lambda row, _: row["wish"].is_not_null(),
            source=_VOICES,
        )
    ),
    replace(
        REPORTED,
        key="voiced",
        name=Term("requests that tell of trust, fear, resentment or hope"),
        chinese="带信怕怨盼的诉求",
        formula=Sentence("requests reported in the period that carry a tag of 信怕怨盼"),
        source=_VOICES,
        about=lambda row, _: row["voice"].is_not_null(),
    ),
)
