"""A photograph in a form: chosen, kept without what its file says about itself, and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import Viewer
from casework.errors import CaseworkError
from dashboard.i18n import _
from dashboard.messages import plain, sentence_of
from dashboard.upload import widget_words
from data.limits import MIB, PHOTO_BYTES
from data.store import Store
from service.errors import ServiceError
from service.photos import keep_photo, may_keep_photo, photo_of

_TYPES: Final = ["jpg", "jpeg", "png", "webp"]


def photo_field(viewer: Viewer, key: str) -> bytes | None:
    """Show the field for a photograph, where one may be kept, and return the chosen file."""
    if not may_keep_photo(viewer):
        return None
    most = PHOTO_BYTES // MIB
    widget_words(_("Photo"), _("JPEG or PNG, up to {n} MB", n=most))
    given = st.file_uploader(
        _("Photo"), type=_TYPES, key=key, label_visibility="collapsed", max_upload_size=most
    )
    return given.getvalue() if given is not None else None


def kept_photo(
    viewer: Viewer, store: Store, data: bytes | None, grid: str | None, now: datetime
) -> str | None:
    """Keep a photograph and return its mark; None where none was chosen."""
    return None if data is None else keep_photo(viewer, store, data, grid, now)


def show_photo(viewer: Viewer, store: Store, sha256: str | None) -> None:
    """Show a photograph that is kept, or why it cannot be seen."""
    if not sha256:
        return
    try:
        st.image(photo_of(viewer, store, sha256), width=320)
    except (CaseworkError, ServiceError) as error:
        st.caption(plain(sentence_of(error)))
