"""What people told us, to take away: the guarded numbers as a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from casework.access import Viewer
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from data.store import Store
from service.voices import Voices
from service.voices_export import export_voices

_MIME = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def voices_files(viewer: Viewer, store: Store, found: Voices) -> None:
    """Show two buttons that give the table as CSV and as Excel workbook."""
    labels = {".csv": _("Download as CSV"), ".xlsx": _("Download as Excel")}
    with st.container(horizontal=True):
        for ending, label in labels.items():
            offer_file(
                label,
                partial(_made, viewer, store, found, ending, language()),
                file_name=f"voices-{found.tag}-{found.period.key}{ending}",
                mime=_MIME[ending],
                key=f"voices_file{ending}",
                kind="voices",
            )


def _made(viewer: Viewer, store: Store, found: Voices, ending: str, language: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"voices{ending}"
        export_voices(
            viewer,
            store,
            path,
            found.tag,
            found.by,
            found.period,
            found.as_of,
            found.area,
            language,
        )
        return path.read_bytes()
