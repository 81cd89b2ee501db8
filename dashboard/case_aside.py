"""Acts beside the steps of a case: joint units, checklist, mediation, referral."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.case_acts import MORE, Act, Said, Seen
from dashboard.case_facts import ask_text
from dashboard.case_flags import flag_acts
from dashboard.case_offer import Offered
from dashboard.i18n import _
from service.case_record import CaseRecord
from service.cases.errands import check_step, set_steps
from service.cases.handing import join_unit, leave_unit
from service.cases.mediation import MEDIATION_TERMS, end_mediation, open_mediation
from service.cases.referrals import REFERRAL_TERMS, end_referral, refer

T = TypeVar("T")
Asked = Callable[[Offered, datetime, str], Said]


def aside_acts(record: CaseRecord, viewer: Viewer, offered: Offered) -> list[Act]:
    """Return the acts that fit what the case is: an errand, a matter for mediation, an open one."""
    flags = flag_acts(record, viewer)
    if not may(viewer, Action.MOVE_CASE):
        return flags
    acts = [*_units(record)] if record.status.is_open else []
    if record.kind == "agent_service":
        acts += _checklist(record)
    if (record.category or "") in offered.for_mediation or record.mediation is not None:
        acts += _mediation(record)
    return acts + _referrals(record) + flags


def _units(record: CaseRecord) -> list[Act]:
    def ask_joining(offered: Offered, _now: datetime, key: str) -> Said:
        taken = {record.unit_code, *record.joint_units}
        free = [code for code in offered.units if code not in taken]
        unit = _pick(_("Unit that joins"), free, offered.unit_text, key)
        return {"unit": unit, "reason": ask_text(_("Reason"), f"{key}_reason")}

    def ask_leaving(offered: Offered, _now: datetime, key: str) -> Said:
        unit = _pick(_("Unit that is done"), record.joint_units, offered.unit_text, key)
        return {"unit": unit, "reason": ask_text(_("Reason"), f"{key}_reason")}

    def does(act: Callable[..., object]) -> Callable[[Seen, Said], object]:
        return lambda seen, said: act(
            seen.viewer, seen.store, seen.code, seen.version, said["unit"], said["reason"], seen.now
        )

    acts = [Act("join_unit", _("Add a joint unit"), MORE, ask_joining, does(join_unit))]
    if record.joint_units:
        acts.append(Act("leave_unit", _("End a joint unit"), MORE, ask_leaving, does(leave_unit)))
    return acts


def _checklist(record: CaseRecord) -> list[Act]:
    def ask_list(_offered: Offered, _now: datetime, key: str) -> Said:
        before = "\n".join(step.text for step in record.steps)
        return {"step": ask_text(_("Steps, one a line"), f"{key}_steps", before)}

    def do_list(seen: Seen, said: Said) -> object:
        lines = [line.strip() for line in said["step"].splitlines() if line.strip()]
        return set_steps(seen.viewer, seen.store, seen.code, lines, seen.now)

    waiting = {step.position: step.text for step in record.steps if step.done_at is None}

    def ask_done(offered: Offered, _now: datetime, key: str) -> Said:
        position = _pick(_("Step that is done"), tuple(waiting), waiting.__getitem__, key)
        done_by = st.text_input(_("Done by"), offered.actor, key=f"{key}_by", max_chars=80)
        return {"step": position, "done_by": done_by.strip()}

    def do_done(seen: Seen, said: Said) -> object:
        return check_step(
            seen.viewer, seen.store, seen.code, said["step"], said["done_by"], seen.now
        )

    acts = [Act("set_steps", _("Set the checklist"), MORE, ask_list, do_list)]
    if waiting:
        acts.insert(0, Act("check_step", _("Tick a step off"), MORE, ask_done, do_done))
    return acts


def _mediation(record: CaseRecord) -> list[Act]:
    def ask_opening(_offered: Offered, _now: datetime, key: str) -> Said:
        return {"mediator": st.text_input(_("Mediator"), key=f"{key}_who", max_chars=80).strip()}

    def do_open(seen: Seen, said: Said) -> object:
        return open_mediation(seen.viewer, seen.store, seen.code, said["mediator"], seen.now)

    def do_end(seen: Seen, said: Said) -> object:
        return end_mediation(seen.viewer, seen.store, seen.code, said["outcome"], seen.now)

    running = record.mediation
    if running is not None and running.ended_at is None:
        ask = _outcome(MEDIATION_TERMS)
        return [Act("end_mediation", _("End the mediation"), MORE, ask, do_end)]
    if not record.status.is_open:
        return []
    return [Act("open_mediation", _("Open a mediation"), MORE, ask_opening, do_open)]


def _referrals(record: CaseRecord) -> list[Act]:
    waiting = {one.id: one.programme for one in record.referrals if one.outcome is None}

    def ask_programme(offered: Offered, now: datetime, key: str) -> Said:
        named = st.text_input(_("Programme"), key=f"{key}_programme", max_chars=80).strip()
        return {"programme": named, "referred_on": _day(_("Referred on"), offered, now, key)}

    def do_refer(seen: Seen, said: Said) -> object:
        return refer(
            seen.viewer, seen.store, seen.code, said["programme"], said["referred_on"], seen.now
        )

    def ask_answer(offered: Offered, now: datetime, key: str) -> Said:
        number = _pick(_("Programme"), tuple(waiting), waiting.__getitem__, key)
        said = _outcome(REFERRAL_TERMS)(offered, now, key)
        return {
            "programme": number,
            **said,
            "outcome_on": _day(_("Answered on"), offered, now, key),
        }

    def do_answer(seen: Seen, said: Said) -> object:
        return end_referral(
            seen.viewer, seen.store, seen.code, said["programme"], said["outcome"],
            said["outcome_on"], seen.now,
        )  # fmt: skip

    acts = [Act("refer", _("Refer to an aid programme"), MORE, ask_programme, do_refer)]
    if waiting:
        acts.append(
            Act("end_referral", _("Enter a programme's answer"), MORE, ask_answer, do_answer)
        )
    return acts


def _pick(label: str, options: Sequence[T], shown: Callable[[T], str], key: str) -> T | None:
    return st.selectbox(
        label,
        options,
        index=None,
        format_func=shown,
        placeholder=_("Choose"),
        key=f"{key}_pick",
    )


def _outcome(terms: Mapping[Any, str]) -> Asked:
    def ask(_offered: Offered, _now: datetime, key: str) -> Said:
        chosen = st.radio(
            _("Outcome"), list(terms), index=None, horizontal=True, key=f"{key}_outcome",
            format_func=lambda one: _(terms[one]),
        )  # fmt: skip
        return {"outcome": chosen}

    return ask


def _day(label: str, offered: Offered, now: datetime, key: str) -> date | None:
    today = now.astimezone(ZoneInfo(offered.zone)).date()
    chosen = st.date_input(label, today, format="YYYY-MM-DD", key=f"{key}_on", max_value=today)
    return chosen if isinstance(chosen, date) else None
