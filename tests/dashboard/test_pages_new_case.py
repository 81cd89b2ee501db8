"""A new case: what is foreseen is what is saved, and a form is saved once, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.new_case_entry import Entry
from dashboard.when import local_time
from data.schema import case_events, cases
from data.store import Store
from service.clock import now
from service.errors import ServiceError
from service.receipt import look_up_receipt
from tests.dashboard.town import HOSTILE, html_of, run_page, town_behind_pages
from tests.service.contacts import case_contacts_of
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR, HERE, LITTER, THERE, matter


def _page() -> None:
    from pages import new_case

    new_case.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with town_behind_pages(tmp_path, monkeypatch) as made:
        yield made


def _entry(at: AppTest) -> Entry:
    found: Entry = at.session_state["new_case_entry"]
    return found


def _typed(summary: str = "楼道灯坏了", lang: str = "zh", **more: str) -> AppTest:
    # In Chinese, since AppTest words the options outside the session, in the default language.
    at = run_page(_page, lang)
    at.text_area(key="new_case_0_summary").set_value(summary)
    for name, said in more.items():
        at.text_input(key=f"new_case_0_{name}").set_value(said)
    return at


def _save(at: AppTest) -> AppTest:
    return at.button(key=f"new_case_{_entry(at).turn}_save").click().run()


def _alike(store: Store) -> tuple[AppTest, str]:
    """Return the page with a form that is like a standing case, and that case."""
    standing = matter(store, "门口垃圾三天没人清运", category=LITTER, now=now())
    at = _typed("门口的垃圾三天没有人清运")
    at.selectbox(key="new_case_0_category").set_value(LITTER)
    _entry(at).picked = HERE
    return at.run(), standing


def test_what_was_typed_and_clicked_is_saved(store: Store) -> None:
    at = _typed(address="湖滨路1号", contact="13800000000", acted_by="王记录")
    _entry(at).picked = THERE
    _save(at)
    assert not at.error
    row = rows_of(store, cases).iloc[0]
    assert (row["summary"], row["address"], row["grid_code"]) == ("楼道灯坏了", "湖滨路1号", "G2")
    assert (row["lon"], row["lat"]) == THERE
    assert case_contacts_of(store) == {row["code"]: "13800000000"}
    event = rows_of(store, case_events).iloc[0]
    assert (event["acted_by"], event["entered_by"]) == ("王记录", "demonstration")
    assert f'<p class="number">{row["code"]}</p>' in html_of(at)
    assert at.query_params["registered"] == row["code"]


def test_what_is_foreseen_before_saving_is_what_is_saved(store: Store) -> None:
    at = _typed(lang="en")
    _entry(at).picked = HERE
    at.run()
    before = html_of(at)
    _save(at)
    row = rows_of(store, cases).iloc[0]
    assert "第1网格 (G1)" in before
    assert f"员1 ({row['assigned_to']})" in before
    due = (row["due_at"] + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
    # The clock of the foreseen case began some moments before that of the saved one.
    assert due[:10] in before
    assert "The clock starts on" in before


def test_a_place_is_shown_before_there_are_words(store: Store) -> None:
    at = run_page(_page)
    _entry(at).picked = HERE
    at.run()
    assert not at.error
    assert "第1网格 (G1)" in html_of(at)


def test_pressing_twice_registers_once(store: Store) -> None:
    at = _typed()
    button = at.button(key="new_case_0_save").click()
    at.run()
    # The second click of a pair arrives after the first was carried out.
    button.click()
    at.run()
    assert len(rows_of(store, cases)) == 1


def test_a_run_stopped_right_after_saving_registers_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = _typed()

    def stopped(*_said: object) -> None:
        monkeypatch.undo()
        raise RuntimeError("a newer run began")

    monkeypatch.setattr("dashboard.new_case.keep", stopped)
    _save(at)
    assert len(rows_of(store, cases)) == 1
    at.run()
    assert len(rows_of(store, cases)) == 1
    assert rows_of(store, cases)["code"][0] in html_of(at)


def test_loading_the_page_again_shows_the_number_and_registers_nothing(store: Store) -> None:
    code = matter(store, now=now())
    at = run_page(_page, registered=code)
    assert code in html_of(at)
    assert len(rows_of(store, cases)) == 1


def test_the_next_form_is_empty_but_for_channel_and_recorder(store: Store) -> None:
    at = _typed(contact="138", acted_by="王记录")
    at.selectbox(key="new_case_0_channel").set_value("hotline")
    _entry(at).picked = HERE
    _save(at)
    at.button(key="new_case_next").click().run()
    assert at.text_area(key="new_case_1_summary").value == ""
    assert at.text_input(key="new_case_1_contact").value == ""
    assert at.text_input(key="new_case_1_acted_by").value == "王记录"
    assert at.selectbox(key="new_case_1_channel").value == "hotline"
    assert _entry(at).picked is None
    assert "registered" not in at.query_params


def test_nothing_said_is_refused_and_the_form_stays(store: Store) -> None:
    at = _typed("  ", address="湖滨路1号")
    _save(at)
    assert len(at.error) == 1
    assert at.text_input(key="new_case_0_address").value == "湖滨路1号"
    assert rows_of(store, cases).empty


def test_a_case_without_a_place_is_registered_in_no_grid(store: Store) -> None:
    _save(_typed())
    row = rows_of(store, cases).iloc[0]
    assert (row["grid_code"], row["why_no_grid"], row["lon"]) == (None, "no_coordinate", None)


def test_the_same_matter_becomes_one_case_with_two_reports_in_one_click(store: Store) -> None:
    at, standing = _alike(store)
    assert standing in html_of(at)
    at.button(key=f"new_case_0_same_{standing}_1").click().run()
    assert not at.error
    kept = rows_of(store, cases).set_index("code")
    assert len(kept) == 2
    assert kept.loc[standing, "report_count"] == 2
    assert list(kept["merged_into"].dropna()) == [standing]
    assert standing in at.success[0].value.replace("\\", "")


def test_who_settles_a_repeat_until_when_is_told_as_the_receipt_tells_it(store: Store) -> None:
    at, standing = _alike(store)
    at.selectbox(key="new_case_0_category").set_value(None).run()
    at.button(key=f"new_case_0_same_{standing}_1").click().run()
    codes = set(rows_of(store, cases)["code"]) - {standing}
    receipt = look_up_receipt(COORDINATOR, store, codes.pop(), now())
    assert receipt is not None
    assert receipt.unit is not None
    assert local_time(receipt.due_at, receipt.zone) in html_of(at)
    assert receipt.unit in html_of(at)


def test_a_click_on_a_case_that_has_changed_meanwhile_does_nothing(store: Store) -> None:
    at, standing = _alike(store)
    button = at.button(key=f"new_case_0_same_{standing}_1")
    with store.begin() as conn:
        conn.execute(cases.update().values(version=2, summary="门口垃圾三天没人清运了"))
    button.click()
    at.run()
    assert len(rows_of(store, cases)) == 1
    assert "门口垃圾三天没人清运了" in html_of(at)


def test_a_report_that_cannot_be_added_keeps_its_own_number(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, standing = _alike(store)

    def refuse(*_said: object) -> None:
        raise ServiceError("Not so.")

    monkeypatch.setattr("dashboard.new_case.merge_cases", refuse)
    at.button(key=f"new_case_0_same_{standing}_1").click().run()
    assert [one.value for one in at.error] == ["Not so\\."]
    at.run()
    kept = rows_of(store, cases).set_index("code")
    assert len(kept) == 2
    assert kept["merged_into"].isna().all()
    own = kept.index.difference([standing])[0]
    assert f'<p class="number">{own}</p>' in html_of(at)


def test_hostile_text_stays_text(store: Store) -> None:
    matter(store, HOSTILE, category=LITTER, now=now())
    at = _typed(HOSTILE, address=HOSTILE, contact=HOSTILE, acted_by=HOSTILE)
    at.selectbox(key="new_case_0_category").set_value(LITTER)
    _entry(at).picked = HERE
    at.run()
    assert "&lt;img" in html_of(at)
    assert "<img" not in html_of(at)
    _save(at)
    assert "<img" not in html_of(at)
