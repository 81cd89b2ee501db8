"""The same tests on PostgreSQL: each SQLite file a test names is a database of its own there.

With ``GEGE_TEST_POSTGRES=postgresql+psycopg://role:word@host/postgres``, ``-p tests.postgres``
puts a database in the place of every file that a `Store` is opened at; a file that is copied is a
database copied.  The role must be allowed to make databases.  What a test made is dropped when it
ends.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import store as stores

_ADMIN = sa.make_url(os.environ["GEGE_TEST_POSTGRES"])
_MADE: dict[str, str] = {}
_admin = sa.create_engine(_ADMIN, isolation_level="AUTOCOMMIT", pool_size=1)
_plain_init = stores.Store.__init__
_plain_copy = shutil.copy


def _name_of(path: str | Path) -> str:
    digest = hashlib.sha256(os.path.realpath(path).encode()).hexdigest()
    return f"gege_test_{digest[:24]}"


def _say(statement: str) -> None:
    with _admin.connect() as conn:
        conn.exec_driver_sql(statement)


def _let_go(name: str) -> None:
    """End what is connected to a database: an engine connects again when it is asked next."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    _say(f"{ended}'{name}' AND pid <> pg_backend_pid()")


def database_at(path: str | Path) -> sa.URL:
    """Return the address of the database that stands for a file, made where there is none."""
    name = _name_of(path)
    if name not in _MADE:
        _say(f'CREATE DATABASE "{name}" TEMPLATE template0')
        _MADE[name] = str(path)
        Path(path).touch()
    return _ADMIN.set(database=name)


def _is_file(url: str) -> str | None:
    """Return the path of the SQLite file that an address names, unless it holds one already."""
    made = sa.make_url(url if "://" in url else f"sqlite:///{url}")
    path = made.database
    if made.get_backend_name() != "sqlite" or path in (None, "", ":memory:"):
        return None
    known = _name_of(path) in _MADE
    is_sqlite = Path(path).is_file() and Path(path).stat().st_size > 0
    return path if known or not is_sqlite else None


def _init(self: stores.Store, url: str) -> None:
    path = _is_file(url)
    if path is None:
        _plain_init(self, url)
        return
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    found = database_at(path)
    _plain_init(self, found.render_as_string(hide_password=False))


def _copy(source: Any, target: Any, **options: Any) -> Any:  # noqa: ANN401
    name = _name_of(source)
    if name not in _MADE:
        return _plain_copy(source, target, **options)
    path = Path(target)
    path = path / Path(source).name if path.is_dir() else path
    copied = _name_of(path)
    _let_go(name)
    if copied in _MADE:
        _let_go(copied)
        _say(f'DROP DATABASE "{copied}"')
    _say(f'CREATE DATABASE "{copied}" TEMPLATE "{name}"')
    _MADE[copied] = str(path)
    path.touch()
    return path


stores.Store.__init__ = _init  # type: ignore[method-assign]
shutil.copy = _copy  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = set(_MADE)
    yield
    _drop(set(_MADE) - before)


@pytest.fixture(scope="session", autouse=True)
def _nothing_at_all_is_left() -> Iterator[None]:
    yield
    _drop(set(_MADE))


def _drop(names: set[str]) -> None:
    for name in names:
        _say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        del _MADE[name]
