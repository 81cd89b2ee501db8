"""The roles an account can have, as words of a command."""

from __future__ import annotations

from enum import StrEnum

from casework.viewer import Role

RoleName = StrEnum(  # type: ignore[misc]
    "RoleName", {role.name: role.value for role in Role if role is not Role.SYSTEM}
)
