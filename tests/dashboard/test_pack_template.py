"""The template on a page: moved, hidden, renamed, saved once; and from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from casework.access import OPERATOR
from commands.pack_template import app
from data.schema import pack_templates
from data.store import Store
from service.clock import now
from service.packs.contents import SECTIONS
from service.packs.template import default_template, save_template, template_now, template_to_plain
from service.packs.words import Words
from tests.dashboard.town import HOSTILE, run_page, town_behind_pages
from tests.service.district import rows_of


def _page() -> None:
    from casework.access import OPERATOR
    from dashboard.pack_template import pack_template_part
    from dashboard.refusals import refusals_shown
    from data.store import open_store
    from service.clock import now

    with refusals_shown():
        pack_template_part(OPERATOR, open_store(), now())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _field(widgets: object, part: str) -> object:
    return next(one for one in widgets if part in str(one.key))  # type: ignore[attr-defined]


def _press(at: AppTest, part: str) -> AppTest:
    _field(at.button, part).click().run()  # type: ignore[attr-defined]
    assert not at.exception, at.exception
    return at


def test_a_section_is_moved_hidden_renamed_and_timed_and_one_version_is_saved(
    store: Store,
) -> None:
    at = run_page(_page)
    assert [one.label.split(". ")[0] for one in at.checkbox] == [
        str(n) for n in range(1, len(SECTIONS) + 1)
    ]
    _press(at, "down_0_cover")
    assert at.checkbox[0].label == "1. Headline figures"
    _field(at.checkbox, "shown_0_late").uncheck()  # type: ignore[attr-defined]
    _field(at.number_input, "minutes_0_matters").set_value(20)  # type: ignore[attr-defined]
    _field(at.number_input, "count_0_matters").set_value(2)  # type: ignore[attr-defined]
    _field(at.text_input, "zh_0_matters").set_value("两件事")  # type: ignore[attr-defined]
    _press(at, "save")
    kept = template_now(OPERATOR, store)
    assert [one.key for one in kept.sections][:2] == ["headline", "cover"]
    assert not kept.section("late").is_shown
    matters = kept.section("matters")
    assert (matters.minutes, matters.options, matters.title) == (
        20, {"count": 2}, Words("两件事", ""),
    )  # fmt: skip
    assert at.success and "Version 1" in at.success[0].value
    _press(at, "save")
    assert len(rows_of(store, pack_templates)) == 1


def test_standing_questions_of_one_line_belong_together(store: Store) -> None:
    at = run_page(_page)
    chinese, english = (_field(at.text_area, f"lines_0_questions_{n}") for n in (0, 1))
    chinese.set_value(f"  一 \n\n{HOSTILE}\n四")  # type: ignore[attr-defined]
    english.set_value("One\n\n\nFour\nFive")  # type: ignore[attr-defined]
    _press(at, "save")
    assert template_now(OPERATOR, store).section("questions").options["lines"] == [
        ["一", "One"], [" ".join(HOSTILE.split()), ""], ["四", "Four"], ["", "Five"],
    ]  # fmt: skip


def test_what_cannot_be_kept_is_said_and_the_form_stays(store: Store) -> None:
    at = run_page(_page)
    _field(at.text_input, "title_zh").set_value("")  # type: ignore[attr-defined]
    _field(at.text_input, "title_en").set_value("")  # type: ignore[attr-defined]
    _press(at, "save")
    assert "no title" in at.error[0].value
    assert rows_of(store, pack_templates).empty


def test_changes_are_dropped_and_the_program_s_own_is_put_back(store: Store) -> None:
    plain = template_to_plain(default_template()) | {"title": ["旧", "Old"]}
    save_template(OPERATOR, store, plain, now())
    at = run_page(_page)
    _press(at, "up_0_headline")
    assert at.checkbox[0].label == "1. Headline figures"
    _press(at, "drop")
    assert at.checkbox[0].label == "1. Cover"
    assert len(rows_of(store, pack_templates)) == 1
    _press(at, "reset")
    assert template_now(OPERATOR, store).title == default_template().title
    assert len(rows_of(store, pack_templates)) == 2


def test_a_version_saved_by_somebody_else_meanwhile_is_not_overwritten(store: Store) -> None:
    at = run_page(_page)
    plain = template_to_plain(default_template()) | {"title": ["新", "New"]}
    save_template(OPERATOR, store, plain, now())
    _field(at.number_input, "minutes_0_late").set_value(3)  # type: ignore[attr-defined]
    _press(at, "save")
    assert "drop your changes" in at.warning[0].value
    assert "Version 1" in at.error[0].value
    assert template_now(OPERATOR, store).title == Words("新", "New")
    _press(at, "drop")
    assert _field(at.text_input, "title_zh").value == "新"  # type: ignore[attr-defined]


def test_what_the_command_shows_can_be_changed_and_saved(store: Store, tmp_path: Path) -> None:
    runner = CliRunner()
    shown = json.loads(runner.invoke(app, ["show"]).stdout)
    shown["sections"].reverse()
    file = tmp_path / "template.json"
    file.write_text(json.dumps(shown), encoding="utf-8")
    assert json.loads(runner.invoke(app, ["save", str(file)]).stdout)["version"] == 1
    assert template_now(OPERATOR, store).sections[0].key == "closing"
    assert json.loads(runner.invoke(app, ["reset"]).stdout)["version"] == 2
    assert template_now(OPERATOR, store).sections[0].key == "cover"


@pytest.mark.parametrize("text", ["{", "[1]", "\ufeff\x00"])
def test_a_file_that_is_no_template_is_refused_by_its_name(
    store: Store, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["save", str(file)])
    assert done.exit_code and "bad.json" in str(done.exception)
    assert rows_of(store, pack_templates).empty
