"""The office's directory as OpenID Connect speaks with it: asked, and believed when it signs."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from casework.sentence import Sentence
from data.fetching import Fetched, NotFetched, fetched, is_safe_address
from service.errors import ServiceError
from service.identity.directory_settings import DirectorySettings

_log = logging.getLogger(__name__)
# Only what is signed with a key that the directory alone has.
ALGORITHMS: Final = tuple(
    f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)
)
# Seconds by which the directory's clock may be another than ours.
SKEW: Final = 60
_KEPT: Final = timedelta(hours=1)
# Keys are asked for again when one is not known, so often at most.
_KEYS_EVERY: Final = timedelta(minutes=1)
_WELL_KNOWN: Final = "/.well-known/openid-configuration"
NOT_REACHED: Final = Sentence(
    "The directory cannot be asked at present, so nobody was signed in by it: try again in a"
    " minute, or sign in with an account of this server."
)
_NOT_BELIEVED: Final = (
    "What the directory answered is not valid ({cause}), so nobody was signed in: begin again, and"
    " if it stays so, tell whoever runs the server."
)


@dataclass(frozen=True)
class Provider:
    """What a directory says of itself.

    Attributes
    ----------
    way_out
        Address where one is signed out of it; empty when it tells none.
    says_who_it_is
        Whether its answers always tell its address.
    takes_secret_in_form
        Whether it takes the program's secret among the fields only.
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    way_out: str
    says_who_it_is: bool
    takes_secret_in_form: bool


_lock = Lock()
_providers: dict[DirectorySettings, tuple[Provider, datetime]] = {}
_keys: dict[str, tuple[KeySet, datetime]] = {}


def forget_providers() -> None:
    """Forget what directories said of themselves, so that they are asked again."""
    with _lock:
        _providers.clear()
        _keys.clear()


def provider_of(settings: DirectorySettings, now: datetime) -> Provider:
    """Return what the directory says of itself, asked once an hour.

    Raises
    ------
    ServiceError
        When it cannot be asked, or says it is another.
    """
    with _lock:
        kept = _providers.get(settings)
    if kept is not None and now - kept[1] < _KEPT:
        return kept[0]
    said = _object(_asked(settings, settings.issuer.rstrip("/") + _WELL_KNOWN))
    provider = _provider(settings, said)
    with _lock:
        _providers[settings] = (provider, now)
    return provider


def id_token_for(
    settings: DirectorySettings, provider: Provider, code: str, verifier: str, return_address: str
) -> str:
    """Return the ID token the directory gives for a code; it gives one once.

    Raises
    ------
    ServiceError
        When it cannot be asked or gives none.
    """
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_address,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if provider.takes_secret_in_form:
        fields |= {"client_id": settings.client, "client_secret": settings.secret()}
    else:
        pair = f"{quote_plus(settings.client)}:{quote_plus(settings.secret())}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    answer = _asked(settings, provider.token, urlencode(fields).encode(), headers)
    given = _object(answer).get("id_token")
    if answer.status != 200 or not isinstance(given, str):
        raise not_believed("code")
    return given


def signed_claims(
    settings: DirectorySettings, provider: Provider, token: str, nonce: str, now: datetime
) -> dict[str, Any]:
    """Return what an ID token says, after everything about it was checked.

    Raises
    ------
    ServiceError
        When it is not signed by this directory, for this program, for this visit, or is too old.
    """
    at = int(now.timestamp())
    registry = jwt.JWTClaimsRegistry(
        now=at,
        leeway=SKEW,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": settings.client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        try:
            read = jwt.decode(token, _keys_of(settings, provider, now), ALGORITHMS)
        except InvalidKeyIdError:
            newer = _keys_of(settings, provider, now, _KEYS_EVERY)
            read = jwt.decode(token, newer, ALGORITHMS)
        registry.validate(read.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise not_believed(_cause(error)) from error
    claims = dict(read.claims)
    party = claims.get("azp", settings.client if _is_one(claims["aud"]) else None)
    if party != settings.client:
        raise not_believed("azp")
    if claims["nonce"] != nonce or not 0 < len(claims["sub"]) <= 255:
        raise not_believed("nonce, sub")
    return claims


def not_believed(cause: str) -> ServiceError:
    """Return the refusal of an answer; the cause in a word of the protocol."""
    _log.warning("an answer of the directory was refused: %s", cause)
    return ServiceError(_NOT_BELIEVED, cause=cause)


def _provider(settings: DirectorySettings, said: dict[str, Any]) -> Provider:
    if said.get("issuer") != settings.issuer:
        raise not_believed("issuer")
    named = [said.get(f"{name}_endpoint") for name in ("authorization", "token")]
    for address in (*named, said.get("jwks_uri")):
        if not isinstance(address, str) or not is_safe_address(address):
            raise not_believed("endpoints")
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    out = said.get("end_session_endpoint")
    return Provider(
        settings.issuer,
        str(named[0]),
        str(named[1]),
        str(said["jwks_uri"]),
        out if isinstance(out, str) and is_safe_address(out) else "",
        said.get("authorization_response_iss_parameter_supported") is True,
        "client_secret_basic" not in ways and "client_secret_post" in ways,
    )


def _keys_of(
    settings: DirectorySettings, provider: Provider, now: datetime, lasting: timedelta = _KEPT
) -> KeySet:
    """Return the directory's keys, asked for again when they are older than this."""
    with _lock:
        kept = _keys.get(provider.keys)
    if kept is not None and now - kept[1] < lasting:
        return kept[0]
    said = _object(_asked(settings, provider.keys))
    # A key that two sides share signs nothing here.
    usable = [one for one in said.get("keys", []) if one.get("kty") in ("RSA", "EC")]
    found = KeySet.import_key_set({"keys": usable})
    with _lock:
        _keys[provider.keys] = (found, now)
    return found


def _asked(
    settings: DirectorySettings,
    address: str,
    form: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Fetched:
    told = {"Accept": "application/json"} | (headers or {})
    try:
        answer = fetched(address, form=form, headers=told, authorities=settings.authorities)
    except NotFetched as error:
        _log.warning("the directory did not answer: %s", error)
        raise ServiceError(NOT_REACHED.msgid) from error
    if answer.status >= 500 or (form is None and answer.status != 200):
        _log.warning("the directory answered with status %s", answer.status)
        raise ServiceError(NOT_REACHED.msgid)
    return answer


def _object(answer: Fetched) -> dict[str, Any]:
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise not_believed("JSON") from error
    if not isinstance(said, dict):
        raise not_believed("JSON")
    return said


def _is_one(audience: object) -> bool:
    return isinstance(audience, str) or (isinstance(audience, list) and len(audience) == 1)


def _cause(error: Exception) -> str:
    """Return a cause in a word or two of the protocol, never what was sent."""
    claim = getattr(error, "claim", None)
    words = (getattr(error, "error", ""), claim if isinstance(claim, str) else "")
    return " ".join(word for word in words if word) or type(error).__name__
