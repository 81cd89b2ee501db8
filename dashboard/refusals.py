"""Whatever goes wrong is shown as a sentence; the details go to the server's log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.messages import plain, sentence_of
from service.access_log.noting import note_refusal
from service.language import Said

_log = logging.getLogger(__name__)


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Show an error of the block as a sentence and go on after it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  the last stop before the screen
        if not isinstance(error, Said):
            _log.exception("unexpected")
        note_refusal(error)
        st.error(plain(sentence_of(error)))
