"""The case sheet: one page to print with all that the handling office needs, and room to sign."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from casework.access import ROLE_TERMS, Action, Viewer, may, require
from casework.case_status import STATUS_TERMS
from casework.sentence import Term
from data.contact_store import case_contact
from data.rule_store import rules_of
from data.settings_store import setting
from data.store import Store
from service.case_record import CaseRecord
from service.casebook import case_record
from service.contacts import contact_line
from service.coverage import index_on
from service.sheet_clocks import clock_part
from service.sheet_foot import sheet_foot
from service.sheet_map import place_svg
from service.sheet_page import Html, Speak, element, page, speaker
from service.sheet_parts import about, event_part, people, place, settled

_FOOT: Final = Term(
    "Printed {time} ({zone}) by {name}. It shows the case as it stood then; it is working paper"
    " of the office, not to be posted or passed on."
)


def sheet_html(viewer: Viewer, store: Store, code: str, now: datetime, language: str) -> str:
    """Return the sheet of a case as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    code
        Number of the case, among those the viewer sees.
    now
        Printed on the sheet; decides what is late.
    language
        ``zh`` or ``en``.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such case where this viewer sees into.

    Notes
    -----
    The contact stands on it only for a viewer who may see contacts (`Action.VIEW_CONTACTS`).
    """
    require(viewer, Action.VIEW_CASES)
    record = case_record(viewer, store, code, now)
    _ = speaker(language)
    with store.read() as conn:
        zone = str(setting(conn, "time_zone"))
        district = str(setting(conn, "district_name") or "")
        units = {unit.code: unit.name for unit in rules_of(conn).catalogue.units.values()}
    day = record.reported_at.astimezone(ZoneInfo(zone)).date()
    drawing = place_svg(index_on(store, day).grids, record.place.code, record.lon, record.lat, _)
    return page(
        _("Case sheet {code}", code=record.code),
        language,
        _head(record, district, _),
        *about(record, units, zone, _),
        *place(record, drawing, _),
        *people(record, _contact(viewer, store, code, _), _),
        *clock_part(viewer, store, record, zone, _),
        *event_part(record, zone, units, _),
        *settled(record, zone, _),
        sheet_foot(_FOOT, viewer.name, now, zone, _),
    )


def _head(record: CaseRecord, district: str, _: Speak) -> Html:
    serial = [] if record.serial is None else [_("Number in the ledger: {n}", n=record.serial)]
    state = _("State: {state}", state=STATUS_TERMS[record.status])
    return element(
        "header",
        element("div", element("p", district), element("h1", _("Case sheet"))),
        element(
            "div",
            element("p", record.code, kind="number"),
            element("p", " · ".join([*serial, state]), kind="right"),
        ),
    )


def _contact(viewer: Viewer, store: Store, code: str, _: Speak) -> str:
    """Return the contact, or why it is not shown."""
    if not may(viewer, Action.VIEW_CONTACTS):
        return _("not shown to: {role}", role=ROLE_TERMS[viewer.role])
    with store.read() as conn:
        found = case_contact(conn, code)
    return _("none was left") if found is None else contact_line(found, _)
