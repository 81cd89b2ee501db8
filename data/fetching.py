"""What is asked of another server of the office: no way to anywhere else, so long and so much."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from time import monotonic
from typing import IO, Final
from urllib.parse import urlsplit

# Of the machine itself: the only names that may be asked without TLS.
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTION: Final = 65_536


class NotFetched(Exception):
    """Nothing could be had from another server; its text says why, in a few words of its kind."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a server that sends elsewhere is refused, whoever asks."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Return no new request."""


@dataclass(frozen=True)
class Fetched:
    """What another server answered, whatever its status."""

    status: int
    body: bytes


def is_safe_address(address: str) -> bool:
    """Return whether an address is one of TLS, or of this machine, without a name or password."""
    try:
        parts = urlsplit(address)
        is_plain = parts.username is None and parts.port != 0 and bool(parts.hostname)
    except ValueError:
        return False
    is_ours = parts.scheme == "http" and parts.hostname in LOOPBACK
    return is_plain and address.isascii() and (parts.scheme == "https" or is_ours)


def fetched(
    address: str,
    *,
    form: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    authorities: Path | None = None,
    seconds: float = 8,
    most: int = 1_000_000,
) -> Fetched:
    """Return what a server answers.

    Parameters
    ----------
    form
        Fields to send; without them it is only asked.
    authorities
        File of the certificates that are trusted; without it those of the system.
    seconds
        How long it is waited for in all.
    most
        Bytes of the answer.

    Raises
    ------
    NotFetched
        When the address may not be asked, nobody answers, or too late, or too much.
    """
    if not is_safe_address(address):
        raise NotFetched("no https")
    asked = urllib.request.Request(address, data=form, headers=dict(headers or {}))  # noqa: S310
    try:
        trusted = ssl.create_default_context(cafile=str(authorities) if authorities else None)
        opener = urllib.request.build_opener(
            NoRedirect,
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=trusted),
        )
        end = monotonic() + seconds
        try:
            with opener.open(asked, timeout=seconds) as reply:
                return Fetched(reply.status, _read(reply, most, end))
        except urllib.error.HTTPError as error:
            with error:
                return Fetched(error.code, _read(error, most, end))
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise NotFetched(type(reason).__name__ if isinstance(reason, Exception) else "-") from error


def _read(reply: IO[bytes], most: int, end: float) -> bytes:
    parts, size = [], 0
    while part := reply.read1(_PORTION):  # type: ignore[attr-defined]
        parts.append(part)
        size += len(part)
        if size > most or monotonic() > end:
            raise TimeoutError
    return b"".join(parts)
