"""A grid worker's day on a phone of 390 x 844: nothing lost, nothing doubled."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser

from casework.move import Move
from data.migrate import migrate
from data.schema import households
from data.store import Store, bump
from service.cases.handing import hand_over
from service.cases.moving import move_case
from service.clock import now
from service.day.receive import KINDS
from service.photos import photo_of
from tests.browser.district import IMAGE, QUOTES, SCRIPT
from tests.browser.phone import Phone, Server, served
from tests.service.day_town import WORKER, case_at_work, found_day
from tests.service.matters import COORDINATOR, HERE, case_now, events_of, matter
from tests.service.pictures import picture_of_a_phone

OFFICE = ZoneInfo("Asia/Shanghai")
CASE_TEXT = "路灯坏了三天 <b>&\"'"
FACTS = ("visits", "round_checks", "cases", "case_events")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path: Path = tmp_path_factory.mktemp("day") / "gege.db"
    store = Store(str(path))
    migrate(store)
    found_day(store, now())
    with served(path) as server:
        yield server


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Phone]]:
    made: list[Phone] = []

    def make(server: Server, worker: str = WORKER, **options: Any) -> Phone:
        made.append(Phone(browser, server, worker, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()


def _given_case(server: Server) -> str:
    """Return the number of a case that was handed to the worker just now."""
    code = case_at_work(server.store, now())
    for worker in ("W2", WORKER):
        version = case_now(server.store, code).version
        hand_over(COORDINATOR, server.store, code, version, worker, "调岗", now())
    return code


def test_a_full_day_with_the_connection_cut_and_restored_loses_and_doubles_nothing(
    phone: Callable[..., Phone], tmp_path: Path
) -> None:
    path = tmp_path / "gege.db"
    store = Store(str(path))
    migrate(store)
    found_day(store, now())
    with served(path) as town:
        code = _given_case(town)
        held = phone(town)
        # The list: a hand-over, three households, a round.
        assert held.part("came").get_by_text("调岗").count() == 1
        assert held.part("visits").locator(".item").count() == 3
        # With a connection: what was handed over is looked at, and one household is not home.
        held.open(f"case/{code}")
        held.press("I have looked at it")
        held.page.wait_for_selector("#list")
        held.open("visit/H1")
        held.tick("not home")
        held.press("Save")
        held.all_sent()
        assert [row["result"] for row in town.rows("visits")] == ["not_home"]
        # The connection is cut in the middle of a visit.
        held.open("visit/H2")
        held.tick("met")
        held.cut()
        held.type(CASE_TEXT)
        held.page.reload()
        held.page.wait_for_selector("#matter")
        assert held.page.locator("#matter textarea").input_value() == CASE_TEXT
        assert held.page.locator("input[name=result]").first.is_checked()
        held.tick("Make a case of this note")
        held.press("Save")
        held.waiting(1)
        held.open(f"case/{code}")
        held.press("Sign for it and start")
        held.waiting(2)
        held.open(f"case/{code}")
        held.type("到现场看过")
        held.press("Keep as a note")
        held.waiting(3)
        held.open("round/R1")
        held.tick("In order")
        held.press("Save")
        held.waiting(4)
        assert not held.listed("visit/H2") and not held.listed("round/R1")
        assert len(town.rows("visits")) == 1
        # The phone is put away and taken out again, still without a connection.
        held.page.close()
        held.page = held.tab()
        held.waiting(4)
        # It comes back, and the first answers are lost on their way.
        held.lose_answers(2)
        held.mend()
        held.all_sent()
        visits = town.rows("visits")
        assert sorted(row["result"] for row in visits) == ["met", "not_home"]
        made = [row for row in town.rows("cases") if row["code"] != code]
        assert [row["summary"] for row in made] == [CASE_TEXT]
        assert len(town.rows("round_checks")) == 1
        told = [
            row["kind"] for row in town.rows("case_events") if row["kind"] in ("noted", "start")
        ]
        assert told == ["start", "noted"]
        assert events_of(town.store, code, "noted") == [{"text": "到现场看过"}]
        assert events_of(town.store, code, "hand_over_seen") == [{"worker": WORKER}]
        # Every message was sent under one mark, and each is answered once.
        assert len(town.rows("received_messages")) == 6
        # The new case stands in the list now, and can be opened by hand at once.
        held.page.wait_for_selector(f'[data-about="case/{made[0]["code"]}"]')
        assert held.nothing_wrong()
    assert set(KINDS) >= {"visit", "check", "case_note", "case_start", "case_seen"}


def _new_home(server: Server, address: str = "新街1号", **more: Any) -> str:
    """Return the code of a household that is new on the worker's list."""
    code = f"N{len(server.rows('households'))}"
    place = {"lon": HERE[0], "lat": HERE[1], "tile16": 0, "grid_code": "G1"} | more
    with server.store.begin() as conn:
        conn.execute(households.insert().values(code=code, address=address, **place))
        bump(conn, "households")
    return code


def _visits(server: Server, home: str) -> list[Any]:
    ids = {row["id"] for row in server.rows("households") if row["code"] == home}
    return [row for row in server.rows("visits") if row["household_id"] in ids]


def test_a_visit_is_written_down_by_keys_alone(phone: Callable[..., Phone], town: Server) -> None:
    home = _new_home(town)
    held = phone(town)
    keys = held.page.keyboard
    held.page.locator(f'[data-about="visit/{home}"]').focus()
    keys.press("Enter")
    held.page.wait_for_selector("#matter")
    # From the heading, which is where the view begins, to the answers.
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    assert held.page.locator("input[name=result]").nth(1).is_checked()
    for _ in range(12):
        keys.press("Tab")
        if held.page.evaluate("() => document.activeElement.textContent") == "Save":
            break
    keys.press("Enter")
    held.all_sent()
    assert [row["result"] for row in _visits(town, home)] == ["not_home"]
    assert held.nothing_wrong()


def test_what_is_taken_back_before_it_was_sent_is_never_sent_and_its_text_is_there_again(
    phone: Callable[..., Phone], town: Server
) -> None:
    home = _new_home(town)
    held = phone(town)
    held.open(f"visit/{home}")
    held.tick("met")
    held.type("楼道堆物")
    held.press("Save")
    held.waiting(1)
    held.part("waiting").get_by_role("button", name="Undo").tap()
    held.all_sent()
    held.open(f"visit/{home}")
    assert held.page.locator("#matter textarea").input_value() == "楼道堆物"
    assert _visits(town, home) == [] and held.posts == []


def test_a_button_touched_twice_is_touched_once(phone: Callable[..., Phone], town: Server) -> None:
    home = _new_home(town)
    held = phone(town)
    held.open(f"visit/{home}")
    held.tick("met")
    save = "document.querySelector('#matter button.first')"
    held.page.evaluate(f"() => {{ {save}.click(); {save}.click(); {save}.click(); }}")
    held.waiting(1)
    held.all_sent()
    assert len(_visits(town, home)) == 1


def test_a_clock_that_is_wrong_holds_nothing_up_and_dates_nothing_wrongly(
    phone: Callable[..., Phone], town: Server
) -> None:
    home = _new_home(town)
    held = phone(town)
    held.context.clock.set_fixed_time(datetime(2031, 1, 1, tzinfo=UTC))
    held.page.reload()
    held.open(f"visit/{home}")
    held.tick("met")
    held.press("Save")
    held.waiting(1)
    # Somebody sets the clock right, and years too early at that.
    held.context.clock.set_fixed_time(datetime(2024, 1, 1, tzinfo=UTC))
    held.press("Send now")
    held.all_sent()
    days = {str(row["visited_on"]) for row in _visits(town, home)}
    assert days <= {str(now().astimezone(OFFICE).date() - timedelta(days=n)) for n in (0, 1)}


def test_what_was_done_while_the_server_was_down_arrives_once(
    phone: Callable[..., Phone], town: Server
) -> None:
    home = _new_home(town)
    held = phone(town)
    town.stop()
    held.open(f"visit/{home}")
    held.tick("visit declined")
    held.press("Save")
    held.waiting(1)
    try:
        held.page.wait_for_selector("#line[data-reached=false]")
    finally:
        town.start()
    held.press("Send now")
    held.all_sent()
    assert [row["result"] for row in _visits(town, home)] == ["declined"]


def test_a_case_that_changed_meanwhile_keeps_the_text_in_sight_until_it_is_sent_again(
    phone: Callable[..., Phone], town: Server
) -> None:
    code = _given_case(town)
    held = phone(town)
    held.open(f"case/{code}")
    held.cut()
    held.type("到现场看过")
    held.press("The person was told this")
    held.waiting(1)
    version = case_now(town.store, code).version
    facts: dict[str, Any] = {}
    move_case(COORDINATOR, town.store, code, version, Move.START, facts, now(), acted_by="老王")
    held.mend()
    refused = held.part("waiting").locator("[data-state=refused]")
    refused.wait_for(timeout=60_000)
    assert "老王" in refused.inner_text() and "到现场看过" in refused.inner_text()
    assert events_of(town.store, code, "told") == []
    held.page.reload()
    refused.wait_for()
    refused.get_by_role("button", name="Send again").tap()
    held.all_sent()
    assert events_of(town.store, code, "told") == [{"text": "到现场看过"}]


def test_a_refused_visit_can_be_corrected_with_all_that_was_typed(
    phone: Callable[..., Phone], town: Server
) -> None:
    home = _new_home(town)
    held = phone(town)
    held.open(f"visit/{home}")
    held.tick("met")
    long = "门" * 501
    held.page.locator("#matter textarea").fill(long)
    held.press("Save")
    refused = held.part("waiting").locator("[data-state=refused]")
    refused.wait_for(timeout=60_000)
    assert "501" in refused.inner_text()
    refused.get_by_role("button", name="Correct it").tap()
    held.page.wait_for_selector("#matter")
    assert held.page.locator("#matter textarea").input_value() == long
    held.page.locator("#matter textarea").fill("门坏了")
    held.press("Save")
    held.all_sent()
    assert [row["note"] for row in _visits(town, home)] == ["门坏了"]


def test_two_tabs_send_one_message_once(phone: Callable[..., Phone], town: Server) -> None:
    home = _new_home(town)
    held = phone(town)
    other = held.tab()
    held.cut()
    held.page.bring_to_front()
    held.open(f"visit/{home}")
    held.tick("met")
    held.press("Save")
    held.waiting(1)
    other.wait_for_selector('[data-part="waiting"] li')
    held.mend()
    for page in (held.page, other):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    held.all_sent()
    other.wait_for_selector('[data-part="waiting"]', state="detached")
    assert sum('"visit"' in one for one in held.posts) == 1
    assert len(_visits(town, home)) == 1


DENIED = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
FULL = DENIED.replace("IDBFactory", "IDBObjectStore").replace(".open", ".put")
FULL = FULL.replace("SecurityError", "QuotaExceededError")


@pytest.mark.parametrize(
    ("broken", "said"), [(DENIED, "keeps nothing"), (FULL, "no room left")], ids=["denied", "full"]
)
def test_a_phone_that_keeps_nothing_says_so_and_sends_all_the_same(
    phone: Callable[..., Phone], town: Server, broken: str, said: str
) -> None:
    home = _new_home(town)
    held = phone(town)
    held.context.add_init_script(broken)
    held.page.reload()
    held.open(f"visit/{home}")
    held.tick("met")
    held.page.locator("#matter textarea").fill("门坏了")
    held.page.locator("#strip [role=alert]", has_text=said).wait_for()
    held.press("Save")
    held.all_sent()
    assert [row["note"] for row in _visits(town, home)] == ["门坏了"]


def test_without_a_secure_address_what_was_typed_is_there_when_the_page_opens_again(
    phone: Callable[..., Phone], town: Server
) -> None:
    home = _new_home(town)
    held = phone(town, service_workers="block")
    held.context.add_init_script("delete Navigator.prototype.locks;")
    held.page.reload()
    held.open(f"visit/{home}")
    held.cut()
    held.tick("met")
    held.type("楼道堆物")
    held.page.close()
    held.mend()
    held.page = held.tab()
    assert held.part("visits").get_by_text("Begun, not saved").count() == 1
    held.open(f"visit/{home}")
    assert held.page.locator("#matter textarea").input_value() == "楼道堆物"
    held.press("Save")
    held.all_sent()
    assert [row["note"] for row in _visits(town, home)] == ["楼道堆物"]


def test_texts_of_people_stay_texts(phone: Callable[..., Phone], town: Server) -> None:
    home = _new_home(town, IMAGE + SCRIPT + QUOTES)
    code = matter(town.store, IMAGE + SCRIPT, now=now())
    held = phone(town)
    held.open(f"case/{code}")
    assert IMAGE in held.page.locator("#matter").inner_text()
    held.page.go_back()
    held.page.wait_for_selector("#list")
    held.open(f"visit/{home}")
    assert IMAGE in held.page.locator("#matter h2").inner_text()
    held.tick("met")
    held.type(SCRIPT)
    held.press("Save")
    held.waiting(1)
    assert SCRIPT in held.part("waiting").inner_text()
    held.all_sent()
    assert held.page.evaluate("() => window.hacked") is None
    assert held.nothing_wrong()
    assert _visits(town, home)[0]["note"] == SCRIPT


def test_a_photograph_is_made_small_on_the_phone_and_says_nothing_of_place_or_device(
    phone: Callable[..., Phone], town: Server, tmp_path: Path
) -> None:
    home = _new_home(town)
    held = phone(town)
    held.open(f"visit/{home}")
    held.tick("met")
    held.page.locator("input[type=file]").set_input_files(picture_of_a_phone(tmp_path))
    held.page.wait_for_selector("#matter .photo img")
    held.cut()
    held.press("Save")
    held.waiting(1)
    held.mend()
    held.all_sent()
    sent = next(json.loads(one) for one in held.posts if '"photo"' in one)
    for data in (
        base64.b64decode(sent["messages"][0]["said"]["photo"]),
        photo_of(COORDINATOR, town.store, _visits(town, home)[0]["photo"]),
    ):
        seen = Image.open(io.BytesIO(data))
        assert max(seen.size) == 1600
        assert len(seen.getexif()) == 0 and b"SecretPhone" not in data


def test_where_the_phone_is_sorts_the_list_and_leaves_the_phone_never(
    phone: Callable[..., Phone], town: Server
) -> None:
    far = _new_home(town, "甲路9号", lon=HERE[0] + 0.004)
    near = _new_home(town, "丁路1号", lon=HERE[0] - 0.004)
    held = phone(town)
    asked: list[str] = []
    held.context.on("request", lambda one: asked.append(one.url + (one.post_data or "")))
    held.context.grant_permissions(["geolocation"])
    held.context.set_geolocation({"longitude": HERE[0] - 0.00411, "latitude": HERE[1]})
    held.press("Nearest first")
    held.part("visits").get_by_text("10 m", exact=True).wait_for()
    order = (
        held.part("visits").locator(".item").evaluate_all("all => all.map(a => a.dataset.about)")
    )
    assert order.index(f"visit/{near}") == 0 < order.index(f"visit/{far}")
    held.open(f"visit/{near}")
    held.tick("met")
    held.press("Save")
    held.all_sent()
    assert any('"visit"' in one for one in asked)
    assert not any("00589" in one or "geoloc" in one for one in asked)
    kept = held.page.evaluate(EVERYTHING_KEPT)
    assert "00589" not in kept


def test_the_walking_order_stays_on_the_phone_and_what_is_done_leaves_it(
    phone: Callable[..., Phone], town: Server
) -> None:
    for at, name in enumerate(("丙路1号", "丙路2号", "丙路3号")):
        _new_home(town, name, lon=HERE[0] + (0.001, 0.003, 0.002)[at])
    held = phone(town)
    held.press("Walking order")
    held.part("way").wait_for()
    ask = f"{town.address}/gege/route.json?worker={WORKER}&lang=en"
    stops = [one["properties"] for one in held.context.request.get(ask).json()["features"]]
    wanted = [f"{one['kind']}/{one['code']}" for one in stops if one.get("code")]
    assert len(wanted) >= 3
    assert _order(held) == wanted[:12]
    first = next(one for one in wanted if one.startswith("visit/"))
    held.cut()
    held.page.reload()
    held.part("way").wait_for()
    assert _order(held) == wanted[:12]
    held.open(first)
    held.tick("met")
    held.press("Save")
    held.waiting(1)
    assert first not in _order(held)
    held.mend()
    held.all_sent()
    held.press("By street")
    held.part("way").wait_for(state="detached")
    assert held.nothing_wrong()


def _order(held: Phone) -> list[str]:
    """Return what the walking order shows, from its first stop on."""
    return held.part("way").locator(".item").evaluate_all("all => all.map(a => a.dataset.about)")


EVERYTHING_KEPT = """async () => {
  const told = (asked) => new Promise((give) => { asked.onsuccess = () => give(asked.result); });
  const database = await told(indexedDB.open('gege-day'));
  const turn = database.transaction([...database.objectStoreNames]);
  const stores = [...database.objectStoreNames].map((name) => turn.objectStore(name).getAll());
  const all = JSON.stringify(await Promise.all(stores.map(told)));
  database.close();
  return all;
}"""

SMALL = """() => [...document.querySelectorAll(
    'button, a, label.tick, label.button, textarea, input[type=search]')]
  .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent)"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_can_be_touched_with_a_thumb_and_nothing_is_wider_than_the_screen(
    phone: Callable[..., Phone], town: Server, lang: str
) -> None:
    code, home = _given_case(town), _new_home(town, "很长的街道名称" * 6 + "W" * 60)
    held = phone(town)
    held.page.goto(f"{town.address}/gege/day/?worker={WORKER}&lang={lang}")
    held.page.wait_for_selector('[data-part="own"]')
    for about in (None, f"visit/{home}", f"case/{code}", "round/R1"):
        if about:
            held.open(about)
        assert held.page.evaluate(SMALL) == []
        assert held.page.evaluate(WIDE) == 0
        if about:
            held.page.go_back()
            held.page.wait_for_selector("#list")


def test_without_a_worker_the_page_asks_whose_day_it_is(
    phone: Callable[..., Phone], town: Server
) -> None:
    held = phone(town, worker="")
    held.page.locator(f'a[href*="worker={WORKER}"]').tap()
    held.page.wait_for_selector('[data-part="own"]')
    assert "员1 (W1)" in held.page.locator("h1").inner_text()
