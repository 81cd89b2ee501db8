"""A small district behind a page, and the page run as a visitor sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.migrate import migrate
from data.store import Store, open_store
from tests.service.matters import found_district

HOSTILE = "<img src=x onerror=alert(1)><script>x</script> **b** [a](http://b) $x$ :red[y] {z} '\""


@contextmanager
def town_behind_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give two communities, in the database that pages open."""
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{folder / 'town.db'}")
    made = open_store()
    migrate(made)
    found_district(made)
    yield made


def run_page(page: Callable[[], None], lang: str = "en", **asked: str) -> AppTest:
    """Return the page after its first run."""
    at = AppTest.from_function(page, default_timeout=30)
    for name, value in {"lang": lang, **asked}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    assert refusals(at) == []
    return at


def refusals(at: AppTest) -> list[str]:
    """Return what a page refuses; that the shipped calendar ends is no refusal of the page."""
    return [one.value for one in at.error if "work calendar" not in one.value]


def html_of(at: AppTest) -> str:
    """Return all HTML of a page."""
    return "\n".join(str(one.proto.body) for one in at.get("html"))
