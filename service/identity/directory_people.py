"""Somebody the directory knows: his account here, made at the first sign-in, and his session."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa

from casework.plain_text import one_line
from data.account_store import (
    Account,
    account_by_key,
    add_account,
    change_account,
    has_accounts,
)
from data.directory_store import account_of_subject, load_groups
from data.sign_in_store import end_sign_in, end_sign_ins_of
from data.store import Store
from service.errors import ServiceError
from service.identity.directory_groups import post_by_groups
from service.identity.names import MOST, OTHER_SIGNS, name_key
from service.identity.posts import Post, refuse_post
from service.identity.sessions import Begun, begin_session, mark_of

_LONGEST_DISPLAY: Final = 60
_MOST_GROUPS: Final = 2000


@dataclass(frozen=True)
class Person:
    """What the directory says of somebody.

    Attributes
    ----------
    called
        What he signs in with there; may be empty.
    shown
        His name; may be empty.
    worker
        Code of the grid worker he is, if it tells one.
    """

    issuer: str
    subject: str
    called: str
    shown: str
    groups: frozenset[str]
    worker: str | None


def person_of(claims: dict[str, Any], groups_claim: str, worker_claim: str) -> Person:
    """Return what a checked ID token says of somebody; what has another form counts as not said."""
    told = claims.get(groups_claim)
    groups = told if isinstance(told, list) else [told]
    worker = claims.get(worker_claim) if worker_claim else None
    return Person(
        str(claims["iss"]),
        str(claims["sub"]),
        _text(claims.get("preferred_username")),
        _text(claims.get("name"))[:_LONGEST_DISPLAY],
        frozenset(one for one in groups[:_MOST_GROUPS] if isinstance(one, str)),
        worker if isinstance(worker, str) and worker else None,
    )


def sign_in_person(
    store: Store, person: Person, browser: str, now: datetime, old_token: str = ""
) -> Begun:
    """Begin a session for somebody the directory vouches for.

    His account is made when he comes for the first time; role, part of the district and displayed
    name follow the directory each time.

    Parameters
    ----------
    browser
        What kind it is (`browsers.browser_words`).
    old_token
        Of the session this browser had; it ends.

    Raises
    ------
    ServiceError
        When he is kept out here, or his groups say nothing or too much; then sessions he has
        elsewhere end as well.
    """
    with store.begin() as conn:
        account = account_of_subject(conn, person.issuer, person.subject)
        post, refusal = _post_or_refusal(conn, account, person)
        if post is not None:
            account_id = _kept(conn, account, person, post, now)
            end_sign_in(conn, mark_of(old_token))
            return begin_session(conn, account_id, browser, now)
        if account is not None:
            end_sign_ins_of(conn, account.id)
    raise refusal or ServiceError("Nobody was signed in.")


def _post_or_refusal(
    conn: sa.Connection, account: Account | None, person: Person
) -> tuple[Post | None, ServiceError | None]:
    try:
        if not has_accounts(conn):
            raise ServiceError(
                "Nobody signs in by the directory before there is an administrator on this server:"
                " make the first account."
            )
        if account is not None and (not account.is_active or account.ended_at is not None):
            raise ServiceError(
                "The directory knows you, but your account {name} is paused here or has ended: ask"
                " an administrator.",
                name=account.name,
            )
        post = post_by_groups(load_groups(conn), person.groups, person.worker)
        refuse_post(conn, post)
    except ServiceError as error:
        return None, error
    return post, None


def _kept(
    conn: sa.Connection, account: Account | None, person: Person, post: Post, now: datetime
) -> int:
    """Return the number of the account, made or brought up to what the directory says."""
    values: dict[str, object] = {
        "role": post.role.value,
        "scope": post.scope,
        "worker": post.worker,
    }
    if account is not None:
        values["display_name"] = person.shown or account.display_name
        change_account(conn, account.id, values)
        return account.id
    name = next(one for one in _names(person) if account_by_key(conn, name_key(one)) is None)
    return add_account(
        conn,
        values
        | {
            "name": name,
            "name_key": name_key(name),
            "display_name": person.shown or name.partition("@")[0],
            "must_change": False,
            "is_active": True,
            "made_at": now,
            "made_by": name,
            "issuer": person.issuer,
            "subject": person.subject,
        },
    )


def _names(person: Person) -> Iterator[str]:
    """Give names for a new account, the best first; their ``@`` is in no name of another kind."""
    called = unicodedata.normalize("NFKC", person.called).partition("@")[0]
    stem = OTHER_SIGNS.sub("-", called).strip("-")[:MOST]
    if not stem:
        stem = f"person-{hashlib.sha256(person.subject.encode()).hexdigest()[:6]}"
    host = urlsplit(person.issuer).hostname or "-"
    return chain([f"{stem}@{host}"], (f"{stem}-{number}@{host}" for number in count(2)))


def _text(said: object) -> str:
    return one_line(said) if isinstance(said, str) else ""
