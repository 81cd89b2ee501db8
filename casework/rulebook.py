"""The rule book: every number of the trade once, per city profile, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casework.errors import CaseworkError
from casework.rule_profile import (
    Counting,
    DuplicateRule,
    ExtensionRule,
    Profile,
    RuledLimit,
    StageRule,
    TierRule,
)
from casework.rulebook_reading import read_profiles

__all__ = [
    "Counting",
    "DuplicateRule",
    "ExtensionRule",
    "Profile",
    "RuleBook",
    "RuledLimit",
    "StageRule",
    "TierRule",
]


@dataclass(frozen=True)
class RuleBook:
    """All profiles by their names."""

    profiles: Mapping[str, Profile]

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> RuleBook:
        """Return the rule book of a document (data/rules/rulebook.toml shows the form).

        Raises
        ------
        FaultyRules
            With everything that is wrong in it.
        """
        return cls(read_profiles(values))

    def profile(self, name: str) -> Profile:
        """Return the profile of this name.

        Raises
        ------
        CaseworkError
            When there is none.
        """
        if name not in self.profiles:
            raise CaseworkError(
                "The rule book has no profile {name}: choose one of {known}.",
                name=name,
                known=", ".join(self.profiles),
            )
        return self.profiles[name]
