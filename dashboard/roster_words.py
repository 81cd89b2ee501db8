"""Words of the roster on the page: duties, days, people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import quote, urlencode

import pandas as pd

from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from service.roster.duty import DUTY_TERMS, WHY_TERMS
from service.roster.uncovered import OpenDays

SIGNS = {"primary": "●", "cover": "◆", "backup": "◇", "nobody": "▲"}


def duty_word(duty: str) -> str:
    """Return what a duty is called, with its sign."""
    return f"{SIGNS[duty]} {_(DUTY_TERMS[duty])}"


def why_word(why: str | None) -> str:
    """Return why the primary worker does not answer; blank when he does."""
    if why == "both":
        return f"{_(WHY_TERMS['vacancy'])}; {_(WHY_TERMS['leave'])}"
    return "" if why is None else _(WHY_TERMS[why])


def person(name: str | None, code: str | None) -> str:
    """Return a worker as name and code, blank for nobody."""
    if code is None or pd.isna(code):
        return ""
    return str(code) if name in (None, code) else f"{name} ({code})"


def days_text(since: date | None, until: date | None) -> str:
    """Return half-open days as first and last day, an open end in words."""
    last = None if until is None else until - timedelta(days=1)
    if since is None:
        return _("until further notice") if last is None else _("until {day}", day=last)
    if last is None:
        return _("from {day} on", day=since)
    return f"{since}" if since == last else f"{since} – {last}"


def stretches_text(stretches: Iterable[OpenDays]) -> str:
    """Return several stretches of days, one after another."""
    return "; ".join(days_text(one.since, one.until) for one in stretches)


def sheet_address(worker: str) -> str:
    """Return where the hand-over sheet of a worker is."""
    said = urlencode({"lang": language()})
    return f"{PREFIX}/hand-over-sheet/{quote(worker, safe='')}?{said}"
