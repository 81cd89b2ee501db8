"""What has to be said with a step of a case, each fact asked for in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from casework.limit import Limit, LimitKind
from casework.move import FACT_TERMS, SATISFIED, STEPS, Move
from dashboard.case_offer import Offered
from dashboard.event_words import actor_word, detail_word, value_word
from dashboard.i18n import _
from dashboard.messages import plain

_LONG = 500
# Facts that each of several cases may have of its own.
EACH_ITS_OWN = ("category", "unit")
# What may stay blank: the viewer acted, and it happened now.
_MAY_BE = frozenset({"acted_by", "happened_at"})


def ask_facts(
    move: Move, offered: Offered, now: datetime, key: str, *, are_several: bool = False
) -> dict[str, object]:
    """Ask for exactly what a step needs and return it by name; nothing typed is None or blank.

    Parameters
    ----------
    key
        Begins the keys of the fields: another key is another, empty form.
    are_several
        Whether it is said for several cases: then category and unit may be left to each.
    """
    if are_several:
        hint = _("Left empty: each case keeps its own")
        offered = replace(offered, usual={}, hint=hint)
    return {name: _ASKED[name](name, offered, now, f"{key}_{name}") for name in STEPS[move].needs}


def ask_stamp(offered: Offered, key: str) -> dict[str, object]:
    """Ask who acted and when it happened, folded away; None for now."""
    with st.expander(
        _("Done by {name}, now: change", name=plain(actor_word(offered.actor, offered)))
    ):
        who = st.text_input(
            _("Who acted"),
            placeholder=actor_word(offered.actor, offered),
            key=f"{key}_acted_by",
            max_chars=80,
        )
        when = _moment(_("When it happened (empty: now)"), offered.zone, f"{key}_happened_at")
    return {"acted_by": who.strip() or offered.actor, "happened_at": when}


def ask_text(label: str, key: str, before: str = "") -> str:
    """Ask for a few sentences."""
    return st.text_area(label, before, key=key, max_chars=_LONG, height=100).strip()


def missing_text(said: Mapping[str, object]) -> str | None:
    """Return which facts are blank, as a sentence; None when nothing is missing."""
    blank = [name for name, value in said.items() if value in (None, "") and name not in _MAY_BE]
    if not blank:
        return None
    facts = ", ".join(fact_word(name) for name in blank)
    return _("Something is missing: {facts}. Fill it in.", facts=facts)


def fact_word(name: str) -> str:
    """Return what a fact is called, as a heading."""
    word = _(FACT_TERMS[name]) if name in FACT_TERMS else detail_word(name)
    return word[:1].upper() + word[1:]


def _moment(label: str, zone: str, key: str) -> datetime | None:
    typed = st.datetime_input(
        label, value=None, key=key, format="YYYY-MM-DD", step=timedelta(minutes=1)
    )
    return None if typed is None else typed.replace(tzinfo=ZoneInfo(zone))


def _pick(
    name: str, options: list[str], shown: Callable[[str], str], offered: Offered, key: str
) -> str:
    usual = offered.usual.get(name, "")
    at = options.index(usual) if usual in options else None
    chosen = st.selectbox(
        fact_word(name),
        options,
        index=at,
        format_func=shown,
        placeholder=offered.hint or _("Choose"),
        key=key,
    )
    return str(chosen or "")


def _category(name: str, offered: Offered, _now: datetime, key: str) -> str:
    usual = offered.usual.get(name, "")
    own = [usual] if usual and usual not in offered.categories else []
    return _pick(name, [*own, *offered.categories], str, offered, key)


def _unit(name: str, offered: Offered, _now: datetime, key: str) -> str:
    return _pick(name, list(offered.units), offered.unit_text, offered, key)


def _answer(name: str, offered: Offered, _now: datetime, key: str) -> str:
    chosen = st.radio(
        fact_word(name),
        SATISFIED,
        index=None,
        format_func=lambda one: value_word("satisfied", one, offered),
        horizontal=True,
        key=key,
    )
    return chosen or ""


def _line(name: str, offered: Offered, _now: datetime, key: str) -> str:
    usual = offered.usual.get(name, "")
    return st.text_input(fact_word(name), value=usual, key=key, max_chars=80).strip()


def _long(name: str, _offered: Offered, _now: datetime, key: str) -> str:
    return ask_text(fact_word(name), key)


def _limit(name: str, _offered: Offered, _now: datetime, key: str) -> str:
    """Ask for an amount and what it counts; return them as a rule book writes them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        amount = st.number_input(
            fact_word(name), min_value=1, max_value=365, value=None, step=1, key=f"{key}_amount"
        )
        kinds = (LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS, LimitKind.WORKING_HOURS)
        kind = st.selectbox(_("Counted in"), kinds, format_func=_kind, key=f"{key}_kind")
    return "" if amount is None else str(Limit(kind, amount))


def _kind(kind: LimitKind) -> str:
    words = {
        LimitKind.WORKING_DAYS: _("working days"),
        LimitKind.CALENDAR_DAYS: _("calendar days"),
        LimitKind.WORKING_HOURS: _("working hours"),
    }
    return words.get(kind, kind.value)


def _asked_at(name: str, offered: Offered, now: datetime, key: str) -> datetime:
    label = _("{fact} (empty: now)", fact=fact_word(name))
    return _moment(label, offered.zone, key) or now


_ASKED: Mapping[str, Callable[[str, Offered, datetime, str], object]] = {
    "category": _category,
    "unit": _unit,
    "satisfied": _answer,
    "approved_by": _line,
    "merged_into": _line,
    "asked_at": _asked_at,
    "extend_by": _limit,
    "reason": _long,
    "text": _long,
    "resolution": _long,
}
