"""Buttons for what is possible with a case; each opens a form that a refusal leaves as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from casework.move import Move
from dashboard.case_acts import (
    MORE,
    NEXT,
    OTHER,
    Act,
    Said,
    Seen,
    beside_acts,
    beside_by_name,
    step_act,
    steps_of,
)
from dashboard.case_aside import aside_acts
from dashboard.case_facts import missing_text
from dashboard.case_offer import Offered
from dashboard.case_refusal import refusal_text
from dashboard.case_words import status_word
from dashboard.i18n import _
from dashboard.messages import plain
from service.case_record import CaseRecord
from service.cases.alike import alike_cases
from service.cases.keeping import CaseChanged

_OPEN, _TURN, _NEWS = "case_form", "case_form_turn", "case_news"
_STYLE: Final = """<style>
@media(max-width:640px){
 [class*="st-key-case_steps_"]>div,.st-key-case_form_buttons>div{flex:1 1 45%!important}
 .st-key-case_steps_next>div,.st-key-case_form_buttons>div{flex-basis:100%!important}
 [class*="st-key-case_steps_"] button,.st-key-case_form_buttons button{width:100%!important}}
</style>"""


@dataclass(frozen=True)
class _Form:
    """A form that is open: of which act, on which case, in the version that was seen.

    ``version`` is None when the case has changed since and is to be looked at again.
    """

    code: str
    act: str
    version: int | None


def case_moves(record: CaseRecord, offered: Offered, seen: Seen) -> None:
    """Show the form that is open, else the buttons of what can be done with the case."""
    st.html(_STYLE)
    _tell_news(record.code)
    acts = [
        *steps_of(record, seen.viewer),
        *beside_acts(record, seen.viewer),
        *aside_acts(record, seen.viewer, offered),
    ]
    form = st.session_state.get(_OPEN)
    if form is not None and form.code == record.code:
        _open_form(form, record, acts, offered, seen)
        return
    for group in (NEXT, OTHER):
        _buttons(record, [act for act in acts if act.group == group], group)
    if more := [act for act in acts if act.group == MORE]:
        with st.expander(_("More")):
            _buttons(record, more, MORE)


def _open_form(
    form: _Form, record: CaseRecord, acts: list[Act], offered: Offered, seen: Seen
) -> None:
    """Show the form; where somebody moved the case on meanwhile, what was typed stays in sight."""
    if form.version is None:
        form = st.session_state[_OPEN] = replace(form, version=record.version)
    act = next((act for act in acts if act.name == form.act), None)
    if act is None:
        act = _act_of(form.act)
        _tell_impossible(record)
    if act is None:
        del st.session_state[_OPEN]
        return
    if act.name == Move.MERGE:
        alike = alike_cases(seen.viewer, seen.store, record.code, seen.now)
        offered = replace(offered, alike=alike)
    _form(act, form, offered, replace(seen, code=form.code, version=form.version))


def _act_of(name: str) -> Act | None:
    """Return the act of this name whether it is possible or not; None for one of the aside ones."""
    return step_act(Move(name)) if name in set(Move) else beside_by_name().get(name)


def _buttons(record: CaseRecord, acts: list[Act], group: str) -> None:
    if not acts:
        return
    with st.container(horizontal=True, key=f"case_steps_{group}", gap="small"):
        for number, act in enumerate(acts):
            is_first = group == NEXT and number == 0
            st.button(
                act.label,
                key=f"case_do_{act.name}",
                type="primary" if is_first else "secondary",
                on_click=_open,
                args=(_Form(record.code, act.name, record.version),),
            )


def _open(form: _Form) -> None:
    st.session_state[_OPEN] = form
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _form(act: Act, form: _Form, offered: Offered, seen: Seen) -> None:
    turn = st.session_state.get(_TURN, 0)
    with st.form(f"case_form_{turn}", enter_to_submit=False):
        st.markdown(f"**{plain(act.label)}** · {plain(form.code)}")
        said = act.ask(offered, seen.now, f"case_said_{turn}")
        with st.container(horizontal=True, key="case_form_buttons"):
            is_sent = st.form_submit_button(act.label, type="primary", key="case_form_send")
            is_left = st.form_submit_button(_("Cancel"), key="case_form_leave")
    if is_left:
        st.session_state.pop(_OPEN, None)
        st.rerun()
    if is_sent:
        _send(act, seen, said, form, offered.zone)


def _send(act: Act, seen: Seen, said: Said, form: _Form, zone: str) -> None:
    """Do the act; when somebody was faster, show the case as it now is and keep the form."""
    if missing := missing_text(said):
        st.error(plain(missing))
        return
    try:
        act.do(seen, said)
    except CaseChanged as error:
        st.session_state[_OPEN] = replace(form, version=None)
        st.session_state[_NEWS] = (form.code, refusal_text(error, zone), False)
    except Exception as error:  # noqa: BLE001  told beside the form, which stays as it is
        st.error(plain(refusal_text(error, zone)))
        return
    else:
        st.session_state.pop(_OPEN, None)
        st.session_state[_NEWS] = (form.code, _("Done: {act}.", act=act.label), True)
    st.rerun()


def _tell_news(code: str) -> None:
    """Tell once what the last form came to."""
    said_of, text, is_done = st.session_state.pop(_NEWS, (None, "", False))
    if said_of == code:
        (st.success if is_done else st.warning)(plain(text))


def _tell_impossible(record: CaseRecord) -> None:
    said = _(
        "The case is now {status}: the step below is no longer possible. What was typed stays"
        " here until it is cancelled.",
        status=status_word(record.status),
    )
    st.warning(plain(said))
