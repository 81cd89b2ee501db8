"""A new draw: from what, how divided, how many, when, and where the seed will come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.draw import Frame
from casework.errors import CaseworkError
from dashboard.i18n import _
from dashboard.markup import heading, show, tag
from dashboard.messages import plain, sentence_of
from dashboard.once import Once, once
from data.store import Store
from service.cases.noting import LONGEST
from service.spot_checks.announcing import USUAL_QUESTIONS, NewDraw, announce_draw
from service.spot_checks.frame import (
    STRATA,
    STRATA_TERMS,
    SUBJECT_TERMS,
    SUBJECTS,
    How,
    frame_of,
    sizes_of,
)
from service.spot_checks.repeating import procedure_sentences

_DAY: Final = timedelta(days=1)
_LASTS: Final = 10


def announce_part(viewer: Viewer, store: Store, today: date, now: datetime) -> None:
    """Show what would be drawn from, and the form that announces it."""
    form = once("spot")
    left, right = st.columns([10, 10], gap="medium")
    with left:
        heading(_("What is drawn from"))
        subject, strata_by = _what(form)
        frame, names = frame_of(viewer, store, subject, strata_by, today)
        sizes = _sizes(form, frame)
        _preview(frame, names, sizes)
    with right:
        heading(_("The announcement"))
        _announce(viewer, store, form, (subject, strata_by, sizes), today, now)


def _what(form: Once) -> tuple[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subject = st.selectbox(
            _("What is checked"),
            SUBJECTS,
            format_func={one: _(SUBJECT_TERMS[one]) for one in SUBJECTS}.get,
            key=form.key("subject"),
            width=200,
        )
        strata_by = st.selectbox(
            _("Divided"),
            STRATA,
            format_func={one: _(STRATA_TERMS[one]) for one in STRATA}.get,
            key=form.key("strata"),
            width=200,
        )
    return str(subject), str(strata_by)


def _sizes(form: Once, frame: Frame) -> Mapping[str, int]:
    """Show how many are drawn, and return it for each stratum; nothing where it cannot be."""
    words: dict[How, str] = {
        "proportion": _("in proportion"),
        "same": _("the same of each"),
    }
    everything, strata = len(frame.elements), len(frame.counts)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = st.segmented_control(
            _("How many"), list(words), default="proportion", format_func=words.get,
            required=True, key=form.key("how"),
        )  # fmt: skip
        label = _("In all") if how == "proportion" else _("Of each")
        usual = min(everything, max(strata, 12)) if how == "proportion" else 1
        number = st.number_input(
            label, 1, everything, usual, key=form.key(f"number_{how}_{everything}"), width=150
        )
    try:
        return sizes_of(frame, how or "proportion", int(number))
    except CaseworkError as error:
        st.warning(plain(sentence_of(error)))
        return {}


def _preview(frame: Frame, names: Mapping[str, str], sizes: Mapping[str, int]) -> None:
    counts = frame.counts
    shown = pd.DataFrame(
        {
            _("Stratum"): [names[one] for one in counts],
            _("In the frame"): list(counts.values()),
            _("Drawn"): [sizes.get(one, 0) for one in counts],
            _("Code"): list(counts),
        }
    )
    st.dataframe(shown, hide_index=True, height=min(12, len(shown)) * 35 + 38)
    said = _("{n} of {all} are drawn.", n=sum(sizes.values()), all=len(frame.elements))
    show(tag("p", said), *(tag("p", _(one), kind="quiet") for one in procedure_sentences()))


def _announce(
    viewer: Viewer,
    store: Store,
    form: Once,
    chosen: tuple[str, str, Mapping[str, int]],
    today: date,
    now: datetime,
) -> None:
    subject, strata_by, sizes = chosen
    with st.form(form.key("announce"), border=False):
        name = st.text_input(_("Name"), max_chars=LONGEST, key=form.key("name"))
        source = st.text_area(
            _("Where the seed will come from"),
            max_chars=LONGEST,
            height=80,
            key=form.key("source"),
            help=_("Something public that nobody can know or choose today."),
            placeholder=_(
                "for example: the closing figure of a stock index on that day, two decimals,"
                " digits and point"
            ),
        )
        with st.container(horizontal=True):
            seed_on = _day(_("Known from"), today + _DAY, form.key("seed_on"), today + _DAY)
            since = _day(_("Checks from"), today + _DAY, form.key("since"), today + _DAY)
            last = _day(_("Last day"), today + _LASTS * _DAY, form.key("last"), today + _DAY)
        asked = st.text_area(
            _("Questions, one a line, each answered yes, no or does not apply"),
            "\n".join(USUAL_QUESTIONS[subject]),
            height=130,
            key=form.key(f"questions_{subject}"),
        )
        show(
            tag(
                "p",
                _(
                    "From now on the frame is fixed. It is drawn once, by what the seed says, and"
                    " what was drawn is told only to those who check until it is checked."
                ),
                kind="quiet",
            )
        )
        if not st.form_submit_button(_("Announce"), type="primary", disabled=not sizes):
            return
    questions = tuple(line for line in asked.splitlines() if line.strip())
    new = NewDraw(name, subject, strata_by, sizes, source, seed_on, since, last + _DAY, questions)
    code = announce_draw(viewer, store, new, now)
    form.done(_("Announced as {code}: it can be drawn from {day} on.", code=code, day=seed_on))


def _day(label: str, usual: date, key: str, first: date) -> date:
    said = st.date_input(label, usual, min_value=first, format="YYYY-MM-DD", key=key, width=150)
    return said if isinstance(said, date) else usual
