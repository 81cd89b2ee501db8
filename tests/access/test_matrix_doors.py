"""Every address of the server: every role, own part and foreign, cold and warm, any cookie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from casework.access import Role
from service.map_view import MapData
from tests.access.matrix_district import FOREIGN, OWN
from tests.access.matrix_doors import Cookies, opened
from tests.access.matrix_fixtures import Office, office
from tests.access.matrix_known import OPEN_DOORS
from tests.access.matrix_routes import DOORS, Door, found_addresses
from tests.access.matrix_viewers import OF_OWN, WHOLE, Person, name_of
from tests.access.people import Answer, Visit

__all__ = ["office"]
BOSS = f"{Role.ADMINISTRATOR.value} {WHOLE}"
REFUSED = {400, 403, 404}
# A picture that cannot be cut to a part: whoever sees a part is told so.
OF_THE_WHOLE = DOORS["/households/{revision}/{z:int}/{x:int}/{y:int}.png"]


@pytest.fixture(scope="module")
def server(office: Office) -> Iterator[Starlette]:
    with opened(office.district.store) as made:
        yield made


@pytest.fixture(scope="module")
def cookies(office: Office) -> Cookies:
    return Cookies(office.district.store)


@pytest.fixture(scope="module", autouse=True)
def marks(office: Office, server: Starlette, cookies: Cookies) -> None:
    """Put the marks into the things that whoever sees everything is told: others guess them."""
    boss = Visit(server, cookies.of(name_of(Role.ADMINISTRATOR, WHOLE)))

    def mark(path: str, name: str = "mark") -> str:
        answer = boss.ask("GET", f"/gege/{path}")
        assert answer.status == 200, answer.text
        return str(answer.json()[name])

    for at in office.things.values():
        at.put(
            grids_mark=mark("measures.json", "grids"),
            homes_mark=MapData.of(office.district.store).token("households"),
            heat_mark=mark(f"heat.json?bandwidth=200&area={at['street']}"),
            visits_mark=mark(
                f"visits/legend.json?plan={at['plan']}&on=2026-06-01&area={at['street']}"
            ),
            far_mark=mark(f"places.json?far=1&area={at['street']}"),
            emergency_mark=mark(f"emergency.json?code={at['emergency']}"),
        )


def asked(server: Starlette, token: str, door: Door, at: object, **headers: str) -> Answer:
    """Return what somebody is answered at a door."""
    named = {name.replace("_", "-"): value for name, value in headers.items()} | dict(door.headers)
    body = door.body(at) if door.body else b""  # type: ignore[arg-type]
    address = f"/gege/{door.address(at)}"  # type: ignore[arg-type]
    return Visit(server, token).ask("POST" if door.body else "GET", address, named, body)


def traces(office: Office, door: Door, part: str, answer: Answer) -> set[str]:
    """Return what is told of the foreign streets beside what was asked with."""
    at = office.things[part]
    said = door.address(at) + (door.body(at).decode() if door.body else "")
    return office.district.traces(answer.body.decode("utf-8", "ignore")) - office.district.traces(
        said
    )


def chosen(people: list[Person], door: Door, number: int, scope: str) -> Person | None:
    """Return one of those who are allowed with a part, another one from door to door."""
    able = [one for one in people if one.scope == scope and door.is_allowed(one)]
    able = [one for one in able if one.role is not Role.SYSTEM]
    return able[number % len(able)] if able else None


def test_every_address_is_in_the_register() -> None:
    assert found_addresses() == set(DOORS), "register it in tests/access/matrix_routes.py"


def test_whoever_is_not_allowed_is_denied_at_every_door(
    office: Office, server: Starlette, cookies: Cookies
) -> None:
    counted: Counter[str] = Counter()
    for address, door in DOORS.items():
        for person in office.people:
            if person.role is Role.SYSTEM or door.is_allowed(person):
                continue
            answer = asked(server, cookies.of(person.viewer.name), door, office.things[OWN])
            hidden = {400, 404} if not person.sees(OWN) else set()
            assert answer.status in {403} | hidden, (address, str(person), answer.text[:200])
            assert list(answer.json()) == ["error"]
            counted[address] += 1
    assert sum(counted.values()) > 150


def test_whoever_is_allowed_is_answered_of_his_part_and_of_no_other(
    office: Office, server: Starlette, cookies: Cookies
) -> None:
    faults: dict[str, str] = {}
    for number, (address, door) in enumerate(DOORS.items()):
        boss = cookies.of(office.person(BOSS).viewer.name)
        for role in (None, Role.WORKER):
            person = chosen(office.people, door, number, OF_OWN)
            if role is not None:
                person = office.person(f"{role.value} {OF_OWN}")
            if person is None or not door.is_allowed(person):
                continue
            mine = cookies.of(person.viewer.name)
            fault = _compared(office, server, door, mine, boss, role is Role.WORKER)
            if fault:
                faults[address] = f"{person}: {fault}"
    assert {name: said for name, said in faults.items() if name not in OPEN_DOORS} == {}
    assert set(faults) == set(OPEN_DOORS)


def _compared(
    office: Office, server: Starlette, door: Door, mine: str, boss: str, is_worker: bool
) -> str:
    """Return what is wrong with one person's answers, before and after another one has asked."""
    for part in (OWN, FOREIGN):
        at = office.things[part]
        if part == OWN and door.body:
            continue
        cold = asked(server, mine, door, at)
        told = asked(server, boss, door, at) if not door.body else None
        again = asked(server, mine, door, at)
        if (again.status, again.body) != (cold.status, cold.body):
            return f"{part}: another answer when somebody else has asked"
        found = traces(office, door, part, again)
        if found:
            return f"{part}: tells {sorted(found)[:5]}"
        if told is not None and told.body != cold.body and "etag" in told.headers:
            known = asked(server, mine, door, at, if_none_match=told.headers["etag"])
            if known.status == 304:
                return f"{part}: what another one has is said to be unchanged"
        fault = _status(door, server, mine, part, again, is_worker)
        if fault:
            return f"{part}: {fault}"
    return ""


def _status(
    door: Door, server: Starlette, mine: str, part: str, answer: Answer, is_worker: bool
) -> str:
    if part == OWN:
        # A street is more than a grid worker's own grids.
        is_right = answer.status == 200 or (is_worker and answer.status in REFUSED)
        # No tile server is set; and one address leads to the page with a slash.
        is_right |= answer.status in (307, 404) or door is OF_THE_WHOLE
        return "" if is_right else f"{answer.status} {answer.text[:200]}"
    if answer.status in REFUSED or not door.is_tile:
        return "" if answer.status in REFUSED | {200, 307} else f"{answer.status}"
    return "" if len(answer.body) < 100 else "a tile with something in it"


@pytest.mark.parametrize(
    "why", ["none", "signed out", "idle", "expired", "paused", "another's end"]
)
def test_a_stale_cookie_opens_no_door(
    office: Office, server: Starlette, cookies: Cookies, why: str
) -> None:
    token = cookies.stale(why)
    for address, door in DOORS.items():
        answer = asked(server, token, door, office.things[OWN])
        assert (answer.status, list(answer.json())) == (401, ["error"]), address
    closed = [{"type": "websocket.close", "code": 4401}]
    assert Visit(server, token).talk(b"show me") == closed


def test_what_is_not_there_and_what_is_not_ones_own_sound_alike(
    office: Office, server: Starlette, cookies: Cookies
) -> None:
    """A code that is guessed tells by its answer nothing of whether it is right."""
    own, foreign = (office.things[part] for part in (OWN, FOREIGN))
    token = cookies.of(name_of(Role.COORDINATOR, OF_OWN))
    for name, template in _GUESSED.items():
        right = Visit(server, token).ask("GET", f"/gege/{template.format(foreign[name])}")
        made_up = _made_up(own[name])
        wrong = Visit(server, token).ask("GET", f"/gege/{template.format(made_up)}")
        assert right.status == wrong.status, (name, right.text, wrong.text)
        said = right.text.replace(str(foreign[name]), "?"), wrong.text.replace(str(made_up), "?")
        assert said[0] == said[1], name


_GUESSED = {
    "case": "case-sheet/{}",
    "meeting": "minutes/{}",
    "pack": "present/{}",
    "emergency": "emergency-sheet/{}",
    "session": "session-notice/{}",
    "photo": "day/photos/{}.jpg",
}


def _made_up(code: object) -> object:
    if isinstance(code, int):
        return code + 900_000
    text = str(code)
    return text[:-1] + ("7" if text[-1] != "7" else "6") if len(text) > 40 else f"{text}9"
