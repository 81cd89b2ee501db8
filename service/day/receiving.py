"""What a message is carried out with, and how it tells that it has to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.access import Viewer
from data.store import Store
from service.day.message import Message

Answer = dict[str, Any]


@dataclass(frozen=True)
class Receiving:
    """Who sends, into which database, what, and when it arrived."""

    viewer: Viewer
    store: Store
    message: Message
    now: datetime


Handler = Callable[[Receiving], Answer]


class NotYet(Exception):  # noqa: N818  no error: it comes again
    """The message before this one has not come; this one is to be sent again after it."""
