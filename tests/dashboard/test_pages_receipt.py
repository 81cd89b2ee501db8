"""Receipt look-up on a page: state and next step, nothing of the matter, one answer to guesses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from service.clock import now
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.matters import LITTER, matter


def _page() -> None:
    from pages import receipt

    receipt.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _ask(number: str) -> AppTest:
    at = run_page(_page)
    at.text_input(key="receipt_number").set_value(number)
    at.button[0].click().run()
    assert not at.exception
    assert not at.error
    return at


def test_a_number_shows_state_and_next_step_and_nothing_of_the_matter(store: Store) -> None:
    code = matter(store, HOSTILE, address=HOSTILE, contact="138", category=LITTER, now=now())
    body = html_of(_ask(code))
    for wanted in (code, "reported", "The service checks the request", "环境卫生管理处"):
        assert wanted in body
    for kept_back in ("img src", "138", LITTER, "员1", "第1网格"):
        assert kept_back not in body


@pytest.mark.parametrize("number", ["20260601-000009", HOSTILE, "员1", "%"])
def test_a_guess_is_answered_with_the_same_plain_sentence(store: Store, number: str) -> None:
    matter(store, now=now())
    at = _ask(number)
    assert [one.value for one in at.info] == [
        "Nothing is found under this number: compare it with the receipt."
    ]
    assert "<img" not in html_of(at)


def test_nothing_typed_is_told_what_to_type(store: Store) -> None:
    assert _ask("  ").info[0].value == "Type the number that stands on the receipt."
