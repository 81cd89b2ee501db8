"""Tables to take away, as CSV and as Excel workbook."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from dashboard.i18n import _
from data.writers.files import write_table

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


def download_table(frame: pd.DataFrame, name: str, *, key: str) -> None:
    """Show two buttons that give the table as CSV and as Excel workbook, made when asked for."""
    labels = {".csv": _("Download as CSV"), ".xlsx": _("Download as Excel")}
    with st.container(horizontal=True):
        for ending, label in labels.items():
            st.download_button(
                label,
                lambda ending=ending: as_file(frame, ending),
                file_name=f"{name}{ending}",
                mime=_MIME[ending],
                key=f"{key}{ending}",
                on_click="ignore",
            )


def as_file(frame: pd.DataFrame, ending: str) -> bytes:
    """Return the table as the content of a file with this ending."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        write_table(path, frame)
        return path.read_bytes()
