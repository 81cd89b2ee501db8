"""Sentences in the viewer's language, from the catalogue of translations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from casework.sentence import Sentence, Term, Terms
from service.clock import DEFAULT_ZONE

LOCALE_FOLDER: Final = Path(__file__).parents[1] / "locale"
DEFAULT_LANGUAGE: Final = "zh"
_CATALOGUES: Final = {"zh": "zh_CN", "en": None}

# The office's zone, the same for everybody it serves.
_zone: ZoneInfo = ZoneInfo(DEFAULT_ZONE)


@runtime_checkable
class Said(Protocol):
    """Anything that has a sentence and its values: an error, a row issue, a verdict's reason."""

    @property
    def msgid(self) -> str:
        """Return the English sentence."""

    @property
    def params(self) -> Mapping[str, object]:
        """Return the values by name."""


def languages() -> dict[str, str]:
    """Return the languages by code, each named in itself, the default first."""
    return {"zh": "简体中文", "en": "English"}


def language_of(tag: str | None) -> str:
    """Return the language for a browser's tag (``zh-CN``, ``en-US``): Chinese where none is told.

    A language we do not have is answered in English.
    """
    if not tag:
        return DEFAULT_LANGUAGE
    return "zh" if tag.strip().lower().startswith("zh") else "en"


def tell_times_in(zone: str) -> None:
    """Tell times within sentences in this zone (an IANA name) from now on."""
    global _zone
    _zone = ZoneInfo(zone)


def say(message: str | Said, language: str, **params: object) -> str:
    """Return the sentence in this language, with its values in place.

    Parameters
    ----------
    message
        An English sentence of the catalogue, or an error, issue or reason that carries one.
    language
        ``zh`` or ``en``; anything else is answered in English.
    **params
        The values of a plain sentence; added to those a message carries.

    Notes
    -----
    A sentence without a translation is said in English.  An aware time is told in the office's
    zone (`tell_times_in`).  Braces in a value are just braces, and a
    value that is missing leaves its name in the sentence.  The text is plain: escape it where it
    is shown.
    """
    if isinstance(message, str):
        msgid, values = message, params
    else:
        msgid, values = message.msgid, {**message.params, **params}
    if not values:
        return translated(msgid, language)
    said = {name: _value(value, language) for name, value in values.items()}
    try:
        return _fill(translated(msgid, language), said)
    except ValueError:
        return _fill(msgid, said)


def both(message: str | Said, **params: object) -> str:
    """Return the sentence in Chinese and in English, ``中文 / English``."""
    chinese, english = say(message, "zh", **params), say(message, "en", **params)
    return english if chinese == english else f"{chinese} / {english}"


def translated(msgid: str, language: str) -> str:
    """Return the translation of a sentence, names still open; itself where there is none."""
    return _catalogue(language).get(msgid) or msgid


@lru_cache(maxsize=8)
def _catalogue(language: str) -> dict[str, str]:
    folder = _CATALOGUES.get(language)
    path = LOCALE_FOLDER / str(folder) / "LC_MESSAGES" / "gege.po"
    if folder is None or not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=folder)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


def _value(value: object, language: str) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(_zone)
    if isinstance(value, Sentence):
        return say(value, language)
    if isinstance(value, Terms):
        return str(Terms(translated(one, language) for one in value))
    return translated(value, language) if isinstance(value, Term) else value


def _fill(template: str, values: Mapping[str, object]) -> str:
    """Put values in place; only plain names are looked up, so a value can reach nothing else."""
    return "".join(
        literal + ("" if name is None else _shown(name, spec or "", conversion, values))
        for literal, name, spec, conversion in Formatter().parse(template)
    )


def _shown(name: str, spec: str, conversion: str | None, values: Mapping[str, object]) -> str:
    if name not in values:
        return "{" + name + "}"
    value = values[name]
    if conversion == "r":
        value = repr(value)
    if isinstance(value, datetime) and not spec:
        return f"{value:%Y-%m-%d %H:%M}"
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return str(value)
