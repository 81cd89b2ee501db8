"""Who gives a command."""

from __future__ import annotations

import os
from typing import Final

from casework.access import OPERATOR, Viewer
from casework.access_entry import Door
from data.access_log import DOOR

# Set by `manage.py --as NAME` for the command that follows; it can only make less of the operator.
ACTING_AS: Final = "GEGE_ACTING_AS"


def who() -> Viewer:
    """Return who gives this command: its operator, or the account he says he acts for.

    Whoever may run programs here has the database anyway.

    Raises
    ------
    ServiceError
        When there is no such account, or it is paused.
    """
    by_command()
    name = os.environ.get(ACTING_AS)
    if not name:
        return OPERATOR
    from data.store import open_store
    from service.clock import now
    from service.identity.accounts import viewer_named

    return viewer_named(OPERATOR, open_store(), name, now())


def by_command() -> None:
    """Say that what follows is asked for by a command."""
    DOOR.set(Door.COMMAND)
