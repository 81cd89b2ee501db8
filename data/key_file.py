"""The keys that contacts are sealed with: one file beside the database, readable by its owner."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from data.errors import DataError

# AES-256.
KEY_BYTES: Final = 32
# Beside a database that is no file.
_ELSEWHERE: Final = Path("var") / "gege.key"
_HEAD: Final = (
    "# Keys of the contacts in the database. Without this file nobody can read them.\n"
    "# Keep a copy of it apart from the backups of the database.\n"
)


def key_path(url: sa.URL) -> Path:
    """Return where the keys of a database lie: GEGE_KEY_FILE, else ``<database>.key``."""
    named = os.environ.get("GEGE_KEY_FILE")
    if named:
        return Path(named)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(f"{url.database}.key") if is_file else _ELSEWHERE


def mark_of(key: bytes) -> str:
    """Return the mark a key is known by: it tells nothing of the key."""
    return sha256(b"gege contact key " + key).hexdigest()


def read_keys(path: Path) -> dict[int, bytes]:
    """Return the keys of a file by number; none when there is no file.

    Raises
    ------
    DataError
        When it cannot be read or is no file of keys.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path) from error
    words = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    try:
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in words}
    except (ValueError, binascii.Error) as error:
        raise _unusable(path) from error
    if any(len(key) != KEY_BYTES for key in keys.values()) or len(keys) != len(words):
        raise _unusable(path)
    return keys


def add_key(path: Path, number: int) -> dict[int, bytes]:
    """Add a new key to a file, made if there is none, and return all keys in it.

    A key that is there under this number stays, also where another program made it just now.

    Raises
    ------
    DataError
        When it cannot be written.
    """
    keys = read_keys(path)
    if number in keys:
        return keys
    is_new = not keys
    wanted = keys | {number: secrets.token_bytes(KEY_BYTES)}
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, wanted)
        try:
            # A link fails where there is a file already, a rename would replace it.
            os.link(part, path) if is_new else part.replace(path)
        except FileExistsError:
            return read_keys(path)
        finally:
            part.unlink(missing_ok=True)
        _flush(path.parent)
    except OSError as error:
        raise DataError(
            "The key file {path} cannot be written ({cause}): let the program write there, or name"
            " another file in GEGE_KEY_FILE.",
            path=str(path),
            cause=str(error.strerror),
        ) from error
    return wanted


def _write(path: Path, keys: Mapping[int, bytes]) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_HEAD)
        file.writelines(f"{n} {base64.b64encode(key).decode()}\n" for n, key in keys.items())
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unusable(path: Path) -> DataError:
    return DataError(
        "{path} is no file of keys that can be read: put back a copy of the key file.",
        path=str(path),
    )
