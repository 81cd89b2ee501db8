"""The units page: the service's numbers in every cell, choices in the address, text as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR
from data.migrate import migrate
from data.store import Store, open_store
from service.clock import now
from service.units_table import UnitsAsk, units_table
from tests.dashboard.town import html_of, run_page
from tests.service.units_town import HOSTILE, MAY, WORKER, busy_may

ASKED = {"period": "2026-05", "by": "community"}


def _page() -> None:
    from pages import units as page

    page.render()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'town.db'}")
    made = open_store()
    migrate(made)
    busy_may(made)
    yield made


def _told(at: AppTest, name: str) -> str:
    """Return what the address says under a name."""
    return "".join(at.query_params[name]) if name in at.query_params else ""


def _rows(at: AppTest) -> list[str]:
    return html_of(at).split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]


def test_every_cell_shows_the_services_value_with_n_and_m(town: Store) -> None:
    table = units_table(DEMONSTRATION_COORDINATOR, town, UnitsAsk("community", MAY), now())
    at = run_page(_page, **ASKED)
    rows = _rows(at)
    assert len(rows) == len(table.lines)
    for line, row in zip(table.lines, rows, strict=True):
        for figure in line.figures.values():
            assert f"<b>{figure.value}</b>" in row
            if figure.form == "share" and figure.m:
                assert f"{figure.n} / {figure.m}" in row
                assert "Interval (Wilson, 95 of 100)" in row
    whole = html_of(at).split("<tfoot>")[1]
    assert f"<b>{table.whole.figures['closed_on_time'].value}</b>" in whole


def test_what_is_apart_is_listed_apart(town: Store) -> None:
    body = html_of(run_page(_page, figures="reported,closed_on_time", **ASKED))
    assert "No requests: 1 communities" in body and "丁社区" in body
    compared, nothing_due, in_none = body.split("<tbody>")[1:]
    assert "丙社区" in nothing_due and "Nothing was due (1)" in nothing_due
    assert "<b>-</b>" in nothing_due and "0.0 %" not in nothing_due
    assert "in none of them" in in_none
    assert not any(name in compared for name in ("丙社区", "丁社区", "<b>-</b>"))


def test_names_are_text_and_no_worker_is_named(town: Store) -> None:
    for by in ("community", "grid"):
        at = run_page(_page, **(ASKED | {"by": by}))
        body = html_of(at) + "".join(one.value for one in [*at.markdown, *at.caption])
        assert "<script>" not in body
        assert WORKER not in body
    assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;").split(" ")[0] in html_of(
        run_page(_page, **ASKED)
    )


def test_the_order_is_said_to_be_no_ranking_and_has_no_places(town: Store) -> None:
    body = html_of(run_page(_page, sort="-closed_on_time", **ASKED))
    assert "an order, not a ranking" in body
    at = run_page(_page, sort="closed_on_time", **ASKED)
    assert [row.count("乙社区") for row in _rows(at)][0] == 1


def test_choices_stand_in_the_address(town: Store) -> None:
    # In the language in which the test itself reads the options.
    at = run_page(_page, lang="zh", **ASKED)
    at.selectbox(key="units_sort").select("-reported").run()
    assert _told(at, "sort") == "-reported"
    at.segmented_control(key="units_by").select("street").run()
    assert _told(at, "by") == ""
    at.toggle(key="units_widened").set_value(True).run()
    assert _told(at, "widened") == "1"
    at.toggle(key="units_outside").set_value(True).run()
    assert _told(at, "outside") == "1"
    at.pills(key="units_stage_accepted").select("accepted").run()
    keys = _told(at, "figures").split(",")
    assert keys[0] == "reported" and "accepted" in keys


def test_a_nonsense_address_shows_the_usual_table(town: Store) -> None:
    at = run_page(_page, by="worker", figures="x,y", sort="-x", funnel="x", period="2026-05")
    assert "一街道" in html_of(at)


def test_for_outside_it_is_said_what_is_hidden(town: Store) -> None:
    at = run_page(_page, outside="1", **ASKED)
    assert any("numbers from 1 to 4 are hidden" in one.value for one in at.caption)


def test_an_empty_district_has_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(open_store())
    run_page(_page)
