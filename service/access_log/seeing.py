"""Looks at what is personal: noted before it is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from casework.access import Viewer
from casework.access_entry import Entry, What
from data.access_log import add_entry, is_noted
from data.store import Store

Seen = Literal["homes", "emergency_list", "worker_list", "contacts", "access_log"]
# Who saw what on a day, not how often and for how long: that would follow staff through theirs.
ONCE_IN: Final = timedelta(days=1)


def note_look(viewer: Viewer, store: Store, seen: Seen, code: str | None = None) -> None:
    """Note that a viewer is about to see contacts, or a list of homes; once a day for each.

    Parameters
    ----------
    code
        Of the plan, emergency or case; never of a home, whose moment would tell where he was.

    Notes
    -----
    What cannot be noted must not be shown: an error of the database goes on to the door, which
    tells it in a sentence.
    """
    if viewer.worker is not None and viewer.worker == code:
        return  # his own list is his work
    entry = Entry(viewer, What.SAW, f"list.{seen}", code)
    with store.read() as conn:
        if is_noted(conn, entry, ONCE_IN):
            return
    with store.begin(None) as conn:
        add_entry(conn, entry)
