"""To the office's directory and back: what binds an answer to one browser, and what it opens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from casework.sentence import Sentence
from data.store import Store
from service.errors import ServiceError
from service.identity.directory_people import person_of, sign_in_person
from service.identity.directory_settings import DirectorySettings, directory_settings
from service.identity.provider import id_token_for, not_believed, provider_of, signed_claims
from service.identity.sessions import Begun

_log = logging.getLogger(__name__)
# How long somebody may take to sign in there.
LASTS: Final = timedelta(minutes=10)
NOT_READY: Final = Sentence(
    "The directory is not set up rightly on this server, so nobody is signed in by it: tell whoever"
    " runs the server (manage.py account directory check). Accounts of this server can sign in."
)
_OTHER_VISIT: Final = Sentence(
    "Nobody was signed in: this answer of the directory is of another visit or too old. Begin"
    " again."
)
_REFUSED: Final = Sentence(
    "The directory signed nobody in: you stopped there, or it does not let you in here. Begin"
    " again, or ask whoever keeps it."
)
_FAILED: Final = Sentence(
    "The directory signed nobody in ({code}): begin again, and if it stays so, tell whoever runs"
    " the server."
)
# What a directory may say went wrong (RFC 6749 and OpenID Connect Core); other words are not told.
_CODES: Final = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    }
)


@dataclass(frozen=True)
class WayThere:
    """How a browser goes to the directory: the address, and what it holds until it is back."""

    address: str
    kept: str


@dataclass(frozen=True)
class WayBack:
    """With what a browser came back.

    Attributes
    ----------
    said
        Fields of the address: code, state, error, iss.
    kept
        What it was given to hold (`WayThere.kept`).
    visit
        The secret of its visit.
    address
        Where it came back to, as the directory was told.
    """

    said: dict[str, str]
    kept: str
    visit: str
    address: str


def way_there(back: str, visit: str, return_address: str, now: datetime) -> WayThere:
    """Return the way to the directory.

    Parameters
    ----------
    back
        Path of the page to go on to in the end.

    Raises
    ------
    ServiceError
        When there is none, it is not set up rightly, or it cannot be asked.
    """
    settings = ready_settings()
    named = base64.urlsafe_b64encode(back.encode()).decode()
    kept = f"{secrets.token_urlsafe(32)}.{int(now.timestamp())}.{named}"
    challenge = _coded(hashlib.sha256(_bound("verifier", kept, visit).encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": settings.client,
        "redirect_uri": return_address,
        "scope": settings.scopes,
        "state": _bound("state", kept, visit),
        "nonce": _bound("nonce", kept, visit),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return WayThere(_with(provider_of(settings, now).authorization, asked), kept)


def signed_in(
    store: Store, came: WayBack, browser: str, now: datetime, old_token: str = ""
) -> tuple[Begun, str]:
    """Return a session for whom the directory vouches for, and the path to go on to.

    Parameters
    ----------
    browser
        What kind it is (`browsers.browser_words`).
    old_token
        Of the session this browser had; it ends.

    Raises
    ------
    ServiceError
        When the answer is not this browser's, not this directory's, or nobody may be signed in.
    """
    settings = ready_settings()
    back = _path_kept(came, now)
    provider = provider_of(settings, now)
    told = came.said.get("iss")
    if told != provider.issuer and (told is not None or provider.says_who_it_is):
        raise not_believed("iss")
    if came.said.get("error"):
        raise _failure(came.said["error"])
    code = came.said.get("code", "")
    if not code:
        raise not_believed("code")
    verifier = _bound("verifier", came.kept, came.visit)
    token = id_token_for(settings, provider, code, verifier, came.address)
    nonce = _bound("nonce", came.kept, came.visit)
    claims = signed_claims(settings, provider, token, nonce, now)
    person = person_of(claims, settings.groups_claim, settings.worker_claim)
    return sign_in_person(store, person, browser, now, old_token), back


def way_out(return_address: str, now: datetime) -> str:
    """Return where one is signed out of the directory; empty when it tells no such place.

    Notes
    -----
    It is told which program asks and where to go back to, nothing of a session: no token of it is
    kept here.

    Raises
    ------
    ServiceError
        When there is none, or it cannot be asked.
    """
    settings = ready_settings()
    address = provider_of(settings, now).way_out
    asked = {"client_id": settings.client, "post_logout_redirect_uri": return_address}
    return _with(address, asked) if address else ""


def ready_settings() -> DirectorySettings:
    """Return how the directory is asked; visitors are not told what is wrong with it.

    Raises
    ------
    ServiceError
        When there is none, or it is not set up rightly.
    """
    try:
        found = directory_settings()
        if found is not None:
            found.secret()
            return found
    except ServiceError as error:
        _log.error("the directory: the setting %s cannot be used", error.params.get("setting"))
    raise ServiceError(NOT_READY.msgid)


def _path_kept(came: WayBack, now: datetime) -> str:
    """Return where to go on to, when the answer belongs to what this browser holds."""
    state = _bound("state", came.kept, came.visit)
    is_ours = bool(came.kept and came.visit) and hmac.compare_digest(
        came.said.get("state", "").encode(), state.encode()
    )
    parts = came.kept.split(".")
    if not is_ours or len(parts) != 3 or not parts[1].isdecimal():
        raise ServiceError(_OTHER_VISIT.msgid)
    age = now.timestamp() - int(parts[1])
    if not -LASTS.total_seconds() <= age <= LASTS.total_seconds():
        raise ServiceError(_OTHER_VISIT.msgid)
    try:
        return base64.urlsafe_b64decode(parts[2]).decode()
    except ValueError:
        return ""


def _failure(code: str) -> ServiceError:
    known = code if code in _CODES else "-"
    _log.warning("the directory signed nobody in: %s", known)
    if known == "access_denied":
        return ServiceError(_REFUSED.msgid)
    return ServiceError(_FAILED.msgid, code=known)


def _bound(purpose: str, kept: str, visit: str) -> str:
    """Return 43 signs for a purpose that only who knows both secrets can work out."""
    text = f"gege directory {purpose}\n{kept}\n{visit}"
    return _coded(hashlib.sha256(text.encode("utf-8", "replace")).digest())


def _coded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _with(address: str, fields: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"
