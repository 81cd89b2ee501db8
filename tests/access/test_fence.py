"""The fence: every address of the server, without a cookie, with an old one, with another's."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from casework.access import OPERATOR, Role
from casework.access_entry import Door, What
from data.access_log_tables import access_log
from data.settings_store import set_setting
from data.store import Store
from routes import fence
from routes.fence import own_path
from routes.table import routes
from service.clock import now
from service.identity import accounts as acts
from service.identity.accounts import Post
from service.identity.asking import ROLE_COOKIE, SESSION_COOKIE, VISIT_COOKIE
from service.identity.signing_in import sign_in
from tests.access.people import MINUTE, PASSWORD, Visit, administrator, person

# What Streamlit answers (its server's table of routes), and a page of the screens.
STREAMLIT = (
    "/",
    "/case-list",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/script-health-check",
    "/_stcore/metrics",
    "/_stcore/upload_file/x/y",
    "/_stcore/bidi-components/x",
    "/media/abc.csv",
    "/component/streamlit_folium.st_folium/index.html",
    "/static/js/index.js",
    "/auth/login",
    "/oauth2callback",
    "/index.html",
    "//gege/sign-in",
    "/gege/sign-in/",
    "/gege/sign-in/../map.svg",
    "/gege/sign-in%2f..%2fmap.svg",
    "/GEGE/sign-in",
)
OPEN = {"/gege/sign-in", "/gege/first-administrator"}
# They lead to the office's directory and back: tests/access/test_directory.py.
OF_DIRECTORY = {"/gege/directory", "/gege/directory-back", "/gege/directory-out"}


def _own(table: list[BaseRoute], before: str = "") -> list[str]:
    found = []
    for one in table:
        if isinstance(one, Mount):
            found += _own(list(one.routes), before + one.path)
        elif isinstance(one, Route):
            found.append(before + re.sub(r"\{[^}]*\}", "1", one.path))
    return found


OWN = _own(routes())


@pytest.fixture
def old_token(store: Store) -> str:
    """The token of a session that is over, where others have accounts."""
    return administrator(store, now=now() - timedelta(days=3))


def test_there_is_something_to_refuse() -> None:
    assert len(OWN) > 50 and set(OWN) > OPEN


def test_no_address_answers_without_a_session(
    store: Store, server: Starlette, old_token: str
) -> None:
    for path in [*sorted(set(OWN) - OPEN - OF_DIRECTORY), *STREAMLIT]:
        page = Visit(server, old_token).get(path)
        assert page.status == 303, path
        assert page.headers["location"].startswith("/gege/sign-in"), path
        assert page.body == b"" and page.headers["cache-control"] == "private, no-store"
        program = Visit(server).ask("GET", path, {"accept": "application/json"})
        assert (program.status, list(program.json())) == (401, ["error"]), path
        assert Visit(server, "x").get(path, sec_fetch_mode="cors").status == 401, path
        for method in ("POST", "PUT"):
            assert Visit(server).ask(method, path, {"accept": "text/html"}).status == 401, path


def test_before_the_first_administrator_nothing_is_answered(store: Store, server: Starlette):
    for path in [*sorted(set(OWN) - OPEN), *STREAMLIT, "/gege/sign-in"]:
        page = Visit(server).get(path)
        assert page.status == 303
        assert page.headers["location"].startswith("/gege/first-administrator")
    assert Visit(server).get("/gege/first-administrator").status == 200


def test_the_database_that_cannot_be_asked_opens_nothing(
    server: Starlette, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = administrator(store, now=now())
    with store.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE sign_in_sessions RENAME TO gone")
    page = Visit(server, token).get("/")
    assert page.status == 503 and 'role="alert"' in page.text
    assert Visit(server, token).ask("GET", "/gege/cases.json").status == 503
    assert Visit(server, token).talk(b"x") == [{"type": "websocket.close", "code": 4401}]


def test_a_session_opens_what_its_role_may(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    token = person(store, "li", Role.CLERK, now())
    visit = Visit(server, token)
    screen = visit.get("/case-list")
    assert (screen.status, screen.body) == (200, b"<p>screen</p>")
    assert screen.headers["cache-control"] == "private, no-store"
    assert visit.ask("GET", "/gege/measures.json").status == 200
    acts.pause_account(OPERATOR, store, "li")
    assert visit.get("/case-list").status == 303
    assert visit.ask("GET", "/gege/measures.json").status == 401


def test_a_given_password_opens_the_page_of_a_new_one_only(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    given = acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), now())
    visit = Visit(server, sign_in(store, "li", given, "-", now()).token)
    for path in sorted(set(OWN) - {"/gege/new-password", "/gege/sign-out"}):
        led = visit.get(path).headers["location"]
        assert led == f"/gege/new-password?back={quote(path, safe='')}"
    assert visit.talk(b"x") == [{"type": "websocket.close", "code": 4401}]
    before = visit.cookies[SESSION_COOKIE]
    new = {"password": given, "new": PASSWORD, "again": PASSWORD}
    new["form"] = visit.form("/gege/new-password")
    done = visit.post("/gege/new-password", new)
    assert done.status == 303 and visit.cookies[SESSION_COOKIE] != before
    assert visit.get("/").status == 200
    assert Visit(server, before).get("/").status == 303


def test_somebody_signs_in_goes_where_he_wanted_and_out(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    visit = Visit(server)
    led = visit.get("/case-list?case=7&lang=en").headers["location"]
    assert led == "/gege/sign-in?back=%2Fcase-list%3Fcase%3D7%26lang%3Den&lang=en"
    fields = {"form": visit.form(led), "name": "boss", "back": "/case-list?case=7"}
    wrong = visit.post("/gege/sign-in", fields | {"password": "wrong"})
    assert wrong.status == 400 and 'value="boss"' in wrong.text and "wrong</" not in wrong.text
    right = visit.post("/gege/sign-in", fields | {"password": PASSWORD})
    assert (right.status, right.headers["location"]) == (303, "/case-list?case=7")
    told = right.headers["set-cookie"]
    assert "HttpOnly" in told and "SameSite=lax" in told and "Path=/" in told
    assert "Secure" not in told and "expires" not in told.lower()
    token = visit.cookies[SESSION_COOKIE]
    out = visit.post("/gege/sign-out", {"form": visit.form("/gege/new-password")})
    assert out.status == 303 and SESSION_COOKIE not in visit.cookies
    assert Visit(server, token).get("/").status == 303
    with store.read() as conn:
        noted = conn.execute(sa.select(access_log.c.what, access_log.c.door)).all()
    happened = (What.FAILED, What.SIGNED_IN, What.SIGNED_OUT)
    assert {tuple(one) for one in noted} >= {(one, Door.ADDRESS) for one in happened}


def test_choosing_a_password_in_between_loses_no_way(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    given = acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), now())
    visit = Visit(server)
    wanted = "/case-list?case=7"
    fields = {"form": visit.form(f"/gege/sign-in?back={quote(wanted)}"), "name": "li"}
    led = visit.post("/gege/sign-in", fields | {"password": given, "back": wanted})
    asked = visit.get(led.headers["location"]).headers["location"]
    assert asked == "/gege/new-password?back=%2Fcase-list%3Fcase%3D7"
    assert f'name="back" value="{wanted}"' in visit.get(asked).text
    new = {"form": visit.form(asked), "password": given, "new": PASSWORD, "back": wanted}
    again = visit.post("/gege/new-password", new | {"again": "another"})
    assert again.status == 400 and f'name="back" value="{wanted}"' in again.text
    for back in ("//evil", "https://evil", "/" + "x" * 5000):
        assert 'name="back" value="/"' in visit.get(led_to(back)).text
    done = visit.post("/gege/new-password", new | {"again": PASSWORD})
    assert (done.status, done.headers["location"]) == (303, wanted)


def led_to(back: str) -> str:
    """Return the address of choosing a password with something to go on to."""
    return f"/gege/new-password?back={quote(back, safe='')}"


def test_a_cookie_is_for_tls_alone_where_tls_is_spoken(
    store: Store, server: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator(store, now=now())
    said = {"x_forwarded_proto": "https"}
    assert "Secure" not in Visit(server).get("/gege/sign-in", **said).headers["set-cookie"]
    monkeypatch.setenv("GEGE_TRUST_PROXY", "1")
    assert "Secure" in Visit(server).get("/gege/sign-in", **said).headers["set-cookie"]


@pytest.mark.parametrize("address", ["sign-in", "first-administrator"])
def test_a_form_of_another_visit_does_nothing(
    store: Store, server: Starlette, address: str
) -> None:
    if address == "sign-in":
        administrator(store, now=now())
    other = Visit(server)
    fields = {"name": "boss", "password": PASSWORD, "new": PASSWORD, "again": PASSWORD, "word": "x"}
    for form in (other.form(f"/gege/{address}"), "", "0" * 64):
        visit = Visit(server)
        visit.get(f"/gege/{address}")
        answer = visit.post(f"/gege/{address}", fields | {"form": form})
        assert answer.status == 400 and SESSION_COOKIE not in visit.cookies
    assert Visit(server).post(f"/gege/{address}", fields).status == 400
    bare = Visit(server)
    bare.get(f"/gege/{address}")
    assert bare.ask("POST", f"/gege/{address}", {"content-type": "text/plain"}).status == 400


def test_signing_out_and_a_new_password_need_the_sessions_own_form(
    store: Store, server: Starlette
) -> None:
    mine = Visit(server, administrator(store, now=now()))
    other = Visit(server, person(store, "li", now=now()))
    form = other.form("/gege/new-password")
    assert mine.post("/gege/sign-out", {"form": form}).status == 403
    new = {"form": form, "password": PASSWORD, "new": "another password", "again": "x"}
    assert mine.post("/gege/new-password", new | {"again": new["new"]}).status == 400
    assert mine.get("/").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil"},
        {"origin": "null"},
        {"origin": "http://t:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_another_site_sends_is_not_done(
    store: Store, server: Starlette, headers: dict[str, str]
) -> None:
    visit = Visit(server, administrator(store, now=now()))
    form = {"form": visit.form("/gege/new-password")}
    for path in ("/gege/sign-out", "/gege/role", "/gege/day/messages", "/_stcore/upload_file/a/b"):
        assert visit.ask("POST", path, headers).status == 403
    named = {key.replace("-", "_"): value for key, value in headers.items()}
    assert visit.post("/gege/sign-out", form, **named).status == 403
    assert visit.talk(b"x", **named) == [{"type": "websocket.close", "code": 4403}]
    assert visit.get("/").status == 200


@pytest.mark.parametrize(
    "back",
    [
        "https://evil",
        "//evil",
        "/\\evil",
        "\\\\evil",
        "javascript:alert(1)",
        "/\tevil",
        "x",
        "",
        None,
        "/" + "x" * 2000,
    ],
)
def test_nobody_is_led_to_another_site(back: str | None) -> None:
    assert own_path(back) == "/"


def test_the_websocket_speaks_with_who_is_signed_in_only(store: Store, server: Starlette) -> None:
    token = administrator(store, now=now())
    closed = [{"type": "websocket.close", "code": 4401}]
    assert Visit(server).talk(b"one") == closed
    assert Visit(server, "x").talk(b"one") == closed
    heard = Visit(server, token).talk(b"one", b"two", origin="http://t")
    assert [one.get("bytes") for one in heard] == [None, b"one", b"two"]


def test_nothing_is_carried_out_once_the_session_is_over(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    token = person(store, "li", now=now())
    heard = Visit(server, token).talk(
        b"one",
        lambda: acts.pause_account(OPERATOR, store, "li"),
        b"delete everything",
        b"and more",
        lambda: acts.resume_account(OPERATOR, store, "li"),
        b"still",
    )
    assert [one.get("bytes") for one in heard[1:]] == [b"one", b"again", b"again", b"again"]


def test_a_changed_role_runs_nothing_of_the_old_one(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    token = person(store, "li", now=now())
    heard = Visit(server, token).talk(
        b"one",
        lambda: acts.change_post(OPERATOR, store, "li", Post(Role.LEADER)),
        b"as a clerk",
        b"as a leader",
    )
    assert [one.get("bytes") for one in heard[1:]] == [b"one", b"again", b"as a leader"]


def test_the_message_that_changes_nothing_is_streamlits_own() -> None:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ClientState_pb2 import ClientState

    from app import _EMPTY_RUN

    told = BackMsg.FromString(_EMPTY_RUN)
    assert told.WhichOneof("type") == "rerun_script"
    assert told.rerun_script == ClientState()


def test_in_the_demonstration_a_form_of_ones_own_changes_the_eyes(
    store: Store, server: Starlette
) -> None:
    with store.begin() as conn:
        set_setting(conn, "is_demonstration", True)
    visit = Visit(server)
    assert visit.get("/").status == 200 and VISIT_COOKIE in visit.cookies
    assert visit.get("/gege/sign-in").status == 303
    assert visit.post("/gege/role", {"role": "leader"}).status == 403
    form = fence.asking.form_token(visit.cookies[VISIT_COOKIE])
    done = visit.post("/gege/role", {"role": "leader", "form": form, "back": "//evil"})
    assert (done.status, done.headers["location"]) == (303, "../")
    assert visit.cookies[ROLE_COOKIE] == "leader"
    administrator(store, now=now() + MINUTE)
    assert visit.get("/").status == 303
    assert visit.post("/gege/role", {"role": "leader", "form": form}).status == 401


def test_machines_may_ask_whether_the_server_lives(store: Store, server: Starlette) -> None:
    administrator(store, now=now())
    for path in ("/healthz", "/readyz", "/metrics"):
        assert Visit(server).get(path).status == 200
    for path in ("/healthz/", "/healthz/x", "/metrics/../case-list", "/x/healthz"):
        assert Visit(server).get(path).status == 303
