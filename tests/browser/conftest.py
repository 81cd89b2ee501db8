"""One server per district for all browser tests; a fresh, watched page for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import district
from tests.browser.served import PATIENCE, Watched, chromium, serve, the_browser

Opened = Callable[..., Watched]
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Browser:
    if chromium() is None:
        said = "there is no Chromium on this machine (GEGE_CHROMIUM names one)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)
    return the_browser()


@pytest.fixture(scope="session")
def plain_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("plain") / "gege.db"
    district.add_base_map(district.hand_made(path))
    with serve(path) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("hostile") / "gege.db"
    district.hostile(path)
    with serve(path) as address:
        yield address


@pytest.fixture
def watch(browser: Browser) -> Iterator[Opened]:
    contexts = []

    def make(address: str, **options: object) -> Watched:
        wanted = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | options
        contexts.append(browser.new_context(**wanted))  # type: ignore[arg-type]
        contexts[-1].set_default_timeout(PATIENCE)
        return Watched(contexts[-1], address)

    yield make
    for context in contexts:
        context.close()
