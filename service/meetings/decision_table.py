"""Decisions as a table for a file: headings and states in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from casework.access import Action, Viewer, require
from casework.progress import PROGRESS_STATE_TERMS, ProgressState
from data.rows import records
from data.store import Store
from service.meetings.owners import areas_in
from service.sheet_page import speaker


def decision_table(
    viewer: Viewer, store: Store, frame: pd.DataFrame, language: str
) -> pd.DataFrame:
    """Return decisions (`service.meetings.decisions.decisions_of`) for a file.

    Parameters
    ----------
    language
        ``zh`` or ``en``, of the headings and words.

    Raises
    ------
    CaseworkError
        When the viewer may not take files away.
    """
    require(viewer, Action.EXPORT)
    _ = speaker(language)
    with store.read() as conn:
        names = areas_in(conn, viewer, frame["made_on"].max()) if len(frame) else {}
    read: dict[str, Callable[[dict[str, Any]], object]] = {
        _("Number"): lambda row: row["code"],
        _("Decision"): lambda row: row["text"],
        _("Owner unit"): lambda row: row["owner_name"],
        _("About"): lambda row: names.get(row["area"], row["area"]) or _("Whole district"),
        _("Case"): lambda row: row["case_code"],
        _("Meeting"): lambda row: row["meeting_name"],
        _("Decided on"): lambda row: row["made_on"],
        _("First due on"): lambda row: row["first_due_on"],
        _("Due on"): lambda row: row["due_on"],
        _("Times moved"): lambda row: row["moved_count"],
        _("State"): lambda row: _(PROGRESS_STATE_TERMS[ProgressState(row["state"])]),
        _("Overdue"): lambda row: _("yes") if row["is_overdue"] else _("no"),
        _("Percent done"): lambda row: row["percent"],
        _("Done on"): lambda row: row["done_on"],
        _("Given up on"): lambda row: row["dropped_on"],
        _("Last word"): lambda row: row["last_text"],
    }
    rows = [[tell(row) for tell in read.values()] for row in records(frame)]
    return pd.DataFrame(rows, columns=list(read), dtype=object)
