"""The first account, made by whoever can read a file on the server.

Before it, nobody can be asked who he is, and the first to come may be anybody on the network.  So
a word lies in a file beside the database, and whoever has the machine has the word.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from casework.access import Action, Role, Viewer, require
from data.account_store import add_account, has_accounts
from data.store import Store
from service.errors import ServiceError
from service.identity.names import account_name, name_key
from service.identity.passwords import accepted, hashed
from service.identity.sessions import Begun, begin_session

FILE_NAME: Final = "first-administrator.txt"


def word_file(store: Store) -> Path:
    """Return where the word lies: beside the database file, else in ``var``."""
    is_file = store.url.get_backend_name() == "sqlite" and store.url.database
    folder = Path(str(store.url.database)).parent if is_file else Path("var")
    return folder / FILE_NAME


def has_any_account(store: Store) -> bool:
    """Return whether there is an account."""
    with store.read() as conn:
        return has_accounts(conn)


def write_word(store: Store) -> str:
    """Return the word, written into its file (mode 600) when it is not there yet.

    Raises
    ------
    ServiceError
        When there is an account already, or the file cannot be written.
    """
    _refuse_second(has_any_account(store))
    path = word_file(store)
    word = secrets.token_urlsafe(15)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, f"{word}\n")
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise ServiceError(
            "The word for the first administrator cannot be kept in {path} ({cause}): let the"
            " program write there, or make the account with manage.py account new.",
            path=str(path),
            cause=str(error),
        ) from error


def word_for_operator(viewer: Viewer, store: Store) -> dict[str, str]:
    """Return the word and where it lies, refused like `write_word`."""
    require(viewer, Action.KEEP_ACCOUNTS)
    return {"word": write_word(store), "file": str(word_file(store))}


def make_first_administrator(
    store: Store, word: str, name: str, password: str, browser: str, now: datetime
) -> Begun:
    """Make the first account and begin its session.

    Raises
    ------
    ServiceError
        When the word is not the one in the file, name or password cannot be, or somebody else was
        quicker.
    """
    right = write_word(store)
    if not hmac.compare_digest(word.strip().encode(), right.encode()):
        raise ServiceError(
            "This is not the word in the file {file} beside the database: open the file on the"
            " server, or ask who runs it.",
            file=FILE_NAME,
        )
    kept_name = account_name(name)
    kept = hashed(accepted(password, kept_name))
    with store.begin() as conn:
        _refuse_second(has_accounts(conn))
        account_id = add_account(
            conn,
            {
                "name": kept_name,
                "name_key": name_key(kept_name),
                "display_name": kept_name,
                "role": Role.ADMINISTRATOR.value,
                "password_hash": kept,
                "must_change": False,
                "is_active": True,
                "made_at": now,
                "made_by": kept_name,
            },
        )
        begun = begin_session(conn, account_id, browser, now)
    forget_word(store)
    return begun


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all; the first of two stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def forget_word(store: Store) -> None:
    """Take the file with the word away."""
    with suppress(OSError):
        word_file(store).unlink(missing_ok=True)


def _refuse_second(is_there: bool) -> None:
    if is_there:
        raise ServiceError(
            "There is an account already, so there is no first one to make: sign in, or ask an"
            " administrator."
        )
