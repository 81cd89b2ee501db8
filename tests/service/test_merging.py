"""Merging: one case with n reports, the earliest clock for all, nothing lost or overwritten."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Role, Viewer
from casework.case import Case
from casework.case_status import CaseStatus
from casework.errors import CaseworkError
from casework.move import Move
from casework.request import Urgency
from data.rule_store import rules_of
from data.schema import case_clocks, case_tiers, cases
from data.store import Store
from service.cases.keeping import CaseChanged
from service.cases.merging import merge_cases
from service.cases.moving import move_case
from service.cases.supervision import end_supervision, open_supervision, supervisions_now
from service.errors import ServiceError
from service.ledger import case_ledger, verify_ledger
from tests.service.conftest import NOW
from tests.service.contacts import case_contacts_of
from tests.service.district import everything
from tests.service.matters import (
    LEADER,
    LITTER,
    OTHER_PART,
    PART,
    THERE,
    case_now,
    close,
    events_of,
    found_district,
    go,
    matter,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def district(store: Store) -> Store:
    found_district(store)
    return store


def merge(store: Store, code: str, into: str, now: datetime = NOW, who: Viewer = OPERATOR) -> Case:
    versions = case_now(store, code).version, case_now(store, into).version
    return merge_cases(who, store, code, versions[0], into, versions[1], now)


def clocks(store: Store, code: str, name: str = "resolve") -> list[sa.RowMapping]:
    wanted = sa.select(case_clocks).join(cases).where(cases.c.code == code)
    with store.read() as conn:
        rows = conn.execute(wanted.order_by(case_clocks.c.id)).mappings().all()
    return [row for row in rows if row["name"] == name]


def handled(store: Store, code: str, now: datetime = NOW) -> Case:
    unit = case_now(store, code).unit_code
    return go(
        store, code, (Move.ACCEPT, {"category": LITTER}), (Move.DISPATCH, {"unit": unit}),
        (Move.START, {}), now=now,
    )  # fmt: skip


def test_the_one_ends_and_the_other_stands_for_the_reports_of_both(district) -> None:
    one, other = matter(district), matter(district)
    standing = merge(district, one, other)
    assert (standing.code, standing.report_count, standing.is_open) == (other, 2, True)
    assert case_now(district, other) == standing
    ended = case_now(district, one)
    assert (ended.status, ended.merged_into, ended.report_count) == (CaseStatus.MERGED, other, 1)
    assert events_of(district, one, "merge")[0]["merged_into"] == other
    assert events_of(district, other, "merged") == [{"merged": one, "report_count": 2}]


def test_a_merge_taken_as_a_step_says_who_decided_it_and_when(district) -> None:
    one, other = matter(district, reported_at=NOW - DAY), matter(district)
    move_case(
        OPERATOR, district, one, case_now(district, one).version, Move.MERGE,
        {"merged_into": other}, NOW, acted_by="值班员", happened_at=NOW - HOUR,
    )  # fmt: skip
    event = case_ledger(OPERATOR, district, one)[-1]
    assert (event["kind"], event["acted_by"], event["entered_by"]) == (
        "merge",
        "值班员",
        "operator",
    )
    assert (event["happened_at"], event["recorded_at"]) == (NOW - HOUR, NOW)


def test_a_pile_of_reports_is_one_case_that_counts_them_all_and_chains_point_to_it(
    district,
) -> None:
    a, b, c, d, e = (matter(district, f"第{i}报") for i in range(5))
    merge(district, a, b)
    merge(district, c, d)
    merge(district, b, d)
    merge(district, e, d)
    assert case_now(district, d).report_count == 5
    assert {case_now(district, code).merged_into for code in (a, b, c, e)} == {d}
    with district.read() as conn:
        still = cases.c.status != "merged"
        assert conn.scalar(sa.select(sa.func.sum(cases.c.report_count)).where(still)) == 5
    assert events_of(district, a, "merge_followed") == [{"merged_into": d}]


def test_the_standing_case_keeps_the_earlier_clock_and_says_so(district) -> None:
    early = matter(district, category=LITTER, reported_at=NOW - 3 * HOUR)
    late = matter(district, category=LITTER)
    first, second = case_now(district, early), case_now(district, late)
    assert first.due_at < second.due_at
    standing = merge(district, early, late)
    assert standing.due_at == first.due_at
    (clock,) = clocks(district, late)
    assert (clock["started_at"], clock["due_at"]) == (NOW - 3 * HOUR, first.due_at)
    assert clock["met_at"] is None
    (shared,) = events_of(district, late, "clock_shared")
    assert shared == {
        "merged": early,
        "clock": ["resolve"],
        "due_before": second.due_at.isoformat(),
        "due_after": first.due_at.isoformat(),
    }


def test_another_category_at_acceptance_keeps_the_earlier_start_of_a_shared_clock(
    district,
) -> None:
    early = matter(district, category=LITTER, reported_at=NOW - 3 * HOUR)
    late = matter(district, category=LITTER)
    with district.read() as conn:
        entry = next(
            one
            for one in rules_of(conn).catalogue.entries
            if one.name != LITTER and one.limits.get(Urgency.ORDINARY)
        )
    merge(district, early, late)
    accepted = go(district, late, (Move.ACCEPT, {"category": entry.name}))
    (clock,) = clocks(district, late)
    assert clock["started_at"] == NOW - 3 * HOUR
    assert clock["rule_key"].startswith(f"catalogue.{entry.code}.")
    assert clock["due_at"] == accepted.due_at


def test_a_clock_that_is_earlier_already_stays_without_a_word(district) -> None:
    early = matter(district, category=LITTER, reported_at=NOW - 3 * HOUR)
    late = matter(district, category=LITTER)
    before = clocks(district, early), clocks(district, early, "reply")
    due = case_now(district, early).due_at
    assert merge(district, late, early).due_at == due
    assert (clocks(district, early), clocks(district, early, "reply")) == before
    assert events_of(district, early, "clock_shared") == []


@pytest.mark.parametrize("is_urgent_standing", [True, False])
def test_of_two_limits_the_clock_that_is_due_first_counts_whole(
    district, is_urgent_standing
) -> None:
    """An urgent report two hours later is due before the ordinary one: its clock is explained."""
    ordinary = matter(district, category=LITTER, reported_at=NOW - 2 * HOUR)
    urgent = matter(district, category=LITTER, urgency=Urgency.VERY_URGENT)
    due = case_now(district, urgent).due_at
    assert due < case_now(district, ordinary).due_at
    wanted = clocks(district, urgent)[0]
    one, other = (ordinary, urgent) if is_urgent_standing else (urgent, ordinary)
    assert merge(district, one, other).due_at == due
    kept = clocks(district, other)[0]
    for name in ("started_at", "due_at", "limit_kind", "limit_amount", "rule_key"):
        assert kept[name] == wanted[name]


def test_the_clocks_of_the_one_that_ends_are_over_and_no_level_has_it(district) -> None:
    one, other = matter(district, category=LITTER), matter(district, category=LITTER)
    handled(district, one)
    merge(district, one, other, NOW + HOUR)
    with district.read() as conn:
        of_one = sa.select(cases.c.id).where(cases.c.code == one).scalar_subquery()
        rows = conn.execute(sa.select(case_clocks).where(case_clocks.c.case_id == of_one)).all()
        tiers = conn.execute(sa.select(case_tiers).where(case_tiers.c.case_id == of_one)).all()
    assert {row.ended_by for row in rows} == {"met", "merged"}
    assert all(row.met_at is not None for row in rows)
    assert [row.left_at for row in tiers] == [NOW + HOUR]


def test_who_reported_after_the_reply_has_still_to_be_told(district) -> None:
    old, new = matter(district, category=LITTER), matter(district, category=LITTER)
    handled(district, old)
    go(district, old, (Move.REPLY, {"text": "已清理"}))
    assert [clock["ended_by"] for clock in clocks(district, old, "reply")] == ["met"]
    merge(district, new, old)
    assert [clock["met_at"] for clock in clocks(district, old, "reply")] == [NOW, None]
    assert len(clocks(district, old)) == 1


def test_a_suspended_case_stands_still_and_goes_on_with_the_earlier_clock(district) -> None:
    early = matter(district, category=LITTER, reported_at=NOW - 2 * HOUR)
    early_due = case_now(district, early).due_at
    late = matter(district, category=LITTER, reported_at=NOW)
    handled(district, late)
    approved = {"reason": "待雨停", "approved_by": "主任", "asked_at": NOW}
    go(district, late, (Move.SUSPEND, approved))
    standing = merge(district, early, late)
    (clock,) = clocks(district, late)
    assert (standing.due_at, clock["is_paused"]) == (None, True)
    assert go(district, late, (Move.RESUME, {}), now=NOW).due_at == early_due


def test_a_clock_that_stood_still_runs_again_in_a_case_at_work(district) -> None:
    early = matter(district, category=LITTER, reported_at=NOW - 3 * HOUR)
    handled(district, early)
    approved = {"reason": "待雨停", "approved_by": "主任", "asked_at": NOW}
    go(district, early, (Move.SUSPEND, approved))
    late = matter(district, category=LITTER, now=NOW + HOUR)
    own = case_now(district, late).due_at
    standing = merge(district, early, late, NOW + HOUR)
    assert standing.due_at is not None
    assert standing.due_at < own
    (clock,) = clocks(district, late)
    assert not clock["is_paused"]
    assert all(end is not None for _, end in clock["pauses"])


def test_what_a_file_stated_is_shared_too(district) -> None:
    """Imported cases have a due time and no clock until something happens to them."""
    one, other = matter(district), matter(district)
    with district.begin() as conn:
        conn.execute(case_clocks.delete())
        for code, days in ((one, 2), (other, 5)):
            due = cases.update().where(cases.c.code == code)
            conn.execute(due.values(due_at=NOW + days * DAY, category=None))
    assert merge(district, one, other).due_at == NOW + 2 * DAY
    assert clocks(district, other)[0]["limit_kind"] == "stated"


def test_a_case_without_a_due_time_takes_the_one_there_is(district) -> None:
    one, other = matter(district, category=LITTER), matter(district, category=LITTER)
    due = case_now(district, one).due_at
    with district.begin() as conn:
        conn.execute(case_clocks.delete().where(case_clocks.c.case_id == 2))
        conn.execute(cases.update().where(cases.c.code == other).values(due_at=None))
    assert merge(district, one, other).due_at == due
    assert len(clocks(district, other)) == 1


def test_a_closed_void_rejected_or_merged_case_cannot_stand_and_the_way_out_is_told(
    district,
) -> None:
    one = matter(district)
    closed, void, merged, standing = (matter(district, f"第{i}件") for i in range(4))
    close(district, closed)
    go(district, void, (Move.VOID, {"reason": "误报", "approved_by": "主任"}))
    merge(district, merged, standing)
    before = everything(district)
    for into, said in ((closed, "reopen"), (void, "void"), (merged, standing), (one, "itself")):
        with pytest.raises(ServiceError, match=said):
            merge(district, one, into)
    for gone in (closed, void, merged):
        with pytest.raises(CaseworkError):
            merge(district, gone, one)
    assert everything(district) == before


def test_whoever_saw_an_older_version_of_either_merges_nothing(district) -> None:
    one, other = matter(district), matter(district)
    seen = case_now(district, one).version, case_now(district, other).version
    for code in (one, other):
        go(district, code, (Move.ACCEPT, {"category": LITTER}))
        before = everything(district)
        with pytest.raises(CaseChanged, match=code):
            stale = (seen[0], case_now(district, other).version) if code == one else (
                case_now(district, one).version, seen[1]
            )  # fmt: skip
            merge_cases(OPERATOR, district, one, stale[0], other, stale[1], NOW)
        assert everything(district) == before


def test_of_two_who_merge_crosswise_one_wins_and_no_circle_arises(district) -> None:
    one, other = matter(district), matter(district)
    merge_cases(OPERATOR, district, one, 1, other, 1, NOW)
    with pytest.raises(ServiceError):
        merge_cases(OPERATOR, district, other, 1, one, 1, NOW)
    assert case_now(district, other).is_open


def test_both_cases_have_to_be_in_sight(district) -> None:
    here, there = matter(district), matter(district, lon=THERE[0], lat=THERE[1])
    before = everything(district)
    for who in (PART, OTHER_PART):
        for pair in ((here, there), (there, here)):
            with pytest.raises(ServiceError, match="no case"):
                merge(district, *pair, who=who)
    for who in (LEADER, Viewer("办事员", Role.CLERK)):
        with pytest.raises(CaseworkError):
            merge(district, here, there, who=who)
    assert everything(district) == before


def test_contacts_stay_with_their_reports_and_out_of_every_event(district) -> None:
    one = matter(district, contact="13800138000", category=LITTER, reported_at=NOW - DAY)
    other = matter(district, contact="13900139000", category=LITTER)
    merge(district, one, other)
    told = str(events_of(district, one) + events_of(district, other))
    assert "138001" not in told
    assert "139001" not in told
    assert case_contacts_of(district) == {one: "13800138000", other: "13900139000"}


def test_a_running_supervision_goes_on_where_the_matter_goes_on(district) -> None:
    one, other, third = (matter(district, f"第{i}件") for i in range(3))
    for code in (one, third):
        open_supervision(OPERATOR, district, code, "王督查", "反映强烈", None, NOW)
    merge(district, one, other)
    frame = supervisions_now(OPERATOR, district, NOW)
    assert dict(zip(frame["filing_no"], frame["code"], strict=True)) == {
        "督〔2026〕0001": other,
        "督〔2026〕0002": third,
    }
    assert events_of(district, other, "supervision_opened") == [
        {"filing_no": "督〔2026〕0001", "supervisor": "王督查", "merged": one}
    ]
    merge(district, other, third)
    assert set(supervisions_now(OPERATOR, district, NOW)["code"]) == {other, third}
    end_supervision(OPERATOR, district, other, "并入后了结", NOW)


def test_whatever_is_merged_every_report_is_counted_once_and_waits_no_longer(district) -> None:
    chance = Random(5)
    codes = [
        matter(district, category=LITTER, reported_at=NOW - chance.randint(0, 90) * HOUR)
        for _ in range(14)
    ]
    own = {code: case_now(district, code).due_at for code in codes}
    piles = {code: {code} for code in codes}
    for _ in range(12):
        one, other = chance.sample(sorted(piles), 2)
        merge(district, one, other)
        piles[other] |= piles.pop(one)
    for standing, members in piles.items():
        case = case_now(district, standing)
        assert case.report_count == len(members)
        assert case.due_at == min(own[code] for code in members)
        gone = members - {standing}
        assert {case_now(district, code).merged_into for code in gone} <= {standing}
    assert verify_ledger(OPERATOR, district).is_whole
