"""My day on a wide screen: the worker in the address, his list, and the way to his phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.schema import households
from data.store import Store, bump, open_store
from service.clock import now
from service.day.matters import matters_of
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.day_town import WORKER, found_day
from tests.service.matters import COORDINATOR, matter


def _page() -> None:
    from pages.my_day import render

    render()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    from data.migrate import migrate

    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    found_day(made, now())
    yield made


def test_the_worker_is_chosen_and_kept_in_the_address(town: Store) -> None:
    at = run_page(_page)
    assert any("Choose whose day it is" in one.value for one in at.info)
    at.selectbox(key="day_worker").set_value(WORKER).run()
    assert at.query_params["worker"] in (WORKER, [WORKER])
    assert "柳岸路0号" in html_of(at)


def test_the_page_shows_what_the_phone_gets(town: Store) -> None:
    code = matter(town, "垃圾没人清", now=now())
    shown = html_of(run_page(_page, worker=WORKER))
    for one in matters_of(COORDINATOR, town, WORKER, now()):
        assert one.title in shown
    assert code in shown
    assert "0 / 3" in shown


def test_the_address_for_the_phone_is_plain(town: Store) -> None:
    at = run_page(_page, worker=WORKER)
    assert any(f"gege/day/?worker={WORKER}&lang=en" in one.value for one in at.code)


def test_texts_of_people_are_escaped(town: Store) -> None:
    matter(town, HOSTILE, now=now())
    with town.begin() as conn:
        conn.execute(households.update().values(address=HOSTILE))
        bump(conn, "households")
    shown = html_of(run_page(_page, worker=WORKER))
    assert "<script>x</script>" not in shown and "<img src=x" not in shown
    assert "&lt;script&gt;" in shown


def test_without_workers_the_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.schema import postings, workers

    with town_behind_pages(tmp_path, monkeypatch) as made:
        with made.begin() as conn:
            conn.execute(postings.delete())
            conn.execute(workers.delete())
            bump(conn, "duty")
        assert any("bring workers in" in one.value for one in run_page(_page).info)
