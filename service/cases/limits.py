"""Which limit counts for which clock: the catalogue's entry first, then the rule book."""

from __future__ import annotations

from casework.case import Case
from casework.rulebook import RuledLimit
from casework.tier import Tier
from data.rule_store import Rules


def resolve_limit(rules: Rules, case: Case) -> RuledLimit | None:
    """Return until when a matter has to be settled, None where nothing says so.

    Notes
    -----
    The catalogue's entry of the category goes before the general rule of the profile.
    """
    entry = rules.catalogue.entry(case.category)
    limit = entry.limits.get(case.urgency) if entry else None
    if entry is not None and limit is not None:
        return RuledLimit(
            limit, f"catalogue.{entry.code}.limits.{case.urgency.value}", entry.source
        )
    return rules.profile.resolve_limit(case.kind, case.urgency)


def reply_limit(rules: Rules, tier: Tier) -> RuledLimit | None:
    """Return within what the person is to be told about progress, None where none is stated."""
    rule = rules.profile.tiers.get(tier)
    if rule is None or rule.reply is None:
        return None
    return RuledLimit(rule.reply, rule.key, rule.source)


def stage_limit(rules: Rules, stage: str, case: Case) -> RuledLimit | None:
    """Return how long a stage may take, None where nothing says so."""
    rule = rules.profile.stages.get(stage)
    limit = rule.limit(case.urgency) if rule else None
    return None if rule is None or limit is None else RuledLimit(limit, rule.key, rule.source)


def limit_of(rules: Rules, name: str, case: Case) -> RuledLimit | None:
    """Return the limit of any clock of a case by the clock's name."""
    if name == "resolve":
        return resolve_limit(rules, case)
    return reply_limit(rules, case.tier) if name == "reply" else stage_limit(rules, name, case)
