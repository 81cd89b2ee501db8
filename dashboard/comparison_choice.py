"""What is compared: which figure, with which other period, shown how; all of it in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from casework.errors import CaseworkError
from casework.indicators import INDICATORS
from casework.period import Period
from casework.sentence import Sentence
from dashboard.address import asked, keep
from dashboard.i18n import _
from dashboard.messages import plain
from dashboard.period_choice import period_link

# Offered; the address takes any figure of the registry.
FIGURES: Final = (
    "reported",
    "reported_per_1000",
    "closed_count",
    "open_now",
    "overdue_now",
    "closed_on_time",
    "fed_back",
)
_BEFORE, _YEAR = "before", "year"
_LISTED: Final = 24


def choice(
    name: str,
    label: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    usual: str | None = None,
    width: int = 220,
) -> str:
    """Show a choice that stands in the address under its name, and return what is chosen."""
    usual = usual or options[0]
    key = f"then_{name}"
    st.session_state[key] = chosen(name, options, usual)
    return str(
        st.selectbox(
            label, options, format_func=shown, key=key, width=width,
            on_change=_take, args=(name, key, usual),
        )
    )  # fmt: skip


def segments(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    """Show a choice side by side that stands in the address, and return what is chosen."""
    key = f"then_{name}"
    st.session_state[key] = chosen(name, options, options[0])
    return str(
        st.segmented_control(
            label,
            options,
            format_func=shown,
            key=key,
            label_visibility="collapsed",
            on_change=_take,
            args=(name, key, options[0]),
            required=True,
        )
    )


def chosen(name: str, options: Sequence[str], usual: str) -> str:
    """Return what the address says under a name, the usual where it says nothing of use."""
    found = asked(name)
    return found if found is not None and found in options else usual


def _take(name: str, key: str, usual: str) -> None:
    found = st.session_state[key]
    keep(name, None if found == usual else found)


def choose_figure() -> str:
    """Show the choice of a figure and return its key."""
    also = asked("figure")
    known = (*FIGURES, also) if also in INDICATORS and also not in FIGURES else FIGURES
    return choice("figure", _("Figure"), known, lambda key: _(INDICATORS[key].name), width=230)


def choose_first(second: Period) -> Period:
    """Show the choice of the period compared with, and return it."""
    offered = {_BEFORE: second.previous(), _YEAR: second.year_before()}
    listed = [period_link(one) for one in reversed(second.back(_LISTED))]
    other = _readable(asked("first"))
    if other is not None and other.key not in listed:
        listed.append(other.key)

    def shown(link: str) -> str:
        if link not in offered:
            return _(Period.parse(link).name)
        words = {
            _BEFORE: Sentence("{period}, the period before", period=offered[_BEFORE].name),
            _YEAR: Sentence("{period}, a year before", period=offered[_YEAR].name),
        }
        return _(words[link])

    link = choice("first", _("Compared with"), [*offered, *listed], shown, width=300)
    return offered[link] if link in offered else Period.parse(link)


def _readable(text: str | None) -> Period | None:
    if text is None or text in (_BEFORE, _YEAR):
        return None
    try:
        return Period.parse(text)
    except CaseworkError as error:
        st.warning(plain(_(error)))
        return None
