"""Households by what their address holds."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from data.schema import households

_LONGEST = 60


def addresses_with(conn: sa.Connection, text: str) -> NDArray[np.int64]:
    """Return the row numbers of households whose address or code holds every word of a text.

    What stands for any sign in a search of the database is looked for as itself.
    """
    words = text[:_LONGEST].split()
    held = [
        households.c.address.contains(word, autoescape=True)
        | households.c.code.contains(word, autoescape=True)
        for word in words
    ]
    wanted = sa.select(households.c.id).where(*held)
    return np.fromiter(conn.scalars(wanted), dtype=np.int64)
