"""Passwords, lock-out and sessions, by the time that is passed in."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import argon2
import pytest
import sqlalchemy as sa

from casework.access import Role
from data.account_store import account_by_key, change_account
from data.identity_tables import accounts, sign_in_sessions
from data.settings_store import set_setting
from data.store import Store
from service.errors import ServiceError
from service.identity import passwords, signing_in
from service.identity.asking import Need
from service.identity.names import account_name
from service.identity.own_account import change_own_password, own_sessions, sign_out_own
from service.identity.passwords import accepted, hashed, is_right, one_time_password
from service.identity.sessions import Begun
from service.identity.signing_in import NOT_SIGNED_IN, sign_in
from tests.access.people import MINUTE, NOW, PASSWORD, administrator, asked, person


def refused(store: Store, name: str, password: str, now=NOW) -> str:
    with pytest.raises(ServiceError) as found:
        sign_in(store, name, password, "-", now)
    return found.value.msgid


def row(store: Store, name: str):
    with store.read() as conn:
        return account_by_key(conn, name)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "has 5 characters"),
        ("a" * 201, "has 201 characters"),
        ("1234567890", "tried first"),
        ("QWERTYUIOP", "tried first"),
        ("aaaabbbbaaaa", "tried first"),
        ("ｐａｓｓｗｏｒｄ１２３", "tried first"),  # noqa: RUF001
        ("Wangfang2026", "the name"),
        ("wangfangwangfang", "the name"),
    ],
)
def test_a_password_that_is_easily_found_is_refused(password: str, why: str) -> None:
    with pytest.raises(ServiceError, match=why):
        accepted(password, "wangfang")


@pytest.mark.parametrize("password", ["correct horse", "春眠不觉晓处处闻啼鸟", "x9!kL-2@qq"])
def test_a_long_password_needs_nothing_else(password: str) -> None:
    kept = hashed(accepted(password, "wangfang"))
    assert kept.startswith("$argon2id$") and password not in kept
    assert is_right(kept, password) and not is_right(kept, password + "x")
    assert not is_right(None, password)


def test_a_password_is_as_dear_to_compare_as_the_standard_asks() -> None:
    kept = argon2.PasswordHasher.from_parameters(passwords._PARAMETERS).hash("x")
    assert "$m=65536,t=3,p=4$" in kept


def test_one_time_passwords_differ_and_could_be_chosen() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(accepted(one, "x") == one for one in made)


@pytest.mark.parametrize("name", ["", "a", "a b", "SYSTEM", "Operator", "аdmin", "x" * 41, "<b>x"])
def test_a_name_that_misleads_is_refused(name: str) -> None:
    with pytest.raises(ServiceError, match="account|program"):
        account_name(name)


def test_a_name_is_one_however_it_is_typed(store: Store) -> None:
    administrator(store)
    person(store, "Wang.Fang")
    with pytest.raises(ServiceError, match="already"):
        person(store, "ｗａｎｇ.fang")  # noqa: RUF001
    assert isinstance(sign_in(store, " WANG.FANG ", PASSWORD, "-", NOW), Begun)


def test_nothing_tells_which_names_there_are(store: Store) -> None:
    administrator(store)
    person(store, "li")
    said = {refused(store, "li", "wrong"), refused(store, "nobody", "wrong")}
    with store.begin() as conn:
        change_account(conn, row(store, "li").id, {"is_active": False})
    assert said | {refused(store, "li", PASSWORD)} == {NOT_SIGNED_IN.msgid}


def test_as_much_is_computed_for_an_unknown_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator(store)
    person(store, "li")
    seen: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            seen.append(kept.rsplit("$", 2)[0])
            raise argon2.exceptions.VerifyMismatchError

        def hash(self, password: str) -> str:
            return passwords_hasher.hash(password)

    passwords_hasher = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    for name in ("li", "nobody"):
        refused(store, name, "wrong")
    assert len(seen) == 2 and seen[0] == seen[1]


def test_after_five_wrong_passwords_the_right_one_waits_longer_and_longer(store: Store) -> None:
    administrator(store)
    person(store, "li")
    now = NOW
    for minutes in (1, 2, 4, 8, 15, 15):
        wrong = 5 - (row(store, "li").failures if minutes == 1 else 4)
        for _ in range(wrong):
            refused(store, "li", "wrong", now)
        assert row(store, "li").locked_until == now + minutes * MINUTE
        refused(store, "li", PASSWORD, now + minutes * MINUTE - timedelta(seconds=1))
        now += minutes * MINUTE
    sign_in(store, "li", PASSWORD, "-", now)
    assert (row(store, "li").failures, row(store, "li").locked_until) == (0, None)


def test_tries_at_the_same_time_are_all_counted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator(store)
    person(store, "li")
    looked: list[str] = []

    def is_wrong(kept: str | None, password: str) -> bool:
        if kept:
            looked.append(password)
        return False

    monkeypatch.setattr(signing_in, "is_right", is_wrong)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: refused(store, "li", "wrong"), range(60)))
    assert len(looked) == 5
    assert row(store, "li").failures == 5


def test_a_password_kept_with_older_parameters_is_kept_anew(store: Store) -> None:
    administrator(store)
    person(store, "li")
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with store.begin() as conn:
        change_account(conn, row(store, "li").id, {"password_hash": older})
    sign_in(store, "li", PASSWORD, "-", NOW)
    assert row(store, "li").password_hash != older
    sign_in(store, "li", PASSWORD, "-", NOW)


def test_a_session_is_over_when_nobody_uses_it(store: Store) -> None:
    token = administrator(store)
    for minutes in (29, 58, 87):
        assert asked(store, token, NOW + minutes * MINUTE).viewer is not None
    assert asked(store, token, NOW + 117 * MINUTE).needs is Need.SIGN_IN
    # A mark that somebody is here brings nothing back.
    assert asked(store, token, NOW + 118 * MINUTE).needs is Need.SIGN_IN


def test_a_session_is_over_after_its_hours_however_it_is_used(store: Store) -> None:
    with store.begin() as conn:
        set_setting(conn, "session_hours", 1)
    token = administrator(store)
    for minutes in range(0, 60, 5):
        assert asked(store, token, NOW + minutes * MINUTE).viewer is not None
    assert asked(store, token, NOW + 60 * MINUTE).needs is Need.SIGN_IN


def test_a_long_import_holds_nobody_up(store: Store) -> None:
    token = administrator(store)
    other = Store(str(store.url.database))
    with other.begin():
        assert asked(store, token, NOW + 20 * MINUTE).viewer is not None
    assert asked(store, token, NOW + 20 * MINUTE).viewer is not None
    assert asked(store, token, NOW + 45 * MINUTE).viewer is not None


def test_the_database_holds_no_token_and_no_place(store: Store) -> None:
    token = administrator(store)
    with store.read() as conn:
        kept = [str(value) for row in conn.execute(sa.select(sign_in_sessions)) for value in row]
        kept += [str(value) for row in conn.execute(sa.select(accounts)) for value in row]
    assert not any(token in one or PASSWORD in one for one in kept)
    assert {column.name for column in sign_in_sessions.c} == {
        "id", "token_sha256", "account_id", "begun_at", "seen_at", "ends_at", "browser",
    }  # fmt: skip


@pytest.mark.parametrize("token", ["", "x", "'; drop table accounts", "\udcff", "x" * 5000])
def test_a_made_up_token_is_nobodys(store: Store, token: str) -> None:
    administrator(store)
    assert asked(store, token).needs is Need.SIGN_IN
    assert asked(store, secrets.token_urlsafe(32)).needs is Need.SIGN_IN


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(store: Store) -> None:
    administrator(store)
    one = person(store, "li")
    two = sign_in(store, "li", PASSWORD, "Firefox, Linux", NOW).token
    mine = asked(store, one)
    assert [s.browser for s in own_sessions(store, mine)] == ["Firefox, Linux", "Chrome, Linux"]
    for old, new, why in (
        ("wrong", "a whole new password", "not typed right"),
        (PASSWORD, PASSWORD, "the password you have"),
        (PASSWORD, "short", "has 5 characters"),
    ):
        with pytest.raises(ServiceError, match=why):
            change_own_password(store, mine, old, new, "-", NOW)
    three = change_own_password(store, mine, PASSWORD, "a whole new password", "-", NOW).token
    assert [asked(store, t).viewer is not None for t in (one, two, three)] == [False, False, True]
    assert sign_out_own(store, asked(store, three)) == 1
    assert asked(store, three).needs is Need.SIGN_IN


def test_who_signs_in_again_leaves_no_session_behind(store: Store) -> None:
    first = administrator(store)
    second = sign_in(store, "boss", PASSWORD, "-", NOW, old_token=first).token
    assert asked(store, first).needs is Need.SIGN_IN
    assert asked(store, second).viewer is not None


def test_two_people_at_once_are_two_people(store: Store) -> None:
    tokens = {"boss": administrator(store), "li": person(store, "li"), "an": person(store, "an")}
    with ThreadPoolExecutor(8) as pool:
        asking = [name for name in tokens for _ in range(30)]
        found = list(pool.map(lambda name: asked(store, tokens[name]).viewer, asking))
    assert [one.name for one in found if one] == asking
    assert len({asked(store, token).key for token in tokens.values()}) == 3
    assert found[0] and found[0].role is Role.ADMINISTRATOR
