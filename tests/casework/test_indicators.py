"""The registry of figures: no figure of punctuality can leave out what is open and overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.case_status import OPEN_STATUSES, CaseStatus
from casework.columns import OneRow, Value, is_overdue
from casework.errors import CaseworkError
from casework.indicator import Form, Sheet, Window, poisson_interval, wilson
from casework.indicators import INDICATORS
from casework.sentence import Sentence, Term

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WINDOW = Window(NOW - 30 * DAY, NOW + 5 * DAY, NOW)
ON_TIME = [one for one in INDICATORS.values() if one.is_on_time]


def _row(**said: object) -> OneRow:
    """Return a street's case, two days overdue, with every column a sheet has."""
    names = (
        "accepted_at replied_at closed_at met_at ended_at ended_by outcome satisfaction unit_code"
        " first_handler assigned_to dispatched_at visited_at checked_at is_passed moved_at voice"
        " wish"
    )
    values = dict.fromkeys(names.split()) | {
        "code": "1",
        "status": "handling",
        "urgency": "urgent",
        "channel": "hotline",
        "tier": 1,
        "clock_tier": 1,
        "name": "reply",
        "is_paused": False,
        "is_closing_forced": False,
        "rework_count": 0,
        "bounce_count": 0,
        "reported_at": NOW - 9 * DAY,
        "due_at": NOW - 2 * DAY,
    }
    return OneRow(values | said)


# Every name of field 2.5 that can be counted here, written down a second time.
CHINESE = {
    "反馈办结率", "结案率", "按期结案率", "紧急结案率", "紧急按期结案率", "12345按时办结率",
    "基层办结率", "首办责任办结率", "件均移交次数", "立案率", "按时立案率", "准确派遣率", "回退率",
    "处置率", "按期处置率", "核查通过率", "返工率", "重复案件率", "按时告知率",
    "街道乡镇按时告知率", "县区按时告知率", "响应率", "解决率", "满意率", "回访满意率",
    "督办按期办结率", "调解成功率",
    "受理量", "办结量", "在办", "超期未办", "24小时内到期", "每千户受理量", "每千户需求",
    "带信怕怨盼的诉求",
}  # fmt: skip
FROM_A_SOURCE = {"反馈办结率", "结案率", "按期结案率", "紧急结案率", "紧急按期结案率"}


def test_the_registry_holds_each_figure_once_under_its_official_name() -> None:
    assert [one.chinese for one in INDICATORS.values()] == list(
        dict.fromkeys(one.chinese for one in INDICATORS.values())
    )
    assert {one.chinese for one in INDICATORS.values()} == CHINESE
    assert all(key == one.key for key, one in INDICATORS.items())


def test_only_formulas_that_a_source_prints_are_not_marked_local() -> None:
    assert {one.chinese for one in INDICATORS.values() if not one.is_local} == FROM_A_SOURCE


@pytest.mark.parametrize("one", INDICATORS.values(), ids=INDICATORS)
def test_each_figure_prints_its_formula_its_source_and_what_it_leaves_out(one) -> None:
    assert one.source and one.excluded
    assert ("/" in str(one.formula)) == (one.form is not Form.COUNT)
    assert one.name == one.name.lower() or "12345" in one.name


def test_every_figure_named_on_time_is_marked_so_and_counts_by_the_due_time() -> None:
    assert {one.key for one in ON_TIME} == {key for key in INDICATORS if "on_time" in key}
    assert {one.belongs for one in ON_TIME} == {"due_at"}


@pytest.mark.parametrize("one", ON_TIME, ids=lambda one: one.key)
@pytest.mark.parametrize("status", [s for s in OPEN_STATUSES if s is not CaseStatus.SUSPENDED])
def test_what_is_open_and_overdue_counts_against_every_figure_of_punctuality(one, status) -> None:
    for name, tier in (("reply", 1), ("reply", 2), ("handle", 1)):
        row = _row(status=status.value, name=name, clock_tier=tier)
        if one.about(row, WINDOW):
            assert one.is_among(row, WINDOW)
            assert not one.is_counted(row, WINDOW)


@pytest.mark.parametrize(
    "trap",
    [
        {"belongs": "closed_at"},
        {"stays": lambda row, _: row["closed_at"].is_not_null()},
        {"stays": lambda row, _: row["status"].is_in(("closed", "visited_back"))},
        {"stays": lambda row, window: row["due_at"] >= window.as_of},
        {"about": lambda row, _: row["closed_at"].is_not_null()},
        {"about": lambda row, _: row["status"].equals("closed")},
    ],
    ids=[
        "by closing time",
        "closed only",
        "done only",
        "not overdue",
        "about closed",
        "about done",
    ],
)
def test_closed_on_time_of_the_closed_is_refused(trap: dict) -> None:
    with pytest.raises(CaseworkError, match="open and overdue"):
        replace(INDICATORS["closed_on_time"], key="austin", **trap)


def test_the_same_trap_without_a_claim_of_punctuality_is_a_plain_figure() -> None:
    assert replace(INDICATORS["settled_low"], key="x", belongs="closed_at").belongs == "closed_at"


@pytest.mark.parametrize("status", ["suspended", "void", "merged", "rejected"])
def test_suspended_void_merged_and_rejected_cases_are_not_due(status: str) -> None:
    assert not INDICATORS["closed_on_time"].is_among(_row(status=status), WINDOW)


def test_a_case_is_on_time_up_to_its_very_due_time_and_late_just_after() -> None:
    due = NOW - 2 * DAY
    one = INDICATORS["closed_on_time"]
    for closed, expected in ((due, True), (due + timedelta(microseconds=1), False)):
        row = _row(status="closed", closed_at=closed)
        assert one.is_counted(row, WINDOW) is expected
        assert INDICATORS["closed"].is_counted(row, WINDOW)


def test_what_was_closed_after_the_as_of_date_was_still_open_then() -> None:
    row = _row(status="closed", closed_at=NOW - DAY, due_at=NOW - DAY)
    then = Window(WINDOW.start, WINDOW.end, NOW - timedelta(hours=20))
    assert INDICATORS["closed_on_time"].is_counted(row, WINDOW)
    assert INDICATORS["closed_on_time"].is_among(row, then)
    early = Window(WINDOW.start, WINDOW.end, NOW - 2 * DAY)
    assert not INDICATORS["closed_on_time"].is_among(row, early)
    assert INDICATORS["closed_on_time"].is_pending(row, early)


def test_a_level_that_passed_a_case_up_in_time_owes_nothing_and_one_that_did_so_late_does() -> None:
    one = INDICATORS["told_on_time"]
    due = NOW - 2 * DAY
    in_time = _row(ended_by="escalated", met_at=due - DAY)
    late = _row(ended_by="escalated", met_at=due + DAY)
    assert not one.is_among(in_time, WINDOW)
    assert one.is_among(late, WINDOW) and not one.is_counted(late, WINDOW)
    assert one.is_counted(_row(ended_by="met", met_at=due), WINDOW)


_MOMENTS = st.none() | st.datetimes(
    min_value=datetime(2026, 5, 1),  # noqa: DTZ001 - made aware by `timezones`
    max_value=datetime(2026, 7, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(
    status=st.sampled_from(sorted(CaseStatus)),
    closed=_MOMENTS,
    due=_MOMENTS,
    met=_MOMENTS,
    end=st.sampled_from([None, "met", "escalated", "void", "merged", "rejected"]),
    paused=st.booleans(),
)
def test_counted_rows_are_always_among_and_not_yet_due_is_apart(
    status, closed, due, met, end, paused
) -> None:
    row = _row(
        status=status.value, closed_at=closed, due_at=due, met_at=met, ended_by=end,
        is_paused=paused,
    )  # fmt: skip
    for one in INDICATORS.values():
        if one.is_counted(row, WINDOW):
            assert one.is_among(row, WINDOW)
        if one.belongs == "due_at":
            assert not (one.is_pending(row, WINDOW) and one.is_among(row, WINDOW))


def test_nothing_compared_with_anything_is_false() -> None:
    nothing = Value(None)
    for answer in (
        nothing < 1, nothing <= 1, nothing > 1, nothing >= 1, nothing.equals(1),
        nothing.equals(None), nothing.equals(nothing), Value(1) < None, Value(1) >= nothing,
        nothing.is_in((1,)), nothing.is_not_in((1,)), nothing.is_not_null(),
    ):  # fmt: skip
        assert answer is False
    assert nothing.is_null() and Value(1).is_not_in((2,)) and Value(0).equals(0)


def test_overdue_is_open_with_the_due_time_passed() -> None:
    for status in CaseStatus:
        row = OneRow({"status": status.value, "due_at": NOW})
        assert not is_overdue(row, NOW)
        assert is_overdue(row, NOW + timedelta(seconds=1)) == status.is_open
        assert not is_overdue(OneRow({"status": status.value, "due_at": None}), NOW)


# Wilson intervals to four places, computed with other tools: Newcombe (1998) gives 81 of 263 as
# 0.2553 to 0.3662 and 0 of 20 as 0.0000 to 0.1611; 29 of 29 as 0.8830 to 1.0000.
@pytest.mark.parametrize(
    "n, m, low, high",
    [
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
        (29, 29, 0.8830, 1.0),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_the_interval_is_that_of_newcombes_table(n: int, m: int, low: float, high: float) -> None:
    assert wilson(n, m) == pytest.approx((low, high), abs=5e-5)


@given(m=st.integers(1, 10**6), data=st.data())
def test_the_interval_holds_the_share_and_stays_within_nought_and_one(m: int, data) -> None:
    n = data.draw(st.integers(0, m))
    low, high = wilson(n, m)
    assert 0 <= low <= n / m + 1e-12 and n / m - 1e-12 <= high <= 1


def test_there_is_no_interval_of_nothing() -> None:
    assert wilson(0, 0) is None


def test_a_new_figure_of_supervision_is_held_to_the_same_rule() -> None:
    one = INDICATORS["supervised_on_time"]
    assert one.sheet is Sheet.SUPERVISIONS
    with pytest.raises(CaseworkError):
        replace(
            one, name=Term("ended on time of those ended"), formula=Sentence("on time / ended"),
            stays=lambda row, _: row["ended_at"].is_not_null(),
        )  # fmt: skip


def test_the_interval_of_a_count_is_garwoods_exact_one_within_a_hundredth() -> None:
    from scipy.stats import chi2

    for n in (0, 1, 2, 3, 5, 10, 40, 1_000, 100_000):
        exact = (chi2.ppf(0.025, 2 * n) / 2 if n else 0.0, chi2.ppf(0.975, 2 * n + 2) / 2)
        assert poisson_interval(n) == pytest.approx(exact, rel=0.012 if n < 5 else 0.003, abs=0.02)


def test_a_count_of_what_there_is_never_calls_more_of_it_better() -> None:
    assert {one.key: one.better for one in INDICATORS.values() if one.form is Form.COUNT} == {
        "reported": None, "closed_count": None, "open_now": "less", "overdue_now": "less",
        "due_soon": None, "voiced": None,
    }  # fmt: skip
    for one in INDICATORS.values():
        assert one.better is not None or one.form in (Form.COUNT, Form.PER_THOUSAND)


@pytest.mark.parametrize("status", CaseStatus)
def test_a_case_is_in_hand_until_it_was_over(status: CaseStatus) -> None:
    one = INDICATORS["open_now"]
    asked = Window(NOW - DAY, NOW, NOW)
    late = _row(status=status.value, closed_at=NOW + DAY)
    early = _row(status=status.value, closed_at=NOW - DAY)
    stepped = _row(status=status.value, moved_at=NOW + DAY)
    nobody_knows = _row(status=status.value)
    to_come = _row(status=status.value, reported_at=NOW)
    is_void = status is CaseStatus.VOID
    assert one.is_among(late, asked) is not is_void
    assert one.is_among(stepped, asked) is not is_void
    assert one.is_among(early, asked) is status.is_open
    assert one.is_among(nobody_knows, asked) is status.is_open
    assert not one.is_among(to_come, asked)
    assert not one.is_pending(late, asked)
