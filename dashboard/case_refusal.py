"""A refusal as it is told beside a form: its sentence, with times in the office's zone."""

from __future__ import annotations

import logging
from datetime import datetime

from casework.sentence import Sentence
from dashboard.i18n import _
from dashboard.messages import sentence_of
from dashboard.when import local_time
from service.language import Said

_log = logging.getLogger(__name__)


def refusal_text(error: BaseException, zone: str) -> str:
    """Return what to tell about an error; plain text, what nobody expected goes to the log."""
    if isinstance(error, Said):
        return said_text(error, zone)
    _log.error("unexpected", exc_info=error)
    return sentence_of(error)


def said_text(said: Said, zone: str) -> str:
    """Return a sentence with its times as the viewer's clock shows them; plain text."""
    values = {
        name: local_time(value, zone) if isinstance(value, datetime) else value
        for name, value in said.params.items()
    }
    return _(Sentence(said.msgid, **values))
