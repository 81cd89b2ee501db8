"""Who answers for a grid on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.posting import clashes
from casework.roster import DutyRoster, Leave, Posting, Responsible, Worker

ZHANG, LI, WANG = Worker("z", "张三"), Worker("l", "李四"), Worker("w", "王五")
PEOPLE = [ZHANG, LI, WANG]


def _day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(number)


def _brief(found: Responsible) -> tuple[str | None, str | None, str]:
    return (
        found.worker.code if found.worker else None,
        found.backup.code if found.backup else None,
        found.how,
    )


def test_the_primary_answers_from_the_first_day_to_the_day_before_the_last() -> None:
    roster = DutyRoster.from_rows(PEOPLE, [Posting("z", "g", "primary", _day(0), _day(10), "7号")])
    found = roster.responsible_on("g", _day(9))
    assert _brief(found) == ("z", None, "primary")
    assert (found.since, found.until, found.order_no) == (_day(0), _day(10), "7号")
    assert "张三" in str(found.reason)
    for outside in (_day(-1), _day(10), date.min, date.max):
        assert roster.responsible_on("g", outside).how == "nobody"


def test_open_ends_reach_to_any_day_past_or_future() -> None:
    roster = DutyRoster.from_rows(PEOPLE, [Posting("z", "g"), Posting("l", "g", "backup")])
    for day in (date.min, _day(0), date.max):
        assert _brief(roster.responsible_on("g", day)) == ("z", "l", "primary")


def test_a_hand_over_is_exact_to_the_day_and_never_rewrites_the_past() -> None:
    before = [Posting("z", "g", "primary", None, _day(5))]
    after = [*before, Posting("l", "g", "primary", _day(5), None)]
    then, now = DutyRoster.from_rows(PEOPLE, before), DutyRoster.from_rows(PEOPLE, after)
    assert _brief(now.responsible_on("g", _day(4))) == _brief(then.responsible_on("g", _day(4)))
    assert _brief(now.responsible_on("g", _day(5))) == ("l", None, "primary")
    assert now.responsible_on("g", _day(5)).since == _day(5)


def test_leave_falls_to_the_backup_for_exactly_those_days() -> None:
    roster = DutyRoster.from_rows(
        PEOPLE,
        [Posting("z", "g", order_no="1"), Posting("l", "g", "backup", order_no="2")],
        [Leave("z", _day(3), _day(6))],
    )
    whole = [_brief(roster.responsible_on("g", _day(n)))[0] for n in range(2, 7)]
    assert whole == ["z", "l", "l", "l", "z"]
    found = roster.responsible_on("g", _day(4))
    assert _brief(found) == ("l", None, "backup_for_leave")
    assert (found.since, found.until, found.order_no) == (_day(3), _day(6), "2")
    assert "张三" in str(found.reason)


def test_two_leaves_in_a_row_are_one_stretch_of_the_backup() -> None:
    roster = DutyRoster.from_rows(
        PEOPLE,
        [Posting("z", "g"), Posting("l", "g", "backup")],
        [Leave("z", _day(3), _day(6)), Leave("z", _day(6), _day(8))],
    )
    found = roster.responsible_on("g", _day(7))
    assert (found.since, found.until) == (_day(3), _day(8))


def test_when_the_backup_is_away_too_the_next_backup_or_nobody_answers() -> None:
    posted = [Posting("z", "g"), Posting("l", "g", "backup", _day(-9))]
    away = [Leave("z", _day(0), _day(5)), Leave("l", _day(0), _day(5))]
    alone = DutyRoster.from_rows(PEOPLE, posted, away).responsible_on("g", _day(1))
    assert _brief(alone) == (None, None, "nobody")
    assert "张三" in str(alone.reason)
    more = [*posted, Posting("w", "g", "backup", _day(-1))]
    assert _brief(DutyRoster.from_rows(PEOPLE, more, away).responsible_on("g", _day(1))) == (
        "w",
        None,
        "backup_for_leave",
    )


def test_a_vacancy_falls_to_the_backup() -> None:
    roster = DutyRoster.from_rows(
        PEOPLE, [Posting("z", "g", "primary", None, _day(5)), Posting("l", "g", "backup")]
    )
    found = roster.responsible_on("g", _day(5))
    assert _brief(found) == ("l", None, "backup_for_vacancy")
    assert (found.since, found.until) == (_day(5), None)


def test_a_worker_who_has_left_the_service_leaves_a_vacancy() -> None:
    gone = Worker("z", "张三", valid_from=_day(0), valid_to=_day(5))
    roster = DutyRoster.from_rows([gone, LI], [Posting("z", "g"), Posting("l", "g", "backup")])
    days = [_brief(roster.responsible_on("g", _day(n))) for n in (-1, 0, 4, 5)]
    assert [found[2] for found in days] == [
        "backup_for_vacancy",
        "primary",
        "primary",
        "backup_for_vacancy",
    ]


def test_a_grid_nobody_was_ever_posted_to_has_nobody() -> None:
    assert _brief(DutyRoster.from_rows([], []).responsible_on("x", _day(0))) == (
        None,
        None,
        "nobody",
    )


def test_two_primaries_on_the_same_day_are_refused_naming_both_and_their_days() -> None:
    with pytest.raises(CaseworkError) as raised:
        DutyRoster.from_rows(
            PEOPLE,
            [Posting("z", "g", "primary", _day(0), _day(6)), Posting("l", "g", "primary", _day(5))],
        )
    for told in ("g", "z", "l", "2024-01-01", "2024-01-07", "2024-01-06"):
        assert told in str(raised.value)


def test_postings_that_meet_do_not_clash_and_backups_may_overlap() -> None:
    assert not clashes(
        [
            Posting("z", "g", "primary", None, _day(5)),
            Posting("l", "g", "primary", _day(5), None),
            Posting("w", "g", "backup"),
            Posting("l", "g", "backup"),
            Posting("w", "h", "primary"),
        ]
    )


def test_a_posting_that_ends_before_it_begins_and_a_stranger_are_refused() -> None:
    with pytest.raises(CaseworkError, match="ends"):
        DutyRoster.from_rows(PEOPLE, [Posting("z", "g", "primary", _day(5), _day(5))])
    with pytest.raises(CaseworkError, match="not known"):
        DutyRoster.from_rows(PEOPLE, [Posting("nobody", "g")])


def test_many_pairs_are_answered_in_order_and_no_grid_is_none() -> None:
    roster = DutyRoster.from_rows(PEOPLE, [Posting("z", "g"), Posting("l", "h")])
    found = roster.responsible_many([("h", _day(0)), (None, _day(0)), ("g", _day(1))])
    assert [f and f.worker and f.worker.code for f in found] == ["l", None, "z"]


# ---- a second implementation, day by day ------------------------------------------------------

_numbers = st.integers(-3, 12)
_ends = st.none() | _numbers
_codes = st.sampled_from("zlw")


def _span(ends: tuple[int | None, int | None]) -> tuple[date | None, date | None]:
    since, until = ends
    return (None if since is None else _day(since), None if until is None else _day(until))


@st.composite
def _rosters(draw: st.DrawFn) -> tuple[list[Worker], list[Posting], list[Leave]]:
    people = [
        Worker(code, code, None, *_span(draw(st.tuples(st.none() | _numbers, st.none()))))
        for code in "zlw"
    ]
    backups = [
        Posting(code, "g", "backup", *_span(ends))
        for code, ends in draw(st.lists(st.tuples(_codes, st.tuples(_ends, _ends)), max_size=3))
    ]
    turns = sorted(draw(st.sets(_numbers, max_size=4)))
    primaries = [
        Posting(draw(_codes), "g", "primary", _day(a), _day(b))
        for a, b in zip(turns, turns[1:], strict=False)
        if draw(st.booleans())
    ]
    leaves = [
        Leave(code, _day(a), _day(a + length))
        for code, a, length in draw(
            st.lists(st.tuples(_codes, _numbers, st.integers(1, 5)), max_size=4)
        )
    ]
    postings = [p for p in [*backups, *primaries] if p.start < p.end]
    return people, postings, leaves


def _by_hand(
    people: list[Worker], postings: list[Posting], leaves: list[Leave], day: date
) -> tuple[str | None, str]:
    def covers(since: date | None, until: date | None) -> bool:
        return (since is None or since <= day) and (until is None or day < until)

    serving = {w.code for w in people if covers(w.valid_from, w.valid_to)}
    away = {leave.worker_code for leave in leaves if covers(leave.since, leave.until)}
    active = [p for p in postings if covers(p.since, p.until) and p.worker_code in serving]
    primary = next((p.worker_code for p in active if p.duty == "primary"), None)
    if primary is not None and primary not in away:
        return primary, "primary"
    backups = sorted(
        (p.since or date.min, p.worker_code)
        for p in active
        if p.duty == "backup" and p.worker_code not in away
    )
    if not backups:
        return None, "nobody"
    return backups[0][1], "backup_for_leave" if primary else "backup_for_vacancy"


@settings(max_examples=150)
@given(_rosters())
def test_every_day_is_answered_as_a_count_by_hand_answers_it(
    rows: tuple[list[Worker], list[Posting], list[Leave]],
) -> None:
    roster = DutyRoster.from_rows(*rows)
    for number in range(-6, 20):
        day = _day(number)
        found = roster.responsible_on("g", day)
        assert (found.worker.code if found.worker else None, found.how) == _by_hand(*rows, day)
        assert found.since is None or found.since <= day
        assert found.until is None or day < found.until
        assert found.backup is None or found.backup != found.worker
