"""The one error root of this package: a sentence with its values, translated upstairs."""

from __future__ import annotations


class ServiceError(Exception):
    """A refusal about what people do.

    The sentence says what was refused, the value seen and the way out.  `msgid` is the
    English sentence with `{named}` values, which is also the key of the translation.
    """

    def __init__(self, msgid: str, /, **params: object) -> None:
        self.msgid = msgid
        self.params = params
        super().__init__(msgid.format(**params))
