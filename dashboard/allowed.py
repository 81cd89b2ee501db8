"""Which page asks for what: the menu shows what may be opened, and an address is asked as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from casework.access import Action, Verdict, Viewer, may
from casework.errors import NotAllowedError
from service.access_log.noting import note_refusal

# By address; the first page has none.  What a page does is asked again by each act.
PAGES: Final[dict[str, Action]] = {
    "": Action.VIEW_MAP,
    "glance": Action.VIEW_CASES,
    "where-gathered": Action.VIEW_CASES,
    "then-and-now": Action.VIEW_CASES,
    "by-unit": Action.VIEW_CASES,
    "what-people-say": Action.VIEW_CASES,
    "figure-registry": Action.VIEW_CASES,
    "case-list": Action.VIEW_CASES,
    "case-new": Action.REGISTER_CASE,
    "due": Action.VIEW_CASES,
    "watch-list": Action.VIEW_CASES,
    "receipt-look-up": Action.LOOK_UP_RECEIPT,
    "who-covers": Action.PLAN_COVERAGE,
    "duty-roster": Action.LOCATE,
    "new-map": Action.REORGANISE,
    "my-day": Action.VIEW_VISITS,
    "home-visits": Action.VIEW_VISITS,
    "campaign-progress": Action.VIEW_VISITS,
    "contact-calendar": Action.VIEW_VISITS,
    "township-oversight": Action.VIEW_VISITS,
    "round-points": Action.VIEW_VISITS,
    "checks-drawn": Action.VIEW_VISITS,
    "emergency-area": Action.VIEW_VISITS,
    "points-near": Action.VIEW_VISITS,
    "review-pack": Action.VIEW_MEETINGS,
    "meeting-book": Action.VIEW_MEETINGS,
    "promise-ledger": Action.VIEW_MEETINGS,
    "bulletin-file": Action.VIEW_MEETINGS,
    "file-import": Action.IMPORT_FILES,
    "map-audit": Action.AUDIT_MAP,
    "access-log": Action.VIEW_AUDIT,
    "account-list": Action.KEEP_ACCOUNTS,
    "privacy-kept": Action.KEEP_PRIVACY,
}
# One's own account is everybody's.
FOR_EVERYBODY: Final = frozenset({"my-account"})


def may_open(viewer: Viewer, address: str) -> Verdict:
    """Return whether a viewer may open the page at an address; one that is not listed, nobody."""
    if address in FOR_EVERYBODY:
        return Verdict(True)
    action = PAGES.get(address)
    return Verdict(False) if action is None else may(viewer, action)


def page_for(
    viewer: Viewer | None, render: Callable[[], None], title: str, address: str = ""
) -> st.Page:
    """Return a page of the menu, hidden in it from whoever may not open it."""
    is_seen = viewer is not None and bool(may_open(viewer, address))
    return st.Page(
        render,
        title=title,
        url_path=address or None,
        default=not address,
        visibility="visible" if is_seen else "hidden",
    )


def refuse_page(viewer: Viewer, address: str) -> bool:
    """Say why a page may not be opened and return True, when it may not."""
    from dashboard.i18n import _
    from dashboard.messages import plain

    verdict = may_open(viewer, address)
    if verdict:
        return False
    if verdict.reason:
        said = verdict.reason
        note_refusal(NotAllowedError(viewer, PAGES[address], said.msgid, **said.params))
    reason = _(verdict.reason) if verdict.reason else _("There is nothing at this address.")
    st.error(plain(reason))
    return True
