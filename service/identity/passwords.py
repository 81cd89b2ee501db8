"""What may be a password, and how it is kept: argon2id, never the password itself."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from service.errors import ServiceError

# NIST SP 800-63B asks for 8 where a second factor is there; there is none here.
LEAST: Final = 10
MOST: Final = 200
# How long a password that somebody else has given opens a session.
ONE_TIME_DAYS: Final = 7
# What is tried first, of ten characters and more; compared without case.
_TRIED_FIRST: Final = (
    "1234567890 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 a1234567890"
    " 1234567890a qwertyuiop qwerty12345 qwerty123456 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r5t6y"
    " q1w2e3r4t5 qazwsxedcrfv asdfghjkl; zxcvbnm123 password123 password1234 passw0rd123"
    " p@ssw0rd123 administrator admin123456 admin12345 adminadmin root123456 abc1234567"
    " abcd123456 abcdefghij abcdefg123 aa12345678 aa123456789 woaini1314 woaini520 woaini1314520"
    " 5201314520 52013141314 iloveyou123 iloveyou1314 wangge12345 gege123456 shequ12345"
    " letmein123 welcome123 welcome1234 test123456 zhongguo123 china12345 11223344556"
    " 1122334455 147258369a 1472583690 9638527410 000000000a 1357924680 8888888888a"
    " 一二三四五六七八九十"
)
_COMMON: Final = frozenset(_TRIED_FIRST.split())
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_PARAMETERS: Final = RFC_9106_LOW_MEMORY
_hasher = PasswordHasher.from_parameters(_PARAMETERS)


def accepted(password: str, name: str) -> str:
    """Return a password in the form it is kept by.

    Parameters
    ----------
    name
        Of the account.

    Raises
    ------
    ServiceError
        When it is too short or too long, common, or made of the name.
    """
    text = _normal(password)
    if not LEAST <= len(text) <= MOST:
        raise ServiceError(
            "This password has {length} characters: choose one of {least} to {most}, such as a few"
            " words in a row.",
            length=len(text),
            least=LEAST,
            most=MOST,
        )
    folded, called = text.casefold(), unicodedata.normalize("NFKC", name).casefold()
    if called and (folded.replace(called, "") == "" or _is_name_and_digits(folded, called)):
        raise ServiceError(
            "The password must not be made of the name {name}: choose another.", name=name
        )
    if folded in _COMMON or len(set(folded)) < 4:
        raise ServiceError(
            "This password is among those that are tried first: choose another, such as a few words"
            " in a row."
        )
    return text


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Return whether this is the password; takes as long where there is none."""
    text = _normal(password)[: MOST + 1]
    try:
        right = _hasher.verify(kept or _nobodys(), text)
    except (VerificationError, InvalidHashError):
        return False
    return bool(right and kept)


def needs_rehash(kept: str) -> bool:
    """Return whether it was kept with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def one_time_password() -> str:
    """Return a password to hand over: 16 signs that are hard to misread, in fours (79 bits)."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def good_until(now: datetime) -> datetime:
    """Return until when a one-time password that is given now is good."""
    return now + timedelta(days=ONE_TIME_DAYS)


def _is_name_and_digits(folded: str, called: str) -> bool:
    rest = folded.replace(called, "", 1)
    return rest != folded and (not rest or rest.strip("0123456789._-!@#") == "")


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex(16))
