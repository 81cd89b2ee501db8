"""A short tour through a district full of payloads; ``tests.attack.tour`` is the whole one."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.attack import tour
from tests.attack.planting import planted
from tests.browser.conftest import browser as browser
from tests.browser.served import serve

# One of so many; where the two begin differs, so that they meet other pages.
_PAPERS = 4
_SCREENS = 11


@pytest.mark.parametrize("place", [0, 1])
def test_no_payload_achieves_anything_on_some_pages(
    place: int, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "gege.db"
    store = planted(path, offset=31 * place)
    screens = tour.screens(store) + tour.asked_with_payloads(1)
    stops = [(one, False) for one in tour.papers(store)[place::_PAPERS]]
    stops += [(one, True) for one in screens[3 * place :: _SCREENS]]
    with serve(path) as address:
        wrong = {
            stop: found
            for stop, found in tour.toured(browser, address, stops, tour.LOCALES[place])
            if found
        }
    log = path.with_suffix(".log").read_text(errors="replace")
    assert len(stops) > _SCREENS
    assert wrong == {}
    assert "Traceback (most recent call last)" not in log
