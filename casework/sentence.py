"""A sentence with its values, kept apart so that it can be said in any language."""

from __future__ import annotations


class Term(str):
    """A word of the trade that is itself translated where it stands as a value in a sentence."""

    __slots__ = ()


class Terms(tuple[str, ...]):
    """Words of the trade in a row, each translated where they stand as a value in a sentence."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(self) or "-"


class Sentence:
    """An English sentence with ``{named}`` values, the key of its translation, and the values.

    Attributes
    ----------
    msgid
        The English sentence.
    params
        The values by name.
    """

    __slots__ = ("msgid", "params")

    def __init__(self, msgid: str, /, **params: object) -> None:
        self.msgid = msgid
        self.params = params

    def __str__(self) -> str:
        return self.msgid.format(**self.params)

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sentence):
            return NotImplemented
        return (self.msgid, self.params) == (other.msgid, other.params)

    def __hash__(self) -> int:
        return hash((self.msgid, tuple(sorted(self.params))))
