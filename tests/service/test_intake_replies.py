"""A file may say when somebody was answered; a file that does not is told what that means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from casework.access import OPERATOR
from data.store import Store
from service.figures import figure
from tests.service.conftest import NOW
from tests.service.district import bring, codes_of

ROWS = (
    "编号,经度,纬度,上报时间,答复时间,结案时间\n"
    "A1,111.3,30.7,2026-05-01 09:00,2026-05-02 09:00,2026-05-03 09:00\n"
    "A2,111.3,30.7,2026-05-01 09:00,,2026-05-03 09:00\n"
    "A3,111.3,30.7,2026-05-01 09:00,2026-05-02 10:00,2026-05-03 09:00\n"
    "A4,111.3,30.7,2026-05-01 09:00,,\n"
)


def _brought(store: Store, path: Path, **said: str) -> dict:
    columns = {"id": "编号", "reported_at": "上报时间", "closed_at": "结案时间"} | said
    return bring(store, "cases", path, crs="CGCS2000", **columns)


def test_reply_times_of_a_file_make_the_share_settled_and_fed_back(
    store: Store, text_file: Callable[[str, str], Path]
) -> None:
    from service.intake.acts import import_file
    from service.intake.options import ImportOptions, Kind

    path = text_file("cases.csv", ROWS)
    report = import_file(
        OPERATOR, store, Kind("cases"), path, ImportOptions(code_scheme="any", crs="CGCS2000"), NOW
    )
    assert "replied_at.missing" not in codes_of(report)
    found = figure(OPERATOR, store, "fed_back", None, None, datetime(2026, 7, 1, tzinfo=UTC))
    assert (found.n, found.m) == (2, 4)


def test_a_file_of_closed_cases_without_reply_times_is_told_what_figures_make_of_it(
    store: Store, text_file: Callable[[str, str], Path]
) -> None:
    text = ROWS.replace("答复时间", "备注")
    report = _brought(store, text_file("cases.csv", text))
    assert "replied_at.missing" in codes_of(report)


def test_the_same_file_again_changes_nothing(
    store: Store, text_file: Callable[[str, str], Path]
) -> None:
    path = text_file("cases.csv", ROWS)
    _brought(store, path, replied_at="答复时间")
    path.write_text(ROWS + "\n", encoding="utf-8")
    again = _brought(store, path, replied_at="答复时间")
    assert (again["added"], again["updated"], again["accepted"]) == (0, 0, 4)
