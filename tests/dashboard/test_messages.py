"""What the viewer is told about an error."""

from __future__ import annotations

import pytest

from casework.errors import CaseworkError
from dashboard import messages
from dashboard.messages import plain, sentence_of
from data.errors import DataError


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    from service.language import say

    monkeypatch.setattr(messages, "_", lambda said, **params: say(said, "en", **params))


@pytest.mark.parametrize("kind", [CaseworkError, DataError])
def test_our_own_refusals_carry_their_sentence(kind) -> None:
    assert sentence_of(kind("No grid {code}.", code="<b>{x}</b>")) == "No grid <b>{x}</b>."


def test_an_unexpected_error_is_named_by_its_kind_and_its_text_is_kept_back() -> None:
    told = sentence_of(ZeroDivisionError("household 7, phone 139"))
    assert "ZeroDivisionError" in told
    assert "139" not in told


def test_known_troubles_of_the_machine_have_a_way_out() -> None:
    assert "smaller" in sentence_of(MemoryError())
    assert "another program" in sentence_of(PermissionError())
    busy = type("OperationalError", (Exception,), {})("database is locked")
    assert "try again" in sentence_of(busy)


@pytest.mark.parametrize(
    "hostile",
    [
        "[x](http://evil)",
        "<img src=x>",
        "$\\frac{1}{0}$",
        ":material/delete:",
        "**b**",
        "`c`",
        "&lt;",
    ],
)
def test_every_sign_markdown_obeys_is_disarmed(hostile: str) -> None:
    told = plain(hostile)
    shown = "".join(told.split("\\")).replace("\u200b", "")
    assert shown.replace(" ", "") == hostile.replace("\\", "").replace(" ", "")
    for sign in "[]()<>$:*`&":
        assert told.count(sign) == told.count("\\" + sign)


def test_a_text_of_many_lines_becomes_one_line() -> None:
    assert plain("a\n\n# b\r\n- c") == r"a \# b \- c"
