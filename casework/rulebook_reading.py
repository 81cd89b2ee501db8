"""The profiles of a rule book out of its document: every fault is told, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from casework.clock_name import STAGES
from casework.limit import Limit, LimitKind
from casework.request import RequestKind, Urgency
from casework.rule_profile import (
    Counting,
    DuplicateRule,
    ExtensionRule,
    Profile,
    RuledLimit,
    StageRule,
    TierRule,
)
from casework.rule_reading import Table, refuse_if
from casework.sentence import Sentence
from casework.tier import Tier
from casework.workload import DEFAULT_WORKLOAD, WorkloadRule

TIER_NAMES: Final = {tier.name.lower(): tier for tier in Tier}
# How a request is called whose kind nobody stated.
NOT_STATED: Final = "not_stated"


def read_profiles(values: Mapping[str, object]) -> dict[str, Profile]:
    """Return the profiles of a rule book by their names.

    Raises
    ------
    FaultyRules
        With everything that is wrong in it.
    """
    faults: list[Sentence] = []
    document = Table(values, "", faults)
    tables = document.table("profile")
    profiles = {name: _profile(name, table) for name, table in tables.named()}
    if not profiles:
        document.fault("profile", Sentence("give at least one profile, [profile.NAME]."))
    document.close()
    refuse_if(faults)
    return profiles


def _profile(name: str, table: Table) -> Profile:
    day_kind = table.choice("day_kind", LimitKind) or LimitKind.CALENDAR_DAYS
    if not day_kind.is_in_days:
        table.fault("day_kind", Sentence("choose working_days or calendar_days."))
    overdue = table.table("overdue")
    profile = Profile(
        name=name,
        title=table.text("title"),
        source=table.text("source"),
        day_kind=day_kind,
        day_kind_remark=table.text("day_kind_remark"),
        tiers=_tiers(table.table("tier"), name, day_kind),
        stages=_stages(table.table("stage"), name, day_kind),
        resolve=_resolve(table.table("resolve"), name, day_kind),
        reminder_after=overdue.limit("reminder_after", day_kind),
        bulletin_after=overdue.limit("bulletin_after", day_kind),
        overdue_source=overdue.text("source"),
        extension=_extension(table.table("extension"), day_kind),
        duplicates=_duplicates(table.table("duplicates")),
        workload=_workload(table, name),
    )
    overdue.close()
    table.close()
    return profile


def _tiers(table: Table, profile: str, day_kind: LimitKind) -> dict[Tier, TierRule]:
    found = {}
    for name, tier in TIER_NAMES.items():
        one = table.table(name)
        found[tier] = TierRule(
            reply=one.limit("reply", day_kind),
            goes_up_after=one.limit("goes_up_after", day_kind),
            source=one.text("source"),
            key=f"{profile}.tier.{name}",
        )
        if tier is Tier.CITY and found[tier].goes_up_after is not None:
            one.fault("goes_up_after", Sentence("nothing is above the city; take it out."))
        one.close()
    table.close()
    return found


def _stages(table: Table, profile: str, day_kind: LimitKind) -> dict[str, StageRule]:
    found = {}
    for name in STAGES:
        if table.has(name):
            one = table.table(name)
            counting = one.choice("counting", Counting) or Counting.SINGLE
            found[name] = StageRule(
                f"{profile}.stage.{name}", _by_urgency(one, day_kind), counting, one.text("source")
            )
            one.close()
    table.close()
    return found


def _resolve(
    table: Table, profile: str, day_kind: LimitKind
) -> dict[tuple[RequestKind | None, Urgency], RuledLimit]:
    kinds: dict[str, RequestKind | None] = {kind.value: kind for kind in RequestKind}
    kinds[NOT_STATED] = None
    found = {}
    for name, kind in kinds.items():
        if table.has(name):
            one = table.table(name)
            source = one.text("source")
            for urgency, limit in _by_urgency(one, day_kind).items():
                key = f"{profile}.resolve.{name}.{urgency.value}"
                found[kind, urgency] = RuledLimit(limit, key, source)
            one.close()
    table.close()
    return found


def _by_urgency(table: Table, day_kind: LimitKind) -> dict[Urgency, Limit]:
    read = {urgency: table.limit(urgency.value, day_kind) for urgency in Urgency}
    return {urgency: limit for urgency, limit in read.items() if limit is not None}


def _extension(table: Table, day_kind: LimitKind) -> ExtensionRule:
    max_times = table.count("max_times", 0, 20)
    if not table.has("max_limit"):
        table.fault("max_limit", Sentence('give a limit such as "5 working_days".'))
    max_limit = table.limit("max_limit", day_kind) or Limit(LimitKind.WORKING_DAYS, 1)
    rule = ExtensionRule(max_times, max_limit, table.text("source"))
    table.close()
    return rule


def _duplicates(table: Table) -> DuplicateRule:
    rule = DuplicateRule(
        distance_m=table.number("distance_m", 0, 5000),
        days=table.count("days", 0, 366),
        similarity=table.number("similarity", 0, 100),
        source=table.text("source"),
    )
    table.close()
    return rule


def _workload(profile: Table, name: str) -> WorkloadRule:
    """Return the weights of the workload; those of a profile without any are the defaults."""
    key = f"{name}.workload"
    if not profile.has("workload"):
        return replace(DEFAULT_WORKLOAD, key=key)
    table = profile.table("workload")
    rule = WorkloadRule(
        household_minutes=table.number("household_minutes", 0, 600),
        open_case_minutes=table.number("open_case_minutes", 0, 6000),
        expected_case_minutes=table.number("expected_case_minutes", 0, 6000),
        visit_minutes=table.number("visit_minutes", 0, 600),
        visits_per_year=table.number("visits_per_year", 0, 366),
        trips_per_case=table.number("trips_per_case", 0, 100),
        walking_km_per_hour=table.number("walking_km_per_hour", 0.5, 60),
        source=table.text("source"),
        key=key,
    )
    table.close()
    return rule
