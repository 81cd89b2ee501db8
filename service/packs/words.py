"""A text in both languages, kept as it was said on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.sentence import Sentence, Term
from service.language import say


@dataclass(frozen=True)
class Words:
    """A text in Chinese and in English; plain, so it is escaped where it is shown."""

    zh: str
    en: str

    @classmethod
    def of(cls, said: Sentence | Term) -> Words:
        """Return a sentence or a term in both languages."""
        return cls(say(said, "zh"), say(said, "en"))

    @classmethod
    def same(cls, text: object) -> Words:
        """Return a name, a number or a person's text, which is the same in both."""
        return cls(str(text), str(text))

    @classmethod
    def joined(cls, parts: Sequence[Words], between: str = " · ") -> Words:
        """Return texts in a row, those without words left out."""
        kept = [one for one in parts if one.zh or one.en]
        return cls(between.join(one.zh for one in kept), between.join(one.en for one in kept))

    def told(self, language: str) -> str:
        """Return the text in a language (``zh``, else English)."""
        return self.zh if language == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NONE = Words("", "")
