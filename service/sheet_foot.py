"""The foot of a printed page: when it was printed, by whom, and what may be done with it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from casework.sentence import Term
from service.actor_words import account_text, zone_text
from service.sheet_page import Html, Speak, element

LIST_FOOT: Final = Term(
    "Printed {time} ({zone}) by {name}. It shows the list as it stood then; it is working paper"
    " of the office, not to be posted or passed on."
)


def sheet_foot(said: Term, account: str, now: datetime, zone: str, _: Speak) -> Html:
    """Return the foot of a sheet; `said` names ``time``, ``zone`` and ``name``."""
    return element(
        "footer",
        _(
            said,
            time=now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
            zone=zone_text(zone, _),
            name=account_text(account, _),
        ),
    )
