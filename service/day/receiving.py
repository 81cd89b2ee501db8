"""What a message is carried out with."""

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
