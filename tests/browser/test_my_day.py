"""A grid worker's day on a phone of 390 x 844: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from data.migrate import migrate
from data.store import Store
from service.cases.handing import hand_over
from service.clock import now
from service.day.receive import KINDS
from tests.browser.phone import Phone, Server, served
from tests.service.day_town import WORKER, case_at_work, found_day
from tests.service.matters import COORDINATOR, case_now, events_of

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
