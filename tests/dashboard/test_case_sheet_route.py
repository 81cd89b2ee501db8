"""The address of the case sheet: a page of its own, kept by nobody, refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.schema import cases
from data.store import Store
from tests.dashboard.asgi import ask
from tests.dashboard.town import town_behind_pages
from tests.service.matters import matter


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def test_the_sheet_is_a_page_that_nobody_keeps_and_that_runs_nothing(store: Store) -> None:
    code = matter(store)
    status, headers, body = ask(f"/gege/case-sheet/{code}?lang=en")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "private, no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script" not in headers["content-security-policy"]
    assert code in body.decode()


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_the_address_says_the_language(store: Store, tag: str) -> None:
    body = ask(f"/gege/case-sheet/{matter(store)}?lang={tag}")[2].decode()
    assert f'<html lang="{"zh-CN" if tag == "zh" else "en"}">' in body


def test_an_unknown_number_is_refused_in_a_sentence(store: Store) -> None:
    status, _headers, body = ask("/gege/case-sheet/nowhere?lang=en")
    assert status == 400
    assert "There is no case nowhere" in body.decode()


def test_a_number_with_a_slash_in_it_has_its_sheet(store: Store) -> None:
    code = matter(store)
    with store.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == code).values(code="A/1"))
    assert ask("/gege/case-sheet/A/1")[0] == 200


def test_the_sheet_lies_below_the_base_path(store: Store) -> None:
    assert ask(f"/town/gege/case-sheet/{matter(store)}", "town")[0] == 200
