"""The one error root of this package: a sentence with its values, translated upstairs."""

from __future__ import annotations

from collections.abc import Iterable


class ServiceError(Exception):
    """A refusal about what people do.

    The sentence says what was refused, the value seen and the way out.  `msgid` is the
    English sentence with `{named}` values, which is also the key of the translation.
    """

    def __init__(self, msgid: str, /, **params: object) -> None:
        self.msgid = msgid
        self.params = params
        super().__init__(msgid.format(**params))


def unknown_unit(code: str, units: Iterable[str]) -> ServiceError:
    """Return the refusal of an owner unit that is none of these, by their codes."""
    return ServiceError(
        "There is no unit {unit} in the catalogue: choose one of {units}.",
        unit=code,
        units=", ".join(sorted(units)),
    )
