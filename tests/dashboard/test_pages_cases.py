"""The page of cases shows what the service counts, keeps its state in the address, escapes all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shapely import box, to_wkb
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR
from data.migrate import migrate
from data.schema import case_events, cases, grids, org_units, workers
from data.store import Store, bump, open_store
from service.case_query import CaseQuery
from service.casebook import list_cases
from service.clock import now
from service.map_filter import CaseFilter

HOSTILE = "<img src=x onerror=alert(1)><script>x</script> **b** [a](http://b) $x$ :red[y] {z} '\""


def _page() -> None:
    from pages import cases as page

    page.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'pages.db'}")
    made = open_store()
    migrate(made)
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
    with made.begin() as conn:
        conn.execute(
            org_units.insert().values(code="C", name=HOSTILE, level="community", parent_code=None)
        )
        conn.execute(workers.insert().values(code="W", name=HOSTILE, phone=HOSTILE))
        conn.execute(
            grids.insert().values(
                code="G", name=HOSTILE, kind="general", parent_code="C", area_m2=1.0,
                shape=to_wkb(box(114, 30, 114.01, 30.01)),
            )
        )  # fmt: skip
        for i in range(60):
            conn.execute(
                cases.insert().values(
                    code=f"K{i:02}" if i else HOSTILE, category=HOSTILE, summary=HOSTILE,
                    address=HOSTILE, channel=HOSTILE, lon=114.005, lat=30.005, how="inside",
                    status="closed" if i % 3 == 2 else "handling", grid_code="G", runner_up="G",
                    border_distance_m=5.0, reported_at=start + timedelta(minutes=i),
                    due_at=start + timedelta(days=1 if i % 2 else 9), assigned_to="W",
                    responsible_at_report="W", first_handler="W",
                )
            )  # fmt: skip
        conn.execute(
            case_events.insert().values(
                case_id=1, kind=HOSTILE, acted_by=HOSTILE, entered_by=HOSTILE, happened_at=start,
                recorded_at=start, details={HOSTILE: HOSTILE},
            )
        )  # fmt: skip
        bump(conn, "grids", "cases", "duty")
    yield made


def _run(lang: str = "en", **asked: str) -> AppTest:
    at = AppTest.from_function(_page, default_timeout=30)
    at.query_params["lang"] = lang
    for name, value in asked.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert not at.error, [one.value for one in at.error]
    return at


def _html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


def _codes(at: AppTest) -> list[str]:
    shown = at.dataframe[0].value
    return list(shown[next(name for name in ("Case number", "案件编号") if name in shown)])


@pytest.mark.parametrize("status", ["open", "overdue", "done", "all", "closed"])
def test_figures_and_rows_on_the_page_equal_those_of_the_service(store: Store, status: str) -> None:
    at = _run(status=status)
    page = list_cases(DEMONSTRATION_COORDINATOR, store, CaseQuery(CaseFilter(status=status)), now())
    assert _codes(at) == list(page.rows["code"])
    body = _html(at)
    for number in page.counts:
        assert f"<b>{number:,}</b>" in body


def test_the_state_is_told_by_a_word_and_a_sign_not_by_colour(store: Store) -> None:
    table = _run(status="all").dataframe[0].value
    said = table["State"] + "|" + table["Due"]
    assert said.str.contains(r"^▲ being handled\|[12] d late$", regex=True).any()
    assert said.str.contains(r"^● being handled\|in [56] d$", regex=True).any()
    assert said.str.contains(r"^○ closed\|2", regex=True).any()


def test_hostile_text_in_every_field_of_a_record_stays_text(store: Store) -> None:
    body = _html(_run(case=HOSTILE, status="all"))
    assert "&lt;img src=x onerror=alert(1)&gt;" in body
    assert "<img" not in body
    assert "<script" not in body
    assert body.count("&lt;script&gt;") >= 12


def test_a_case_named_in_the_address_is_shown_and_stays_there(store: Store) -> None:
    at = _run(case="K04")
    assert "K04" in _html(at)
    assert at.query_params["case"] == "K04"


def test_a_case_that_is_not_there_is_a_sentence_not_a_trace(store: Store) -> None:
    at = AppTest.from_function(_page, default_timeout=30)
    at.query_params["lang"] = "en"
    at.query_params["case"] = "nowhere"
    at.run()
    assert not at.exception
    assert "There is no case nowhere" in at.error[0].value


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "<x>"}, {"page": "-1"}, {"page": "9" * 40}, {"from": "2026-13-45"},
        {"area": HOSTILE}, {"grid": "%"}, {"worker": "' OR 1=1"}, {"nogrid": "none"},
        {"category": "\x00"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_taken_for_nothing(store: Store, asked: dict[str, str]) -> None:
    assert _codes(_run(**asked)) == _codes(_run())


def test_turning_the_page_shows_the_rest_and_another_question_begins_anew(store: Store) -> None:
    # In Chinese, since AppTest words the options outside the session, in the default language.
    at = _run(lang="zh", status="all")
    first = _codes(at)
    at.button(key="case_next").click().run()
    assert len(first) + len(_codes(at)) == 60
    assert not set(first) & set(_codes(at))
    assert at.query_params["page"] == "2"
    at.selectbox(key="map_status").set_value("open").run()
    assert "page" not in at.query_params


def test_search_text_narrows_the_list_and_stays_in_the_address(store: Store) -> None:
    at = _run(lang="zh", status="all")
    at.text_input(key="cases_q").set_value("K17").run()
    assert _codes(at) == ["K17"]
    assert at.query_params["q"] == "K17"


def test_no_case_at_all_is_said_in_a_sentence(store: Store) -> None:
    at = _run(q="there is no such case")
    assert "No case meets these filters" in at.info[0].value
