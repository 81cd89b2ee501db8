"""Which units were represented, what came of each item, and the minutes in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import streamlit as st

from casework.access import Viewer
from casework.meeting import PRESENCE_TERMS, Presence
from dashboard.i18n import _, language
from dashboard.markup import Markup, heading, show, tag
from dashboard.meetings_words import seen_version, told_of_change
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.meetings.agenda import Agenda
from service.meetings.minutes import (
    LONGEST_MINUTES,
    attendance_of,
    keep_presence,
    write_minutes,
    write_outcome,
)
from service.meetings.owners import owner_units

_FORM: Final = "meetings"
_OFF: Final = "off"


def presence_part(
    viewer: Viewer, store: Store, agenda: Agenda, *, may_keep: bool, now: datetime
) -> None:
    """Show the units of a meeting, and the form that tells of one."""
    rows = records(attendance_of(viewer, store, agenda.meeting.code))
    heading(_("Units represented"))
    if rows:
        show(*(_of_state(rows, state) for state in Presence))
    else:
        show(tag("p", _("No unit is named yet."), kind="quiet"))
    if may_keep:
        _presence_form(viewer, store, agenda, rows, now)


def _of_state(rows: list[dict[str, Any]], state: Presence) -> Markup:
    names = [row["unit_name"] for row in rows if row["state"] == state]
    if not names:
        return Markup("")
    word = f"{_(PRESENCE_TERMS[state])} {len(names)} / {len(rows)}"
    return tag("p", tag("span", word, kind="badge"), "、".join(names))


def _presence_form(
    viewer: Viewer, store: Store, agenda: Agenda, rows: list[dict[str, Any]], now: datetime
) -> None:
    done, meeting = once(_FORM), agenda.meeting
    version = seen_version(done, meeting)
    units = owner_units(viewer, store, meeting.held_on)
    named = {row["unit_code"]: row["unit_name"] for row in rows}
    words = {state.value: _(PRESENCE_TERMS[state]) for state in Presence}
    with (
        st.expander(_("Tell which units are represented")),
        st.form(done.key("presence"), border=False),
    ):
        codes = st.multiselect(
            _("Owner units"), list(named | units), key=done.key("presence_units"),
            format_func=lambda one: f"{(named | units)[one]} ({one})",
            placeholder=_("Choose units"),
            select_all=False,
        )  # fmt: skip
        offered = [*words, _OFF]
        state = st.radio(
            _("They are"), offered, horizontal=True, key=done.key("presence_state"),
            index=offered.index(Presence.PRESENT if meeting.is_held else Presence.INVITED),
            format_func=lambda one: words.get(one) or _("taken off the list"),
        )  # fmt: skip
        if not st.form_submit_button(_("Keep")):
            return
    with told_of_change(done, meeting):
        said = dict.fromkeys(codes, None if state == _OFF else state)
        keep_presence(viewer, store, meeting.code, version, said, now)
        done.done(_("Kept for {n} units.", n=len(codes)))


def minutes_part(
    viewer: Viewer, store: Store, agenda: Agenda, *, may_keep: bool, now: datetime
) -> None:
    """Show the minutes in words, and the forms that write them and the outcomes."""
    meeting = agenda.meeting
    if meeting.minutes:
        heading(_("Minutes in words"))
        show(tag("p", meeting.minutes, kind="words"))
    if may_keep and agenda.items:
        _outcome_form(viewer, store, agenda, now)
        _words_form(viewer, store, agenda, now)


def _outcome_form(viewer: Viewer, store: Store, agenda: Agenda, now: datetime) -> None:
    done, meeting = once(_FORM), agenda.meeting
    version = seen_version(done, meeting)
    items = {one.id: one for one in agenda.items}
    with st.expander(_("Write what came of an item")):
        item = st.selectbox(
            _("Agenda item"), list(items), key=done.key("outcome_item"),
            format_func=lambda one: f"{items[one].position} · {items[one].titles[language()]}",
        )  # fmt: skip
        with st.form(done.key("outcome"), border=False, enter_to_submit=False):
            before = "" if meeting.is_held else items[item].outcome or ""
            text = st.text_area(
                _outcome_label(is_held=meeting.is_held), before,
                key=done.key(f"outcome_text_{item}"), max_chars=LONGEST, height=100,
            )  # fmt: skip
            if not st.form_submit_button(_("Write it down")):
                return
        with told_of_change(done, meeting):
            write_outcome(viewer, store, meeting.code, version, item, text, now)
            done.done(_("The outcome was written down."))


def _outcome_label(*, is_held: bool) -> str:
    return _("Outcome, or an addition to it") if is_held else _("Outcome")


def _words_form(viewer: Viewer, store: Store, agenda: Agenda, now: datetime) -> None:
    done, meeting = once(_FORM), agenda.meeting
    version = seen_version(done, meeting)
    with (
        st.expander(_("Add to the minutes") if meeting.is_held else _("Write the minutes")),
        st.form(done.key("words"), border=False, enter_to_submit=False),
    ):
        text = st.text_area(
            _("In words, no names of persons"), "" if meeting.is_held else meeting.minutes or "",
            key=done.key("words_text"), max_chars=LONGEST_MINUTES, height=160,
        )  # fmt: skip
        if not st.form_submit_button(_("Write it down")):
            return
    with told_of_change(done, meeting):
        write_minutes(viewer, store, meeting.code, version, text, now)
        done.done(_("The minutes were written down."))
