"""The page of data quality shows what the audit finds, and says plainly when it finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import box, to_wkb
from streamlit.testing.v1 import AppTest

from casework.access import DEMONSTRATION_COORDINATOR
from dashboard.downloads import as_file
from dashboard.quality_table import findings_frame
from data.migrate import migrate
from data.schema import cases, grids, org_units, postings, workers
from data.store import Store, bump, open_store
from service.audit import audit_district, summary
from service.clock import now

HOSTILE = "<img src=x onerror=alert(1)> **b** [a](http://b)"
FORMULA = '=HYPERLINK("http://b")'
NAMES = ("990101001001001", "990101001001002")


def _page() -> None:
    from pages import quality

    quality.render()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'pages.db'}")
    made = open_store()
    migrate(made)
    with made.begin() as conn:
        conn.execute(
            org_units.insert().values(code="990101001001", name=HOSTILE, level="community")
        )
        for i, code in enumerate(NAMES):
            shape = to_wkb(box(114 + i / 100, 30, 114.01 + i / 100, 30.01))
            conn.execute(
                grids.insert().values(
                    code=code, name=HOSTILE, kind="general", parent_code="990101001001",
                    shape=shape, area_m2=1e6,
                )
            )  # fmt: skip
            conn.execute(workers.insert().values(code=f"W{i}", name=HOSTILE))
            conn.execute(
                postings.insert().values(worker_code=f"W{i}", grid_code=code, duty="primary")
            )
        bump(conn, "grids", "duty")
    yield made


def _spoil(store: Store) -> None:
    with store.begin() as conn:
        shape = to_wkb(box(114, 30, 114.012, 30.01))
        conn.execute(grids.update().where(grids.c.code == NAMES[0]).values(shape=shape))
        conn.execute(postings.delete().where(postings.c.grid_code == NAMES[1]))
        for code, address in (("L1", HOSTILE), (FORMULA, FORMULA)):
            conn.execute(
                cases.insert().values(
                    code=code, address=address, status="reported", reported_at=now(),
                    why_no_grid="no_coordinate",
                )
            )  # fmt: skip
        bump(conn, "grids", "duty", "cases")


def _run(lang: str = "en", **asked: str) -> AppTest:
    at = AppTest.from_function(_page, default_timeout=30)
    for name, value in {"lang": lang, **asked}.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    assert not at.error
    return at


def _html(at: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in at.get("html"))


def test_a_district_without_faults_is_told_so_and_what_was_checked(store: Store) -> None:
    at = _run()
    assert "Nothing was found" in at.success[0].value
    assert "Ground that two general grids both claim" in _html(at)
    assert not at.dataframe


def test_findings_and_figures_on_the_page_equal_those_of_the_audit(store: Store) -> None:
    _spoil(store)
    at = _run()
    findings = audit_district(DEMONSTRATION_COORDINATOR, store, now())
    shown = at.dataframe[0].value
    assert list(shown["What was found"]) == [str(one.sentence) for one in findings]
    assert list(shown["Grids"]) == [", ".join(one.grid_codes) for one in findings]
    body = _html(at)
    errors = sum(one.severity == "error" for one in findings)
    assert f"<b>{errors}</b><span>▲ error</span>" in body
    for line in summary(DEMONSTRATION_COORDINATOR, findings):
        assert (f"{line.findings}" if line.findings else "✓ none") in body


def test_one_check_can_be_asked_for_by_the_address(store: Store) -> None:
    _spoil(store)
    assert set(_run(kind="overlap").dataframe[0].value["Check"]) == {"overlaps"}
    assert len(_run(kind="<x>").dataframe[0].value) == 4


def test_how_grave_a_finding_is_stands_in_words_beside_a_sign(store: Store) -> None:
    _spoil(store)
    assert set(_run().dataframe[0].value["Severity"]) == {"▲ error", "● warning"}


def test_hostile_text_stays_text_on_the_page_and_in_the_files(store: Store) -> None:
    _spoil(store)
    assert "<img" not in _html(_run())
    frame = findings_frame(audit_district(DEMONSTRATION_COORDINATOR, store, now()))
    text = as_file(frame, ".csv").decode("utf-8-sig")
    assert f"\n{FORMULA}" not in text
    assert f",{FORMULA}" not in text
    assert as_file(frame, ".xlsx").startswith(b"PK")
