"""Cases marked for a meeting as key (重点), much discussed (热点) or hard (难点) matters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.case import Case, CaseStatus
from casework.case_status import STATUS_TERMS
from casework.meeting import FLAG_TERMS, Flag
from casework.sentence import Term
from data.case_store import in_units, units_below
from data.meeting_store import add_flag, end_flag, load_flags, open_flag
from data.rule_store import rules_of
from data.schema import cases
from data.settings_store import office_zone
from data.store import Store
from service.cases.keeping import fetch
from service.cases.noting import in_words, leave_note
from service.clock import midnight
from service.errors import ServiceError
from service.scoping import cases_in_part

_DAY: Final = timedelta(days=1)


def flag_case(
    viewer: Viewer, store: Store, case_code: str, flag: str, reason: str, now: datetime
) -> None:
    """Mark a case for a meeting and leave it in the ledger.

    Parameters
    ----------
    flag
        ``key``, ``hot`` or ``hard``.
    reason
        What is of weight, talked about or hard in the matter; nothing of who reported it.

    Raises
    ------
    CaseworkError
        When the viewer may not mark cases.
    ServiceError
        When there is no such case in his part, it is void or merged, it has this mark already, or
        nothing is said.
    """
    require(viewer, Action.FLAG_CASE)
    kind = flag_of(flag)
    said = in_words(reason, Term("reason"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, case_code)
        _refuse_gone(kept.case)
        if open_flag(conn, kept.id, kind.value) is not None:
            raise ServiceError(
                "Case {code} has this mark already: {flag}. End it first to give another reason.",
                code=case_code,
                flag=FLAG_TERMS[kind],
            )
        add_flag(
            conn,
            {
                "case_id": kept.id, "flag": kind.value, "reason": said,
                "flagged_by": viewer.name, "flagged_at": now,
            },
        )  # fmt: skip
        leave_note(conn, viewer, kept, "flagged", {"flag": kind.value, "reason": said}, now)


def unflag_case(
    viewer: Viewer, store: Store, case_code: str, flag: str, reason: str, now: datetime
) -> None:
    """End a mark of a case; that it had one stays on record.

    Raises
    ------
    CaseworkError
        When the viewer may not mark cases.
    ServiceError
        When there is no such case in his part, it has no such mark, or nothing is said.
    """
    require(viewer, Action.FLAG_CASE)
    kind = flag_of(flag)
    said = in_words(reason, Term("reason"))
    with store.begin() as conn:
        kept = fetch(conn, viewer, case_code)
        number = open_flag(conn, kept.id, kind.value)
        if number is None:
            raise ServiceError(
                "Case {code} does not have this mark: {flag}. Look at the case again.",
                code=case_code,
                flag=FLAG_TERMS[kind],
            )
        end_flag(conn, number, viewer.name, now)
        leave_note(conn, viewer, kept, "flag_ended", {"flag": kind.value, "reason": said}, now)


def flagged(viewer: Viewer, store: Store, on: date, area: str | None = None) -> pd.DataFrame:
    """Return the marks that stood at the end of a day on cases of the viewer's part.

    Parameters
    ----------
    area
        Code of an organisation unit; None for all the viewer sees.

    Returns
    -------
    DataFrame
        ``code, flag, reason, flagged_on, category, address, status, unit_code, unit_name,
        due_at``, key matters first, then much discussed ones, then hard ones, each as they were
        marked; a case with two marks has two rows.  State and unit are those of today.

    Raises
    ------
    CaseworkError
        When the viewer may not see meetings.
    """
    require(viewer, Action.VIEW_MEETINGS)
    with store.read() as conn:
        return flags_in(conn, viewer, on, area).drop(columns=["case_id", "grid_code"])


def flags_in(conn: sa.Connection, viewer: Viewer, on: date, area: str | None) -> pd.DataFrame:
    """Return the marks as `flagged` does, with ``case_id`` and ``grid_code``."""
    zone = office_zone(conn)
    where = cases_in_part(conn, viewer)
    if area is not None:
        where.append(in_units(cases.c.grid_code, units_below(conn, area)))
    frame = load_flags(conn, midnight(on + _DAY, zone), *where)
    units = rules_of(conn).catalogue.units
    rank = {flag.value: at for at, flag in enumerate(Flag)}
    made = frame.assign(
        flagged_on=[moment.astimezone(zone).date() for moment in frame["flagged_at"]],
        unit_name=[units[code].name if code in units else code for code in frame["unit_code"]],
        rank=[rank[flag] for flag in frame["flag"]],
    ).sort_values("rank", kind="stable", ignore_index=True)
    return made[
        ["code", "flag", "reason", "flagged_on", "category", "address", "status", "unit_code",
         "unit_name", "due_at", "case_id", "grid_code"]
    ]  # fmt: skip


def flag_of(name: str) -> Flag:
    """Return a mark by its name.

    Raises
    ------
    ServiceError
        When there is none of this name.
    """
    if name not in set(Flag):
        raise ServiceError(
            "There is no mark {flag}: choose one of {known}.", flag=name, known=", ".join(Flag)
        )
    return Flag(name)


def _refuse_gone(case: Case) -> None:
    if case.merged_into is not None:
        raise ServiceError(
            "Case {code} was merged: mark {standing}, which stands for it.",
            code=case.code,
            standing=case.merged_into,
        )
    if case.status is CaseStatus.VOID:
        raise ServiceError(
            "Case {code} is {status} and counts nowhere: it cannot be marked for a meeting.",
            code=case.code,
            status=STATUS_TERMS[case.status],
        )
