"""Forms of a bulletin: a line is contested, an appeal is answered, the bulletin is put out."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.once import once
from data.store import Store
from service.bulletins.appeals import OUTCOMES, Answer, answer, contest
from service.bulletins.facts import PART_TERMS
from service.bulletins.publishing import publish
from service.bulletins.reading import OUTCOME_TERMS, Bulletin, BulletinLine
from service.cases.noting import LONGEST


def contest_form(viewer: Viewer, store: Store, bulletin: Bulletin, now: datetime) -> None:
    """Ask which line is contested and why."""
    done = once("bulletin")
    free = [one for one in bulletin.lines if one.open_appeal is None]
    with st.expander(_("Contest a line"), expanded=True), st.form(done.key("c"), border=False):
        number = _line(free, done.key("c_line"))
        reason = st.text_area(_("Reason"), key=done.key("c_why"), max_chars=LONGEST, height=90)
        st.caption(_("It is printed with the bulletin: no names and no numbers of persons."))
        if not st.form_submit_button(_("Contest the line"), type="primary"):
            return
        if number is None:
            st.warning(_("Choose a line."))
            return
        contest(viewer, store, bulletin.head["code"], number, reason, now)
        done.done(_("Line {number} is contested; the answer will stand beside it.", number=number))


def answer_form(viewer: Viewer, store: Store, bulletin: Bulletin, now: datetime) -> None:
    """Ask what is answered to an appeal, with the numbers where the line is corrected."""
    done = once("bulletin")
    waiting = [one for one in bulletin.lines if one.open_appeal is not None]
    if not waiting:
        return
    words = {one: _(OUTCOME_TERMS[one]) for one in OUTCOMES}
    with st.expander(_("Answer an appeal"), expanded=True), st.form(done.key("a"), border=False):
        number = _line(waiting, done.key("a_line"))
        outcome = st.radio(
            _("Outcome"), list(OUTCOMES), key=done.key("a_how"), format_func=words.get
        )
        left, right = st.columns(2)
        first = left.number_input(
            _("Corrected number"), min_value=0, value=None, step=1, key=done.key("a_n")
        )
        whole = right.number_input(
            _("of how many"), min_value=0, value=None, step=1, key=done.key("a_m")
        )
        text = st.text_area(_("Answer"), key=done.key("a_text"), max_chars=LONGEST, height=90)
        if not st.form_submit_button(_("Answer the appeal"), type="primary"):
            return
        if number is None:
            st.warning(_("Choose a line."))
            return
        given = Answer(outcome or "upheld", text, first, whole)
        answer(viewer, store, bulletin.head["code"], number, given, now)
        done.done(_("The appeal against line {number} is answered.", number=number))


def publish_form(viewer: Viewer, store: Store, bulletin: Bulletin, now: datetime) -> None:
    """Offer to put the bulletin out; it says what stands against it."""
    done = once("bulletin")
    code = bulletin.head["code"]
    if bulletin.state == "published":
        st.caption(_("Published; later appeals are added to it."))
        return
    if bulletin.state == "appeals":
        st.caption(
            _(
                "It can be published once the day of appeals, {day}, is over and every appeal is"
                " answered.",
                day=bulletin.head["appeals_until"],
            )
        )
    if st.button(_("Publish the bulletin"), key=done.key("publish")):
        publish(viewer, store, code, now)
        done.done(_("{code} is published.", code=code))


def _line(lines: list[BulletinLine], key: str) -> int | None:
    names = {
        one.number: f"{one.number} · {one.unit_name} · {_(PART_TERMS[one.kind])}" for one in lines
    }
    return st.selectbox(
        _("Line"), list(names), format_func=names.get, index=None, key=key,
        placeholder=_("Choose a line"),
    )  # fmt: skip
