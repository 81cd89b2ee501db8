"""What the roster worked out, kept until duty or map changes: a page asks on every click."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, TypeVar

import sqlalchemy as sa

from casework.access import Viewer
from data.map_store import token
from service.map_kept import Kept

T = TypeVar("T")
_kept: Final = Kept(16)


def kept(
    conn: sa.Connection, viewer: Viewer, question: tuple[Hashable, ...], build: Callable[[], T]
) -> T:
    """Return the answer to a question about the viewer's part, built once for a state of the data.

    Nobody may change what is returned.

    Parameters
    ----------
    question
        What is asked, and with which values.
    build
        Makes the answer from this connection's picture of the data, and from nothing else.
    """
    key = (*question, viewer.scope, token(conn, "grids"), token(conn, "duty"))
    return _kept.get(key, build)
