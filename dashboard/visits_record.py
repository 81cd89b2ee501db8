"""One household in a window: its visits, a form for a new one, and what else can be noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from casework.access import Action, Viewer, may
from casework.request import WISH_TERMS, Wish
from casework.visit import PART_TERMS, RESULT_TERMS, DayPart, PlanKind, VisitResult, part_of
from dashboard.i18n import _
from dashboard.markup import show, tag
from dashboard.messages import plain
from dashboard.once import Once
from dashboard.refusals import refusals_shown
from dashboard.visits_before import visits_before
from dashboard.visits_choice import Looked
from dashboard.visits_words import state_word
from data.settings_store import office_zone
from data.store import Store
from service.cases.noting import LONGEST
from service.visit_map.home_record import HomeRecord, home_record, who_visits
from service.visits.moving import move_in
from service.visits.plans import plans_of
from service.visits.recording import record_visit
from service.visits.visit import NewVisit, RecordedVisit

_OPEN: Final = "visits_open"
_MARKS: Final = "visits_marks"


@dataclass
class _Marks:
    """The mark of the visit each form writes down: sent twice, it is kept once."""

    by_form: dict[str, str] = field(default_factory=dict)

    def of(self, form: str) -> str:
        return self.by_form.setdefault(form, uuid4().hex)


def open_home(code: str) -> None:
    """Show a household in a window from the next run on, until it is closed."""
    st.session_state[_OPEN] = code


def home_window(viewer: Viewer, store: Store, looked: Looked, forms: Once, now: datetime) -> None:
    """Show the window of the household that is open, if one is."""
    code = st.session_state.get(_OPEN)
    if code is None:
        return

    @st.dialog(_("Household"), width="medium", on_dismiss=_close)
    def window() -> None:
        with refusals_shown():
            _home(viewer, store, looked, forms, now, str(code))

    window()


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _home(
    viewer: Viewer, store: Store, looked: Looked, forms: Once, now: datetime, code: str
) -> None:
    home = home_record(viewer, store, looked.plan.code, looked.on, code)
    state = [] if home.state is None else [state_word(home.state)]
    show(
        tag("h3", home.address or home.code),
        tag("p", " · ".join([*state, home.code]), kind="quiet"),
    )
    if may(viewer, Action.RECORD_VISIT) and not looked.is_over:
        _visit_form(viewer, store, looked, forms, now, home)
        if not home.is_occupied:
            _moved_in(viewer, store, looked, forms, now, home)
    visits_before(viewer, store, home, forms, now, on_done=_close)


def _visit_form(
    viewer: Viewer, store: Store, looked: Looked, forms: Once, now: datetime, home: HomeRecord
) -> None:
    key = forms.key(f"visit_{home.code}")
    with st.form(key, border=False):
        new = _fields(viewer, store, looked, now, home, key)
        is_sent = st.form_submit_button(_("Save the visit"), type="primary", width="stretch")
    if not is_sent:
        return
    with refusals_shown():
        if new is None:
            st.error(plain(_("Say what became of the visit and who was there: choose both.")))
            return
        kept = record_visit(viewer, store, new, now)
        _close()
        forms.done(_told(kept, home))


def _told(kept: RecordedVisit, home: HomeRecord) -> str:
    where = home.address or home.code
    result = _(RESULT_TERMS[kept.result])
    if kept.case_code:
        return _(
            "{where}: {result}. Case {case} was registered.",
            where=where,
            result=result,
            case=kept.case_code,
        )
    return _("{where}: {result}.", where=where, result=result)


def _fields(
    viewer: Viewer, store: Store, looked: Looked, now: datetime, home: HomeRecord, key: str
) -> NewVisit | None:
    """Show the fields and return the visit they tell of; None without a result."""
    with store.read() as conn:
        here = now.astimezone(office_zone(conn))
    result = st.segmented_control(
        _("Result"),
        [one.value for one in VisitResult],
        format_func=lambda one: _(RESULT_TERMS[VisitResult(one)]),
        key=f"{key}_result",
        width="stretch",
    )
    part = st.segmented_control(
        _("Part of the day"),
        [one.value for one in DayPart],
        format_func=lambda one: _(PART_TERMS[DayPart(one)]),
        default=part_of(here.time()).value,
        required=True,
        key=f"{key}_part",
        width="stretch",
    )
    left, right = st.columns(2)
    day = left.date_input(
        _("Day"), value=here.date(), max_value=here.date(), format="YYYY-MM-DD", key=f"{key}_day"
    )
    worker = _worker(viewer, store, looked, home, right, key)
    needs = st.pills(
        _("Needs they named"),
        [one.value for one in Wish],
        format_func=lambda one: _(WISH_TERMS[Wish(one)]),
        selection_mode="multi",
        key=f"{key}_needs",
    )
    has_consent = st.checkbox(_("The household agrees that its needs are noted"), key=f"{key}_yes")
    note = st.text_area(_("Note"), key=f"{key}_note", max_chars=LONGEST, height=80)
    makes_case = st.checkbox(_("Register the note as a case"), key=f"{key}_case")
    campaigns = _campaigns(viewer, store, looked, key)
    if result is None or worker is None or not isinstance(day, date):
        return None
    said = note.strip()
    return NewVisit(
        uid=_marks().of(key),
        household_code=home.code,
        worker_code=worker,
        visited_on=day,
        day_part=DayPart(part),
        result=VisitResult(result),
        needs=tuple(Wish(one) for one in needs),
        has_consent=has_consent,
        note=said or None,
        campaigns=campaigns,
        case_text=said if makes_case else None,
    )


def _worker(
    viewer: Viewer,
    store: Store,
    looked: Looked,
    home: HomeRecord,
    place: DeltaGenerator,
    key: str,
) -> str | None:
    """Show who was there: at first who answers for the grid."""
    names = who_visits(viewer, store)
    codes = list(names)
    chosen: str | None = place.selectbox(
        _("Who was there"),
        codes,
        index=codes.index(home.answers) if home.answers in names else None,
        format_func=lambda code: f"{names[code]} ({code})",
        placeholder=_("Choose a worker"),
        key=f"{key}_worker",
    )
    return chosen


def _campaigns(viewer: Viewer, store: Store, looked: Looked, key: str) -> tuple[str, ...]:
    """Show for which campaigns it was made, where some run: at first the one looked at."""
    running = {
        plan.code: plan.name
        for plan in plans_of(viewer, store, looked.today)
        if plan.kind is PlanKind.CAMPAIGN
    }
    if not running:
        return ()
    chosen = st.multiselect(
        _("Made for the campaigns"),
        list(running),
        default=[code for code in running if code == looked.plan.code],
        format_func=running.__getitem__,
        key=f"{key}_campaigns",
        placeholder=_("Choose"),
    )
    return tuple(chosen)


def _moved_in(
    viewer: Viewer, store: Store, looked: Looked, forms: Once, now: datetime, home: HomeRecord
) -> None:
    with st.form(forms.key(f"moved_in_{home.code}")):
        st.markdown(plain(_("The home counts as empty.")))
        day = st.date_input(
            _("Lived in again since"),
            value=looked.today,
            max_value=looked.today,
            format="YYYY-MM-DD",
            key=forms.key(f"moved_in_day_{home.code}"),
        )
        is_sent = st.form_submit_button(_("Somebody lives here again"), width="stretch")
    if is_sent and isinstance(day, date):
        with refusals_shown():
            move_in(viewer, store, home.code, day, now)
            _close()
            where = home.address or home.code
            forms.done(_("{where}: lived in again since {day}.", where=where, day=day))


def _marks() -> _Marks:
    found: _Marks = st.session_state.setdefault(_MARKS, _Marks())
    return found
