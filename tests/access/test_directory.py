"""Signing in by a real directory on loopback, and what a hostile one or a hostile browser gets."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

from casework.access import OPERATOR, Role
from data.account_store import account_by_key
from data.identity_tables import accounts, sign_in_sessions
from data.store import Store
from routes import directory as route
from service.clock import now
from service.identity import accounts as acts
from service.identity import directory_sign_in, provider
from service.identity.asking import SESSION_COOKIE, VISIT_COOKIE, form_token
from service.identity.directory_groups import map_group, unmap_group
from service.identity.posts import Post
from tests.access.directory import BACK, Directory, There, run_directory
from tests.access.people import PASSWORD, Answer, Visit, administrator, asked

ENGLISH = {"accept_language": "en"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with run_directory(tmp_path_factory.mktemp("directory")) as found:
        yield found


@pytest.fixture(autouse=True)
def _office(store: Store, directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office with an administrator of its own, and a directory whose clerks may come in."""
    for name, value in directory.environment().items():
        monkeypatch.setenv(name, value)
    provider.forget_providers()
    administrator(store, now=now())
    map_group(OPERATOR, store, "clerks", Post(Role.CLERK), now())
    directory.tell(person="li", claims=says("clerks"))


def says(*groups: str, name: str = "李娜", **more: Any) -> dict[str, Any]:
    return {"groups": list(groups), "preferred_username": "li", "name": name} | more


def there(visit: Visit, back: str = "") -> str:
    """Return where we lead somebody who wants to sign in by the directory."""
    answer = visit.get(f"/gege/directory?back={back}", **ENGLISH)
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def back_from(visit: Visit, person: str = "li", back: str = "") -> str:
    """Return the path somebody comes back to from the directory."""
    led = There().sign_in(there(visit, back), person)
    assert led.startswith(f"{BACK}?"), led
    return led.removeprefix("http://t")


def come(server: Starlette, person: str = "li") -> tuple[Visit, Answer]:
    visit = Visit(server)
    return visit, visit.get(back_from(visit, person), **ENGLISH)


def row(store: Store, name: str = "li@localhost") -> Any:
    with store.read() as conn:
        return account_by_key(conn, name)


def sessions(store: Store) -> int:
    """Return how many sessions people have who came by the directory."""
    wanted = sa.text(
        "SELECT count(*) FROM sign_in_sessions s JOIN accounts a ON a.id = s.account_id"
        " WHERE a.issuer IS NOT NULL"
    )
    with store.read() as conn:
        return conn.scalar(wanted) or 0


def refused(answer: Answer, said: str) -> bool:
    assert answer.status == 400 and 'role="alert"' in answer.text
    assert said in answer.text, re.findall(r'role="alert">([^<]*)', answer.text)
    return True


def test_somebody_comes_in_as_what_his_groups_are(store: Store, server: Starlette) -> None:
    visit = Visit(server)
    page = visit.get("/gege/sign-in?back=/case-list&lang=en").text
    assert 'href="directory?lang=en&amp;back=%2Fcase-list"' in page
    answer = visit.get(back_from(visit, back="/case-list"))
    assert (answer.status, answer.headers["location"]) == (303, "/case-list")
    given = next(
        one for one in answer.headers.getlist("set-cookie") if one.startswith(SESSION_COOKIE)
    )
    assert "HttpOnly" in given and "SameSite=lax" in given
    assert set(visit.cookies) == {SESSION_COOKIE, VISIT_COOKIE}
    asker = asked(store, visit.cookies[SESSION_COOKIE], now())
    assert asker.viewer is not None and asker.needs is None
    assert (asker.viewer.name, asker.viewer.role, asker.name) == ("li@localhost", "clerk", "李娜")
    assert visit.get("/case-list").status == 200
    kept = row(store)
    assert (kept.password_hash, kept.made_by) == (None, "li@localhost")
    assert asked(store, visit.cookies[SESSION_COOKIE], now() + timedelta(hours=13)).viewer is None
    acts.sign_out_everywhere(OPERATOR, store, "li@localhost")
    assert visit.get("/case-list").status == 303


def test_role_and_name_follow_the_directory_at_every_sign_in(
    store: Store, server: Starlette, directory: Directory
) -> None:
    map_group(OPERATOR, store, "leaders", Post(Role.LEADER), now())
    come(server)
    number = row(store).id
    directory.tell(person="li", claims=says("leaders", name="李主任"))
    come(server)
    found = row(store)
    assert (found.id, found.role, found.display_name) == (number, "leader", "李主任")
    assert sessions(store) == 2
    directory.tell(person="li", claims=says("gardeners"))
    visit, answer = come(server)
    assert refused(answer, "none of your groups there means anything")
    assert SESSION_COOKIE not in visit.cookies and sessions(store) == 0
    directory.tell(person="li", claims={"preferred_username": "li"})
    assert refused(come(server)[1], "none of your groups")


def test_groups_that_say_different_things_need_a_precedence(
    store: Store, server: Starlette, directory: Directory
) -> None:
    map_group(OPERATOR, store, "clerks too", Post(Role.CLERK), now())
    map_group(OPERATOR, store, "admins", Post(Role.ADMINISTRATOR), now())
    directory.tell(person="li", claims=says("clerks", "clerks too"))
    assert come(server)[1].status == 303
    directory.tell(person="li", claims=says("clerks", "admins"))
    assert refused(come(server)[1], "(admins, clerks)")
    assert sessions(store) == 0
    for group, number in (("clerks", 1), ("admins", 2)):
        post = Post(Role.CLERK if group == "clerks" else Role.ADMINISTRATOR)
        unmap_group(OPERATOR, store, group)
        map_group(OPERATOR, store, group, post, now(), number)
    assert come(server)[1].status == 303 and row(store).role == "clerk"


def test_a_grid_worker_has_the_code_the_directory_tells(
    store: Store, server: Starlette, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_OIDC_WORKER_CLAIM", "employee")
    map_group(OPERATOR, store, "workers", Post(Role.WORKER), now())
    directory.tell(person="li", claims=says("workers"))
    assert refused(come(server)[1], "does not tell which grid worker")
    directory.tell(person="li", claims=says("workers", employee="W9"))
    assert refused(come(server)[1], "There is no grid worker W9")
    with store.begin() as conn:
        conn.exec_driver_sql("INSERT INTO workers (code, name) VALUES ('W9', '李娜')")
    assert come(server)[1].status == 303
    assert (row(store).role, row(store).worker) == ("worker", "W9")
    directory.tell(person="li", claims=says("clerks", employee="W9"))
    assert come(server)[1].status == 303 and row(store).worker is None


def test_who_is_paused_or_ended_here_stays_out(store: Store, server: Starlette) -> None:
    visit, _ = come(server)
    acts.pause_account(OPERATOR, store, "li@localhost")
    assert visit.get("/").status == 303
    assert refused(come(server)[1], "li@localhost is paused here")
    acts.resume_account(OPERATOR, store, "li@localhost")
    assert come(server)[1].status == 303
    acts.end_account(OPERATOR, store, "li@localhost", now())
    assert refused(come(server)[1], "or has ended")
    assert sessions(store) == 0


def test_names_of_the_directory_are_nobody_elses(
    store: Store, server: Starlette, directory: Directory
) -> None:
    acts.make_account(OPERATOR, store, "li", Post(Role.LEADER), now())
    called = {"wang": "li", "zhao": "李 娜/<b>@county.example", "sun": "", "qian": "SYSTEM"}
    for person, name in called.items():
        directory.tell(person=person, claims=says("clerks") | {"preferred_username": name})
        assert come(server, person)[1].status == 303
    assert come(server)[1].status == 303
    names = {one.name for one in acts.accounts_of(OPERATOR, store)} - {"boss", "li"}
    odd = next(one for one in names if one.startswith("person-"))
    assert names == {"li@localhost", "li-2@localhost", "李-娜-b@localhost", "SYSTEM@localhost", odd}
    assert row(store, "li").role == "leader"


def test_an_answer_is_taken_once_and_in_its_own_browser(store: Store, server: Starlette) -> None:
    visit, other = Visit(server), Visit(server)
    path = back_from(visit)
    held = visit.cookies[route.TRY_COOKIE]
    assert refused(other.get(path, **ENGLISH), "of another visit")
    there(other)
    assert refused(other.get(path, **ENGLISH), "of another visit")
    state = re.sub(r"state=[^&]*", "state=x", path)
    assert refused(Visit(server).get(state, **ENGLISH), "of another visit")
    # Whoever has the one cookie has not the other.
    thief = Visit(server)
    thief.cookies = {route.TRY_COOKIE: held, VISIT_COOKIE: "x"}
    assert refused(thief.get(path, **ENGLISH), "of another visit")
    assert visit.get(path).status == 303
    assert refused(visit.get(path, **ENGLISH), "of another visit")
    # A browser that gives the same answer again is refused by the directory.
    visit.cookies[route.TRY_COOKIE] = held
    assert refused(visit.get(path, **ENGLISH), "not valid (code)")
    assert sessions(store) == 1


def test_an_answer_that_comes_late_is_too_old(
    store: Store, server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = Visit(server)
    path = back_from(visit)
    monkeypatch.setattr(route, "now", lambda: now() + timedelta(minutes=11))
    assert refused(visit.get(path, **ENGLISH), "too old")


def test_a_code_of_somebody_else_is_of_no_use(server: Starlette) -> None:
    """The verifier is the browser's own: a stolen code gets no token."""
    path = back_from(Visit(server))
    mine = Visit(server)
    state = re.search(r"state=([^&]*)", there(mine))
    assert state
    forged = re.sub(r"state=[^&]*", f"state={state[1]}", path)
    assert refused(mine.get(forged, **ENGLISH), "not valid (code)")


def _changed(claims: dict[str, Any], key: RSAKey, **changes: Any) -> str:
    kept = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": key.kid or key.thumbprint()}, kept, key)


def _unsigned(claims: dict[str, Any], key: RSAKey) -> str:
    parts = _changed(claims, key).split(".")
    return f"eyJhbGciOiJub25lIn0.{parts[1]}."


def _by_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """Sign with the key everybody knows, as if it were a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256"}').decode().rstrip("=")
    text = f"{head}.{_changed(claims, key).split('.')[1]}"
    mark = hmac.digest(key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


FORGERIES = {
    "another program": lambda c, k: _changed(c, k, aud="other"),
    "several programs": lambda c, k: _changed(c, k, aud=["gege", "other"]),
    "for another party": lambda c, k: _changed(c, k, azp="other"),
    "expired": lambda c, k: _changed(c, k, exp=c["iat"] - 61),
    "for ever": lambda c, k: _changed(c, k, exp=None),
    "from tomorrow": lambda c, k: _changed(c, k, iat=c["iat"] + 86400),
    "another visit": lambda c, k: _changed(c, k, nonce="x"),
    "many visits": lambda c, k: _changed(c, k, nonce=[c["nonce"], "x"]),
    "no visit": lambda c, k: _changed(c, k, nonce=None),
    "another directory": lambda c, k: _changed(c, k, iss="https://evil.example"),
    "nobody": lambda c, k: _changed(c, k, sub=None),
    "no name": lambda c, k: _changed(c, k, sub=""),
    "another key": lambda c, k: _changed(c, RSAKey.generate_key(2048)),
    "unsigned": _unsigned,
    "signed with what is public": _by_public_key,
    "no token": lambda c, k: "x",
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_token_that_is_not_right_in_every_way_opens_nothing(
    store: Store,
    server: Starlette,
    directory: Directory,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    real = directory_sign_in.id_token_for
    key = RSAKey.import_key((directory.folder / "key.pem").read_text(encoding="ascii"))

    def forged(*asked_for: Any) -> str:
        claims = jwt.decode(real(*asked_for), key, ["RS256"]).claims
        return FORGERIES[kind](claims, key)

    monkeypatch.setattr(directory_sign_in, "id_token_for", forged)
    visit, answer = come(server)
    assert refused(answer, "is not valid (")
    assert SESSION_COOKIE not in visit.cookies and row(store) is None


def test_a_clock_that_is_a_little_off_keeps_nobody_out(
    server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "now", lambda: now() - timedelta(seconds=50))
    assert come(server)[1].status == 303


def test_another_directory_in_its_place_is_noticed(
    server: Starlette, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = Visit(server)
    path = back_from(visit)
    assert refused(visit.get(f"{path}&iss=https://evil.example", **ENGLISH), "(iss)")
    # The same server under another name is another directory.
    monkeypatch.setenv("GEGE_OIDC_ISSUER", directory.issuer.replace("localhost", "127.0.0.1"))
    assert refused(Visit(server).get("/gege/directory", **ENGLISH), "not valid")


@pytest.mark.parametrize("back", ["//evil", "https://evil", "/\\evil", "/" + "x" * 3000])
def test_nobody_is_led_elsewhere_after_signing_in(server: Starlette, back: str) -> None:
    visit = Visit(server)
    assert visit.get(back_from(visit, back=back)).headers["location"] == "../"


def test_what_the_directory_refuses_is_told_and_nothing_of_its_words(server: Starlette) -> None:
    for code, said in {"access_denied": "you stopped there", "<script>": "(-)"}.items():
        visit = Visit(server)
        state = re.search(r"state=([^&]*)", there(visit))
        assert state
        query = f"error={code}&error_description=<b>call+me</b>&state={state[1]}"
        answer = visit.get(f"/gege/directory-back?{query}", **ENGLISH)
        assert refused(answer, said) and "call" not in answer.text and "<script" not in answer.text
    assert refused(Visit(server).get(f"/gege/directory-back?{query}", **ENGLISH), "another visit")
    assert refused(Visit(server).get("/gege/directory-back"), "没有人登录")


def test_without_the_directory_accounts_of_the_server_sign_in(
    server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEGE_OIDC_ISSUER", "http://localhost:9")
    visit = Visit(server)
    assert refused(visit.get("/gege/directory", **ENGLISH), "cannot be asked at present")
    fields = {"form": visit.form("/gege/sign-in"), "name": "boss", "password": PASSWORD}
    assert visit.post("/gege/sign-in", fields).status == 303
    assert visit.get("/gege/directory?back=/due").headers["location"] == "/due"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("GEGE_OIDC_ISSUER", "http://sso.example"),
        ("GEGE_OIDC_CLIENT_ID", ""),
        ("GEGE_OIDC_CLIENT_SECRET_FILE", "/nowhere/secret"),
        ("GEGE_OIDC_SCOPES", "profile"),
        ("GEGE_OIDC_CA_FILE", "/nowhere/ca.pem"),
        ("GEGE_HOSTS", ""),
    ],
)
def test_a_directory_that_is_half_set_up_signs_nobody_in(
    server: Starlette, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    answer = Visit(server).get("/gege/directory", **ENGLISH)
    assert refused(answer, "not set up rightly") and "nowhere" not in answer.text


def test_without_a_directory_there_is_no_way_to_it(
    server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEGE_OIDC_ISSUER")
    assert "directory" not in Visit(server).get("/gege/sign-in?lang=en").text
    assert refused(Visit(server).get("/gege/directory", **ENGLISH), "not set up")


def test_the_directory_never_makes_the_first_account(store: Store, server: Starlette) -> None:
    with store.begin() as conn:
        conn.execute(sign_in_sessions.delete())
        conn.execute(accounts.delete())
    answer = Visit(server).get("/gege/directory")
    assert answer.headers["location"].startswith("/gege/first-administrator")


def test_signing_out_goes_on_to_the_directorys_way_out(
    store: Store, server: Starlette, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, _ = come(server)
    form = {"form": form_token(visit.cookies[SESSION_COOKIE])}
    out = visit.post("/gege/sign-out", form, **ENGLISH)
    assert (out.headers["location"], sessions(store)) == ("directory-out?lang=en", 0)
    page = visit.get("/gege/directory-out?lang=en")
    led = re.search(r'http-equiv="refresh" content="0;url=([^"]*)"', page.text)
    assert led
    asked_for = "client_id=gege&amp;post_logout_redirect_uri=http%3A%2F%2Ft%2Fgege%2Fsign-in"
    assert led[1] == f"{directory.issuer}/logout/?{asked_for}"
    monkeypatch.setenv("GEGE_OIDC_ISSUER", "http://localhost:9")
    assert visit.get("/gege/directory-out?lang=en").headers["location"] == "sign-in?lang=en"
