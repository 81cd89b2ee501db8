"""A case marked for a meeting, and the mark ended, among the acts of its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from casework.access import Action, Viewer, may
from casework.case_status import CaseStatus
from casework.meeting import FLAG_TERMS, Flag
from dashboard.case_acts import MORE, Act, Said, Seen
from dashboard.case_facts import ask_text
from dashboard.case_offer import Offered
from dashboard.i18n import _
from service.case_record import CaseRecord
from service.meetings.flags import flag_case, unflag_case


def flag_acts(record: CaseRecord, viewer: Viewer) -> list[Act]:
    """Return the acts that mark a case for a meeting, as far as they are possible."""
    if not may(viewer, Action.FLAG_CASE):
        return []
    marked = open_flags(record)
    free = [flag for flag in Flag if flag not in marked]
    is_gone = record.status is CaseStatus.VOID or record.merged_into is not None
    acts = []
    if free and not is_gone:
        acts.append(Act("flag", _("Mark for a meeting"), MORE, _asks(free), _flag))
    if marked:
        acts.append(Act("unflag", _("End a mark for a meeting"), MORE, _asks(marked), _unflag))
    return acts


def open_flags(record: CaseRecord) -> list[Flag]:
    """Return the marks a case has now, as its events tell."""
    found: list[Flag] = []
    for event in record.events:
        if event.kind == "flagged":
            found.append(Flag(str(event.details["flag"])))
        elif event.kind == "flag_ended":
            found = [one for one in found if one != event.details["flag"]]
    return found


def _asks(flags: Sequence[Flag]) -> Callable[[Offered, datetime, str], Said]:
    def ask(_offered: Offered, _now: datetime, key: str) -> Said:
        chosen = st.radio(
            _("Mark"), flags, horizontal=True, key=f"{key}_flag",
            format_func=lambda flag: _(FLAG_TERMS[flag]),
        )  # fmt: skip
        return {
            "flag": chosen,
            "reason": ask_text(_("Reason (of the matter, not of a person)"), f"{key}_reason"),
        }

    return ask


def _flag(seen: Seen, said: Said) -> object:
    return flag_case(seen.viewer, seen.store, seen.code, said["flag"], said["reason"], seen.now)


def _unflag(seen: Seen, said: Said) -> object:
    return unflag_case(seen.viewer, seen.store, seen.code, said["flag"], said["reason"], seen.now)
