"""The rule book: the numbers of the sources, each with its source; every fault told at once."""

from __future__ import annotations

import pytest

from casework.errors import CaseworkError
from casework.limit import Limit, LimitKind
from casework.request import RequestKind, Urgency
from casework.rule_reading import FaultyRules
from casework.rulebook import RuleBook
from casework.tier import Tier
from tests.casework.published_calendar import document

ORDINARY = Urgency.ORDINARY


def _book():
    return RuleBook.from_mapping(document("rulebook.toml"))


def _resolve(profile, kind, urgency=ORDINARY):
    ruled = _book().profile(profile).resolve_limit(kind, urgency)
    return None if ruled is None else str(ruled.limit)


def test_nanchang_limits_the_reply_of_street_and_county_and_nothing_else():
    tiers = _book().profile("nanchang").tiers
    assert {tier: one.reply and str(one.reply) for tier, one in tiers.items()} == {
        Tier.COUNCIL: None,
        Tier.STREET: "5 calendar_days",
        Tier.COUNTY: "15 calendar_days",
        Tier.CITY: None,
    }


def test_where_the_source_does_not_say_which_days_the_profile_says_so_beside_the_number():
    profile = _book().profile("nanchang")
    assert profile.day_kind is LimitKind.CALENDAR_DAYS
    assert "自定" in profile.day_kind_remark


def test_nanchang_states_no_limit_for_settling_a_matter_and_none_is_invented():
    profile = _book().profile("nanchang")
    assert not profile.resolve
    assert all(_resolve("nanchang", kind) is None for kind in RequestKind)
    assert profile.reminder_after is profile.bulletin_after is None


@pytest.mark.parametrize("profile", ["nanchang", "generic_12345"])
def test_no_tier_goes_up_by_the_program_since_no_source_says_when(profile):
    assert all(one.goes_up_after is None for one in _book().profile(profile).tiers.values())


@pytest.mark.parametrize(
    "kind, urgency, limit",
    [
        (RequestKind.CONSULTATION, ORDINARY, "3 working_days"),
        (RequestKind.HELP, ORDINARY, "3 working_days"),
        (RequestKind.COMPLAINT, ORDINARY, "13 working_days"),
        (RequestKind.REPORT, ORDINARY, "13 working_days"),
        (RequestKind.COMPLAINT, Urgency.URGENT, "0 calendar_days"),
        (RequestKind.HELP, Urgency.URGENT, "0 calendar_days"),
        # Matters outside the hotline's manual: urgent 3 days, ordinary 7.
        (None, ORDINARY, "7 calendar_days"),
        (None, Urgency.URGENT, "3 calendar_days"),
    ],
)
def test_the_12345_rule_is_kept_as_it_is_published(kind, urgency, limit):
    assert _resolve("generic_12345", kind, urgency) == limit


def test_overdue_by_a_day_is_reminded_and_by_five_working_days_published():
    profile = _book().profile("generic_12345")
    assert profile.reminder_after == Limit(LimitKind.CALENDAR_DAYS, 1)
    assert profile.bulletin_after == Limit(LimitKind.WORKING_DAYS, 5)


def test_every_kind_and_urgency_of_the_12345_profile_has_a_limit():
    profile = _book().profile("generic_12345")
    kinds = [*RequestKind, None]
    assert all(profile.resolve_limit(kind, urgency) for kind in kinds for urgency in Urgency)


def test_every_number_has_a_source_and_a_key_of_its_own():
    for profile in _book().profiles.values():
        ruled = [*profile.resolve.values(), *profile.tiers.values(), *profile.stages.values()]
        assert all(one.source and one.key.startswith(profile.name) for one in ruled)
        assert len({one.key for one in ruled}) == len(ruled)
        assert profile.extension.source and profile.duplicates.source and profile.overdue_source


def test_duplicates_are_looked_for_within_fifty_metres():
    assert {one.duplicates.distance_m for one in _book().profiles.values()} == {50}


def test_a_stage_is_timed_by_urgency_single_or_cumulative():
    stages = _book().profile("generic_12345").stages
    assert set(stages) == {"dispatch", "handle", "check"}
    assert (stages["dispatch"].counting, stages["handle"].counting) == ("single", "cumulative")
    assert stages["dispatch"].limit(Urgency.URGENT) == Limit(LimitKind.WORKING_HOURS, 2)
    assert "handle" not in _book().profile("nanchang").stages


def test_a_tier_may_go_up_by_the_program_where_the_office_says_when():
    values = document("rulebook.toml")
    values["profile"]["nanchang"]["tier"]["street"]["goes_up_after"] = "2 working_days"
    tiers = RuleBook.from_mapping(values).profile("nanchang").tiers
    assert tiers[Tier.STREET].goes_up_after == Limit(LimitKind.WORKING_DAYS, 2)


def test_another_kind_of_day_changes_every_plain_day_and_no_other():
    values = document("rulebook.toml")
    values["profile"]["generic_12345"]["day_kind"] = "working_days"
    profile = RuleBook.from_mapping(values).profile("generic_12345")
    assert profile.tiers[Tier.STREET].reply == Limit(LimitKind.WORKING_DAYS, 5)
    assert profile.reminder_after == Limit(LimitKind.WORKING_DAYS, 1)
    same_day = profile.resolve_limit(RequestKind.HELP, Urgency.URGENT)
    assert same_day is not None and same_day.limit.kind is LimitKind.CALENDAR_DAYS


def test_an_unknown_profile_is_refused_with_those_there_are():
    with pytest.raises(CaseworkError, match="nanchang, generic_12345"):
        _book().profile("shanghai")


@pytest.mark.parametrize(
    "change, place, wanted",
    [
        (lambda p: p.update(day_kind="working_hours"), "day_kind", "calendar_days"),
        (lambda p: p.update(titel="x"), "titel", "unknown"),
        (lambda p: p.pop("source"), "source", "text"),
        (lambda p: p["tier"]["street"].update(reply="5"), "tier.street.reply", "days"),
        (lambda p: p["tier"]["street"].update(reply=5), "tier.street.reply", "4 working_hours"),
        (lambda p: p["tier"].update(province={}), "tier.province", "unknown"),
        (lambda p: p["tier"]["city"].update(goes_up_after="1 days"), "goes_up_after", "city"),
        (lambda p: p["resolve"].update(gossip={"source": "x"}), "resolve.gossip", "unknown"),
        (lambda p: p["resolve"]["help"].update(ordinary="-3 days"), "help.ordinary", "amount"),
        (lambda p: p["resolve"]["help"].update(often="3 days"), "help.often", "unknown"),
        (lambda p: p["stage"]["check"].update(counting="twice"), "check.counting", "cumulative"),
        (lambda p: p["extension"].pop("max_limit"), "extension.max_limit", "working_days"),
        (lambda p: p["extension"].update(max_times=1.5), "extension.max_times", "whole number"),
        (lambda p: p["duplicates"].update(distance_m=True), "duplicates.distance_m", "number"),
        (lambda p: p["duplicates"].update(similarity=float("nan")), "similarity", "0 to 100"),
        (lambda p: p.update(overdue="soon"), "overdue", "a table"),
    ],
)
def test_a_fault_of_a_file_names_its_place_and_the_way_out(change, place, wanted):
    values = document("rulebook.toml")
    change(values["profile"]["generic_12345"])
    with pytest.raises(FaultyRules) as refusal:
        RuleBook.from_mapping(values)
    faults = [str(one) for one in refusal.value.faults]
    assert any(f"profile.generic_12345.{place}" in one or place in one for one in faults), faults
    assert any(wanted in one for one in faults), faults


@pytest.mark.parametrize("values", [{}, {"profile": {}}, {"profile": []}, {"profile": {"x": 1}}])
def test_a_rule_book_without_a_whole_profile_is_refused(values):
    with pytest.raises(FaultyRules):
        RuleBook.from_mapping(values)
