"""The calendar, the rule book and the catalogue in force: the office's own, else as shipped."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import sqlalchemy as sa

from casework.catalogue import Catalogue
from casework.rulebook import Profile, RuleBook
from casework.work_calendar import WorkCalendar
from data.errors import DataError
from data.limits import RULE_LINE_CHARACTERS, RULES_BYTES
from data.schema import rule_documents
from data.settings_store import setting
from data.store import bump

SHIPPED: Final = {
    "calendar": "calendar_cn.toml",
    "rulebook": "rulebook.toml",
    "catalogue": "catalogue.toml",
}
_FOLDER: Final = Path(__file__).parent / "rules"
# The last version of each kind.
_LAST: Final = sa.select(rule_documents.c.kind, rule_documents.c.text).where(
    rule_documents.c.id.in_(
        sa.select(sa.func.max(rule_documents.c.id)).group_by(rule_documents.c.kind)
    )
)
Document = TypeVar("Document")


@dataclass(frozen=True)
class Rules:
    """What counts now: `profile` is the one of the rule book that the setting names."""

    calendar: WorkCalendar
    rulebook: RuleBook
    profile: Profile
    catalogue: Catalogue


def rules_of(conn: sa.Connection) -> Rules:
    """Return the rules in force, as this connection sees them.

    Raises
    ------
    CaseworkError
        When the rule book in force has not the profile that is set.

    Notes
    -----
    What is kept in memory is the meaning of a text, found by the text itself: a version that is
    rolled back can never be taken for one in force.
    """
    texts = rule_texts(conn)
    rulebook = parsed_rulebook(texts["rulebook"])
    return Rules(
        calendar=parsed_calendar(texts["calendar"]),
        rulebook=rulebook,
        profile=rulebook.profile(str(setting(conn, "rule_profile"))),
        catalogue=parsed_catalogue(texts["catalogue"]),
    )


def rule_texts(conn: sa.Connection) -> dict[str, str]:
    """Return the texts in force by kind: the office's last versions, else the shipped ones."""
    kept = {row.kind: row.text for row in conn.execute(_LAST)}
    return {kind: kept.get(kind) or shipped_text(kind) for kind in SHIPPED}


@lru_cache(maxsize=len(SHIPPED))
def shipped_text(kind: str) -> str:
    """Return the text of this kind as it comes with the program."""
    return (_FOLDER / SHIPPED[kind]).read_text(encoding="utf-8")


def file_text(path: Path) -> str:
    """Return the text of a rule file.

    Raises
    ------
    DataError
        When it cannot be opened, is too long or is not written in UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > RULES_BYTES:
            raise DataError(
                "{file} has {bytes} bytes, more than the {most} of any rule file: look whether it"
                " is the right one.",
                file=path.name,
                bytes=size,
                most=RULES_BYTES,
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(
            "{file} cannot be opened ({cause}): look whether name and folder are right.",
            file=str(path),
            cause=error.strerror or str(error),
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            "{file} is not written in UTF-8: save it as UTF-8 and load it again.", file=path.name
        ) from error


def keep_rules(conn: sa.Connection, kind: str, text: str, by: str, now: datetime) -> str:
    """Keep a new version of a rule document, checked before, and return its SHA-256."""
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    conn.execute(
        rule_documents.insert().values(
            kind=kind, text=text, sha256=sha256, changed_by=by, changed_at=now
        )
    )
    bump(conn, "rules")
    return sha256


@lru_cache(maxsize=16)
def parsed_calendar(text: str) -> WorkCalendar:
    """Return the work calendar of a text.

    Raises
    ------
    DataError
        When it is no TOML.
    FaultyRules
        With everything that is wrong in it.
    """
    return _parsed(text, WorkCalendar.from_mapping)


@lru_cache(maxsize=16)
def parsed_rulebook(text: str) -> RuleBook:
    """Return the rule book of a text; refusals as in `parsed_calendar`."""
    return _parsed(text, RuleBook.from_mapping)


@lru_cache(maxsize=16)
def parsed_catalogue(text: str) -> Catalogue:
    """Return the catalogue of a text; refusals as in `parsed_calendar`."""
    return _parsed(text, Catalogue.from_mapping)


def _parsed(text: str, read: Callable[[Mapping[str, object]], Document]) -> Document:
    if max(map(len, text.splitlines()), default=0) > RULE_LINE_CHARACTERS:
        raise DataError(
            "A line of the text is longer than {most} characters: a rule file has none so long."
            " Look whether it is the right one.",
            most=RULE_LINE_CHARACTERS,
        )
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(
            "The text cannot be read as TOML ({cause}): correct it there and load it again.",
            cause=str(error),
        ) from error
    return read(values)
