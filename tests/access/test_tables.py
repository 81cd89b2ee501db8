"""The page about access says what the rules say, and every screen has its rule."""

from __future__ import annotations

import re

from casework.access import MAY, Action, Role, Viewer
from dashboard.allowed import FOR_EVERYBODY, PAGES, may_open
from tests.access.tables import PAGE, with_tables
from tests.translations import ROOT


def test_the_tables_of_the_page_are_those_of_the_rules() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run python -m tests.access.tables"


def test_every_page_of_the_menu_has_its_rule() -> None:
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    named = set(re.findall(r"page_for\(\s*viewer, \w+\.render, _\([^)]*\), \"([^\"]+)\"", source))
    assert len(named) > 30
    assert {"", *named} == set(PAGES) | FOR_EVERYBODY


def test_a_page_is_opened_by_whoever_may_do_what_it_asks_for() -> None:
    for role in Role:
        for address, action in PAGES.items():
            assert bool(may_open(Viewer("x", role), address)) == (action in MAY[role])
        assert may_open(Viewer("x", role), "my-account")
        assert not may_open(Viewer("x", role), "no-such-page")


def test_a_part_of_the_district_keeps_no_accounts() -> None:
    assert Action.KEEP_ACCOUNTS in MAY[Role.ADMINISTRATOR]
    assert not may_open(Viewer("x", Role.ADMINISTRATOR, "990101"), "account-list")
