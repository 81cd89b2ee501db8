"""What a database or its disk says when it cannot go on, as a sentence for whoever waits."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

import sqlalchemy as sa

from casework.sentence import Sentence

BUSY: Final = Sentence("The database is busy or cannot be reached: try again in a minute.")
_FULL: Final = Sentence(
    "The disk is full, so this was not done and nothing was changed: make room on it, or tell the"
    " administrator, then do it again."
)
_READ_ONLY: Final = Sentence(
    "The database cannot be written to, so this was not done: tell the administrator that the"
    " program needs the right to write to its file and the folder it lies in."
)
_FAILING: Final = Sentence(
    "The disk did not take or give what it should, so this was not done: tell the administrator"
    " to look after the disk."
)
_DAMAGED: Final = Sentence(
    "The database is damaged, so this was not done: tell the administrator to stop the program and"
    " to restore a backup."
)
# The last byte of SQLite's codes; what stands before it tells where in its code it happened.
_BY_CODE: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: BUSY,
}
# PostgreSQL's (its manual, appendix A).
_BY_STATE: Final = {
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "53100": _FULL,
    "58030": _FAILING,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_BY_ERRNO: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EIO: _FAILING,
}


def trouble_of(error: BaseException) -> Sentence | None:
    """Return what to tell about an error of the database or its disk; None for any other.

    Parameters
    ----------
    error
        As it was caught; what it says itself is for the log.
    """
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    if isinstance(error, sa.exc.DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        found = None if code is None else _BY_CODE.get(code & 0xFF)
        found = found or _BY_STATE.get(str(getattr(error.orig, "sqlstate", None)))
        return found or (BUSY if isinstance(error, sa.exc.OperationalError) else None)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _BY_CODE.get(code & 0xFF)
    return None
