"""Both languages are complete, and a sentence is said with whatever values come."""

from __future__ import annotations

import ast
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.sentence import Sentence, Term
from service import language
from service.language import both, language_of, languages, say, tell_times_in
from tests.translations import (
    KEYWORDS,
    PO_FILE,
    placeholders,
    problems,
    sentences_in,
    source_files,
)


@pytest.fixture
def _two_sentences(tmp_path, monkeypatch):
    """A catalogue of our own, so that these tests do not hang on wording."""
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "gege.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Grid {code} is empty."\nmsgstr "网格 {code} 为空。"\n\n'
        'msgid "grid worker"\nmsgstr "网格员"\n\n'
        'msgid "Broken {code}."\nmsgstr "坏的 {code。"\n\n'
        '#, fuzzy\nmsgid "Doubtful {code}."\nmsgstr "可疑 {code}。"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "LOCALE_FOLDER", tmp_path)
    language._catalogue.cache_clear()
    yield
    language._catalogue.cache_clear()


def test_every_sentence_in_the_source_has_a_chinese_translation_with_the_same_names() -> None:
    assert problems() == []


def test_the_catalogue_lies_where_the_product_reads_it() -> None:
    assert PO_FILE == language.LOCALE_FOLDER / "zh_CN" / "LC_MESSAGES" / "gege.po"


def test_the_extraction_finds_nested_joined_alternative_and_fifth_place_sentences() -> None:
    source = (
        'Error = 1\nraise DataError("outer {x}"\n " end", x=_("inner"))\n'
        'refuse_row("code", 1, "col", value, "row")\n'
        '_("one" if y else "two")\nst.write(_(f"run {time}"))\n_(error)\n'
    )
    found = [f.msgid for f in sentences_in(source, "x.py")]
    assert sorted(map(str, found)) == sorted(
        ["outer {x} end", "inner", "row", "one", "two", "None"]
    )


def test_placeholders_are_told_apart_from_doubled_braces() -> None:
    assert placeholders("{a} {b:,.1f} {{c}} {d!r}") == {"a", "b", "d"}


@pytest.mark.usefixtures("_two_sentences")
class TestSay:
    def test_a_sentence_is_said_in_both_languages(self) -> None:
        assert say("Grid {code} is empty.", "zh", code="3") == "网格 3 为空。"
        assert say("Grid {code} is empty.", "en", code="3") == "Grid 3 is empty."
        assert both("Grid {code} is empty.", code="3") == "网格 3 为空。 / Grid 3 is empty."

    def test_errors_and_reasons_are_said_like_sentences(self) -> None:
        for thing in (
            CaseworkError("Grid {code} is empty.", code="3"),
            Sentence("Grid {code} is empty.", code="3"),
        ):
            assert say(thing, "zh") == "网格 3 为空。"

    def test_a_word_of_the_trade_is_translated_where_it_is_a_value_and_a_person_s_word_is_not(
        self,
    ) -> None:
        assert say("Grid {code} is empty.", "zh", code=Term("grid worker")) == "网格 网格员 为空。"
        assert say("Grid {code} is empty.", "zh", code="grid worker") == "网格 grid worker 为空。"

    def test_a_missing_or_doubtful_translation_falls_back_to_english(self) -> None:
        assert say("Nobody wrote {this}.", "zh", this="x") == "Nobody wrote x."
        assert say("Doubtful {code}.", "zh", code="x") == "Doubtful x."
        assert both("Nobody wrote this.") == "Nobody wrote this."

    def test_a_translation_that_cannot_be_read_falls_back_to_english(self) -> None:
        assert say("Broken {code}.", "zh", code="x") == "Broken x."

    def test_an_unknown_language_is_answered_in_english(self) -> None:
        assert say("Grid {code} is empty.", "../../etc", code="3") == "Grid 3 is empty."

    def test_a_value_cannot_reach_into_objects_or_break_the_sentence(self) -> None:
        hostile = "{0.__class__}{code}%s{"
        assert say("Grid {code} is empty.", "zh", code=hostile) == f"网格 {hostile} 为空。"
        assert say("See {code.__class__}.", "en", code="x") == "See {code.__class__}."

    def test_a_missing_value_leaves_its_name(self) -> None:
        assert say("Grid {code} is {state:.1f}.", "en", code="1") == "Grid 1 is {state}."

    def test_a_format_that_does_not_fit_the_value_shows_the_value(self) -> None:
        assert say("{n:,} rows", "en", n=1234) == "1,234 rows"
        assert say("{n:,} rows", "en", n="many") == "many rows"

    @given(value=st.text())
    def test_any_text_stands_in_the_sentence_as_it_is(self, value: str) -> None:
        assert say("Grid {code} is empty.", "zh", code=value) == f"网格 {value} 为空。"


def test_chinese_is_the_default_and_comes_first() -> None:
    assert next(iter(languages())) == "zh" == language_of(None)


def test_a_time_in_a_sentence_is_told_in_the_office_s_zone() -> None:
    noon = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    sentence = Sentence("due at {due}, as of {day:%Y-%m-%d}", due=noon, day=noon)
    assert say(sentence, "en") == "due at 2026-06-01 12:00, as of 2026-06-01"
    tell_times_in("America/New_York")
    try:
        assert say(sentence, "en") == "due at 2026-06-01 00:00, as of 2026-06-01"
    finally:
        tell_times_in("Asia/Shanghai")


def _error_classes() -> dict[str, ast.ClassDef]:
    """Return the classes of refusals by name, roots and what comes of them."""
    classes = [
        node
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    found: dict[str, ast.ClassDef] = {
        one.name: one for one in classes if one.name.endswith("Error")
    }
    for _ in range(4):
        bases = {one: {getattr(base, "id", "") for base in one.bases} for one in classes}
        found |= {one.name: one for one in classes if bases[one] & found.keys()}
    return found


def test_the_sentences_of_every_kind_of_refusal_are_looked_for() -> None:
    found = _error_classes()
    assert {"CaseworkError", "CaseChanged", "OutsideCover"} <= found.keys()
    for name, one in found.items():
        says_itself = any(getattr(part, "name", "") == "__init__" for part in one.body)
        is_only_a_family = any(
            getattr(base, "id", "") == name for other in found.values() for base in other.bases
        )
        assert name in KEYWORDS or says_itself or is_only_a_family, name
