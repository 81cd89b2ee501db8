"""The seal of the ledger: the text an event is hashed as, the hash, and the head of the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from data.errors import DataError
from data.schema import ledger_head

# What stands before the first event.
GENESIS: Final = "0" * 64
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
_as_it_comes = json.JSONEncoder(allow_nan=False).encode
_quoted = json.encoder.encode_basestring


class Head(NamedTuple):
    """The end of the ledger: number and hash of its last event, the last serial of a case."""

    number: int
    hash: str
    serial: int


@lru_cache(maxsize=4096)
def instant(moment: datetime) -> str:
    """Return a time as the ledger writes it: ISO in UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details as they will be read back: plain JSON values, texts for keys.

    Raises
    ------
    TypeError, ValueError
        When they hold what JSON cannot hold.
    """
    if not details:
        return {}
    read: dict[str, Any] = json.loads(_as_it_comes(details))
    return read


def canonical_text(values: Mapping[str, Any]) -> str:
    """Return plain JSON values (`plain`) as the one text they are hashed as: keys sorted."""
    return _encode(values)


def sealed_text(event: Mapping[str, Any]) -> str:
    """Return the one text of an event: JSON, keys sorted, no spaces, text as it is.

    Parameters
    ----------
    event
        ``number, case_id, kind, acted_by, entered_by, happened_at, recorded_at`` (aware),
        ``details`` (`plain`) and ``import_id``; anything else is left out.

    Notes
    -----
    Put together by hand in the order of the keys: a third of the time of one `json.dumps`, whose
    result it equals.
    """
    return text_of(event, instant(event["happened_at"]), instant(event["recorded_at"]))


def text_of(event: Mapping[str, Any], happened_at: str, recorded_at: str) -> str:
    """Return `sealed_text` of an event whose times are written out already."""
    details = _encode(event["details"]) if event["details"] else "{}"
    import_id = "null" if event["import_id"] is None else f"{event['import_id']:d}"
    return (
        f'{{"acted_by":{_quoted(event["acted_by"])},"case_id":{event["case_id"]:d},'
        f'"details":{details},"entered_by":{_quoted(event["entered_by"])},'
        f'"happened_at":"{happened_at}","import_id":{import_id},'
        f'"kind":{_quoted(event["kind"])},"number":{event["number"]:d},'
        f'"recorded_at":"{recorded_at}"}}'
    )


def seal(hash_before: str, text: str) -> str:
    """Return the hash of an event: SHA-256 over the hash before it and its text."""
    return sha256(f"{hash_before}{text}".encode("utf-8", "surrogatepass")).hexdigest()


def chain(hash_before: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the hash before and the hash of each text, one after the other."""
    links = []
    for text in texts:
        link = (hash_before, seal(hash_before, text))
        links.append(link)
        hash_before = link[1]
    return links


def head_of(conn: sa.Connection, *, is_written: bool = False) -> Head:
    """Return the end of the ledger; to add to it, hold it until the transaction ends.

    Raises
    ------
    DataError
        When the row is gone.
    """
    wanted = sa.select(ledger_head.c.number, ledger_head.c.hash, ledger_head.c.serial)
    found = conn.execute(wanted.with_for_update() if is_written else wanted).first()
    if found is None:
        raise DataError(
            "The ledger has lost its head, so nothing can be added to it: restore a copy of the"
            " database, or ask whoever looks after it."
        )
    return Head(*found)


def set_head(conn: sa.Connection, head: Head) -> None:
    """Keep the new end of the ledger."""
    conn.execute(ledger_head.update().values(head._asdict()))
