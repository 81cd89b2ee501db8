"""The agenda as a list, and the forms that change it while the meeting is planned."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.meeting import FLAG_TERMS, ItemKind
from dashboard.deadline_lists import record_address
from dashboard.i18n import _, language
from dashboard.markup import Markup, joined, show, tag
from dashboard.meetings_words import (
    decision_line,
    lines,
    link,
    present_address,
    seen_version,
    told_of_change,
)
from dashboard.once import once
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.meetings.agenda import Agenda, AgendaItem
from service.meetings.ordering import MOST_MINUTES, add_case_item, add_topic, set_in_order, take_off
from service.meetings.proposing import propose_agenda

_FORM: Final = "meetings"


def agenda_list(agenda: Agenda) -> None:
    """Show the items in order; under the first what is open of earlier decisions."""
    show(lines(*(_item(agenda, one) for one in agenda.items), kind="agenda"))
    if agenda.left_out:
        st.caption(_("{n} items are about cases outside the part you see.", n=agenda.left_out))


def _item(agenda: Agenda, item: AgendaItem) -> Markup:
    title: Markup = tag("b", item.titles[language()])
    if item.slide and agenda.meeting.pack:
        title = tag("b", link(present_address(agenda.meeting, item.slide), item.titles[language()]))
    flags = [tag("span", _(FLAG_TERMS[flag]), kind="badge") for flag in item.flags]
    parts = [
        tag("span", str(item.position), kind="no"),
        tag("div", *flags, title, *_case(item)),
        tag("span", _("{n} min", n=item.minutes), kind="min"),
    ]
    if item.kind is ItemKind.DECISIONS:
        parts.append(tag("div", _carried(agenda), kind="under"))
    if item.outcome:
        parts.append(tag("div", item.outcome, kind="said"))
    return tag("li", *parts)


def _case(item: AgendaItem) -> list[Markup]:
    if item.case_code is None:
        return []
    said = [tag("span", f" · {reason}", kind="quiet") for reason in item.reasons]
    return [tag("br"), link(record_address(item.case_code), item.case_code), *said]


def _carried(agenda: Agenda) -> Markup:
    rows = records(agenda.carried)
    if not rows:
        return tag("span", _("Nothing is open."), kind="quiet")
    late = sum(row["is_overdue"] for row in rows)
    said = _("{n} open when the meeting begins, {late} of them overdue", n=len(rows), late=late)
    return joined(tag("span", said, kind="quiet"), lines(*map(decision_line, rows), kind="book"))


def agenda_forms(viewer: Viewer, store: Store, agenda: Agenda, now: datetime) -> None:
    """Show how an item is added, put elsewhere, timed, or taken off."""
    done = once(_FORM)
    version = seen_version(done, agenda.meeting)
    with st.expander(_("Change the agenda")):
        _add(viewer, store, agenda, version, now)
        _order(viewer, store, agenda, version, now)
        if st.button(_("Propose what is not on it yet"), key=done.key("propose")):
            with told_of_change(done, agenda.meeting):
                n = propose_agenda(viewer, store, agenda.meeting.code, version, now)
                done.done(_("Items added to the agenda: {n}.", n=n))


def _add(viewer: Viewer, store: Store, agenda: Agenda, version: int, now: datetime) -> None:
    done, code = once(_FORM), agenda.meeting.code
    words = {"topic": _("A topic"), "case": _("A case, by its number")}
    with st.form(done.key("add"), border=False, enter_to_submit=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.selectbox(
                _("What is added"), list(words), format_func=words.get, key=done.key("kind"),
                width=190,
            )  # fmt: skip
            text = st.text_input(
                _("Topic or number"), key=done.key("title"), max_chars=LONGEST, autocomplete="off"
            )
            minutes = st.number_input(
                _("Minutes"), 1, MOST_MINUTES, 10, key=done.key("minutes"), width=130
            )
            is_sent = st.form_submit_button(_("Add"))
        if not is_sent:
            return
    with told_of_change(done, agenda.meeting):
        act = add_case_item if kind == "case" else add_topic
        act(viewer, store, code, version, text.strip(), now, int(minutes))
        done.done(_("The item was added."))


def _order(viewer: Viewer, store: Store, agenda: Agenda, version: int, now: datetime) -> None:
    done, code = once(_FORM), agenda.meeting.code
    by_id = {one.id: one for one in agenda.items}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            _("Item"), list(by_id), key=done.key("item"),
            format_func=lambda one: f"{by_id[one].position} · {by_id[one].titles[language()]}",
        )  # fmt: skip
        if picked is None:
            return
        item = by_id[picked]
        place = st.number_input(
            _("Place on the agenda"),
            1,
            len(by_id),
            item.position,
            key=done.key(f"place_{picked}"),
            width=150,
        )
        minutes = st.number_input(
            _("Minutes"), 1, MOST_MINUTES, max(1, item.minutes), key=done.key(f"min_{picked}"),
            width=130,
        )  # fmt: skip
    with st.container(horizontal=True):
        is_set = st.button(_("Put it there"), key=done.key("set"))
        is_off = st.button(
            _("Take it off"), key=done.key("off"), disabled=item.kind is ItemKind.DECISIONS
        )
    with told_of_change(done, agenda.meeting):
        if is_set:
            set_in_order(
                viewer, store, code, version, picked, now, position=int(place),
                minutes=int(minutes),
            )  # fmt: skip
            done.done(_("The agenda was changed."))
        if is_off:
            take_off(viewer, store, code, version, picked, now)
            done.done(_("The item was taken off."))
