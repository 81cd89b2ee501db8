"""What commands share: the database, times as they are given, and how an answer is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from casework.errors import CaseworkError
from commands.viewer import by_command
from data.errors import DataError
from data.store import Store, open_store
from geo.errors import GeoError
from service.clock import now
from service.errors import ServiceError

if TYPE_CHECKING:
    from service.access_log.file_words import FileKind

REFUSALS: Final = (CaseworkError, DataError, GeoError, ServiceError)

# How a day may be written.
DAY_FORMATS: Final = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]
# A time of another year is a slip, and at the ends of the calendar none can be counted with.
_YEARS: Final = range(1900, 2200)


def ready_store() -> Store:
    """Return the database, brought up to date; from here on times are told in its zone."""
    from casework.access import OPERATOR
    from data.migrate import migrate
    from service.privacy.keys import seal_older
    from service.settings import settings_now

    by_command()
    store = open_store()
    migrate(store)
    seal_older(OPERATOR, store, now())
    settings_now(OPERATOR, store)
    return store


def possible(said: datetime) -> datetime:
    """Return a time as it was given.

    Raises
    ------
    ServiceError
        When its year cannot be.
    """
    if said.year not in _YEARS:
        raise ServiceError(
            "{seen} cannot be: give a time from the year {first} to the year {last}.",
            seen=said.date().isoformat(),
            first=_YEARS[0],
            last=_YEARS[-1],
        )
    return said


def day_of(store: Store, said: datetime | None) -> date:
    """Return the day that was given, else the one it is in the office."""
    if said is not None:
        return possible(said).date()
    from service.cases.noting import office_day

    with store.read() as conn:
        return office_day(conn, now())


def refuse_nowhere(path: Path) -> None:
    """Do nothing when a file can be written there.

    Raises
    ------
    ServiceError
        When it is a folder, or in none.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise ServiceError(
            "Nothing can be written to {path}: name a file in a folder that is there.",
            path=str(path),
        )


def write_out(path: Path, text: str, kind: FileKind, code: str | None = None) -> None:
    """Write a file, marked, once it is noted who takes it.

    Raises
    ------
    ServiceError
        When it cannot be written there.
    """
    with leaving(path, kind, code) as place:
        place.write_text(text, encoding="utf-8")


@contextmanager
def leaving(
    path: Path, kind: FileKind, code: str | None = None, *, is_marked: bool = False
) -> Iterator[Path]:
    """Give a place to write a file to; marked and noted, it comes to its own place at the end.

    Raises
    ------
    ServiceError
        When it cannot be written there.
    """
    from commands.viewer import who
    from service.access_log.taking import Leaving, taking

    refuse_nowhere(path)
    leaving = Leaving(kind, path.name, code, is_marked)
    try:
        with taking(who(), open_store(), leaving, path) as place:
            yield place
    except OSError as error:
        raise ServiceError(
            "Nothing can be written to {path} ({cause}): name another file.",
            path=str(path),
            cause=str(error.strerror),
        ) from error


def show(value: object) -> None:
    """Write a value as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def progress(what: str, done: int, total: int) -> None:
    """Tell a long task's progress to somebody who watches."""
    if total > 20_000 and sys.stderr.isatty():
        typer.echo(f"\r{what}: {done}/{total}", nl=done >= total, err=True)


def told(value: Any) -> Any:  # noqa: ANN401
    """Return a value for JSON: things by their fields, sentences in both languages."""
    from service.language import Said, both

    if isinstance(value, Said):
        return both(value)
    if hasattr(value, "__dataclass_fields__"):
        return {name: told(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {name: told(one) for name, one in value.items()}
    return [told(one) for one in value] if isinstance(value, tuple | list) else value
