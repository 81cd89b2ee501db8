"""Files a person hands over: kept below var/uploads while he looks at them, then removed."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

import streamlit as st

from dashboard.i18n import _
from data.readers.opening import KNOWN
from service.errors import ServiceError

# The upload widget speaks English only: its words are hidden and ours put in their place.  What it
# says of a file it does not take stands in a hint that a finger never sees.
_STYLE = """<style>
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p{{font-size:0}}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p::after{{
 content:"{choose}";font-size:1rem}}
[data-testid="stFileUploaderDropzoneInstructions"] span,
[data-testid="stFileUploaderDropzoneInstructions"]{{font-size:0}}
[data-testid="stFileUploaderDropzoneInstructions"]::after{{content:"{hint}";font-size:.9rem}}
[data-testid="stFileUploader"] [data-testid="stFileChip"]:has([data-testid="stFileChipIconError"]){{
 flex-wrap:wrap;height:auto}}
[data-testid="stFileChip"]:has([data-testid="stFileChipIconError"])::after{{
 content:"{refused}";font-size:.9rem;flex-basis:100%}}
</style>"""
# Room above the widget for what is said beside it.
_ROOM = "<style>.stMainBlockContainer{padding-top:4rem}</style>"
UPLOADS = Path("var/uploads")
_FOLDER, _TAKEN = "upload_folder", "upload_taken"
# What a forgotten upload of a closed browser may live.
_FORGOTTEN = timedelta(days=1)
_NAME_LENGTH = 120


class Uploaded(Protocol):
    """What the upload widget gives."""

    name: str
    file_id: str

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the content."""

    def read(self, size: int = -1) -> bytes:
        """Return content."""


def ask_for_file(turn: int) -> Path | None:
    """Show the upload and return where the file lies, None while there is none."""
    given = st.file_uploader(
        _("The file, or all parts of a shapefile together"),
        accept_multiple_files=True,
        key=f"upload_{turn}",
        help=KNOWN,
    )
    if not given:
        forget_upload()
        return None
    marks = tuple(one.file_id for one in given)
    if st.session_state.get(_TAKEN) != marks:
        forget_upload()
        st.session_state[_FOLDER] = str(take(given))
        st.session_state[_TAKEN] = marks
    return main_file(Path(st.session_state[_FOLDER]))


def upload_words(hint: str = "") -> None:
    """Put our words into the upload widget; ``hint`` where less than 1 GB is taken."""
    widget_words(_("Choose a file"), hint or _("or drop it here; up to 1 GB"))
    st.html(_ROOM)


def widget_words(choose: str, hint: str) -> None:
    """Put words into the upload widgets of this page: on the button, and beside it."""
    refused = _("Not taken: the file is too large or of another kind.")
    words = {"choose": choose, "hint": hint, "refused": refused}
    st.html(_STYLE.format(**{name: _in_css(text) for name, text in words.items()}))


def _in_css(text: str) -> str:
    """Return text in which CSS and HTML find nothing but letters."""
    return "".join(mark if mark.isalnum() or mark in " ;,.，；。" else " " for mark in text)


def take(given: Sequence[Uploaded]) -> Path:
    """Write the files into a folder of their own and return it."""
    folder = UPLOADS / secrets.token_hex(8)
    folder.mkdir(parents=True)
    for one in given:
        one.seek(0)
        with (folder / safe_name(one.name)).open("wb") as target:
            shutil.copyfileobj(_as_binary(one), target, 1 << 20)
    return folder


def main_file(folder: Path) -> Path:
    """Return the file to read among those handed over.

    Raises
    ------
    ServiceError
        When they are several and not the parts of one shapefile.
    """
    files = sorted(folder.iterdir())
    shapes = [path for path in files if path.suffix.lower() == ".shp"]
    if len(files) == 1:
        return files[0]
    if len(shapes) == 1 and all(path.name.startswith(shapes[0].stem) for path in files):
        return shapes[0]
    raise ServiceError(
        "Several files were handed over ({files}) that are not the parts of one shapefile: hand"
        " over one file at a time.",
        files=", ".join(path.name for path in files),
    )


def forget_upload() -> None:
    """Remove what this visitor handed over."""
    folder = st.session_state.pop(_FOLDER, None)
    st.session_state.pop(_TAKEN, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(now: datetime) -> None:
    """Remove what visitors who went away left behind."""
    for folder in UPLOADS.glob("*") if UPLOADS.is_dir() else ():
        age = now.timestamp() - folder.stat().st_mtime
        if folder.is_dir() and age > _FORGOTTEN.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """Return the file's own name without folders, control marks or a leading dot; never empty."""
    last = re.split(r"[\\/]", name)[-1]
    clean = "".join(mark for mark in last if mark.isprintable() and mark not in ':*?"<>|')
    clean = clean.strip().lstrip(".") or "file"
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[:_NAME_LENGTH]}{dot}{ending[:12]}" if dot else clean[:_NAME_LENGTH]


def _as_binary(one: Uploaded) -> BinaryIO:
    return one  # type: ignore[return-value]
