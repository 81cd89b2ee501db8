"""Files to take away: tables as CSV and as Excel workbook, and whatever else a page offers.

`offer_file` is the one way out of the screens: what leaves is marked and noted first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import streamlit as st

from casework.access import Viewer
from casework.access_entry import Door
from dashboard.i18n import _
from dashboard.session import visitor
from data.access_log import DOOR
from data.store import open_store
from data.writers.files import write_table
from service.access_log.file_words import FileKind
from service.access_log.taking import Leaving, take

_MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Streamlit's own button over a table writes cells as they are: what begins with = is a formula to
# a spreadsheet.  Files are made by `data.writers` alone.
_NO_RAW_FILES = """<style>
[data-testid="stElementToolbar"] button[aria-label^="Download as CSV"]{display:none}
</style>"""


def hide_raw_downloads() -> None:
    """Hide the button with which a table would be taken away past the writers."""
    st.html(_NO_RAW_FILES)


def offer_file(
    label: str,
    make: Callable[[], bytes | str],
    *,
    file_name: str,
    kind: FileKind,
    key: str,
    code: str | None = None,
    is_marked: bool = False,
    is_named: bool = True,
    **button: Any,  # noqa: ANN401
) -> None:
    """Show a button that gives a file, made when asked for, marked and noted before it leaves.

    Parameters
    ----------
    kind, code, is_marked
        As `service.access_log.taking.Leaving` has them.
    is_named
        False where the name of the file may tell what a person wrote.
    button
        What else `st.download_button` is told.
    """
    leaving = Leaving(kind, file_name if is_named else None, code, is_marked)
    given = partial(_given, visitor(), make, leaving, Path(file_name).suffix.lower())
    st.download_button(label, given, file_name=file_name, key=key, on_click="ignore", **button)


def _given(viewer: Viewer, make: Callable[[], bytes | str], leaving: Leaving, ending: str) -> bytes:
    """Return the file; runs when the button is pressed, in a thread of its own."""
    DOOR.set(Door.SCREEN)
    return take(viewer, open_store(), leaving, make(), ending)


def download_table(frame: pd.DataFrame, name: str, *, key: str, is_named: bool = True) -> None:
    """Show two buttons that give the table as CSV and as Excel workbook, made when asked for."""
    labels = {".csv": _("Download as CSV"), ".xlsx": _("Download as Excel")}
    with st.container(horizontal=True):
        for ending, label in labels.items():
            offer_file(
                label,
                partial(as_file, frame, ending),
                file_name=f"{name}{ending}",
                kind="table",
                key=f"{key}{ending}",
                mime=_MIME[ending],
                is_named=is_named,
            )


def as_file(frame: pd.DataFrame, ending: str) -> bytes:
    """Return the table as the content of a file with this ending."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        write_table(path, frame)
        return path.read_bytes()
