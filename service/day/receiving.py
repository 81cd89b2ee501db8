"""What a message is carried out with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.access import Viewer
from data.store import Store
from service.day.message import Message
from service.photos import Picture

Answer = dict[str, Any]


@dataclass(frozen=True)
class Receiving:
    """Who sends, into which database, what, and when it arrived; `picture` came along."""

    viewer: Viewer
    store: Store
    message: Message
    now: datetime
    picture: Picture | None = None


Handler = Callable[[Receiving], Answer]
