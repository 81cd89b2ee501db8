"""Texts without signs nobody sees; names compared as they are read."""

from __future__ import annotations

import pytest

from casework.plain_text import is_blank, is_same_name, seen_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("积水\0", "积水"),
        ("a\ud800b", "ab"),
        ("a\ufffeb\uffff", "ab"),
        ("无\u202e效", "无效"),
        ("\x1b[31m红", "[31m红"),
        ("一\n二\t三", "一\n二\t三"),
        ("全角\u3000空格", "全角\u3000空格"),
        ("\u0646\u200c\u0627", "\u0646\u200c\u0627"),
    ],
)
def test_what_nobody_sees_is_taken_away(typed: str, kept: str) -> None:
    assert seen_text(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\u200b", "\ufeff\u2060", "\u202e"])
def test_a_text_without_a_visible_sign_is_blank(typed: str) -> None:
    assert is_blank(typed)


@pytest.mark.parametrize("typed", ["王 芳", " 王芳", "王芳\u3000", "王\u200b芳", "王\u00a0芳"])
def test_a_name_is_the_same_however_it_is_spaced(typed: str) -> None:
    assert is_same_name(typed, "王芳")


def test_a_name_is_the_same_however_wide_or_large_it_is_typed() -> None:
    assert is_same_name("ＢＯＳＳ", "boss")
    assert not is_same_name("王芳", "王方")
