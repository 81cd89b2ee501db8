"""The language of a page: from the address, the choice, the browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.messages import plain
from service.language import language_of


def _page() -> None:
    import streamlit as st

    from dashboard.i18n import language, language_switch

    language_switch()
    st.text(language())


def _shown(page: AppTest) -> str:
    assert not page.exception
    return str(page.text[0].value)


def test_a_page_without_any_wish_speaks_chinese() -> None:
    assert _shown(AppTest.from_function(_page).run()) == "zh"


def test_the_address_decides_the_language() -> None:
    page = AppTest.from_function(_page)
    page.query_params["lang"] = "en"
    assert _shown(page.run()) == "en"
    assert page.radio[0].value == "en"


def test_a_language_nobody_has_in_the_address_is_passed_over() -> None:
    page = AppTest.from_function(_page)
    page.query_params["lang"] = "<script>"
    assert _shown(page.run()) == "zh"


def test_a_choice_changes_the_page_and_its_address_and_stays() -> None:
    page = AppTest.from_function(_page)
    page.query_params["lang"] = "zh"
    page.run()
    page.radio[0].set_value("en").run()
    assert _shown(page) == "en"
    assert page.query_params["lang"] in ("en", ["en"])
    assert _shown(page.run()) == "en"
    page.radio[0].set_value("zh").run()
    assert _shown(page) == "zh"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("zh-CN", "zh"), ("ZH-tw", "zh"), ("en-US", "en"), ("fr", "en"), (None, "zh"), ("", "zh")],
)
def test_the_browser_s_language_is_followed(tag: str | None, expected: str) -> None:
    assert language_of(tag) == expected


def test_plain_text_leaves_markdown_nothing_to_obey() -> None:
    told = plain("![x](http://evil/a.png)\n# h").replace("\u200b", "")
    assert told == r"\!\[x\]\(http\://evil/a\.png\) \# h"
    assert "://e" not in plain("http://evil")
