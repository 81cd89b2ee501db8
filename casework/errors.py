"""The one error root of this package: a sentence with its values, translated upstairs."""

from __future__ import annotations


class CaseworkError(Exception):
    """A refusal about case rules, duty, codes and access.

    The sentence says what was refused, the value seen and the way out.  `msgid` is the
    English sentence with `{named}` values, which is also the key of the translation.
    """

    def __init__(self, msgid: str, /, **params: object) -> None:
        self.msgid = msgid
        self.params = params
        super().__init__(msgid.format(**params))


class NotAllowedError(CaseworkError):
    """Somebody may not do what he asked for.

    Attributes
    ----------
    viewer, action
        Who, and what for (`casework.viewer`).
    """

    def __init__(self, viewer: object, action: object, msgid: str, /, **params: object) -> None:
        self.viewer = viewer
        self.action = action
        super().__init__(msgid, **params)
