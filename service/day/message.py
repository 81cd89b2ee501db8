"""One message of a device, taken apart; what cannot be used is refused with a sentence."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from service.errors import ServiceError

_UID: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
# Longer than any text an act takes; the act itself says how long its text may be.
_LONGEST: Final = 20_000
_MOST_CODES: Final = 500
# A device that was forgotten in a drawer for longer tells of another time.
_OLDEST: Final = timedelta(days=60)
# Seconds; a clock that is further off tells nothing.
_FAR: Final = 1e11


@dataclass(frozen=True)
class Message:
    """What somebody did on a device, and sends when there is a connection.

    Attributes
    ----------
    uid
        Made on the device; the same message sent again has the same.
    kind
        What was done, a key of `service.day.receive.KINDS`.
    worker
        Code of the worker whose day it is.
    at
        When it was done, aware UTC.
    said
        What was said with it, as it came.
    """

    uid: str
    kind: str
    worker: str
    at: datetime
    said: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a text that has to be there.

        Raises
        ------
        ServiceError
            When it is missing, no text, or far too long.
        """
        value = self.text_or_none(name)
        if value is None:
            raise _unusable(name, "-")
        return value

    def text_or_none(self, name: str) -> str | None:
        """Return a text, None where there is none."""
        value = self.said.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise _unusable(name, value)
        return value

    def number(self, name: str) -> int:
        """Return a whole number that has to be there."""
        value = self.said.get(name)
        if type(value) is not int or not 0 <= value < 2**31:
            raise _unusable(name, value)
        return value

    def yes(self, name: str) -> bool:
        """Return whether something was ticked."""
        value = self.said.get(name, False)
        if not isinstance(value, bool):
            raise _unusable(name, value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of codes."""
        value = self.said.get(name) or []
        is_list = isinstance(value, list) and len(value) <= _MOST_CODES
        if not is_list or not all(isinstance(one, str) and len(one) <= 200 for one in value):
            raise _unusable(name, value)
        return tuple(value)

    def photo(self) -> bytes | None:
        """Return the photograph that came along, None where there is none."""
        value = self.said.get("photo")
        if value is None:
            return None
        try:
            return base64.b64decode(value, validate=True)
        except (TypeError, ValueError, binascii.Error) as error:
            raise _unusable("photo", "…") from error


def uid_of(sent: object) -> str:
    """Return the mark of what came.

    Raises
    ------
    ServiceError
        When it has none, so that nothing could be answered to it.
    """
    uid = sent.get("uid") if isinstance(sent, Mapping) else None
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise _unusable("uid", uid)
    return uid


def content_mark(sent: Mapping[str, Any]) -> str:
    """Return a hash (SHA-256, hexadecimal) of what a message says: another one, other content.

    Notes
    -----
    What may differ when the same message comes again is left out: how long ago it was done, and
    the version of a case it stands on.  The uid is hashed along (128 random bits made on the
    phone): equal words give unlike hashes, and no table made beforehand tells short ones.  Whoever
    holds the row can still try guesses at it; no opinion comes as a message.
    """
    said = sent.get("said")
    if isinstance(said, Mapping):
        said = {name: value for name, value in said.items() if name != "version"}
    told = json.dumps([sent.get(name) for name in ("uid", "kind", "worker")] + [said],
                      sort_keys=True)  # fmt: skip
    return hashlib.sha256(told.encode()).hexdigest()


def readable(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what came with a question mark for each half of a sign.

    A text that was cut off in the middle of a sign can neither be kept nor answered with.
    """
    told = json.dumps(dict(sent), ensure_ascii=False).encode(errors="replace")
    return dict(json.loads(told))


def message_of(sent: Mapping[str, Any], now: datetime) -> Message:
    """Return the message that came.

    Raises
    ------
    ServiceError
        When it is none.

    Notes
    -----
    A device tells how long ago something was done, not when: its clock may be wrong.
    """
    said = sent.get("said", {})
    if not isinstance(said, Mapping):
        raise _unusable("said", said)
    return Message(
        uid=uid_of(sent),
        kind=_word(sent, "kind"),
        worker=_word(sent, "worker"),
        at=now - _age(sent.get("age_s", 0)),
        said=said,
    )


def _word(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or "\x00" in value:
        raise _unusable(name, value)
    return value


def _age(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unusable("age_s", value)
    if not -_FAR <= value <= _FAR:
        raise _unusable("age_s", value)
    if value > _OLDEST.total_seconds():
        raise ServiceError(
            "This was written down {days} days ago, and after {most} days nothing is taken in any"
            " more: say it again if it still holds.",
            days=int(value // 86_400),
            most=_OLDEST.days,
        )
    return timedelta(seconds=max(0.0, float(value)))


def _unusable(name: str, value: object) -> ServiceError:
    return ServiceError(
        "A message of the phone page cannot be used: {name} is {seen}. Reload the page and say it"
        " again.",
        name=name,
        seen=str(value)[:60],
    )
