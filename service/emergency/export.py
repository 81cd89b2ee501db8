"""The call list of an emergency as a file other programs read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from casework.access import Action, Viewer, require
from data.store import Store
from data.writers.files import write_table
from service.emergency.lines import lines_of


def call_list(viewer: Viewer, store: Store, code: str) -> pd.DataFrame:
    """Return the lists of an open emergency, that of nobody first, then by worker and address.

    The columns of `service.emergency.lines.lines_of`; refused like it.
    """
    require(viewer, Action.VIEW_HOMES)
    found = lines_of(viewer, store, code)
    order = ["worker_code", "grid_code", "address", "code"]
    return found.sort_values(order, na_position="first").reset_index(drop=True)


def export_list(viewer: Viewer, store: Store, code: str, path: Path) -> int:
    """Write the lists of an open emergency into a file, by its ending, and return how many rows.

    Raises
    ------
    CaseworkError
        When the viewer may not see them or may not export.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    found = call_list(viewer, store, code)
    write_table(path, found)
    return len(found)
