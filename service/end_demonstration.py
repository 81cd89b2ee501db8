"""Out of the demonstration and into real work: what was invented is put away, whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.account_store import has_accounts
from data.emptying import make_as_new
from data.settings_store import setting
from data.store import Store
from service.backups import back_up
from service.errors import ServiceError

NO_REAL_DATA: Final = Sentence(
    "No file is taken into the demonstration district, which everybody may look into. End"
    " it on the server (manage.py end-demonstration), make the first administrator, and"
    " bring the files then."
)


def end_demonstration(viewer: Viewer, store: Store, copy: Path, now: datetime) -> None:
    """Write a backup of the demonstration district and make its database as new.

    Accounts stay.

    Raises
    ------
    CaseworkError
        When the viewer may not.
    ServiceError
        When this is no demonstration district, or there is a file of that name.
    DataError
        When the backup cannot be written; then nothing is changed.
    """
    require(viewer, Action.ADMINISTER)
    with store.read() as conn:
        is_demonstration = bool(setting(conn, "is_demonstration"))
    if not is_demonstration:
        raise ServiceError(
            "This database is no demonstration district, so it is not emptied: name another with"
            " --database."
        )
    if copy.exists():
        raise ServiceError(
            "There is a file {path} already: name another one for the copy.", path=str(copy)
        )
    back_up(viewer, store, copy, now)
    make_as_new(store)


def takes_real_data(conn: sa.Connection) -> bool:
    """Return False where anybody looks in without an account: in a demonstration district."""
    return not setting(conn, "is_demonstration") or has_accounts(conn)


def why_no_files(viewer: Viewer, store: Store) -> Sentence | None:
    """Return why no file is taken in here and what is done about it; None where files are taken."""
    require(viewer, Action.IMPORT_FILES)
    with store.read() as conn:
        return None if takes_real_data(conn) else NO_REAL_DATA


def refuse_real_data(conn: sa.Connection) -> None:
    """Do nothing unless real data would come where anybody looks in without an account.

    Raises
    ------
    ServiceError
        In a demonstration district without accounts.
    """
    if not takes_real_data(conn):
        raise ServiceError(NO_REAL_DATA.msgid)
