"""Every page of visits and rounds bears the name by which the menu leads to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.town import html_of, town_behind_pages


def contact_points() -> None:
    from pages.sessions import render

    render()


def oversight() -> None:
    from pages.oversight import render

    render()


def rounds() -> None:
    from pages.rounds import render

    render()


def spot_checks() -> None:
    from pages.spot_checks import render

    render()


def emergency_area() -> None:
    from pages.emergency import render

    render()


def service_points() -> None:
    from pages.places import render

    render()


@pytest.mark.parametrize(
    "page", [contact_points, oversight, rounds, spot_checks, emergency_area, service_points]
)
def test_a_page_bears_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Callable[[], None]
) -> None:
    name = page.__name__.replace("_", " ").capitalize()
    with town_behind_pages(tmp_path, monkeypatch):
        # In an empty town some have something to refuse; they bear their name all the same.
        at = AppTest.from_function(page, default_timeout=60)
        at.query_params["lang"] = "en"
        assert f"<h2>{name}</h2>" in html_of(at.run())
